"""The router's decisions without any I/O: events, messages and time go in, actions come out. Times are milliseconds of one steady clock.

A lease is asked for (`StartTask`), granted by the decider (`TaskStarted`), and only then is the work record put where its worker looks. Losing
anything on the way costs time, never truth: what is not begun, not heard or not known is given up, and who comes with a stale lease is refused.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from infra.streams.messages import Cancel, Completed, Failed, HandedBack, Leased, Result, WorkerAlive, WorkRecord
from router.board import Board, Change, OpenJob, OpenTask
from router.fleet import Fleet, Worker
from router.leases import Lease, Leases
from router.shares import Shares
from schemas.commands.job import CompleteTask, ExpireLease, FailTask, HandBackTask, StartTask
from schemas.envelope import Issued, Recorded
from schemas.events.job import JobRequested
from schemas.events.system import CommandRejected
from schemas.events.task import TaskStarted
from schemas.registry import COMMAND_OF_CLASS
from schemas.values import WorkClass

ISSUER = "router"
NAMESPACE = uuid.UUID("0b0b7f1e-0f3c-5f0e-9a57-6b1f0c8c2a11")
ASK_MS = 20_000
"""An answer to StartTask that takes longer is not waited for."""

REFUSED_MS, REFUSED_MS_MAX = 1_000, 60_000
"""Before a task whose lease was refused is asked for again; doubled each time. The log will tell what became of it, mostly sooner."""

STRANGE_MS = 10_000
"""A heartbeat of a lease that the log does not know for so long comes from a zombie."""

REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Ask:
    """Append this command."""

    issued: Issued[Any]


@dataclass(frozen=True, slots=True)
class Give:
    """Put this record on this partition of its class."""

    record: WorkRecord
    partition: int


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this on studio.control."""

    message: Cancel


Action = Ask | Give | Tell
_Command = StartTask | CompleteTask | FailTask | HandBackTask | ExpireLease
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class _Asked:
    task: OpenTask
    lease: str
    at: int


