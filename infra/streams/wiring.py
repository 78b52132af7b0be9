"""How wirings open the streams on Kafka."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.kafka_settings import KafkaSettings
from infra.process import Surroundings
from infra.streams.kafka import KafkaStreams
from infra.streams.kafka_middlewares import middlewares
from infra.streams.port import Parking, Streams


@asynccontextmanager
async def kafka_streams(settings: KafkaSettings, parking: Parking, surroundings: Surroundings) -> AsyncIterator[Streams]:
    """Raises what KafkaStreams.open raises."""
    around = middlewares(surroundings.registry, surroundings.name, surroundings.tracers)
    streams = await KafkaStreams.open(settings, parking, middlewares=around)
    try:
        yield streams
    finally:
        await streams.close()
