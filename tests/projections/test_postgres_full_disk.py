"""A database whose disk is full answers nobody; the projector waits, and goes on by itself once there is room and somebody begins it again (P1)."""

from __future__ import annotations

import asyncio
import resource
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from infra.database.engine import Database, open_database
from infra.embedded.postgres import Server
from infra.event_log.sqlite import SqliteEventLog
from projections import generations
from schemas.errors import Unavailable
from tests.projections.histories import ACCOUNT, Chronicler, a_film
from tests.projections.test_runner import assert_equal_to_the_fold, caught_up, running

pytestmark = [pytest.mark.usefixtures("postgres"), pytest.mark.timeout(120)]  # where that is skipped, so is this
ROOM_BYTES, ACCOUNTS = 60_000, 20


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="studio-full-"))
    folder.chmod(0o711)
    server = Server(folder, durable=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
async def database(server: Server) -> AsyncIterator[Database]:
    database = open_database(server.url)
    await generations.prepare(database)
    yield database
    await database.close()


async def cramped(server: Server, database: Database) -> None:
    """Begun again where its write-ahead log may grow by ROOM_BYTES and no more, which needs no right to mount; its next start has room."""
    async with database.reading() as connection:
        written = (await connection.execute(text("SELECT (pg_current_wal_lsn() - '0/0') % (16 * 1024 * 1024)"))).scalar_one()
    await asyncio.to_thread(server.stop)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(written) + ROOM_BYTES, before[1]))
    try:
        await asyncio.to_thread(server.start)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def answers(database: Database) -> bool:
    try:
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))
    except Unavailable:
        return False
    return True


async def test_the_projector_outlives_a_full_disk_of_its_database(
    server: Server, database: Database, log: SqliteEventLog, chronicler: Chronicler
) -> None:
    film = list(a_film())
    async with running(database, log) as runner:
        await chronicler.write(ACCOUNT, *film[:10])
        await caught_up(runner, log)
        await cramped(server, database)
        await chronicler.write(ACCOUNT, *film[10:])
        for number in range(ACCOUNTS):
            await chronicler.write_together(f"acc_{number}", film)
        async with asyncio.timeout(60):
            while await answers(database):
                await asyncio.sleep(0.05)
        await asyncio.to_thread(server.kill)
        assert runner.stopped == {}, "what the world does is waited for"
        await asyncio.to_thread(server.start)
        for number in range(ACCOUNTS):
            await caught_up(runner, log, f"acc_{number}")
    await assert_equal_to_the_fold(database, log)
