"""A log moves house: from a file into one broker, and from there into a file again; each copy read whole against its source, as the command does.

.venv/bin/python -m bench.copying [EVENTS] writes a history of so many events first; 1,000,000 takes minutes to write and 2 GB of disk.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import uvloop

from bench.figures import BUILD, Figure, Spent, hand_over, measured
from bench.histories import write_lives
from infra.embedded.kafka import Broker
from infra.event_log import kafka_topics
from infra.event_log.sqlite import SqliteEventLog
from infra.kafka_settings import KafkaSettings
from studio import moving
from studio.places import LogPlace

EVENTS_WRITTEN = 100_000


async def measure(folder: Path, events: int) -> list[Figure]:
    source, home = folder / "source.db", folder / "home.db"
    written = await _written(source, events)
    broker = Broker(folder / "broker")
    await asyncio.to_thread(broker.start)
    try:
        cluster = KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1)
        await kafka_topics.create(cluster)
        there, checked = await _copied(source, cluster)
        back, _ = await _copied(cluster, home)
    finally:
        await asyncio.to_thread(broker.stop)
    return [
        Figure("copy_events", written, "events, and half as many commands"),
        Figure("copy_to_kafka_events_per_s", written / there.wall, "1/s"),
        Figure("copy_to_kafka_events_per_cpu_s", written / there.cpu, "1/s"),
        Figure("copy_from_kafka_events_per_s", written / back.wall, "1/s"),
        Figure("copy_check_events_per_s", written / checked.wall, "1/s"),
    ]


async def _written(path: Path, events: int) -> int:
    log = await SqliteEventLog.open(path)
    try:
        return await write_lives(log, events)
    finally:
        await log.close()


async def _copied(source: LogPlace, target: LogPlace) -> tuple[Spent, Spent]:
    """What copying took, and what comparing."""
    async with moving.both(source, target) as (one, other):
        with measured() as copied:
            await moving.copy(await moving.copiers(one, other, {}, 0.0, _untold))
        with measured() as compared:
            found = await moving.compared_by_many(source, target, {}, _untold)
    assert not [each.difference for each in found if each.difference]
    return copied, compared


def _untold(_commands: int, _events: int) -> None:
    pass


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS_WRITTEN
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(uvloop.run(measure(Path(folder), events)))


if __name__ == "__main__":
    main()
