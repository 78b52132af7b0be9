"""Verifies all partitions of a log, as many at a time as there are cores: an account lies in one partition, so no two have anything to tell."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor

from infra.heads.signed import SignedHead
from schemas.partitions import EVENTS, PARTITIONS
from studio.places import LogPlace, opened
from studio.verify.history import Report, verify, verify_behind
from studio.verify.invariants import Checker

ALONE_EVENTS_MAX = 20_000
"""A shorter log is verified in this process: to start others takes longer."""


Heads = Mapping[int, SignedHead]
"""Of some partitions: behind which event to begin. The others are read from their beginning."""


async def verify_all(place: LogPlace, *, redecide: bool = True, processes: int | None = None, heads: Heads | None = None) -> list[Report]:
    """A report on each partition, with every invariant checked where it is read whole; `processes` None: as many as the log is worth."""
    heads = heads or {}
    processes = processes or await _worth(place, heads)
    if processes == 1:
        return await _verified(place, redecide, heads, range(PARTITIONS))
    loop, shares = asyncio.get_running_loop(), [[number] for number in range(PARTITIONS)]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        found = await asyncio.gather(*[loop.run_in_executor(pool, _verified_alone, place, redecide, heads, share) for share in shares])
    return [report for reports in found for report in reports]


async def _worth(place: LogPlace, heads: Heads) -> int:
    async with opened(place) as log:
        records = sum([await log.end(EVENTS, number) for number in range(PARTITIONS)]) - sum(head.offset for head in heads.values())
    return os.cpu_count() or 1 if records > ALONE_EVENTS_MAX else 1


async def _verified(place: LogPlace, redecide: bool, heads: Heads, numbers: Iterable[int]) -> list[Report]:
    async with opened(place) as log:
        return [
            await verify_behind(log, heads[number]) if number in heads else await verify(log, number, Checker(), redecide=redecide)
            for number in numbers
        ]


def _verified_alone(place: LogPlace, redecide: bool, heads: Heads, numbers: Iterable[int]) -> list[Report]:
    return asyncio.run(_verified(place, redecide, heads, numbers))
