"""What the wirings of several processes open alike. Streams are opened by infra/streams/wiring.py: not every process needs that library."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.faults import fault_point
from infra.kafka_settings import KafkaSettings
from infra.telemetry import TracedLog


@asynccontextmanager
async def kafka_log(settings: KafkaSettings, tracer: Any = None) -> AsyncIterator[EventLog]:
    """Raises what KafkaEventLog.open raises."""
    log = await KafkaEventLog.open(settings, fault_point=fault_point)
    try:
        yield TracedLog(log, tracer) if tracer else log
    finally:
        await log.close()
