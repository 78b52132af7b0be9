"""What 1,000,000 accounts with three jobs each cost the decider that holds them all, and what a film leaves in the log.

One account of each partition lives in the log: it opens, is granted credits, makes a project and asks for three films, of which two are called off
and one is under way. The others of its partition are like it, under ids of their own, in the partition's snapshot: what is measured is the state that
a decider then restores, holds, decides upon and writes again. Its log is the embedded one, and its callers are in its process.
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
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import uvloop

from bench.callers import PLAN, by_the_clock, listening, work
from bench.deciding import deciding
from bench.figures import BUILD, Figure, hand_over, percentile
from bench.histories import Author, issued
from decider.snapshots import Restored, dump, restore
from domain.config import FIRST, quote
from domain.job import Ended, Job, Running
from domain.tenant import Tenant
from infra.event_log.port import EventLog, Record
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.project import CreateProject
from schemas.envelope import Sealed
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, partition_of
from schemas.values import FilmSettings, GrantSource, ScriptRef, Tier

ACCOUNTS, JOBS = 1_000_000, 3
SECONDS, RATE = 24.0, 200.0
CALLING = 8  # accounts of each partition
EXAMPLE = Path("examples") / "wedding.txt"


def measure(folder: Path) -> list[Figure]:
    dumped = asyncio.run(_prepare(folder))
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "bench.scale", str(folder)], stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    sizes = sorted(path.stat().st_size for path in (folder / "snapshots").rglob("*.snapshot"))
    film = _film(folder / "studio")
    return [
        Figure("scale_accounts", told["accounts"], "count", ACCOUNTS, more_is_better=True),
        Figure("scale_restart_s", told["ready_at"] - begun, "s"),
        Figure("scale_rss_gb", told["rss_gb"], "GB"),
        Figure("scale_rss_per_partition_mb", told["rss_gb"] * 1_000 / PARTITIONS, "MB"),
        Figure("scale_restore_of_a_partition_s", told["restore_s"], "s"),
        Figure("scale_snapshot_of_a_partition_s", dumped, "s"),
        Figure("scale_snapshot_of_a_partition_mb", sizes[len(sizes) // 2] / 1e6, "MB"),
        *_waits(told["waits"]),
        *film,
    ]


def _waits(of: Sequence[Sequence[float]]) -> list[Figure]:
    """Of callers, by partition."""
    every = [wait for waits in of for wait in waits]
    p99s = [percentile(waits, 99) * 1e3 for waits in of]
    return [
        Figure("scale_decider_p50_ms", percentile(every, 50) * 1e3, "ms"),
        Figure("scale_decider_p99_ms", percentile(every, 99) * 1e3, "ms"),
        Figure("scale_decider_p99_of_the_median_partition_ms", median(p99s), "ms"),
        *(Figure(f"scale_decider_p99_of_partition_{number}_ms", p99, "ms") for number, p99 in enumerate(p99s)),
    ]


# --- the state


async def _prepare(folder: Path) -> float:
    """Seconds that one partition's snapshot takes to be made, the median."""
    log, snapshots = await SqliteEventLog.open(folder / "log.db"), FolderSnapshots(folder / "snapshots")
    accounts: dict[int, list[str]] = {number: [] for number in range(PARTITIONS)}
    for number in range(ACCOUNTS):
        accounts[partition_of(f"acc_{number:024x}")].append(f"acc_{number:024x}")
    took = []
    for number, names in accounts.items():
        author = Author(log, number)
        await _live(author, names[0])
        pattern = author.state.tenants[names[0]]
        author.state.tenants |= {name: _like(pattern, names[0], name) for name in names[1:]}
        author.state.rebuild_order()
        begun = time.perf_counter()
        data = dump(Restored(author.state, author.head, author.command_hash))
        took.append(time.perf_counter() - begun)
        snapshots.put(number, author.head.seq, data)
    await log.close()
    return sorted(took)[PARTITIONS // 2]


async def _live(author: Author, name: str) -> None:
    """The jobs are asked for one after the other, as each is called off: a plan runs so many at once."""
    script = ScriptRef(hash=PLAN.script_hash, size=1_000)
    asked = [
        issued(name, OpenAccount(tier=Tier.ENTERPRISE), "operator"),
        issued(name, GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1_000_000), "operator"),
        issued(name, CreateProject(project_id=f"prj_{name}", title=Sealed("x" * 40), script=script)),
    ]
    for number in range(JOBS):
        film = RequestJob(
            job_id=f"job_{number}_{name}", project_id=f"prj_{name}", plan=PLAN, settings=FilmSettings(), estimate=quote(FIRST, PLAN.length_ms)
        )
        asked.append(issued(name, film))
        if number < JOBS - 1:
            asked.append(issued(name, CancelJob(job_id=film.job_id)))
    await author.write(asked)
    tenant = author.state.tenants[name]
    assert (len(tenant.projects), len(tenant.jobs), len(tenant.running)) == (1, JOBS, 1)


