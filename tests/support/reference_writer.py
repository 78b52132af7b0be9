"""The smallest writer that keeps the rules of writing ("Writing, and its one condition"), and two mutants that break them.

A generator that asks and is told: the contract drives it over a real log, the model of the claim over an abstract one. It decides by counting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from msgspec.structs import replace

from infra.event_log.claim import Claim, Head, election
from infra.event_log.port import Displaced, EventLog, NewRecord, Record, UnknownOutcome
from schemas import codec
from schemas.envelope import GENESIS, Issued
from schemas.events.system import Ticked
from schemas.partitions import COMMANDS, EVENTS

ACCOUNT = "acc_1"


@dataclass(frozen=True, slots=True, eq=False)
class Send:
    """Append this batch; the answer is a ticket, at once."""

    records: Sequence[NewRecord]
    at: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Wait for what became of it; the answer is its base offset, or Displaced or UnknownOutcome is thrown."""

    ticket: Any


@dataclass(frozen=True, slots=True)
class Read:
    """The answer is the event records of [offset, until)."""

    offset: int
    until: int


@dataclass(frozen=True, slots=True)
class Commands:
    """The answer is at most `limit` commands from `offset` on, perhaps none."""

    offset: int
    limit: int


Step = Send | Outcome | Read | Commands
Steps = Generator[Step, Any, str]
"""A reign: its steps, and why it ended."""


class ReferenceWriter:
    def __init__(self, name: str, *, partition: int = 0, limit: int = 2) -> None:
        self.name, self.partition, self.limit = name, partition, limit

    def reign(self) -> Steps:
        """Take over, decide what there is, and end when there is no more or when another writer got in."""
        try:
            elected = yield from self._elect()
            claim = Claim(self.partition)
            total = sum([1 for _ in claim.events((yield Read(0, elected + 1)))])
            if claim.last_election != elected:
                return "the election is not where it was acknowledged"
            return (yield from self._decide_all(claim.head, total, elected))
        except UnknownOutcome:
            return "unknown outcome"

    def _elect(self) -> Generator[Step, Any, int]:
        ticket = yield Send([election(self.name)], None)
        elected: int = yield Outcome(ticket)
        return elected

    def _decide_all(self, head: Head, total: int, elected: int) -> Steps:
        while commands := (yield Commands(head.decided + 1, self.limit)):
            assert commands[0].offset == head.decided + 1
            records, after = decided(self.partition, head, total, commands)
            landed = yield from self._append(records, head, elected)
            if landed is None:
                return "another writer got in"
            head, total = replace(after, next_offset=landed + len(records)), total + len(records)
        return "no more commands"

    def _append(self, records: Sequence[NewRecord], head: Head, elected: int) -> Generator[Step, Any, int | None]:
        """Where the batch lies that is confirmed at its own claim; None when somebody else wrote."""
        at = head.next_offset
        while True:
            ticket = yield Send(claimed(records, at), at)
            try:
                landed: int = yield Outcome(ticket)
                assert landed == at
                return landed
            except Displaced as displaced:
                probe = Claim(self.partition, replace(head, next_offset=at))
                for record in (yield Read(at, displaced.end)):
                    probe.check(record)
                if probe.last_election > elected or probe.head.seq != head.seq:
                    return None
                at = displaced.end


class ClaimsPastUnknown(ReferenceWriter):
    """Mutant: believes that a batch whose outcome nobody knows lies where it was claimed."""

    def _append(self, records: Sequence[NewRecord], head: Head, elected: int) -> Generator[Step, Any, int | None]:
        try:
            return (yield from super()._append(records, head, elected))
        except UnknownOutcome:
            return head.next_offset


