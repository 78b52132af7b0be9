"""The process that fills the read models, beside a test: it follows the log, and rebuilds again and again, a line for each that begins and ends.

python -m tests.support.projector_child LOG DATABASE_URL NAMES
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from infra.database.engine import open_database
from infra.event_log.sqlite import SqliteEventLog
from projections import rebuilding
from projections.catalogue import PROJECTIONS
from projections.runner import Runner
from schemas.errors import AlreadyRunning


async def main(path: str, url: str, names: str) -> None:
    log, database = await SqliteEventLog.open(Path(path)), open_database(url)
    projections = [each for each in PROJECTIONS if each.name in names.split(",")]
    following = asyncio.create_task(Runner(database, log, projections).run())
    while not following.done():
        try:
            print("rebuilding", flush=True)
            await rebuilding.rebuild(database, log, projections)
            print("rebuilt", flush=True)
        except AlreadyRunning:
            await asyncio.sleep(0.01)
    following.result()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
