"""Facts about a task: scheduled, leased, and how each lease ended."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant
from schemas.values import Priority, TaskKind, WorkClass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScheduled:
    job_id: str
    task_id: str
    kind: TaskKind
    work_class: WorkClass
    subject: str  # scene, shot, character or line that it is about
    priority: Priority
    inputs_hash: str  # 16 hex digits: what is asked for, whoever makes it


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStarted:
    job_id: str
    task_id: str
    worker: str
    lease: str  # fencing token: only its holder's result is believed
    engine: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFailed:
    job_id: str
    task_id: str
    lease: str
    code: str
    message: str
    transient: bool
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHandedBack:
    job_id: str
    task_id: str
    lease: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseExpired:
    job_id: str
    task_id: str
    lease: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRetried:
    """Ready again, not before `not_before`."""

    job_id: str
    task_id: str
    attempt: int  # the next one
    not_before: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDead:
    """Given up: on the list of dead tasks until somebody requests a retry as a new job."""

    job_id: str
    task_id: str
    code: str
    message: str
