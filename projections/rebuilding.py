"""A new table beside the live one: filled from the beginning of the log while the old one goes on, then switched in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.dialects import Unstorable
from infra.database.engine import Database
from infra.event_log.claim import Claim, Head
from infra.event_log.port import EventLog, Record
from projections import generations
from projections.filling import Change, Fact, Target, folded, settle, take, true_facts, write
from projections.generations import Generation, Mark, Moved
from projections.projection import Projection
from schemas.errors import AlreadyRunning, Corrupt
from schemas.partitions import EVENTS, PARTITIONS

BATCH = 4000
"""Records in one transaction of a rebuild."""
REMEMBERED = 50_000
"""Rows of one partition that a rebuild keeps in memory."""
LAST_STEP = 2000
"""So many events may be taken inside the switching transaction, while the live side waits."""

Progress = Callable[[int, int], None]
"""Called with (records read, records there were at the beginning)."""


READERS_S = 30.0
"""How long a reader may go on with a table that he looked up before the switch."""
OTHERS_S = 2.0
"""Who fills a table moves its marks more often than this, or is dead."""


def head_of(mark: Mark) -> Head:
    return Head(next_offset=mark.next_offset, seq=mark.seq, hash=mark.hash)


async def rebuild(database: Database, log: EventLog, projections: Sequence[Projection[Any]], progress: Progress | None = None) -> list[Generation]:
    """Fill the tables of these projections anew, in one pass over the log, and switch. Killed in the middle it leaves the live tables as they were.

    Raises AlreadyRunning while another process rebuilds one of them, Corrupt when the log cannot be read as far as the live tables have come.
    """
    new = await generations.begin(database, projections, await _abandoned(database, projections))
    targets = [Target.of(generation, REMEMBERED) for generation in new]
    filling = _Filling(database, log, targets, progress or (lambda _done, _total: None))
    await filling.to_the_end()
    allowed = LAST_STEP
    while not await filling.switched(allowed):
        await filling.to_the_end()
        allowed *= 2  # a live side that outruns us waits a little longer each time
    await filling.drop_old()
    return [target.generation for target in targets]


async def _abandoned(database: Database, projections: Sequence[Projection[Any]]) -> dict[tuple[str, int], int]:
    """Tables that somebody left unfinished. Raises AlreadyRunning when he still fills them; looks for OTHERS_S only if there are any."""
    before = await _unfinished(database, projections)
    if before:
        await asyncio.sleep(OTHERS_S)
        if await _unfinished(database, projections) != before:
            raise AlreadyRunning(f"Another process rebuilds {', '.join(sorted({name for name, _ in before}))} now.")
    return before


async def _unfinished(database: Database, projections: Sequence[Projection[Any]]) -> dict[tuple[str, int], int]:
    async with database.reading() as connection:
        return await generations.unfinished(connection, [projection.name for projection in projections])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Some:
    """The next records of a partition, and what is true of them."""

    records: int
    facts: Sequence[Fact]
    broken: Corrupt | None
    next_offset: int


class _Filling:
    def __init__(self, database: Database, log: EventLog, targets: Sequence[Target], progress: Progress) -> None:
        self._database, self._log, self._targets, self._progress = database, log, targets, progress
        self._old: list[tuple[str, int]] = []
        self._done = self._total = 0

    async def to_the_end(self) -> None:
        ends = [await self._log.end(EVENTS, partition) for partition in range(PARTITIONS)]
        self._total = max(self._total, sum(ends))
        for partition in range(PARTITIONS):
            await self._partition(partition)
        self._progress(self._total, self._total)

    async def _partition(self, partition: int) -> None:
        """One after the other: a row belongs to one partition, so what is in memory can go when its partition is done."""
        if not (going := self._going(partition)):
            return
        claim = Claim(partition, head_of(going[0].mark(partition)))
        following = asyncio.create_task(self._next(claim))
        try:
            while (some := await following) is not None and self._going(partition):
                following = asyncio.create_task(self._next(claim))
                await take(self._database, partition, self._going(partition), some.facts, some.next_offset, some.broken)
                self._done += some.records
                self._progress(min(self._done, self._total), self._total)
        finally:
            following.cancel()
        for target in self._targets:
            target.forget(partition)

    def _going(self, partition: int) -> list[Target]:
        """Those that nothing has stopped; they all have come equally far."""
        return [target for target in self._targets if not target.mark(partition).stopped]

    async def _next(self, claim: Claim) -> _Some | None:
        """Read and checked while the database writes those before; None at the end. A log may give few at a time, a transaction takes more."""
        records: list[Record] = []
        offset = claim.head.next_offset
        while len(records) < BATCH and (more := await self._read(claim.partition, offset, BATCH - len(records))):
            records.extend(more)
            offset = more[-1].offset + 1
        if not records:
            return None
        facts, broken = await true_facts(claim, records)
        return _Some(records=len(records), facts=facts, broken=broken, next_offset=claim.head.next_offset)

    async def _read(self, partition: int, offset: int, limit: int = BATCH) -> Sequence[Record]:
        return await self._log.read(EVENTS, partition, offset, limit)

    async def switched(self, allowed: int) -> bool:
        """Switch if the new tables are at most `allowed` events behind the live ones, which wait while the rest is taken."""
        steps: list[tuple[int, list[Change]]] = []
        async with self._database.writing() as connection:
            await generations.hold(connection, [target.generation.projection.name for target in self._targets])
            behind = await self._behind(connection)
            if sum(missing for missing, _ in behind.values()) > allowed:
                return False
            for partition, (_, wanted) in behind.items():
                steps.append((partition, await self._last_step(connection, partition, wanted)))
            for target in self._targets:
                await self._switch(connection, target.generation)
        for partition, changes in steps:
            settle(partition, changes)
        return True

    async def _switch(self, connection: AsyncConnection, new: Generation) -> None:
        if not await generations.marks(connection, new.projection.name, new.number):
            raise Moved(f"Another rebuild of {new.projection.name} began after this one.")
        old = await generations.switch(connection, self._database.dialect, new)
        if old is not None:
            self._old.append((new.projection.name, old))

    async def _behind(self, connection: AsyncConnection) -> dict[int, tuple[int, int]]:
        """(events missing, seq to reach) for each partition in which a live table is ahead of the one that will take its place."""
        mine = {target.generation.projection.name: target for target in self._targets}
        behind: dict[int, tuple[int, int]] = {}
        for ahead in await generations.live(connection, [target.generation.projection for target in self._targets]):
            for partition, mark in ahead.marks.items():
                target = mine[ahead.projection.name]
                if (missing := mark.seq - target.mark(partition).seq) > 0:
                    if why := target.mark(partition).stopped:
                        raise _falls_short([target], why)
                    behind[partition] = max((missing, mark.seq), behind.get(partition, (0, 0)))
        return behind

    async def _last_step(self, connection: AsyncConnection, partition: int, wanted: int) -> list[Change]:
        claim = Claim(partition, head_of(self._going(partition)[0].mark(partition)))
        records: list[Record] = []
        end = claim.head.next_offset
        while more := await self._read(partition, end):  # bounded: the live side waits, so the log ends soon after what it has taken
            records.extend(more)
            end = more[-1].offset + 1
        facts, broken = await true_facts(claim, records)
        going = self._going(partition)
        try:
            changes = [await folded(self._database, target, partition, facts, claim.head.next_offset, broken) for target in going]
            for change in changes:
                if change.after.seq < wanted:
                    raise _falls_short([change.target], change.after.stopped or "the log ends before")
            await write(connection, self._database.dialect, partition, changes)
        except Unstorable as error:
            raise _falls_short(going, str(error)) from error
        return changes

    async def drop_old(self) -> None:
        """What is still read after READERS_S is left to the next rebuild."""
        if self._old and await self._database.outlive_readers(READERS_S):
            for name, number in self._old:
                await generations.drop(self._database, name, number)


def _falls_short(targets: Sequence[Target], why: str) -> Corrupt:
    names = ", ".join(target.generation.projection.name for target in targets)
    return Corrupt(f"{names} cannot be rebuilt as far as it had come: {why}. The live table stays as it is.")
