"""A broker whose disk is full ends itself: nothing that it had acknowledged is lost, and it goes on when there is room."""

from __future__ import annotations

import asyncio
import resource
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

FILE_BYTES = 11_000_000  # more than the index of a segment takes when it is made
Room = Callable[[], object]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, Room | None]]:
    """A folder, with little room and what makes room where we may mount a disk; else None."""
    (folder := tmp_path / "small").mkdir()
    with small_disk(folder, "24m") as grow:
        yield folder, grow


def cramp(broker: Broker) -> Room:
    """A disk that fills while it runs, where nobody may mount one: its files may not grow, and the kernel says EFBIG in place of ENOSPC.

    It holds for this process; the next one has room.
    """
    assert broker.process is not None
    resource.prlimit(broker.process.pid, resource.RLIMIT_FSIZE, (FILE_BYTES, resource.RLIM_INFINITY))
    return lambda: None


async def test_a_full_disk_ends_the_broker_and_costs_nothing_that_it_had_acknowledged(kafka_jars: None, place: tuple[Path, Room | None]) -> None:
    folder, grow = place
    broker = Broker(folder, heap="256m")
    await asyncio.to_thread(broker.start)
    assert broker.process is not None
    try:
        async with of_its_own(broker.address, answer_s=1.0, append_s=2.0) as settings:
            make_room = grow or cramp(broker)
            log = await KafkaEventLog.open(settings)
            acknowledged: list[int] = []
            with pytest.raises(Unavailable):
                await fill(log, acknowledged)
            assert acknowledged, "the disk was full from the beginning"
            assert await asyncio.to_thread(broker.process.wait, 60) != 0, "it ends itself"
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
