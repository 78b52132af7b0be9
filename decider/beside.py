"""Work beside the decider, snapshots above all: a process of its own follows the log, so that no caller waits while it folds and writes."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

NICENESS = 19  # a snapshot has time; a caller has not
PAUSE_S = 0.01  # between two slices: some 25 MB a second, which leaves the disk to the log
log = logging.getLogger(__name__)


def follower(module: str, *words: str) -> Callable[[int], Awaitable[None]]:
    """Writes a snapshot of a partition by `python -m MODULE WORDS... PARTITION`.

    One that fails is only told: the log stays the truth, and the next one comes.
    """

    async def snapshot(partition: int) -> None:
        if (status := await ended(module, *words, str(partition))) != 0:
            log.warning("snapshot not written", extra={"partition": partition, "status": status})

    return snapshot


async def ended(module: str, *words: str) -> int:
    """The exit status of `python -m MODULE WORDS...`, which goes with us."""
    process = _begun(module, *words)
    try:
        return await asyncio.to_thread(process.wait)
    finally:
        if process.poll() is None:
            process.kill()
            await asyncio.to_thread(process.wait)


def _begun(*words: str) -> subprocess.Popen[bytes]:
    """Not by the event loop, which would fork: to copy the page tables of a decider with a gigabyte of state, and then every page that it touches
    until the child is another program, holds up everybody for tens of milliseconds. `Popen` uses vfork.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", *words], stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us, who end it; it would show how it fell
    )  # fmt: skip
    with suppress(ProcessLookupError, PermissionError):  # at once, for its imports are a good part of its work
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        if hasattr(os, "sched_setscheduler"):  # Linux: whoever serves a caller goes first, at once
            os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
    return process
