"""What may be asked of a job and, by the router, of its tasks."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Blob, Estimate, FilmSettings, Id, Plan, Priority, Text, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestJob:
    """Request a film: reserve its estimate and queue the job with its plan, both or neither."""

    job_id: Id
    project_id: Id
    plan: Plan
    settings: FilmSettings
    estimate: Estimate
    priority: Priority = Priority.NORMAL
    type: Id = "film"
    from_job: Id | None = None  # a retry: a new job for the script of an ended one, whose finished artifacts are found again by their hash
    project_version: Whole | None = None  # of the project that this was planned from; None of a retry, which is planned from its job


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJob:
    """End a job that is queued or running; the share of its clips that are finished is charged."""

    job_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTask:
    """Lease a ready task to a worker."""

    job_id: Id
    task_id: Id
    worker: Id
    lease: Id
    engine: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """Report what a task has made; refused when the task is no longer under that lease."""

    job_id: Id
    task_id: Id
    lease: Id
    engine: Id
    blobs: tuple[Blob, ...]
    ms: Whole
    cached: bool = False
    note: Text = ""
    film: FilmFacts | None = None  # of the task that encodes the film


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmFacts:
    """What is measured of the film once it is encoded."""

    length_ms: Whole
    width: Whole
    height: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class FailTask:
    """Report that an attempt failed, and whether another may help; refused when the task is no longer under that lease."""

    job_id: Id
    task_id: Id
    lease: Id
    code: Id
    message: Text
    transient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBackTask:
    """Give a lease back without a result; refused when the task is no longer under that lease."""

    job_id: Id
    task_id: Id
    lease: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireLease:
    """End the lease of a worker of whom nothing more is heard; refused when the task is no longer under that lease."""

    job_id: Id
    task_id: Id
    lease: Id
