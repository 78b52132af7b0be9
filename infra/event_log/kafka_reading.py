"""Reading the log on Kafka: one consumer for those who ask for a piece, one of its own for each tail. Neither is a member of a group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    ConsumerStoppedError,
    CorruptRecordException,
    KafkaError,
    OffsetOutOfRangeError,
    TopicAuthorizationFailedError,
    UnsupportedCodecError,
)
from aiokafka.structs import ConsumerRecord

from infra.event_log.port import Batch, Record
from infra.kafka import ended, forbidden
from schemas.errors import Corrupt, PositionGone, Unavailable

WAIT_MS = 1_000
TAIL_RECORDS = 500
T = TypeVar("T")
Begin = Callable[[], AIOKafkaConsumer]


class Reading:
    """Pieces of any partition. Partitions that nobody reads just now are paused: a fetch that waits at their ends would hold up the others."""

    def __init__(self, begin: Begin, places: Sequence[TopicPartition], answer_s: float) -> None:
        self._begin, self._begun, self._places, self._answer_s = begin, asyncio.Lock(), places, answer_s
        self._consumer: AIOKafkaConsumer | None = None
        self._turns = {place: asyncio.Lock() for place in places}

    async def end(self, there: TopicPartition) -> int:
        consumer = await self._started()
        return int((await asked(consumer.end_offsets([there]), self._answer_s))[there])

    async def piece(self, there: TopicPartition, offset: int, limit: int) -> Sequence[Record]:
        """Raises PositionGone, Unavailable, Corrupt, Forbidden."""
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
                return [record_of(one) for one in await asked(_some(consumer, there, limit), self._answer_s)]
            except OffsetOutOfRangeError:
                raise await _gone(consumer, there, offset, self._answer_s) from None
            finally:
                consumer.pause(there)

    async def close(self) -> None:
        if self._consumer is not None:
            await ended(self._consumer._client, self._consumer.stop())

    async def _started(self) -> AIOKafkaConsumer:
        async with self._begun:
            if self._consumer is None:
                consumer = self._begin()
                try:
                    self._consumer = await started(consumer, dict.fromkeys(self._places, 0), self._answer_s)
                except BaseException:
                    await ended(consumer._client, consumer.stop())
                    raise
                consumer.pause(*self._places)
            return self._consumer


async def _some(consumer: AIOKafkaConsumer, there: TopicPartition, limit: int) -> Sequence[ConsumerRecord[bytes, bytes]]:
    while True:
        if found := (await consumer.getmany(there, timeout_ms=WAIT_MS, max_records=limit)).get(there):
            return found  # type: ignore[no-any-return]


async def tail(consumer: AIOKafkaConsumer, starts: Mapping[TopicPartition, int], answer_s: float) -> AsyncGenerator[Batch, None]:
    """As the port says; `consumer` was started at `starts`, and belongs to this tail alone.

    A client says nothing of brokers that it cannot reach, nor of a topic that is no more. So whoever hears nothing asks where the log ends.
    """
    stands, heard, now = dict(starts), 0.0, asyncio.get_running_loop().time
    while True:
        if now() - heard > answer_s:
            for there, end in (await asked(consumer.end_offsets(list(stands)), answer_s)).items():
                if stands[there] > end:
                    raise beyond(there, stands[there], end)
            heard = now()
        try:
            found = await asked(consumer.getmany(timeout_ms=WAIT_MS, max_records=TAIL_RECORDS))
        except OffsetOutOfRangeError as error:
            [(there, offset), *_] = error.args[0].items()
            raise await _gone(consumer, there, offset, answer_s) from None
        for there, records in found.items():
            stands[there], heard = records[-1].offset + 1, now()
            yield Batch(there.partition, [record_of(one) for one in records])


async def started(consumer: AIOKafkaConsumer, at: Mapping[TopicPartition, int], answer_s: float) -> AIOKafkaConsumer:
    """The consumer, which will read from those offsets on and nowhere else. Raises Unavailable; it is for the caller to stop it."""
    await asked(consumer.start(), answer_s)
    consumer.assign(list(at))
    for there, offset in at.items():
        consumer.seek(there, offset)
    return consumer


def record_of(found: ConsumerRecord[bytes, bytes]) -> Record:
    """Whoever may write to the topic can write any bytes: what no adapter would give back is shown escaped, and is for the reader to refuse."""
    headers = {_ascii(name): _ascii(_text(value)) for name, value in found.headers}
    return Record(found.offset, found.timestamp, _text(found.key), found.value or b"", headers)


def _text(found: bytes | None) -> str:
    text = (found or b"").decode(errors="backslashreplace")
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def _ascii(text: str) -> str:
    return text if text.isascii() and text.isprintable() else text.encode("unicode_escape").decode()


def beyond(there: TopicPartition, offset: int, end: int) -> PositionGone:
    topic, partition = there
    return PositionGone(
        f"{topic} partition {partition} ends at {end}, but {offset} was asked for: the log lost its tail, or is another one. "
        "Restore the log, or drop and rebuild what has read beyond it.", offset=offset, end=end,
    )  # fmt: skip


async def _gone(consumer: AIOKafkaConsumer, there: TopicPartition, offset: int, answer_s: float) -> PositionGone:
    end = (await asked(consumer.end_offsets([there]), answer_s))[there]
    if offset > end:
        return beyond(there, offset, end)
    first = (await asked(consumer.beginning_offsets([there]), answer_s))[there]
    return PositionGone(
        f"{there.topic} partition {there.partition} begins at {first}, but {offset} was asked for: the log lost its head. Restore it from a backup.",
        offset=offset, first=first,
    )  # fmt: skip


async def asked(question: Awaitable[T], answer_s: float | None = None) -> T:
    """The answer, within that time if one is given. Raises OffsetOutOfRangeError, Unavailable, Corrupt, Forbidden."""
    try:
        async with asyncio.timeout(answer_s):
            return await question
    except OffsetOutOfRangeError:
        raise
    except ConsumerStoppedError:
        raise Unavailable("This event log was closed.") from None
    except TopicAuthorizationFailedError as error:
        raise forbidden(error, f"read {error}") from error
    except (CorruptRecordException, UnsupportedCodecError, UnicodeDecodeError) as error:
        raise Corrupt(f"What a broker has stored is not what was written: {error}. Restore the log from another copy.") from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable(f"The event log cannot be read: {error!r}.") from error
