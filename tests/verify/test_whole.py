"""All partitions at once: what several processes find is what one finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.partition import VERSION
from infra.event_log.sqlite import SqliteEventLog
from schemas.partitions import EVENTS, PARTITIONS
from studio.verify.history import verify
from studio.verify.invariants import Checker
from studio.verify.whole import verify_all
from tests.support.scenario import NOON
from tests.verify import golden
from tests.verify.month import PARTITION, Scribe, month


async def test_what_another_version_decided_is_not_decided_again_but_stands(tmp_path: Path) -> None:
    clock, asked = [NOON], list(month())
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: clock[0])
    scribe = Scribe(log, clock)
    old, new = asked[: len(asked) // 2], asked[len(asked) // 2 :]
    scribe.version = "0"
    await scribe.write(old)
    scribe.version = VERSION
    await scribe.write(new)
    report = await verify(log, PARTITION, Checker())
    await log.close()
    assert report.violations == []
    assert (report.commands, report.redecided) == (len(asked), len(new))


@pytest.mark.parametrize("version", golden.versions())
async def test_a_history_that_was_kept_reads_and_decides_as_on_its_day(tmp_path: Path, version: str) -> None:
    """Whoever changes what is decided, or how a command or an event is read, and takes no new version, sees it here."""
    log = await SqliteEventLog.open(tmp_path / "log.db")
    await golden.copy(version, log)
    report = await verify(log, PARTITION, Checker())
    await log.close()
    assert report.violations == []
    assert report.commands > 50
    assert report.redecided == (report.commands if version == VERSION else 0)


def test_a_history_of_the_running_version_is_kept() -> None:
    assert VERSION in golden.versions(), "python -m tests.verify.golden"


async def test_several_processes_find_what_one_finds_and_name_the_same_event(tmp_path: Path) -> None:
    clock = [NOON]
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: clock[0])
    await Scribe(log, clock).write(list(month()))
    await log.close()
    good = await verify_all(tmp_path / "log.db")
    assert [report.partition for report in good] == list(range(PARTITIONS))
    assert all(report.ok for report in good)
    assert sum(report.redecided for report in good) == sum(report.commands for report in good) > 0

    with closing(sqlite3.connect(tmp_path / "log.db")) as connection, connection:
        connection.execute("DELETE FROM record WHERE topic = ? AND partition = ? AND offset = 20", (EVENTS, PARTITION))
    alone = await verify_all(tmp_path / "log.db")
    assert [report.partition for report in alone if not report.ok] == [PARTITION]
    assert await verify_all(tmp_path / "log.db", processes=2) == alone
