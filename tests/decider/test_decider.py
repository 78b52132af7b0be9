"""The deciding process on a real log: takes over, decides, records refusals and defects, steps down for others, and resumes where it was."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import Any, ClassVar

import pytest

from decider import chronicle
from domain.partition import REMEMBERED_MS, Fold, Partition
from infra.event_log.claim import Claim, Head, election
from infra.event_log.port import NewRecord, Record
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas import codec
from schemas.commands.account import GrantCredits
from schemas.commands.job import CancelJob
from schemas.commands.project import ArchiveProject, CreateProject
from schemas.envelope import Issued, Sealed
from schemas.errors import Corrupt
from schemas.events.account import AccountOpened, CreditsExpired
from schemas.events.project import ProjectCreated
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, partition_of
from schemas.values import GrantSource
from studio.verify.history import verify
from studio.verify.invariants import Checker
from tests.support.deciding import OPEN, PARTITION, Watch, append, create, deciding, history, now_ms, outcome, until, verified


async def test_commands_are_decided_in_order_and_every_one_leaves_a_trace(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path):
        opened = await append(log, OPEN, issuer="operator")
        created = await append(log, create(1))
        again = await append(log, create(1))
        assert isinstance((await outcome(log, opened))[0], AccountOpened)
        assert [type(event) for event in await outcome(log, created)] == [ProjectCreated]
        [rejected] = await outcome(log, again)
        assert (rejected.code, rejected.target) == ("already_exists", "prj_1")
    await verified(log)


async def test_a_key_asked_again_is_answered_by_the_first_outcome(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path):
        await append(log, OPEN, issuer="operator")
        first = await append(log, create(1), key="k", body="b")
        repeat = await append(log, create(1), key="k", body="b")
        other = await append(log, create(2), key="k", body="other")
        await outcome(log, other)
        events = await history(log, PARTITION)
        told = next(one for one in events if one.command_offset == first)
        assert [one.event for one in events if one.command_offset == repeat] == [CommandRepeated(of=told.seq)]
        assert (await outcome(log, other))[0].code == "idempotency_mismatch"
    await verified(log)


@pytest.mark.parametrize(
    "record",
    [
        NewRecord("acc_1", b"{}", {}),
        NewRecord("acc_1", b"\xff\x00garbage", {"ce_type": "project.create.v1", "issuer": "command_api", "ce_id": "x"}),
        NewRecord("acc_1", b"{}", {"ce_type": "project.create.v9", "issuer": "command_api", "ce_id": "x"}),
    ],
)
async def test_a_record_that_cannot_be_decoded_is_recorded_as_a_defect_and_stops_nobody(
    log: SqliteEventLog, tmp_path: Path, record: NewRecord
) -> None:
    async with deciding(log, tmp_path):
        await append(log, OPEN, issuer="operator")
        broken = await log.append(COMMANDS, PARTITION, [record])
        after = await append(log, create(1))
        [rejected] = await outcome(log, broken)
        assert isinstance(rejected, CommandRejected)
        assert rejected.code == "defect"
        assert rejected.fingerprint
        assert [type(event) for event in await outcome(log, after)] == [ProjectCreated]
    await verified(log)


async def test_a_bug_in_a_decision_changes_nothing_and_stops_nobody(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    async with deciding(log, tmp_path):
        await append(log, OPEN, issuer="operator")
        await outcome(log, 0)
        with monkeypatch.context() as patch:
            patch.setattr("domain.project.created", broken)
            [rejected] = await outcome(log, await append(log, create(1)))
        assert rejected.code == "defect"
        assert [type(event) for event in await outcome(log, await append(log, create(1)))] == [ProjectCreated]


def test_what_is_recorded_of_a_defect_does_not_depend_on_how_our_code_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """`studio verify` decides it again, under another Python perhaps; only whoever mends it is told where it was."""

    def one_name(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    def another(*_: Any) -> Any:
        return one_name()

    def met(bug: Any, command: Any = OPEN) -> tuple[bytes, chronicle.Defect]:
        monkeypatch.setattr("domain.partition._decide", bug)
        issued = Issued(command_id="c", account_id="acc_1", actor="a", issuer="operator", command=command)
        record = Record(0, 1, "acc_1", codec.encode(command), codec.command_headers(issued))
        entry = chronicle.decide(Partition(PARTITION), Head(), record, 1)
        assert entry.defect is not None
        return entry.records[0].value, entry.defect

    (first, here), (second, there), (_, elsewhere) = met(one_name), met(another), met(one_name, CancelJob(job_id="j"))
    assert first == second
    assert here.fingerprint == there.fingerprint != elsewhere.fingerprint
    assert "one_name > ZeroDivisionError" in here.where != there.where


async def test_an_account_that_a_tick_passes_over_calls_a_person(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    now = [now_ms()]
    async with deciding(log, tmp_path, clock=lambda: now[0]) as decider:
        await append(log, OPEN, issuer="operator")
        grant = GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=5, expires_at=now[0] + 1)
        await outcome(log, await append(log, grant, issuer="operator"))
        monkeypatch.setattr("domain.production.expire", broken)
        monkeypatch.setattr("domain.production.settle", broken)
        now[0] += 2
        await until(lambda: decider._observer.passed)  # type: ignore[attr-defined]
        assert decider._observer.passed == ["acc_1"]  # type: ignore[attr-defined]
        assert decider.ready


async def test_an_issuer_may_give_only_its_own_commands(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path):
        await append(log, OPEN, issuer="operator")
        grant = GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1)
        for issuer in ("command_api", "router", ""):
            [rejected] = await outcome(log, await append(log, grant, issuer=issuer))
            assert rejected.code == "forbidden"


async def test_a_command_in_the_wrong_partition_is_refused(log: SqliteEventLog, tmp_path: Path) -> None:
    other = (PARTITION + 1) % 16
    async with deciding(log, tmp_path):
        offset = await log.append(COMMANDS, other, [NewRecord("acc_1", codec.encode(OPEN), {"ce_type": "account.open.v1", "issuer": "operator"})])
        [rejected] = await outcome(log, offset, partition=other)
        assert rejected.code == "invalid"


async def test_time_never_goes_back_and_a_wrong_clock_does_not_poison_the_partition(tmp_path: Path) -> None:
    broker = [5_000_000]
    own = [1_000_000]
    log = await SqliteEventLog.open(tmp_path / "log.db", clock=lambda: broker[0])
    async with deciding(log, tmp_path, clock=lambda: own[0]):
        await outcome(log, await append(log, OPEN, issuer="operator"))
        own[0] = 900_000
        await outcome(log, await append(log, create(1)))
        own[0] = 7_000_000
        await outcome(log, await append(log, create(2)))
        times = [one.time for one in await history(log, PARTITION)]
    assert times == sorted(times)
    assert times[0] == 1_005_000  # the broker was far ahead: no more than 5 s of it are believed
    assert times[-1] == 5_000_000
    await log.close()


async def test_a_new_reign_resumes_after_the_last_decided_command(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path):
        await outcome(log, await append(log, OPEN, issuer="operator"))
    offsets = [await append(log, create(number)) for number in range(20)]
    async with deciding(log, tmp_path):
        await outcome(log, offsets[-1])
    async with deciding(log, tmp_path):
        await outcome(log, await append(log, create(99)))
    await verified(log)


async def test_an_election_makes_the_writer_before_stand_down_and_take_over_again(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path) as decider:
        await outcome(log, await append(log, OPEN, issuer="operator"))
        await log.append(EVENTS, PARTITION, [election("somebody else")])
        await outcome(log, await append(log, create(1)))
        assert any("another writer" in reason for reason in decider._observer.step_downs)  # type: ignore[attr-defined]
    await verified(log)


async def test_a_record_that_lies_elsewhere_displaces_the_batch_once_and_is_passed_over(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path) as decider:
        await outcome(log, await append(log, OPEN, issuer="operator"))
        lost = (await log.read(EVENTS, PARTITION, 1, 1))[0]
        await log.append(EVENTS, PARTITION, [NewRecord(lost.key, lost.value, dict(lost.headers), lost.time)])
        await outcome(log, await append(log, create(1)))
        assert decider._observer.displacements == 1  # type: ignore[attr-defined]
    report = await verify(log, PARTITION, Checker())
    assert report.ok
    assert report.passed_over == 1


async def test_what_was_decided_behind_a_displaced_batch_is_written_where_it_comes_to_lie(
    log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty commands come at once and need several batches; a record of somebody long deposed lands before the first of them."""
    monkeypatch.setattr("decider.reign.BATCH_BYTES", 4_000)
    store, append_for_real = FolderSnapshots(tmp_path / "snapshots"), log.append
    offsets = [await append(log, OPEN, issuer="operator"), *[await append(log, create(number)) for number in range(20)]]
    stray = [NewRecord("acc_1", b"{}", {"at": "0", "ce_type": "account.opened.v1"})]

    async def displaced(topic: str, partition: int, records: Any, at: int | None = None) -> int:
        if at is not None and stray:
            await append_for_real(EVENTS, partition, [stray.pop()])
        return await append_for_real(topic, partition, records, at)

    monkeypatch.setattr(log, "append", displaced)
    async with deciding(log, tmp_path, store=store) as decider:
        await outcome(log, offsets[-1])
        assert decider._observer.displacements == 1  # type: ignore[attr-defined]
    report = await verify(log, PARTITION, Checker())
    assert (report.ok, report.passed_over, report.undecided) == (True, 1, 0)


