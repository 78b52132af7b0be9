"""The embedded log keeps the contract of event logs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import product
from pathlib import Path

import pytest

from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from tests.contracts.event_log import EventLogContract
from tests.support.log_child import opened


class SqliteBackstage:
    """Behind the embedded log: its file."""

    steps = ("begun", "inserted", "committed", "acknowledged")
    crash_points: Sequence[str] = tuple(f"kill event_log.{step} {time}" for step, time in product(steps, (1, 7)))
    lost_answer = "fsync event_log.committed 1"

    def __init__(self, folder: Path, opener: str = "tests.support.faulty_log:open_sqlite", *more: str) -> None:
        self.opener, self._more, self._folder, self._path = opener, more, folder, folder / "log.db"

    def arguments(self, fault: str = "") -> list[str]:
        return [str(self._path), fault, *self._more]

    async def open(self, fault: str = "") -> EventLog:
        return await opened(self.opener, *self.arguments(fault))

    async def lose_head(self, topic: str, partition: int, first: int) -> None:
        with sqlite3.connect(self._path) as connection:
            connection.execute("DELETE FROM record WHERE topic = ? AND partition = ? AND offset < ?", (topic, partition, first))
        connection.close()

    @asynccontextmanager
    async def cramped(self) -> AsyncIterator[tuple[EventLog, Callable[[], object]]]:
        """A real disk of 3 MB where we may mount one, which root may; else a file that may not grow, which SQLite reports in the same words."""
        folder = self._folder / "small"
        folder.mkdir()
        with small_disk(folder) as grow:
            log = await SqliteEventLog.open(folder / "log.db")
            yield log, grow or limit_pages(log, 400)
            await log.close()


@contextmanager
def small_disk(folder: Path, size: str = "3m") -> Iterator[Callable[[], object] | None]:
    """Mounted at `folder`, with what lets it grow; None where we may not mount."""
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False).returncode != 0:
        yield None
        return
    try:
        yield lambda: subprocess.run(["mount", "-o", "remount,size=256m", folder], check=True)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def limit_pages(log: SqliteEventLog, pages: int) -> Callable[[], object]:
    connection = log._writer._connection
    connection.execute(f"PRAGMA max_page_count = {pages}")
    return lambda: connection.execute("PRAGMA max_page_count = 1000000")


class TestSqliteEventLog(EventLogContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return SqliteBackstage(tmp_path)
