"""A crew of workers on Kafka. It has no database and no log: leases come to it, results go from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from gpu_consumers.crew import crew
from gpu_consumers.engines.port import EngineType
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.settings import Settings
from infra.http.health import Degraded
from infra.locks import locked
from infra.object_store.folder import FolderObjectStore
from infra.parts import parts
from infra.process import Composed, Surroundings
from infra.streams.parking import FolderParking
from infra.streams.wiring import kafka_streams
from schemas.errors import AlreadyRunning


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings, *, engines: Sequence[EngineType] = ENGINES) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        streams = await stack.enter_async_context(kafka_streams(settings.kafka, FolderParking(settings.storage.parked), surroundings))
        running = await stack.enter_async_context(parts())
        stack.enter_context(_alone(settings.crew.scratch))
        workers = await stack.enter_async_context(
            crew(
                streams=streams, store=FolderObjectStore(settings.storage.objects), classes=settings.crew.classes, video=settings.crew.video,
                scratch=settings.crew.scratch, engines=engines, succeeds=True,
            )
        )  # fmt: skip

        async def hearing() -> str | None:
            silent = [worker.id for worker in workers if worker.unheard]
            return Degraded(f"no word from the router: {', '.join(silent)}") if silent else None

        yield Composed(app=surroundings.health({"router": hearing}), failed=running.failed)


@contextmanager
def _alone(scratch: Path) -> Iterator[None]:
    """Whoever held the folder before is dead, and so is what he held. Raises AlreadyRunning."""
    scratch.parent.mkdir(parents=True, exist_ok=True)
    with scratch.with_suffix(".lock").open("a+") as file:
        if not locked(file):
            raise AlreadyRunning(f"Another crew works in {scratch}: give each a folder of its own by STUDIO_CREW__SCRATCH.")
        yield
