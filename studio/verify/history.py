"""Verifies one partition of a log: claim, link, every command decided once and in order, and every decision made again, byte for byte."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from decider import chronicle
from domain.partition import VERSION, Fold, Partition
from infra.event_log.claim import Claim, Head, first_bad
from infra.event_log.port import EventLog, NewRecord, Record
from infra.heads.signed import SignedHead
from infra.heads.signing import behind
from schemas import codec
from schemas.envelope import Position
from schemas.errors import BrokenLink, Corrupt, PositionGone
from schemas.partitions import COMMANDS, EVENTS
from studio.verify.invariants import Checker, Violation

PAGE = 2_000
SHOWN = 80
Decision = tuple[list[Record], str]
"""The true records of one command, and the hash of the last."""


@dataclass(slots=True)
class Report:
    """What was found in one partition."""

    partition: int
    passed_by: int = 0  # events that were not looked at: those up to the signed head behind which it began
    events: int = 0
    commands: int = 0
    undecided: int = 0
    passed_over: int = 0
    redecided: int = 0
    head: Head = field(default_factory=Head)
    violations: list[Violation] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.violations


async def verify(
    log: EventLog, partition: int, checker: Checker | None, *, redecide: bool = True, progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Reads the whole partition once. With `redecide` every command is decided again and compared; with `checker` the events are checked."""
    return await _verified(log, Report(partition), lambda: _begun(Claim(partition)), checker, redecide, progress)


async def verify_behind(log: EventLog, head: SignedHead) -> Report:
    """Reads what came after `head`, which vouches for all before it: claim, link, and that each command was decided once, in order, as it lies there.

    What depends on all that was before, amounts and decisions, is not looked at.
    """
    report = Report(head.partition, passed_by=head.seq + 1)
    return await _verified(log, report, lambda: behind(log, head), None, False, lambda _: None)


async def _begun(claim: Claim) -> Claim:
    return claim


async def _verified(
    log: EventLog, report: Report, begin: Callable[[], Awaitable[Claim]], checker: Checker | None, redecide: bool, progress: Callable[[int], None]
) -> Report:
    try:
        await _Verification(log, report, await begin(), checker, redecide, progress).run()
    except (Corrupt, PositionGone) as error:  # nothing after the first bad event can be trusted
        seq = error.details.get("first_bad", report.head.seq + 1)
        report.violations.append(Violation("L5", Position(report.partition, int(str(seq))), str(error)))
    return report


