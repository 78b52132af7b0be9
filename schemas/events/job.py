"""Facts about a job: requested, planned, started, its progress marks, and exactly one end."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant
from schemas.values import Blob, Estimate, FilmSettings, Plan, Priority, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequested:
    job_id: str
    project_id: str
    type: str
    settings: FilmSettings
    priority: Priority
    estimate: Estimate
    watermark: bool
    requested_at: Instant
    deadline: Instant
    from_job: str | None  # a retry names the job that it takes up


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlanned:
    job_id: str
    plan: Plan
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted:
    job_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgressed:
    """One of the seven marks; finer progress is on studio.progress and never enters history."""

    job_id: str
    progress: int  # 5, 20, 35, 50, 70, 85, 100; only rises
    step: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCompleted:
    job_id: str
    output: Blob
    thumbnail: Blob | None
    charged: int
    length_ms: int  # of the film
    seconds: int  # from request to end


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed:
    job_id: str
    code: str
    message: str  # ours, never a person's words
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCancelled:
    job_id: str
    charged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobExpired:
    job_id: str
    deadline: Instant
