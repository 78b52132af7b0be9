"""The few facts that somebody follows, and what he keeps of them between two starts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.config import FIRST
from infra.event_log.claim import Claim, Head
from infra.event_log.facts import facts
from infra.event_log.kept import Kept
from infra.event_log.port import EventLog, Record
from infra.event_log.sqlite import SqliteEventLog
from schemas.events.system import ConfigChanged
from schemas.partitions import SYSTEM, partition_of
from schemas.values import Config
from tests.projections.histories import Chronicler, a_film

PARTITION = partition_of(SYSTEM)
CHANGED = ConfigChanged(before=1, after=replace(FIRST, version=2))


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    yield log
    await log.close()


async def found(log: EventLog, claim: Claim) -> list[ConfigChanged]:
    return [event async for event in facts(log, claim, ConfigChanged, to_end=True)]


async def test_a_fact_of_a_newer_studio_is_not_passed_over(log: SqliteEventLog, caplog: pytest.LogCaptureFixture) -> None:
    chronicler, claim = Chronicler(log), Claim(PARTITION)
    await chronicler.write(SYSTEM, *a_film()[:2], (CHANGED,))
    await chronicler.write_raw(SYSTEM, "config.changed.v9", b"{}")
    assert await found(log, claim) == [CHANGED]
    assert "followed no further" in caplog.text
    assert claim.head.next_offset == await log.end("studio.events", PARTITION) - 1


class Counted:
    """A log, and how many records were read of it."""

    def __init__(self, log: SqliteEventLog) -> None:
        self._log, self.records = log, 0
        self.append, self.end, self.tail, self.owner, self.close = log.append, log.end, log.tail, log.owner, log.close

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        records = await self._log.read(topic, partition, offset, limit)
        self.records += len(records)
        return records


async def test_who_has_kept_where_he_stood_does_not_read_it_again(log: SqliteEventLog, tmp_path: Path) -> None:
    chronicler, claim, kept = Chronicler(log), Claim(PARTITION), Kept[Config](tmp_path / "kept", Config, version=1)
    await chronicler.write(SYSTEM, (CHANGED,), *a_film())
    [changed] = await found(log, claim)
    kept.save(claim.head, changed.after)

    counted = Counted(log)
    assert await kept.load(counted, PARTITION) == (claim.head, CHANGED.after)
    assert await found(counted, Claim(PARTITION, claim.head)) == []
    assert counted.records == 1  # that the log still holds what was kept


async def test_what_was_folded_from_another_log_is_dropped(log: SqliteEventLog, tmp_path: Path) -> None:
    claim, kept = Claim(PARTITION), Kept[Config](tmp_path / "kept", Config, version=1)
    await Chronicler(log).write(SYSTEM, (CHANGED,), *a_film())
    await found(log, claim)
    kept.save(claim.head, CHANGED.after)
    other = await SqliteEventLog.open(tmp_path / "other.db")
    await Chronicler(other).write(SYSTEM, (CHANGED,), *a_film(), actor="somebody else")
    assert await kept.load(other, PARTITION) is None
    await other.close()


@pytest.mark.parametrize("spoilt", [b"", b"{", b"\xff", b'{"version": 1, "head": {}, "folded": 5}'])
async def test_what_cannot_be_read_is_dropped(log: SqliteEventLog, tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / "kept").write_bytes(spoilt)
    assert await Kept[Config](tmp_path / "kept", Config, version=1).load(log, PARTITION) is None


async def test_what_another_version_kept_is_dropped(log: SqliteEventLog, tmp_path: Path) -> None:
    Kept[Config](tmp_path / "kept", Config, version=1).save(Head(), FIRST)
    assert await Kept[Config](tmp_path / "kept", Config, version=1).load(log, PARTITION) == (Head(), FIRST)
    assert await Kept[Config](tmp_path / "kept", Config, version=2).load(log, PARTITION) is None
