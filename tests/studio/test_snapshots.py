"""Snapshots are written beside the decider, by a process that follows the log, whenever the tail behind the last one has grown."""

from __future__ import annotations

from pathlib import Path

from decider.snapshots import restore
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.commands.account import OpenAccount
from schemas.partitions import partition_of
from schemas.values import Tier
from studio.snapshots import follower
from tests.support.deciding import append, deciding, outcome

PARTITION = partition_of("acc_1")


async def test_a_process_of_its_own_writes_what_a_restart_begins_from(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    async with deciding(log, tmp_path) as decider:
        await outcome(log, await append(log, OpenAccount(tier=Tier.PRO), issuer="operator"))
        await follower(tmp_path / "log.db", tmp_path / "written")(PARTITION)
        ruling = decider.reigns[PARTITION]
        restored = await restore(log, PARTITION, FolderSnapshots(tmp_path / "written"))
        assert restored.head.seq == ruling.head.seq >= 0
        assert restored.state == ruling.state
    await log.close()


async def test_a_snapshot_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_text("no log")
    await follower(tmp_path / "log.db", tmp_path / "written")(PARTITION)
    assert FolderSnapshots(tmp_path / "written").newest(PARTITION) is None
