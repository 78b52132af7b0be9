"""What the embedded log does beyond the contract: its file, its transactions, its clock, its journal, its locks."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from infra.event_log import sqlite, sqlite_file, sqlite_writer
from infra.event_log.bell import Bell
from infra.event_log.claim import Claim
from infra.event_log.ownership import GroupLock
from infra.event_log.port import Assigned, NewRecord, Record, UnknownOutcome
from infra.event_log.printable import pack, size
from infra.event_log.sqlite import SqliteEventLog
from schemas.errors import BrokenLink, Corrupt, Overloaded, PositionGone, StorageFull, Unavailable, Undecodable, UnknownVersion
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS
from tests.contracts.event_log import Child, Member, reign, texts, values
from tests.contracts.test_sqlite_event_log import SqliteBackstage
from tests.support.reference_writer import ReferenceWriter

PATIENCE_S = 20.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(path)
    yield log
    await log.close()


def sql(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """What another program does to the file; the rows of the last statement."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


# --- the file


async def test_a_file_that_is_no_log_is_refused_and_left_as_it_is(path: Path) -> None:
    script = b"a film script, say" * 100
    await asyncio.to_thread(path.write_bytes, script)
    with pytest.raises(Corrupt, match=r"not an event log.*Move it away"):
        await SqliteEventLog.open(path)
    assert await asyncio.to_thread(path.read_bytes) == script


async def test_the_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    sql(path, "CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(Corrupt, match="not an event log"):
        await SqliteEventLog.open(path)
    assert sql(path, "SELECT name FROM sqlite_master") == [("invoices",)]


async def test_a_log_of_a_newer_studio_is_refused_with_the_cure(path: Path) -> None:
    await (await SqliteEventLog.open(path)).close()
    sql(path, f"PRAGMA user_version = {sqlite_file.SCHEMA + 1}")
    with pytest.raises(UnknownVersion, match="Upgrade"):
        await SqliteEventLog.open(path)


async def test_a_log_of_schema_1_is_taken_over_record_by_record(path: Path) -> None:
    sql(
        path,
        "CREATE TABLE record (topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, time INTEGER NOT NULL, "
        "key TEXT NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (topic, partition, offset)) WITHOUT ROWID",
        *(f"INSERT INTO record VALUES ('{EVENTS}', 3, {offset}, {70 + offset}, 'acc_1', 'seq\n{offset}', x'7b7d')" for offset in range(40)),
        f"INSERT INTO record VALUES ('{COMMANDS}', 15, 0, 7, 'acc_2', '', x'')",
        f"PRAGMA application_id = {sqlite_file.APPLICATION}",
        "PRAGMA user_version = 1",
    )
    log = await SqliteEventLog.open(path)
    assert await log.read(EVENTS, 3, 0) == [Record(offset, 70 + offset, "acc_1", b"{}", {"seq": str(offset)}) for offset in range(40)]
    assert await log.append(COMMANDS, 15, texts("a", 1)) == 1
    assert [record.key for record in await log.read(COMMANDS, 15, 0)] == ["acc_2", "acc_1"]
    await log.close()
    assert sql(path, "SELECT topic, partition, count(*), max(offset) FROM record GROUP BY 1, 2") == [(COMMANDS, 15, 2, 1), (EVENTS, 3, 40, 39)]


async def test_a_path_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "log.db").mkdir()
    with pytest.raises(Unavailable, match="cannot be opened"):
        await SqliteEventLog.open(tmp_path / "log.db")


async def test_a_damaged_file_is_corrupt_and_not_empty(path: Path) -> None:
    log = await SqliteEventLog.open(path)
    for partition in range(PARTITIONS):
        await log.append(EVENTS, partition, [NewRecord("acc_1", b"x" * 1000)] * 50)
    await log.close()
    overwrite(path, 2 * sqlite_file.PAGE_BYTES)
    again = await SqliteEventLog.open(path)
    with pytest.raises(Corrupt, match="damaged"):
        await again.read(EVENTS, 0, 0)
    await again.close()


def overwrite(path: Path, begin: int) -> None:
    """From there to the end."""
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(b"\xff" * (path.stat().st_size - begin))


