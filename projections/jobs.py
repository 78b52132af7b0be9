"""Jobs: what was asked for, how far it is, what it cost, how it ended and how long each step took."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from projections.projection import Projection
from schemas.envelope import Instant, Recorded
from schemas.events.account import CreditsDebited
from schemas.events.film import COMPLETIONS, AssetGenerated
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobPlanned, JobProgressed, JobRequested, JobStarted
from schemas.values import Estimate, FilmSettings, Priority, Stage

JobStatus = Literal["queued", "running", "completed", "failed", "cancelled"]
"""P-3.3; a job that ran out of its time has failed."""


class StepTime(Struct, frozen=True, kw_only=True):
    """When a stage came to its end."""

    step: Stage
    at: Instant


class Job(Struct, frozen=True, kw_only=True):
    account_id: str
    job_id: str
    project_id: str
    type: str
    script_hash: str | None  # of the version that is filmed
    analysis: str | None  # blob of the analysis that its plan was made from
    status: JobStatus
    progress: int  # one of the seven marks
    current_step: str
    settings: FilmSettings
    priority: Priority
    watermark: bool
    estimate: Estimate
    charged: int  # 1/100 credit
    deadline: Instant
    from_job: str | None
    tasks_total: int
    tasks_done: int
    tasks_cached: int
    engine_ms: int
    notes: tuple[str, ...]  # what a person should know: a stand-in spoke, a font was missing
    steps: tuple[StepTime, ...]
    length_ms: int | None  # of the film
    film_asset_id: str | None
    thumbnail_asset_id: str | None
    film_size: int | None  # bytes
    error_code: str | None
    error_message: str | None
    error_task: str | None
    created_seq: int
    created_at: Instant
    started_at: Instant | None
    ended_at: Instant | None
    updated_at: Instant


def requested(_: Job | None, recorded: Recorded[JobRequested]) -> Job:
    event = recorded.event
    return Job(
        account_id=recorded.account_id, job_id=event.job_id, project_id=event.project_id, type=event.type, script_hash=None, analysis=None,
        status="queued", progress=0,
        current_step=Stage.ANALYSIS.value, settings=event.settings, priority=event.priority, watermark=event.watermark, estimate=event.estimate,
        charged=0, deadline=event.deadline, from_job=event.from_job, tasks_total=0, tasks_done=0, tasks_cached=0, engine_ms=0, notes=(), steps=(),
        length_ms=None, film_asset_id=None, thumbnail_asset_id=None, film_size=None, error_code=None, error_message=None, error_task=None,
        created_seq=recorded.seq, created_at=event.requested_at, started_at=None, ended_at=None, updated_at=recorded.time,
    )  # fmt: skip


def planned(job: Job | None, recorded: Recorded[JobPlanned]) -> Job | None:
    event = recorded.event
    plan = event.plan
    return job and replace(job, tasks_total=event.tasks, script_hash=plan.script_hash, analysis=plan.analysis, updated_at=recorded.time)


def started(job: Job | None, recorded: Recorded[JobStarted]) -> Job | None:
    return job and replace(job, status="running", started_at=recorded.time, updated_at=recorded.time)


def progressed(job: Job | None, recorded: Recorded[JobProgressed]) -> Job | None:
    if job is None:
        return None
    step = StepTime(step=Stage(job.current_step), at=recorded.time)
    return replace(job, progress=recorded.event.progress, current_step=recorded.event.step.value, steps=(*job.steps, step), updated_at=recorded.time)


def task_completed(job: Job | None, recorded: Recorded[Any]) -> Job | None:
    if job is None:
        return None
    event = recorded.event
    notes = (*job.notes, event.note) if event.note and event.note not in job.notes else job.notes
    return replace(
        job, tasks_done=job.tasks_done + 1, tasks_cached=job.tasks_cached + event.cached, engine_ms=job.engine_ms + event.ms, notes=notes,
        updated_at=recorded.time,
    )  # fmt: skip


def asset_generated(job: Job | None, recorded: Recorded[AssetGenerated]) -> Job | None:
    event = recorded.event
    if job is None or event.type not in ("film", "thumbnail"):
        return job
    return replace(job, film_asset_id=event.asset_id) if event.type == "film" else replace(job, thumbnail_asset_id=event.asset_id)


def completed(job: Job | None, recorded: Recorded[JobCompleted]) -> Job | None:
    event = recorded.event
    return job and replace(
        job, status="completed", progress=100, film_size=event.output.size, length_ms=event.length_ms,
        ended_at=recorded.time, updated_at=recorded.time,
    )  # fmt: skip


def failed(job: Job | None, recorded: Recorded[JobFailed]) -> Job | None:
    event = recorded.event
    return job and replace(
        job, status="failed", error_code=event.code, error_message=event.message, error_task=event.task_id,
        ended_at=recorded.time, updated_at=recorded.time,
    )  # fmt: skip


def cancelled(job: Job | None, recorded: Recorded[JobCancelled]) -> Job | None:
    return job and replace(job, status="cancelled", ended_at=recorded.time, updated_at=recorded.time)


def expired(job: Job | None, recorded: Recorded[JobExpired]) -> Job | None:
    return job and replace(
        job, status="failed", error_code="expired", error_message="The job did not end in its time; its credits were released.",
        ended_at=recorded.time, updated_at=recorded.time,
    )  # fmt: skip


def debited(job: Job | None, recorded: Recorded[CreditsDebited]) -> Job | None:
    return job and replace(job, charged=job.charged + recorded.event.amount, updated_at=recorded.time)


JOBS = Projection(
    name="jobs",
    version=2,
    row=Job,
    key=("job_id",),
    on={
        JobRequested: requested,
        JobPlanned: planned,
        JobStarted: started,
        JobProgressed: progressed,
        JobCompleted: completed,
        JobFailed: failed,
        JobCancelled: cancelled,
        JobExpired: expired,
        CreditsDebited: debited,
        AssetGenerated: asset_generated,
        **dict.fromkeys(COMPLETIONS, task_completed),
    },
    indexes=(("account_id", "created_seq"), ("account_id", "project_id", "created_seq")),
)
