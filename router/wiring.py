"""The router on Kafka. Several may run: the owner of the one partition of studio.results is the active one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from infra.commands import sender
from infra.http.health import serving_all_the_same
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.streams.parking import FolderParking
from infra.streams.wiring import kafka_streams
from infra.wiring import kafka_log
from router.checkpoint import CheckpointFile
from router.process import Router
from router.settings import Settings


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(kafka_log(settings.kafka, surroundings.tracer))
        parking = FolderParking(settings.storage.parked)
        streams = await stack.enter_async_context(kafka_streams(settings.kafka, parking, surroundings))
        running = await stack.enter_async_context(parts())

        router = Router(
            log=log, streams=streams, send=sender(log), parking=parking, checkpoints=CheckpointFile(settings.storage.folder / "router.checkpoint"),
            registry=surroundings.registry,
        )  # fmt: skip
        running.start(router.run())

        yield Composed(app=surroundings.health({"router": serving_all_the_same(router.unwell)}), failed=running.failed)
