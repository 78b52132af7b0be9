"""Whether the log still holds what somebody has folded up to: else snapshot, table and checkpoint are of another history, and are dropped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from infra.event_log.claim import Claim, Head, election
from infra.event_log.find import holds
from infra.event_log.port import NewRecord, Record
from infra.event_log.sqlite import SqliteEventLog
from schemas.partitions import COMMANDS, EVENTS
from tests.contracts.event_log import reign, texts
from tests.support.reference_writer import ReferenceWriter


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    await log.append(COMMANDS, 0, texts("command", 6))
    await reign(log, ReferenceWriter("writer"))
    yield log
    await log.close()


async def head_of(log: SqliteEventLog) -> Head:
    claim = Claim(0)
    for record in await log.read(EVENTS, 0, 0):
        claim.check(record)
    return claim.head


async def test_a_log_holds_what_it_was_read_up_to_whatever_is_no_event_lies_between(log: SqliteEventLog) -> None:
    assert await holds(log, 0, await head_of(log))
    await log.append(EVENTS, 0, [election("another"), NewRecord("acc_1", b"{}", {"at": "0"})])
    assert await holds(log, 0, await head_of(log))
    assert await holds(log, 1, Head())
    await log.append(EVENTS, 2, [election("another")])
    assert await holds(log, 2, Head(next_offset=1))


async def test_behind_the_batches_of_a_zombie_it_is_found_in_a_few_reads(log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    head = await head_of(log)
    zombie = [NewRecord("acc_1", b"{}", {"at": "0"})] * 100
    for _ in range(20):
        await log.append(EVENTS, 0, zombie)
    end, reads, read = await log.end(EVENTS, 0), list[int](), log.read

    async def counted(topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        reads.append(offset)
        return await read(topic, partition, offset, limit)

    monkeypatch.setattr(log, "read", counted)
    assert await holds(log, 0, replace(head, next_offset=end))
    assert len(reads) < 30


@pytest.mark.parametrize("elections", [0, 2])
async def test_another_event_or_none_at_that_place_is_not_what_was_read(log: SqliteEventLog, elections: int) -> None:
    """A log that was restored from a backup ends before it, and has perhaps gone on otherwise."""
    for _ in range(elections):
        await log.append(EVENTS, 0, [election("another")])
    head = await head_of(log)
    assert not await holds(log, 0, replace(head, next_offset=head.next_offset + 3))
    assert not await holds(log, 0, replace(head, hash="f" * 64))
    assert not await holds(log, 0, replace(head, seq=head.seq + 1))
    assert not await holds(log, 1, replace(head, next_offset=0))