def test_an_unreadable_command_at_the_very_moment_when_a_key_is_forgotten_leaves_what_the_fold_leaves() -> None:
    live, folded, head = Partition(PARTITION), Partition(PARTITION), Head()
    fold, claim = Fold(folded), Claim(PARTITION)
    for offset, (value, time) in enumerate([(codec.encode(OPEN), 0), (b"not JSON", REMEMBERED_MS)]):
        issued = Issued(command_id=f"c{offset}", account_id="acc_1", actor="operator", issuer="operator", command=OPEN, body="b")
        entry = chronicle.decide(live, head, Record(offset, time, "acc_1", value, codec.command_headers(issued)), time)
        for place, one in enumerate(entry.records, head.next_offset):
            fold.apply(claim.accept(Record(place, one.time or 0, one.key, one.value, one.headers)))  # type: ignore[arg-type]
        head = entry.head
    assert live == folded


async def test_a_decision_that_cannot_be_written_is_a_defect_like_one_that_cannot_be_made(
    log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, broken = codec.encode, iter([True])

    def once(value: object) -> bytes:
        if isinstance(value, ProjectCreated) and next(broken, False):
            raise ZeroDivisionError
        return write(value)

    async with deciding(log, tmp_path):
        await outcome(log, await append(log, OPEN, issuer="operator"))
        monkeypatch.setattr(codec, "encode", once)
        [rejected] = await outcome(log, await append(log, create(1)))
        assert (rejected.code, rejected.command) == ("defect", "project.create")
        [made] = await outcome(log, await append(log, create(1)))
        assert isinstance(made, ProjectCreated)


async def test_two_deciders_at_once_write_one_history(tmp_path: Path) -> None:
    """Two processes that both believe to own everything: the claim alone keeps truth."""
    one, two = [await SqliteEventLog.open(tmp_path / "log.db") for _ in range(2)]
    async with deciding(one, tmp_path / "a"), _second(two, tmp_path / "b"):
        offset = await append(one, OPEN, issuer="operator")
        for number in range(200):
            offset = await append(one, create(number))
            if number % 50 == 0:
                await asyncio.sleep(0.05)
        await outcome(one, offset)
    await verified(one)
    await one.close()
    await two.close()


def _second(log: SqliteEventLog, folder: Path) -> Any:
    from contextlib import asynccontextmanager

    from decider.reign import Reign, StepDown

    @asynccontextmanager
    async def usurper() -> AsyncIterator[None]:
        async def reign_for_ever() -> None:
            while True:
                try:
                    await Reign(log, PARTITION, "usurper", FolderSnapshots(folder), now_ms, Watch(), asyncio.Lock()).run()
                except StepDown:
                    await asyncio.sleep(0.05)

        task = asyncio.create_task(reign_for_ever())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return usurper()


@pytest.fixture
async def younger(log: SqliteEventLog, tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    """The events of two decided commands, without those commands."""
    async with deciding(log, tmp_path):
        await outcome(log, await append(log, OPEN, issuer="operator"))
        await outcome(log, await append(log, create(1)))
    younger = await SqliteEventLog.open(tmp_path / "younger.db")
    for record in await log.read(EVENTS, PARTITION, 0):
        await younger.append(EVENTS, PARTITION, [NewRecord(record.key, record.value, dict(record.headers), record.time)])
    yield younger
    await younger.close()


async def test_a_command_log_that_lost_its_tail_stops_the_partition(younger: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(younger, tmp_path / "none") as decider:
        await until(lambda: decider.stopped)
        assert "lost its tail" in decider.stopped[PARTITION]


async def test_a_command_log_whose_last_command_is_another_one_stops_the_partition(younger: SqliteEventLog, tmp_path: Path) -> None:
    """It lost its tail and has grown again: the next offset is free, but what lies before it is not what was decided."""
    await append(younger, OPEN, issuer="operator")
    await append(younger, create(2))
    async with deciding(younger, tmp_path / "none") as decider:
        await until(lambda: decider.stopped)
        assert "not the one that was decided" in decider.stopped[PARTITION]


async def test_between_two_partitions_that_are_restored_the_process_lives(log: SqliteEventLog, tmp_path: Path) -> None:
    """Its heartbeats too: sixteen large snapshots in a row are longer than the session of a group."""
    beats = 0

    class Slow(FolderSnapshots):
        restored: ClassVar[list[int]] = []

        def newest_first(self, partition: int) -> Iterator[tuple[int, bytes]]:
            sleep(0.02)
            self.restored.append(beats)
            return super().newest_first(partition)

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    heart = asyncio.create_task(beat())
    async with deciding(log, tmp_path, store=Slow(tmp_path / "snapshots")):
        heart.cancel()
    assert len(set(Slow.restored)) == len(Slow.restored) == PARTITIONS


async def test_a_partition_that_was_stopped_and_is_mended_or_gone_is_not_told_as_stopped(
    log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with deciding(log, tmp_path) as decider:
        for taken_again in (True, False):
            await decider._revoked(frozenset({PARTITION}))
            with monkeypatch.context() as patch:
                patch.setattr(decider, "_rule", _corrupt)
                await decider._assigned(frozenset({PARTITION}))
                await until(lambda: decider.stopped)
            await decider._revoked(frozenset({PARTITION}))
            if taken_again:
                await decider._assigned(frozenset({PARTITION}))
                await until(lambda: decider.ready)
            assert decider.unready is None


async def _corrupt(*_: Any) -> None:
    raise Corrupt("a disk that is being mended")


async def test_a_bug_in_a_reign_stops_its_partition_alone(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    async with deciding(log, tmp_path) as decider:
        await outcome(log, await append(log, OPEN, issuer="operator"))
        with monkeypatch.context() as patch:
            patch.setattr("decider.reign._at", broken)
            await append(log, create(1))
            await until(lambda: decider.stopped)
        assert "ZeroDivisionError" in decider.stopped[PARTITION]
        there = partition_of("acc_2")
        assert there != PARTITION
        await outcome(log, await append(log, OPEN, account="acc_2", issuer="operator"), partition=there)


async def test_a_tick_expires_what_is_due(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path):
        await append(log, OPEN, issuer="operator")
        grant = GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=5, expires_at=now_ms() + 1_200)
        await outcome(log, await append(log, grant, issuer="operator"))

        async def expired() -> bool:
            return any(isinstance(one.event, CreditsExpired) for one in await history(log, PARTITION))

        for _ in range(1000):
            if await expired():
                break
            await asyncio.sleep(0.01)
        assert await expired()
    await verified(log)


async def test_a_tick_that_changes_nothing_is_given_again_but_seldom(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    now = [now_ms()]
    async with deciding(log, tmp_path, clock=lambda: now[0]) as decider:
        await append(log, OPEN, issuer="operator")
        await outcome(
            log, await append(log, GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=5, expires_at=now[0] + 1), issuer="operator")
        )
        monkeypatch.setattr("domain.partition._tick", broken)
        monkeypatch.setattr("decider.process.TICK_S", 1e9)  # only the test ticks
        before = await log.end(COMMANDS, PARTITION)
        reign = decider.reigns[PARTITION]
        for _ in range(100):
            now[0] += 1_000
            await decider._tick_what_is_due(PARTITION, reign)
            end = await log.end(COMMANDS, PARTITION)
            await until(lambda: reign.head.decided == end - 1)  # noqa: B023
        assert 5 < await log.end(COMMANDS, PARTITION) - before <= 12, "100 s of a clock, and each wait is twice the one before"
        assert decider.ready


async def test_a_command_that_is_missing_stops_the_partition_and_says_so(log: SqliteEventLog, tmp_path: Path) -> None:
    for number in range(5):
        await append(log, create(number))
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection, connection:
        connection.execute("DELETE FROM record WHERE topic = ? AND partition = ? AND offset = 2", (COMMANDS, PARTITION))
    async with deciding(log, tmp_path) as decider:
        await until(lambda: decider.stopped)
        assert "command 2 was expected, 3 came" in decider.stopped[PARTITION]
        assert [one.command_offset for one in await history(log, PARTITION)] == [], "nothing behind the hole, nor of its batch"


async def test_a_decision_that_is_too_large_is_refused_whole(monkeypatch: pytest.MonkeyPatch, log: SqliteEventLog, tmp_path: Path) -> None:
    monkeypatch.setattr(chronicle, "BYTES_MAX", 4_000)
    async with deciding(log, tmp_path):
        await append(log, OPEN, issuer="operator")
        huge = CreateProject(project_id="prj_1", title=Sealed("x" * 5_000))
        [rejected] = await outcome(log, await append(log, huge))
        assert rejected.code == "too_large"
        assert [type(event) for event in await outcome(log, await append(log, create(1)))] == [ProjectCreated]


LONG = "x" * 150_000
POISON = {
    "key": Record(0, 0, LONG, b"{}", {"ce_type": "project.create.v1"}),
    "type": Record(0, 0, "acc_1", b"{}", {"ce_type": LONG}),
    "actor": Record(0, 0, "acc_1", b"{}", {"ce_type": "project.create.v1", "actor": LONG}),
    "id of the command": Record(0, 0, "acc_1", b"{}", {"ce_type": "partition.tick.v1", "ce_id": LONG}),
    "id in the value": Record(0, 0, "acc_1", codec.encode(CancelJob(job_id=LONG)), {"ce_type": "job.cancel.v1", "issuer": "command_api"}),
    "two ids": Record(
        0, 0, "acc_1", codec.encode(ArchiveProject(project_id=LONG, version=1)), {"ce_type": "project.archive.v1", "issuer": "command_api"}
    ),
}


@pytest.mark.parametrize("what", POISON)
def test_no_command_is_so_long_that_its_refusal_cannot_be_written(what: str) -> None:
    """A command whose outcome the log does not take would stop its partition for ever."""
    entry = chronicle.decide(Partition(PARTITION), Head(), POISON[what], now_ms())
    [refusal] = entry.records
    assert refusal.headers["ce_type"] == "command.rejected.v1"
    assert refusal.size <= entry.size < 20_000


async def test_an_entry_weighs_at_least_what_its_records_do(log: SqliteEventLog, tmp_path: Path) -> None:
    state, head = Partition(PARTITION), Head()
    for number, command in enumerate([OPEN, create(1), create(1), CancelJob(job_id="job_1")]):
        issued = Issued(command_id=f"cmd_{number}", account_id="acc_1", actor="a" * 300, issuer="operator", command=command, ip="1" * 50)
        record = Record(number, now_ms(), "acc_1", codec.encode(command), codec.command_headers(issued))
        entry = chronicle.decide(state, head, record, now_ms())
        head = entry.head
        assert sum(one.size for one in entry.records) <= entry.size


async def test_cancelling_a_job_that_is_not_there_is_told(log: SqliteEventLog, tmp_path: Path) -> None:
    async with deciding(log, tmp_path):
        [rejected] = await outcome(log, await append(log, CancelJob(job_id="job_x")))
        assert rejected.code == "not_found"