class Scheduler:
    def __init__(self, new_lease: Callable[[], str]) -> None:
        self._new_lease = new_lease
        self.board, self.fleet, self.leases = Board(), Fleet(), Leases()
        self.live = False  # the fold has come to the end of the log, and this router is the active one
        self.held_back = 0  # leases that are silent, as everybody is: they wait until somebody is heard
        self._shares = {work_class: Shares() for work_class in WorkClass}
        self._asked: dict[str, _Asked] = {}  # by lease
        self._starts: dict[str, str] = {}  # command id of a StartTask in flight -> its lease
        self._closed: _Recent[None] = _Recent()  # leases that have ended
        self._given_up: _Recent[None] = _Recent()  # leases that were asked for in vain, and may yet be granted
        self._strange: _Recent[int] = _Recent()  # leases that the log does not know -> first heard at
        self._completions: _Recent[Leased] = _Recent()  # command id -> result

    # --- what comes in

    def recorded(self, recorded: Recorded[Any], now: int) -> list[Action]:
        """A true event, in the order of its partition."""
        if isinstance(recorded.event, CommandRejected):
            return self._rejected(recorded, recorded.event, now)
        change = self.board.fold(recorded, now)
        if change is None or isinstance(recorded.event, JobRequested):
            return []
        for lease in change.leases:
            self._close(lease, now)
        if change.job_ended:
            return self._job_ended(change, now)
        if change.task is None:
            return []
        if isinstance(recorded.event, TaskStarted):
            return self._started(change.job, change.task, now)
        if change.task.ready:
            self._shares[change.task.work_class].add(change.task)
        return []

    def go_live(self, now: int, *, fresh_fleet: bool = False) -> None:
        """From here on decisions count. The leases of the past begin anew, or, if nobody of an earlier run can be alive, end at once."""
        self.live = True
        for task in self.board.open_tasks():
            if task.lease:
                self.leases.given(_lease(task, now, earlier_run=fresh_fleet))

    def stand_by(self) -> None:
        """Another router is the active one: keep folding, decide nothing."""
        self.live = False
        for asked in list(self._asked.values()):
            self._unask(asked)

    def heard(self, alive: WorkerAlive, now: int) -> list[Action]:
        """An announcement, which is the heartbeat of the lease that its worker is busy with."""
        self.fleet.heard(alive, now)
        self.leases.heard_somebody(now)
        if alive.busy is None or self.leases.heard(alive.busy.lease, now) or not self.live:
            return []
        lease = alive.busy.lease
        first = self._strange.setdefault(lease, now)
        if lease in self._closed or now - first >= STRANGE_MS:
            return [Tell(Cancel(lease=lease, job_id=alive.busy.job_id))]
        return []

    def result(self, result: Result, now: int) -> Issued[Any]:
        """The command that a result becomes: the same one for the same result, however often it comes."""
        self.fleet.finished(result.lease, now)
        issued = _as_command(result)
        if isinstance(result, Completed):
            self._completions.setdefault(issued.command_id, result)
        return issued

    def looked(self, now: int, at_end: bool) -> None:
        self.leases.looked(now, at_end)

    def not_asked(self, command_id: str, now: int) -> None:
        """The command could not be appended."""
        lease = self._starts.get(command_id, "")
        if asked := self._asked.get(lease):
            self._refused(asked, now)

    # --- what goes out

    def tick(self, now: int) -> list[Action]:
        """What time alone brings about, and then work for whoever is idle."""
        self.fleet.forget(now)
        if not self.live:
            return []
        for asked in [asked for asked in self._asked.values() if now - asked.at >= ASK_MS]:
            self._unask(asked)
        expired, self.held_back = self.leases.expire(now)
        return [*(Ask(self._expiry(lease)) for lease in expired), *self.assign(now)]

    def assign(self, now: int) -> list[Action]:
        """Ask for a lease for each idle worker that there is a task for."""
        actions: list[Action] = []
        if not self.live:
            return actions
        for work_class, shares in self._shares.items():
            while shares and (worker := self.fleet.idle(work_class, now)) and (task := shares.take(now)):
                actions.append(self._ask(task, worker, now))
        return actions

    def pending(self) -> Mapping[WorkClass, int]:
        """Tasks that wait for a worker, by class: what the number of workers should follow."""
        return {work_class: len(shares) for work_class, shares in self._shares.items()}

    def open_jobs(self) -> list[OpenJob]:
        """What a checkpoint keeps."""
        return list(self.board.jobs.values())

    def restore(self, jobs: Sequence[OpenJob], now: int) -> None:
        """Go on from a checkpoint instead of the beginning."""
        self.board.restore(jobs, now)
        for task in self.board.open_tasks():
            if task.ready:
                self._shares[task.work_class].add(task)

    # --- steps

    def _ask(self, task: OpenTask, worker: Worker, now: int) -> Ask:
        lease = self._new_lease()
        self.fleet.hold(worker, lease)
        self._asked[lease] = _Asked(task=task, lease=lease, at=now)
        start = StartTask(
            job_id=task.job_id, task_id=task.task_id, worker=worker.alive.worker, lease=lease, engine=worker.alive.engines.get(task.kind, "")
        )
        issued = _issued(task.account_id, start, actor=worker.alive.worker, correlation_id=self._correlation(task), causation_id=task.cause)
        self._starts[issued.command_id] = lease
        return Ask(issued)

    def _expiry(self, lease: Lease) -> Issued[Any]:
        command = ExpireLease(job_id=lease.job_id, task_id=lease.task_id, lease=lease.lease)
        return _issued(lease.account_id, command, actor=lease.worker, correlation_id=self._correlation(lease), causation_id=lease.lease)

    def _correlation(self, of: OpenTask | Lease) -> str:
        return self.board.jobs[of.account_id, of.job_id].correlation_id

    def _unask(self, asked: _Asked) -> None:
        """No lease came of it: the worker is free, and the task too unless the log has said otherwise."""
        self._drop(asked.lease)
        self._given_up.setdefault(asked.lease, None)
        self.fleet.release(asked.lease, asked.at)
        task = asked.task
        if task.ready and task is self._of_board(task):
            self._shares[task.work_class].add(task)

    def _refused(self, asked: _Asked, now: int) -> None:
        task = asked.task
        task.not_before = max(task.not_before, now + min(REFUSED_MS * 2**task.refusals, REFUSED_MS_MAX))
        task.refusals += 1
        self._unask(asked)

    def _of_board(self, task: OpenTask) -> OpenTask | None:
        job = self.board.jobs.get((task.account_id, task.job_id))
        return job.tasks.get(task.task_id) if job else None

    def _drop(self, lease: str) -> _Asked | None:
        self._starts.pop(_command_id(lease, StartTask), None)
        return self._asked.pop(lease, None)

    def _rejected(self, recorded: Recorded[Any], rejected: CommandRejected, now: int) -> list[Action]:
        if asked := self._asked.get(self._starts.get(recorded.command_id, "")):
            self._refused(asked, now)
            return []
        result = self._completions.pop(recorded.command_id)
        if result is None or rejected.code == "stale_lease" or not self.live:
            return []
        # What the worker brought cannot be recorded; without this the task would be made again and again until its leases are used up.
        failure = FailTask(
            job_id=result.job_id, task_id=result.task_id, lease=result.lease, code="result_refused", message=rejected.reason, transient=False
        )
        return [
            Ask(_issued(result.account_id, failure, actor=result.worker, correlation_id=result.correlation_id, causation_id=str(recorded.position)))
        ]

    def _started(self, job: OpenJob, task: OpenTask, now: int) -> list[Action]:
        self._shares[task.work_class].discard(task)
        if not self.live:
            return []
        self.leases.given(_lease(task, now))
        if self._drop(task.lease) is None and task.lease not in self._given_up:
            return []  # of another router: whoever holds it will be heard, or the lease runs out
        worker = self.fleet.holder(task.lease)
        if worker is None or (partition := self.fleet.partition(worker)) is None:
            back = HandBackTask(job_id=task.job_id, task_id=task.task_id, lease=task.lease)
            return [Ask(_issued(task.account_id, back, actor=task.worker, correlation_id=job.correlation_id, causation_id=task.cause))]
        return [Give(_record(job, task), partition)]

    def _close(self, lease: str, now: int) -> None:
        self.leases.ended(lease)
        self.fleet.release(lease, now)
        self._closed.setdefault(lease, None)

    def _job_ended(self, change: Change, now: int) -> list[Action]:
        for task in change.job.tasks.values():
            self._shares[task.work_class].discard(task)
        for asked in [asked for asked in self._asked.values() if asked.task.key[:2] == (change.job.account_id, change.job.job_id)]:
            self._drop(asked.lease)
            self.fleet.release(asked.lease, now)
        return [Tell(Cancel(lease=lease, job_id=change.job.job_id)) for lease in change.leases] if self.live else []


