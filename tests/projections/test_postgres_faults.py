"""A database that goes in the middle of a batch: the projector goes on by itself, and its tables equal the fold of the log (P1, P2, S1)."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from infra.database.engine import Database, open_database
from infra.embedded.postgres import Server
from infra.event_log.sqlite import SqliteEventLog
from projections import generations, runner
from projections.catalogue import PROJECTIONS
from projections.jobs import JOBS
from projections.rebuilding import rebuild
from projections.tasks import TASKS
from schemas.errors import Unavailable
from schemas.partitions import partition_of
from tests.projections.histories import ACCOUNT, Chronicler, a_film, beside, until
from tests.projections.test_runner import assert_equal_to_the_fold, caught_up, running, true_when
from tests.support.fresh_databases import a_database

PARTITION = partition_of(ACCOUNT)
pytestmark = [pytest.mark.usefixtures("postgres"), pytest.mark.timeout(60)]  # where that is skipped, so is this


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that may be killed. What is committed without waiting for the disk stays in its memory for long."""
    folder = Path(tempfile.mkdtemp(prefix="studio-faults-"))
    folder.chmod(0o711)
    server = Server(folder, durable=False, settings={"wal_writer_delay": "10s"})
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def database_url(server: Server) -> Iterator[str]:
    with a_database(server.url) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    await generations.prepare(database)
    yield database
    await database.close()


Fault = Callable[[Server, int], None]


def restarted(server: Server, _pid: int) -> None:
    server.stop()
    server.start()


def killed(server: Server, _pid: int) -> None:
    server.kill()
    server.start()


def its_backend_killed(_server: Server, pid: int) -> None:
    """The server then ends all others too, and recovers."""
    os.kill(pid, signal.SIGKILL)


class Struck:
    """Does `fault` when a batch has written its rows and is about to write its position, `times` times."""

    def __init__(self, database: Database, server: Server, fault: Fault, times: int) -> None:
        self.left, self._server, self._fault = times, server, fault
        event.listen(database._engine.sync_engine, "before_cursor_execute", self._at)

    def _at(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self.left and statement.startswith("INSERT INTO projection_position"):
            self.left -= 1
            self._fault(self._server, connection.connection.driver_connection.get_server_pid())


@pytest.mark.parametrize("fault", [restarted, killed, its_backend_killed])
async def test_the_projector_goes_on_when_the_database_goes_in_the_middle_of_a_batch(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, server: Server, fault: Fault
) -> None:
    film = list(a_film())
    async with running(database, log) as followed:
        await chronicler.write(ACCOUNT, *film[:5])
        await caught_up(followed, log)
        for decisions in (film[5:20], film[20:]):
            struck = Struck(database, server, fault, times=1)
            await chronicler.write(ACCOUNT, *decisions)
            await until(lambda struck=struck: true_when(not struck.left))  # type: ignore[misc]
        await until(lambda: true_when(followed.applied.seq("jobs", PARTITION) >= 0))
        await caught_up(followed, log)
    await assert_equal_to_the_fold(database, log)


async def test_what_a_crash_took_back_is_folded_again_though_no_event_comes(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "LOOK_S", 0.1)
    async with running(database, log, [JOBS, TASKS]) as followed:
        await chronicler.write(ACCOUNT, *a_film()[:10])
        end = await caught_up(followed, log, projections=[JOBS, TASKS])
        await chronicler.write(ACCOUNT, *a_film()[10:])
        assert (await caught_up(followed, log, projections=[JOBS, TASKS])).seq > end.seq
        told = followed.applied.seq("jobs", PARTITION)
        killed(server, 0)
        assert await seq_in(database) < told, "else there is nothing to notice"
        async with asyncio.timeout(20):
            await until(lambda: has_come(database, told))
    await assert_equal_to_the_fold(database, log, [JOBS, TASKS])


async def seq_in(database: Database) -> int:
    async with beside(database) as other, other.reading() as connection:
        return max((each.marks[PARTITION].seq for each in await generations.live(connection, [JOBS])), default=-1)


async def has_come(database: Database, seq: int) -> bool:
    return await seq_in(database) >= seq


async def test_a_rebuild_that_loses_its_database_leaves_the_live_table_and_the_next_one_ends(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, server: Server
) -> None:
    await chronicler.write_together(ACCOUNT, a_film())
    await rebuild(database, log, [JOBS, TASKS])
    Struck(database, server, restarted, times=1)
    with pytest.raises(Unavailable):
        await rebuild(database, log, [JOBS, TASKS])
    await assert_equal_to_the_fold(database, log, [JOBS, TASKS])
    await rebuild(database, log, [JOBS, TASKS])
    await assert_equal_to_the_fold(database, log, [JOBS, TASKS])


async def test_a_second_projector_that_dies_in_its_transaction_harms_nobody(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, tmp_path: Path, database_url: str
) -> None:
    await chronicler.write(ACCOUNT, *a_film()[:5])
    async with beside(database) as other, running(other, log) as followed:
        await caught_up(followed, log)
        words = ("-m", "tests.support.projector_child", str(tmp_path / "log.db"), database_url, ",".join(each.name for each in PROJECTIONS))
        dies = {**os.environ, "STUDIO_FAULT_POINT": "projector.before_commit:4"}
        child = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.DEVNULL, env=dies)
        for decision in a_film()[5:]:
            await chronicler.write(ACCOUNT, decision)
            await asyncio.sleep(0.02)
        assert await child.wait() == -signal.SIGKILL
        await caught_up(followed, log)
    await assert_equal_to_the_fold(database, log)
