"""What an operator does with a rebuild: pause it and go on, call it off, take back what was before, and be told when the two tables differ."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from infra.database.engine import Database
from infra.event_log.sqlite import SqliteEventLog
from projections import generations, rebuilding, walking
from projections.credits import CREDIT_BALANCE
from projections.generations import Asked, Generation
from projections.jobs import JOBS
from projections.projection import Projection
from projections.rebuilding import How, Stopped, Told, call_off, rebuild
from projections.sharing import Shared
from projections.tasks import TASKS
from schemas.errors import Corrupt, NotAllowed, NotFound
from schemas.partitions import partition_of
from studio.places import opened
from tests.projections.histories import Chronicler, a_film, beside
from tests.projections.test_rebuilding import tables
from tests.projections.test_runner import assert_equal_to_the_fold, caught_up, running

pytestmark = pytest.mark.usefixtures("quick")
ACCOUNTS = ("acc_a", "acc_b", "acc_c")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small steps, so that there is a middle."""
    monkeypatch.setattr(walking, "BATCH", 10)
    monkeypatch.setattr(rebuilding, "LISTEN_S", 0.001)


@pytest.fixture
async def prepared(database: Database, chronicler: Chronicler) -> Database:
    await generations.prepare(database)
    for account in ACCOUNTS:
        await chronicler.write_together(account, a_film())
    return database


async def stopped_half_way(database: Database, log: SqliteEventLog, asked: Asked) -> int:
    """How many records had been taken. From the middle on the run waits, so that it does not come to its end before it hears."""
    seen, halfway = [0], asyncio.Event()
    on = walking.Walk._next

    async def held_up(walk: Any, *arguments: Any) -> Any:
        if seen[-1] > 40:
            halfway.set()
            await asyncio.Event().wait()
        return await on(walk, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking.Walk, "_next", held_up)
        running_ = asyncio.create_task(rebuild(database, log, [JOBS], lambda done, _: seen.append(done)))
        await halfway.wait()
        async with beside(database) as other:
            await generations.ask(other, "jobs", asked)
        with pytest.raises(Stopped) as stopped:
            await running_
    assert stopped.value.asked is asked
    return seen[-1]


async def live_one(database: Database, projection: Projection[Any]) -> Generation:
    async with database.reading() as connection:
        [found] = await generations.live(connection, [projection])
    return found


async def spoil(database: Database, number: int) -> None:
    async with database.writing() as connection:
        changed = await connection.exec_driver_sql(f"UPDATE credit_balance__{number} SET available = available + 1 WHERE account_id = 'acc_a'")
        assert changed.rowcount == 1


async def test_a_paused_rebuild_waits_for_an_operator_and_goes_on_where_it_was(prepared: Database, log: SqliteEventLog) -> None:
    await rebuild(prepared, log, [JOBS])
    done = await stopped_half_way(prepared, log, Asked.PAUSE)
    assert await rebuild(prepared, log, [JOBS], how=How(leave=True)) == [], "who follows the log leaves it alone"
    assert await tables(prepared) == ["jobs__1", "jobs__2"]
    seen: list[int] = []
    await rebuild(prepared, log, [JOBS], lambda done, _: seen.append(done))
    assert seen[0] >= done
    assert await tables(prepared) == ["jobs__2"]
    await assert_equal_to_the_fold(prepared, log, [JOBS])


async def test_a_cancelled_rebuild_leaves_nothing_but_the_live_table(prepared: Database, log: SqliteEventLog) -> None:
    await rebuild(prepared, log, [JOBS])
    await stopped_half_way(prepared, log, Asked.CANCEL)
    assert await tables(prepared) == ["jobs__1"]
    assert not await call_off(prepared, JOBS)
    await stopped_half_way(prepared, log, Asked.PAUSE)
    assert await call_off(prepared, JOBS)
    assert await tables(prepared) == ["jobs__1"]
    await assert_equal_to_the_fold(prepared, log, [JOBS])


async def test_both_tables_are_compared_at_one_position_while_the_live_one_goes_on(
    prepared: Database, log: SqliteEventLog, chronicler: Chronicler
) -> None:
    await rebuild(prepared, log, [TASKS, CREDIT_BALANCE])
    told = Told()
    async with beside(prepared) as other, running(other, log, [TASKS, CREDIT_BALANCE]) as runner:
        rebuilding_ = asyncio.create_task(rebuild(prepared, log, [TASKS, CREDIT_BALANCE], told=told))
        for decision in a_film():
            await chronicler.write("acc_d", decision)
        await rebuilding_
        await caught_up(runner, log, "acc_d", [TASKS, CREDIT_BALANCE])
    assert [(one.old == one.new, one.different) for one in told.compared.values()] == [(True, "")] * 2
    await assert_equal_to_the_fold(prepared, log, [TASKS, CREDIT_BALANCE])


