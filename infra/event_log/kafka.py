"""The event log on Apache Kafka: two topics kept for ever; what was displaced stays in them, and every reader passes it over by the claim.

Durable: acks=all, so what was acknowledged is on as many brokers as `min.insync.replicas` says (in page caches: Kafka does not sync each batch).
Nothing here rests on transactions or on the group: order, atomic batches and the offset of each acknowledged batch are all that is used.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from infra.clock import wall_clock
from infra.event_log.follower import Place
from infra.event_log.kafka_asking import Asking, closed
from infra.event_log.kafka_group import Membership
from infra.event_log.kafka_reading import Paused, Reading
from infra.event_log.kafka_sending import Producers, Sending
from infra.event_log.kafka_tails import Tails
from infra.event_log.kafka_topics import check
from infra.event_log.ownership import beside, gone
from infra.event_log.port import BATCH_BYTES_MAX, Assigned, Batch, NewRecord, Record
from infra.event_log.printable import pack, size
from infra.kafka import Begun, client_arguments
from infra.kafka_settings import KafkaSettings
from schemas.envelope import Instant
from schemas.errors import Overloaded, TooLarge
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS

WAITING_BYTES_MAX = 64_000_000
FETCH_WAIT_MS = 100  # how long a broker keeps a fetch where nothing comes; so long whoever begins to read may wait for those who share his consumer
ASSIGNMENT_MS = 10_000  # how long the group waits for a member that lets its partitions go

FaultPoint = Callable[[str], None]


class KafkaEventLog:
    """The EventLog port on a cluster. Belongs to the event loop that opened it."""

    @classmethod
    async def open(
        cls, settings: KafkaSettings, *, clock: Callable[[], Instant] = wall_clock, fault_point: FaultPoint = lambda _: None
    ) -> KafkaEventLog:
        """Raises Unavailable, and Invalid when a topic is missing or set otherwise than it must be, with the command that mends it.

        `clock` stamps the events that bring no time (commands are stamped by the broker); `fault_point` is called between the steps of an append.
        """
        await check(settings)
        return cls(settings, clock, fault_point)

    def __init__(self, settings: KafkaSettings, clock: Callable[[], Instant], fault_point: FaultPoint) -> None:
        self._settings = settings
        self._clients: set[Begun[Any]] = set()
        producers = Producers(settings, self._clients)
        self._sending = {
            (topic, partition): Sending(
                (settings.prefix + topic, partition), producers.of(topic, partition), clock, fault_point, settings.append_s, self._passed
            )
            for topic in (COMMANDS, EVENTS) for partition in range(PARTITIONS)
        }  # fmt: skip
        self._asking = Asking(settings.answer_s)
        places = [self._there(*place) for place in self._sending]
        self._reading = Reading(self._paused(places), places, self._asking)
        self._tails = Tails(self._begin, self._paused_at, self._reading, self._asking)
        self._standing: set[asyncio.Task[None]] = set()
        self._waiting_bytes = 0
        self._closed = False

    # --- writing

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        """As the port says: it takes no longer than `append_s` until it is sent, nor than `append_s` from there until its outcome is told."""
        place = self._place(topic, partition)
        weight = sum([size(record, pack(record)) for record in records])
        if weight > BATCH_BYTES_MAX:
            raise TooLarge(f"A batch of {weight:,} bytes; the log takes at most {BATCH_BYTES_MAX:,} at once.")
        if self._waiting_bytes + weight > WAITING_BYTES_MAX:
            raise Overloaded(f"More than {WAITING_BYTES_MAX:,} bytes wait to be written to the event log. Nothing was written; try again later.")
        assert records, "a batch of nothing has no place"
        self._waiting_bytes += weight
        return await self._sending[place].submit(records, weight, at)

    def _passed(self, weight: int) -> None:
        self._waiting_bytes -= weight

    # --- reading

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        """As the port says; ends early where a fetch of the broker ends."""
        return await self._reading.piece(self._there(*self._place(topic, partition)), offset, limit)

    async def end(self, topic: str, partition: int) -> int:
        return await self._reading.end(self._there(*self._place(topic, partition)))

    async def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        """As the port says. Raises Unavailable when the log is closed meanwhile."""
        at = {self._there(*self._place(topic, partition)): offset for partition, offset in starts.items()}
        async with aclosing(self._tails.of(at)) as tail:
            async for batch in tail:
                yield batch

    def _paused_at(self, topic: str) -> Paused:
        return self._paused([TopicPartition(topic, partition) for partition in range(PARTITIONS)])

    def _paused(self, places: Sequence[TopicPartition]) -> Paused:
        return Paused(self._begin, places, self._asking)

    def _begin(self) -> Begun[AIOKafkaConsumer]:
        self._refuse_closed()
        consumer = self._consumer()
        return Begun(consumer, consumer._client, self._clients)

    def _consumer(self, **more: object) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            **client_arguments(self._settings), enable_auto_commit=False, fetch_max_wait_ms=FETCH_WAIT_MS, retry_backoff_ms=50,
            request_timeout_ms=round(self._settings.answer_s * 1000), **{"auto_offset_reset": "none", **more},
        )  # fmt: skip

    # --- standing for the partitions

    @asynccontextmanager
    async def owner(self, group: str, assigned: Assigned, revoked: Assigned) -> AsyncIterator[None]:
        """A member of the group for as long as the body runs. An error of a callback cancels the body and is raised here."""
        self._refuse_closed()
        session_ms = round(self._settings.session_s * 1000)
        consumer = self._consumer(
            group_id=self._settings.prefix + group, auto_offset_reset="latest", session_timeout_ms=session_ms, heartbeat_interval_ms=session_ms // 4,
            rebalance_timeout_ms=ASSIGNMENT_MS, group_instance_id=self._settings.instance,
        )  # fmt: skip
        async with beside(Membership(consumer, self._settings.prefix + COMMANDS, assigned, revoked).run(), self._standing):
            yield

    # --- closing

    async def close(self) -> None:
        """As the port says; what was appended is waited for, but not for long: a broker that is away keeps nobody from leaving."""
        if self._closed:
            return
        await gone(self._standing)
        self._closed = True
        await asyncio.gather(*[sending.drained() for sending in self._sending.values()])
        await self._asking.close()
        await self._tails.close()
        await asyncio.gather(*[client.end() for client in self._clients])

    def _place(self, topic: str, partition: int) -> Place:
        self._refuse_closed()
        assert topic in (COMMANDS, EVENTS), topic
        assert 0 <= partition < PARTITIONS, partition
        return topic, partition

    def _there(self, topic: str, partition: int) -> TopicPartition:
        return TopicPartition(self._settings.prefix + topic, partition)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise closed()
