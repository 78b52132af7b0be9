"""The streams on Apache Kafka: FastStream's broker, subscribers, middlewares and document; records are taken, committed and sent by ourselves.

Why it is ours, and what FastStream does instead, is said in docs/decisions. Every process has one; all that is made here belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiokafka.errors import KafkaError

from infra.kafka import left
from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_factory as factory
from infra.streams import kafka_topics
from infra.streams.kafka_membership import Member
from infra.streams.kafka_observing import hearing
from infra.streams.kafka_publishing import Publisher
from infra.streams.kafka_records import BYTEWISE
from infra.streams.messages import Message, StreamRecord, encode
from infra.streams.port import TOPICS, Parking, Subscription
from schemas.errors import Invalid, Unavailable
from schemas.partitions import murmur2

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    start_s: float = 15.0  # until a member has its partitions
    send_s: float = 10.0  # until a record is on all replicas in sync
    leave_s: float = 4.0  # that a record in hand may still take when its member leaves, or loses the partition


class KafkaStreams:
    """The Streams port on a cluster."""

    @classmethod
    async def open(
        cls, settings: KafkaSettings, parking: Parking, *, middlewares: factory.Middlewares = (), limits: Limits | None = None
    ) -> KafkaStreams:
        """Raises Unavailable, and Invalid when a topic is missing or set otherwise than it must be, with the command that mends it."""
        await kafka_topics.check(settings)
        return cls(settings, parking, middlewares=middlewares, limits=limits)

    def __init__(self, settings: KafkaSettings, parking: Parking, *, middlewares: factory.Middlewares = (), limits: Limits | None = None) -> None:
        self._settings, self._parking, self._middlewares, self._limits = settings, parking, middlewares, limits or Limits()
        self._broker = factory.consuming(settings, middlewares)
        self._joined: Counter[str | None] = Counter()  # members of a group that were begun here
        self._publisher = Publisher(settings, middlewares, self._broker.context, self._limits.send_s)

    async def publish(self, topic: str, message: Message, *, key: str = "", partition: int | None = None) -> None:
        await self.append(topic, encode(message, key), partition)

    async def append(self, topic: str, record: StreamRecord, partition: int | None = None) -> None:
        count = TOPICS[topic]
        p = murmur2(record.key.encode(BYTEWISE, "replace")) % count if partition is None else partition
        if p not in range(count):
            raise Invalid(f"{topic} has {count} partitions, and none with the number {p}.")
        await self._publisher.send(self._settings.prefix + topic, p, record)

    @contextlib.asynccontextmanager
    async def join(self, subscription: Subscription) -> AsyncIterator[Member]:
        """Raises Unavailable when it cannot begin within `start_s`, Invalid when that is because the topic is missing."""
        hear = hearing(subscription.handler, self._middlewares, self._broker.context)
        member = Member(subscription, self._parking, hear, self._limits.leave_s)
        await self._broker.connect()
        there = factory.subscriber(self._broker, self._settings, subscription, member, self._joined[subscription.group])
        self._joined[subscription.group] += 1
        try:
            await self._begin(there, member, subscription)
            async with member.pumping():
                yield member
        finally:
            await self._end(there)

    async def _begin(self, there: Any, member: Member, subscription: Subscription) -> None:
        """A topic that there is not is waited for by the client, without an end and without a word."""
        try:
            async with asyncio.timeout(self._limits.start_s):
                await there.start()
                await member.begin(there.consumer)
        except (KafkaError, OSError, TimeoutError) as error:
            await kafka_topics.check(self._settings, subscription.topic)
            raise Unavailable(f"{subscription.topic} could not be joined within {self._limits.start_s:g} s: {error!r}.") from error

    async def _end(self, there: Any) -> None:
        """Others have its partitions at once; a broker that is away finds out by itself."""
        try:
            if there.consumer is not None:
                await left(there.consumer)
            await there.stop()
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("a consumer did not end in order: %r", error)

    async def close(self) -> None:
        """After the last member has left."""
        await self._publisher.close()
        await self._broker.stop()
