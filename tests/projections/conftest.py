"""A real log, and real databases of both kinds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.database.engine import Database, open_database
from infra.event_log.sqlite import SqliteEventLog
from tests.projections.histories import Chronicler


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    yield log
    await log.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Of each kind, one after the other."""
    database = open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
def chronicler(log: SqliteEventLog) -> Chronicler:
    return Chronicler(log)
