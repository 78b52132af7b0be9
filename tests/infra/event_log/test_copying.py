"""A log moves house: wherever it was broken off, the copy ends as the same history, which `studio verify` finds as good as the first."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from infra.event_log import copying
from infra.event_log.claim import election
from infra.event_log.comparing import Compared, compare
from infra.event_log.copying import Copier
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog, NewRecord, Record, UnknownOutcome
from infra.event_log.sqlite import SqliteEventLog
from schemas.envelope import GENESIS
from schemas.errors import BrokenLink, NotAllowed
from schemas.partitions import COMMANDS, EVENTS
from studio.verify.history import verify
from studio.verify.invariants import Checker
from tests.contracts.test_kafka_event_log import of_its_own
from tests.support.copy_child import SETTLE_S
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Scribe, month


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pages and many batches of a history that is short."""
    monkeypatch.setattr(copying, "PAGE", 64)
    monkeypatch.setattr(copying, "BATCH_BYTES", 15_000)


class Written:
    """A log with a month in it, and what takeovers and a zombie left between its events."""

    def __init__(self, log: SqliteEventLog) -> None:
        clock = [NOON]
        self.log, self.scribe, self._asked = log, Scribe(log, clock), list(month())

    async def some(self, count: int) -> None:
        now, self._asked = self._asked[:count], self._asked[count:]
        await self.log.append(EVENTS, PARTITION, [election("somebody"), NewRecord("acc_1", b"{}", {"at": "0", "seq": "1"})])
        await self.scribe.write(now)


@pytest.fixture
async def source(tmp_path: Path) -> AsyncIterator[Written]:
    log = await SqliteEventLog.open(tmp_path / "source.db", clock=lambda: NOON)
    written = Written(log)
    for _ in range(3):
        await written.some(40)
    yield written
    await log.close()


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "target.db")
    yield log
    await log.close()


async def copied(source: EventLog, target: EventLog, until: int | None = None) -> Compared:
    """By one who knows nothing of earlier attempts; what he made is compared."""
    await Copier(source, target, PARTITION, until=until).catch_up()
    return await compare(source, target, PARTITION, until=until)


async def records(log: EventLog, topic: str) -> Sequence[Record]:
    return await log.read(topic, PARTITION, 0, 10_000)


async def is_good(log: EventLog) -> bool:
    """Every invariant holds, and every decision is made again."""
    report = await verify(log, PARTITION, Checker())
    return report.ok and report.redecided == report.commands > 0


async def test_the_copy_is_the_same_history_at_other_offsets(source: Written, target: SqliteEventLog) -> None:
    found = await copied(source.log, target)
    assert found.difference == ""
    assert (found.source.events_hash, found.source.commands_hash) == (found.target.events_hash, found.target.commands_hash)
    assert GENESIS not in (found.source.events_hash, found.source.commands_hash)
    assert [int(one.headers["at"]) for one in await records(target, EVENTS)] == list(range(found.target.events))
    assert await source.log.end(EVENTS, PARTITION) == found.target.events + 6  # three elections, and a zombie three times
    assert await is_good(target)


async def test_commands_that_wait_for_their_decision_go_too(source: Written, target: SqliteEventLog) -> None:
    await source.log.append(COMMANDS, PARTITION, [NewRecord("acc_1", b"{}", {"ce_id": "waits"})])
    assert (await copied(source.log, target)).difference == ""
    assert (await verify(target, PARTITION, Checker())).undecided == 1


class Killed(Exception):
    pass


class Mortal:
    """A log whose appender dies at one of his appends: before it landed, or when it has and nobody was told."""

    def __init__(self, log: EventLog, at: int, *, landed: bool) -> None:
        self._log, self._left, self._landed = log, at, landed

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        self._left -= 1
        if self._left == 0 and not self._landed:
            raise Killed
        base = await self._log.append(topic, partition, records, at)
        if self._left == 0:
            raise Killed
        return base


@pytest.mark.parametrize("landed", [False, True])
async def test_broken_off_at_any_append_it_goes_on_and_nothing_is_lost_or_there_twice(source: Written, tmp_path: Path, landed: bool) -> None:
    deaths = 0
    while True:
        target = await SqliteEventLog.open(tmp_path / f"target-{landed}-{deaths}.db")
        try:
            await Copier(source.log, Mortal(target, deaths + 1, landed=landed), PARTITION).catch_up()  # type: ignore[arg-type]
            break
        except Killed:
            deaths += 1
            assert (await copied(source.log, target)).difference == ""
        finally:
            await target.close()
    assert deaths > 8


