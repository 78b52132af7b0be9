"""Reading the log on Kafka: one consumer for those who ask for a piece, one of its own for each tail. Neither is a member of a group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError, OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from infra.event_log.port import Batch, Record
from schemas.errors import PositionGone, Unavailable

WAIT_MS = 1_000
TAIL_RECORDS = 500
T = TypeVar("T")
Begin = Callable[[], AIOKafkaConsumer]


class Reading:
    """Pieces of any partition. Partitions that nobody reads just now are paused: a fetch that waits at their ends would hold up the others."""

    def __init__(self, begin: Begin, places: Sequence[TopicPartition]) -> None:
        self._begin, self._begun, self._places = begin, asyncio.Lock(), places
        self._consumer: AIOKafkaConsumer | None = None
        self._turns = {place: asyncio.Lock() for place in places}

    async def end(self, there: TopicPartition) -> int:
        return int((await _asked((await self._started()).end_offsets([there])))[there])

    async def piece(self, there: TopicPartition, offset: int, limit: int) -> Sequence[Record]:
        """Raises PositionGone, Unavailable."""
        async with self._turns[there]:
            consumer, end = await self._started(), await self.end(there)
            if offset >= end:
                if offset > end:
                    raise beyond(there, offset, end)
                return ()
            if await consumer.position(there) != offset:
                consumer.seek(there, offset)
            consumer.resume(there)
            try:
                while True:
                    if found := (await _asked(consumer.getmany(there, timeout_ms=WAIT_MS, max_records=limit))).get(there):
                        return [record_of(one) for one in found]
            except OffsetOutOfRangeError:
                raise await _gone(consumer, there, offset) from None
            finally:
                consumer.pause(there)

    async def close(self) -> None:
        if self._consumer is not None:
            await self._consumer.stop()

    async def _started(self) -> AIOKafkaConsumer:
        async with self._begun:
            if self._consumer is None:
                self._consumer = await started(self._begin(), dict.fromkeys(self._places, 0))
                self._consumer.pause(*self._places)
            return self._consumer


async def tail(consumer: AIOKafkaConsumer, starts: Mapping[TopicPartition, int]) -> AsyncGenerator[Batch, None]:
    """As the port says; `consumer` was started at `starts`, and belongs to this tail alone."""
    for there, end in (await _asked(consumer.end_offsets(list(starts)))).items():
        if starts[there] > end:
            raise beyond(there, starts[there], end)
    while True:
        try:
            found = await _asked(consumer.getmany(timeout_ms=WAIT_MS, max_records=TAIL_RECORDS))
        except OffsetOutOfRangeError as error:
            [(there, offset), *_] = error.args[0].items()
            raise await _gone(consumer, there, offset) from None
        for there, records in found.items():
            yield Batch(there.partition, [record_of(one) for one in records])


async def started(consumer: AIOKafkaConsumer, at: Mapping[TopicPartition, int]) -> AIOKafkaConsumer:
    """A consumer that will read from those offsets on and nowhere else. Raises Unavailable."""
    try:
        await _asked(consumer.start())
    except BaseException:
        await consumer.stop()
        raise
    consumer.assign(list(at))
    for there, offset in at.items():
        consumer.seek(there, offset)
    return consumer


def record_of(found: ConsumerRecord[bytes, bytes]) -> Record:
    headers = {name: value.decode() for name, value in found.headers}
    return Record(found.offset, found.timestamp, (found.key or b"").decode(), found.value or b"", headers)


def beyond(there: TopicPartition, offset: int, end: int) -> PositionGone:
    topic, partition = there
    return PositionGone(
        f"{topic} partition {partition} ends at {end}, but {offset} was asked for: the log lost its tail, or is another one. "
        "Restore the log, or drop and rebuild what has read beyond it.", offset=offset, end=end,
    )  # fmt: skip


async def _gone(consumer: AIOKafkaConsumer, there: TopicPartition, offset: int) -> PositionGone:
    end = (await _asked(consumer.end_offsets([there])))[there]
    if offset > end:
        return beyond(there, offset, end)
    first = (await _asked(consumer.beginning_offsets([there])))[there]
    return PositionGone(
        f"{there.topic} partition {there.partition} begins at {first}, but {offset} was asked for: the log lost its head. Restore it from a backup.",
        offset=offset, first=first,
    )  # fmt: skip


async def _asked(asked: Awaitable[T]) -> T:
    """Raises OffsetOutOfRangeError, Unavailable."""
    try:
        return await asked
    except OffsetOutOfRangeError:
        raise
    except ConsumerStoppedError:
        raise Unavailable("This event log was closed.") from None
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable(f"The event log cannot be read: {error!r}.") from error
