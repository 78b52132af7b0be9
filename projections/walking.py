"""From the log into tables beside the live ones, one partition after the other: a row belongs to one, so what is in memory goes when that is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from infra.database.engine import Database
from infra.event_log.claim import Claim, Head
from infra.event_log.find import replaced
from infra.event_log.port import EventLog, Record
from projections.filling import Fact, Portion, Target, take, true_facts
from projections.generations import Generation, Mark
from schemas.errors import Corrupt
from schemas.partitions import EVENTS

BATCH = 4000
"""Records in one transaction of a rebuild."""


def head_of(mark: Mark) -> Head:
    return Head(next_offset=mark.next_offset, seq=mark.seq, hash=mark.hash)


def claim_of(partition: int, targets: Sequence[Target]) -> Claim:
    """Where the table stands that has come least far; the others know what they have."""
    return Claim(partition, head_of(min((target.mark(partition) for target in targets), key=lambda mark: (mark.seq, mark.next_offset))))


Last = tuple[int, int, str, int]
"""Partition, seq, hash and offset of the last event that a table has of a partition."""


async def differing(log: EventLog, generations: Iterable[Generation]) -> dict[int, Last]:
    """By their places among these, the tables that tell another history than the log. What many have in common is asked once, and all together."""
    lasts = [{(partition, mark.seq, mark.hash, mark.at) for partition, mark in one.marks.items() if mark.seq >= 0} for one in generations]
    asked = sorted(set().union(*lasts))
    answers = await asyncio.gather(*[replaced(log, partition, _head(seq, hash, at)) for partition, seq, hash, at in asked])
    other = {last for last, is_replaced in zip(asked, answers, strict=True) if is_replaced}
    return {place: min(last & other) for place, last in enumerate(lasts) if last & other}


def _head(seq: int, hash: str, at: int) -> Head:
    return Head(next_offset=at + 1, seq=seq, hash=hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Some:
    """The next records of a partition, and what is true of them."""

    facts: Sequence[Fact]
    broken: Corrupt | None
    next_offset: int


class Walk:
    def __init__(self, database: Database, log: EventLog, targets: Sequence[Target], progress: Callable[[], None]) -> None:
        """`progress` is called when the marks have moved."""
        self._database, self._log, self._targets, self._progress = database, log, targets, progress

    async def up_to(self, partition: int, end: int) -> None:
        """Take what lies before this offset. What stops a table stops it alone."""
        if not (going := self._going(partition)):
            return
        claim = claim_of(partition, going)
        following = asyncio.create_task(self._next(claim, end))
        try:
            while (some := await following) is not None and self._going(partition):
                following = asyncio.create_task(self._next(claim, end))
                portion = Portion(
                    partition=partition, targets=self._going(partition), facts=some.facts, next_offset=some.next_offset, broken=some.broken
                )
                await take(self._database, [portion])
                self._progress()
        finally:
            following.cancel()
        for target in self._targets:
            target.forget(partition)

    def _going(self, partition: int) -> list[Target]:
        return [target for target in self._targets if not target.mark(partition).stopped]

    async def _next(self, claim: Claim, end: int) -> _Some | None:
        """Read and checked while the database writes those before; None at the end. A log may give few at a time, a transaction takes more."""
        records, unreadable = await self._read(claim, min(end, claim.head.next_offset + BATCH))
        if not records and unreadable is None:
            return None
        facts, broken = await true_facts(claim, records)
        return _Some(facts=facts, broken=broken or unreadable, next_offset=claim.head.next_offset)

    async def _read(self, claim: Claim, last: int) -> tuple[list[Record], Corrupt | None]:
        """And why there are no more, when they cannot be read."""
        records, offset = list[Record](), claim.head.next_offset
        try:
            while offset < last and (more := await self._log.read(EVENTS, claim.partition, offset, last - offset)):
                records.extend(more)
                offset = more[-1].offset + 1
        except Corrupt as error:
            return records, error
        return records, None
