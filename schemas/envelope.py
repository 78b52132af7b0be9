"""What surrounds a fact or a command: who, when, why, and where it lies in the log.

What is made anew for every record that is read or written is a msgspec Struct: it takes a tenth of the time of a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from msgspec import Struct

E = TypeVar("E")
C = TypeVar("C")
T = TypeVar("T")

Instant = int
"""Milliseconds since 1970-01-01T00:00:00Z."""

GENESIS = "0" * 64
"""The `prev` of the first event of a partition."""


@dataclass(frozen=True, slots=True)
class Sealed(Generic[T]):
    """Text that a person wrote, under the account's key (AES-256-GCM): base64 of nonce (12 bytes) and ciphertext with tag.

    Sealed and opened at the edges only (infra/keyring); nobody in between can read it, and destroying the key erases it everywhere.
    """

    box: str


DIGITS_MAX = 18


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in history: the event `seq` of `partition`. Written `<partition>:<seq>`, the same on every adapter and after moving house."""

    partition: int
    seq: int

    def __str__(self) -> str:
        return f"{self.partition}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Position:
        """Raises ValueError when the text is not `<partition>:<seq>`, both below 10^18, so that every database can look for them."""
        partition, _, seq = text.partition(":")
        if not all(one.isascii() and one.isdigit() and len(one) <= DIGITS_MAX for one in (partition, seq)):
            raise ValueError(f"{text!r} is not <partition>:<seq>")
        return cls(int(partition), int(seq))


END = "end"
"""In place of a position, on either API: whatever was decided before the question came."""


class Recorded(Struct, Generic[E], frozen=True, kw_only=True):
    """A true event: it lay where it said (`at`), as number `seq` of its partition, after the event whose hash is `prev`."""

    partition: int
    seq: int
    prev: str  # SHA-256 of the true event before it, 64 hex digits
    hash: str  # SHA-256 of this one, as the next one's `prev` must say
    at: int  # offset in studio.events
    command_offset: int  # of the command that it answers, in studio.commands
    index: int  # 0-based place among the events of that command
    count: int  # how many events that command has
    command_id: str
    command_hash: str  # SHA-256 of the command's record
    account_id: str  # the record's key
    time: Instant  # of the decision
    actor: str  # who asked: account id, worker id, "system", ...
    issuer: str  # class of process that appended the command
    correlation_id: str
    causation_id: str
    body: str  # of the command: HMAC of the HTTP body, or ""
    ip: str  # sealed, or ""
    decider: str  # version of `decide`
    event: E

    @property
    def position(self) -> Position:
        return Position(self.partition, self.seq)


class Issued(Struct, Generic[C], frozen=True, kw_only=True):
    """A command as it is appended: everything but its place."""

    command_id: str
    account_id: str  # the key: whose stream decides
    actor: str
    issuer: str
    command: C
    correlation_id: str = ""
    causation_id: str = ""
    body: str = ""  # HMAC of the HTTP body under the account's key; "" for commands that are idempotent by what they are
    ip: str = ""  # sealed

    @property
    def envelope_size(self) -> int:
        """Characters of all but the command; each event that comes of it repeats them."""
        return sum(map(len, _envelope(self)))


ENVELOPE = tuple(field for field in Issued.__struct_fields__ if field != "command")
_envelope = attrgetter(*ENVELOPE)
