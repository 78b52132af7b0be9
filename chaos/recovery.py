"""A recovery drill: a log that is copied while it is written is destroyed, with the read models and the keys, and restored from the copies.

python -m chaos.recovery [--events 50000]

What an operator types is typed (docs/runbook/lost-disk.md). RPO: what was acknowledged and is not in the copy; RTO: until `studio verify` is content.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from bench.histories import Lives
from chaos.figures import Figure
from decider.heads import sign_all
from infra.clock import wall_clock
from infra.database.engine import open_database
from infra.database.identity import create_identity_tables
from infra.embedded.kafka import Broker
from infra.embedded.postgres import Server
from infra.event_log import kafka_topics
from infra.event_log.find import last_true
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.event_log.sqlite import SqliteEventLog
from infra.heads.folder import FolderHeads
from infra.heads.signed import SignedHead, SigningKey
from infra.kafka_settings import KafkaSettings
from infra.keyring.database import DatabaseKeyring
from infra.keyring.master import master_key
from schemas.envelope import Sealed
from schemas.partitions import PARTITIONS

STUDIO = Path(sys.executable).with_name("studio")
PERSON, TITLE = "acc_person", "A title that only the person's key can open"
EVENTS, SLICES, GOAL_S = 50_000, 10, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Brokers and a database."""

    kafka: KafkaSettings
    database: str

    def environment(self, folder: Path) -> Mapping[str, str]:
        """Of an operator, whose shared folder lies elsewhere than the disks that were lost."""
        told = {f"STUDIO_KAFKA__{name.upper()}": str(value) for name, value in self.kafka.model_dump(exclude_defaults=True).items()}
        return {**told, "DATABASE_URL": self.database, "STUDIO_STORAGE__FOLDER": str(folder), "STUDIO_FOLDER": str(folder / "none")}


@dataclass(slots=True, kw_only=True)
class Drilled:
    """What was there, what was lost, and how long each step back took."""

    events: int
    lost_events: int
    lost_ms: int  # of history: from the last event of the copy to the last that was acknowledged
    signed: int  # events under signed heads, which must all have come back
    steps: dict[str, float] = field(default_factory=dict)  # seconds
    verified: dict[str, Any] = field(default_factory=dict)
    title: str = ""

    @property
    def rto_s(self) -> float:
        return sum(self.steps.values())