async def test_processes_that_begin_at_the_same_time_make_one_log(tmp_path: Path) -> None:
    backstage = SqliteBackstage(tmp_path)
    starts = [Child.start(backstage, "append_when_told") for _ in range(3)]
    children = await asyncio.gather(*[start.__aenter__() for start in starts])
    assert await asyncio.gather(*[child.line() for child in children]) == ["ready"] * 3
    for child in children:
        await child.say(f"{EVENTS} 0 hello")
    assert sorted(await asyncio.gather(*[child.line() for child in children])) == ["0", "1", "2"]
    await asyncio.gather(*[start.__aexit__(None, None, None) for start in starts])


async def test_each_commit_is_flushed_to_the_disk(log: SqliteEventLog, path: Path) -> None:
    """A killed process cannot prove it, and we cannot cut the power: so the settings that make SQLite call fsync are looked at."""
    assert log._writer._connection.execute("PRAGMA synchronous").fetchall() == [(2,)]
    assert sql(path, "PRAGMA journal_mode") == [("wal",)]


async def test_who_changes_a_row_is_found_by_the_link(log: SqliteEventLog, path: Path) -> None:
    await log.append(COMMANDS, 0, texts("command", 6))
    await reign(log, ReferenceWriter("writer"))
    sql(path, f"UPDATE record SET value = replace(value, '4', '5') WHERE topic = '{EVENTS}' AND offset = 5")
    with pytest.raises(BrokenLink, match="offset 6: seq 5 does not continue seq 4"):
        list(Claim(0).events(await log.read(EVENTS, 0, 0)))
    sql(path, f"UPDATE record SET headers = CAST(x'ff' || headers AS TEXT) WHERE topic = '{EVENTS}' AND offset = 3")
    with pytest.raises(Undecodable, match="offset 3"):
        list(Claim(0).events(await log.read(EVENTS, 0, 0)))


@pytest.mark.parametrize("headers", [{}, {"a": ""}, {"a": "", "b": ""}, {"a": "b", "c": "d e"}, {"": "x"}])
def test_headers_come_back_as_they_were_packed_and_weigh_as_much(headers: dict[str, str]) -> None:
    record = NewRecord("k", b"value", headers)
    packed = pack(record)
    assert sqlite_file.unpack(packed) == headers
    assert size(record, packed) == record.size


# --- transactions


async def test_callers_of_one_turn_share_a_transaction(path: Path) -> None:
    steps: Counter[str] = Counter()
    log = await SqliteEventLog.open(path, fault_point=lambda step: steps.update([step]))
    bases = await asyncio.gather(*[log.append((COMMANDS, EVENTS)[number % 2], number % PARTITIONS, texts("a", 2)) for number in range(200)])
    await log.close()
    assert len(bases) == 200
    assert steps == dict.fromkeys(("event_log.begun", "event_log.inserted", "event_log.committed", "event_log.acknowledged"), 1)


async def test_a_displaced_batch_does_not_disturb_those_that_share_its_transaction(log: SqliteEventLog) -> None:
    claims = (None, 7, 3, 3, None)  # the end is 0, 3, 3, 6 and 6 when they are looked at
    asked = [log.append(EVENTS, 0, texts(str(number), 3), at) for number, at in enumerate(claims)]
    outcomes = [
        type(outcome).__name__ if isinstance(outcome, Exception) else outcome for outcome in await asyncio.gather(*asked, return_exceptions=True)
    ]
    assert outcomes == [0, "Displaced", 3, "Displaced", 6]
    assert values(await log.read(EVENTS, 0, 0)) == [f"{number}:{index}" for number in (0, 2, 4) for index in range(3)]


def failing(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "means"),
    [
        (sqlite3.SQLITE_FULL, StorageFull),
        (sqlite3.SQLITE_BUSY, Unavailable),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Unavailable),
        (sqlite3.SQLITE_READONLY, Unavailable),
        (sqlite3.SQLITE_CANTOPEN, Unavailable),
        (sqlite3.SQLITE_CORRUPT, Corrupt),
        (sqlite3.SQLITE_NOTADB, Corrupt),
        (sqlite3.SQLITE_IOERR_FSYNC, UnknownOutcome),
        (sqlite3.SQLITE_IOERR_WRITE, UnknownOutcome),
        (sqlite3.SQLITE_ERROR, UnknownOutcome),
    ],
)
def test_only_an_error_that_surely_left_nothing_behind_says_so(code: int, means: type[Exception]) -> None:
    assert type(sqlite_writer.write_error(failing(code))) is means


