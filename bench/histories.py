"""Logs of true histories, written as the API and the decider would write them, but without either waiting for the other."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from decider.chronicle import decide
from domain.partition import Partition
from infra.event_log.claim import Head
from infra.event_log.port import EventLog, NewRecord, Record
from schemas import codec
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, CompleteTask, FilmFacts, RequestJob, StartTask
from schemas.commands.project import ArchiveProject, CreateProject, RenameProject, RestoreProject
from schemas.envelope import Issued, Sealed
from schemas.events.task import TaskScheduled
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import Blob, FilmSettings, GrantSource, ScriptRef, TaskKind, Tier
from tests.support.scenario import ESTIMATE, PLAN, Studio

PROJECT, JOB, SECOND_JOB = "prj_one", "job_one", "job_two"
SCRIPT = ScriptRef(hash=PLAN.script_hash, size=10)
BATCH_COMMANDS = 200
Asked = tuple[Any, str]
"""A command and who issues it."""


@cache
def a_life() -> tuple[Asked, ...]:
    """What one account asks: credits, a project, a film to its end, a second one cancelled half way, and a refusal."""
    studio, asked = Studio(), list[Asked]()

    def ask(command: Any, issuer: str = "command_api") -> list[TaskScheduled]:
        asked.append((command, issuer))
        return [event for event in studio.ask(command, issuer=issuer) if isinstance(event, TaskScheduled)]

    ask(OpenAccount(tier=Tier.PRO), "operator")
    ask(GrantCredits(grant_id="gift", source=GrantSource.ADJUSTMENT, amount=5_000, reason=Sealed("why")), "operator")
    ask(CreateProject(project_id=PROJECT, title=Sealed("first"), script=SCRIPT))
    ask(RenameProject(project_id=PROJECT, title=Sealed("second"), version=1))  # refused: the version is 2
    for job_id, most in ((JOB, 1_000), (SECOND_JOB, 5)):
        waiting = ask(RequestJob(job_id=job_id, project_id=PROJECT, plan=PLAN, settings=FilmSettings(), estimate=ESTIMATE))
        while waiting and (most := most - 1):
            task, lease = waiting.pop(0), f"lease-{job_id}-{most}"
            ask(StartTask(job_id=job_id, task_id=task.task_id, worker="w-1", lease=lease, engine="e"), "router")
            waiting += ask(_done(job_id, task, lease), "router")
    ask(CancelJob(job_id=SECOND_JOB))
    ask(ArchiveProject(project_id=PROJECT, version=2))
    ask(RestoreProject(project_id=PROJECT, version=3))
    return tuple(asked)


def _done(job_id: str, task: TaskScheduled, lease: str) -> CompleteTask:
    film = FilmFacts(length_ms=30_000, width=1280, height=720) if task.kind is TaskKind.FILM else None
    blobs = (Blob(name="film.mp4", hash="f" * 64, size=7, media_type="video/mp4"),) if film else ()
    return CompleteTask(job_id=job_id, task_id=task.task_id, lease=lease, engine="e", blobs=blobs, ms=40, film=film)


async def write_lives(log: EventLog, events: int) -> int:
    """Accounts live until the log holds about so many events; how many there are."""
    return await Lives(log).write(events)


class Lives:
    """Of one account after the other, all written by us."""

    def __init__(self, log: EventLog) -> None:
        self._authors = [Author(log, number) for number in range(16)]
        self._accounts = 0

    async def write(self, events: int) -> int:
        """About so many more; how many."""
        written = 0
        while written < events:
            account = f"acc_{self._accounts:08x}"
            commands = [issued(account, _own(command, account), issuer) for command, issuer in a_life()]
            written += await self._authors[partition_of(account)].write(commands)
            self._accounts += 1
        return written


def _own(command: Any, account: str) -> Any:
    """The same command about this account's own project and job: ids are nobody else's."""
    ids = {name: f"{id}-{account}" for name in ("project_id", "job_id") if (id := getattr(command, name, None))}
    return replace(command, **ids) if ids else command


def issued(account: str, command: Any, issuer: str = "command_api", body: str = "") -> Issued[Any]:
    return Issued(command_id=str(uuid.uuid4()), account_id=account, actor=account, issuer=issuer, command=command, body=body)


class Author:
    """API and decider of one partition, in turn."""

    def __init__(self, log: EventLog, partition: int) -> None:
        self._log = log
        self.state, self.head, self.command_hash = Partition(partition), Head(), ""

    async def write(self, commands: Sequence[Issued[Any]]) -> int:
        """Appends and decides them; how many events came of it."""
        before = self.head.seq
        remaining = iter(commands)
        while some := list(islice(remaining, BATCH_COMMANDS)):
            await self._write(some)
        return self.head.seq - before

    async def _write(self, commands: Sequence[Issued[Any]]) -> None:
        records = [NewRecord(one.account_id, codec.encode(one.command), codec.command_headers(one)) for one in commands]
        base, now = await self._log.append(COMMANDS, self.state.number, records), time.time_ns() // 1_000_000
        self.command_hash = codec.command_hash(records[-1].key, records[-1].value, records[-1].headers)
        events: list[NewRecord] = []
        at = self.head.next_offset
        for offset, record in enumerate(records, base):
            entry = decide(self.state, self.head, Record(offset, now, record.key, record.value, record.headers), now)
            events += _claimed(entry.records, self.head.next_offset)
            self.head = entry.head
        for some in _fitting(events):
            await self._log.append(EVENTS, self.state.number, some, at=at)
            at += len(some)


def _claimed(records: Sequence[NewRecord], at: int) -> Iterator[NewRecord]:
    return (NewRecord(one.key, one.value, {**one.headers, "at": str(at + place)}, one.time) for place, one in enumerate(records))


def _fitting(records: Sequence[NewRecord], most: int = 400) -> Iterator[Sequence[NewRecord]]:
    return (records[start : start + most] for start in range(0, len(records), most))
