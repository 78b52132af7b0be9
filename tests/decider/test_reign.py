"""One reign, step by step, on a real log: what it does when its election is not there, or when the writer before it got in after all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from decider.chronicle import decide
from decider.reign import Reign, StepDown
from domain.partition import Partition
from infra.event_log.claim import ELECTED
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.partitions import COMMANDS, EVENTS
from tests.support.deciding import OPEN, PARTITION, Watch, append, history, now_ms, verified

STRAY = NewRecord("acc_1", b"{}", {"at": "999", "ce_type": "account.opened.v1"})


class Forgetful(SqliteEventLog):
    """Loses elections that it has acknowledged, as many as it is told to; what a writer long deposed had under way lies there instead."""

    loses = 0

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        if ELECTED in records[0].headers and self.loses:
            self.loses -= 1
            records = [STRAY]
        return await super().append(topic, partition, records, at)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[Forgetful]:
    log = await Forgetful.open(tmp_path / "log.db")
    assert isinstance(log, Forgetful)
    yield log
    await log.close()


def a_reign(log: Forgetful, folder: Path) -> Reign:
    return Reign(log, PARTITION, "new", FolderSnapshots(folder / "snapshots"), now_ms, Watch(), asyncio.Lock())


async def test_whose_election_is_not_where_it_was_acknowledged_decides_nothing(log: Forgetful, tmp_path: Path) -> None:
    await append(log, OPEN, issuer="operator")
    log.loses = 1
    reign = a_reign(log, tmp_path)
    with pytest.raises(StepDown, match="our election"):
        await reign._take_over()
    assert not reign.ruling
    assert await history(log, PARTITION) == []
    assert await log.end(EVENTS, PARTITION) == 1


async def test_who_was_displaced_by_a_true_batch_of_the_writer_before_steps_down_and_history_stays_whole(log: Forgetful, tmp_path: Path) -> None:
    """It was under way, claims the very place behind our election and so is true, though no newer election lies before ours."""
    await append(log, OPEN, issuer="operator")
    reign = a_reign(log, tmp_path)
    await reign._take_over()
    commands = await log.read(COMMANDS, PARTITION, 0)
    late = decide(Partition(PARTITION), reign.head, commands[0], now_ms())
    assert await log.append(EVENTS, PARTITION, late.records, at=1) == 1
    with pytest.raises(StepDown, match="another writer"):
        await reign._decide(commands)
    await verified(log)


async def test_who_was_displaced_by_what_is_not_true_goes_on(log: Forgetful, tmp_path: Path) -> None:
    await append(log, OPEN, issuer="operator")
    reign = a_reign(log, tmp_path)
    await reign._take_over()
    await log.append(EVENTS, PARTITION, [STRAY])
    await reign._decide(await log.read(COMMANDS, PARTITION, 0))
    await verified(log)
