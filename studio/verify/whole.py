"""Verifies all partitions of a log, as many at a time as there are cores: an account lies in one partition, so no two have anything to tell."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

from schemas.partitions import EVENTS, PARTITIONS
from studio.places import LogPlace, opened
from studio.verify.history import Report, verify
from studio.verify.invariants import Checker

ALONE_EVENTS_MAX = 20_000
"""A shorter log is verified in this process: to start others takes longer."""


async def verify_all(place: LogPlace, *, redecide: bool = True, processes: int | None = None) -> list[Report]:
    """A report on each partition, with every invariant checked; `processes` None: as many as the log is worth."""
    processes = processes or await _worth(place)
    if processes == 1:
        return await _verified(place, redecide, range(PARTITIONS))
    loop, shares = asyncio.get_running_loop(), [[number] for number in range(PARTITIONS)]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        found = await asyncio.gather(*[loop.run_in_executor(pool, _verified_alone, place, redecide, share) for share in shares])
    return [report for reports in found for report in reports]


async def _worth(place: LogPlace) -> int:
    async with opened(place) as log:
        records = sum([await log.end(EVENTS, number) for number in range(PARTITIONS)])
    return os.cpu_count() or 1 if records > ALONE_EVENTS_MAX else 1


async def _verified(place: LogPlace, redecide: bool, numbers: Iterable[int]) -> list[Report]:
    async with opened(place) as log:
        return [await verify(log, number, Checker(), redecide=redecide) for number in numbers]


def _verified_alone(place: LogPlace, redecide: bool, numbers: Iterable[int]) -> list[Report]:
    return asyncio.run(_verified(place, redecide, numbers))
