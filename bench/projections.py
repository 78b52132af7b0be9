"""How fast the read models are built: writes a log of N events of true films, then rebuilds each projection alone, and all of them in one pass.

.venv/bin/python -m bench.projections [--events 200000] [--only jobs]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from infra.database.engine import Database, open_database
from infra.event_log.sqlite import SqliteEventLog
from projections import generations
from projections.catalogue import BY_NAME, PROJECTIONS
from projections.projection import Projection
from projections.rebuilding import rebuild
from schemas.partitions import EVENTS, PARTITIONS
from tests.projections.histories import Chronicler, a_film


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--only", choices=sorted(BY_NAME))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        await _measure(Path(folder), asked.events, asked.only)


async def _measure(folder: Path, events: int, only: str | None) -> None:
    log = await SqliteEventLog.open(folder / "log.db")
    database = open_database(f"sqlite:///{folder / 'rows.db'}")
    await generations.prepare(database)
    written = await _write(log, events)
    print(f"{written:,} events of {written // sum(map(len, a_film())):,} accounts")
    print(f"{'projection':<20}{'events/s':>12}{'wall s':>10}{'cpu s':>10}")
    for projection in [BY_NAME[only]] if only else PROJECTIONS:
        await _timed(projection.name, written, database, log, [projection])
    if not only:
        await _timed("all in one pass", written, database, log, list(PROJECTIONS))
    await database.close()
    await log.close()


async def _write(log: SqliteEventLog, events: int) -> int:
    chronicler, film = Chronicler(log), a_film()
    for number in range(events // sum(map(len, film))):
        await chronicler.write_together(f"acc_{number:08x}", film)
    return sum([await log.end(EVENTS, partition) for partition in range(PARTITIONS)])


async def _timed(label: str, events: int, database: Database, log: SqliteEventLog, projections: list[Projection[Any]]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    await rebuild(database, log, projections)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{label:<20}{events / wall:>12,.0f}{wall:>10.2f}{cpu:>10.2f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
