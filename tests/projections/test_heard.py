"""Who waits for a position in another process than the projector's is woken by the commit, and looks himself where a word was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from infra.database.engine import Database, open_database
from infra.event_log.sqlite import SqliteEventLog
from infra.parts import parts
from projections import generations, heard, reading
from projections.heard import Heard
from projections.jobs import JOBS
from projections.projects import PROJECTS
from projections.reading import Reader
from projections.rebuilding import rebuild
from projections.tasks import TASKS
from schemas.envelope import Position
from schemas.errors import PositionPending
from schemas.partitions import partition_of
from tests.projections.histories import ACCOUNT, Chronicler, a_film, beside, until
from tests.projections.test_runner import caught_up, running, true_when

PARTITION = partition_of(ACCOUNT)
BOTH = (JOBS, TASKS)
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = open_database(postgres_url)
    await generations.prepare(database)
    yield database
    await database.close()


@asynccontextmanager
async def listening(database: Database) -> AsyncIterator[Heard]:
    """In another process, as far as the database can tell."""
    async with beside(database) as other, parts() as running:
        heard = Heard(other)
        running.start(heard.run())
        await until(lambda: true_when(heard.hears))
        yield heard


async def test_who_waits_is_woken_by_the_commit_and_never_looks(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LOOK_S", 3600)
    async with running(database, log, BOTH) as runner, listening(database) as heard, beside(database) as other:
        await chronicler.write(ACCOUNT, *a_film()[:5])
        seq = (await caught_up(runner, log, projections=BOTH)).seq
        reader = Reader(other, heard=heard)
        waits = [asyncio.create_task(reader.wait(Position(PARTITION, seq + more), *BOTH, timeout_s=3600)) for more in (1, 1, 2, 3)]
        never = asyncio.create_task(reader.wait(Position(PARTITION + 1, 0), *BOTH, timeout_s=3600))
        for decision in a_film()[5:9]:
            await chronicler.write(ACCOUNT, decision)
        await asyncio.gather(*waits)
        async with reader.snapshot(ACCOUNT, *BOTH) as snapshot:
            assert snapshot.position.seq >= seq + 3
        assert not never.done()
        never.cancel()


async def test_a_word_of_only_one_of_the_tables_has_the_other_looked_at(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LOOK_S", 3600)
    async with listening(database) as other:
        reader, looks = Reader(database, heard=other), list[int]()

        async def nowhere(*_: object) -> bool:
            looks.append(1)
            return False

        monkeypatch.setattr(reader, "_reached", nowhere)
        waiting = asyncio.create_task(reader.wait(Position(3, 7), *BOTH, timeout_s=3600))
        await until(lambda: true_when(len(looks) == 1))
        for partition, seqs in ((3, {"jobs": 6, "tasks": 6}), (4, {"jobs": 9, "tasks": 9}), (3, {"projects": 9}), (3, {"jobs": 7, "tasks": 6})):
            async with database.writing() as connection:
                await heard.tell(connection, {partition: seqs})
        await until(lambda: true_when(len(looks) == 2))
        async with database.writing() as connection:
            await heard.tell(connection, {3: {"jobs": 8, "tasks": 7}})
        await waiting
        assert len(looks) == 2, "what the others said was for somebody else"


@pytest.mark.parametrize("hears", [True, False])
async def test_a_word_that_was_lost_is_made_up_for_by_a_look(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch, hears: bool
) -> None:
    monkeypatch.setattr(reading, "LOOK_S", 0.05)
    monkeypatch.setattr(Heard, "hears", hears)
    async with beside(database) as other:
        reader = Reader(other, heard=Heard(other))  # which nobody runs
        async with running(database, log, [PROJECTS]):
            waiting = asyncio.create_task(reader.wait(Position(PARTITION, 0), PROJECTS, timeout_s=30))
            await chronicler.write(ACCOUNT, *a_film()[:5])
            await waiting
        with pytest.raises(PositionPending):
            await reader.wait(Position(PARTITION, 10_000), PROJECTS, timeout_s=0.1)


async def test_what_anybody_else_says_there_wakes_nobody(database: Database) -> None:
    async with listening(database) as other:
        with other.waiting(Position(1, 1), frozenset({"jobs"})) as waiting:
            for word in ("", "x", "1 jobs", "1 jobs:x", "one jobs:1"):
                other._hear(word)
            assert not waiting.reached
            other._hear("1 jobs:1")
            assert waiting.reached


async def test_a_table_that_is_only_being_built_is_not_spoken_of(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await chronicler.write(ACCOUNT, *a_film()[:5])
    words: list[str] = []
    ear = database.ear(heard.CHANNEL, words.append, lambda: None)
    task = asyncio.create_task(ear.run())
    await until(lambda: true_when(ear.hears))
    for _ in range(2):
        await rebuild(database, log, BOTH)
    async with database.writing() as connection:
        await heard.tell(connection, {0: {"end": 0}})
    await until(lambda: true_when(words == ["0 end:0"]))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
