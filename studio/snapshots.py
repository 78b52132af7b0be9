"""A snapshot of one partition of the embedded log, in a process of its own.

python -m studio.snapshots LOG FOLDER PARTITION
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from decider import beside
from decider.snapshots import take
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots


def follower(path: Path, snapshots: Path) -> Callable[[int], Awaitable[None]]:
    """Writes a snapshot of a partition of the log at `path`."""
    return beside.follower(__name__, str(path), str(snapshots))


async def _take(path: Path, snapshots: Path, partition: int) -> None:
    log_ = await SqliteEventLog.open(path)
    try:
        await take(log_, partition, FolderSnapshots(snapshots, pause_s=beside.PAUSE_S))
    finally:
        await log_.close()


if __name__ == "__main__":
    asyncio.run(_take(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
