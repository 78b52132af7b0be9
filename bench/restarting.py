"""How long a decider takes from the start of its process until it rules every partition, with much behind it; and what a snapshot does to callers.

The state: 100,000 accounts with 500,000 projects, 100,000 open jobs and 500,000 remembered keys in snapshots, and a tail of 50,000 events. What the
snapshots hold is one decided tenant of each partition, again and again under other ids; the tail is decided upon it, command by command.
"""

from __future__ import annotations

import asyncio
import copy
import json
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from pathlib import Path

from bench.callers import PLAN, called
from bench.deciding import deciding
from bench.figures import BUILD, Figure, hand_over
from bench.histories import Author, issued
from decider.snapshots import Restored, SnapshotStore, dump
from domain.config import FIRST, quote
from domain.job import Running
from domain.tenant import Tenant
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import RequestJob
from schemas.commands.project import CreateProject, RenameProject
from schemas.envelope import Sealed
from schemas.partitions import PARTITIONS, partition_of
from schemas.values import FilmSettings, GrantSource, ScriptRef, Tier
from studio.snapshots import follower

ACCOUNTS, PROJECTS, TAIL = 100_000, 5, 50_000
BODY = "b" * 64
CALM_S, RATE = 8.0, 400.0


def measure(folder: Path) -> list[Figure]:
    asyncio.run(_prepared(folder))
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "bench.restarting", str(folder)], stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    calm, busy, taken = asyncio.run(_snapshots(folder))
    return [
        Figure("restart_s", told["ready_at"] - begun, "s", 5),
        Figure("restart_rss_gb", told["rss_gb"], "GB", 1.5),
        Figure("snapshot_p99_ratio", busy / calm, "x", 2),
        Figure("snapshot_p99_calm_ms", calm, "ms"),
        Figure("snapshot_p99_busy_ms", busy, "ms"),
        Figure("snapshots_taken", taken, "count", 1, more_is_better=True),
    ]


# --- the state


async def _prepared(folder: Path) -> None:
    log = await SqliteEventLog.open(folder / "log.db")
    await prepare(log, FolderSnapshots(folder / "snapshots"))
    await log.close()


async def prepare(log: EventLog, snapshots: SnapshotStore) -> None:
    """The state that a restart finds, in a log that was empty."""
    accounts: dict[int, list[str]] = {number: [] for number in range(PARTITIONS)}
    for number in range(ACCOUNTS):
        accounts[partition_of(f"acc_{number:024x}")].append(f"acc_{number:024x}")
    for number, names in accounts.items():
        author = Author(log, number)
        await _live(author, names[0])
        pattern = author.state.tenants[names[0]]
        author.state.tenants |= {name: _like(pattern, name) for name in names[1:]}
        author.state.rebuild_order()
        snapshots.put(number, author.head.seq, dump(Restored(author.state, author.head, author.command_hash)))
        await author.write([issued(name, RenameProject(project_id=f"prj_0_{name}", title=Sealed("t" * 40), version=2)) for name in _tail(names)])


def _tail(names: list[str]) -> list[str]:
    return names[: TAIL // PARTITIONS]


async def _live(author: Author, name: str) -> None:
    request = RequestJob(
        job_id=f"job_0_{name}", project_id=f"prj_0_{name}", plan=PLAN, settings=FilmSettings(), estimate=quote(FIRST, PLAN.length_ms)
    )
    script = ScriptRef(hash=PLAN.script_hash, size=1_000)
    made = [CreateProject(project_id=f"prj_{n}_{name}", title=Sealed("x" * 40), script=script) for n in range(PROJECTS)]
    await author.write(
        [
            issued(name, OpenAccount(tier=Tier.ENTERPRISE), "operator"),
            issued(name, GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1_000_000), "operator"),
            *(issued(name, command, body=BODY) for command in made),
            issued(name, request),
        ]
    )
    tenant = author.state.tenants[name]
    assert (len(tenant.projects), len(tenant.running), len(tenant.remembered)) == (PROJECTS, 1, PROJECTS)


def _like(tenant: Tenant, name: str) -> Tenant:
    """Another account with as much behind it."""
    running = tenant.jobs[tenant.running[0]]
    assert isinstance(running, Running)
    return replace(
        copy.copy(tenant),
        projects={f"prj_{n}_{name}": project for n, project in enumerate(tenant.projects.values())},
        jobs={f"job_0_{name}": replace(running, request=replace(running.request, project_id=f"prj_0_{name}"))},
        running=(f"job_0_{name}",),
        remembered={str(uuid.uuid4()): kept for kept in tenant.remembered.values()},
    )


# --- the restart, in a process of its own


async def _restart(folder: Path) -> None:
    log = await SqliteEventLog.open(folder / "log.db")
    async with deciding(log, FolderSnapshots(folder / "snapshots")) as decider:
        ready_at = time.perf_counter()  # CLOCK_MONOTONIC: the same in every process of this machine
        assert sum(len(reign.state.tenants) for reign in decider.reigns.values()) == ACCOUNTS
    await log.close()
    print(json.dumps({"ready_at": ready_at, "rss_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}))


# --- callers while snapshots are written


async def _snapshots(folder: Path) -> tuple[float, float, int]:
    """What 99 of 100 callers waited at most, in ms: without snapshots, and while one partition after the other is written; and how many were."""
    log = await SqliteEventLog.open(folder / "log.db")
    async with deciding(log, FolderSnapshots(folder / "snapshots")):
        calm = await called(log, "many", 50, CALM_S, RATE)
        writing = asyncio.create_task(_write_for_ever(folder))
        busy = await called(log, "many", 50, CALM_S, RATE)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    await log.close()
    newest = sum(len(list(one.glob("*.snapshot"))) > 1 for one in (folder / "snapshots").iterdir())
    return calm["p99_ms"], busy["p99_ms"], newest


async def _write_for_ever(folder: Path) -> None:
    write = follower(folder / "log.db", folder / "snapshots")
    while True:
        for number in range(PARTITIONS):
            await write(number)


def main() -> None:
    if len(sys.argv) > 1:
        import uvloop

        return uvloop.run(_restart(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        return hand_over(measure(Path(folder)))


if __name__ == "__main__":
    main()