async def drill(events: int, folder: Path, before: Site, destroy: Callable[[], Awaitable[None]], restored: Callable[[], Awaitable[Site]]) -> Drilled:
    """`folder` is what survives. Raises what a step tells that fails."""
    await kafka_topics.create(before.kafka)
    await _keys_made(before, folder)
    copying = await _begun(before, folder, "log", "copy", "kafka", str(folder / "copy.db"), "--follow")
    log = await KafkaEventLog.open(before.kafka)
    lives, written = Lives(log), 0
    for number in range(SLICES):
        written += await lives.write(events // SLICES)
        if number == SLICES // 2:
            await sign_all(log, FolderHeads(folder / "heads"), SigningKey.kept(folder / "signing.key"), wall_clock)
    acknowledged = await _ends(log)
    await log.close()
    await destroy()
    await _stopped(copying)
    events_lost, ms_lost = await _missed(folder, acknowledged)
    return await _restored(Drilled(events=written, lost_events=events_lost, lost_ms=ms_lost, signed=_signed(folder)), folder, restored)


async def _restored(drilled: Drilled, folder: Path, restored: Callable[[], Awaitable[Site]]) -> Drilled:
    begun = time.monotonic()
    site = await restored()
    drilled.steps["servers"] = time.monotonic() - begun
    steps: Sequence[tuple[str, Callable[[], Awaitable[Any]]]] = (
        ("topics", lambda: kafka_topics.create(site.kafka)),
        ("log", lambda: _done(site, folder, "log", "copy", str(folder / "copy.db"), "kafka")),
        ("keys", lambda: _keys_restored(site, folder)),
        ("read_models", lambda: _done(site, folder, "rebuild", "all", "--kafka")),
        ("verify", lambda: _done(site, folder, "verify", "--kafka")),
    )
    for name, step in steps:
        begun = time.monotonic()
        drilled.verified = await step() or {}
        drilled.steps[name] = time.monotonic() - begun
    keys = open_database(site.database, durable=True)
    drilled.title = await DatabaseKeyring(keys, master_key(folder / "master.key")).open(PERSON, Sealed((folder / "sealed").read_text()))
    await keys.close()
    return drilled


# --- keys, which nothing can rebuild


async def _keys_made(site: Site, folder: Path) -> None:
    keys = open_database(site.database, durable=True)
    await create_identity_tables(keys)
    sealed = await DatabaseKeyring(keys, master_key(folder / "master.key")).seal(PERSON, TITLE)
    (folder / "sealed").write_text(sealed.box)
    await keys.close()
    (folder / "keys").mkdir()
    await _done(site, folder, "keys", "copy", site.database, str(folder / "keys"))


async def _keys_restored(site: Site, folder: Path) -> None:
    await _done(site, folder, "keys", "copy", str(folder / "keys"), site.database)


# --- what is lost

End = tuple[int, int]
"""Of a partition: seq and time of its last event; -1 and 0 where it has none."""


async def _ends(log: EventLog) -> Sequence[End]:
    found = [await last_true(log, number) for number in range(PARTITIONS)]
    return [(-1, 0) if one is None else (one[1].seq, one[0].time) for one in found]


async def _missed(folder: Path, acknowledged: Sequence[End]) -> tuple[int, int]:
    """Events and milliseconds of history."""
    copy = await SqliteEventLog.open(folder / "copy.db")
    copied = await _ends(copy)
    await copy.close()
    assert all(have[0] <= had[0] for have, had in zip(copied, acknowledged, strict=True)), "a copy is never ahead"
    events = sum(had[0] - have[0] for have, had in zip(copied, acknowledged, strict=True))
    return events, max(had[1] - have[1] if have[0] < had[0] else 0 for have, had in zip(copied, acknowledged, strict=True))


def _signed(folder: Path) -> int:
    heads = [SignedHead.parse(path.read_bytes()) for path in (folder / "heads").glob("*/*.head")]
    return sum(head.seq + 1 for head in heads)


# --- what an operator types


async def _begun(site: Site, folder: Path, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        STUDIO, *words, "--json", env={**os.environ, **site.environment(folder)}, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _done(site: Site, folder: Path, *words: str) -> Any:
    """What it prints. Raises RuntimeError where it fails, which ends the drill: nothing is restored by hoping."""
    process = await _begun(site, folder, *words)
    out, err = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"studio {' '.join(words)}: exit code {process.returncode}\n{out.decode()[-2_000:]}\n{err.decode()[-2_000:]}")
    return json.loads(out) if out else None


async def _stopped(copying: asyncio.subprocess.Process) -> None:
    """It waits for brokers that will not come back."""
    with suppress(ProcessLookupError):
        copying.send_signal(signal.SIGKILL)
    await copying.communicate()


# --- the drill by hand: servers of our own, whose disks are lost


async def by_hand(events: int, folder: Path) -> Drilled:
    (kept := folder / "kept").mkdir()
    sites = [_Servers(folder / name) for name in ("before", "after")]
    try:
        return await drill(events, kept, await sites[0].start(), sites[0].lose, sites[1].start)
    finally:
        for one in sites:
            await one.lose()
        shutil.rmtree(folder, ignore_errors=True)


class _Servers:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._broker, self._database = Broker(folder / "broker"), Server(folder / "postgres")

    async def start(self) -> Site:
        self._folder.mkdir(mode=0o711)
        await asyncio.gather(asyncio.to_thread(self._broker.start), asyncio.to_thread(self._database.start))
        return Site(kafka=KafkaSettings(bootstrap_servers=self._broker.address, replication=1, in_sync=1), database=self._database.url)

    async def lose(self) -> None:
        """SIGKILL, and nothing is left of their disks."""
        await asyncio.gather(asyncio.to_thread(self._broker.kill), asyncio.to_thread(self._database.kill))
        shutil.rmtree(self._folder, ignore_errors=True)


def figures(drilled: Drilled) -> Sequence[Figure]:
    return [
        Figure("recovery_events", drilled.events), Figure("recovery_events_signed", drilled.signed),
        Figure("recovery_point_events", drilled.lost_events), Figure("recovery_point_ms", drilled.lost_ms, "ms"),
        *[Figure(f"recovery_{name}_s", round(seconds, 2), "s") for name, seconds in drilled.steps.items()],
        Figure("recovery_time_s", round(drilled.rto_s, 2), "s", GOAL_S if drilled.events <= EVENTS * 1.1 else None),
        Figure("recovery_verified_events", drilled.verified["events"]), Figure("load", round(os.getloadavg()[0], 2)),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m chaos.recovery", description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    given, folder = parser.parse_args(arguments), Path(tempfile.mkdtemp(prefix="studio-recovery-"))
    folder.chmod(0o711)  # root starts the database as somebody else
    drilled = uvloop.run(by_hand(given.events, folder))
    for one in figures(drilled):
        goal = "" if one.goal is None else f"<= {one.goal:g} {'yes' if one.ok else 'NO'}"
        print(f"{one.name:28} {one.value:>12,.6g} {one.unit:4} {goal}")


if __name__ == "__main__":
    main(sys.argv[1:])
