"""The projecting process on Kafka and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from infra.database.engine import open_database
from infra.http.health import Degraded
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.wiring import kafka_log
from projections.catalogue import PROJECTIONS
from projections.metrics import Metrics
from projections.reading import Reader
from projections.runner import Runner
from projections.settings import Settings


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        rows = open_database(settings.database_url)
        stack.push_async_callback(rows.close)
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        running = await stack.enter_async_context(parts())
        runner, reader = Runner(rows, log, PROJECTIONS, Metrics(surroundings.registry)), Reader(rows)
        running.start(runner.run())

        async def database() -> str | None:
            await reader.ready()
            return None

        async def feeding() -> str | None:
            places = [f"{name} in partition {partition}: {why}" for (name, partition), why in sorted(runner.stopped.items())]
            return Degraded(f"stopped: {'; '.join(places)}") if places else None

        yield Composed(app=surroundings.health({"database": database, "projections": feeding}), failed=running.failed)
