"""Copies one partition of a file to Kafka, as a process that a fault may kill: `python -m tests.support.copy_child FILE SETTINGS PARTITION FAULT`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from infra.event_log import copying
from infra.event_log.copying import Copier
from infra.event_log.sqlite import SqliteEventLog
from tests.support.faulty_kafka import open_kafka

SETTLE_S = 0.5


async def main(path: str, settings: str, partition: str, fault: str) -> None:
    copying.BATCH_BYTES = 15_000
    source, target = await SqliteEventLog.open(Path(path)), await open_kafka(settings, fault)
    await Copier(source, target, int(partition), settle_s=SETTLE_S).catch_up()
    await target.close()
    await source.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
