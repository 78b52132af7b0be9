"""One place of the log on Kafka: what waits for it becomes one record batch, and one batch is in flight at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ClusterAuthorizationFailedError, KafkaError, MessageSizeTooLargeError, ProducerClosed, TopicAuthorizationFailedError
from aiokafka.producer.message_accumulator import BatchBuilder

from infra.event_log.follower import Place
from infra.event_log.port import BATCH_BYTES_MAX, Displaced, NewRecord, UnknownOutcome
from infra.kafka import Begun, client_arguments, forbidden
from infra.kafka_settings import KafkaSettings
from schemas.envelope import Instant
from schemas.errors import TooLarge, Unavailable
from schemas.partitions import EVENTS

DRAIN_S = 2.0  # how long what was appended may take to come to its end when the log is closed
END_S = 5.0  # how long the connections of a producer that was given up may take to close
WIRE_BYTES_MAX = 1_040_000
"""Kafka's own way of counting is a little smaller than NewRecord.size; its brokers take 1,048,588."""


@dataclass(slots=True, eq=False)
class Append:
    records: Sequence[NewRecord]
    size: int
    at: int | None
    landed: asyncio.Future[int]
    give_up: float  # when the loop's clock says so, if it has not been sent by then


class Producers:
    """One producer for each partition of events, for a batch in flight holds up all that its producer sends; one for all commands."""

    def __init__(self, settings: KafkaSettings, clients: set[Begun[Any]]) -> None:
        """`clients`: those that must have ended before the log has."""
        self._arguments = {**client_arguments(settings), "request_timeout_ms": round(settings.answer_s * 1000)}
        self._clients = clients
        self._all: dict[str, OneProducer] = {}

    def of(self, topic: str, partition: int) -> OneProducer:
        return self._all.setdefault(f"{topic}/{partition}" if topic == EVENTS else topic, OneProducer(self._arguments, self._clients))


class OneProducer:
    """Made when it is first needed, and made anew after its first error: nobody can know what its next batch would be taken for."""

    def __init__(self, arguments: Mapping[str, Any], clients: set[Begun[Any]]) -> None:
        self._arguments, self._clients = arguments, clients
        self._begun: Begun[AIOKafkaProducer] | None = None

    async def get(self) -> AIOKafkaProducer:
        """Raises what the client raises."""
        begun = self._begun = self._begun or self._begin()
        try:
            return await begun.ready()
        except Exception:
            self.give_up(begun.one)
            raise

    def give_up(self, producer: AIOKafkaProducer) -> None:
        if self._begun is not None and self._begun.one is producer:
            self._begun.give_up()
            self._begun = None

    def _begin(self) -> Begun[AIOKafkaProducer]:
        producer = AIOKafkaProducer(
            **self._arguments, acks="all", enable_idempotence=True, max_batch_size=WIRE_BYTES_MAX, max_request_size=WIRE_BYTES_MAX,
            retry_backoff_ms=50,
        )  # fmt: skip
        return Begun(producer, producer.client, self._clients, lambda: _abandoned(producer))


async def _abandoned(producer: AIOKafkaProducer) -> None:
    """Nothing that it still holds is sent again. Its own `stop` would send that again, for as long as the broker is away, and wait for the answer."""
    sending, held = producer._sender.sender_task, producer._message_accumulator
    held._batches.clear()
    held.fail_all(ProducerClosed())
    for batch in held._pending_batches:
        _heard(batch._drain_waiter)
    with suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(END_S):
            while sending is not None and not sending.done():
                sending.cancel()  # the first time it waits for the answers that it expects
                await asyncio.sleep(0)
            await producer.stop()


