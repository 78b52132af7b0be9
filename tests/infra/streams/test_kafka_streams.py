"""The streams on a real broker keep the contract."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine
from typing import Any

import pytest
import uvloop

from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_topics
from infra.streams.kafka import KafkaStreams, Limits
from infra.streams.port import CONTROL, RESULTS
from tests.infra.streams.contract import VIDEO, MemoryParking, StreamsContract

QUICK = Limits(leave_s=2.0)


def settings_of(kafka: str) -> KafkaSettings:
    """Of a studio of its own on the tests' broker."""
    return KafkaSettings(bootstrap_servers=kafka, replication=1, in_sync=1, prefix=f"t{uuid.uuid4().hex[:8]}.", session_s=3.0)


class TestKafkaStreams(StreamsContract):
    @pytest.fixture(autouse=True)
    def broker(self, kafka: str) -> None:
        self.settings = settings_of(kafka)
        self.made: list[KafkaStreams] = []

    def run(self, test: Coroutine[Any, Any, None]) -> None:
        async def with_topics() -> None:
            await kafka_topics.create(self.settings, RESULTS, CONTROL, VIDEO)
            try:
                await test
            finally:
                for streams in self.made:
                    await streams.close()

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(with_topics())

    def make(self, parking: MemoryParking) -> KafkaStreams:
        self.made.append(KafkaStreams(self.settings, parking, limits=QUICK))
        return self.made[-1]
