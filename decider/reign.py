"""One partition under one writer, from take-over to step-down: DESIGN section 2, "Writing, and its one condition".

A single batch in flight, and never a claim past a batch that is not confirmed at its own claim. Whatever goes wrong, the answer is the same:
forget everything and take over again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Protocol

from msgspec.structs import replace

from decider.chronicle import Entry, decide
from decider.snapshots import Restored, SnapshotStore, catch_up, restore
from domain.partition import Partition
from infra.event_log.claim import Claim, Head, election
from infra.event_log.port import Displaced, EventLog, NewRecord, Record
from infra.faults import fault_point
from schemas import codec
from schemas.envelope import Instant
from schemas.errors import Corrupt
from schemas.partitions import COMMANDS, EVENTS

BATCH_BYTES = 850_000
BREATH_S = 0.1
log = logging.getLogger(__name__)


class StepDown(Exception):
    """Somebody else writes, or may have written: drop all state and take over again if still the owner."""


class Observer(Protocol):
    """Told what a reign does, for metrics and alarms; must not block."""

    def took_over(self, partition: int, events: int) -> None: ...
    def decided(self, partition: int, commands: int, events: int) -> None: ...
    def displaced(self, partition: int) -> None: ...
    def stepped_down(self, partition: int, reason: str) -> None: ...
    def defect(self, partition: int, offset: int, fingerprint: str, where: str) -> None: ...
    def passed_over(self, partition: int, account_id: str, why: str) -> None: ...


class Reign:
    def __init__(
        self, log_: EventLog, partition: int, writer: str, store: SnapshotStore, clock: Callable[[], Instant], observer: Observer, turn: asyncio.Lock
    ) -> None:
        """`turn`: all reigns of a process share it; who has it restores."""
        self._log, self.partition, self._writer, self._store, self._clock, self._observer = log_, partition, writer, store, clock, observer
        self._turn = turn
        self.state = Partition(partition)
        self.head = Head()  # confirmed by the log, never speculative
        self.ruling = False  # taken over, and deciding
        self.restored_seq = -1  # of the snapshot that it began from
        self.flying_since: float | None = None  # when the batch began that the log has not confirmed yet, by the loop's clock
        self._election = -1

    async def run(self) -> None:
        """Take over and decide until StepDown (or what the log raises) ends it."""
        await self._take_over()
        async with aclosing(self._log.tail(COMMANDS, {self.partition: self.head.decided + 1})) as tail:
            async for batch in tail:  # holds what came while the last batch flew
                await self._decide(batch.records)

    async def _take_over(self) -> None:
        elected = await self._log.append(EVENTS, self.partition, [election(self._writer)])
        fault_point("decider.elected")
        restored = await self._restored()
        self.restored_seq = restored.head.seq
        claim = await catch_up(self._log, restored, elected + 1)
        if claim.last_election != elected:
            raise StepDown("our election is not where it was acknowledged")
        self.state, self.head, self._election = restored.state, claim.head, elected
        await self._check_commands(restored)
        self.ruling = True
        self._observer.took_over(self.partition, self.head.seq + 1)

    async def _restored(self) -> Restored:
        """To read a snapshot holds up the whole process. One at a time, and a breath behind it for heartbeats and for what the log has answered
        meanwhile: of sixteen in a row nothing else would be done, the group would take the process for dead, and all would begin again."""
        now = asyncio.get_running_loop().time
        async with self._turn:
            begun = now()
            restored = await restore(self._log, self.partition, self._store)
            await asyncio.sleep(min(now() - begun, BREATH_S))
        return restored

    async def _check_commands(self, restored: Restored) -> None:
        """A command log that lost its tail is noticed here, before a new command gets an offset that history knows already."""
        if (last := self.head.decided) < 0:
            return
        records = await self._log.read(COMMANDS, self.partition, last, 1)
        if not records or codec.command_hash(records[0].key, records[0].value, records[0].headers) != restored.command_hash:
            raise Corrupt(
                f"Partition {self.partition}: command {last} is not the one that was decided; the command log lost its tail or was changed."
            )

    async def _decide(self, records: Sequence[Record]) -> None:
        self._see_that_none_is_missing(records)
        entries: list[Entry] = []
        head, size = self.head, 0
        for record in records:
            entry = decide(self.state, head, record, self._clock())
            if entry.defect:
                self._observer.defect(self.partition, record.offset, entry.defect.fingerprint, entry.defect.where)
            for account_id, why in entry.passed_over.items():
                self._observer.passed_over(self.partition, account_id, why)
            if entries and size + entry.size > BATCH_BYTES:
                await self._append(entries)
                entries, size = [], 0
            entries.append(entry)
            head, size = entry.head, size + entry.size
        await self._append(entries)

    def _see_that_none_is_missing(self, records: Sequence[Record]) -> None:
        """A command that was lost must not look like one that was never asked."""
        for expected, record in enumerate(records, self.head.decided + 1):
            if record.offset != expected:
                raise Corrupt(
                    f"Partition {self.partition}: command {expected} was expected, {record.offset} came; the command log lost what lay there."
                )

    async def _append(self, entries: Sequence[Entry]) -> None:
        """Write whole commands as one batch and wait until it is confirmed where it claims to lie."""
        records: Sequence[NewRecord] = [record for entry in entries for record in entry.records]
        at = self.head.next_offset
        if records[0].headers["at"] != str(at):  # what was decided behind a batch that was displaced
            records = _claimed(records, at)
        fault_point("decider.before_append")
        self.flying_since = asyncio.get_running_loop().time()
        while True:
            try:
                landed = await self._log.append(EVENTS, self.partition, records, at=at)
                break
            except Displaced as displaced:
                self._observer.displaced(self.partition)
                at = await self._look_between(at, displaced.end)
                records = _claimed(records, at)
        self.flying_since = None
        if landed != at:
            raise StepDown(f"claimed {at}, landed at {landed}")
        fault_point("decider.after_append")
        self.head = _at(entries[-1].head, at + len(records))
        self._observer.decided(self.partition, len(entries), len(records))

    async def _look_between(self, claimed: int, end: int) -> int:
        """Our batch was displaced: harmless, unless a newer election or a true record lies before it. The new end to claim."""
        probe = Claim(self.partition, _at(self.head, claimed))
        while probe.head.next_offset < end:
            records = await self._log.read(EVENTS, self.partition, probe.head.next_offset, end - probe.head.next_offset)
            if not records:
                break
            for record in records:
                probe.check(record)
        if probe.last_election > self._election or probe.head.seq != self.head.seq:
            raise StepDown("another writer got in")
        return probe.head.next_offset


def _claimed(records: Sequence[NewRecord], at: int) -> Sequence[NewRecord]:
    return [NewRecord(one.key, one.value, {**one.headers, "at": str(at + place)}, one.time, one.link) for place, one in enumerate(records)]


def _at(head: Head, next_offset: int) -> Head:
    return head if head.next_offset == next_offset else replace(head, next_offset=next_offset)
