"""P1: every read model equals the fold of the log up to the position that it says it has come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.database.engine import Database
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.generations import Generation
from projections.projection import checksum, fold
from projections.reading import Reader
from schemas.envelope import Recorded
from schemas.partitions import EVENTS, PARTITIONS

PAGE = 2_000
TRIES = 5  # a table that moves while it is read is read again


async def differences(database: Database, log: EventLog) -> list[str]:
    """What differs, in words; empty when nothing does. Holds the events of one partition in memory at a time."""
    await generations.prepare(database)
    found: list[str] = []
    for partition in range(PARTITIONS):
        events = await _events(log, partition)
        found += [words for each in PROJECTIONS if (words := await _difference(database, each, partition, events))]
    return found


async def _events(log: EventLog, partition: int) -> list[Recorded[Any]]:
    claim, events, end = Claim(partition), [], await log.end(EVENTS, partition)
    while claim.head.next_offset < end and (records := await log.read(EVENTS, partition, claim.head.next_offset, PAGE)):
        events += list(claim.events(records))
    return events


async def _difference(database: Database, projection: Any, partition: int, events: Sequence[Recorded[Any]]) -> str | None:
    for _ in range(TRIES):
        before = await _mark(database, projection, partition)
        if before is None:
            return None  # not built yet: nothing is claimed
        table = await Reader(database).checksum(projection, partition)
        if await _mark(database, projection, partition) == before:
            if before >= len(events):
                return f"{projection.name}, partition {partition}: the table has come to seq {before}, but the log lost all from {len(events)} on."
            folded = checksum(fold(projection, events[: before + 1]).values())
            return None if folded == table else f"{projection.name}, partition {partition}: the table at seq {before} is not the fold of the log."
    return f"{projection.name}, partition {partition}: moved at each of {TRIES} looks."


async def _mark(database: Database, projection: Any, partition: int) -> int | None:
    async with database.reading() as connection:
        live: list[Generation] = await generations.live(connection, [projection])
    return next((mark.seq for each in live for number, mark in each.marks.items() if number == partition), None)
