"""The subscribers on Kafka."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from infra.event_log.port import EventLog
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.wiring import kafka_log
from integrations.configuration import Configuration
from integrations.settings import Settings
from schemas.partitions import EVENTS


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        running = await stack.enter_async_context(parts())
        running.start(Configuration(log).run())
        yield Composed(app=surroundings.health({"log": lambda: _answers(log)}), failed=running.failed)


async def _answers(log: EventLog) -> None:
    await log.end(EVENTS, 0)
