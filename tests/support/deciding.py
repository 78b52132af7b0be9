"""A decider on a real log file, for tests: send a command, get its outcome; kill it, freeze it, run two."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from decider.process import Decider
from decider.snapshots import SnapshotStore
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog, NewRecord
from infra.object_store.snapshots import FolderSnapshots
from schemas import codec
from schemas.commands.account import OpenAccount
from schemas.commands.project import CreateProject
from schemas.envelope import Issued, Recorded, Sealed
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import Tier
from studio.verify.history import verify
from studio.verify.invariants import Checker

PARTITION = partition_of("acc_1")
OPEN = OpenAccount(tier=Tier.PRO)


def create(number: int) -> CreateProject:
    return CreateProject(project_id=f"prj_{number}", title=Sealed("title"))


async def verified(log: EventLog, partition: int = PARTITION) -> None:
    report = await verify(log, partition, Checker())
    assert report.violations == []
    assert report.redecided == report.commands > 0
    assert report.undecided == 0


class Watch:
    """An Observer that keeps what it is told."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.step_downs: list[str] = []
        self.defects: list[str] = []
        self.passed: list[str] = []
        self.displacements = 0

    def took_over(self, partition: int, events: int) -> None:
        self.taken.append(partition)

    def decided(self, partition: int, commands: int, events: int) -> None: ...

    def displaced(self, partition: int) -> None:
        self.displacements += 1

    def stepped_down(self, partition: int, reason: str) -> None:
        self.step_downs.append(reason)

    def defect(self, partition: int, offset: int, fingerprint: str, where: str) -> None:
        self.defects.append(fingerprint)

    def passed_over(self, partition: int, account_id: str, why: str) -> None:
        self.passed.append(account_id)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def deciding(log: EventLog, folder: Path, *, clock: Callable[[], int] = now_ms, store: SnapshotStore | None = None) -> AsyncIterator[Decider]:
    """A decider that has taken over every partition."""
    watch = Watch()
    decider = Decider(log, store or FolderSnapshots(folder / "snapshots"), clock=clock, observer=watch)
    task = asyncio.create_task(decider.run())
    try:
        await until(lambda: decider.ready or decider.stopped or task.done())
        yield decider
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    """Wait for something that will come; fails the test when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        await asyncio.sleep(0.005)


async def append(log: EventLog, command: Any, *, account: str = "acc_1", issuer: str = "command_api", key: str | None = None, body: str = "") -> int:
    """The offset of the command."""
    issued: Issued[Any] = Issued(command_id=key or str(uuid.uuid4()), account_id=account, actor="tester", issuer=issuer, command=command, body=body)
    record = NewRecord(account, codec.encode(command), codec.command_headers(issued))
    return await log.append(COMMANDS, partition_of(account), [record])


async def history(log: EventLog, partition: int) -> list[Recorded[Any]]:
    """All true events, as a reader from the beginning believes them."""
    claim, events = Claim(partition), []
    while records := await log.read(EVENTS, partition, claim.head.next_offset):
        events += list(claim.events(records))
    return events


async def outcome(log: EventLog, offset: int, *, partition: int = partition_of("acc_1")) -> list[Any]:
    """The events of the command at that offset; waits for them."""
    found: list[Recorded[Any]] = []
    deadline = time.monotonic() + 20
    while not found:
        assert time.monotonic() < deadline, "the command was not decided"
        found = [one for one in await history(log, partition) if one.command_offset == offset]
        await asyncio.sleep(0.005)
    return [one.event for one in found]
