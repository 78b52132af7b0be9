"""Following the log on Kafka. Tails of one partition share a consumer: a process that follows all sixteen fetches for all of them at once.

A tail of several partitions has a consumer of its own, and takes from it as fast as it can.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from infra.event_log.kafka_asking import Asking, beyond
from infra.event_log.kafka_reading import WAIT_MS, Begin, Paused, Reading, record_of
from infra.event_log.port import Batch, Record
from schemas.errors import Corrupt, PositionGone, StudioError, Unavailable

RECORDS = 500  # that are taken at once
WAITING_BYTES_MAX = 4_000_000  # of one partition that is taken more slowly than it is fetched


class Tails:
    """All of one log."""

    def __init__(self, begin: Begin, pausing: Callable[[str], Paused], reading: Reading, asking: Asking) -> None:
        """`pausing`: a consumer that stands at each partition of a topic."""
        self._begin, self._pausing, self._reading, self._asking = begin, pausing, reading, asking
        self._shared: dict[str, list[Shared]] = {}

    async def of(self, at: Mapping[TopicPartition, int]) -> AsyncGenerator[Batch, None]:
        """As the port says. Raises PositionGone, Unavailable, Forbidden, and Corrupt, which names the partition."""
        stands = dict(at)
        if len(stands) == 1:
            [(there, offset)] = stands.items()
            line = Line(there, offset)
            shared = self._with_room(there)
            try:
                await shared.join(line)
                while (records := await line.next()) is not None:
                    stands[there] = records[-1].offset + 1
                    yield Batch(there.partition, records)
                    shared.go_on(line)
            finally:
                shared.leave(line)
        async for batch in self._alone(stands):
            yield batch

    async def close(self) -> None:
        """After the questions."""
        await asyncio.gather(*[shared.close() for topic in self._shared.values() for shared in topic])

    def _with_room(self, there: TopicPartition) -> Shared:
        """The first where nobody reads this partition."""
        shared = self._shared.setdefault(there.topic, [])
        shared[:] = [one for one in shared if not one.failed]
        for one in shared:
            if there not in one.lines:
                return one
        shared.append(Shared(self._pausing(there.topic), self._asking))
        return shared[-1]

    async def _alone(self, stands: dict[TopicPartition, int]) -> AsyncGenerator[Batch, None]:
        begun, hearing = self._begin(), Hearing(self._asking)
        try:
            consumer = await self._asking.ask(begun.ready())
            consumer.assign(list(stands))
            for there, offset in stands.items():
                consumer.seek(there, offset)
            while True:
                for gone in (await hearing.lost(consumer, stands)).values():
                    raise gone
                try:
                    found = await self._asking.ask(consumer.getmany(timeout_ms=WAIT_MS, max_records=RECORDS), endless=True)
                except OffsetOutOfRangeError as error:
                    [(there, offset), *_] = error.args[0].items()
                    raise await self._asking.gone(consumer, there, offset) from None
                except Corrupt:
                    break
                for there, records in found.items():
                    stands[there] = records[-1].offset + 1
                    hearing.heard()
                    yield Batch(there.partition, [record_of(one) for one in records])
        finally:
            begun.give_up()
        async for batch in self._each_by_itself(stands):
            yield batch

    async def _each_by_itself(self, stands: Mapping[TopicPartition, int]) -> AsyncGenerator[Batch, None]:
        """What the client threw away because of one record, without saying of which partition it is: all that it had may still be read.

        Raises Corrupt, and Unavailable when it is none any more.
        """
        for there, offset in stands.items():
            until = offset + RECORDS
            while offset < until and (records := await self._reading.piece(there, offset, until - offset)):
                offset = records[-1].offset + 1
                yield Batch(there.partition, records)
        raise Unavailable("A record of the event log could not be read, and now it can be.")


class Hearing:
    """A client says nothing of brokers that it cannot reach, nor of a topic that is no more: whoever hears nothing asks where the log ends."""

    def __init__(self, asking: Asking) -> None:
        self._asking, self._now, self._heard = asking, asyncio.get_running_loop().time, 0.0

    def heard(self) -> None:
        self._heard = self._now()

    async def lost(self, consumer: AIOKafkaConsumer, stands: Mapping[TopicPartition, int]) -> Mapping[TopicPartition, PositionGone]:
        """Those that stand beyond the end of the log. Raises Unavailable."""
        if not stands or self._now() - self._heard < self._asking.answer_s:
            return {}
        ends = await self._asking.ask(consumer.end_offsets(list(stands)))
        self.heard()
        return {there: beyond(there, stands[there], end) for there, end in ends.items() if stands[there] > end}


class Line:
    """What one tail waits for."""

    def __init__(self, there: TopicPartition, offset: int) -> None:
        self.there, self.stands = there, offset
        self.bytes = 0
        self.full = False
        self._waiting: list[Record] = []
        self._came = asyncio.Event()
        self._error: Exception | None = None

    async def next(self) -> Sequence[Record] | None:
        """All that came meanwhile. None: this line ends, and the tail goes on with a consumer of its own."""
        await self._came.wait()
        if not self._waiting:
            if isinstance(self._error, Alone):
                return None
            assert self._error is not None
            raise self._error
        records, self._waiting, self.bytes = self._waiting, [], 0
        if self._error is None:
            self._came.clear()
        return records

    def give(self, records: Sequence[Record]) -> None:
        self._waiting += records
        self.bytes += sum(len(record.value) for record in records)
        self.stands = records[-1].offset + 1
        self._came.set()

    def fail(self, error: Exception) -> None:
        self._error = self._error or error
        self._came.set()


class Alone(Exception):
    """One of the partitions cannot be read, and the client does not say which: each goes on by itself."""


class Shared:
    """One consumer, and the lines of at most one tail for each partition."""

    def __init__(self, paused: Paused, asking: Asking) -> None:
        self._paused, self._asking = paused, asking
        self.lines: dict[TopicPartition, Line] = {}
        self.failed = False
        self._consumer: AIOKafkaConsumer | None = None
        self._pump: asyncio.Task[None] | None = None

    async def join(self, line: Line) -> None:
        """Raises Unavailable, Forbidden."""
        self.lines[line.there] = line
        try:
            self._consumer = await self._paused.consumer()
        except StudioError:
            self.failed = True
            raise
        self._consumer.seek(line.there, line.stands)
        self._consumer.resume(line.there)
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._run(self._consumer))

    def go_on(self, line: Line) -> None:
        """What came is taken."""
        if line.full and self._consumer is not None:
            line.full = False
            self._consumer.resume(line.there)

    def leave(self, line: Line) -> None:
        del self.lines[line.there]
        if self._consumer is not None:
            self._consumer.pause(line.there)

    async def close(self) -> None:
        if self._pump is not None:
            await asyncio.wait({self._pump})  # its question is broken off

    async def _run(self, consumer: AIOKafkaConsumer) -> None:
        """Until it fails, and with it all lines: whoever begins again begins with another consumer."""
        hearing = Hearing(self._asking)
        try:
            while True:
                lines = dict(self.lines)
                for there, gone in (await hearing.lost(consumer, {there: line.stands for there, line in lines.items()})).items():
                    self._fail(consumer, lines[there], gone)
                try:
                    await self._asking.ask(self._take(consumer, hearing), endless=True)
                except OffsetOutOfRangeError as error:
                    for there, offset in error.args[0].items():
                        if (line := self.lines.get(there)) is not None and line.stands == offset:  # and not one that has left
                            self._fail(consumer, line, await self._asking.gone(consumer, there, offset))
        except Exception as error:
            self.failed = True
            self._paused.give_up()
            for line in self.lines.values():
                line.fail(Alone() if isinstance(error, Corrupt) else error)

    async def _take(self, consumer: AIOKafkaConsumer, hearing: Hearing) -> None:
        """In one step: between what is taken and who is given it no line may end and another begin at the same place."""
        for there, records in (await consumer.getmany(timeout_ms=WAIT_MS, max_records=RECORDS)).items():
            hearing.heard()
            line = self.lines[there]
            line.give([record_of(one) for one in records])
            if line.bytes > WAITING_BYTES_MAX:  # what is fetched meanwhile is thrown away by the client, and fetched again
                line.full = True
                consumer.pause(there)

    def _fail(self, consumer: AIOKafkaConsumer, line: Line, gone: PositionGone) -> None:
        line.fail(gone)
        if self.lines.get(line.there) is line:
            consumer.pause(line.there)
