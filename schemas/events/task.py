"""Facts about a task: scheduled, leased, and how each lease ended."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant
from schemas.values import Priority, TaskKind, WorkClass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScheduled:
    """A task is ready: what it needs is made, and the router may lease it to a worker."""

    job_id: str
    task_id: str
    kind: TaskKind
    work_class: WorkClass
    subject: str  # scene, shot, character or line that it is about
    priority: Priority
    inputs_hash: str  # 16 hex digits: what is asked for, whoever makes it


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStarted:
    """A task is leased to a worker; from now on only a result under this lease counts."""

    job_id: str
    task_id: str
    worker: str
    lease: str  # fencing token: only its holder's result is believed
    engine: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFailed:
    """An attempt at a task fails; what follows of it, TaskRetried or TaskDead, is in the same decision."""

    job_id: str
    task_id: str
    lease: str
    code: str
    message: str
    transient: bool
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHandedBack:
    """A lease is given back without a result; it counts as a lost lease, not as an attempt."""

    job_id: str
    task_id: str
    lease: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseExpired:
    """A lease ends because nothing more is heard of its worker; it counts as a lost lease, not as an attempt."""

    job_id: str
    task_id: str
    lease: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRetried:
    """A task is ready again, and may be leased from `not_before` on."""

    job_id: str
    task_id: str
    attempt: int  # the next one
    not_before: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDead:
    """A task is given up, and its job fails with it; a retry is requested as a new job."""

    job_id: str
    task_id: str
    code: str
    message: str
