"""Tasks: each step of a job, who works on it, under which lease, and what came of it."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from projections.projection import Each, Projection
from schemas.envelope import Instant, Recorded
from schemas.events.film import COMPLETIONS
from schemas.events.job import JobCancelled, JobExpired, JobFailed
from schemas.events.task import LeaseExpired, TaskDead, TaskFailed, TaskHandedBack, TaskRetried, TaskScheduled, TaskStarted
from schemas.values import Blob, Priority, TaskKind, WorkClass

TaskStatus = Literal["ready", "running", "failed", "done", "cached", "dead", "cancelled"]
"""P-3.4; failed: and will be tried again."""
OPEN: tuple[TaskStatus, ...] = ("ready", "running", "failed")


class Task(Struct, frozen=True, kw_only=True):
    account_id: str
    job_id: str
    task_id: str
    kind: TaskKind
    work_class: WorkClass
    subject: str
    priority: Priority
    inputs_hash: str
    status: TaskStatus
    attempt: int
    lost_leases: int
    worker: str | None
    lease: str | None
    engine: str | None
    ms: int | None  # that the engine worked
    blobs: tuple[Blob, ...]
    note: str
    error_code: str | None
    error_message: str | None
    not_before: Instant | None
    created_seq: int
    scheduled_at: Instant
    started_at: Instant | None
    ended_at: Instant | None


def scheduled(_: Task | None, recorded: Recorded[TaskScheduled]) -> Task:
    event = recorded.event
    return Task(
        account_id=recorded.account_id, job_id=event.job_id, task_id=event.task_id, kind=event.kind, work_class=event.work_class,
        subject=event.subject, priority=event.priority, inputs_hash=event.inputs_hash, status="ready", attempt=1, lost_leases=0,
        worker=None, lease=None, engine=None, ms=None, blobs=(), note="", error_code=None, error_message=None, not_before=None,
        created_seq=recorded.seq, scheduled_at=recorded.time, started_at=None, ended_at=None,
    )  # fmt: skip


def started(task: Task | None, recorded: Recorded[TaskStarted]) -> Task | None:
    event = recorded.event
    return task and replace(
        task, status="running", worker=event.worker, lease=event.lease, engine=event.engine, attempt=event.attempt, started_at=recorded.time
    )


def completed(task: Task | None, recorded: Recorded[Any]) -> Task | None:
    event = recorded.event
    return task and replace(
        task, status="cached" if event.cached else "done", engine=event.engine, ms=event.ms, blobs=event.blobs, note=event.note, lease=None,
        error_code=None, error_message=None, not_before=None, ended_at=recorded.time,
    )  # fmt: skip


def failed(task: Task | None, recorded: Recorded[TaskFailed]) -> Task | None:
    return task and replace(task, status="failed", lease=None, error_code=recorded.event.code, error_message=recorded.event.message)


def lease_lost(task: Task | None, _: Recorded[TaskHandedBack | LeaseExpired]) -> Task | None:
    return task and replace(task, lease=None, worker=None, lost_leases=task.lost_leases + 1)


def retried(task: Task | None, recorded: Recorded[TaskRetried]) -> Task | None:
    event = recorded.event
    return task and replace(task, status="ready", worker=None, lease=None, attempt=event.attempt, not_before=event.not_before)


def dead(task: Task | None, recorded: Recorded[TaskDead]) -> Task | None:
    event = recorded.event
    return task and replace(task, status="dead", lease=None, error_code=event.code, error_message=event.message, ended_at=recorded.time)


def job_ended(task: Task, recorded: Recorded[Any]) -> Task:
    """Nobody works on it any more: its job ended before it did."""
    return replace(task, status="cancelled", lease=None, ended_at=recorded.time) if task.status in OPEN else task


OF_ITS_JOB = Each(column="job_id", of=lambda recorded: recorded.event.job_id, then=job_ended)

TASKS = Projection(
    name="tasks",
    version=1,
    row=Task,
    key=("job_id", "task_id"),
    on={
        TaskScheduled: scheduled,
        TaskStarted: started,
        TaskFailed: failed,
        TaskHandedBack: lease_lost,
        LeaseExpired: lease_lost,
        TaskRetried: retried,
        TaskDead: dead,
        **dict.fromkeys(COMPLETIONS, completed),
    },
    on_each={JobFailed: OF_ITS_JOB, JobCancelled: OF_ITS_JOB, JobExpired: OF_ITS_JOB},
)
