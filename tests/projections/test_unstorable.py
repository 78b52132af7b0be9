"""An event that a table cannot hold stops that table's partition before it, live and when built anew; everything else goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from infra.database.dialects import Unstorable, storing
from infra.database.engine import Database
from infra.event_log.sqlite import SqliteEventLog
from projections import generations, rebuilding
from projections.catalogue import PROJECTIONS
from projections.credits import CREDIT_STATEMENT
from projections.jobs import JOBS
from projections.projection import checksum, fold
from projections.reading import Reader
from projections.rebuilding import rebuild
from projections.runner import Runner
from schemas.errors import Corrupt, Unavailable
from schemas.events.account import CreditsGranted
from schemas.events.job import JobStarted
from schemas.partitions import partition_of
from schemas.values import GrantSource
from tests.projections.histories import ACCOUNT, ONE_KIND, Chronicler, a_film, all_events, until
from tests.projections.test_runner import caught_up, running, true_when

PARTITION = partition_of(ACCOUNT)
STRANGER = next(account for account in (f"acc_x{n}" for n in range(99)) if partition_of(account) != PARTITION)
NEVER = CreditsGranted(grant_id="g", source=GrantSource.BONUS, priority=1, amount=5, expires_at=2**63, payment_id=None, balance_after=5)
LIFE = [*a_film()[:6], (NEVER,), *a_film()[6:]]
OTHERS = [each for each in PROJECTIONS if each is not CREDIT_STATEMENT]


async def assert_only_the_statement_stopped(database: Database, log: SqliteEventLog) -> None:
    events = await all_events(log, PARTITION)
    bad = next(one.seq for one in events if one.event == NEVER)
    for each in OTHERS:
        assert await Reader(database).checksum(each, PARTITION) == checksum(fold(each, events).values()), each.name
    assert await Reader(database).checksum(CREDIT_STATEMENT, PARTITION) == checksum(fold(CREDIT_STATEMENT, events[:bad]).values())
    strangers = fold(CREDIT_STATEMENT, await all_events(log, partition_of(STRANGER)))
    assert await Reader(database).checksum(CREDIT_STATEMENT, partition_of(STRANGER)) == checksum(strangers.values())
    [stopped] = (await Reader(database).ready())["stopped"]
    assert (stopped["projection"], stopped["partition"]) == ("credit_statement", PARTITION)
    assert f"{PARTITION}:{bad} credits.granted" in stopped["reason"]


async def assert_others_go_on(database: Database, log: SqliteEventLog, runner: Runner) -> None:
    await caught_up(runner, log, projections=OTHERS)
    await caught_up(runner, log, STRANGER)
    await until(lambda: true_when(set(runner.stopped) == {("credit_statement", PARTITION)}))
    await assert_only_the_statement_stopped(database, log)


async def test_a_number_that_no_column_holds_stops_one_table_there(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    async with running(database, log) as runner:
        await chronicler.write(STRANGER, *a_film()[:3])
        await caught_up(runner, log, STRANGER)
        await chronicler.write_together(ACCOUNT, LIFE)
        await chronicler.write(STRANGER, *a_film()[3:8])
        await assert_others_go_on(database, log, runner)
    async with running(database, log) as runner:  # the cure may have been an upgrade; it was none
        await chronicler.write(STRANGER, *a_film()[8:])
        await assert_others_go_on(database, log, runner)


@ONE_KIND
async def test_a_table_that_is_built_anew_stops_there_too(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await chronicler.write_together(ACCOUNT, LIFE)
    await chronicler.write(STRANGER, *a_film()[:8])
    async with running(database, log) as runner:
        await assert_others_go_on(database, log, runner)


@ONE_KIND
async def test_the_bad_event_is_found_in_few_transactions(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await generations.prepare(database)
    await chronicler.write_together(ACCOUNT, LIFE)
    begun: list[Any] = []
    event.listen(database._engine.sync_engine, "begin", begun.append)
    await rebuild(database, log, PROJECTIONS)
    events = await all_events(log, PARTITION)
    assert len(events) > 90
    assert len(begun) < 80  # one a table, and two for each halving of the one that fails


async def test_a_rebuild_that_cannot_write_the_last_step_says_so_and_keeps_the_live_table(
    database: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chronicler.write(ACCOUNT, *a_film()[:20])
    async with running(database, log, [CREDIT_STATEMENT]) as runner:
        await caught_up(runner, log, projections=[CREDIT_STATEMENT])
        to_the_end = rebuilding._Run._to_the_end

        async def and_then_more(run: Any) -> None:
            await to_the_end(run)
            await chronicler.write(ACCOUNT, *a_film()[20:])
            await caught_up(runner, log, projections=[CREDIT_STATEMENT])

        async def refuse(*_: Any) -> None:
            raise Unstorable("OverflowError")

        monkeypatch.setattr(rebuilding._Run, "_to_the_end", and_then_more)
        monkeypatch.setattr(rebuilding, "write", refuse)
        with pytest.raises(Corrupt, match="OverflowError"):
            await rebuild(database, log, [CREDIT_STATEMENT])
    rows = fold(CREDIT_STATEMENT, await all_events(log, PARTITION)).values()
    assert await Reader(database).checksum(CREDIT_STATEMENT, PARTITION) == checksum(rows)


class Postgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    "error",
    [
        OverflowError("too large"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"),
        DataError("INSERT", None, Exception("string or blob too big")),
        DBAPIError("INSERT", None, Postgres("22021")),  # a zero byte in text
        DBAPIError("INSERT", None, Postgres("54000")),  # too long for an index
    ],
)
def test_what_the_values_are_to_blame_for(error: Exception) -> None:
    with pytest.raises(Unstorable), storing():
        raise error


@pytest.mark.parametrize("error", [OperationalError("INSERT", None, Exception("database is locked")), DBAPIError("INSERT", None, Postgres("40P01"))])
def test_what_they_are_not_to_blame_for(error: DBAPIError) -> None:
    with pytest.raises(type(error)), storing():
        raise error


async def test_a_lost_connection_is_the_database_being_away(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.reading():
            raise DBAPIError("SELECT", None, Postgres("08006"), connection_invalidated=True)


async def test_a_reason_that_quotes_a_zero_byte_is_stored_without_it(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    def quotes(*_: Any) -> Any:
        raise ValueError("a\0b\ud800")

    quoting = replace(JOBS, on={**JOBS.on, JobStarted: quotes})
    await chronicler.write(ACCOUNT, *a_film())
    async with running(database, log, [quoting]) as runner:
        await until(lambda: true_when(bool(runner.stopped)))
        assert runner.stopped["jobs", PARTITION].endswith("ValueError: a?b?")
