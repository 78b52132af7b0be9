"""What the wirings of several processes open alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp

from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.faults import fault_point
from infra.http.app import Check, new_app
from infra.kafka_settings import KafkaSettings
from infra.process import Surroundings
from infra.streams.kafka import KafkaStreams
from infra.streams.kafka_middlewares import middlewares
from infra.streams.port import Parking, Streams
from infra.telemetry import TracedLog


@asynccontextmanager
async def kafka_log(settings: KafkaSettings, tracer: Any = None) -> AsyncIterator[EventLog]:
    """Raises what KafkaEventLog.open raises."""
    log = await KafkaEventLog.open(settings, fault_point=fault_point)
    try:
        yield TracedLog(log, tracer) if tracer else log
    finally:
        await log.close()


@asynccontextmanager
async def kafka_streams(settings: KafkaSettings, parking: Parking, surroundings: Surroundings) -> AsyncIterator[Streams]:
    """Raises what KafkaStreams.open raises."""
    around = middlewares(surroundings.registry, surroundings.name, surroundings.tracers)
    streams = await KafkaStreams.open(settings, parking, middlewares=around)
    try:
        yield streams
    finally:
        await streams.close()


def health_app(surroundings: Surroundings, checks: Mapping[str, Check]) -> ASGIApp:
    """Of a process that answers nothing else: /livez, /readyz and /metrics."""
    return new_app(surroundings.name, f"AI Film Studio: {surroundings.name}", [], checks, surroundings.registry)
