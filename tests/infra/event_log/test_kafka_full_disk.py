"""A broker whose disk is full ends itself: nothing that it had acknowledged is lost, and it goes on when there is room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.embedded.kafka import Broker
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog, NewRecord, UnknownOutcome
from schemas.errors import Unavailable
from schemas.partitions import EVENTS
from tests.contracts.event_log import texts
from tests.contracts.test_kafka_event_log import of_its_own
from tests.contracts.test_sqlite_event_log import small_disk
from tests.support.reference_writer import read_range


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], object]]]:
    """A folder with little room, and what makes room."""
    (folder := tmp_path / "small").mkdir()
    with small_disk(folder, "24m") as grow:
        if grow is None:
            pytest.skip("no disk can be mounted here: only root may")
        yield folder, grow


async def test_a_full_disk_ends_the_broker_and_costs_nothing_that_it_had_acknowledged(
    kafka_jars: None, disk: tuple[Path, Callable[[], object]]
) -> None:
    folder, make_room = disk
    broker = Broker(folder, heap="256m")
    await asyncio.to_thread(broker.start)
    assert broker.process is not None
    try:
        async with of_its_own(broker.address, answer_s=1.0, append_s=2.0) as settings:
            log = await KafkaEventLog.open(settings)
            acknowledged: list[int] = []
            with pytest.raises(Unavailable):
                await fill(log, acknowledged)
            assert acknowledged, "the disk was full from the beginning"
            assert await asyncio.to_thread(broker.process.wait, 20) != 0, "it ends itself"
            with pytest.raises(Unavailable) as refused:
                await log.append(EVENTS, 0, texts("refused", 1))
            assert not isinstance(refused.value, UnknownOutcome), "nobody was there to take it"
            make_room()
            await asyncio.to_thread(broker.start)
            base = await log.append(EVENTS, 0, texts("after", 1))
            held = {record.offset: record.value for record in await read_range(log, EVENTS, 0, 0)}
            assert all(held[offset + index] == b"%03d" % number * 100_000 for number, offset in enumerate(acknowledged) for index in (0, 1))
            assert held[base] == b"after:0"
            assert base in (acknowledged[-1] + 2, acknowledged[-1] + 4), "of the batch that met the full disk all lies there, or nothing"
            await log.close()
    finally:
        broker.kill()


async def fill(log: EventLog, acknowledged: list[int]) -> None:
    for number in range(100):
        acknowledged.append(await log.append(EVENTS, 0, [NewRecord("acc_1", b"%03d" % number * 100_000)] * 2))
