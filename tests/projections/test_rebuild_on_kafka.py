"""`studio rebuild` as an operator of a cluster gives it: in a process of its own beside the one that follows the log, from Kafka into PostgreSQL."""

from __future__ import annotations

import asyncio
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bench.histories import write_lives
from infra.database.engine import Database, open_database
from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.kafka_settings import KafkaSettings
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.runner import Runner
from studio.verify.read_models import differences
from tests.support.real_studio import Ended, RealStudio

EVENTS_BEFORE = 400


class Cluster:
    """A log with some history, a process that follows it, and an operator at another terminal."""

    def __init__(self, studio: RealStudio, log: KafkaEventLog, database: Database) -> None:
        self.studio, self.log, self.database = studio, log, database

    async def operator(self, *words: str, **environment: str) -> Ended:
        return await asyncio.to_thread(self.studio.run, "rebuild", *words, "--json", **environment)

    async def all_live(self) -> None:
        while True:
            async with self.database.reading() as connection:
                if len(await generations.live(connection, PROJECTIONS)) == len(PROJECTIONS):
                    return
            await asyncio.sleep(0.05)


@pytest.fixture
async def cluster(kafka: str, postgres_url: str, tmp_path: Path) -> AsyncIterator[Cluster]:
    prefix = f"t{uuid.uuid4().hex[:8]}."
    settings = KafkaSettings(bootstrap_servers=kafka, prefix=prefix, replication=1, in_sync=1)
    world = {
        "STUDIO_KAFKA__BOOTSTRAP_SERVERS": kafka, "STUDIO_KAFKA__PREFIX": prefix, "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1",
        "DATABASE_URL": postgres_url,
    }  # fmt: skip
    await kafka_topics.create(settings)
    async with AsyncExitStack() as stack:
        log, database = await KafkaEventLog.open(settings), open_database(postgres_url)
        stack.push_async_callback(log.close)
        stack.push_async_callback(database.close)
        await write_lives(log, EVENTS_BEFORE)
        await generations.prepare(database)
        await stack.enter_async_context(following(log, database))
        found = Cluster(RealStudio(tmp_path, world), log, database)
        await found.all_live()
        yield found


@asynccontextmanager
async def following(log: KafkaEventLog, database: Database) -> AsyncIterator[None]:
    task = asyncio.create_task(Runner(database, log, PROJECTIONS).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_killed_at_any_point_it_is_gone_on_with_and_taken_back(cluster: Cluster) -> None:
    """-9 within a transaction of the filling, in the operator's process and in one that helps it; while the live tables go on."""
    for point, processes in (("projector.after_rows:2", "1"), ("projector.before_commit:1", "2")):
        died = await cluster.operator("all", "--processes", processes, STUDIO_FAULT_POINT=point, STUDIO_FAULT_TRACE="")
        assert died.code == (-signal.SIGKILL if processes == "1" else 4), died
        assert cluster.studio.until_gone() == []
    done = await cluster.operator("all")
    assert done.code == 0, done
    assert done.json["kept"] == sorted(one.name for one in PROJECTIONS)
    assert all(one["equal"] for one in done.json["checksums"].values())
    assert len(done.json["checksums"]) == len(PROJECTIONS)
    back = await cluster.operator("jobs", "--roll-back")
    assert back.code == 0, back
    assert await differences(cluster.database, cluster.log) == []
