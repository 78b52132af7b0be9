"""Facts about a job: requested, planned, started, its progress marks, and exactly one end."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant
from schemas.values import Blob, Estimate, FilmSettings, Plan, Priority, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequested:
    """A film is requested: by which settings, at which estimate, and until when; the credits are reserved in the same decision."""

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
    """The plan of a job is fixed: the characters, scenes, shots and lines that are made, and how many tasks that takes."""

    job_id: str
    plan: Plan
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted:
    """A job leaves the queue; from now on its ready tasks are scheduled."""

    job_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgressed:
    """A job passes one of its seven marks; finer progress is on studio.progress and never enters history."""

    job_id: str
    progress: int  # 5, 20, 35, 50, 70, 85, 100; only rises
    step: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCompleted:
    """A job ends with its film; what the film costs is debited, and the rest of the reservation released."""

    job_id: str
    output: Blob
    thumbnail: Blob | None
    charged: int
    length_ms: int  # of the film
    seconds: int  # from request to end


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed:
    """A job ends without a film because one of its tasks is dead; nothing is charged."""

    job_id: str
    code: str
    message: str  # ours, never a person's words
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCancelled:
    """A job ends because somebody cancelled it; the share of its clips that are finished is charged."""

    job_id: str
    charged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobExpired:
    """A job ends because its deadline has passed; nothing is charged."""

    job_id: str
    deadline: Instant
