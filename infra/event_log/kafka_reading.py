"""Pieces of the log on Kafka, for those who ask for them: one consumer for all, a member of no group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from infra.event_log.kafka_asking import Asking, beyond
from infra.event_log.port import Record
from infra.event_log.printable import unpack
from infra.kafka import Begun
from schemas.errors import Corrupt

WAIT_MS = 1_000
Begin = Callable[[], Begun[AIOKafkaConsumer]]


class Paused:
    """A consumer that stands at every place and fetches none: a fetch that waits at the end of a place that nobody reads would hold up the others."""

    def __init__(self, begin: Begin, places: Sequence[TopicPartition], asking: Asking) -> None:
        self._begin, self._places, self._asking = begin, places, asking
        self._begun: Begun[AIOKafkaConsumer] | None = None
        self._one_by_one = asyncio.Lock()

    async def consumer(self) -> AIOKafkaConsumer:
        """Begun when it is first needed. Raises Unavailable, Forbidden; whoever asks again has it begun anew."""
        async with self._one_by_one:
            if self._begun is None:
                begun = self._begin()
                try:
                    self._stand(await self._asking.ask(begun.ready()))
                except BaseException:
                    begun.give_up()
                    raise
                self._begun = begun
            return self._begun.one

    def _stand(self, consumer: AIOKafkaConsumer) -> None:
        consumer.assign(list(self._places))
        for there in self._places:
            consumer.seek(there, 0)
        consumer.pause(*self._places)

    def give_up(self) -> None:
        if self._begun is not None:
            self._begun.give_up()


class Reading:
    def __init__(self, paused: Paused, places: Sequence[TopicPartition], asking: Asking) -> None:
        self._paused, self._asking = paused, asking
        self._turns = {place: asyncio.Lock() for place in places}

    async def end(self, there: TopicPartition) -> int:
        return await self._asking.end(await self._paused.consumer(), there)

    async def piece(self, there: TopicPartition, offset: int, limit: int) -> Sequence[Record]:
        """Raises PositionGone, Unavailable, Forbidden, and Corrupt when the very first cannot be read."""
        async with self._turns[there]:
            consumer = await self._paused.consumer()
            if offset >= (end := await self._asking.end(consumer, there)):
                if offset > end:
                    raise beyond(there, offset, end)
                return ()
            if await consumer.position(there) != offset:
                consumer.seek(there, offset)
            consumer.resume(there)
            try:
                return [record_of(one) for one in await self._some(consumer, there, offset, limit)]
            except OffsetOutOfRangeError:
                raise await self._asking.gone(consumer, there, offset) from None
            finally:
                consumer.pause(there)

    async def _some(self, consumer: AIOKafkaConsumer, there: TopicPartition, offset: int, limit: int) -> Sequence[ConsumerRecord[bytes, bytes]]:
        """The client throws away what lies before a record that it cannot read: asked for fewer and fewer, it gives that."""
        while True:
            try:
                return await self._asking.ask(_some(consumer, there, limit))
            except Corrupt as error:
                if limit == 1:
                    raise Corrupt(f"{there.topic} partition {there.partition}, offset {offset}: {error}", partition=there.partition) from error
                limit //= 2
                consumer.seek(there, offset)


async def _some(consumer: AIOKafkaConsumer, there: TopicPartition, limit: int) -> Sequence[ConsumerRecord[bytes, bytes]]:
    while True:
        if found := (await consumer.getmany(there, timeout_ms=WAIT_MS, max_records=limit)).get(there):
            return found  # type: ignore[no-any-return]


def record_of(found: ConsumerRecord[bytes, bytes]) -> Record:
    """Whoever may write to the topic can write any bytes: what no adapter would give back is shown escaped, and is for the reader to refuse."""
    headers = unpack(found.headers)
    if headers is None:
        headers = {_ascii(name): _ascii((value or b"").decode(errors="backslashreplace")) for name, value in found.headers}
    key = (found.key or b"").decode(errors="backslashreplace")
    return Record(found.offset, found.timestamp, key if key.isprintable() else _escaped(key), found.value or b"", headers)


def _ascii(text: str) -> str:
    return text if text.isascii() and text.isprintable() else _escaped(text)


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode()
