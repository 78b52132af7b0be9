"""A log on the tests' broker, with topics of its own; a file whose broker or settings are others says so by fixtures of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from infra.event_log.kafka import KafkaEventLog
from infra.kafka_settings import KafkaSettings
from tests.contracts.test_kafka_event_log import of_its_own


@pytest.fixture
async def settings(kafka: str) -> AsyncIterator[KafkaSettings]:
    async with of_its_own(kafka) as settings:
        yield settings


@pytest.fixture
async def log(settings: KafkaSettings) -> AsyncIterator[KafkaEventLog]:
    log = await KafkaEventLog.open(settings)
    yield log
    await log.close()
