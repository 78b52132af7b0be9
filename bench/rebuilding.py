"""How fast read models are built from a log of true films: each one alone, as `studio rebuild NAME` does, and all of them in one pass."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import BUILD, Figure, Spent, hand_over, measured
from bench.histories import write_lives
from infra.database.engine import Database, open_database
from infra.event_log.sqlite import SqliteEventLog
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.projection import Projection
from projections.rebuilding import rebuild

EVENTS_WRITTEN = 60_000


async def measure(folder: Path) -> list[Figure]:
    log = await SqliteEventLog.open(folder / "log.db")
    database = open_database(f"sqlite:///{folder / 'rows.db'}")
    await generations.prepare(database)
    events = await write_lives(log, EVENTS_WRITTEN)
    alone = {projection.name: await _timed(database, log, [projection]) for projection in PROJECTIONS}
    together = await _timed(database, log, list(PROJECTIONS))
    await database.close()
    await log.close()
    mean, slowest = sum(one.wall for one in alone.values()) / len(alone), max(one.wall for one in alone.values())
    return [
        Figure("rebuild_events_per_s", events / mean, "1/s", 25_000, more_is_better=True),
        Figure("rebuild_slowest_events_per_s", events / slowest, "1/s"),
        Figure("rebuild_all_events_per_s", events / together.wall, "1/s"),
        *(Figure(f"rebuild_{name}_events_per_cpu_s", events / spent.cpu, "1/s") for name, spent in alone.items()),
    ]


async def _timed(database: Database, log: SqliteEventLog, projections: Sequence[Projection[Any]]) -> Spent:
    with measured() as spent:
        await rebuild(database, log, projections)
    return spent


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
