"""All workers of one machine: as many for video as it has cores, one for each other class; their children start with their first task."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from gpu_consumers.engines.port import EngineType
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.forks import Forks, forks_of
from gpu_consumers.held import Held
from gpu_consumers.making import lease_of
from gpu_consumers.rendering import ChildProcess, Renderer
from gpu_consumers.worker import Worker, WorkerSettings
from infra.object_store.port import ObjectStore
from infra.streams.messages import HandedBack
from infra.streams.port import RESULTS, Streams
from schemas.values import TaskKind, WorkClass

KINDS: Mapping[WorkClass, tuple[TaskKind, ...]] = {
    WorkClass.ANALYSIS: (TaskKind.ANALYSIS,),
    WorkClass.IMAGE: (TaskKind.CHARACTER, TaskKind.SCENE),
    WorkClass.VOICE: (TaskKind.VOICE, TaskKind.LIPS),
    WorkClass.COMPOSE: (TaskKind.COMPOSITION, TaskKind.SUBTITLES, TaskKind.FILM),
    WorkClass.VIDEO: (TaskKind.CLIP,),
    WorkClass.MUSIC: (TaskKind.MUSIC,),
}


def cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def new_worker(
    work_class: WorkClass, *, streams: Streams, store: ObjectStore, scratch: Path, engines: Sequence[EngineType] = ENGINES,
    settings: WorkerSettings | None = None, renderer: Callable[[Sequence[str]], Renderer] = ChildProcess, notes: Held | None = None,
) -> Worker:  # fmt: skip
    """A worker with an id of its own, and the engines of its class."""
    own = {engine.kind: engine for engine in engines if engine.kind in KINDS[work_class]}
    id = f"{work_class}-{uuid.uuid4().hex[:12]}"
    return Worker(
        id=id, work_class=work_class, streams=streams, store=store, renderer=renderer(sorted({engine.module for engine in own.values()})),
        engines=own, scratch=scratch / id, settings=settings, notes=notes,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def crew(
    *, streams: Streams, store: ObjectStore, scratch: Path, engines: Sequence[EngineType] = ENGINES,
    classes: Sequence[WorkClass] = tuple(WorkClass), video: int | None = None, settings: WorkerSettings | None = None,
    renderer: Callable[[Sequence[str]], Renderer] | None = None, forks: Forks | None = None, succeeds: bool = False,
) -> AsyncIterator[Sequence[Worker]]:  # fmt: skip
    """Runs beside the body. On leaving, all of them hand back what they hold, at the same time.

    `scratch` belongs to this crew alone: what an earlier one left there when it was killed is removed. `forks`: begun by the caller, and his to end.
    `succeeds`: the leases that the earlier one held when it was killed are handed back (else the router knows that they have ended).
    """
    notes = Held(scratch / "held")
    left = notes.left() if succeeds else ()
    await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)
    for leased in left:
        notes.take(leased)  # until they are handed back: we may be killed as well
    count = {WorkClass.VIDEO: video or cores()}
    end = asyncio.Event()
    async with nullcontext(forks) if forks else forks_of(engines) as forks, asyncio.TaskGroup() as lives:
        workers = [
            new_worker(
                one, streams=streams, store=store, scratch=scratch, engines=engines, settings=settings,
                renderer=renderer or partial(ChildProcess, forks=forks), notes=notes,
            )
            for one in classes
            for _ in range(count.get(one, 1))
        ]  # fmt: skip
        for worker in workers:
            begun = asyncio.Event()
            lives.create_task(_live(worker, begun, end))
            await begun.wait()
        for leased in left:
            await streams.publish(RESULTS, HandedBack(**lease_of(leased, leased.worker)), key=leased.task_id)
            notes.let_go(leased.lease)
        try:
            yield workers
        finally:
            end.set()


async def _live(worker: Worker, begun: asyncio.Event, end: asyncio.Event) -> None:
    async with worker.running():
        begun.set()
        await end.wait()
