"""Snapshots in a folder: the one that was put last is there, whole, and one before it; nothing is ever in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.object_store.snapshots import KEPT, FolderSnapshots


def numbers(store: FolderSnapshots, partition: int = 0) -> list[int]:
    return [seq for seq, _ in store.newest_first(partition)]


def test_the_newest_two_of_each_partition_are_there_newest_first(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    for seq in (9, 10, 100):
        store.put(0, seq, b"%d" % seq)
    store.put(1, 7, b"7")
    assert list(store.newest_first(0)) == [(100, b"100"), (10, b"10")]
    assert (len(numbers(store)), numbers(store, 1), numbers(store, 2)) == (KEPT, [7], [])


def test_those_of_a_new_decider_stay_while_the_old_one_goes_on_and_the_other_way_round(tmp_path: Path) -> None:
    """The digest that ends the first line, and what stands behind that, are each one's own."""
    store = FolderSnapshots(tmp_path)
    for seq, version in ((500, 5), (1_000, 6), (1_500, 7), (51_000, 6), (101_000, 6), (151_000, 7), (201_000, 7)):
        store.put(0, seq, b"studio-snapshot 1 %d %x\n%d of 9" % (version, seq, seq))
    assert numbers(store) == [201_000, 151_000, 101_000, 51_000]


def test_those_that_were_written_beforehand_outlive_the_next_two(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    for seq, version in ((1_500, 7), (51_000, 6), (101_000, 6)):
        store.put(0, seq, b"studio-snapshot 1 %d %x\n" % (version, seq))
    assert numbers(store) == [101_000, 51_000, 1_500]


def test_one_of_a_shorter_history_stays_and_those_beyond_its_end_go(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    for seq in (150_000, 200_000, 100_000):
        store.put(0, seq, b"")
    assert numbers(store) == [100_000]
    store.put(0, 120_000, b"")
    assert numbers(store) == [120_000, 100_000]


def test_one_that_is_dropped_gives_way_to_the_one_before(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    for seq in (1, 2):
        store.put(0, seq, b"")
    for _ in range(2):
        store.drop(0, 2)
        assert numbers(store) == [1]


def test_one_that_another_process_removes_while_we_read_is_passed_over(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    for seq in (1, 2):
        store.put(0, seq, b"")
    reading = store.newest_first(0)
    assert next(reading) == (2, b"")
    store.drop(0, 1)
    with pytest.raises(StopIteration):
        next(reading)


def test_one_that_cannot_be_written_leaves_what_is_there(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    store.put(0, 1, b"whole")

    class Broken(bytes):
        def __getitem__(self, _: object) -> bytes:  # type: ignore[override]
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        store.put(0, 2, Broken(b"x"))
    assert list(store.newest_first(0)) == [(1, b"whole")]
