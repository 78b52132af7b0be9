"""How fast read models are built from a log of true films: each one alone, as `studio rebuild NAME` does, and all of them in one pass; into a file
of SQLite and into PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import BUILD, Figure, Spent, hand_over, measured
from bench.histories import write_lives
from infra.database.engine import Database, open_database
from infra.embedded.postgres import Server
from infra.event_log.sqlite import SqliteEventLog
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.projection import Projection
from projections.rebuilding import rebuild
from schemas.errors import Unavailable

EVENTS_WRITTEN = 60_000


async def measure(folder: Path) -> list[Figure]:
    log = await SqliteEventLog.open(folder / "log.db")
    events = await write_lives(log, EVENTS_WRITTEN)
    figures = await _of(f"sqlite:///{folder / 'rows.db'}", log, events, "rebuild", goal=25_000)
    try:
        with server(folder / "pg") as url:
            figures += await _of(url, log, events, "rebuild_postgres")
    except Unavailable as error:
        print(f"PostgreSQL is not measured: {error}", file=sys.stderr)
    await log.close()
    return figures


async def _of(url: str, log: SqliteEventLog, events: int, name: str, goal: float | None = None) -> list[Figure]:
    database = open_database(url)
    await generations.prepare(database)
    alone = {projection.name: await _timed(database, log, [projection]) for projection in PROJECTIONS}
    together = await _timed(database, log, list(PROJECTIONS))
    await database.close()
    mean, slowest = sum(one.wall for one in alone.values()) / len(alone), max(one.wall for one in alone.values())
    return [
        Figure(f"{name}_events_per_s", events / mean, "1/s", goal, more_is_better=True),
        Figure(f"{name}_slowest_events_per_s", events / slowest, "1/s"),
        Figure(f"{name}_all_events_per_s", events / together.wall, "1/s"),
        *(Figure(f"{name}_{each}_events_per_cpu_s", events / spent.cpu, "1/s") for each, spent in alone.items()),
    ]


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """That of DATABASE_URL, whose tables of read models are then made anew, or a durable one of our own. Raises Unavailable."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    server = Server(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


async def _timed(database: Database, log: SqliteEventLog, projections: Sequence[Projection[Any]]) -> Spent:
    with measured() as spent:
        await rebuild(database, log, projections)
    return spent


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        Path(folder).chmod(0o711)  # root starts the server as somebody else
        hand_over(asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
