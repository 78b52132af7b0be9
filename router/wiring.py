"""The router on Kafka. Several may run: the owner of the one partition of studio.results is the active one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from infra.commands import append_command
from infra.http.app import Degraded
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.streams.parking import FolderParking
from infra.wiring import health_app, kafka_log, kafka_streams
from router.checkpoint import CheckpointFile
from router.process import Router
from router.settings import Settings
from schemas.envelope import Issued


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        parking = FolderParking(settings.storage.parked)
        streams = await stack.enter_async_context(kafka_streams(settings.kafka, parking, surroundings))
        running = await stack.enter_async_context(parts())

        async def send(issued: Issued[Any]) -> None:
            await append_command(log, issued)

        router = Router(
            log=log, streams=streams, send=send, parking=parking, checkpoints=CheckpointFile(settings.storage.folder / "router.checkpoint"),
            registry=surroundings.registry,
        )  # fmt: skip
        running.start(router.run())

        async def routing() -> str | None:
            return Degraded(why) if (why := router.unwell()) is not None else None

        yield Composed(app=health_app(surroundings, {"router": routing}), failed=running.failed)
