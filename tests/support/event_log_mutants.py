"""Five broken logs and a broken writer, on each adapter: test_event_log_mutants.py runs them through the contract, and each must turn it red.

No test file by its name, so that nobody runs them by accident.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from infra.event_log.kafka import KafkaEventLog
from infra.event_log.kafka_sending import Append, Sending
from infra.event_log.port import Batch, EventLog, NewRecord, Record, UnknownOutcome
from infra.event_log.sqlite import FaultPoint, SqliteEventLog
from infra.event_log.sqlite_file import Row
from infra.event_log.sqlite_writer import Group, Writer
from infra.kafka_settings import KafkaSettings
from schemas.envelope import Instant
from schemas.errors import PositionGone
from tests.contracts.event_log import EventLogContract
from tests.contracts.test_kafka_event_log import KafkaBackstage, of_its_own
from tests.contracts.test_sqlite_event_log import SqliteBackstage
from tests.support.faulty_kafka import lost_or_killed
from tests.support.faulty_log import fault_point
from tests.support.reference_writer import ClaimsPastUnknown


class Spoilt:
    """Passes everything on to a sound log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.read, self.end, self.tail, self.owner, self.close = log.read, log.end, log.tail, log.owner, log.close

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        return await self._log.append(topic, partition, records, at)


class IgnoresAt(Spoilt):
    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        return await super().append(topic, partition, records, None)


class ResendsBlindly(Spoilt):
    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        try:
            return await super().append(topic, partition, records, at)
        except UnknownOutcome:
            return await super().append(topic, partition, records, at)


class SplitsACommand(Spoilt):
    """Two batches, where the events of one command should share one."""

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        if len(records) == 1:
            return await super().append(topic, partition, records, at)
        base = await super().append(topic, partition, records[:1], at)
        await super().append(topic, partition, records[1:], None if at is None else at + 1)
        return base


WRAPPED: Mapping[str, type[Spoilt]] = {mutant.__name__: mutant for mutant in (IgnoresAt, ResendsBlindly, SplitsACommand)}


# --- on SQLite


class SqliteBeginsAtTheEarliest(SqliteEventLog):
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


class SqliteAcknowledgesEarly(SqliteEventLog):
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


SQLITE: Mapping[str, type[SqliteEventLog]] = {"BeginsAtTheEarliest": SqliteBeginsAtTheEarliest, "AcknowledgesEarly": SqliteAcknowledgesEarly}


async def open_sqlite_mutant(path: str, fault: str, name: str) -> EventLog:
    log = await SQLITE.get(name, SqliteEventLog).open(Path(path), fault_point=fault_point(fault))
    return WRAPPED.get(name, Spoilt)(log)


class OnSqlite(EventLogContract):
    mutant: str

    @pytest.fixture
    def backstage(self, tmp_path: Path) -> SqliteBackstage:
        return SqliteBackstage(tmp_path, "tests.support.event_log_mutants:open_sqlite_mutant", self.mutant)


# --- on Kafka


class KafkaBeginsAtTheEarliest(KafkaEventLog):
    def _consumer(self, **more: object) -> AIOKafkaConsumer:
        return super()._consumer(**{"auto_offset_reset": "earliest", **more})


class KafkaAcknowledgesEarly(KafkaEventLog):
    """Before the broker has answered, with the offset that it will probably give."""

    def __init__(self, settings: KafkaSettings, clock: Callable[[], Instant], fault_point: FaultPoint) -> None:
        super().__init__(settings, clock, fault_point)
        for (topic, partition), sound in self._sending.items():
            place = settings.prefix + topic, partition
            arguments = place, sound._producer, clock, fault_point, settings.append_s, self._passed
            self._sending[topic, partition] = EagerSending(*arguments, end=partial(self.end, topic, partition))


class EagerSending(Sending):
    def __init__(self, *arguments: Any, end: Callable[[], Awaitable[int]]) -> None:
        super().__init__(*arguments)
        self._end = end

    async def _send(self, group: Sequence[Append]) -> int:
        self._settle(group, await self._end())
        await asyncio.sleep(0.05)
        return await super()._send(group)


KAFKA: Mapping[str, type[KafkaEventLog]] = {"BeginsAtTheEarliest": KafkaBeginsAtTheEarliest, "AcknowledgesEarly": KafkaAcknowledgesEarly}


async def open_kafka_mutant(settings: str, fault: str, name: str) -> EventLog:
    log = await KAFKA.get(name, KafkaEventLog).open(KafkaSettings.model_validate_json(settings), fault_point=lost_or_killed(fault))
    return WRAPPED.get(name, Spoilt)(log)


class OnKafka(EventLogContract):
    mutant: str

    @pytest.fixture
    async def backstage(self, kafka: str) -> AsyncIterator[KafkaBackstage]:
        async with of_its_own(kafka) as settings:
            backstage = KafkaBackstage(settings, "tests.support.event_log_mutants:open_kafka_mutant", self.mutant)
            yield backstage
            await backstage.close()


# --- what is run


class TestSqliteIgnoresAt(OnSqlite):
    mutant = "IgnoresAt"


class TestSqliteResendsBlindly(OnSqlite):
    mutant = "ResendsBlindly"


class TestSqliteClaimsPastAnUnknownBatch(OnSqlite):
    """The log is sound; who writes to it is not."""

    mutant, writer = "none", ClaimsPastUnknown


class TestSqliteSplitsACommand(OnSqlite):
    mutant = "SplitsACommand"


class TestSqliteBeginsAtTheEarliest(OnSqlite):
    mutant = "BeginsAtTheEarliest"


class TestSqliteAcknowledgesEarly(OnSqlite):
    mutant = "AcknowledgesEarly"


class TestKafkaIgnoresAt(OnKafka):
    mutant = "IgnoresAt"


class TestKafkaResendsBlindly(OnKafka):
    mutant = "ResendsBlindly"


class TestKafkaClaimsPastAnUnknownBatch(OnKafka):
    mutant, writer = "none", ClaimsPastUnknown


class TestKafkaSplitsACommand(OnKafka):
    mutant = "SplitsACommand"


class TestKafkaBeginsAtTheEarliest(OnKafka):
    mutant = "BeginsAtTheEarliest"


class TestKafkaAcknowledgesEarly(OnKafka):
    mutant = "AcknowledgesEarly"
