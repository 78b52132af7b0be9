"""P1: every read model equals the fold of the log up to the position that it says it has come to; also while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.database.engine import Database
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.projection import Projection, Rows, checksum
from projections.reading import checksum_of
from schemas.envelope import Recorded
from schemas.partitions import EVENTS, PARTITIONS

PAGE = 2_000


@dataclass(slots=True)
class _Told:
    """One partition of a live table as it was at one moment, and the fold of the log as far as it has been read."""

    projection: Projection[Any]
    seq: int
    checksum: str
    rows: Rows[Any]

    def take(self, recorded: Recorded[Any]) -> None:
        if recorded.seq <= self.seq:
            self.rows.take(recorded)

    def difference(self, partition: int, last: int) -> str | None:
        if self.seq > last:
            return f"{self.projection.name}, partition {partition}: the table has come to seq {self.seq}, but the log lost all from {last + 1} on."
        if checksum(row for _, row in sorted(self.rows.known.items()) if row is not None) != self.checksum:
            return f"{self.projection.name}, partition {partition}: the table at seq {self.seq} is not the fold of the log."
        return None


async def differences(database: Database, log: EventLog) -> list[str]:
    """What differs, in words; empty when nothing does. Holds the rows of one partition in memory at a time."""
    await generations.prepare(database)
    found: list[str] = []
    for partition in range(PARTITIONS):
        told = [one for projection in PROJECTIONS if (one := await _told(database, projection, partition)) is not None]
        last = await _folded(log, partition, told)
        found += [words for one in told if (words := one.difference(partition, last))]
    return found


async def _told(database: Database, projection: Projection[Any], partition: int) -> _Told | None:
    """None: not built yet, so nothing is claimed."""
    async with database.reading() as connection:  # position and rows are of one moment
        for live in await generations.live(connection, [projection]):
            seq = live.marks[partition].seq
            return _Told(projection, seq, await checksum_of(connection, live.projection, live.number, partition), Rows(projection))
    return None


async def _folded(log: EventLog, partition: int, told: list[_Told]) -> int:
    """Seq of the last event; the end is looked for after the tables, which are never ahead of it."""
    claim, end = Claim(partition), await log.end(EVENTS, partition)
    while claim.head.next_offset < end and (records := await log.read(EVENTS, partition, claim.head.next_offset, PAGE)):
        for recorded in claim.events(records):
            for one in told:
                one.take(recorded)
    return claim.head.seq
