"""The studio beside the library `eventsourcing` 9.5 on PostgreSQL, on the same work and the same cores: 16 clients reserve credits with a job and
call it off again, on one hot account and on 200; then a view of the jobs is built anew. Durable beside durable, relaxed beside relaxed.

How each was set, and how theirs was found to be fastest, goes to stderr. ADR 27 says what of it cannot be compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from bench.callers import SCRIPT, called, work
from bench.deciding import deciding
from bench.event_log import fsync_cost
from bench.figures import BUILD, Figure, hand_over, load, measured
from bench.histories import Author, issued
from bench.on_kafka import deciding_beside
from bench.processes import spending
from infra.database.engine import open_database
from infra.embedded.kafka import Broker
from infra.embedded.postgres import DATABASE, USER, Server
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from infra.kafka_settings import KafkaSettings
from infra.object_store.snapshots import FolderSnapshots
from projections import generations
from projections.jobs import JOBS
from projections.rebuilding import rebuild
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.project import CreateProject
from schemas.envelope import Sealed
from schemas.errors import ToolMissing, Unavailable
from schemas.partitions import partition_of
from schemas.values import GrantSource, Tier

CLIENTS, ACCOUNTS = 16, {"hot": 1, "many": 200}
TIMES, SECONDS, TRIAL_S, WARM_S = 3, 5.0, 2.0, 2.0
COMMANDS = 12_000  # of the history that is read again; theirs is as long as their slower reading allows
THEIR_COMMANDS = 2_000
SETUP = 3  # commands with which `called` makes an account
LIBRARY = BUILD.parent / ".venv-eventsourcing" / "bin" / "python"
WAYS: tuple[dict[str, Any], ...] = (
    {"processes": 1, "threads": 16, "cache": True},
    {"processes": 2, "threads": 8, "cache": True},
    {"processes": 2, "threads": 8, "cache": True, "back_off_ms": 40.0},
    {"processes": 2, "threads": 8, "snapshots": 50},
    {"processes": 16, "threads": 1, "cache": True},
    {"processes": 16, "threads": 1, "cache": True, "back_off_ms": 40.0},
)
"""How their 16 clients can be spread and helped, as their documentation has it; the fastest in a trial is measured."""
ALONE = {"processes": 1, "threads": 16, "cache": True, "alone": True}
"""What no two processes could do; told beside."""
Told = dict[str, Any]


def measure(folder: Path) -> list[Figure]:
    if not LIBRARY.exists():
        raise ToolMissing(
            "The library eventsourcing is not here: `make .venv-eventsourcing/done` installs it beside us; `make bench` does so by itself."
        )
    fsync = fsync_cost(folder)[0].value
    _say(f"load {load():.1f}, an fsync {fsync:.2f} ms; {CLIENTS} clients; medians of {TIMES}, of {SECONDS:.0f} s each")
    server = Server(folder / "pg")
    server.start()
    try:
        theirs = Theirs(server)
        ways = {kind: theirs.fastest(kind) for kind in ACCOUNTS}
        durable = _compared("durable", theirs, ways, lambda kind: uvloop.run(_ours_durable(folder, kind)), relaxed=False)
        relaxed = _compared("relaxed", theirs, ways, Relaxed(folder).run, relaxed=True)
        alone = _median([theirs.work("hot", {**ALONE, "seconds": SECONDS}) for _ in range(TIMES)])
        rebuilt = _rebuilt(folder, server, theirs)
    finally:
        server.stop()
    _say(f"load {load():.1f} at the end")
    return [
        *_figures("durable", 10, durable), *_figures("relaxed", 5, relaxed), *rebuilt,
        Figure("vs_eventsourcing_theirs_hot_with_a_lock_per_s", alone["rate"], "1/s"),
        Figure("vs_eventsourcing_fsync_ms", fsync, "ms"),
    ]  # fmt: skip


def _compared(name: str, theirs: Theirs, ways: dict[str, Told], ours: Callable[[str], Told], *, relaxed: bool) -> dict[str, tuple[Told, Told]]:
    """Of each kind of work ours and theirs, in turn, so that a machine that grows slower does so for both."""
    found = {}
    for kind in ACCOUNTS:
        pairs = [(ours(kind), theirs.work(kind, {**ways[kind], "seconds": SECONDS}, relaxed=relaxed)) for _ in range(TIMES)]
        found[kind] = _median([one for one, _ in pairs]), _median([other for _, other in pairs])
        for who, told in zip(("ours", "theirs"), found[kind], strict=True):
            _say(
                f"{name}, {kind}, {who}: {told['rate']:.0f}/s, p50 {told['p50_ms']:.1f} ms, p99 {told['p99_ms']:.1f} ms, "
                f"{told['cpu_ms']:.2f} ms of CPU a command, server included; {told['settings']}"
            )
    return found


def _figures(name: str, goal: float, found: dict[str, tuple[Told, Told]]) -> list[Figure]:
    """The headline is the hot account."""
    ratios = {kind: ours["rate"] / theirs["rate"] for kind, (ours, theirs) in found.items()}
    figures = [
        Figure(f"vs_eventsourcing_{name}", ratios["hot"], "times", goal, more_is_better=True),
        Figure(f"vs_eventsourcing_{name}_many", ratios["many"], "times"),
    ]
    for kind, both in found.items():
        for who, told in zip(("ours", "theirs"), both, strict=True):
            figures.append(Figure(f"vs_eventsourcing_{name}_{kind}_{who}_per_s", told["rate"], "1/s"))
            figures.append(Figure(f"vs_eventsourcing_{name}_{kind}_{who}_cpu_ms", told["cpu_ms"], "ms"))
    return figures


def _median(runs: Sequence[Told]) -> Told:
    """The run with the median rate."""
    return sorted(runs, key=lambda one: one["rate"])[len(runs) // 2]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# --- theirs


@dataclass(slots=True)
class Theirs:
    """The library, in its own virtual environment, with the server's durability as its clients ask for it."""

    server: Server

    def run(self, what: str, how: Told, *, relaxed: bool = False) -> Told:
        told = {
            "POSTGRES_DBNAME": DATABASE, "POSTGRES_HOST": str(self.server.folder / "socket"), "POSTGRES_PORT": "5432", "POSTGRES_USER": USER,
            "POSTGRES_PASSWORD": "none needed", "PGOPTIONS": f"-c synchronous_commit={'off' if relaxed else 'on'}",
        }  # fmt: skip
        words = [str(LIBRARY), "-P", str(Path(__file__).with_name("with_eventsourcing.py")), what, json.dumps(how)]
        done = subprocess.run(words, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True, check=True)
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def work(self, kind: str, how: Told, *, relaxed: bool = False) -> Told:
        assert self.server.process is not None
        with spending({"server": self.server.process.pid}) as spent:
            told = self.run("work", {"accounts": ACCOUNTS[kind], **how}, relaxed=relaxed)
        assert told["overdrafts"] == 0
        return {**told, "cpu_ms": told["cpu_ms"] + spent["server"] * 1e3 / (told["commands"] + ACCOUNTS[kind])}

    def fastest(self, kind: str) -> Told:
        """Of WAYS, durable, in a trial of each."""
        rates = []
        for number, way in enumerate(WAYS):
            if kind == "many" and "back_off_ms" in way:  # nobody has to try again
                continue
            told = self.work(kind, {**way, "seconds": TRIAL_S})
            _say(f"trial, {kind}, theirs as {way}: {told['rate']:.0f}/s; a command was tried {1 + told['again']:.1f} times")
            rates.append((told["rate"], number))
        return WAYS[max(rates)[1]]


