"""Snapshots are written beside the decider, by a process that follows the log, whenever the tail behind the last one has grown."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from decider.snapshots import restore
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.commands.account import OpenAccount
from schemas.partitions import partition_of
from schemas.values import Tier
from studio.snapshots import follower
from tests.support.deciding import append, deciding, outcome
from tests.support.real_studio import children, command_line

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
    assert list(FolderSnapshots(tmp_path / "written").newest_first(PARTITION)) == []


async def test_ctrl_c_is_not_for_the_process_that_writes_them(tmp_path: Path) -> None:
    """A terminal sends it to the whole group, and this one would show how it fell."""
    writing, apart = asyncio.ensure_future(follower(tmp_path / "log.db", tmp_path / "written")(PARTITION)), False
    while not writing.done():
        await asyncio.sleep(0.005)
        with suppress(ProcessLookupError):
            mine = [pid for pid in children(os.getpid()) if str(tmp_path / "log.db") in command_line(pid)]
            apart = apart or any(os.getpgid(pid) != os.getpgid(0) for pid in mine)
    await writing
    assert apart
