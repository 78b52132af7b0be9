"""True histories on a real log: a film as the domain decides it, written for any number of accounts, claimed and linked like the decider's."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from infra.database.engine import Database, open_database
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog, NewRecord
from schemas import codec
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, CompleteTask, FilmFacts, RequestJob, StartTask
from schemas.commands.project import ArchiveProject, CreateProject, RenameProject, RestoreProject
from schemas.envelope import GENESIS, Issued, Position, Recorded, Sealed
from schemas.events.task import TaskScheduled
from schemas.partitions import EVENTS, partition_of
from schemas.values import Blob, FilmSettings, GrantSource, ScriptRef, TaskKind, Tier
from tests.support.scenario import ESTIMATE, NOON, PLAN, Studio

ACCOUNT, PROJECT, JOB, SECOND_JOB = "acc_one", "prj_one", "job_one", "job_two"
ONE_KIND = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests in which the database makes no difference: they run on one kind."""
BLOB_NAMES = {
    TaskKind.CHARACTER: "sheet.png",
    TaskKind.SCENE: "still.png",
    TaskKind.VOICE: "speech.wav",
    TaskKind.CLIP: "clip.mp4",
    TaskKind.FILM: "film.mp4",
}
Decision = tuple[Any, ...]
"""The events of one command."""


@cache
def a_film() -> tuple[Decision, ...]:
    """An account's life: opened, credits, a project, a refusal, a film to its end, a second job cancelled, the project put away and taken back."""
    studio = Studio()
    decisions: list[Decision] = []

    def ask(command: Any, issuer: str = "command_api") -> Sequence[Any]:
        events = studio.ask(command, issuer=issuer)
        studio.now += 250
        decisions.append(tuple(events))
        return events

    ask(OpenAccount(tier=Tier.PRO), "operator")
    ask(GrantCredits(grant_id="gift", source=GrantSource.ADJUSTMENT, amount=5_000, reason=Sealed("why")), "operator")
    ask(CreateProject(project_id=PROJECT, title=Sealed("first"), script=ScriptRef(hash=PLAN.script_hash, size=10)))
    ask(RenameProject(project_id=PROJECT, title=Sealed("second"), version=1))  # refused: the version is 2
    ask(RenameProject(project_id=PROJECT, title=Sealed("second"), version=2))
    _film(ask, JOB, to_the_end=True)
    _film(ask, SECOND_JOB, to_the_end=False)
    ask(ArchiveProject(project_id=PROJECT, version=3))
    ask(RestoreProject(project_id=PROJECT, version=4))
    return tuple(decisions)


def _film(ask: Any, job_id: str, *, to_the_end: bool) -> None:
    plan = replace(PLAN, script_hash="script", analysis="a" * 64)
    waiting = _scheduled(ask(RequestJob(job_id=job_id, project_id=PROJECT, plan=plan, settings=FilmSettings(), estimate=ESTIMATE)))
    while waiting:
        task, lease = waiting.pop(0), uuid.uuid5(uuid.NAMESPACE_OID, f"{job_id}{len(waiting)}").hex
        ask(StartTask(job_id=job_id, task_id=task.task_id, worker="w-1", lease=lease, engine="e"), "router")
        if not to_the_end and task.kind is TaskKind.CLIP:
            ask(CancelJob(job_id=job_id))
            return
        waiting += _scheduled(ask(_done(job_id, task, lease), "router"))


def _scheduled(events: Iterable[Any]) -> list[TaskScheduled]:
    return [event for event in events if isinstance(event, TaskScheduled)]


def _done(job_id: str, task: TaskScheduled, lease: str) -> CompleteTask:
    blobs = tuple(
        [Blob(name=BLOB_NAMES[task.kind], hash=task.inputs_hash.ljust(64, "0")[:64], size=7, media_type="x/y")] if task.kind in BLOB_NAMES else []
    )
    facts = FilmFacts(length_ms=30_000, width=1280, height=720) if task.kind is TaskKind.FILM else None
    return CompleteTask(job_id=job_id, task_id=task.task_id, lease=lease, engine="e", blobs=blobs, ms=40, film=facts, note="a stand-in spoke")


