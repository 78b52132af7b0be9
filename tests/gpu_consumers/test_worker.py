"""A worker with a bug in it, in virtual time: the task is told and let go, the next one is made, and who asks it to leave does not wait for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gpu_consumers.engines.port import Output, Report
from gpu_consumers.protocol import Broken, Request
from gpu_consumers.worker import Worker
from infra.streams.messages import Completed, Failed, Result, WorkerAlive
from infra.streams.port import PROGRESS, RESULTS, Subscription, work
from schemas.errors import Unavailable
from schemas.events.film import COMPLETIONS
from schemas.events.job import JobCompleted, JobFailed
from schemas.events.task import TaskFailed
from schemas.values import TaskKind, WorkClass
from tests.gpu_consumers.test_making import Direct, Room
from tests.gpu_consumers.tiny_engines import tiny
from tests.support.pocket_studio import BLOBS
from tests.support.virtual_crew import FakeRenderer, Play, Wire, until
from tests.support.virtual_time import run_virtual


class Renders(Direct):
    """Takes its time, and knows how often it was told to stop."""

    stopped, seconds = 0, 0.0

    async def render(self, request: Request, report: Report) -> Output | Broken:
        await asyncio.sleep(self.seconds / 2)
        report(0.5)
        await asyncio.sleep(self.seconds / 2)
        return await super().render(request, report)

    async def stop(self) -> None:
        self.stopped += 1


class Stage:
    """One worker for voices, and all that it reports."""

    def __init__(self, folder: Path) -> None:
        self.room, self.wire, self.renders = Room(folder), Wire(), Renders()
        self.worker = Worker(
            id="voice-1", work_class=WorkClass.VOICE, streams=self.wire, store=self.room.store, renderer=self.renders,
            engines={TaskKind.VOICE: tiny()[list(TaskKind).index(TaskKind.VOICE)]}, scratch=folder / "scratch",
        )  # fmt: skip
        self.results: list[Result] = []

    @contextlib.asynccontextmanager
    async def on(self) -> AsyncIterator[asyncio.Task[None]]:
        """Its life. After the body it is asked to go, as a crew does, and goes within the 10 s that are promised."""
        async with self.wire.join(Subscription(topic=RESULTS, handler=self._hear)):
            life = asyncio.create_task(self._live(leave := asyncio.Event()))
            await asyncio.sleep(0.1)
            yield life
            leave.set()
            done, _ = await asyncio.wait({life}, timeout=10)
            assert done, "it waits for something that does not come"

    async def _live(self, leave: asyncio.Event) -> None:
        async with self.worker.running():
            await leave.wait()

    async def give(self, lease: str = "L") -> None:
        self.room.labels = (await self.room.blob("", BLOBS[1])).hash
        record = replace(await self.room.record(style=f"write {lease}"), lease=lease)
        await self.wire.publish(work(WorkClass.VOICE), record, partition=0)

    async def _hear(self, result: Result) -> None:
        self.results.append(result)


def bug(_: Request) -> Output | Broken:
    raise KeyError("the secret words of the script")


def play(folder: Path, scene: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
    run_virtual(scene(Stage(folder)))


def test_a_bug_fails_the_task_for_now_and_the_next_is_made(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(stage: Stage) -> None:
        async with stage.on() as life:
            stage.renders.instead = bug
            await stage.give()
            await until(lambda: stage.results, 5)
            [failed] = stage.results
            assert isinstance(failed, Failed)
            assert (failed.code, failed.transient, failed.lease) == ("engine_bug", True, "L")
            assert failed.message.startswith("KeyError at tests/gpu_consumers/test_worker.py:")
            await until(lambda: not stage.worker.holds, 5)
            assert stage.renders.stopped == 1  # a reply that is under way is none to the next request
            stage.renders.instead = None
            await stage.give("M")
            await until(lambda: len(stage.results) == 2, 5)
            assert isinstance(stage.results[1], Completed)
            assert not life.done()

    play(tmp_path, scene)
    [told] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.exc_info is not None
    assert isinstance(told.exc_info[1], KeyError)


@pytest.mark.parametrize("heartbeat", [True, False], ids=["beside the render", "of the result"])
def test_a_bug_in_what_it_says_ends_it_aloud_with_a_task_in_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heartbeat: bool) -> None:
    """Who composes it hears of it at once; the lease runs out."""

    async def scene(stage: Stage) -> None:
        publish, stage.renders.seconds = stage.wire.publish, 3

        async def broken(topic: str, message: Any, **to: Any) -> None:
            if isinstance(message, WorkerAlive) and message.busy if heartbeat else isinstance(message, Completed):
                raise TypeError("cannot be encoded")
            await publish(topic, message, **to)

        async with stage.on() as life:
            await stage.give()
            await until(lambda: stage.worker.holds, 5)
            await asyncio.sleep(1)
            monkeypatch.setattr(stage.wire, "publish", broken)
            done, _ = await asyncio.wait({life}, timeout=10)
            assert done
            assert isinstance(life.exception(), ExceptionGroup)
            assert not stage.worker.holds
            assert stage.renders.stopped

    play(tmp_path, scene)
    assert not list(tmp_path.glob("scratch/*"))


@pytest.mark.parametrize("deaf", [{RESULTS}, {RESULTS, PROGRESS}], ids=["results", "all"])
@pytest.mark.parametrize("hangs", [False, True], ids=["away", "hanging"])
@pytest.mark.parametrize("since_s", [1, 15])
def test_who_leaves_and_cannot_say_so_goes_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, deaf: set[str], hangs: bool, since_s: float
) -> None:
    """Its lease runs out. A second task comes while it has the first, and cannot be handed back either."""

    async def scene(stage: Stage) -> None:
        publish, stage.renders.seconds = stage.wire.publish, 10

        async def away(topic: str, message: Any, **to: Any) -> None:
            if topic not in deaf:
                return await publish(topic, message, **to)
            await asyncio.sleep(3_600 if hangs else 0)
            raise Unavailable("away")

        async with stage.on():
            await stage.give()
            await until(lambda: stage.worker.holds, 5)
            monkeypatch.setattr(stage.wire, "publish", away)
            await publish(work(WorkClass.VOICE), replace(await stage.room.record(), lease="M"), partition=1)
            await asyncio.sleep(since_s)
        assert stage.results == []

    play(tmp_path, scene)
    assert not list(tmp_path.glob("scratch/*"))
    assert "its lease runs out" in caplog.text


@pytest.mark.parametrize("times", [1, 1_000])
def test_a_film_survives_one_bug_and_ends_of_one_that_comes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    render, fallen = FakeRenderer.render, Counter[str]()

    async def falls(self: FakeRenderer, request: Request, report: Report) -> Output | Broken:
        if request.work.kind is TaskKind.VOICE and fallen[request.work.task_id] < times:
            fallen[request.work.task_id] += 1
            raise KeyError(request.work.task_id)
        return await render(self, request, report)

    async def scene() -> None:
        monkeypatch.setattr(FakeRenderer, "render", falls)
        stage = Play(tmp_path)
        async with stage.on():
            await stage.studio.film()
            job = await stage.ended()
            assert {event.code for event in stage.log.events(TaskFailed)} == {"engine_bug"}
            if times == 1:
                assert isinstance(job, JobCompleted)
                assert max(Counter(event.task_id for event in stage.log.events(*COMPLETIONS)).values()) == 1
            else:
                assert isinstance(job, JobFailed)
                assert max(fallen.values()) < 10

    run_virtual(scene())


def test_who_is_silent_is_missed_by_class_and_a_router_that_has_ended_says_so(tmp_path: Path) -> None:
    async def scene() -> None:
        stage = Play(tmp_path)
        async with stage.on():
            await until(lambda: stage.router.unheard() is None, 5)
            assert stage.router.unwell() is None
            voice, *_ = [one for one in stage.workers if one.work_class is WorkClass.VOICE]
            stage.cut_off(voice)
            await until(lambda: stage.router.unheard(), 10)
            assert stage.router.unheard() == "no worker is heard for voice"
        assert stage.router.unwell() == "it does not run"

    run_virtual(scene())
