"""Whoever touches the file of a log, or writes it wrongly, is found by `studio verify`, and the first bad event is named (L5, A1)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from infra.event_log.claim import Head
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from schemas import codec
from schemas.envelope import GENESIS
from schemas.partitions import COMMANDS, EVENTS
from studio.verify.history import Report, verify
from studio.verify.invariants import Checker
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Asked, Scribe, month

SEQ = 20  # of the event that is touched; in this log an event lies at the offset of its seq
Touch = Callable[[sqlite3.Connection], None]


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    clock = [NOON]
    path = tmp_path / "log.db"
    log = await SqliteEventLog.open(path, clock=lambda: clock[0])
    await Scribe(log, clock).write(list(month()))
    await log.close()
    return path


async def found(path: Path) -> Report:
    log = await SqliteEventLog.open(path)
    try:
        return await verify(log, PARTITION, Checker())
    finally:
        await log.close()


def events(connection: sqlite3.Connection, change: str, offset: int = SEQ) -> None:
    _changed(connection, EVENTS, change, offset)


def commands(connection: sqlite3.Connection, change: str, offset: int) -> None:
    _changed(connection, COMMANDS, change, offset)


def _changed(connection: sqlite3.Connection, topic: str, change: str, offset: int) -> None:
    cursor = connection.execute(f"UPDATE record SET {change} WHERE topic = ? AND partition = ? AND offset = ?", (topic, PARTITION, offset))
    assert cursor.rowcount == 1


def cut(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM record WHERE topic = ? AND partition = ? AND offset = ?", (EVENTS, PARTITION, SEQ))


def swapped(connection: sqlite3.Connection) -> None:
    for before, after in ((SEQ, 9_999), (SEQ + 1, SEQ), (9_999, SEQ + 1)):
        events(connection, f"id = id + {after - before}", before)


TOUCHES: dict[str, tuple[Touch, int]] = {
    "value": (lambda connection: events(connection, "value = CAST(replace(value, '{', '{ ') AS BLOB)"), SEQ),
    "header": (lambda connection: events(connection, "headers = replace(headers, 'router', 'tester')"), SEQ),
    "key": (lambda connection: events(connection, "key = 'acc_2'"), SEQ),
    "time": (lambda connection: events(connection, "time = time + 1"), SEQ),
    "record cut": (cut, SEQ),
    "records swapped": (swapped, SEQ),
    "command": (lambda connection: commands(connection, "value = CAST(replace(value, 'gift', 'loot') AS BLOB)", 1), 2),
    "issuer of a command": (lambda connection: commands(connection, "headers = replace(headers, 'operator', 'operat0r')", 1), 2),
}


@pytest.mark.parametrize("what", TOUCHES)
async def test_what_was_touched_is_named(what: str, path: Path) -> None:
    assert (await found(path)).ok
    touch, seq = TOUCHES[what]
    with closing(sqlite3.connect(path)) as connection, connection:
        touch(connection)
    [violation] = (await found(path)).violations
    assert (violation.invariant, violation.position.seq) == ("L5", seq), violation


async def test_commands_that_were_cut_off_are_missed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM record WHERE topic = ? AND offset > 10", (COMMANDS,))
    [violation] = (await found(path)).violations
    assert violation.invariant == "L5"
    assert "command" in violation.message


async def test_events_that_were_cut_off_show_as_commands_without_an_outcome(path: Path) -> None:
    """Where to the log went only a signed head tells; that what was asked has no answer is told here."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM record WHERE topic = ?1 AND offset > (SELECT max(offset) - 6 FROM record WHERE topic = ?1)", (EVENTS,))
    report = await found(path)
    assert report.undecided > 0


# --- bugs of a writer, and a careful forger: each record lies where it says


def no_link(scribe: Scribe, records: Sequence[NewRecord]) -> Sequence[NewRecord]:
    """The hash of the event before is forgotten."""
    return [NewRecord(one.key, one.value, {**one.headers, "prev": GENESIS}, one.time) for one in records]


def off_by_one(scribe: Scribe, records: Sequence[NewRecord]) -> Sequence[NewRecord]:
    """The decision names the command beside its own."""
    return _linked(scribe, records, lambda offset: offset + 1)


def decided_twice(scribe: Scribe, records: Sequence[NewRecord]) -> Sequence[NewRecord]:
    """A command that has its outcome gets another one."""
    return _linked(scribe, records, lambda offset: offset - 1)


def split(scribe: Scribe, records: Sequence[NewRecord]) -> Sequence[NewRecord]:
    """Of a decision, only the first event is written."""
    assert len(records) > 1
    scribe.head = replace(scribe.head, seq=scribe.head.seq - len(records) + 1, hash=_hash(records[0]))
    return records[:1]


def _linked(scribe: Scribe, records: Sequence[NewRecord], moved: Callable[[int], int]) -> Sequence[NewRecord]:
    """The same events of another command, with links that fit."""
    written, prev = [], records[0].headers["prev"]
    for one in records:
        offset, place = one.headers["command"].split(":", 1)
        written.append(NewRecord(one.key, one.value, {**one.headers, "prev": prev, "command": f"{moved(int(offset))}:{place}"}, one.time))
        prev = _hash(written[-1])
    scribe.head = Head(next_offset=scribe.head.next_offset, seq=scribe.head.seq, hash=prev, command_offset=scribe.head.command_offset)
    return written


def _hash(record: NewRecord) -> str:
    assert record.time is not None
    return codec.link_hash(record.headers, record.key, record.time, record.value)


class WrongScribe(Scribe):
    """Writes one decision of several events wrongly, and goes on as if all were well."""

    def __init__(self, log: SqliteEventLog, clock: list[int], wrong: Callable[[Scribe, Sequence[NewRecord]], Sequence[NewRecord]]) -> None:
        super().__init__(log, clock)
        self._wrong, self.wrong_from = wrong, -1

    async def append(self, records: Sequence[NewRecord]) -> None:
        if self.wrong_from < 0 and len(records) > 2:
            self.wrong_from = int(records[0].headers["seq"])
            records = self._wrong(self, records)
        await super().append(records)


@pytest.mark.parametrize("wrong", [no_link, off_by_one, decided_twice, split])
async def test_what_a_writer_did_wrong_is_named(wrong: Callable[[Scribe, Sequence[NewRecord]], Sequence[NewRecord]], tmp_path: Path) -> None:
    clock = [NOON]
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: clock[0])
    scribe = WrongScribe(log, clock, wrong)
    await scribe.write(list(month()))
    await log.close()
    [violation] = (await found(tmp_path / "log.db")).violations
    assert violation.invariant == "L5"
    assert scribe.wrong_from <= violation.position.seq <= scribe.wrong_from + 1


async def test_a_command_that_was_passed_over_is_missed(tmp_path: Path) -> None:
    clock = [NOON]
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: clock[0])
    scribe, asked = Scribe(log, clock), list(month())
    await scribe.write(asked[:3])
    await scribe.pass_over(Asked(command=asked[4].command))
    await scribe.write(asked[4:])
    await log.close()
    [violation] = (await found(tmp_path / "log.db")).violations
    assert violation.invariant == "L5"