class Pipelines(ReferenceWriter):
    """Mutant: two batches in flight, the second claimed past the first before that is confirmed; looks at the answers, but only at both together."""

    def _decide_all(self, head: Head, total: int, elected: int) -> Steps:
        while commands := (yield Commands(head.decided + 1, 2)):
            tickets = []
            for command in commands:
                records, after = decided(self.partition, head, total, [command])
                tickets.append((yield Send(claimed(records, head.next_offset), head.next_offset)))
                head, total = replace(after, next_offset=head.next_offset + len(records)), total + len(records)
            for ticket in tickets:
                try:
                    yield Outcome(ticket)
                except Displaced:
                    return "displaced"
        return "no more commands"


def _same(step: Step) -> Step:
    return step


def decided(partition: int, head: Head, total: int, commands: Sequence[Record]) -> tuple[list[NewRecord], Head]:
    """The events of whole commands after `head` (without `at`), and the head after them. Pure; a command with an odd offset has two events."""
    records, seq, prev = [], head.seq, head.hash or GENESIS
    for command in commands:
        count = 1 + command.offset % 2
        for index in range(count):
            record = _event(partition, seq + 1, prev, total, f"{command.offset}:{index}:{count}")
            seq, prev, total = seq + 1, codec.link_hash(record.headers, record.key, record.time or 0, record.value), total + 1
            records.append(record)
    return records, Head(next_offset=head.next_offset + len(records), seq=seq, hash=prev, command_offset=commands[-1].offset)


@lru_cache(maxsize=10_000)
def _event(partition: int, seq: int, prev: str, total: int, command: str) -> NewRecord:
    event = Ticked(due=total, more=False)
    issued = Issued(command_id="command", account_id=ACCOUNT, actor="actor", issuer="test", command=None)
    headers = codec.event_headers(
        seq, prev, event, account_id=ACCOUNT, time=1000 + seq, partition=partition, command=command, command_hash="", decider="1", issued=issued
    )
    return NewRecord(ACCOUNT, codec.encode(event), headers, 1000 + seq)


def claimed(records: Sequence[NewRecord], at: int) -> list[NewRecord]:
    return [replace(record, headers={**record.headers, "at": str(offset)}) for offset, record in enumerate(records, at)]


class Performance:
    """A reign over a real log, stopped where the test wants it."""

    def __init__(self, log: EventLog, writer: ReferenceWriter) -> None:
        self._log, self._partition, self._steps = log, writer.partition, writer.reign()
        self._resume: Callable[[], Step] = lambda: next(self._steps)
        self.ended: str | None = None

    async def run(self, until: Callable[[Step], bool] = lambda _: False) -> Step | None:
        """Go on to the step at which `until` says stop, and leave that undone; None when the reign has ended."""
        while True:
            try:
                step = self._resume()
            except StopIteration as end:
                self.ended = end.value
                return None
            if until(step):
                self._resume = partial(_same, step)
                return step
            await self._do(step)

    async def step(self) -> None:
        """Do the step at which it was stopped."""
        await self._do(self._resume())

    async def _do(self, step: Step) -> None:
        try:
            answer = await self._answer(step)
            self._resume = lambda: self._steps.send(answer)
        except (Displaced, UnknownOutcome) as error:
            thrown = error
            self._resume = lambda: self._steps.throw(thrown)

    async def _answer(self, step: Step) -> Any:
        match step:
            case Send():
                return asyncio.ensure_future(self._log.append(EVENTS, self._partition, step.records, step.at))
            case Outcome():
                return await step.ticket
            case Read():
                return await read_range(self._log, EVENTS, self._partition, step.offset, step.until)
            case Commands():
                return await self._log.read(COMMANDS, self._partition, step.offset, step.limit)


async def read_range(log: EventLog, topic: str, partition: int, offset: int, until: int | None = None) -> list[Record]:
    """Everything in [offset, until), or to the end."""
    records: list[Record] = []
    until = await log.end(topic, partition) if until is None else until
    while offset < until and (piece := await log.read(topic, partition, offset, until - offset)):
        records += piece
        offset = piece[-1].offset + 1
    return records