async def test_a_file_that_may_not_be_written_is_unavailable_and_comes_back(log: SqliteEventLog) -> None:
    log._writer._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Unavailable, match="Nothing was written"):
        await log.append(EVENTS, 0, texts("a", 1))
    log._writer._connection.execute("PRAGMA query_only = OFF")
    assert await log.append(EVENTS, 0, texts("a", 1)) == 0


async def test_an_append_waits_for_a_neighbour_and_gives_up_when_it_holds_the_file_for_ever(
    log: SqliteEventLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as neighbour:
        neighbour.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(log.append(EVENTS, 0, texts("a", 1)))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        neighbour.execute("COMMIT")
        assert await waiting == 0
        monkeypatch.setattr(sqlite_file, "BUSY_S", 0.05)
        neighbour.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="Nothing was written"):
            await log.append(EVENTS, 0, texts("b", 1))
        neighbour.execute("ROLLBACK")
    assert await log.append(EVENTS, 0, texts("c", 1)) == 1


async def test_a_defect_in_the_writers_thread_is_told_and_ends_nothing(path: Path) -> None:
    def broken(step: str) -> None:
        if step == "event_log.inserted" and not told:
            told.append(step)
            raise ZeroDivisionError

    told: list[str] = []
    log = await SqliteEventLog.open(path, fault_point=broken)
    with pytest.raises(ZeroDivisionError):
        await log.append(EVENTS, 0, texts("a", 1))
    assert await log.append(EVENTS, 0, texts("b", 1)) == 0
    await log.close()


