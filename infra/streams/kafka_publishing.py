"""Sends records to Kafka: within a time, only so many at once, and with a new producer after an error."""

from __future__ import annotations

import asyncio
import contextlib

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_factory as factory
from infra.streams.kafka_observing import Sent, sending
from infra.streams.kafka_records import raw
from infra.streams.messages import StreamRecord
from schemas.errors import Overloaded, TooLarge, Unavailable

SENDING_MAX = 5_000
STOP_S = 1.5


class Publisher:
    """The producer is started with the first record."""

    def __init__(self, settings: KafkaSettings, middlewares: factory.Middlewares, context: object, send_s: float) -> None:
        self._settings, self._send_s = settings, send_s
        self._through = sending(self._produce, middlewares, context)
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._sending = 0
        self._ending: set[asyncio.Task[None]] = set()

    async def send(self, topic: str, partition: int, record: StreamRecord) -> None:
        """It is on all replicas in sync when this returns. Raises Unavailable when it is not, or nobody knows; Overloaded, TooLarge."""
        if self._sending >= SENDING_MAX:
            raise Overloaded(f"{SENDING_MAX:,} records wait to be sent to Kafka.")
        self._sending += 1
        try:
            async with asyncio.timeout(self._send_s):
                await self._through(Sent(topic=topic, partition=partition, record=record))
        except MessageSizeTooLargeError as error:
            raise TooLarge(f"A record of {len(record.value):,} bytes is more than {topic} takes.") from error
        except TimeoutError as error:
            raise Unavailable(f"{topic} has not taken a record within {self._send_s:g} s: Kafka is away, or the topic is.") from error
        except (KafkaError, OSError) as error:
            raise Unavailable(f"{topic} cannot be written to: {error!r}.") from error
        finally:
            self._sending -= 1

    async def _produce(self, sent: Sent) -> None:
        key, headers = raw(sent.record)
        producer = await self._started()
        try:
            await producer.send_and_wait(sent.topic, sent.record.value, key=key, partition=sent.partition, headers=headers)
        except MessageSizeTooLargeError:
            raise
        except (KafkaError, OSError):
            self._discard(producer)  # its sequence numbers may fit no more, and then nothing that it sends is taken
            raise

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = factory.producer(self._settings)
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    def _discard(self, producer: AIOKafkaProducer) -> None:
        if self._producer is producer:
            self._producer = None
            task = asyncio.get_running_loop().create_task(_stop(producer))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """What is still being sent is waited for, for a moment."""
        if self._producer is not None:
            self._discard(self._producer)
        await asyncio.gather(*self._ending)


async def _stop(producer: AIOKafkaProducer) -> None:
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(STOP_S):
            await producer.stop()
