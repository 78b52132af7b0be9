"""A rebuild goes on beside the live table and readers never notice: every answer is the fold at one position, and none goes back."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from infra.database.engine import Database
from infra.event_log.sqlite import SqliteEventLog
from projections import generations, rebuilding, walking
from projections.credits import CREDIT_BALANCE
from projections.jobs import JOBS
from projections.projection import Projection, checksum, fold
from projections.reading import Reader
from projections.rebuilding import rebuild
from projections.tasks import TASKS
from projections.usage import USAGE
from schemas.errors import AlreadyRunning, Corrupt, Unavailable
from schemas.events.job import JobCompleted
from schemas.partitions import partition_of
from tests.projections.histories import ONE_KIND, Chronicler, a_film, all_events, beside, until
from tests.projections.test_runner import assert_equal_to_the_fold, caught_up, running, true_when

READ: tuple[Projection[Any], ...] = (JOBS, TASKS, CREDIT_BALANCE)
ACCOUNTS = ("acc_a", "acc_b", "acc_c")


async def tables(database: Database) -> list[str]:
    async with database.reading() as connection:
        names: list[str] = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return sorted(name for name in names if "__" in name)


@pytest.fixture
async def prepared(database: Database) -> Database:
    await generations.prepare(database)
    return database


async def test_a_rebuilt_table_equals_the_fold_and_the_old_one_is_dropped(prepared: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    for account in ACCOUNTS:
        await chronicler.write(account, *a_film())
    seen: list[tuple[int, int]] = []
    await rebuild(prepared, log, READ, lambda done, total: seen.append((done, total)))
    await assert_equal_to_the_fold(prepared, log, READ)
    await rebuild(prepared, log, READ)
    await assert_equal_to_the_fold(prepared, log, READ)
    assert await tables(prepared) == ["credit_balance__2", "jobs__2", "tasks__2"]
    assert seen[-1] == (294, 294)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


async def test_small_batches_and_little_memory_change_nothing(
    prepared: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every batch forgets what it knew, so that rows and answers of `on_each` are looked up again and again."""
    monkeypatch.setattr(walking, "BATCH", 3)
    monkeypatch.setattr(rebuilding, "REMEMBERED", 0)
    await chronicler.write_together("acc_a", a_film())
    await rebuild(prepared, log, READ)
    await assert_equal_to_the_fold(prepared, log, READ)


async def test_a_killed_rebuild_leaves_the_live_table_and_the_next_one_goes_on(
    prepared: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "BATCH", 2)
    await chronicler.write_together("acc_a", a_film())
    await rebuild(prepared, log, [JOBS])
    halfway = asyncio.Event()
    killed = asyncio.create_task(rebuild(prepared, log, [JOBS], lambda done, _: halfway.set() if done > 40 else None))
    await halfway.wait()
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    assert await tables(prepared) == ["jobs__1", "jobs__2"]
    await assert_equal_to_the_fold(prepared, log, [JOBS])
    seen: list[int] = []
    await rebuild(prepared, log, [JOBS], lambda done, _: seen.append(done))
    assert min(seen) > 40, "what was done was not done again"
    assert await tables(prepared) == ["jobs__2"]
    await assert_equal_to_the_fold(prepared, log, [JOBS])


async def test_two_rebuilds_of_one_projection_do_not_fight(
    prepared: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "BATCH", 1)
    await chronicler.write_together("acc_a", a_film())
    begun = asyncio.Event()
    first = asyncio.create_task(rebuild(prepared, log, [JOBS], lambda *_: begun.set()))
    await begun.wait()
    with pytest.raises(AlreadyRunning, match=f"by process {os.getpid()} on "):
        await rebuild(prepared, log, [JOBS])
    await first
    await assert_equal_to_the_fold(prepared, log, [JOBS])


