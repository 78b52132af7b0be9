"""How fast `studio verify` goes through a log: claim and link alone, with every invariant, and with every decision made again."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.figures import BUILD, Figure, hand_over, measured
from bench.histories import write_lives
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from schemas.partitions import EVENTS, PARTITIONS
from studio.verify.whole import verify_all

EVENTS_WRITTEN = 120_000


async def measure(folder: Path) -> list[Figure]:
    log = await SqliteEventLog.open(folder / "log.db")
    events = await write_lives(log, EVENTS_WRITTEN)
    with measured() as link:
        await _links(log)
    await log.close()
    with measured() as again:
        commands = await _verified(folder / "log.db")
    return [
        Figure("verify_link_events_per_s", events / link.wall, "1/s", 40_000, more_is_better=True),
        Figure("verify_link_events_per_cpu_s", events / link.cpu, "1/s"),
        Figure("verify_redecide_per_s", commands / again.wall, "1/s", 8_000, more_is_better=True),
        Figure("verify_redecide_per_cpu_s", commands / again.cpu, "1/s"),
    ]


async def _links(log: EventLog) -> None:
    """What any reader does before it believes a record, and no more."""
    for partition in range(PARTITIONS):
        claim = Claim(partition)
        while records := await log.read(EVENTS, partition, claim.head.next_offset, 2_000):
            for record in records:
                claim.check(record)


async def _verified(path: Path) -> int:
    """All of `studio verify` but the read models: every invariant, every decision again; the number of commands."""
    reports = await verify_all(path)
    broken = [violation for report in reports for violation in report.violations]
    assert not broken, broken[:3]
    assert all(report.redecided == report.commands for report in reports)
    return sum(report.commands for report in reports)


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
