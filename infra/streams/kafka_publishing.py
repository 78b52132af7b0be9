"""Sends records to Kafka through FastStream's producer: within a time, so many at once, and with a new producer after an error."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from faststream.kafka import KafkaBroker

from infra.kafka import KafkaSettings
from infra.streams import kafka_factory as factory
from infra.streams.kafka_records import raw
from infra.streams.messages import StreamRecord
from schemas.errors import Overloaded, TooLarge, Unavailable

log = logging.getLogger(__name__)

SENDING_MAX = 5_000
STOP_S = 3.0


class Publisher:
    """The producer is started with the first record."""

    def __init__(self, settings: KafkaSettings, middlewares: factory.Middlewares, send_s: float) -> None:
        self._settings, self._middlewares, self._send_s = settings, middlewares, send_s
        self._broker: KafkaBroker | None = None
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
                await self._publish(topic, partition, record)
        except MessageSizeTooLargeError as error:
            raise TooLarge(f"A record of {len(record.value):,} bytes is more than {topic} takes.") from error
        except TimeoutError as error:
            raise Unavailable(f"{topic} has not taken a record within {self._send_s:g} s: Kafka is away, or the topic is.") from error
        except (KafkaError, OSError) as error:
            raise Unavailable(f"{topic} cannot be written to: {error!r}.") from error
        finally:
            self._sending -= 1

    async def _publish(self, topic: str, partition: int, record: StreamRecord) -> None:
        key, headers = raw(record)
        broker = await self._started()
        try:
            await broker.publish(record.value, topic, key=key, partition=partition, headers=headers)
        except MessageSizeTooLargeError:
            raise
        except (KafkaError, OSError):
            self._discard(broker)  # its sequence numbers may fit no more, and then nothing that it sends is taken
            raise

    async def _started(self) -> KafkaBroker:
        async with self._starting:
            if self._broker is None:
                broker = factory.publishing(self._settings, self._middlewares)
                try:
                    await broker.connect()
                except BaseException:
                    await broker.stop()
                    raise
                self._broker = broker
            return self._broker

    def _discard(self, broker: KafkaBroker) -> None:
        if self._broker is broker:
            self._broker = None
            task = asyncio.get_running_loop().create_task(_stop(broker))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        if self._broker is not None:
            self._discard(self._broker)
        await asyncio.gather(*self._ending)


async def _stop(broker: KafkaBroker) -> None:
    """What it still held was answered as unknown."""
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(STOP_S):
            await broker.stop()
