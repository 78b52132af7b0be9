"""Raw records of one partition, with the plain client of Kafka: no part of the studio stands between the checker and what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Raw:
    offset: int
    time: int
    key: str
    value: bytes
    headers: dict[str, str]


async def read(servers: str, topic: str, partition: int) -> list[Raw]:
    """All of them, up to the end of now."""
    from aiokafka import AIOKafkaConsumer, TopicPartition  # here, for who judges records needs no client

    consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False, auto_offset_reset="none", fetch_max_wait_ms=50)
    await consumer.start()
    try:
        there = TopicPartition(topic, partition)
        consumer.assign([there])
        [end] = (await consumer.end_offsets([there])).values()
        consumer.seek(there, 0)
        found: list[Raw] = []
        while len(found) < end:
            for batch in (await consumer.getmany(timeout_ms=1_000)).values():
                found += [_raw(one) for one in batch]
        return found
    finally:
        await consumer.stop()


def _raw(one: object) -> Raw:
    record: Any = one
    return Raw(record.offset, record.timestamp, record.key.decode(), record.value, {name: value.decode() for name, value in record.headers})
