"""Snapshots: a restart goes on from the newest that is whole and of this history, whatever else lies there; they are written when they are due."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from decider import process, snapshots
from decider.process import Decider
from domain.partition import Partition
from infra.event_log.claim import Head
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.events.project import ProjectCreated
from schemas.events.system import CommandRepeated
from schemas.partitions import EVENTS
from tests.support.deciding import OPEN, PARTITION, Watch, append, create, deciding, now_ms, outcome, until, verified


async def test_a_snapshot_restores_the_very_state_and_the_tail_is_folded_on_it(log: SqliteEventLog, tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path / "snapshots")
    async with deciding(log, tmp_path, store=store):
        await append(log, OPEN, issuer="operator")
        await outcome(log, await append(log, create(1), key="k", body="b"))
        taken = await snapshots.take(log, PARTITION, store)
        await outcome(log, await append(log, create(2)))
    restored = await snapshots.restore(log, PARTITION, store)
    assert restored.head == taken.head
    assert restored.state == taken.state
    await snapshots.catch_up(log, restored, await log.end(EVENTS, PARTITION))
    fresh = snapshots.Restored(Partition(PARTITION), Head())
    await snapshots.catch_up(log, fresh, await log.end(EVENTS, PARTITION))
    assert restored.state == fresh.state
    async with deciding(log, tmp_path, store=store):
        [repeated] = await outcome(log, await append(log, create(1), key="k", body="b"))
        assert isinstance(repeated, CommandRepeated)
    await verified(log)


@pytest.mark.parametrize("place", [0, 20, -1])
async def test_a_snapshot_with_one_bit_turned_is_passed_over(log: SqliteEventLog, tmp_path: Path, place: int) -> None:
    store = FolderSnapshots(tmp_path / "snapshots")
    async with deciding(log, tmp_path):
        await outcome(log, await append(log, OPEN, issuer="operator"))
    taken = await snapshots.take(log, PARTITION, store)
    [(_, good)] = store.newest_first(PARTITION)
    data = bytearray(good)
    data[place] ^= 1
    store.put(PARTITION, 1_000_000, bytes(data))
    assert (await snapshots.restore(log, PARTITION, store)).head == taken.head, "the one before it is whole"
    store.drop(PARTITION, taken.head.seq)
    assert (await snapshots.restore(log, PARTITION, store)).head == Head()
    async with deciding(log, tmp_path, store=store):
        assert [type(event) for event in await outcome(log, await append(log, create(1)))] == [ProjectCreated]


async def live(tmp_path: Path, name: str, projects: int, store: FolderSnapshots) -> int:
    """A history of its own, of so many projects, and a snapshot after each; where it ends."""
    log = await SqliteEventLog.open(tmp_path / f"{name}.db")
    async with deciding(log, tmp_path, store=store):
        await outcome(log, await append(log, OPEN, issuer="operator"))
        for number in range(projects):
            [created] = await outcome(log, await append(log, create(number)))
            assert isinstance(created, ProjectCreated)
            restored = await snapshots.take(log, PARTITION, store)
    await verified(log)
    assert (await snapshots.restore(log, PARTITION, store)).head.seq == restored.head.seq, "snapshots work"
    await log.close()
    return restored.head.seq


async def test_snapshots_work_again_after_a_backup_was_restored(tmp_path: Path) -> None:
    """Those of the history that was lost bear higher numbers for a long time yet."""
    store = FolderSnapshots(tmp_path / "snapshots")
    lost = await live(tmp_path, "lost", 5, store)
    ours = await live(tmp_path, "ours", 3, store)
    assert ours < lost
    assert [seq for seq, _ in store.newest_first(PARTITION)] == [ours, ours - 1]


async def test_a_snapshot_of_a_history_that_was_lost_is_dropped_and_the_one_before_it_is_tried(tmp_path: Path) -> None:
    lost, ours = FolderSnapshots(tmp_path / "lost"), FolderSnapshots(tmp_path / "ours")
    end = await live(tmp_path, "lost", 5, lost)
    ended = await live(tmp_path, "ours", 1, ours)
    [(_, newest), *_] = lost.newest_first(PARTITION)
    ours.put(PARTITION, end, newest)
    log = await SqliteEventLog.open(tmp_path / "ours.db")
    assert (await snapshots.restore(log, PARTITION, ours)).head.seq == ended
    assert [seq for seq, _ in ours.newest_first(PARTITION)] == [ended]
    await log.close()


async def test_what_another_version_left_of_a_lost_history_is_no_obstacle(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path / "snapshots")
    for seq in (1_000, 2_000):
        store.put(PARTITION, seq, b"studio-snapshot 1 0 another version's")
    assert await live(tmp_path, "ours", 1, store) < 1_000
    assert len(list(store.newest_first(PARTITION))) == 1


async def test_a_snapshot_is_due_by_what_the_last_one_holds_however_often_the_decider_began_anew(
    log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "TICK_S", 0.01)
    store, written = FolderSnapshots(tmp_path / "snapshots"), list[int]()

    async def snapshot(partition: int) -> None:
        written.append((await snapshots.take(log, partition, store)).head.seq)

    async def reign(number: int) -> None:
        decider = Decider(log, store, clock=now_ms, observer=Watch(), snapshot=snapshot, snapshot_events=3)
        running = asyncio.create_task(decider.run())
        await until(lambda: decider.ready)
        await outcome(log, await append(log, create(number)))
        await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    for number in range(4):
        await reign(number)
    assert written == [2]
