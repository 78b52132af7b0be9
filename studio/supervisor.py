"""Keeps processes alive on this machine: each is a child of this one, is begun again when it ends, and ends with it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from infra.pause import Pause
from infra.process import LEAVE_S, SUPERVISOR, USAGE
from schemas.errors import Invalid

LOOK_S = 0.05
STEADY_S = 10.0  # a process that lived so long did not fail at its start
log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Child:
    """`python -m MODULE`, with `environment` over ours; what it tells is added to `told`."""

    module: str
    port: int  # where it tells its health
    environment: Mapping[str, str]
    told: Path
    process: subprocess.Popen[bytes] | None = None
    begun: list[float] = field(default_factory=list)  # when, by time.monotonic()

    def start(self) -> None:
        self.told.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **self.environment, SUPERVISOR: str(os.getpid())}
        with self.told.open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module], stdin=subprocess.DEVNULL, stdout=told, stderr=told, env=environment,
                start_new_session=True,  # Ctrl-C is for us, who end it in good order
            )  # fmt: skip
        self.begun.append(time.monotonic())

    @property
    def status(self) -> int | None:
        """None while it lives."""
        return self.process.poll() if self.process else None

    @property
    def last_words(self) -> str:
        """The end of what it told."""
        return self.told.read_text(errors="replace")[-600:].strip()


@asynccontextmanager
async def supervised(children: Collection[Child]) -> AsyncIterator[asyncio.Future[None]]:
    """They run beside the body, each begun again after a pause when it ends. The future raises Invalid when one says that it cannot be used as it is.

    On leaving all get SIGTERM at once, and SIGKILL when they have not ended within the 10 s that they have for it.
    """
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    watching: list[asyncio.Task[None]] = []
    try:
        for child in children:
            child.start()
            watching.append(asyncio.create_task(_keep(child, failed)))
        yield failed
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await _end(children)
        if failed.done():
            with suppress(Exception):  # whoever waited has heard it
                failed.result()


async def _keep(child: Child, failed: asyncio.Future[None]) -> None:
    pause = Pause()
    while True:
        while (status := child.status) is None:
            await asyncio.sleep(LOOK_S)
        if status == USAGE:
            if not failed.done():
                failed.set_exception(Invalid(f"{child.module} cannot run: {child.last_words}"))
            return
        log.warning("process ended", extra={"service": child.module, "status": status})
        if time.monotonic() - child.begun[-1] > STEADY_S:
            pause.reset()
        await pause.take()
        try:
            child.start()
        except OSError as error:
            log.warning("process not begun", extra={"service": child.module, "reason": str(error)})


async def _end(children: Collection[Child]) -> None:
    _signal(children, signal.SIGTERM)
    deadline = time.monotonic() + LEAVE_S + 2.0
    while any(child.status is None for child in children) and time.monotonic() < deadline:
        await asyncio.sleep(LOOK_S)
    _signal(children, signal.SIGKILL)
    for child in children:
        if child.process:
            await asyncio.to_thread(child.process.wait)


def _signal(children: Collection[Child], number: signal.Signals) -> None:
    for child in children:
        if child.process and child.status is None:
            with suppress(ProcessLookupError):
                child.process.send_signal(number)
