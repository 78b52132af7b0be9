"""Five broken logs and a broken writer: test_event_log_mutants.py runs them through the contract, and each must turn it red.

No test file by its name, so that nobody runs them by accident.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from pathlib import Path

import pytest

from infra.event_log.port import Batch, NewRecord, Record, UnknownOutcome
from infra.event_log.sqlite import FaultPoint, SqliteEventLog
from infra.event_log.sqlite_file import Row
from infra.event_log.sqlite_writer import Group, Writer
from schemas.envelope import Instant
from schemas.errors import PositionGone
from tests.contracts.event_log import EventLogContract
from tests.contracts.test_sqlite_event_log import SqliteBackstage
from tests.support.faulty_log import fault_point
from tests.support.reference_writer import ClaimsPastUnknown


class IgnoresAt(SqliteEventLog):
    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        return await super().append(topic, partition, records, None)


class ResendsBlindly(SqliteEventLog):
    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        try:
            return await super().append(topic, partition, records, at)
        except UnknownOutcome:
            return await super().append(topic, partition, records, at)


class SplitsACommand(SqliteEventLog):
    """Two transactions, where the events of one command should share one."""

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        if len(records) == 1:
            return await super().append(topic, partition, records, at)
        base = await super().append(topic, partition, records[:1], at)
        await super().append(topic, partition, records[1:], None if at is None else at + 1)
        return base


class BeginsAtTheEarliest(SqliteEventLog):
    """What `auto_offset_reset=earliest` does in a Kafka client."""

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        try:
            return await super().read(topic, partition, offset, limit)
        except PositionGone as gone:
            return await super().read(topic, partition, int(str(gone.details["first"])), limit)

    async def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        held = {partition: await self.read(topic, partition, offset, 1) for partition, offset in starts.items()}
        async for batch in super().tail(
            topic, {partition: records[0].offset if records else starts[partition] for partition, records in held.items()}
        ):
            yield batch


class AcknowledgesEarly(SqliteEventLog):
    """Before the rows are durable; the disk takes its time."""

    def __init__(self, path: Path, clock: Callable[[], Instant], fault: FaultPoint) -> None:
        super().__init__(path, clock, fault)
        self._writer.close()
        self._writer = EagerWriter(path, clock, self._settled_in_thread, fault)


class EagerWriter(Writer):
    def _place(self, group: Group) -> list[Row]:
        rows = super()._place(group)
        self._settled(group)
        time.sleep(0.05)
        return rows


MUTANTS: dict[str, type[SqliteEventLog]] = {
    mutant.__name__: mutant for mutant in (IgnoresAt, ResendsBlindly, SplitsACommand, BeginsAtTheEarliest, AcknowledgesEarly)
}


async def open_mutant(path: str, fault: str, name: str) -> SqliteEventLog:
    return await MUTANTS[name].open(Path(path), fault_point=fault_point(fault))


def backstage_of(mutant: str, folder: Path) -> SqliteBackstage:
    return SqliteBackstage(folder, "tests.support.event_log_mutants:open_mutant", mutant)


class TestIgnoresAt(EventLogContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return backstage_of("IgnoresAt", tmp_path)


class TestResendsBlindly(EventLogContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return backstage_of("ResendsBlindly", tmp_path)


class TestClaimsPastAnUnknownBatch(EventLogContract):
    """The log is sound; who writes to it is not."""

    writer = ClaimsPastUnknown

    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return SqliteBackstage(tmp_path)


class TestSplitsACommand(EventLogContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return backstage_of("SplitsACommand", tmp_path)


class TestBeginsAtTheEarliest(EventLogContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return backstage_of("BeginsAtTheEarliest", tmp_path)


class TestAcknowledgesEarly(EventLogContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return backstage_of("AcknowledgesEarly", tmp_path)