@pytest.mark.parametrize("at", [1, 2, 5])
async def test_whoever_does_not_know_whether_it_landed_looks_and_goes_on(source: Written, target: SqliteEventLog, at: int) -> None:
    class Forgetful(Mortal):
        async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
            try:
                return await super().append(topic, partition, records, at)
            except Killed:
                raise UnknownOutcome("the answer was lost") from None

    copier = Copier(source.log, Forgetful(target, at, landed=True), PARTITION)  # type: ignore[arg-type]
    with pytest.raises(UnknownOutcome):
        await copier.catch_up()
    await copier.catch_up()
    assert (await compare(source.log, target, PARTITION)).difference == ""


async def test_the_copy_follows_what_comes_later(target: SqliteEventLog, tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "source.db", clock=lambda: NOON)
    written, copier = Written(log), Copier(log, target, PARTITION)
    await copier.catch_up()
    for _ in range(3):
        await written.some(30)
        assert await copier.lag() > 60
        await copier.catch_up()
        assert (await copier.lag(), (await compare(log, target, PARTITION)).difference) == (0, "")
    await log.close()


async def test_takeovers_on_the_copy_do_no_harm(source: Written, target: SqliteEventLog) -> None:
    await target.append(EVENTS, PARTITION, [election("one who waits")])
    await Copier(source.log, target, PARTITION, until=50).catch_up()
    await target.append(EVENTS, PARTITION, [election("another"), election("a third")])
    assert (await copied(source.log, target)).difference == ""
    assert await is_good(target)


async def test_up_to_a_position_no_decision_is_cut_and_no_later_command_goes(source: Written, target: SqliteEventLog) -> None:
    decisions = [one.headers["command"].split(":") for one in await records(source.log, EVENTS) if "command" in one.headers]
    inside = next(seq for seq, (_, index, count) in enumerate(decisions) if 0 < int(index) < int(count) - 1 and seq > 60)
    found = await copied(source.log, target, until=inside)
    assert found.difference == ""
    assert found.target.events == inside - int(decisions[inside][1])
    assert found.target.commands == int(decisions[inside][0])
    assert await is_good(target)
    with pytest.raises(NotAllowed, match="has come to"):
        await copied(source.log, target, until=found.target.events - 2)
    assert (await copied(source.log, target)).difference == ""


# --- what is refused, and what is told of it


async def test_a_target_that_holds_something_else_is_refused(source: Written, target: SqliteEventLog) -> None:
    await target.append(COMMANDS, PARTITION, [NewRecord("acc_1", b"{}", {"ce_id": "another"})])
    with pytest.raises(NotAllowed, match=r"command 0 of the copy is not that of the source\. Copy into an empty log"):
        await copied(source.log, target)


async def test_a_copy_that_went_on_by_itself_is_refused(source: Written, target: SqliteEventLog) -> None:
    await copied(source.log, target)
    scribe, before = source.scribe, await target.end(EVENTS, PARTITION)
    scribe._log = target
    await scribe.write([next(month())])
    assert await target.end(EVENTS, PARTITION) > before
    with pytest.raises(NotAllowed, match="more commands than the source"):
        await copied(source.log, target)
    scribe._log = source.log
    await scribe._command(next(month()))
    with pytest.raises(NotAllowed, match=r"not that of the source|does not hold"):
        await copied(source.log, target)


async def test_events_of_another_history_are_refused(source: Written, target: SqliteEventLog, tmp_path: Path) -> None:
    other = Written(await SqliteEventLog.open(tmp_path / "other.db", clock=lambda: NOON + 1))
    for one in await records(source.log, COMMANDS):
        await target.append(COMMANDS, PARTITION, [NewRecord(one.key, one.value, one.headers)])
    await other.some(10)
    events = [one for one in await records(other.log, EVENTS) if one.headers.get("at") == str(one.offset)]
    await target.append(EVENTS, PARTITION, [NewRecord(one.key, one.value, {**one.headers, "at": str(at)}, one.time) for at, one in enumerate(events)])
    await other.log.close()
    with pytest.raises(NotAllowed, match="another history"):
        await copied(source.log, target)


