"""How many commands a decider on the embedded log decides in a second, durably, how long a caller waits, and whether every invariant holds after it.

The callers are in its process, as they are in the embedded studio; their CPU is part of what is measured.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from prometheus_client import CollectorRegistry

from bench.callers import called
from bench.figures import BUILD, Figure, hand_over
from decider.metrics import Metrics
from decider.process import Decider
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.partitions import PARTITIONS
from studio.embedded import SWITCH_S
from studio.verify.history import verify
from studio.verify.invariants import Checker

ACCOUNTS, SECONDS = 200, 8.0


async def measure() -> list[Figure]:
    many = await _run("many", ACCOUNTS)
    hot = await _run("hot", 1)
    return [
        Figure("decider_embedded_cmds_per_s", many["rate"], "1/s", 6_000, more_is_better=True),
        Figure("decider_embedded_p99_ms", many["p99_ms"], "ms", 25),
        Figure("decider_embedded_p50_ms", many["p50_ms"], "ms"),
        Figure("decider_embedded_violations", many["violations"], "count", 0),
        Figure("hot_account_cmds_per_s", hot["rate"], "1/s", 4_000, more_is_better=True),
        Figure("hot_account_overdrafts", hot["overdrafts"], "count", 0),
        Figure("hot_account_violations", hot["violations"], "count", 0),
        Figure("hot_account_refused_share", hot["refused"], "share", 0),
    ]


async def _run(kind: str, accounts: int) -> dict[str, float]:
    """A decider and its callers; then the whole log is verified."""
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        log = await SqliteEventLog.open(Path(name) / "log.db")
        async with deciding(log, FolderSnapshots(Path(name) / "snapshots")):
            told = await called(log, kind, accounts, SECONDS)
        found = await _violations(log)
        await log.close()
        return {**told, "violations": len(found), "overdrafts": found.count("L2")}


@asynccontextmanager
async def deciding(log: EventLog, snapshots: FolderSnapshots) -> AsyncIterator[Decider]:
    """A decider that rules every partition, in a process that is set as the studio's own."""
    sys.setswitchinterval(SWITCH_S)
    decider = Decider(log, snapshots, clock=lambda: time.time_ns() // 1_000_000, observer=Metrics(CollectorRegistry()))
    running = asyncio.create_task(decider.run())
    while not decider.ready:
        await asyncio.wait({running}, timeout=0.005)
        if running.done():
            running.result()
    yield decider
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _violations(log: EventLog) -> list[str]:
    """The invariants that do not hold, over the whole log."""
    checker = Checker()
    reports = [await verify(log, number, checker, redecide=False) for number in range(PARTITIONS)]
    return [violation.invariant for report in reports for violation in report.violations]


if __name__ == "__main__":
    hand_over(uvloop.run(measure()))
