"""Words that PostgreSQL carries from who commits to who waits: none of what did not happen, none relied on that cannot come, no commit lost."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from infra.database import notices
from infra.database.engine import Database, open_database
from infra.embedded.postgres import Server
from infra.parts import parts

pytestmark = [pytest.mark.usefixtures("postgres"), pytest.mark.timeout(60)]
CHANNEL = "news"


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = open_database(postgres_url)
    yield database
    await database.close()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "BEAT_S", 0.05)
    monkeypatch.setattr(notices, "HEAR_S", 0.2)


@asynccontextmanager
async def listening(database: Database, words: list[str]) -> AsyncIterator[notices.Ear]:
    ear = database.ear(CHANNEL, words.append, lambda: None)
    async with parts() as running:
        running.start(ear.run())
        yield ear


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def told(database: Database, word: str) -> None:
    async with database.writing() as connection:
        await notices.tell(connection, CHANNEL, word)


async def told_and_failed(database: Database) -> None:
    async with database.writing() as connection:
        await notices.tell(connection, CHANNEL, "never")
        raise ZeroDivisionError


async def cut_all_others(database: Database) -> None:
    async with database.reading() as connection:
        others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert (await connection.execute(text(others))).scalar_one() > 0


async def test_a_word_comes_when_its_transaction_is_committed_and_never_when_it_is_not(database: Database) -> None:
    words: list[str] = []
    async with listening(database, words) as ear:
        await until(lambda: ear.hears)
        with pytest.raises(ZeroDivisionError):
            await told_and_failed(database)
        async with database.writing() as connection:
            await notices.tell(connection, CHANNEL, "second")
            await told(database, "first")
            await until(lambda: bool(words))
            assert words == ["first"]
        await until(lambda: len(words) > 1)
    assert words == ["first", "second"]


async def test_who_was_cut_off_says_so_and_hears_again(database: Database) -> None:
    words: list[str] = []
    async with listening(database, words) as ear:
        for number in range(3):
            await until(lambda: ear.hears)
            await told(database, str(number))
            await until(lambda number=number: len(words) > number)  # type: ignore[misc]
            await cut_all_others(database)
            await until(lambda: not ear.hears)
    assert words == ["0", "1", "2"]


@pytest.fixture(scope="module")
def small_queue() -> Iterator[str]:
    """URL of a server whose queue is as small as it can be: 64 pages of 8 KiB."""
    folder = Path(tempfile.mkdtemp(prefix="studio-notices-"))
    folder.chmod(0o711)
    server = Server(folder, durable=False, settings={"max_notify_queue_pages": 64})
    server.start()
    yield server.url
    server.stop()
    shutil.rmtree(folder)


@asynccontextmanager
async def somebody_who_listens_and_does_not_end(url: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("LISTEN other")
        async with connection.transaction():
            await connection.execute("SELECT 1")
            yield
    finally:
        await connection.close()


@pytest.mark.usefixtures("soon")
async def test_a_full_queue_costs_no_commit_and_who_listens_knows_that_nothing_comes(small_queue: str) -> None:
    database, words = open_database(small_queue), list[str]()
    async with listening(database, words) as ear:
        await until(lambda: ear.hears)
        async with somebody_who_listens_and_does_not_end(small_queue):
            for number in range(100):
                await told(database, f"{number} {'x' * 7_000}")
            await until(lambda: not ear.hears)
            assert 0 < len(words) < 100
        await until(lambda: ear.hears)
        words.clear()
        await told(database, "again")
        await until(lambda: words == ["again"])
    await database.close()


async def test_sqlite_carries_no_words(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'rows.db'}")
    async with listening(database, []) as ear:
        await told(database, "nobody hears")
        assert not ear.hears
    await database.close()