async def test_a_rebuild_that_cannot_come_as_far_keeps_the_live_table(prepared: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    def bug(*_: Any) -> Any:
        raise ZeroDivisionError

    await chronicler.write_together("acc_a", a_film())
    await rebuild(prepared, log, [JOBS])
    buggy = Projection(name="jobs", version=JOBS.version, row=JOBS.row, key=JOBS.key, on={**JOBS.on, JobCompleted: bug}, indexes=JOBS.indexes)
    with pytest.raises(Corrupt, match="ZeroDivisionError"):
        await rebuild(prepared, log, [buggy])
    await assert_equal_to_the_fold(prepared, log, [JOBS])


async def test_a_live_side_that_is_ahead_is_caught_up_inside_the_switch(
    prepared: Database, log: SqliteEventLog, chronicler: Chronicler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written after the rebuild came to its end is taken in the switching transaction, so that no reader goes back."""
    await chronicler.write_together("acc_a", a_film()[:20])
    async with beside(prepared) as other, running(other, log, READ) as runner:
        await caught_up(runner, log, "acc_a", READ)
        to_the_end = rebuilding._Run._to_the_end

        async def and_then_more(run: Any) -> None:
            await to_the_end(run)
            await chronicler.write("acc_a", *a_film()[20:])
            await caught_up(runner, log, "acc_a", READ)

        monkeypatch.setattr(rebuilding._Run, "_to_the_end", and_then_more)
        await rebuild(prepared, log, READ)
        async with Reader(prepared).snapshot("acc_a", *READ) as snapshot:
            assert snapshot.position.seq == len(await all_events(log, partition_of("acc_a"))) - 1
    await assert_equal_to_the_fold(prepared, log, READ)


async def test_whoever_fills_waits_for_who_switches_and_then_finds_out(prepared: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    await chronicler.write_together("acc_a", a_film())
    [live] = await rebuild(prepared, log, [JOBS])
    partition = partition_of("acc_a")

    async def fill() -> None:
        async with prepared.writing() as connection:
            await generations.expect(connection, [(live, partition, live.marks[partition])])

    await fill()
    async with prepared.writing() as connection:
        await generations.hold(connection, ["jobs"])
        filling = asyncio.create_task(fill())
        await asyncio.sleep(0.2)
        assert not filling.done()
        await connection.execute(generations.POSITION.delete().where(generations.POSITION.c.name == "jobs"))
    with pytest.raises(generations.Moved):
        await filling


# --- ten readers


@dataclass(frozen=True)
class Answer:
    account: str
    seq: int
    rows: str  # checksum


class Audience:
    """Ten readers, each at 100 answers a second. Their answers are the clock of the test, so that a busy machine makes it longer, not weaker."""

    def __init__(self, database: Database) -> None:
        self.done = False
        self._database = database
        self._told: list[list[Answer]] = [[] for _ in range(10)]
        self._readers = [asyncio.create_task(self._read_on(answers, random.Random(seed))) for seed, answers in enumerate(self._told)]

    async def hears(self, more: int) -> None:
        """Returns when so many more answers were given."""
        wanted = sum(map(len, self._told)) + more
        await until(lambda: true_when(sum(map(len, self._told)) >= wanted or any(reader.done() for reader in self._readers)))

    async def leaves(self) -> list[list[Answer]]:
        self.done = True
        await asyncio.gather(*self._readers)
        return self._told

    async def _read_on(self, answers: list[Answer], dice: random.Random) -> None:
        reader = Reader(self._database)
        while not self.done:
            try:
                answers.append(await answer(reader, dice.choice(ACCOUNTS)))
            except Unavailable:
                assert not answers, "what could be read once can be read for ever"
            await asyncio.sleep(0.01)


async def answer(reader: Reader, account: str) -> Answer:
    async with reader.snapshot(account, *READ) as snapshot:
        rows = [row for projection in READ for row in await snapshot.many(projection, limit=1000)]
        return Answer(account, snapshot.position.seq, checksum(sorted(rows, key=repr)))


async def expected(log: SqliteEventLog, account: str) -> dict[int, str]:
    """seq -> checksum of the account's rows as they are after that event."""
    after, events = {}, await all_events(log, partition_of(account))
    for count in range(len(events) + 1):
        rows = [row for projection in READ for row in fold(projection, events[:count]).values() if row.account_id == account]
        after[count - 1] = checksum(sorted(rows, key=repr))
    return after


async def test_ten_readers_through_rebuild_kill_and_switch(log: SqliteEventLog, database: Database, chronicler: Chronicler) -> None:
    dice, film = random.Random(11), list(a_film())
    await generations.prepare(database)
    await rebuild(database, log, READ)
    audience = Audience(database)
    while film:
        async with beside(database) as runners, beside(database) as rebuilders, running(runners, log, READ):
            rebuilding_ = asyncio.create_task(rebuild(rebuilders, log, READ))
            killed = asyncio.create_task(rebuild(rebuilders, log, [USAGE]))
            for decision in film[:5]:
                for account in ACCOUNTS:
                    await chronicler.write(account, decision)
                await audience.hears(dice.randrange(20))
            del film[:5]
            killed.cancel()
            await asyncio.gather(rebuilding_, killed, return_exceptions=True)
            await audience.hears(dice.randrange(20))
            assert rebuilding_.exception() is None
        await audience.hears(5)  # nobody follows the log now, and the answers go on
    async with running(database, log, READ) as runner:
        for account in ACCOUNTS:
            await caught_up(runner, log, account, READ)
        await audience.hears(50)
    await assert_told_the_truth(await audience.leaves(), log)


@ONE_KIND
async def test_ten_readers_while_the_process_that_fills_is_killed_again_and_again(
    log: SqliteEventLog, database: Database, chronicler: Chronicler, tmp_path: Path
) -> None:
    """-9, at a moment that the readers' own answers choose: while it follows, rebuilds or switches."""
    dice, film = random.Random(12), list(a_film())
    await generations.prepare(database)
    await rebuild(database, log, READ)
    audience, begun, ended = Audience(database), 0, 0
    while film:
        child = await filling(tmp_path / "log.db", database)
        assert child.stdout is not None
        assert await child.stdout.readline() == b"rebuilding\n"
        for decision in film[:4]:
            for account in ACCOUNTS:
                await chronicler.write(account, decision)
            await audience.hears(dice.randrange(30))
        del film[:4]
        child.kill()
        said = (await child.communicate())[0].decode().split()
        begun, ended = begun + 1 + said.count("rebuilding"), ended + said.count("rebuilt")
        assert child.returncode == -signal.SIGKILL, said
    assert begun > ended > 0, "some were killed in a rebuild, and some rebuilds came to their end"
    async with running(database, log, READ) as runner:
        for account in ACCOUNTS:
            await caught_up(runner, log, account, READ)
        await audience.hears(50)
    await assert_told_the_truth(await audience.leaves(), log)
    await assert_equal_to_the_fold(database, log, READ)


async def filling(path: Path, database: Database) -> asyncio.subprocess.Process:
    url, names = database._engine.url.render_as_string(hide_password=False), ",".join(projection.name for projection in READ)
    words = ("-m", "tests.support.projector_child", str(path), url, names)
    return await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)


async def assert_told_the_truth(told: list[list[Answer]], log: SqliteEventLog) -> None:
    """Every answer is the fold at one position, and no reader is taken back."""
    truth = {account: await expected(log, account) for account in ACCOUNTS}
    distinct = {each for answers in told for each in answers}
    assert len(distinct) > 30, "the readers saw the film being made"
    assert [each for each in distinct if truth[each.account][each.seq] != each.rows] == []
    for answers in told:
        assert_never_back(answers)


def assert_never_back(answers: list[Answer]) -> None:
    latest: dict[str, int] = defaultdict(lambda: -1)
    for each in answers:
        assert each.seq >= latest[each.account], each
        latest[each.account] = each.seq
