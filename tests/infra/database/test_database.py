"""Transactions that see one moment, and tokens that are known by their hash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, select, text
from sqlalchemy.dialects import postgresql

from infra.database import dialects
from infra.database.engine import Database, open_database
from infra.database.identity import BELIEVED_MS, LOCAL_TOKENS, LocalTokens, create_identity_tables
from schemas.errors import Invalid, StorageFull

META = MetaData()
THINGS = Table("things", META, Column("id", dialects.KEY_TEXT, primary_key=True), Column("n", Integer, nullable=False))
BARE = Table("bare", META, Column("id", Text, primary_key=True))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Of each kind, one after the other."""
    database = open_database(database_url)
    async with database.writing() as connection:
        await connection.run_sync(META.create_all)
    yield database
    await database.close()


async def put(database: Database, **row: object) -> None:
    async with database.writing() as connection:
        await connection.execute(dialects.upsert(database.dialect, THINGS), row)


async def counted(database: Database) -> int:
    async with database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(THINGS))).scalar_one()


async def test_every_select_of_a_read_sees_the_same_moment(database: Database) -> None:
    await put(database, id="a", n=1)
    query = select(THINGS.c.n).where(THINGS.c.id == "a")
    async with database.reading() as connection:
        before = (await connection.execute(query)).scalar_one()
        await put(database, id="a", n=2)
        after = (await connection.execute(query)).scalar_one()
    assert (before, after) == (1, 1)
    async with database.reading() as connection:
        assert (await connection.execute(query)).scalar_one() == 2


async def test_a_write_that_raises_or_is_cancelled_leaves_nothing(database: Database) -> None:
    async def broken() -> None:
        async with database.writing() as connection:
            await connection.execute(THINGS.insert().values(id="a", n=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()

    async def slow() -> None:
        async with database.writing() as connection:
            await connection.execute(THINGS.insert().values(id="b", n=1))
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await counted(database) == 0


async def test_writers_who_are_alone_wait_for_each_other(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.writing() as connection:
            await dialects.alone(connection, 7)
            held = (await connection.execute(select(func.count()).select_from(THINGS))).scalar_one()
            await connection.execute(THINGS.insert().values(id=str(held), n=number))

    await asyncio.gather(*[add(number) for number in range(8)])
    assert await counted(database) == 8


async def test_an_upsert_replaces_the_row_or_leaves_it(database: Database) -> None:
    await put(database, id="a", n=1)
    await put(database, id="a", n=5)
    async with database.writing() as connection:
        for _ in range(2):
            await connection.execute(dialects.upsert(database.dialect, BARE), {"id": "x"})
        assert (await connection.execute(select(THINGS))).all() == [("a", 5)]
        assert (await connection.execute(select(BARE))).all() == [("x",)]


def things(count: int, n: int) -> list[tuple[str, int]]:
    return [(f"t{number:04}", n + number) for number in range(count)]


@pytest.mark.parametrize("count", [1, dialects.COPIED - 1, dialects.COPIED, 300])
async def test_many_rows_replace_those_of_their_keys_and_leave_the_others(database: Database, count: int) -> None:
    await put(database, id="zzz", n=1)
    for n in (0, 7):
        async with database.writing() as connection:
            await dialects.upsert_rows(connection, THINGS, things(count, n))
            await dialects.upsert_rows(connection, THINGS, things(1, n))
    async with database.reading() as connection:
        assert (await connection.execute(select(THINGS).order_by(THINGS.c.id))).all() == [*things(count, 7), ("zzz", 1)]


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("bad", [("a", 2**63), ("a\ud800", 1), (None, 1), ("a\0b", 1)])
async def test_values_that_no_column_holds_are_told_from_a_database_that_is_away(database: Database, count: int, bad: Any) -> None:
    if database.dialect == "sqlite" and bad == ("a\0b", 1):
        pytest.skip("SQLite stores a zero byte")

    async def write() -> None:
        async with database.writing() as connection:
            await dialects.upsert_rows(connection, THINGS, [*things(count - 1, 0), bad])

    with pytest.raises(dialects.Unstorable):
        await write()
    assert await counted(database) == 0


async def test_a_condition_on_many_tuples_finds_those_and_no_others(database: Database) -> None:
    async with database.writing() as connection:
        await dialects.upsert_rows(connection, THINGS, things(10, 0))
        condition = dialects.any_of(database.dialect, [THINGS.c.id, THINGS.c.n], [("t0001", 1), ("t0002", 1), ("t0003", 3), ("x", 4)])
        assert (await connection.execute(select(THINGS.c.n).where(condition).order_by(THINGS.c.n))).scalars().all() == [1, 3]


async def test_a_full_disk_is_called_by_its_name(database: Database) -> None:
    if database.dialect == "postgresql":
        pytest.skip("test_postgresql.py has what that server says")

    async def fill() -> None:
        async with database.writing() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 20")
            await connection.execute(THINGS.insert(), [{"id": str(n) * 500, "n": n} for n in range(2000)])

    with pytest.raises(StorageFull):
        await fill()
    assert await counted(database) == 0


def test_the_same_statements_are_written_for_postgresql() -> None:
    statement: Any = dialects.upsert("postgresql", THINGS)
    text = str(statement.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "ON CONFLICT (id) DO UPDATE SET n = excluded.n" in text
    assert str(dialects.async_url("postgresql://u:p@h/db")).startswith("postgresql+asyncpg://")


async def test_a_token_speaks_for_its_account_until_it_is_revoked(database: Database) -> None:
    await create_identity_tables(database)
    tokens = LocalTokens(database)
    token = await tokens.issue("acc_1", "pro_user")
    assert await tokens.find(token) == ("acc_1", "pro_user")
    assert await tokens.find(token[:-1]) is None
    async with database.reading() as connection:
        stored = (await connection.execute(select(LOCAL_TOKENS.c.token_hash))).scalar_one()
    assert token not in stored
    await tokens.revoke(token)
    assert await tokens.find(token) is None


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])  # FULL, NORMAL: https://sqlite.org/pragma.html#pragma_synchronous
async def test_keys_survive_the_machine_and_rows_the_process(tmp_path: Path, durable: bool, level: int) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'some.db'}", durable=durable)
    async with database.reading() as connection:
        assert (await connection.execute(text("PRAGMA synchronous"))).scalar_one() == level
    await database.close()


async def test_a_token_is_looked_up_once_in_two_seconds_and_a_revoked_one_is_good_for_no_longer(database: Database) -> None:
    now = [0]
    await create_identity_tables(database)
    here, elsewhere = LocalTokens(database, lambda: now[0]), LocalTokens(database, lambda: now[0])
    token = await here.issue("acc_1", "member")
    assert await here.find(token) == ("acc_1", "member")
    await elsewhere.revoke(token)
    assert await here.find(token) == ("acc_1", "member")
    now[0] += BELIEVED_MS
    assert await here.find(token) is None
    again = await here.issue("acc_1", "member")
    assert await here.find(again) is not None
    await here.revoke(again)
    assert await here.find(again) is None, "who revokes it believes it no longer"


@pytest.mark.parametrize(
    ("url", "words"), [("mysql://x", "not by mysql"), ("studio:secret@host", "this is neither"), ("postgresql://host:secret/x", "this is neither")]
)
def test_a_url_that_we_cannot_use_is_refused_in_words_and_not_shown(url: str, words: str) -> None:
    with pytest.raises(Invalid, match=f"DATABASE_URL.*{words}") as refused:
        open_database(url)
    assert "secret" not in str(refused.value)