# --- ours


async def _ours_durable(folder: Path, kind: str) -> Told:
    """The decider and its callers in one process, as in the embedded studio."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        log = await SqliteEventLog.open(Path(name) / "log.db")
        async with deciding(log, FolderSnapshots(Path(name) / "snapshots")):
            told = await _called(log, kind, {"ours": os.getpid()})
        await log.close()
    return {**told, "settings": "SQLite, journal_mode WAL, synchronous FULL"}


@dataclass(slots=True)
class Relaxed:
    """A broker that is there only while it is ours that is measured, and a decider in a process of its own."""

    folder: Path

    def run(self, kind: str) -> Told:
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            return uvloop.run(self._run(Path(name), kind))

    async def _run(self, folder: Path, kind: str) -> Told:
        broker = Broker(folder / "broker")
        broker.start()
        assert broker.process is not None
        try:
            async with deciding_beside(KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1), folder) as (log, decider):
                told = await _called(log, kind, {"callers": os.getpid(), "broker": broker.process.pid, "decider": decider})
        finally:
            broker.stop()
        return {**told, "settings": "Kafka, acks all, one copy, log.flush.interval.messages at its default: the page cache"}


async def _called(log: EventLog, kind: str, roots: dict[str, int]) -> Told:
    """A first run warms up: theirs has compiled nothing either that it would not keep, a broker that is cold says little."""
    await called(log, kind, ACCOUNTS[kind], WARM_S, count=CLIENTS)
    with spending(roots) as spent:
        told = await called(log, kind, ACCOUNTS[kind], SECONDS, count=CLIENTS)
    assert told["refused"] == 0
    return {**told, "cpu_ms": sum(spent.values()) * 1e3 / (told["rate"] * SECONDS + SETUP * ACCOUNTS[kind])}


# --- a view of the jobs, built anew


def _rebuilt(folder: Path, server: Server, theirs: Theirs) -> list[Figure]:
    ours = sorted(uvloop.run(_ours_rebuilt(folder, server.url)), key=lambda one: one["rate"])[TIMES // 2]
    how = {"commands": THEIR_COMMANDS, "cache": True, "threads": 2}
    into = {"safe": (how, False), "off": (how, True), "memory": ({**how, "memory": True}, False)}
    found = {name: _median([theirs.run("rebuild", asked, relaxed=relaxed) for _ in range(TIMES)]) for name, (asked, relaxed) in into.items()}
    best = max(found["safe"], found["off"], key=lambda one: one["rate"])
    return [
        Figure("vs_eventsourcing_rebuild", ours["rate"] / best["rate"], "times", 20, more_is_better=True),
        Figure(
            "vs_eventsourcing_rebuild_by_commands",
            (ours["rate"] / ours["events"]) / (best["rate"] / best["events"]) * ours["commands"] / best["commands"],
            "times",
        ),
        Figure("vs_eventsourcing_rebuild_ours_per_s", ours["rate"], "1/s"),
        Figure("vs_eventsourcing_rebuild_theirs_per_s", found["safe"]["rate"], "1/s"),
        Figure("vs_eventsourcing_rebuild_theirs_relaxed_per_s", found["off"]["rate"], "1/s"),
        Figure("vs_eventsourcing_rebuild_theirs_into_memory_per_s", found["memory"]["rate"], "1/s"),
    ]


async def _ours_rebuilt(folder: Path, url: str) -> list[Told]:
    """`studio rebuild jobs` in one process: from the embedded log into the same durable server."""
    log, database = await SqliteEventLog.open(folder / "log.db"), open_database(url)
    name, next_command = "acc_0", work("hot")
    author = Author(log, partition_of(name))
    await author.write(
        [
            issued(name, OpenAccount(tier=Tier.ENTERPRISE), "operator"),
            issued(name, GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1_000_000), "operator"),
            issued(name, CreateProject(project_id=f"prj_{name}", title=Sealed("x" * 40), script=SCRIPT)),
        ]
    )
    await author.write([issued(name, next_command(name)) for _ in range(COMMANDS)])
    await generations.prepare(database)
    runs = []
    for _ in range(TIMES):
        with measured() as spent:
            await rebuild(database, log, [JOBS])
        runs.append({"rate": author.head.seq / spent.wall, "events": author.head.seq, "commands": COMMANDS})
    await database.close()
    await log.close()
    return runs


def main() -> int:
    try:
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            Path(folder).chmod(0o711)  # root starts the server as somebody else
            hand_over(measure(Path(folder)))
    except (ToolMissing, Unavailable) as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
