"""A read model that is not the fold of the log is named by `studio verify`, whatever is wrong with it (P1)."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from infra.database.engine import open_database
from infra.event_log.sqlite import SqliteEventLog
from projections.catalogue import PROJECTIONS
from projections.reading import Reader
from projections.runner import Runner
from schemas.envelope import Position
from schemas.partitions import EVENTS
from studio.verify.read_models import differences
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Scribe, month


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    clock = [NOON]
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: clock[0])
    await Scribe(log, clock).write(list(month()))
    yield log
    await log.close()


@pytest.fixture
async def rows(log: SqliteEventLog, tmp_path: Path) -> Path:
    """The file of the read models, filled to the end of the log."""
    path = tmp_path / "rows.db"
    database = open_database(f"sqlite:///{path}")
    runner = Runner(database, log, PROJECTIONS)
    task = asyncio.create_task(runner.run())
    end = Position(PARTITION, await log.end(EVENTS, PARTITION) - 1)
    await Reader(database, runner.applied).wait(end, *PROJECTIONS, timeout_s=20)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.close()
    return path


async def found(rows: Path, log: SqliteEventLog) -> list[str]:
    database = open_database(f"sqlite:///{rows}")
    try:
        return await differences(database, log)
    finally:
        await database.close()


def tables(rows: Path) -> dict[str, str]:
    with closing(sqlite3.connect(rows)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {one.name: next(name for name in names if name.startswith(f"{one.name}_")) for one in PROJECTIONS}


async def test_tables_that_are_the_fold_are_left_in_peace(rows: Path, log: SqliteEventLog) -> None:
    assert await found(rows, log) == []


@pytest.mark.parametrize("name", [one.name for one in PROJECTIONS])
async def test_a_lost_row_is_named(name: str, rows: Path, log: SqliteEventLog) -> None:
    with closing(sqlite3.connect(rows)) as connection, connection:
        table = tables(rows)[name]
        key = ", ".join(column for _, column, *_, of_key in connection.execute(f"PRAGMA table_info({table})") if of_key)
        assert connection.execute(f"DELETE FROM {table} WHERE ({key}) = (SELECT {key} FROM {table} LIMIT 1)").rowcount == 1
    [difference] = await found(rows, log)
    assert name in difference


@pytest.mark.parametrize("name", [one.name for one in PROJECTIONS])
async def test_a_table_that_says_that_it_has_come_less_far_than_it_has_is_named(name: str, rows: Path, log: SqliteEventLog) -> None:
    with closing(sqlite3.connect(rows)) as connection, connection:
        wound_back = "UPDATE projection_position SET seq = 1 WHERE name = ? AND partition = ?"
        assert connection.execute(wound_back, (name, PARTITION)).rowcount == 1
    [difference] = await found(rows, log)
    assert name in difference


async def test_a_changed_amount_is_named(rows: Path, log: SqliteEventLog) -> None:
    with closing(sqlite3.connect(rows)) as connection, connection:
        assert connection.execute(f"UPDATE {tables(rows)['credit_balance']} SET available = available + 1").rowcount == 1
    [difference] = await found(rows, log)
    assert "credit_balance" in difference


@pytest.mark.parametrize("kept", [0, 5])
async def test_a_log_that_lost_its_events_is_named_by_every_table_that_saw_them(kept: int, rows: Path, log: SqliteEventLog, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection, connection:
        connection.execute("DELETE FROM record WHERE topic = ? AND offset >= ?", (EVENTS, kept))
    found_here = await found(rows, log)
    assert len(found_here) == len(PROJECTIONS)
    assert all("lost" in one for one in found_here)
