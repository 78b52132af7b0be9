"""A history of each version of `decide`, as it lay on the log: commands and events, byte for byte.

python -m tests.verify.golden        writes that of the running version, once; what lies there already is never written again
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from domain.partition import VERSION
from infra.event_log.port import EventLog, NewRecord, Record
from infra.event_log.sqlite import SqliteEventLog
from schemas.partitions import COMMANDS, EVENTS
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Scribe, month

FOLDER = Path(__file__).with_suffix("")


def path(version: str) -> Path:
    return FOLDER / f"{version}.jsonl"


def versions() -> list[str]:
    return sorted(one.stem for one in FOLDER.glob("*.jsonl"))


async def copy(version: str, log: EventLog) -> None:
    """Lay that history on an empty log."""
    for line in path(version).read_text().splitlines():
        topic, time, key, headers, value = json.loads(line)
        await log.append(topic, PARTITION, [NewRecord(key, value.encode(), headers, time)])


async def write(folder: Path) -> None:
    clock = [NOON]
    log = await SqliteEventLog.open(folder / "log.db", clock=lambda: clock[0])
    await Scribe(log, clock).write(list(month()))
    records = [(topic, one) for topic in (COMMANDS, EVENTS) for one in await log.read(topic, PARTITION, 0, 100_000)]
    await log.close()
    FOLDER.mkdir(exist_ok=True)
    with path(VERSION).open("x") as file:
        file.writelines(json.dumps(_line(topic, one), ensure_ascii=False) + "\n" for topic, one in records)


def _line(topic: str, record: Record) -> list[Any]:
    return [topic, record.time, record.key, dict(record.headers), record.value.decode()]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(write(Path(name)))