class _Verification:
    def __init__(self, log: EventLog, report: Report, claim: Claim, checker: Checker | None, redecide: bool, progress: Callable[[int], None]) -> None:
        self._log, self._report, self._checker, self._redecide, self._progress = log, report, checker, redecide, progress
        self._claim = claim
        report.head = claim.head
        self._state = Partition(report.partition)
        self._head = Head()  # of the chain as decided again
        self._whole: list[Record] = []  # the true records of the command under way

    async def run(self) -> None:
        report, end = self._report, await self._log.end(EVENTS, self._report.partition)
        while (left := end - self._claim.head.next_offset) > 0:  # not beyond it: while the studio runs a page could end within a decision
            records = await self._log.read(EVENTS, report.partition, self._claim.head.next_offset, min(PAGE, left))
            if not records:
                raise Corrupt(f"Partition {report.partition}: records from offset {self._claim.head.next_offset} to {end} are missing.")
            await self._page(records)
            self._progress(len(records))
        if self._whole:
            raise Corrupt(f"Partition {report.partition}: the last decision, of command {self._claim.head.command_offset}, is not whole.")
        report.passed_over = self._claim.passed_over
        report.undecided = await self._log.end(COMMANDS, report.partition) - self._claim.head.decided - 1
        if report.undecided < 0:
            raise Corrupt(f"Partition {report.partition}: command {self._claim.head.decided} was decided, but the command log ends before it.")

    async def _page(self, records: Sequence[Record]) -> None:
        decisions: list[Decision] = []
        for number, record in enumerate(records):
            before = self._claim.head
            try:
                hash = self._claim.check(record)
            except BrokenLink as error:
                raise Corrupt(str(error), first_bad=first_bad(self._claim, record, records[number + 1 :])) from error
            if hash is None:
                continue
            self._check_order(before, record)
            self._report.events += 1
            self._report.head = self._claim.head
            self._check_event(record, hash)
            self._whole.append(record)
            if self._claim.head.command_whole:
                decisions.append((self._whole, hash))
                self._whole = []
        await self._commands(decisions)

    def _check_order(self, before: Head, record: Record) -> None:
        offset, index, _ = map(int, record.headers["command"].split(":"))
        expected = (before.command_offset + 1, 0) if before.command_whole else (before.command_offset, len(self._whole))
        if (offset, index) != expected:
            raise Corrupt(f"Offset {record.offset}: event {index} of command {offset}, where event {expected[1]} of command {expected[0]} belongs.")

    def _check_event(self, record: Record, hash: str) -> None:
        if self._checker is None:
            return
        event = codec.decode_event(record.headers["ce_type"], record.value)
        recorded = codec.recorded(self._report.partition, record.offset, record.time, record.key, record.headers, hash, event)
        self._report.violations += self._checker.check(recorded)

    async def _commands(self, decisions: list[Decision]) -> None:
        """Compare decisions with the commands that they name."""
        if not decisions:
            return
        first = int(decisions[0][0][0].headers["command"].split(":")[0])
        commands: list[Record] = []
        while len(commands) < len(decisions):
            page = await self._log.read(COMMANDS, self._report.partition, first + len(commands), len(decisions) - len(commands))
            if not page:
                raise Corrupt(
                    f"Partition {self._report.partition}: command {first + len(commands)} was decided, but the command log does not hold it.",
                    first_bad=_seq(decisions[len(commands)][0]),
                )
            commands += page
        for command, (decision, hash) in zip(commands, decisions, strict=True):
            self._compare(command, decision, hash)

    def _compare(self, command: Record, decision: list[Record], hash: str) -> None:
        self._report.commands += 1
        told = decision[0]
        if told.headers["command_hash"] != codec.command_hash(command.key, command.value, command.headers):
            raise Corrupt(
                f"Command {command.offset} is not the one that was decided at offset {told.offset}: it was changed.", first_bad=_seq(decision)
            )
        if self._redecide and told.headers["decider"] == VERSION:
            self._decide_again(command, decision, hash)
        elif self._redecide:
            self._fold(decision)

    def _fold(self, decision: list[Record]) -> None:
        """What another version decided is taken as it is: the next decision of ours stands on it."""
        claim, fold = Claim(self._report.partition, replace(self._head, next_offset=decision[0].offset)), Fold(self._state)
        for recorded in claim.events(decision):
            fold.apply(recorded)
        self._head = claim.head

    def _decide_again(self, command: Record, decision: list[Record], hash: str) -> None:
        told = decision[0]
        # the recorded time is the decision's own: given as the broker's time and as ours it comes out unchanged
        at_that_time = Record(command.offset, told.time, command.key, command.value, command.headers)
        entry = chronicle.decide(self._state, self._head, at_that_time, told.time)
        self._head = entry.head
        self._report.redecided += 1
        if entry.head.hash == hash:  # the link covers every byte of the decision, and of all before it
            return
        if len(entry.records) != len(decision):
            raise Corrupt(
                f"Command {command.offset}, decided again, gives {len(entry.records)} events, and the log holds {len(decision)}.",
                first_bad=_seq(decision) + min(len(entry.records), len(decision)),
            )
        for place, (ours, theirs) in enumerate(zip(entry.records, decision, strict=True)):
            if differs := _differs(ours, theirs):
                raise Corrupt(
                    f"Command {command.offset}, decided again, gives another event than the one at offset {theirs.offset}: {differs}.",
                    first_bad=_seq(decision) + place,
                )


def _seq(decision: list[Record]) -> int:
    return int(decision[0].headers["seq"])


def _differs(ours: NewRecord, theirs: Record) -> str:
    """What differs, in words short enough to read; "" when nothing does."""
    for what, one, other in (
        ("key", ours.key, theirs.key),
        ("time", ours.time, theirs.time),
        *((f"header {name}", ours.headers.get(name), theirs.headers.get(name)) for name in sorted({*ours.headers, *theirs.headers} - {"at"})),
        ("value", ours.value.decode(errors="replace"), theirs.value.decode(errors="replace")),
    ):
        if one != other:
            first = next((at for at, pair in enumerate(zip(str(one), str(other), strict=False)) if pair[0] != pair[1]), 0)
            start = max(0, first - 20)
            return f"its {what} would be {str(one)[start:][:SHOWN]!r} and is {str(other)[start:][:SHOWN]!r} (from character {start} on)"
    return ""
