"""What has stopped is tried again, more and more seldom, and begins again with a short wait when more has stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from infra.database.engine import Database
from infra.event_log.port import Record
from infra.event_log.sqlite import SqliteEventLog
from projections.catalogue import PROJECTIONS
from projections.jobs import JOBS
from projections.projection import Projection
from projections.retrying import FIRST_S, LONGEST_S, Retry
from projections.runner import Runner
from schemas.events.job import JobStarted
from schemas.partitions import partition_of
from tests.projections.histories import ACCOUNT, ONE_KIND, Chronicler, a_film, end_of, until
from tests.projections.test_runner import caught_up, running, true_when

ONE, TWO = ("jobs", 1), ("jobs", 2)


def test_the_wait_doubles_and_ends_when_nothing_is_stopped() -> None:
    clock = [0.0]
    retry = Retry(lambda: clock[0])
    assert not retry.due([ONE])
    tried = []
    while clock[0] < 2 * LONGEST_S:
        clock[0] += 1.0
        if retry.due([ONE]):
            tried.append(clock[0])
    assert tried[:4] == [FIRST_S, 3 * FIRST_S, 7 * FIRST_S, 15 * FIRST_S]
    assert not retry.due([ONE, TWO])
    clock[0] += FIRST_S
    assert retry.due([ONE, TWO])
    assert not retry.due([])


@ONE_KIND
async def test_a_partition_that_was_cured_goes_on_without_a_restart(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though no event comes."""
    ill = True

    def handler(*arguments: Any) -> Any:
        if ill:
            raise ZeroDivisionError
        return JOBS.on[JobStarted](*arguments)

    monkeypatch.setattr("projections.runner.LOOK_S", 0.01)
    monkeypatch.setattr("projections.retrying.FIRST_S", 0.01)
    jobs = Projection(name="jobs", version=JOBS.version, row=JOBS.row, key=JOBS.key, on={**JOBS.on, JobStarted: handler}, indexes=JOBS.indexes)
    await chronicler.write(ACCOUNT, *a_film())
    async with running(database, log, [jobs]) as runner:
        await until(lambda: true_when(bool(runner.stopped)))
        ill = False
        end = await end_of(log, ACCOUNT)
        async with asyncio.timeout(120):
            await until(lambda: true_when(runner.applied.seq("jobs", end.partition) == end.seq))
        assert runner.stopped == {}


@ONE_KIND
async def test_what_all_tables_have_in_common_is_asked_of_the_log_once(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chronicler.write(ACCOUNT, *a_film())
    async with running(database, log) as runner:
        await caught_up(runner, log)
    asked, read = list[int](), log.read

    async def counted(topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        asked.append(partition)
        return await read(topic, partition, offset, limit)

    monkeypatch.setattr(log, "read", counted)
    assert await Runner(database, log, PROJECTIONS)._missing() == []
    assert asked == [partition_of(ACCOUNT)]
