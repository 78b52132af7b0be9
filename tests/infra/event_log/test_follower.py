"""What this process wrote reaches its own tails without a second reading, and never twice, out of order or with a gap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from infra.event_log import sqlite_file
from infra.event_log.follower import HANDED_BYTES_MAX, HANDED_RECORDS_MAX, Follower
from infra.event_log.port import NewRecord, Record
from infra.event_log.sqlite import SqliteEventLog
from schemas.partitions import EVENTS

HERE = (EVENTS, 0)


def lying_at(*offsets: int) -> list[Record]:
    return [Record(offset, 0, "acc_1", b"%d" % offset, {}) for offset in offsets]


def test_what_joins_on_is_handed_once() -> None:
    follower = Follower({HERE: 5})
    assert follower.stands_at(HERE, 5, 10)
    follower.take(HERE, lying_at(5, 6), 10)
    assert follower.stands_at(HERE, 7, 10)
    follower.take(HERE, lying_at(7), 10)
    assert follower.handed(HERE) == lying_at(5, 6, 7)
    assert follower.handed(HERE) == ()
    assert follower.positions[HERE] == 8


@pytest.mark.parametrize(("place", "offset"), [(HERE, 4), (HERE, 6), ((EVENTS, 1), 5)])
def test_what_does_not_join_on_is_left_to_the_file(place: tuple[str, int], offset: int) -> None:
    assert not Follower({HERE: 5}).stands_at(place, offset, 10)


def test_a_tail_that_does_not_come_holds_no_more_than_its_bounds() -> None:
    follower = Follower({HERE: 0})
    assert not follower.stands_at(HERE, 0, HANDED_BYTES_MAX + 1)
    follower.take(HERE, lying_at(*range(HANDED_RECORDS_MAX)), 10)
    assert not follower.stands_at(HERE, HANDED_RECORDS_MAX, 10)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    yield log
    await log.close()


async def test_our_own_records_are_not_read_again(log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    async with aclosing(log.tail(EVENTS, {0: 0})) as tail:
        waiting = asyncio.ensure_future(anext(tail))
        await asyncio.sleep(0)
        monkeypatch.setattr(sqlite_file, "select", lambda *_: pytest.fail("the file was read"))
        await log.append(EVENTS, 0, [NewRecord("acc_1", b"one", {"name": "value"}, 7)])
        assert (await waiting).records == [Record(0, 7, "acc_1", b"one", {"name": "value"})]


async def test_two_writers_and_a_tail_that_sleeps_through_most_of_it(log: SqliteEventLog, tmp_path: Path) -> None:
    """Handed over and read from the file by turns: all of it, in order, once."""
    other, heard = await SqliteEventLog.open(tmp_path / "log.db"), list[int]()
    async with aclosing(log.tail(EVENTS, {0: 0})) as tail:
        for turn in range(60):
            for writer in (log, other, log)[turn % 3 :]:
                await writer.append(EVENTS, 0, [NewRecord("acc_1", b"x")] * (300 if turn % 20 == 7 else 2))
            heard += [record.offset for record in (await anext(tail)).records]
        end = await log.end(EVENTS, 0)
        while len(heard) < end:
            heard += [record.offset for record in (await anext(tail)).records]
    assert heard == list(range(end))
    await other.close()