async def test_what_waits_has_a_bound(log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAITING_BYTES_MAX", 5_000)
    asked = [log.append(EVENTS, 0, [NewRecord("acc_1", b"x" * 900)]) for _ in range(10)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(outcome, Overloaded) for outcome in outcomes] == [False] * 5 + [True] * 5
    assert await log.append(EVENTS, 0, [NewRecord("acc_1", b"x" * 900)]) == 5


async def test_the_clock_of_a_partition_never_steps_back(path: Path) -> None:
    """Not when the machine's does, and not when the log is opened again; another partition has its own."""
    times = iter([5_000, 4_000, 6_000])
    log = await SqliteEventLog.open(path, clock=lambda: next(times))
    for _ in range(3):
        await log.append(COMMANDS, 0, texts("a", 1))
    await log.close()
    again = await SqliteEventLog.open(path, clock=lambda: 1_000)
    await again.append(COMMANDS, 0, texts("a", 2))
    await again.append(COMMANDS, 1, texts("a", 1))
    assert [record.time for record in await again.read(COMMANDS, 0, 0)] == [5_000, 5_000, 6_000, 6_000, 6_000]
    assert [record.time for record in await again.read(COMMANDS, 1, 0)] == [1_000]
    await again.close()


async def test_the_journal_is_moved_into_the_file_and_stays_small(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_writer, "MOVE_BYTES", 200_000)
    monkeypatch.setattr(sqlite_writer, "UNMOVED_BYTES_MAX", 1_000_000)
    log = await SqliteEventLog.open(path)
    for number in range(400):
        await log.append(EVENTS, number % PARTITIONS, [NewRecord("acc_1", b"x" * 8_000)] * 10)
    sizes = {name: await asyncio.to_thread(os.path.getsize, tmp_path / name) for name in ("log.db", "log.db-wal")}
    assert sizes["log.db"] > 30_000_000
    assert sizes["log.db-wal"] < 10_000_000, "all of the file was written through it"
    await log.close()
    assert sql(path, "PRAGMA integrity_check", "SELECT count(*) FROM record") == [(4_000,)]


# --- following


async def test_a_busy_partition_does_not_starve_another(log: SqliteEventLog) -> None:
    for _ in range(5):
        await log.append(EVENTS, 0, texts("many", 1000))
    await log.append(EVENTS, 1, texts("one", 1))
    async with aclosing(log.tail(EVENTS, {0: 0, 1: 0})) as tail:
        assert [(await anext(tail)).partition for _ in range(2)] == [0, 1]


async def test_a_reader_that_never_waits_leaves_the_loop_to_others(log: SqliteEventLog) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    for _ in range(10):
        await log.append(EVENTS, 0, texts("a", 1000))
    beside = asyncio.ensure_future(other())
    left = 10_000
    async with aclosing(log.tail(EVENTS, {0: 0})) as tail:
        async for batch in tail:
            if (left := left - len(batch.records)) == 0:
                break
    assert turns >= 10_000 // sqlite.SLICE_RECORDS
    turns = 0
    assert len(await log.read(EVENTS, 0, 0, 10_000)) == 10_000
    assert turns >= 10_000 // sqlite.SLICE_RECORDS
    beside.cancel()


async def test_a_tail_that_is_ahead_of_the_watch_hides_nothing_from_one_that_sleeps(
    log: SqliteEventLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds what another process appended before the watch does; the watch must not think that everybody knows."""
    monkeypatch.setattr(sqlite, "WATCH_S", 0.3)
    other = await SqliteEventLog.open(path)
    await log.append(EVENTS, 0, texts("a", sqlite.SLICE_RECORDS + 10))
    end = await log.end(EVENTS, 0)
    async with aclosing(log.tail(EVENTS, {0: 0})) as ahead, aclosing(log.tail(EVENTS, {0: end})) as asleep:
        await anext(ahead)
        sleeper = asyncio.ensure_future(anext(asleep))
        await asyncio.sleep(0.01)
        await other.append(EVENTS, 0, texts("b", 2))
        assert (await anext(ahead)).records[-1].value == b"b:1"
        waiting = asyncio.ensure_future(anext(ahead))
        assert values((await asyncio.wait_for(sleeper, PATIENCE_S)).records) == ["b:0", "b:1"]
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await other.close()


async def test_an_old_answer_does_not_hide_what_the_watch_has_seen(log: SqliteEventLog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our append ended at 5, another process went on to 7, the watch saw that; only then the loop hears of our own append."""
    monkeypatch.setattr(sqlite, "WATCH_S", 60.0)
    other = await SqliteEventLog.open(path)
    await log.append(EVENTS, 0, texts("a", 5))
    async with aclosing(log.tail(EVENTS, {0: 5})) as tail:
        sleeper = asyncio.ensure_future(anext(tail))
        await asyncio.sleep(0.01)
        await other.append(EVENTS, 0, texts("b", 2))
        log._moved({(EVENTS, 0): 7})
        log._settled(sqlite_writer.Group([], {(EVENTS, 0): sqlite_file.End(5, 0)}))
        assert values((await asyncio.wait_for(sleeper, PATIENCE_S)).records) == ["b:0", "b:1"]
    await other.close()


@pytest.mark.parametrize("deaf", [False, True])
async def test_a_tail_hears_the_bell_of_another_process_and_asks_the_file_for_who_could_not_ring(
    log: SqliteEventLog, path: Path, monkeypatch: pytest.MonkeyPatch, deaf: bool
) -> None:
    other = await SqliteEventLog.open(path)
    if deaf:  # as if it was killed between its commit and its ring
        monkeypatch.setattr(other._bell, "ring", lambda: None)
    else:
        monkeypatch.setattr(sqlite, "DEAF_S", 60.0)
    async with aclosing(log.tail(EVENTS, {0: 0})) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        await asyncio.sleep(0.02)
        await other.append(EVENTS, 0, texts("a", 1))
        assert values((await asyncio.wait_for(waiting, PATIENCE_S)).records) == ["a:0"]
    await other.close()


def test_nobodys_ring_hides_anothers(tmp_path: Path) -> None:
    ours, theirs = Bell(tmp_path / "bell"), Bell(tmp_path / "bell")
    while ours._begin == theirs._begin:
        theirs.close()
        theirs = Bell(tmp_path / "bell")
    before = ours.others()
    theirs.ring()
    ours.ring()
    heard = ours.others()
    assert heard != before
    ours.ring()
    assert ours.others() == heard, "what we rang ourselves is no news"
    ours.close()
    theirs.close()


async def test_a_tail_is_told_when_the_log_loses_its_tail_under_it(log: SqliteEventLog, path: Path) -> None:
    await log.append(EVENTS, 0, texts("a", 5))
    async with aclosing(log.tail(EVENTS, {0: 0})) as tail:
        assert len((await anext(tail)).records) == 5
        sql(path, "DELETE FROM record WHERE offset >= 3")
        with pytest.raises(PositionGone):
            await asyncio.wait_for(anext(tail), PATIENCE_S)


async def test_a_tail_is_told_when_the_file_cannot_be_read_any_more(log: SqliteEventLog, path: Path) -> None:
    async with aclosing(log.tail(EVENTS, {0: 0})) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        await asyncio.sleep(0.02)
        sql(path, "DROP TABLE record")
        with pytest.raises(Unavailable):
            await asyncio.wait_for(waiting, PATIENCE_S)


async def test_a_tail_that_was_busy_while_the_watch_failed_is_told_and_a_later_one_has_a_watch(
    log: SqliteEventLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await SqliteEventLog.open(path)
    async with aclosing(log.tail(EVENTS, {0: 0})) as busy:
        await other.append(EVENTS, 0, texts("a", 1))
        await anext(busy)  # and has it in hand
        with monkeypatch.context() as patch:
            patch.setattr(log, "_look", _unreadable)
            await other.append(EVENTS, 1, texts("b", 1))
            while log._watch is not None and not log._watch.done():
                await asyncio.sleep(0.005)
        with pytest.raises(Unavailable):
            await asyncio.wait_for(anext(busy), PATIENCE_S)
        async with aclosing(log.tail(EVENTS, {0: 1})) as later:
            waiting = asyncio.ensure_future(anext(later))
            await asyncio.sleep(0.02)
            await other.append(EVENTS, 0, texts("c", 1))
            assert values((await asyncio.wait_for(waiting, PATIENCE_S)).records) == ["c:0"]
    await other.close()


def _unreadable() -> None:
    raise Unavailable("The event log cannot be read: disk I/O error.")


async def test_a_bell_that_finds_no_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.pwrite", full)
    with pytest.raises(StorageFull, match="Make room"):
        Bell(tmp_path / "bell")


def test_a_bell_leaves_no_hole_that_a_ring_would_have_to_fill(tmp_path: Path) -> None:
    Bell(tmp_path / "bell").close()
    assert (tmp_path / "bell").stat().st_blocks > 0


async def test_nobody_looks_at_the_file_when_nobody_follows(log: SqliteEventLog) -> None:
    for _ in range(2):
        async with aclosing(log.tail(EVENTS, {0: 0})) as one, aclosing(log.tail(EVENTS, {0: 0})) as other:
            both = [asyncio.ensure_future(anext(tail)) for tail in (one, other)]
            await asyncio.sleep(0)
            assert log._watch is not None
            await log.append(EVENTS, 0, texts("a", 1))
            await asyncio.gather(*both)
        assert log._watch is None


# --- locks


async def test_a_child_made_by_fork_does_not_hold_its_parents_lock(tmp_path: Path) -> None:
    lock, next_one = GroupLock(tmp_path / "lock"), GroupLock(tmp_path / "lock")
    await lock.acquire()
    with forked():
        lock.release()
        await asyncio.wait_for(next_one.acquire(), PATIENCE_S)
    next_one.release()


class forked:  # noqa: N801 - read as `with forked():`
    """A child that does nothing, alive while the body runs."""

    def __enter__(self) -> None:
        reading, self._writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._writing)
            os.read(reading, 1)
            os._exit(0)
        os.close(reading)

    def __exit__(self, *_: object) -> None:
        os.close(self._writing)
        os.waitpid(self._child, 0)


async def nothing(_: frozenset[int]) -> None:
    pass


async def failing_callback(_: frozenset[int]) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(("assigned", "revoked", "stay_s"), [(failing_callback, nothing, PATIENCE_S * 2), (nothing, failing_callback, 0.05)])
async def test_an_error_of_a_callback_ends_the_ownership_and_frees_the_lock(
    log: SqliteEventLog, assigned: Assigned, revoked: Assigned, stay_s: float
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with asyncio.timeout(PATIENCE_S), log.owner("deciders", assigned, revoked):
            await asyncio.sleep(stay_s)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    member = Member(log)
    async with member.standing():
        await member.until(frozenset(range(PARTITIONS)))


async def test_an_error_of_the_body_passes_as_it_is_and_frees_the_lock(log: SqliteEventLog) -> None:
    member = Member(log)

    async def body() -> None:
        async with member.standing():
            await member.until(frozenset(range(PARTITIONS)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await body()
    assert member.owned == frozenset()


async def test_who_waits_in_vain_can_be_cancelled(log: SqliteEventLog) -> None:
    first, second = Member(log), Member(log)
    async with first.standing():
        await first.until(frozenset(range(PARTITIONS)))
        async with second.standing():
            await asyncio.sleep(0.1)
        assert (first.owned, second.owned) == (frozenset(range(PARTITIONS)), frozenset())
