"""A record on Kafka that no client of ours can give back, as anybody may write one who may write to the topic."""

from __future__ import annotations

from aiokafka import AIOKafkaProducer
from aiokafka.record.util import calc_crc32c

from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings


async def spoil(settings: KafkaSettings, topic: str, partition: int) -> None:
    """At the end of the partition: the name of its header is no text."""
    async with AIOKafkaProducer(**client_arguments(settings)) as producer:
        batch = producer.create_batch()
        batch.append(key=None, value=b"{}", timestamp=1, headers=[("NAME", b"")])
        bytes_ = bytearray(batch._build())
        bytes_[bytes_.index(b"NAME")] = 0xFF
        bytes_[17:21] = calc_crc32c(bytes(bytes_[21:])).to_bytes(4, "big")
        batch._buffer = bytes(bytes_)
        await (await producer.send_batch(batch, settings.prefix + topic, partition=partition))
