"""A rebuild on several cores: each process takes some partitions from the log into the tables, and ends when whoever began it does."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from infra.database.engine import open_database
from infra.event_log.port import EventLog
from projections import generations
from projections.catalogue import BY_NAME
from projections.filling import Target
from projections.generations import Generation
from projections.walking import Walk
from schemas.errors import Unavailable

REMEMBERED = 50_000
"""Rows of one partition that stay in memory."""
COLLECTED = 100_000
"""New objects after which garbage is looked for: those of a few thousand records. By default every thirtieth record would have it look at what is in
use, and now and then at all that there is: a quarter of the time of a fold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """How other processes come to the database and to the log; all of it can be told to them."""

    processes: int
    url: str
    log: Callable[[], AbstractAsyncContextManager[EventLog]]
    worth_records: int = 50_000  # fewer are taken sooner than a process is there


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    shared: Shared
    tables: Sequence[tuple[str, int]]  # (projection, generation)
    ends: Mapping[int, int]


async def walk_together(shared: Shared, targets: Sequence[Target], ends: Mapping[int, int]) -> None:
    """What Walk.up_to does for all of these partitions. The marks of `targets` are then those of the tables to be read again.

    Raises what one of the processes raised; all have ended then.
    """
    tables = [(target.generation.projection.name, target.generation.number) for target in targets]
    shares = [_Share(shared=shared, tables=tables, ends=each) for each in _shares(shared.processes, targets, ends)]
    spawning = multiprocessing.get_context("spawn")
    running: list[tuple[Any, Connection]] = []
    try:
        for share in shares:
            ours, theirs = spawning.Pipe()
            process = spawning.Process(target=_take, args=(share, theirs), daemon=True)
            process.start()
            theirs.close()
            running.append((process, ours))
        await asyncio.gather(*[_ended(process, ours) for process, ours in running])
    finally:
        for process, ours in running:
            ours.close()
            process.kill()
            process.join()


def _shares(count: int, targets: Sequence[Target], ends: Mapping[int, int]) -> Sequence[Mapping[int, int]]:
    """The fullest partition first, each to who has least."""
    left = {partition: end - min(target.mark(partition).next_offset for target in targets) for partition, end in ends.items()}
    shares: list[dict[int, int]] = [{} for _ in range(count)]
    for partition in sorted(left, key=lambda each: -left[each]):
        min(shares, key=lambda share: sum(left[each] for each in share))[partition] = ends[partition]
    return [share for share in shares if share]


async def _ended(process: Any, ours: Connection) -> None:
    """Raises what it raised."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(ours.fileno(), told.set)
    try:
        await told.wait()
    finally:
        loop.remove_reader(ours.fileno())
    try:
        error = ours.recv()
    except EOFError:
        process.join()
        raise Unavailable(f"A process of the rebuild has ended with {process.exitcode}; the same command goes on.") from None
    if error is not None:
        raise error


# --- in the other process


def collect_seldom() -> None:
    """For a process that only takes events into rows: what it has imported is never garbage, what it makes of a record is gone soon."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED)


def _take(share: _Share, parent: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who began us
    error: Exception | None = None
    collect_seldom()
    try:
        asyncio.run(_walked(share, parent))
    except Exception as raised:
        error = raised
    parent.send(error)


async def _walked(share: _Share, parent: Connection) -> None:
    """To its end, or to the end of who began us: he says nothing, so what is there to be read is that he is gone."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_reader(parent.fileno(), task.cancel)
    database = open_database(share.shared.url)
    try:
        async with share.shared.log() as log:
            async with database.reading() as connection:
                targets = [
                    Target.of(
                        Generation(projection=BY_NAME[name], number=number, marks=await generations.marks(connection, name, number)), REMEMBERED
                    )
                    for name, number in share.tables
                ]
            walk = Walk(database, log, targets, lambda: None)
            for partition, end in share.ends.items():
                await walk.up_to(partition, end)
    finally:
        await database.close()