class Sending:
    """Appends to one partition in the order in which they were asked for."""

    def __init__(
        self, place: Place, producer: OneProducer, now: Callable[[], Instant], fault_point: Callable[[str], None], append_s: float,
        passed: Callable[[int], None],
    ) -> None:  # fmt: skip
        """`passed`: told the weight of what came to its end, whoever still waited for that."""
        self._place, self._producer, self._now, self._passing, self._append_s, self._passed = place, producer, now, fault_point, append_s, passed
        self._waiting: deque[Append] = deque()
        self._task: asyncio.Task[None] | None = None

    def submit(self, records: Sequence[NewRecord], size: int, at: int | None) -> asyncio.Future[int]:
        loop = asyncio.get_running_loop()
        landed: asyncio.Future[int] = loop.create_future()
        self._waiting.append(Append(records, size, at, landed, loop.time() + self._append_s))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._send_all())
        return landed

    async def drained(self) -> None:
        """What has not come to its end after DRAIN_S is not waited for: of what was sent by then nobody knows, and the rest is not sent."""
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=DRAIN_S)
        self._task.cancel()
        await asyncio.wait({self._task})
        self._fail(self._waiting, Unavailable("The event log was closed before this was sent. Nothing was written."))
        self._waiting.clear()

    async def _send_all(self) -> None:
        await asyncio.sleep(0)  # who asks in the same turn of the loop shares the batch
        while self._waiting:
            group = self._gather()
            try:
                base = await self._send(group)
            except asyncio.CancelledError:
                self._fail(group, UnknownOutcome("The event log was closed. Whether the batch is in it is not known."))
                raise
            except Exception as error:
                self._fail(group, error)
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
        """The base offset. Raises Unavailable when nothing was sent, UnknownOutcome, TooLarge, Forbidden."""
        producer = await self._connected(group[0].give_up)
        batch = self._batch(producer, group)
        self._passing("event_log.built")
        topic, partition = self._place
        try:
            async with asyncio.timeout(self._append_s):  # an idempotent send never gives up by itself
                sent = await producer.send_batch(batch, topic, partition=partition)
                sent.add_done_callback(_heard)
                self._passing("event_log.sent")
                metadata = await asyncio.shield(sent)
            self._passing("event_log.landed")
        except MessageSizeTooLargeError as error:
            self._producer.give_up(producer)
            raise TooLarge("The broker takes no batch of this size: its message.max.bytes must be 1,000,000 at least.") from error
        except TopicAuthorizationFailedError as error:
            self._producer.give_up(producer)
            raise forbidden(error, f"write to {topic}") from error
        except (KafkaError, TimeoutError) as error:
            self._producer.give_up(producer)
            raise UnknownOutcome(f"{topic} partition {partition}: {error!r}. Whether the batch is in the log is not known.") from error
        if metadata.offset < 0:  # a duplicate is reported as a success without a place
            self._producer.give_up(producer)
            raise UnknownOutcome(f"{topic} partition {partition}: acknowledged without an offset.")
        return int(metadata.offset)

    async def _connected(self, give_up: float) -> AIOKafkaProducer:
        """Raises Unavailable, Forbidden."""
        try:
            if give_up < asyncio.get_running_loop().time():
                raise TimeoutError
            async with asyncio.timeout_at(give_up):
                return await self._producer.get()
        except TimeoutError as error:
            raise Unavailable(f"The event log could not be written to for {self._append_s:.0f} s. Nothing was written.") from error
        except ClusterAuthorizationFailedError as error:  # of one who may write to no topic
            raise forbidden(error, f"write to {self._place[0]}") from error
        except (KafkaError, OSError) as error:
            raise Unavailable(f"The event log cannot be reached: {error!r}. Nothing was written.") from error

    def _batch(self, producer: AIOKafkaProducer, group: Sequence[Append]) -> BatchBuilder:
        batch, now = producer.create_batch(), self._now()
        for append in group:
            for record in append.records:
                headers = [(name, value.encode()) for name, value in record.headers.items()]
                time = now if record.time is None else record.time
                if batch.append(timestamp=time, key=record.key.encode(), value=record.value, headers=headers) is None:
                    raise AssertionError("a batch was measured smaller than it is")
        batch.close()
        return batch

    def _settle(self, group: Sequence[Append], base: int) -> None:
        for append in group:
            self._passed(append.size)
            end = base + len(append.records)
            if not append.landed.done():
                if append.at is None or append.at == base:
                    append.landed.set_result(base)
                else:
                    append.landed.set_exception(Displaced(append.at, end))
            base = end

    def _fail(self, group: Iterable[Append], error: Exception) -> None:
        for append in group:
            self._passed(append.size)
            if not append.landed.done():
                append.landed.set_exception(error)


def _heard(sent: asyncio.Future[Any]) -> None:
    """Its error is nobody's business any more where the one who waited has given it up: the loop would tell of it on standard error."""
    if not sent.cancelled():
        sent.exception()
