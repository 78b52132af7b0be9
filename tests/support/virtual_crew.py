"""A router and workers on embedded streams around a pocket log, in virtual time; renders are coroutines that a test can hold, break or kill."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from gpu_consumers.crew import new_worker
from gpu_consumers.engines.port import Output, Report
from gpu_consumers.protocol import Broken, Request
from gpu_consumers.worker import Worker, WorkerSettings
from infra.object_store.folder import FolderObjectStore
from infra.streams.embedded import EmbeddedStreams
from infra.streams.messages import StreamRecord
from infra.streams.port import PROGRESS, RESULTS, Parked
from router.checkpoint import CheckpointFile
from router.process import Router
from schemas.errors import StorageFull
from schemas.events.job import JobCancelled, JobCompleted, JobFailed
from schemas.values import WorkClass
from tests.gpu_consumers.tiny_engines import Tiny, tiny
from tests.support.pocket_studio import BLOBS, PocketLog, PocketStudio


class Renders:
    """What all renderers of a play do, and a record of it."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.running: dict[str, float] = {}  # task id -> when it began
        self.stopped: dict[str, float] = {}  # task id -> when its child was killed
        self.ms = 100
        self.hangs: set[str] = set()  # task ids that never end
        self.breaks: dict[str, list[Broken]] = {}  # task id -> how its next renders fail


class FakeRenderer:
    def __init__(self, renders: Renders) -> None:
        self._renders = renders
        self._task: str | None = None

    async def render(self, request: Request, report: Report) -> Output | Broken:
        renders, self._task = self._renders, request.work.task_id
        renders.calls[self._task] += 1
        renders.running[self._task] = now()
        try:
            await asyncio.sleep(renders.ms / 1000)
            report(0.5)
            if renders.breaks.get(self._task):
                return renders.breaks[self._task].pop(0)
            if self._task in renders.hangs:
                await asyncio.Event().wait()
            return Tiny().write(request.work, report, "")
        finally:
            renders.running.pop(self._task or "", None)

    async def stop(self) -> None:
        if self._task in self._renders.running:
            self._renders.stopped[self._task] = now()


class Wire(EmbeddedStreams):
    """Streams that can lose, repeat and delay what is said."""

    def __init__(self) -> None:
        self.parked: list[Parked] = []
        self.no_room = 0  # how often nothing can be parked from now on
        super().__init__(self)
        self.filter: Callable[[str, StreamRecord], int] = lambda _topic, _record: 1  # how often it arrives
        self.said: list[tuple[str, str, float]] = []  # topic, type, when

    async def park(self, parked: Parked) -> None:
        if self.no_room:
            self.no_room -= 1
            raise StorageFull("No room.")
        self.parked.append(parked)

    async def append(self, topic: str, record: StreamRecord, partition: int | None = None) -> None:
        self.said.append((topic, record.headers.get("type", ""), now()))
        for _ in range(self.filter(topic, record)):
            await super().append(topic, record, partition)


class Play:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, self.wire, self.renders = PocketLog(), Wire(), Renders()
        self.studio = PocketStudio(self.log)
        self.store = FolderObjectStore(folder / "objects")
        self.accounts = ("acc_1", "acc_2")
        self._lives: dict[Any, asyncio.Task[None]] = {}

    @contextlib.asynccontextmanager
    async def on(self, *, video: int = 2, **router: Any) -> AsyncIterator[Play]:
        """An account, a router and a worker for each class; two for video."""
        await self.prepare()
        try:
            self.router = await self.start_router(**router)
            self.workers = [await self.start_worker(one) for one in WorkClass for _ in range(video if one is WorkClass.VIDEO else 1)]
            yield self
        finally:
            for one in reversed(list(self._lives)):
                await self.leave(one)

    async def prepare(self) -> None:
        for account in self.accounts:
            await self.studio.account(account)
            for data in BLOBS:
                await self.store.put(account, data, "text/plain")

    async def start_router(self, **options: Any) -> Router:
        options.setdefault("checkpoints", CheckpointFile(self.folder / "router.json"))
        router = Router(log=self.log, streams=self.wire, send=self.log.send, parking=self.wire, **options)
        await self._start(router)
        return router

    async def start_worker(self, work_class: WorkClass, settings: WorkerSettings | None = None) -> Worker:
        worker = new_worker(
            work_class, streams=self.wire, store=self.store, scratch=self.folder / "scratch", engines=tiny(), settings=settings,
            renderer=lambda _: FakeRenderer(self.renders),
        )  # fmt: skip
        await self._start(worker)
        return worker

    async def _start(self, one: Router | Worker) -> None:
        begun = asyncio.Event()

        async def live() -> None:
            async with one.running():
                begun.set()
                await asyncio.Event().wait()

        self._lives[one] = asyncio.create_task(live())
        started = asyncio.create_task(begun.wait())
        await asyncio.wait({self._lives[one], started}, return_when=asyncio.FIRST_COMPLETED)
        if not begun.is_set():
            started.cancel()
            await self._lives[one]

    async def leave(self, one: Router | Worker) -> None:
        """Ask it to go, and wait until it has gone."""
        life = self._lives.pop(one)
        life.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await life

    async def ended(self, job_id: str = "job_1", within_s: float = 600) -> Any:
        """The event that ended the job."""
        end = now() + within_s
        while now() < end:
            for event in self.log.events(JobCompleted, JobFailed, JobCancelled):
                if event.job_id == job_id:
                    return event
            await asyncio.sleep(0.1)
        raise AssertionError(f"{job_id} did not end in {within_s} s: {[type(one.event).__name__ for one in self.log.history()][-20:]}")

    async def rendering(self, task_id: str, within_s: float = 60) -> None:
        await until(lambda: task_id in self.renders.running, within_s)

    def cut_off(self, *workers: Worker) -> None:
        """From now on nothing that these workers say arrives; they themselves go on."""
        names = [worker.id.encode() for worker in workers]
        self.wire.filter = lambda topic, record: 0 if topic in (RESULTS, PROGRESS) and any(name in record.value for name in names) else 1

    def worker_of(self, task_id: str) -> Worker:
        return next(one for one in self.workers if one.holds == task_id)


async def until(condition: Callable[[], object], within_s: float = 600) -> None:
    """Wait for something that no event tells of."""
    end = now() + within_s
    while not condition():
        assert now() < end
        await asyncio.sleep(0.05)


def now() -> float:
    return asyncio.get_running_loop().time()
