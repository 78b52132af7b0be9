"""What may be asked of a job and, by the router, of its tasks."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Blob, Estimate, FilmSettings, Plan, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestJob:
    job_id: str
    project_id: str
    plan: Plan
    settings: FilmSettings
    estimate: Estimate
    priority: Priority = Priority.NORMAL
    type: str = "film"
    from_job: str | None = None  # a retry: a new job for the script of an ended one, whose finished artifacts are found again by their hash


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJob:
    job_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTask:
    job_id: str
    task_id: str
    worker: str
    lease: str
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    job_id: str
    task_id: str
    lease: str
    engine: str
    blobs: tuple[Blob, ...]
    ms: int
    cached: bool = False
    note: str = ""
    film: FilmFacts | None = None  # of the task that encodes the film


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmFacts:
    length_ms: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailTask:
    job_id: str
    task_id: str
    lease: str
    code: str
    message: str
    transient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBackTask:
    job_id: str
    task_id: str
    lease: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireLease:
    job_id: str
    task_id: str
    lease: str
