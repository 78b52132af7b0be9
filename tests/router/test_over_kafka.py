"""Routers and workers talk over a real broker, while the log is a real file: a film outlives whoever is killed, replaced or sent home."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from prometheus_client import CollectorRegistry

from decider.process import Decider
from gpu_consumers.crew import new_worker
from gpu_consumers.worker import Worker, WorkerSettings
from infra.clock import wall_clock
from infra.commands import append_command
from infra.event_log.claim import Claim
from infra.event_log.sqlite import SqliteEventLog
from infra.kafka import administering, client_arguments
from infra.kafka_settings import KafkaSettings
from infra.object_store.folder import FolderObjectStore
from infra.object_store.snapshots import FolderSnapshots
from infra.streams import kafka_topics
from infra.streams.kafka import KafkaStreams
from infra.streams.parking import FolderParking
from infra.streams.port import RESULTS, TOPICS, work
from router.process import Router, RouterSettings
from schemas.envelope import Issued
from schemas.events.film import COMPLETIONS
from schemas.events.job import JobCompleted
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.events.task import LeaseExpired, TaskDead, TaskHandedBack
from schemas.partitions import EVENTS, partition_of
from schemas.values import WorkClass
from tests.gpu_consumers.tiny_engines import tiny
from tests.infra.streams.test_kafka_streams import settings_of
from tests.support.deciding import Watch
from tests.support.pocket_studio import BLOBS, PocketStudio, small_plan
from tests.support.virtual_crew import FakeRenderer, Renders, until

ACCOUNT = "acc_1"
PATIENCE_S = 60.0  # of a machine that has other things to do


class Stage:
    """Everything but the workers and routers, and how to start those; each has streams of its own, as in a process of its own."""

    def __init__(self, log: SqliteEventLog, kafka: str, folder: Path, stack: AsyncExitStack) -> None:
        self.log, self.folder, self._stack = log, folder, stack
        self.settings, self.renders, self.registries = settings_of(kafka), Renders(), (CollectorRegistry(), CollectorRegistry())
        self.store = FolderObjectStore(folder / "objects")
        self.studio = PocketStudio(self)  # type: ignore[arg-type]  # whoever can send
        self._claim = Claim(partition_of(ACCOUNT))
        self._events: list[Any] = []

    async def send(self, issued: Issued[Any]) -> None:
        await append_command(self.log, issued)

    async def events(self, *types: type) -> list[Any]:
        for record in await self.log.read(EVENTS, self._claim.partition, self._claim.head.next_offset, 10_000):
            if (recorded := self._claim.accept(record)) is not None:
                self._events.append(recorded.event)
        return [event for event in self._events if isinstance(event, types)]

    async def come(self, *types: type, task_id: str = "") -> Any:
        async with asyncio.timeout(PATIENCE_S):
            while not (found := [event for event in await self.events(*types) if task_id in ("", getattr(event, "task_id", ""))]):
                await asyncio.sleep(0.05)
        return found[0]

    def blobs(self) -> list[str]:
        return sorted(str(path) for path in (self.folder / "objects").rglob("*") if path.is_file())

    async def until_read(self, group: str, topic: str) -> None:
        """Until the group has acknowledged every record of the topic."""
        there = [TopicPartition(self.settings.prefix + topic, partition) for partition in range(TOPICS[topic])]
        async with (
            administering(self.settings) as admin,
            AIOKafkaConsumer(**client_arguments(self.settings)) as consumer,
            asyncio.timeout(PATIENCE_S),
        ):
            while True:
                read = await admin.list_consumer_group_offsets(self.settings.prefix + group, partitions=there)
                ends = await consumer.end_offsets(there)
                if all(read[one].offset >= ends[one] for one in there if ends[one]):
                    return
                await asyncio.sleep(0.1)

    @asynccontextmanager
    async def streams(self) -> AsyncIterator[KafkaStreams]:
        streams = KafkaStreams(self.settings, FolderParking(self.folder / "parked"))
        try:
            yield streams
        finally:
            await streams.close()

    @asynccontextmanager
    async def router(self, registry: CollectorRegistry) -> AsyncIterator[Router]:
        async with self.streams() as streams:
            router = Router(
                log=self.log, streams=streams, send=self.send, parking=FolderParking(self.folder / "parked"), registry=registry,
                settings=RouterSettings(tick_s=0.1, alive_s=0.5, look_s=0.3),
            )  # fmt: skip
            async with router.running():
                yield router

    @asynccontextmanager
    async def worker(self, work_class: WorkClass) -> AsyncIterator[Worker]:
        async with self.streams() as streams:
            worker = new_worker(
                work_class, streams=streams, store=self.store, scratch=self.folder / "scratch", engines=tiny(),
                settings=WorkerSettings(alive_s=0.5, grace_s=0.2), renderer=lambda _: FakeRenderer(self.renders),
            )  # fmt: skip
            async with worker.running():
                yield worker

    async def endless_worker(self) -> asyncio.subprocess.Process:
        """For video, in a process that only SIGKILL ends."""
        words = ["-m", "tests.support.crew_child", self.settings.bootstrap_servers, self.settings.prefix, str(self.folder)]
        process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE)
        self._stack.push_async_callback(process.wait)
        self._stack.callback(lambda: process.kill() if process.returncode is None else None)
        return process


@pytest.fixture
async def stage(kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr("router.leases.SILENCE_MS", 3_000)
    monkeypatch.setattr("router.leases.BEGIN_MS", 5_000)
    async with AsyncExitStack() as stack:
        log = await SqliteEventLog.open(tmp_path / "log.sqlite3")
        stack.push_async_callback(log.close)
        deciding = asyncio.create_task(Decider(log, FolderSnapshots(tmp_path / "snapshots"), clock=wall_clock, observer=Watch()).run())
        stack.push_async_callback(_ended, deciding)
        stage = Stage(log, kafka, tmp_path, stack)
        await kafka_topics.create(stage.settings)
        await stage.studio.account(ACCOUNT)
        for data in BLOBS:
            await stage.store.put(ACCOUNT, data, "text/plain")
        yield stage


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


async def test_a_film_outlives_a_killed_worker_a_router_that_goes_and_a_worker_that_is_sent_home(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        lives = [await stack.enter_async_context(AsyncExitStack()) for _ in range(2)]
        routers = [await life.enter_async_context(stage.router(registry)) for life, registry in zip(lives, stage.registries, strict=True)]
        endless = await stage.endless_worker()
        for work_class in WorkClass:
            if work_class is not WorkClass.VIDEO:
                await stack.enter_async_context(stage.worker(work_class))
        await stage.studio.film(account=ACCOUNT, plan=small_plan(1, shots=3))

        assert endless.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            held = (await endless.stdout.readline()).decode().strip()
        assert held.startswith("clip.")
        await until(lambda: [router.scheduler.live for router in routers].count(True) == 1, PATIENCE_S)
        active = next(i for i, router in enumerate(routers) if router.scheduler.live)
        await until(lambda: pending(stage.registries[active], "video") == 2, PATIENCE_S)
        endless.kill()
        await lives[active].aclose()
        await until(lambda: routers[1 - active].scheduler.live, PATIENCE_S)
        await stage.come(LeaseExpired, task_id=held)

        stage.renders.hangs.update(f"clip.s1.{shot}" for shot in (1, 2, 3))
        async with stage.worker(WorkClass.VIDEO) as sent_home:
            await until(lambda: sent_home.holds, PATIENCE_S)
            task, began = sent_home.holds, asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 10
        assert await stage.come(TaskHandedBack, task_id=task)

        stage.renders.hangs.clear()
        await stack.enter_async_context(stage.worker(WorkClass.VIDEO))
        await stage.come(JobCompleted)
    made = Counter(event.task_id for event in await stage.events(*COMPLETIONS))
    assert set(made.values()) == {1}
    assert len(made) == 12
    assert await stage.events(TaskDead) == []
    assert list((stage.folder).glob("parked/*")) == []


async def test_groups_that_were_reset_to_the_beginning_make_nothing_again_and_charge_nothing_again(stage: Stage) -> None:
    """Every work record and every result of a film that has ended is taken once more: its lease says that nobody waits for it."""
    await stage.studio.film(account=ACCOUNT, plan=small_plan(1, shots=3))
    async with crew(stage, stage.registries[0]):
        await stage.come(JobCompleted)
    made, kept, history = Counter(stage.renders.calls), stage.blobs(), await stage.events(object)
    assert set(made.values()) == {1}
    groups = {"router": RESULTS, **{f"workers.{work_class}": work(work_class) for work_class in WorkClass}}
    taken = [await reset(stage.settings, group, topic) for group, topic in groups.items()]
    assert all(taken), "each had something to take once more"
    async with crew(stage, stage.registries[1]) as workers:
        for group, topic in groups.items():
            await stage.until_read(group, topic)
        await until(lambda: not any(worker.holds for worker in workers), PATIENCE_S)
        await stage.until_read("router", RESULTS)  # what they told of it too
    again = (await stage.events(object))[len(history) :]
    assert {type(event) for event in again} <= {CommandRejected, CommandRepeated}, "no fact, and no movement of credits"
    assert len(again) >= made.total(), "each result was told once more, and refused"
    assert (stage.renders.calls, stage.blobs()) == (made, kept)


@asynccontextmanager
async def crew(stage: Stage, registry: CollectorRegistry) -> AsyncIterator[list[Worker]]:
    async with stage.router(registry), AsyncExitStack() as stack:
        yield [await stack.enter_async_context(stage.worker(work_class)) for work_class in WorkClass]


async def reset(settings: KafkaSettings, group: str, topic: str) -> int:
    """As an operator resets the offsets of a group that has no member; how many records it will take once more."""
    there = [TopicPartition(settings.prefix + topic, partition) for partition in range(TOPICS[topic])]
    async with AIOKafkaConsumer(**client_arguments(settings), group_id=settings.prefix + group, enable_auto_commit=False) as consumer:
        consumer.assign(there)
        await consumer.commit(dict.fromkeys(there, 0))
        return sum((await consumer.end_offsets(there)).values())


def pending(registry: CollectorRegistry, work_class: str) -> float | None:
    return registry.get_sample_value("studio_router_tasks_pending", {"work_class": work_class})
