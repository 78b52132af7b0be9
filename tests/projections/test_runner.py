"""The runner: every table equals the fold of the log, after quiet, kill, duplicates, zombies, strange records and a changed history (P1, P2, Q1)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import event, select

from infra.database.engine import Database
from infra.event_log.sqlite import SqliteEventLog
from infra.pause import FIRST_S, Pause
from projections.applied import Applied
from projections.catalogue import PROJECTIONS
from projections.generations import LIVE
from projections.jobs import JOBS
from projections.metrics import Metrics
from projections.projection import Projection, checksum, fold
from projections.projects import PROJECTS
from projections.reading import Reader
from projections.runner import Runner
from schemas.envelope import Position
from schemas.errors import PositionPending, Unavailable
from schemas.events.job import JobStarted
from schemas.partitions import partition_of
from tests.projections.histories import ACCOUNT, JOB, ONE_KIND, PROJECT, Chronicler, a_film, all_events, beside, end_of, until

PARTITION = partition_of(ACCOUNT)
OTHERS = [f"acc_{n}" for n in range(5)]


@asynccontextmanager
async def running(
    database: Database, log: SqliteEventLog, projections: Iterable[Projection[Any]] = PROJECTIONS, **more: Any
) -> AsyncIterator[Runner]:
    runner = Runner(database, log, projections, **more)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if not task.cancelled():
            raise task.exception() or AssertionError("the runner ended by itself")


async def true_when(condition: bool) -> bool:
    return condition


async def caught_up(runner: Runner, log: SqliteEventLog, account: str = ACCOUNT, projections: Iterable[Projection[Any]] = PROJECTIONS) -> Position:
    position = await end_of(log, account)
    await Reader(runner._database, runner.applied).wait(position, *projections, timeout_s=10)
    return position


async def assert_equal_to_the_fold(database: Database, log: SqliteEventLog, projections: Iterable[Projection[Any]] = PROJECTIONS) -> None:
    events = [await all_events(log, partition) for partition in range(16)]
    for projection in projections:
        rows: dict[Any, Any] = {}
        for partition, some in enumerate(events):
            mine = fold(projection, some)
            rows |= mine
            assert await Reader(database).checksum(projection, partition) == checksum(mine.values()), (projection.name, partition)
        assert await Reader(database).checksum(projection) == checksum(row for _, row in sorted(rows.items())), projection.name


async def test_every_table_equals_the_fold_of_the_log(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await chronicler.write(ACCOUNT, *a_film()[:10])
    async with running(database, log) as runner:
        await caught_up(runner, log)
        for account in OTHERS:
            await chronicler.write_together(account, a_film()[:15])
        await chronicler.write(ACCOUNT, *a_film()[10:])
        for account in (ACCOUNT, *OTHERS):
            await caught_up(runner, log, account)
        assert runner.stopped == {}
    await assert_equal_to_the_fold(database, log)


async def test_a_killed_runner_goes_on_where_it_was(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    """Killed at twenty moments, in the middle of anything; what it had begun counts once."""
    dice = random.Random(7)
    film = list(a_film())
    while film:
        async with running(database, log) as runner:
            writing = asyncio.create_task(chronicler.write(ACCOUNT, *film[:3]))
            await asyncio.sleep(dice.uniform(0.0, 0.03))
        await writing
        del film[:3]
    async with running(database, log) as runner:
        await caught_up(runner, log)
    await assert_equal_to_the_fold(database, log)


async def test_rows_and_position_move_together_or_not_at_all(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    async with running(database, log, [JOBS]) as runner:
        await chronicler.write(ACCOUNT, *a_film()[:6])
        before = await caught_up(runner, log, projections=[JOBS])
    async with beside(database) as failing:
        await fails_once_or_twice(database, failing, log, chronicler, before)
    await assert_equal_to_the_fold(database, log, [JOBS])


async def fails_once_or_twice(database: Database, failing: Database, log: SqliteEventLog, chronicler: Chronicler, before: Position) -> None:
    refused = []

    @event.listens_for(failing._engine.sync_engine, "before_cursor_execute")
    def refuse(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO projection_position"):
            refused.append(statement)
            raise OSError("the disk went away")

    async with running(failing, log, [JOBS]) as runner:
        await chronicler.write(ACCOUNT, *a_film()[6:12])
        await until(lambda: true_when(len(refused) >= 2))
        async with Reader(database).snapshot(ACCOUNT, JOBS) as snapshot:
            job = await snapshot.one(JOBS, JOB)
            assert (snapshot.position, job and job.tasks_done) == (before, 0)
        event.remove(failing._engine.sync_engine, "before_cursor_execute", refuse)
        await caught_up(runner, log, projections=[JOBS])


@ONE_KIND
async def test_after_each_of_many_failures_the_wait_is_the_first_one(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    take = Pause.take

    async def noted(pause: Pause) -> None:
        waits.append(pause._s)
        await take(pause)

    monkeypatch.setattr(Pause, "take", noted)
    async with running(database, log, [JOBS]) as runner:
        await chronicler.write(ACCOUNT, *a_film()[:1])
        await caught_up(runner, log, projections=[JOBS])
        tail = log.tail
        for decision in a_film()[1:7]:
            monkeypatch.setattr(log, "tail", lambda *_: failing(log, monkeypatch, tail))
            runner._follow_anew()
            await until(partial(true_after, waits, len(waits)))
            await chronicler.write(ACCOUNT, decision)
            await caught_up(runner, log, projections=[JOBS])
    assert waits == [FIRST_S] * 6


async def true_after(waits: list[float], before: int) -> bool:
    return len(waits) > before


async def failing(log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch, tail: Any) -> AsyncIterator[Any]:
    """Once, and then it is as it was."""
    monkeypatch.setattr(log, "tail", tail)
    raise Unavailable("database is locked")
    yield


@ONE_KIND
async def test_what_lies_elsewhere_than_it_says_is_passed_over(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    async with running(database, log) as runner:
        await chronicler.write(ACCOUNT, *a_film()[:6])
        await chronicler.write_zombie(ACCOUNT, JobStarted(job_id=JOB))
        await chronicler.write(ACCOUNT, *a_film()[6:])
        await caught_up(runner, log)
    await assert_equal_to_the_fold(database, log)


async def test_two_runners_on_one_database_count_nothing_twice(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    async with beside(database) as other, running(database, log) as one, running(other, log) as two:
        for decision in a_film():
            await chronicler.write(ACCOUNT, decision)
        await caught_up(one, log)
        await caught_up(two, log)
    await assert_equal_to_the_fold(database, log)


@ONE_KIND
@pytest.mark.parametrize(("wire", "value"), [("job.started.v9", b"{}"), ("job.started.v1", b"not json"), ("job.failed.v1", b'{"job_id": 5}')])
async def test_a_record_that_cannot_be_read_stops_those_that_need_it_and_nobody_else(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, wire: str, value: bytes
) -> None:
    stranger = next(account for account in (f"acc_x{n}" for n in range(99)) if partition_of(account) != PARTITION)
    registry = CollectorRegistry()
    async with running(database, log, [JOBS, PROJECTS], metrics=Metrics(registry)) as runner:
        await chronicler.write(ACCOUNT, *a_film()[:6])
        before = await caught_up(runner, log, projections=[JOBS, PROJECTS])
        await chronicler.write_raw(ACCOUNT, wire, value)
        await chronicler.write(ACCOUNT, *a_film()[6:])
        await chronicler.write(stranger, *a_film())
        await caught_up(runner, log, stranger, [JOBS, PROJECTS])
        with pytest.raises(PositionPending):
            await Reader(database, runner.applied).wait(Position(PARTITION, before.seq + 1), JOBS, timeout_s=0.3)
        assert set(runner.stopped) == {("jobs", PARTITION), ("projects", PARTITION)}
        assert registry.get_sample_value("studio_projection_stopped", {"projection": "jobs", "partition": str(PARTITION)}) == 1.0
        async with Reader(database).snapshot(ACCOUNT, JOBS) as snapshot:
            assert snapshot.position == before
            assert snapshot.stopped is not None and str(before.seq + 1) in snapshot.stopped  # noqa: PT018
        assert [each["partition"] for each in (await Reader(database).ready())["stopped"]] == [PARTITION, PARTITION]


@ONE_KIND
async def test_an_event_that_one_projection_does_not_handle_cannot_stop_it(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    """task.started means nothing to `projects`, so its broken bytes stop only `tasks` and those that tell every event."""
    async with running(database, log) as runner:
        await chronicler.write(ACCOUNT, *a_film()[:6])
        await chronicler.write_raw(ACCOUNT, "task.started.v1", b"broken")
        await chronicler.write(ACCOUNT, *a_film()[6:])
        await caught_up(runner, log, projections=[PROJECTS, JOBS])
        await until(lambda: true_when(len(runner.stopped) >= 3))
        assert {name for name, _ in runner.stopped} == {"tasks", "audit", "history"}
    await assert_equal_to_the_fold_of_known(database, log)


async def assert_equal_to_the_fold_of_known(database: Database, log: SqliteEventLog) -> None:
    async with Reader(database).snapshot(ACCOUNT, PROJECTS) as snapshot:
        project = await snapshot.one(PROJECTS, PROJECT)
    assert project is not None
    assert (project.status, project.latest_job_status) == ("completed", "cancelled")


@ONE_KIND
async def test_a_fact_that_nobody_knows_stops_everybody(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    async with running(database, log, [JOBS]) as runner:
        await chronicler.write(ACCOUNT, *a_film()[:6])
        await caught_up(runner, log, projections=[JOBS])
        await chronicler.write_raw(ACCOUNT, "job.teleported.v1", b"{}")
        await until(lambda: true_when(bool(runner.stopped)))
    assert "UnknownVersion" in runner.stopped["jobs", PARTITION]


@ONE_KIND
async def test_a_bug_in_a_handler_stops_one_partition_and_an_upgrade_heals_it(
    database: Database, log: SqliteEventLog, chronicler: Chronicler
) -> None:
    def bug(*_: Any) -> Any:
        raise ZeroDivisionError("a bug of ours")

    buggy = Projection(name="jobs", version=JOBS.version, row=JOBS.row, key=JOBS.key, on={**JOBS.on, JobStarted: bug}, indexes=JOBS.indexes)
    await chronicler.write(ACCOUNT, *a_film())
    async with running(database, log, [buggy]) as runner:
        await until(lambda: stopped(database))
    assert "ZeroDivisionError" in (await stopped(database))[0]
    async with running(database, log, [JOBS]) as runner:
        await caught_up(runner, log, projections=[JOBS])
    await assert_equal_to_the_fold(database, log, [JOBS])
    assert await stopped(database) == []


async def stopped(database: Database) -> list[str]:
    try:
        return [each["reason"] for each in (await Reader(database).ready())["stopped"]]
    except Unavailable:  # the runner has not made its tables yet
        return []


async def test_another_history_is_noticed_at_the_start_and_built_again(tmp_path: Path, database: Database, log: SqliteEventLog) -> None:
    await Chronicler(log).write(ACCOUNT, *a_film())
    async with running(database, log) as runner:
        await caught_up(runner, log)
    restored = await SqliteEventLog.open(tmp_path / "restored.db")
    await Chronicler(restored).write(ACCOUNT, *a_film()[:3], actor="somebody else")
    async with running(database, restored) as runner:
        await until(lambda: true_when(runner.applied.seq("jobs", PARTITION) >= 0))
        await caught_up(runner, restored)
    await assert_equal_to_the_fold(database, restored)
    await restored.close()


async def test_a_new_version_is_built_beside_the_old_one(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await chronicler.write(ACCOUNT, *a_film())
    async with running(database, log, [JOBS]) as runner:
        await caught_up(runner, log, projections=[JOBS])
    newer = Projection(name="jobs", version=JOBS.version + 1, row=JOBS.row, key=JOBS.key, on=JOBS.on, indexes=JOBS.indexes)
    with pytest.raises(Unavailable):
        async with Reader(database).snapshot(ACCOUNT, newer):
            pass
    async with running(database, log, [newer]) as runner:
        await caught_up(runner, log, projections=[newer])
    assert await live_version(database, "jobs") == JOBS.version + 1
    await assert_equal_to_the_fold(database, log, [newer])


async def live_version(database: Database, name: str) -> int | None:
    async with database.reading() as connection:
        version: int | None = (await connection.execute(select(LIVE.c.version).where(LIVE.c.name == name))).scalar_one_or_none()
        return version


@ONE_KIND
async def test_what_is_announced_while_a_reader_looks_is_not_missed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking takes time; the last announcement may come in the middle of it."""
    applied = Applied()
    reader, reached = Reader(database, applied), Reader._reached

    async def announced_meanwhile(*question: Any) -> bool:
        before = await reached(*question)
        applied.advance("jobs", PARTITION, 5)
        applied.announce()
        return before

    monkeypatch.setattr(Reader, "_reached", announced_meanwhile)
    async with asyncio.timeout(30):
        await reader.wait(Position(PARTITION, 5), JOBS, timeout_s=3600)


@ONE_KIND
async def test_a_table_that_a_crash_took_back_is_believed_no_further(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    """Rows are committed before they are on the disk; whoever was told of one waits until it is there again."""
    await chronicler.write(ACCOUNT, *a_film()[:6])
    async with running(database, log, [JOBS]) as before:
        end = (await caught_up(before, log, projections=[JOBS])).seq
    runner = Runner(database, log, [JOBS])
    runner.applied.advance("jobs", PARTITION, end + 3)
    await runner._targets()
    assert runner.applied.seq("jobs", PARTITION) == end
