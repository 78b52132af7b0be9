"""What in a partition is true: the claim tells, the link proves. Every reader uses this and nothing else; pure.

A record is true if, and only if, it lies where it says (`at` == offset). The link (`seq` dense, `prev` = hash of the true event before) then makes
history tamper-evident; a true record that does not fit stops the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from infra.event_log.port import NewRecord, Record
from schemas import codec
from schemas.envelope import GENESIS, Recorded
from schemas.errors import BrokenLink, Undecodable, UnknownVersion

ELECTED = "elected"
"""The header that makes a record a WriterElected: a control record, no history."""


def election(writer: str) -> NewRecord:
    """What a writer appends before it takes over, so that the one before it stands down."""
    return NewRecord("", b"{}", {ELECTED: writer})


class Head(Struct, frozen=True, kw_only=True):
    """Where a reader of one partition stands: the last true event that it has taken. `hash` None: it began in the middle and takes the link up."""

    next_offset: int = 0
    seq: int = -1
    hash: str | None = GENESIS
    command_offset: int = -1  # of the last event
    command_whole: bool = True  # were all events of that command taken?

    @property
    def decided(self) -> int:
        """The last command that is decided in full. Only a whole command is ever durable, so a half-taken one is still to be read."""
        return self.command_offset if self.command_whole else self.command_offset - 1


class Claim:
    """Follows one partition and lets only true events through."""

    __slots__ = ("head", "last_election", "partition", "passed_over")

    def __init__(self, partition: int, head: Head | None = None) -> None:
        self.partition = partition
        self.head = head or Head()
        self.last_election = -1  # offset of the newest WriterElected seen
        self.passed_over = 0  # records that lay elsewhere than they said

    def accept(self, record: Record) -> Recorded[Any] | None:
        """The event of a true record; None for control records and for what is to be passed over.

        Raises BrokenLink when history does not go on where it stopped, UnknownVersion and Undecodable when it cannot be read: the partition stops.
        The head stays before what was refused, so that nobody who keeps it passes over that event.
        """
        before = self.head
        hash = self.check(record)
        if hash is None:
            return None
        try:
            event = codec.decode_event(record.headers["ce_type"], record.value)
            return codec.recorded(self.partition, record.offset, record.time, record.key, record.headers, hash, event)
        except (UnknownVersion, Undecodable) as error:
            self.head = before
            raise type(error)(f"{self._place(record)}: {error}", partition=self.partition, offset=record.offset) from error

    def check(self, record: Record) -> str | None:
        """The hash of a true event, else None; moves the head. The event itself is not decoded."""
        headers, head = record.headers, self.head
        if ELECTED in headers:
            self.last_election = record.offset
            self.head = _moved(head, record.offset + 1)
            return None
        if headers.get("at") != str(record.offset):
            self.passed_over += 1
            self.head = _moved(head, record.offset + 1)
            return None
        try:
            hash = record.link or codec.link_hash(headers, record.key, record.time, record.value)
            seq, (command, index, count) = int(headers["seq"]), map(int, headers["command"].split(":"))
        except (ValueError, Undecodable) as error:
            raise Undecodable(f"{self._place(record)}: {error}", partition=self.partition, offset=record.offset) from error
        if head.hash is not None and (seq != head.seq + 1 or headers["prev"] != head.hash):
            raise BrokenLink(
                f"{self._place(record)}: seq {seq} does not continue seq {head.seq}. One of the two was changed, or what lay between them was lost; "
                "this partition stops. `studio verify` names the first bad event; restore the log from a backup that holds it.",
                partition=self.partition, offset=record.offset, seq=seq,
            )  # fmt: skip
        self.head = Head(next_offset=record.offset + 1, seq=seq, hash=hash, command_offset=command, command_whole=index == count - 1)
        return hash

    def events(self, records: Iterable[Record]) -> Iterator[Recorded[Any]]:
        for record in records:
            if (event := self.accept(record)) is not None:
                yield event

    def _place(self, record: Record) -> str:
        return f"Partition {self.partition}, offset {record.offset}"


def first_bad(claim: Claim, record: Record, later: Iterable[Record]) -> int:
    """The seq of the first event that was changed, lost or put in, when `claim` has just refused `record` with BrokenLink; `later` lies behind it.

    An event is vouched for by the true event behind it. Is `record`, then the one before it was changed; else it is itself what is wrong. At the very
    end of a log nothing vouches for `record`, and only a signed head can say whether it or the one before it was changed; it is named.
    """
    accused = claim.head.seq + 1
    if record.headers["seq"] != str(accused):
        return accused
    witness = Claim(claim.partition, Head(next_offset=record.offset, hash=None))
    witness.check(record)
    try:
        vouched = any(witness.check(other) is not None for other in later)
    except (BrokenLink, Undecodable):
        vouched = False
    return accused - 1 if vouched else accused


def _moved(head: Head, next_offset: int) -> Head:
    return Head(next_offset=next_offset, seq=head.seq, hash=head.hash, command_offset=head.command_offset, command_whole=head.command_whole)