class Chronicler:
    """Writes decisions to `studio.events` as the decider does: one batch each, claimed and linked."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._ends: dict[int, tuple[int, str, int]] = {}  # partition -> (next seq, hash of the last, next offset)
        self._commands = 0
        self.time = NOON

    async def write(self, account_id: str, *decisions: Decision, actor: str = "") -> None:
        """Each decision is one atomic batch; all of them are durable when this returns."""
        for decision in decisions:
            await self.write_together(account_id, [decision], actor=actor)

    async def write_together(self, account_id: str, decisions: Sequence[Decision], *, actor: str = "") -> None:
        partition = partition_of(account_id)
        seq, prev, offset = self._ends.get(partition, (0, GENESIS, await self._log.end(EVENTS, partition)))
        records = []
        for decision in decisions:
            self._commands, self.time = self._commands + 1, self.time + 250
            issued = Issued(command_id=f"c{self._commands}", account_id=account_id, actor=actor or account_id, issuer="command_api", command=None)
            for index, event in enumerate(decision):
                headers = codec.event_headers(
                    seq, prev, event, account_id=account_id, time=self.time, partition=partition, command=f"{self._commands}:{index}:{len(decision)}",
                    command_hash=GENESIS, decider="1", issued=issued,
                )  # fmt: skip
                value = codec.encode(event)
                prev = codec.link_hash(headers, account_id, self.time, value)
                records.append(NewRecord(account_id, value, {**headers, "at": str(offset)}, self.time))
                seq, offset = seq + 1, offset + 1
        await self._log.append(EVENTS, partition, records, at=offset - len(records))
        self._ends[partition] = (seq, prev, offset)

    async def write_zombie(self, account_id: str, event: Any) -> None:
        """A record that lies elsewhere than it says: no reader may believe it."""
        partition = partition_of(account_id)
        seq, prev, offset = self._ends[partition]
        issued = Issued(command_id="zombie", account_id=account_id, actor="z", issuer="command_api", command=None)
        headers = codec.event_headers(
            seq,
            prev,
            event,
            account_id=account_id,
            time=self.time,
            partition=partition,
            command="9:0:1",
            command_hash=GENESIS,
            decider="1",
            issued=issued,
        )
        await self._log.append(EVENTS, partition, [NewRecord(account_id, codec.encode(event), {**headers, "at": str(offset + 7)}, self.time)])
        self._ends[partition] = (seq, prev, offset + 1)

    async def write_raw(self, account_id: str, wire: str, value: bytes) -> None:
        """A true record of any type and any bytes."""
        partition = partition_of(account_id)
        seq, prev, offset = self._ends[partition]
        issued = Issued(command_id="raw", account_id=account_id, actor="r", issuer="command_api", command=None)
        headers = codec.event_headers(
            seq, prev, a_film()[0][0], account_id=account_id, time=self.time, partition=partition, command="9:0:1", command_hash=GENESIS, decider="1",
            issued=issued,
        )  # fmt: skip
        headers["ce_type"] = wire
        prev = codec.link_hash(headers, account_id, self.time, value)
        await self._log.append(EVENTS, partition, [NewRecord(account_id, value, {**headers, "at": str(offset)}, self.time)], at=offset)
        self._ends[partition] = (seq + 1, prev, offset + 1)


@asynccontextmanager
async def beside(database: Database) -> AsyncIterator[Database]:
    """The same database, opened by another process."""
    other = open_database(database._engine.url.render_as_string(hide_password=False))
    yield other
    await other.close()


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Returns when the condition holds; the test's own time-out bounds it."""
    while not await condition():
        await asyncio.sleep(0.005)


async def all_events(log: EventLog, partition: int) -> list[Recorded[Any]]:
    """Every true event of a partition, read by the claim alone."""
    claim = Claim(partition)
    events: list[Recorded[Any]] = []
    while records := await log.read(EVENTS, partition, claim.head.next_offset):
        events.extend(claim.events(records))
    return events


async def end_of(log: EventLog, account_id: str) -> Position:
    """The last true event of the account's partition, whatever is in it."""
    claim = Claim(partition_of(account_id))
    while records := await log.read(EVENTS, claim.partition, claim.head.next_offset):
        for record in records:
            claim.check(record)
    return Position(claim.partition, claim.head.seq)
