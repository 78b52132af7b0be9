"""The log on Apache Kafka keeps the contract of event logs, on a real broker."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import product
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from infra.event_log import kafka_topics
from infra.event_log.port import EventLog
from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
from tests.contracts.event_log import EventLogContract
from tests.support.log_child import opened


class KafkaBackstage:
    """Behind the log: topics of its own on the broker of the tests."""

    steps = ("built", "sent", "landed")
    crash_points: Sequence[str] = tuple(f"kill event_log.{step} {time}" for step, time in product(steps, (1, 7)))
    lost_answer = "lose event_log.landed 1"

    def __init__(self, settings: KafkaSettings, opener: str = "tests.support.faulty_kafka:open_kafka", *more: str) -> None:
        self.opener, self._more, self.settings = opener, more, settings
        self._opened: list[EventLog] = []

    def arguments(self, fault: str = "") -> list[str]:
        return [self.settings.model_dump_json(), fault, *self._more]

    async def open(self, fault: str = "") -> EventLog:
        self._opened.append(log := await opened(self.opener, *self.arguments(fault)))
        return log

    async def close(self) -> None:
        for log in self._opened:
            await log.close()

    async def lose_head(self, topic: str, partition: int, first: int) -> None:
        admin = AIOKafkaAdminClient(**client_arguments(self.settings))
        await admin.start()
        await admin.delete_records({TopicPartition(self.settings.prefix + topic, partition): RecordsToDelete(before_offset=first)})
        await admin.close()


@asynccontextmanager
async def of_its_own(kafka: str, **more: Any) -> AsyncIterator[KafkaSettings]:
    """Topics that nobody else uses, deleted behind the test."""
    settings = KafkaSettings.model_validate(
        {"bootstrap_servers": kafka, "prefix": f"t{uuid.uuid4().hex[:8]}.", "replication": 1, "in_sync": 1, "session_s": 1.5, **more}
    )
    await kafka_topics.create(settings)
    yield settings
    admin = AIOKafkaAdminClient(**client_arguments(settings))
    await admin.start()
    await admin.delete_topics([topic.name for topic in kafka_topics.of(settings)])
    await admin.close()


class TestKafkaEventLog(EventLogContract):
    @pytest.fixture
    async def backstage(self, kafka: str) -> AsyncIterator[KafkaBackstage]:
        async with of_its_own(kafka) as settings:
            yield (backstage := KafkaBackstage(settings))
            await backstage.close()

    test_a_full_disk_refuses_writes_nothing_and_keeps_the_log_usable = None  # type: ignore[assignment]  # a broker with a full disk ends itself