async def test_who_writes_commands_beside_us_is_told_of(source: Written, target: SqliteEventLog) -> None:
    copier = Copier(source.log, target, PARTITION, until=40)
    await copier.catch_up()
    copier._ended, copier._until = False, None
    await target.append(COMMANDS, PARTITION, [NewRecord("acc_1", b"{}", {"ce_id": "another"})])
    with pytest.raises(NotAllowed, match="somebody else wrote commands"):
        await copier.catch_up()


def touched(path: Path, change: str, topic: str, offset: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(f"UPDATE record SET {change} WHERE topic = ? AND offset = ?", (topic, offset)).rowcount == 1


async def test_a_broken_history_goes_as_far_as_the_cure_says(source: Written, target: SqliteEventLog, tmp_path: Path) -> None:
    touched(tmp_path / "source.db", "time = time + 1", EVENTS, 70)
    with pytest.raises(BrokenLink, match=rf"--until {PARTITION}:(\d+)") as refused:
        await copied(source.log, target)
    until = int(str(refused.value).rpartition(":")[2].rstrip("`."))
    assert (await copied(source.log, target, until=until)).difference == ""
    assert await is_good(target)


@pytest.mark.parametrize(("topic", "offset", "told"), [(COMMANDS, 30, "command 30"), (EVENTS, 30, "does not continue")])
async def test_a_copy_with_one_record_touched_is_not_equal(
    source: Written, target: SqliteEventLog, tmp_path: Path, topic: str, offset: int, told: str
) -> None:
    await copied(source.log, target)
    touched(tmp_path / "target.db", "key = 'acc_2'", topic, offset)
    assert told in (await compare(source.log, target, PARTITION)).difference


async def test_a_copy_that_lacks_the_last_event_is_not_equal(source: Written, target: SqliteEventLog) -> None:
    await Copier(source.log, target, PARTITION, until=100).catch_up()
    assert "from the event" in (await compare(source.log, target, PARTITION)).difference


# --- on a real broker


async def test_to_kafka_and_home_again(source: Written, target: SqliteEventLog, kafka: str) -> None:
    async with of_its_own(kafka) as settings:
        there = await KafkaEventLog.open(settings)
        try:
            await there.append(EVENTS, PARTITION, [election("one who waits")])
            await Copier(source.log, there, PARTITION, until=90).catch_up()
            assert (await copied(source.log, there)).difference == ""
            assert await is_good(there)
            assert (await copied(there, target)).difference == ""
            assert [one.headers for one in await records(target, COMMANDS)] == [one.headers for one in await records(source.log, COMMANDS)]
            assert await is_good(target)
        finally:
            await there.close()


async def test_what_a_dead_copier_had_sent_is_waited_for(source: Written, kafka: str) -> None:
    """It lands after the next copier has begun, at the end that this one has seen."""
    async with of_its_own(kafka) as settings:
        there = await KafkaEventLog.open(settings)
        try:
            copier = asyncio.create_task(Copier(source.log, there, PARTITION, settle_s=0.5).catch_up())
            await asyncio.sleep(0.2)
            late = [NewRecord(one.key, one.value, one.headers) for one in (await records(source.log, COMMANDS))[:10]]
            await there.append(COMMANDS, PARTITION, late)
            await copier
            assert (await compare(source.log, there, PARTITION)).difference == ""
        finally:
            await there.close()


async def test_killed_with_a_batch_on_its_way_to_a_broker_it_ends_as_the_same_history(source: Written, kafka: str, tmp_path: Path) -> None:
    async with of_its_own(kafka) as settings:
        words = (str(tmp_path / "source.db"), settings.model_dump_json(), str(PARTITION))
        for fault in ("kill event_log.sent 2", "kill event_log.landed 3", "kill event_log.sent 4"):
            process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.support.copy_child", *words, fault)
            assert await process.wait() == -signal.SIGKILL
        there = await KafkaEventLog.open(settings)
        try:
            assert await there.end(COMMANDS, PARTITION) > 0
            await Copier(source.log, there, PARTITION, settle_s=SETTLE_S).catch_up()
            assert (await compare(source.log, there, PARTITION)).difference == ""
            assert await is_good(there)
        finally:
            await there.close()
