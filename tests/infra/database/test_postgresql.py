"""What only PostgreSQL says and does: each failure by its name, connections that were cut, who may wait for whom, and what a commit promises."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.dialects import alone
from infra.database.engine import Database, open_database
from schemas.errors import StorageFull, StudioError, Unavailable


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = open_database(postgres_url)
    yield database
    await database.close()


async def asked(database: Database, statement: str) -> object:
    async with database.reading() as connection:
        return (await connection.execute(text(statement))).scalar_one()


async def fails(database: Database, code: str) -> None:
    """As the server itself would: the same message on the same wire."""
    async with database.writing() as connection:
        await connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"))


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("53100", StorageFull),
        ("40001", Unavailable),  # a serialization failure
        ("40P01", Unavailable),  # a deadlock
        ("53300", Unavailable),  # too many connections
        ("55P03", Unavailable),  # a lock that did not come free
        ("57014", Unavailable),  # cancelled by somebody, or too slow
        ("25006", Unavailable),  # a copy that only reads, after a fail-over
        ("58030", Unavailable),  # its disk
    ],
)
async def test_what_the_world_does_is_told_as_ours(database: Database, code: str, ours: type[StudioError]) -> None:
    with pytest.raises(ours):
        await fails(database, code)
    assert await asked(database, "SELECT 1") == 1


@pytest.mark.parametrize("code", ["42601", "XX000", "25P02"])
async def test_a_bug_is_not_told_as_the_worlds(database: Database, code: str) -> None:
    with pytest.raises(DBAPIError):
        await fails(database, code)


async def test_connections_that_the_server_cut_cost_who_used_them_and_nobody_after(database: Database, postgres: str) -> None:
    inside, cut = asyncio.Event(), asyncio.Event()

    async def in_the_middle() -> None:
        async with database.writing() as connection:
            await connection.execute(text("SELECT 1"))
            inside.set()
            await cut.wait()
            await connection.execute(text("SELECT 1"))

    async def cut_all() -> None:
        operator = open_database(postgres)
        name = database._engine.url.database
        await asked(operator, f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'")
        await operator.close()

    await asyncio.gather(*[asked(database, "SELECT 1") for _ in range(5)])
    await cut_all()
    assert await asyncio.gather(*[asked(database, "SELECT 1") for _ in range(5)]) == [1] * 5, "nobody used one"
    working = asyncio.create_task(in_the_middle())
    await inside.wait()
    await cut_all()
    cut.set()
    with pytest.raises(Unavailable):
        await working
    assert await asyncio.gather(*[asked(database, "SELECT 1") for _ in range(5)]) == [1] * 5


async def test_a_server_that_takes_nobody_is_away(database: Database, postgres: str) -> None:
    role = f"poor_{uuid.uuid4().hex[:8]}"
    async with database.writing() as connection:
        await connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'x' CONNECTION LIMIT 0"))
    poor = open_database(make_url(postgres).set(username=role, password="x").render_as_string(hide_password=False))
    with pytest.raises(Unavailable, match="TooManyConnections"):
        await asked(poor, "SELECT 1")
    await poor.close()
    async with database.writing() as connection:
        await connection.execute(text(f"DROP ROLE {role}"))
    nowhere = open_database("postgresql://studio@/studio?host=/nowhere")
    with pytest.raises(Unavailable, match="FileNotFoundError"):
        await asked(nowhere, "SELECT 1")
    await nowhere.close()


async def test_a_statement_that_was_cancelled_leaves_a_connection_that_works(database: Database) -> None:
    for _ in range(3):
        task = asyncio.create_task(asked(database, "SELECT 1 FROM pg_sleep(60)"))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await asked(database, "SELECT 1") == 1
    assert await asked(database, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'") == 0


async def test_who_switches_waits_for_those_who_read_before_and_for_no_others(database: Database) -> None:
    async with database.reading() as before:
        await before.execute(text("SELECT 1"))
        assert not await database.outlive_readers(0.1)
        waiting = asyncio.create_task(database.outlive_readers(30))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        async with database.reading() as after:
            await after.execute(text("SELECT 1"))
            await before.rollback()
            assert await waiting


async def test_who_is_frozen_in_the_middle_is_cut_off_and_holds_nobody_up(database: Database) -> None:
    async def frozen(connection: AsyncConnection) -> None:
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))
        await alone(connection, 7)
        await asyncio.sleep(0.5)
        await connection.execute(text("SELECT 1"))

    async def freezes() -> None:
        async with database.writing() as connection:
            await frozen(connection)

    assert await asked(database, "SELECT current_setting('idle_in_transaction_session_timeout')") == "20s"
    assert await asked(database, "SELECT current_setting('lock_timeout')") == "30s"
    task = asyncio.create_task(freezes())
    await asyncio.sleep(0.1)
    async with database.writing() as connection:
        await alone(connection, 7)
    with pytest.raises(Unavailable):
        await task


@pytest.mark.parametrize("durable", [True, False])
async def test_keys_are_on_the_disk_when_they_are_said_to_be_and_rows_soon_after(postgres_url: str, durable: bool) -> None:
    database = open_database(postgres_url, durable=durable)
    assert await asked(database, "SELECT current_setting('synchronous_commit')") == ("on" if durable else "off")
    await database.close()