async def test_tables_that_differ_are_not_switched_unless_that_is_said(prepared: Database, log: SqliteEventLog) -> None:
    await rebuild(prepared, log, [CREDIT_BALANCE])
    await spoil(prepared, 1)
    with pytest.raises(Corrupt, match=rf"partition {partition_of('acc_a')} at seq \d+.*--even-if-different"):
        await rebuild(prepared, log, [CREDIT_BALANCE])
    assert (await live_one(prepared, CREDIT_BALANCE)).number == 1
    told = Told()
    await rebuild(prepared, log, [CREDIT_BALANCE], how=How(even_if_different=True), told=told)
    assert told.compared["credit_balance"].old != told.compared["credit_balance"].new
    assert (await live_one(prepared, CREDIT_BALANCE)).number == 2
    await assert_equal_to_the_fold(prepared, log, [CREDIT_BALANCE])


async def test_what_was_before_comes_back_with_what_happened_since(prepared: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await rebuild(prepared, log, [CREDIT_BALANCE])
    with pytest.raises(NotFound, match="credit_balance"):
        await rebuild(prepared, log, [CREDIT_BALANCE], how=How(returning=True))
    await rebuild(prepared, log, [CREDIT_BALANCE], how=How(keep=True))
    assert await tables(prepared) == ["credit_balance__1", "credit_balance__2"]
    async with beside(prepared) as other, running(other, log, [CREDIT_BALANCE]) as runner:
        await chronicler.write_together("acc_d", a_film())
        await caught_up(runner, log, "acc_d", [CREDIT_BALANCE])
        await spoil(prepared, 2)
        await rebuild(prepared, log, [CREDIT_BALANCE], how=How(returning=True, keep=True))
        await chronicler.write_together("acc_e", a_film())
        await caught_up(runner, log, "acc_e", [CREDIT_BALANCE])
    assert (await live_one(prepared, CREDIT_BALANCE)).number == 1
    await assert_equal_to_the_fold(prepared, log, [CREDIT_BALANCE])
    await rebuild(prepared, log, [CREDIT_BALANCE], how=How(keep=True))
    assert await tables(prepared) == ["credit_balance__1", "credit_balance__3"], "of those that were live, the last is kept"


async def test_there_is_no_way_back_to_what_this_version_cannot_read(prepared: Database, log: SqliteEventLog) -> None:
    before = Projection(name="jobs", version=JOBS.version - 1, row=JOBS.row, key=JOBS.key, on=JOBS.on, indexes=JOBS.indexes)
    await rebuild(prepared, log, [before])
    told = Told()
    await rebuild(prepared, log, [JOBS], how=How(keep=True), told=told)
    assert told.compared == {}, "rows of two versions are not compared"
    with pytest.raises(NotAllowed, match=f"version {JOBS.version - 1}"):
        await rebuild(prepared, log, [JOBS], how=How(returning=True))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_several_processes_make_what_one_makes(prepared: Database, log: SqliteEventLog, tmp_path: Path) -> None:
    url = prepared._engine.url.render_as_string(hide_password=False)
    shared = Shared(processes=2, url=url, log=partial(opened, tmp_path / "log.db"), worth_records=0)
    await rebuild(prepared, log, [JOBS, TASKS], how=How(shared=shared))
    await assert_equal_to_the_fold(prepared, log, [JOBS, TASKS])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_wish_is_looked_for_after_the_switch_too(
    prepared: Database, log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the run waits for those who still read the old table there is nothing beside the live one, and nothing to tell of."""
    outlive = Database.outlive_readers

    async def slowly(database: Database, most_s: float) -> bool:
        await asyncio.sleep(0.2)
        return await outlive(database, most_s)

    await rebuild(prepared, log, [JOBS])
    monkeypatch.setattr(Database, "outlive_readers", slowly)
    url = prepared._engine.url.render_as_string(hide_password=False)
    shared = Shared(processes=2, url=url, log=partial(opened, tmp_path / "log.db"))
    await rebuild(prepared, log, [JOBS], how=How(shared=shared))
    await assert_equal_to_the_fold(prepared, log, [JOBS])
