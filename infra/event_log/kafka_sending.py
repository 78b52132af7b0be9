"""One place of the log on Kafka: what waits for it becomes one record batch, and one batch is in flight at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from infra.event_log.follower import Place
from infra.event_log.port import BATCH_BYTES_MAX, Displaced, NewRecord, UnknownOutcome
from schemas.envelope import Instant
from schemas.errors import TooLarge, Unavailable
from schemas.partitions import EVENTS

SEND_S = 30.0
"""An idempotent send never gives up by itself: beyond this its outcome is not known."""

END_S = 5.0
REQUEST_MS = 10_000
WIRE_BYTES_MAX = 1_040_000
"""Kafka's own way of counting is a little smaller than NewRecord.size; its brokers take 1,048,588."""


@dataclass(slots=True, eq=False)
class Append:
    records: Sequence[NewRecord]
    size: int
    at: int | None
    landed: asyncio.Future[int]


class Producers:
    """One producer for each partition of events, for a batch in flight holds up all that its producer sends; one for all commands."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._arguments = arguments
        self._all: dict[str, OneProducer] = {}

    def of(self, topic: str, partition: int) -> OneProducer:
        return self._all.setdefault(f"{topic}/{partition}" if topic == EVENTS else topic, OneProducer(self._arguments))

    async def close(self) -> None:
        await asyncio.gather(*[producer.close() for producer in self._all.values()])


class OneProducer:
    """Made when it is first needed, and made anew after its first error: nobody can know what its next batch would be taken for."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._arguments, self._one_by_one = arguments, asyncio.Lock()
        self._producer: AIOKafkaProducer | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def get(self) -> AIOKafkaProducer:
        """Raises what the client raises."""
        async with self._one_by_one:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._arguments, acks="all", enable_idempotence=True, max_batch_size=WIRE_BYTES_MAX, max_request_size=WIRE_BYTES_MAX,
                    retry_backoff_ms=50, request_timeout_ms=REQUEST_MS,
                )  # fmt: skip
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    def discard(self, producer: AIOKafkaProducer) -> None:
        if self._producer is producer:
            self._producer = None
            ending = asyncio.get_running_loop().create_task(_end(producer))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        if self._producer is not None:
            self.discard(self._producer)
        await asyncio.gather(*self._ending)


async def _end(producer: AIOKafkaProducer) -> None:
    """What it still holds may land or not; whoever sent it does not wait for it any more."""
    with suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(END_S):
            await producer.stop()


class Sending:
    """Appends to one partition in the order in which they were asked for."""

    def __init__(self, place: Place, producer: OneProducer, now: Callable[[], Instant], fault_point: Callable[[str], None]) -> None:
        self._place, self._producer, self._now, self._passing = place, producer, now, fault_point
        self._waiting: deque[Append] = deque()
        self._task: asyncio.Task[None] | None = None

    def submit(self, append: Append) -> None:
        self._waiting.append(append)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._send_all())

    async def drained(self) -> None:
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _send_all(self) -> None:
        await asyncio.sleep(0)  # who asks in the same turn of the loop shares the batch
        while self._waiting:
            group = self._gather()
            try:
                base = await self._send(group)
            except Exception as error:
                _fail(group, error)
            else:
                self._settle(group, base)

    def _gather(self) -> list[Append]:
        group = [self._waiting.popleft()]
        size = group[0].size
        while self._waiting and size + self._waiting[0].size <= BATCH_BYTES_MAX:
            group.append(self._waiting.popleft())
            size += group[-1].size
        return group

    async def _send(self, group: Sequence[Append]) -> int:
        """The base offset. Raises Unavailable when nothing was sent, UnknownOutcome, TooLarge."""
        try:
            producer = await self._producer.get()
        except (KafkaError, OSError, TimeoutError) as error:
            raise Unavailable(f"The event log cannot be reached: {error!r}.") from error
        batch, now = producer.create_batch(), self._now()
        for append in group:
            for record in append.records:
                headers = [(name, value.encode()) for name, value in record.headers.items()]
                time = now if record.time is None else record.time
                if batch.append(timestamp=time, key=record.key.encode(), value=record.value, headers=headers) is None:
                    raise AssertionError("a batch was measured smaller than it is")
        batch.close()
        self._passing("event_log.built")
        topic, partition = self._place
        try:
            async with asyncio.timeout(SEND_S):
                sent = await producer.send_batch(batch, topic, partition=partition)
                self._passing("event_log.sent")
                metadata = await sent
            self._passing("event_log.landed")
        except MessageSizeTooLargeError as error:
            self._producer.discard(producer)
            raise TooLarge("The broker takes no batch of this size: its message.max.bytes must be 1,000,000 at least.") from error
        except (KafkaError, TimeoutError) as error:
            self._producer.discard(producer)
            raise UnknownOutcome(f"{topic} partition {partition}: {error!r}. Whether the batch is in the log is not known.") from error
        if metadata.offset < 0:  # a duplicate is reported as a success without a place
            self._producer.discard(producer)
            raise UnknownOutcome(f"{topic} partition {partition}: acknowledged without an offset.")
        return int(metadata.offset)

    def _settle(self, group: Sequence[Append], base: int) -> None:
        for append in group:
            end = base + len(append.records)
            if not append.landed.done():
                if append.at is None or append.at == base:
                    append.landed.set_result(base)
                else:
                    append.landed.set_exception(Displaced(append.at, end))
            base = end


def _fail(group: Sequence[Append], error: Exception) -> None:
    for append in group:
        if not append.landed.done():
            append.landed.set_exception(error)