class _Recent(Generic[T]):
    """A mapping that keeps its newest REMEMBERED entries."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, T] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def setdefault(self, key: str, value: T) -> T:
        kept = self._entries.setdefault(key, value)
        if len(self._entries) > REMEMBERED:
            self._entries.popitem(last=False)
        return kept

    def pop(self, key: str) -> T | None:
        return self._entries.pop(key, None)


def _lease(task: OpenTask, now: int, *, earlier_run: bool = False) -> Lease:
    return Lease(
        lease=task.lease,
        account_id=task.account_id,
        job_id=task.job_id,
        task_id=task.task_id,
        worker=task.worker,
        given_at=now,
        earlier_run=earlier_run,
    )


def _record(job: OpenJob, task: OpenTask) -> WorkRecord:
    assert job.plan is not None
    return WorkRecord(
        account_id=task.account_id, job_id=task.job_id, task_id=task.task_id, lease=task.lease, worker=task.worker, correlation_id=job.correlation_id,
        attempt=task.attempt, kind=task.kind, work_class=task.work_class, subject=task.subject, inputs_hash=task.inputs_hash, settings=job.settings,
        watermark=job.watermark, script=job.plan.script_hash, analysis=job.plan.analysis, inputs=job.inputs(task.task_id),
    )  # fmt: skip


def _as_command(result: Result) -> Issued[Any]:
    ids = {"job_id": result.job_id, "task_id": result.task_id, "lease": result.lease}
    command: CompleteTask | FailTask | HandBackTask
    match result:
        case Completed():
            command = CompleteTask(
                **ids, engine=result.engine, blobs=result.blobs, ms=result.ms, cached=result.cached, note=result.note, film=result.film
            )
        case Failed():
            command = FailTask(**ids, code=result.code, message=result.message, transient=result.transient)
        case HandedBack():
            command = HandBackTask(**ids)
    return _issued(result.account_id, command, actor=result.worker, correlation_id=result.correlation_id, causation_id=result.lease)


def _issued(account_id: str, command: _Command, *, actor: str, correlation_id: str, causation_id: str) -> Issued[Any]:
    return Issued(
        command_id=_command_id(command.lease, type(command)), account_id=account_id, actor=actor, issuer=ISSUER, command=command,
        correlation_id=correlation_id, causation_id=causation_id,
    )  # fmt: skip


def _command_id(lease: str, type_: type[_Command]) -> str:
    """The same for the same step of the same lease, so that a step that is asked twice is decided once."""
    return str(uuid.uuid5(NAMESPACE, f"{lease}/{COMMAND_OF_CLASS[type_].name}"))
