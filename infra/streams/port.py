"""What streams are: named topics, one declaration for each subscription, at-least-once delivery, and what becomes of a record that cannot be handled.

Every adapter passes tests/infra/streams/contract.py. A process declares its subscriptions; whoever composes it runs them, embedded or on Kafka.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from infra.streams.messages import WORK_PARTITIONS, Message, StreamRecord
from schemas.values import WorkClass

RESULTS = "studio.results"
PROGRESS = "studio.progress"
CONTROL = "studio.control"


def work(work_class: WorkClass) -> str:
    return f"studio.work.{work_class}"


TOPICS: Mapping[str, int] = {RESULTS: 1, PROGRESS: 1, CONTROL: 1, **{work(one): WORK_PARTITIONS for one in WorkClass}}
"""Topic -> partitions. Whoever owns the one partition of studio.results is the active router."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A declaration: who hears what.

    `handler` gets one message at a time per partition. Returns: done. Raises Refused: done too, the answer will not change. Unavailable: the
    record comes again, later, and is parked after `attempts`. Anything else is a bug: it ends the membership. A record that cannot be decoded, or
    is none of `types`, is parked.
    """

    topic: str
    handler: Callable[[Any], Awaitable[None]]
    types: tuple[type[Any], ...] = ()  # of messages that the handler takes; (): all
    group: str | None = None  # members of a group share the partitions; None: a listener, who hears all from now on
    ack_first: bool = False  # acknowledged before it is handled: at most once
    attempts: int = 10


class Membership(Protocol):
    """A subscription that runs."""

    @property
    def partitions(self) -> frozenset[int]:
        """That are ours at this moment."""
        ...

    @property
    def missed(self) -> int:
        """Records that were dropped before we came to them: a listener that is too slow, or a stream that lost its tail."""
        ...

    async def caught_up(self) -> None:
        """Return when all that lay in our partitions at the time of the call has been handled. Raises Unavailable when nobody can tell."""
        ...


class Streams(Protocol):
    async def publish(self, topic: str, message: Message, *, key: str = "", partition: int | None = None) -> None:
        """Without `partition` the key chooses one. Raises Overloaded when the readers are too far behind, Unavailable when the streams are away,
        Invalid for a partition that there is not."""
        ...

    async def append(self, topic: str, record: StreamRecord, partition: int | None = None) -> None:
        """`publish` of a record as it is: for replaying what was parked."""
        ...

    def join(self, subscription: Subscription) -> AbstractAsyncContextManager[Membership]:
        """Run the subscription while the context is open; on leaving, the record in hand is finished first. A bug of the handler ends the context."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A record that was put aside, whole, and why."""

    topic: str
    partition: int
    offset: int
    record: StreamRecord
    error: str
    attempts: int


class Parking(Protocol):
    async def park(self, parked: Parked) -> None:
        """Keep it for a person to look at; it is durable when this returns. Raises StorageFull."""
        ...
