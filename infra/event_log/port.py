"""What a log is: append a batch and learn where it landed, read from an offset, follow the end, be told which partitions are ours.

Every adapter passes tests/contracts/event_log.py. Offsets of a partition are dense from 0; a batch is atomic: all of it, in order, at consecutive
offsets, or nothing. What `append` acknowledged survives the death of the process; of the machine, as far as the adapter says.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from msgspec import Struct

from schemas.envelope import Instant
from schemas.errors import Unavailable

BATCH_BYTES_MAX = 900_000
"""What one batch may weigh (the sum of `NewRecord.size`) on every adapter: a Kafka broker refuses 1 MiB, and a log must be able to move there."""


class Displaced(Exception):
    """The batch does not count, because the log did not end where it was written for; `end` is where to read up to before claiming again.

    It was not written (SQLite), or it lies elsewhere and every reader passes it over (Kafka).
    """

    def __init__(self, claimed: int, end: int) -> None:
        super().__init__(f"claimed {claimed}, but the log had come to {end}")
        self.claimed, self.end = claimed, end


class UnknownOutcome(Unavailable):
    """Nobody knows whether the batch was written. Never send it again blindly: read to the end and look."""

    code = "unknown_outcome"


class NewRecord(Struct, frozen=True):
    """To be appended. Header names and values are printable ASCII.

    `time` of an event is kept as it is, for the link hashes it; None lets the log stamp its own. A command brings none:
    a broker stamps its own, whatever it is given.
    """

    key: str
    value: bytes
    headers: Mapping[str, str] = {}
    time: Instant | None = None
    link: str = ""  # the hash of an event, for readers in this process; no part of the record

    @property
    def size(self) -> int:
        """Bytes on the wire, about."""
        headers = self.headers
        return len(self.key) + len(self.value) + len("".join(headers)) + len("".join(headers.values())) + 8 * len(headers) + 32


class Record(Struct, frozen=True, eq=False):
    """As it lies in the log."""

    offset: int
    time: Instant
    key: str
    value: bytes
    headers: Mapping[str, str]
    link: str = ""  # the hash of an event that this process itself has just written: its readers need not compute it again

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (self.offset, self.time, self.key, self.value, self.headers) == (
            other.offset, other.time, other.key, other.value, other.headers
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]  # headers are a mapping


class Batch(Struct, frozen=True):
    partition: int
    records: Sequence[Record]


Assigned = Callable[[frozenset[int]], Awaitable[None]]
"""Called with partitions that are ours from now on, or (revoked) no longer.

The log waits until it returns before it gives them to others, but not longer than the adapter says, and a member that was taken for dead hears of it
after its successor has begun: the claim alone keeps truth. What a callback raises cancels the body of `owner`, and is raised there.
"""


class EventLog(Protocol):
    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        """Write one atomic, durable batch and return its base offset.

        With `at` the batch claims to begin there. Raises Displaced when it does not, and UnknownOutcome when nobody knows. With these nothing was
        written: StorageFull, the disk is full; TooLarge, the batch can never fit; Invalid, a key or header that could not be given back as it came;
        Forbidden, this process may not write there; Unavailable, the log cannot be reached. A caller that is cancelled while it waits does not know
        either. It takes no longer than the adapter says: what is not known by then is UnknownOutcome. After that nothing of it is sent again, though
        what is on its way may still land.
        """
        ...

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        """At most `limit` records from `offset` on; empty only at the end. Raises PositionGone when `offset` lies before what the log still holds, or
        beyond its end: a log that lost its tail, or was exchanged for another, must not look like a quiet one. Corrupt, when what is stored there is
        not what was written; Forbidden, when this process may not read there; Unavailable."""
        ...

    async def end(self, topic: str, partition: int) -> int:
        """The offset that the next record will have."""
        ...

    def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        """Batches of the given partitions from the given offsets on, for ever: each partition in order, records of one batch may come in parts.

        Raises PositionGone like read; never begins at the earliest record of a log that lost its head. Corrupt, after all that lies before it in its
        partition; `partition` in its details when the others can be followed further.
        """
        ...

    def owner(self, group: str, assigned: Assigned, revoked: Assigned) -> AbstractAsyncContextManager[None]:
        """Stand for the partitions of `studio.commands` as a member of `group`; placement for liveness only, the claim alone keeps truth."""
        ...

    async def close(self) -> None:
        """Revokes what is owned, gives what was appended a moment to end, and ends the tails. What is asked later is Unavailable; twice is once."""
        ...
