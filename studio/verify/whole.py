"""Verifies all partitions of a log file, as many at a time as there are cores: an account lies in one partition, so no two have anything to tell."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from infra.event_log.sqlite import SqliteEventLog
from schemas.partitions import EVENTS, PARTITIONS
from studio.verify.history import Report, verify
from studio.verify.invariants import Checker

ALONE_EVENTS_MAX = 20_000
"""A shorter log is verified in this process: to start others takes longer."""


async def verify_all(path: Path, *, redecide: bool = True, processes: int | None = None) -> list[Report]:
    """A report on each partition, with every invariant checked; `processes` None: as many as the log is worth."""
    processes = processes or await _worth(path)
    if processes == 1:
        return await _verified(path, redecide, range(PARTITIONS))
    loop, shares = asyncio.get_running_loop(), [[number] for number in range(PARTITIONS)]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        found = await asyncio.gather(*[loop.run_in_executor(pool, _verified_alone, path, redecide, share) for share in shares])
    return [report for reports in found for report in reports]


async def _worth(path: Path) -> int:
    log = await SqliteEventLog.open(path)
    try:
        records = sum([await log.end(EVENTS, number) for number in range(PARTITIONS)])
    finally:
        await log.close()
    return os.cpu_count() or 1 if records > ALONE_EVENTS_MAX else 1


async def _verified(path: Path, redecide: bool, numbers: Iterable[int]) -> list[Report]:
    log = await SqliteEventLog.open(path)
    try:
        return [await verify(log, number, Checker(), redecide=redecide) for number in numbers]
    finally:
        await log.close()


def _verified_alone(path: Path, redecide: bool, numbers: Iterable[int]) -> list[Report]:
    return asyncio.run(_verified(path, redecide, numbers))
