"""A worker: takes one leased task at a time, has it rendered in its child process, and reports; the heartbeat comes from here, outside the render.

Whatever it is told twice, late or wrongly is harmless: only the holder of the open lease is believed. It gives its task up when the lease is
cancelled, when the router has been silent for too long, when its time is over, and when it is asked to go.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from gpu_consumers.child import broken
from gpu_consumers.engines.port import EngineType
from gpu_consumers.held import Held
from gpu_consumers.making import Maker, lease_of
from gpu_consumers.rendering import Renderer
from infra.faults import fault_point
from infra.object_store.port import ObjectStore
from infra.streams.messages import Cancel, Failed, HandedBack, Leased, Progress, Result, RouterAlive, WorkerAlive, WorkRecord
from infra.streams.port import CONTROL, PROGRESS, RESULTS, Membership, Streams, Subscription, work
from schemas.errors import Unavailable
from schemas.values import TaskKind, WorkClass

log = logging.getLogger(__name__)

CANCELLED_MAX = 1_000
RESULT_ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    alive_s: float = 2.0
    router_silence_s: float = 10.0
    time_limit_s: float = 900.0  # of one task
    grace_s: float = 5.0  # for the task in hand when it is asked to go
    leave_s: float = 6.0  # until it says nothing more, to whomever; the whole leaving takes at most 10 s


class _Stop(StrEnum):
    CANCELLED = "cancelled"  # the lease is gone: nobody waits for a result
    GIVEN_UP = "given_up"  # hand it back


@dataclass(slots=True, kw_only=True)
class _Held:
    record: WorkRecord
    stop: asyncio.Future[_Stop]
    ended: asyncio.Event

    def end(self, why: _Stop) -> None:
        if not self.stop.done():
            self.stop.set_result(why)


class Worker:
    """`id` is `<class>-<hex>`; `engines` says how each kind of its class is made; `scratch` is a folder of its own; `notes`: of what it holds."""

    def __init__(
        self, *, id: str, work_class: WorkClass, streams: Streams, store: ObjectStore, renderer: Renderer, engines: Mapping[TaskKind, EngineType],
        scratch: Path, settings: WorkerSettings | None = None, notes: Held | None = None,
    ) -> None:  # fmt: skip
        self.id, self.work_class = id, work_class
        self._streams, self._renderer, self._engines = streams, renderer, engines
        self._scratch, self._settings, self._notes = scratch, settings or WorkerSettings(), notes
        self._maker = Maker(store=store, renderer=renderer, engines=engines, scratch=scratch)
        self._held: _Held | None = None
        self._leaving = False
        self._gone_by: float | None = None  # the time from which it says nothing more; None: it stays
        self._saying: set[asyncio.Timeout] = set()
        self._cancelled: OrderedDict[str, None] = OrderedDict()  # leases whose end may be heard before their record
        self._router, self._router_heard_at = "", 0.0
        self._membership: Membership | None = None  # until it has joined: a router may be heard before
        self._tasks: asyncio.TaskGroup

    @property
    def holds(self) -> str:
        """Id of the task in hand, or ""."""
        return self._held.record.task_id if self._held else ""

    # --- what it listens to

    def subscriptions(self) -> tuple[Subscription, Subscription]:
        """Work is acknowledged before it is done: a long render holds no partition, and the lease, not the offset, says what is unfinished."""
        return (
            Subscription(topic=work(self.work_class), handler=self.on_work, types=(WorkRecord,), group=f"workers.{self.work_class}", ack_first=True),
            Subscription(topic=CONTROL, handler=self.on_control, types=(RouterAlive, Cancel)),
        )

    async def on_work(self, record: WorkRecord) -> None:
        if record.lease in self._cancelled:
            return
        self._router_heard_at = self._now()
        if self._held is not None and self._held.record.lease == record.lease:
            return
        if self._held is not None or self._leaving:
            await self._report(HandedBack(**lease_of(record, self.id)))
            return
        self._held = _Held(record=record, stop=asyncio.get_running_loop().create_future(), ended=asyncio.Event())
        self._tasks.create_task(self._serve(self._held))

    async def on_control(self, message: RouterAlive | Cancel) -> None:
        self._router_heard_at = self._now()
        match message:
            case Cancel(lease=lease):
                self._cancelled[lease] = None
                if len(self._cancelled) > CANCELLED_MAX:
                    self._cancelled.popitem(last=False)
                if self._held is not None and self._held.record.lease == lease:
                    self._held.end(_Stop.CANCELLED)
            case RouterAlive(router=router) if router != self._router:
                self._router = router
                await self._announce()

    @property
    def unheard(self) -> bool:
        """Has the router been silent for longer than a task goes on without it?"""
        return self._now() - self._router_heard_at >= self._settings.router_silence_s

    # --- its life

    async def run(self) -> None:
        """Until cancelled; then it leaves in order."""
        async with self.running():
            await asyncio.Event().wait()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Worker]:
        """Works beside the body. On leaving it takes nothing new, gives the task in hand a moment, and hands it back if anybody can be told."""
        own, control = self.subscriptions()
        try:
            async with asyncio.TaskGroup() as self._tasks, self._streams.join(control), self._streams.join(own) as self._membership:
                beating = self._tasks.create_task(self._beat())
                try:
                    yield self
                finally:
                    beating.cancel()
                    await self._leave()
        finally:
            await self._renderer.stop()
            await asyncio.to_thread(shutil.rmtree, self._scratch, ignore_errors=True)

    async def _leave(self) -> None:
        self._leaving, self._gone_by = True, self._now() + self._settings.leave_s
        for limit in self._saying:
            limit.reschedule(self._gone_by)
        if (held := self._held) is not None:
            asyncio.get_running_loop().call_later(self._settings.grace_s, held.end, _Stop.GIVEN_UP)
        await self._announce()
        if held is not None:
            await held.ended.wait()

    @contextlib.asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """For all that is said. Raises Unavailable when the worker has to be gone before it is."""
        limit = asyncio.timeout_at(self._gone_by)
        try:
            async with limit:
                self._saying.add(limit)
                try:
                    yield
                finally:
                    self._saying.discard(limit)
        except TimeoutError as late:
            raise Unavailable("it has to go") from late

    async def _beat(self) -> None:
        """Announce, and give up a task whose router is silent: it may have given the task to somebody else."""
        before = self._now()
        while True:
            await self._announce()
            await asyncio.sleep(self._settings.alive_s)
            now = self._now()
            if now - before > 2 * self._settings.alive_s:  # this process itself stood still and heard nobody
                self._router_heard_at = now
            before = now
            if self._held is not None and self.unheard:
                log.warning("%s hears nothing from the router and hands %s back", self.id, self._held.record.task_id)
                self._held.end(_Stop.GIVEN_UP)

    async def _announce(self) -> None:
        held = self._held
        alive = WorkerAlive(
            worker=self.id, work_class=self.work_class, partitions=tuple(sorted(self._membership.partitions)) if self._membership else (),
            engines={kind: engine.label for kind, engine in self._engines.items()},
            busy=Leased(**lease_of(held.record, self.id)) if held else None, leaving=self._leaving,
        )  # fmt: skip
        try:
            async with self._in_time():
                await self._streams.publish(PROGRESS, alive, key=self.id)
        except Unavailable as error:
            log.warning("%s cannot be heard: %s", self.id, error)

    # --- one task

    async def _serve(self, held: _Held) -> None:
        """However it ends, the task is let go: who leaves waits for that."""
        leased = Leased(**lease_of(held.record, self.id))
        try:
            if self._notes:
                self._notes.take(leased)
            fault_point("worker.taken", held.record.task_id)
            await self._announce()
            if (result := await self._result(held)) is not None:
                await self._report(result)
        finally:
            if self._notes:
                self._notes.let_go(leased.lease)
            self._held = None
            held.ended.set()
        if not self._leaving:
            await self._announce()

    async def _result(self, held: _Held) -> Result | None:
        """None when nobody waits for one."""
        making = asyncio.create_task(self._maker.make(held.record, self.id, self._progress_of(held.record)))
        waited: set[asyncio.Future[Any]] = {making, held.stop}
        try:
            await asyncio.wait(waited, timeout=self._settings.time_limit_s, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:  # another part of this worker has failed
            await self._break_off(making)
            raise
        if not making.done():
            await self._break_off(making)
            return self._instead(held)
        try:
            return making.result()
        except Exception as bug:
            return await self._defect(held, bug)

    async def _break_off(self, making: asyncio.Task[Result]) -> None:
        making.cancel()
        await self._renderer.stop()  # kills before anything else runs, so that nobody writes to the scratch folder while it is removed
        await asyncio.wait({making})
        if not making.cancelled() and (error := making.exception()) is not None:
            log.error("%s failed while it broke a task off", self.id, exc_info=error)

    def _instead(self, held: _Held) -> Result | None:
        """What is said of a task that was broken off."""
        if not held.stop.done():
            minutes = self._settings.time_limit_s / 60
            return Failed(
                **lease_of(held.record, self.id), code="time_limit", message=f"The engine was not done after {minutes:g} minutes.", transient=True
            )
        return HandedBack(**lease_of(held.record, self.id)) if held.stop.result() is _Stop.GIVEN_UP else None

    async def _defect(self, held: _Held, bug: Exception) -> Failed:
        """A bug of ours costs this task an attempt, and nobody else anything. Its child may be in the middle of a sentence: the next has another."""
        log.error("a bug in %s while it made %s", self.id, held.record.task_id, exc_info=bug)
        await self._renderer.stop()
        told = broken(bug)
        return Failed(**lease_of(held.record, self.id), code=told.code, message=told.message, transient=told.transient)

    async def _report(self, result: Result) -> None:
        """If it cannot be told, or not before this worker is gone, the lease runs out and the task is found finished by its key."""
        try:
            async with self._in_time():
                await self._insist(result)
        except Unavailable as error:
            log.warning("%s goes on without a report of %s, and its lease runs out: %s", self.id, result.task_id, error)

    async def _insist(self, result: Result) -> None:
        for attempt in range(1, RESULT_ATTEMPTS + 1):
            try:
                await self._streams.publish(RESULTS, result, key=result.task_id)
                fault_point("worker.after_result", result.task_id)
                return
            except Unavailable as error:
                if attempt == RESULT_ATTEMPTS:
                    raise
                log.warning("%s cannot report %s: %s", self.id, result.task_id, error)
            await asyncio.sleep(0.05 * 2**attempt)

    def _progress_of(self, record: WorkRecord) -> Any:
        told = -1

        def report(done: float) -> None:
            nonlocal told
            percent = min(100, max(0, int(done * 100)))
            if percent > told:
                told = percent
                progress = Progress(**lease_of(record, self.id), kind=record.kind, subject=record.subject, percent=percent)
                self._tasks.create_task(self._tell(progress))

        return report

    async def _tell(self, progress: Progress) -> None:
        with contextlib.suppress(Unavailable):  # the next one will do
            async with self._in_time():
                await self._streams.publish(PROGRESS, progress, key=progress.task_id)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