def _like(tenant: Tenant, old: str, new: str) -> Tenant:
    """Another account with as much behind it."""

    def own(id: str) -> str:
        return id.replace(old, new)

    def job(one: Job) -> Job:
        match one:
            case Running():
                return replace(one, request=replace(one.request, project_id=own(one.request.project_id)))
            case Ended():
                return replace(one, project_id=own(one.project_id))
            case _:
                raise AssertionError(f"no account here has a {one!r}")

    return replace(
        copy.copy(tenant), projects={own(id): project for id, project in tenant.projects.items()},
        jobs={own(id): job(one) for id, one in tenant.jobs.items()}, running=tuple(map(own, tenant.running)),
    )  # fmt: skip


# --- the decider, in a process of its own


async def _decider(folder: Path) -> None:
    log, snapshots = await SqliteEventLog.open(folder / "log.db"), FolderSnapshots(folder / "snapshots")
    async with deciding(log, snapshots) as decider:
        ready_at = time.perf_counter()  # CLOCK_MONOTONIC: the same in every process of this machine
        accounts = sum(len(reign.state.tenants) for reign in decider.reigns.values())
        rss_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        waits = await _asked(log)
    begun = time.perf_counter()
    await restore(log, 0, snapshots)
    restore_s = time.perf_counter() - begun
    await log.close()
    print(json.dumps({"ready_at": ready_at, "accounts": accounts, "rss_gb": rss_gb, "restore_s": restore_s, "waits": waits}))


async def _asked(log: EventLog) -> list[list[float]]:
    """What accounts of the snapshot waited for new projects of theirs, in seconds, by partition."""
    of: dict[int, list[str]] = {number: [] for number in range(PARTITIONS)}
    for number in range(PARTITIONS * CALLING * 10):
        of[partition_of(f"acc_{number:024x}")].append(f"acc_{number:024x}")
    names = [name for turn in range(1, CALLING + 1) for name in (of[number][turn] for number in of)]  # the first is the one that lives in the log
    async with listening(log) as callers:
        await by_the_clock(callers, names, work("many"), SECONDS, RATE)
    assert callers.refused == 0, "they are all there, and may have projects"
    return [callers.waits_of[number] for number in range(PARTITIONS)]


# --- a film in the log


def _film(folder: Path) -> list[Figure]:
    """A draft: as many tasks as the whole film has, so as many commands and events."""
    words = [sys.executable, "-m", "studio", "--folder", str(folder), "film", str(EXAMPLE), "--draft", "-o", str(folder.with_suffix(".mp4"))]
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    commands, events = asyncio.run(_weighed(folder / "log.db"))
    return [
        Figure("scale_film_commands", commands[0], "count"),
        Figure("scale_film_events", events[0], "count"),
        Figure("scale_film_log_kb", (commands[1] + events[1]) / 1e3, "kB"),
        Figure("scale_film_log_file_kb", sum(path.stat().st_size for path in folder.glob("log.db*")) / 1e3, "kB"),
    ]


async def _weighed(file: Path) -> Sequence[tuple[int, int]]:
    """Of both topics: records, and bytes of their keys, headers and values."""
    log, found = await SqliteEventLog.open(file), []
    for topic in (COMMANDS, EVENTS):
        records = [one for number in range(PARTITIONS) for one in await log.read(topic, number, 0, 1_000_000)]
        found.append((len(records), sum(map(_bytes, records))))
    await log.close()
    return found


def _bytes(record: Record) -> int:
    return len(record.key) + len(record.value) + sum(len(name) + len(value) for name, value in record.headers.items())


def main() -> None:
    if len(sys.argv) > 1:
        return uvloop.run(_decider(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        return hand_over(measure(Path(folder)))


if __name__ == "__main__":
    main()
