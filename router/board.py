"""Open jobs and their open tasks, folded from events; whatever has ended is forgotten. May be folded again at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.plan import unfold
from infra.streams.messages import Input
from schemas.envelope import Recorded
from schemas.events.film import TaskCompletion
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobPlanned, JobRequested
from schemas.events.task import LeaseExpired, TaskFailed, TaskHandedBack, TaskRetried, TaskScheduled, TaskStarted
from schemas.values import Blob, FilmSettings, Plan, Priority, TaskKind, WorkClass

JOB_ENDS = (JobCompleted, JobFailed, JobCancelled, JobExpired)
LEASE_ENDS = (TaskCompletion, TaskFailed, TaskHandedBack, LeaseExpired)

TaskKey = tuple[str, str, str]
"""(account id, job id, task id)"""


@dataclass(slots=True, kw_only=True)
class OpenTask:
    """Scheduled and not done. Times are milliseconds of the router's own clock."""

    account_id: str
    job_id: str
    task_id: str
    kind: TaskKind
    work_class: WorkClass
    subject: str
    priority: Priority
    inputs_hash: str
    order: int  # in which it was scheduled
    since: int  # when this router first saw it
    attempt: int = 1
    ready: bool = True  # free for a lease, from `not_before` on
    not_before: int = 0
    lease: str = ""  # of the worker that has it, as the log says
    worker: str = ""
    refusals: int = 0  # of StartTask in a row
    cause: str = ""  # position of the event that last changed it

    @property
    def key(self) -> TaskKey:
        return self.account_id, self.job_id, self.task_id


@dataclass(slots=True, kw_only=True)
class OpenJob:
    account_id: str
    job_id: str
    settings: FilmSettings
    watermark: bool
    correlation_id: str
    plan: Plan | None = None
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    done: dict[str, tuple[Blob, ...]] = field(default_factory=dict)

    def inputs(self, task_id: str) -> tuple[Input, ...]:
        """What the tasks that this one needs have made."""
        assert self.plan is not None
        return tuple(Input(task_id=need, blobs=self.done[need]) for need in unfold(self.plan)[task_id].needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event did to the board."""

    job: OpenJob
    task: OpenTask | None = None
    leases: tuple[str, ...] = ()  # that ended with it
    job_ended: bool = False


class Board:
    def __init__(self) -> None:
        self.jobs: dict[tuple[str, str], OpenJob] = {}
        self._order = 0

    def fold(self, recorded: Recorded[Any], now: int) -> Change | None:
        """None: the event is not about an open job or its tasks."""
        event, account = recorded.event, recorded.account_id
        if isinstance(event, JobRequested):
            return Change(job=self._requested(recorded, event))
        job = self.jobs.get((account, getattr(event, "job_id", "")))
        if job is None:
            return None
        if isinstance(event, JobPlanned):
            job.plan = event.plan
            return Change(job=job)
        if isinstance(event, JOB_ENDS):
            return self._ended(job)
        if isinstance(event, TaskScheduled):
            return Change(job=job, task=self._scheduled(recorded, job, event, now))
        return self._task(recorded, job, now)

    def _requested(self, recorded: Recorded[Any], event: JobRequested) -> OpenJob:
        job = OpenJob(
            account_id=recorded.account_id,
            job_id=event.job_id,
            settings=event.settings,
            watermark=event.watermark,
            correlation_id=recorded.correlation_id,
        )
        self.jobs[recorded.account_id, event.job_id] = job
        return job

    def _ended(self, job: OpenJob) -> Change:
        del self.jobs[job.account_id, job.job_id]
        return Change(job=job, leases=tuple(task.lease for task in job.tasks.values() if task.lease), job_ended=True)

    def _scheduled(self, recorded: Recorded[Any], job: OpenJob, event: TaskScheduled, now: int) -> OpenTask:
        self._order += 1
        task = OpenTask(
            account_id=job.account_id, job_id=job.job_id, task_id=event.task_id, kind=event.kind, work_class=event.work_class, subject=event.subject,
            priority=event.priority, inputs_hash=event.inputs_hash, order=self._order, since=now, cause=str(recorded.position),
        )  # fmt: skip
        job.tasks[event.task_id] = task
        return task

    def _task(self, recorded: Recorded[Any], job: OpenJob, now: int) -> Change | None:
        event = recorded.event
        task = job.tasks.get(getattr(event, "task_id", ""))
        if task is None:
            return None
        task.cause, task.refusals = str(recorded.position), 0
        if isinstance(event, TaskStarted):
            task.ready, task.lease, task.worker, task.attempt = False, event.lease, event.worker, event.attempt
            return Change(job=job, task=task)
        if isinstance(event, TaskRetried):
            # The wait is taken from the decision's own time, so no clocks are compared; seen late it is a little longer, never shorter.
            task.ready, task.attempt, task.not_before = True, event.attempt, now + max(0, event.not_before - recorded.time)
            return Change(job=job, task=task)
        if isinstance(event, LEASE_ENDS):
            return self._lease_ended(job, task, event)
        return None

    def _lease_ended(self, job: OpenJob, task: OpenTask, event: Any) -> Change:
        if isinstance(event, TaskCompletion):
            job.done[event.task_id] = event.blobs
            del job.tasks[event.task_id]
        task.ready, task.lease, task.worker = False, "", ""
        return Change(job=job, task=task, leases=(event.lease,))

    def open_tasks(self) -> list[OpenTask]:
        return [task for job in self.jobs.values() for task in job.tasks.values()]

    def restore(self, jobs: Sequence[OpenJob], now: int) -> None:
        """Take over the jobs of a checkpoint, whose clock was another."""
        self.jobs = {(job.account_id, job.job_id): job for job in jobs}
        for task in self.open_tasks():
            task.since = task.not_before = now
            self._order = max(self._order, task.order)
