"""Routes that show jobs: how far they are, their tasks, what they cost, what happened, and their results."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from infra.http.callers import Caller
from projections.assets import ASSETS
from projections.credits import CREDIT_BALANCE, CREDIT_STATEMENT
from projections.history import HISTORY
from projections.jobs import JOBS, JobStatus
from projections.jobs import Job as JobRow
from projections.projects import PROJECTS
from projections.tasks import TASKS
from projections.tasks import Task as TaskRow
from query_api.credits import Filter, Transaction, lines_of, titles_of, transaction_of
from query_api.events import Event, event_of, onwards
from query_api.links import content_url, signed
from query_api.queries import Ask, Page, Pages, Queries, linked, page, perhaps
from schemas.codec import rfc3339
from schemas.labels import Labels
from schemas.values import Estimate as EstimateValue
from schemas.values import FilmSettings, TaskKind

DownloadKind = Literal["film", "audio", "subtitles", "storyboard", "all"]
TYPES: dict[DownloadKind, tuple[str, ...]] = {
    "film": ("film", "thumbnail"),
    "audio": ("voice", "music"),
    "subtitles": ("subtitle",),
    "storyboard": ("frame",),
    "all": (),
}
"""Which types of asset (P-5.1) each kind of download means; none: all of them."""
TASKS_MAX, FILES_MAX, LINES_MAX = 10_000, 1_000, 1_000
ETA_PERCENT_MIN = 10
"""Below it an estimate of the time left would be a guess."""


class Settings(BaseModel):
    style: str
    culture: str
    language: str
    aspect: str
    height: int
    quality: str
    music: bool
    subtitles: bool
    seed: int


class PriceLine(BaseModel):
    item: str
    units: int
    unit_price: int
    amount: int


class Estimate(BaseModel):
    """Amounts in 1/100 credit."""

    amount: int
    price_version: int
    lines: list[PriceLine]
    length_ms: int


class JobError(BaseModel):
    code: str
    message: str
    task: str | None


class Step(BaseModel):
    """A stage that came to its end."""

    step: str
    ended_at: str


class StatusOfJob(BaseModel):
    job_id: str
    status: JobStatus
    progress: int
    current_step: str
    eta_seconds: int | None
    output_url: str | None
    error: JobError | None
    position: str


class JobSummary(BaseModel):
    """`parameters` is the same as `settings`; `charged` in 1/100 credit."""

    job_id: str
    project_id: str
    type: str
    status: JobStatus
    progress: int
    current_step: str
    script_hash: str | None
    settings: Settings
    parameters: Settings
    priority: str
    watermark: bool
    cost_estimate: Estimate
    charged: int
    output_url: str | None
    thumbnail_url: str | None
    error: JobError | None
    from_job: str | None
    tasks_total: int
    tasks_done: int
    tasks_cached: int
    engine_ms: int
    length_ms: int | None
    notes: list[str]
    steps: list[Step]
    created_at: str
    started_at: str | None
    completed_at: str | None
    deadline: str
    eta_seconds: int | None


class File(BaseModel):
    """What a task made."""

    name: str
    content_hash: str
    size: int
    media_type: str


class Task(BaseModel):
    """`subject` by its name; the log, and so `task_id`, has only a label of it."""

    task_id: str
    kind: str
    work_class: str
    subject: str
    status: str
    attempt: int
    lost_leases: int
    worker: str | None
    lease: str | None
    engine: str | None
    ms: int | None
    files: list[File]
    note: str
    error_code: str | None
    error_message: str | None
    scheduled_at: str
    started_at: str | None
    ended_at: str | None


class Job(JobSummary):
    tasks: list[Task]


class WorkOfKind(BaseModel):
    """What the tasks of one kind took."""

    kind: str
    tasks: int
    cached: int
    engine_ms: int


class Cost(BaseModel):
    """Why a job cost what it cost; amounts in 1/100 credit."""

    job_id: str
    estimate: Estimate
    reserved: int
    charged: int
    released: int
    transactions: list[Transaction]
    work: list[WorkOfKind]


class Download(BaseModel):
    """The link works without a token until it expires."""

    asset_id: str
    type: str
    name: str
    media_type: str
    size: int
    url: str
    expires_at: str


class Downloads(BaseModel):
    job_id: str
    files: list[Download]


def settings_of(settings: FilmSettings) -> Settings:
    return Settings.model_validate(settings, from_attributes=True)


def estimate_of(estimate: EstimateValue) -> Estimate:
    return Estimate.model_validate(estimate, from_attributes=True)


def eta_seconds(job: JobRow, now: int) -> int | None:
    """From the share of tasks that is done; None before there is enough to go by, and when the job has ended."""
    if job.status != "running" or job.started_at is None or not job.tasks_total or job.tasks_done * 100 < ETA_PERCENT_MIN * job.tasks_total:
        return None
    return max(1, (now - job.started_at) * (job.tasks_total - job.tasks_done) // (job.tasks_done * 1000))


def error_of(job: JobRow) -> JobError | None:
    return JobError(code=job.error_code, message=job.error_message or "", task=job.error_task) if job.error_code else None


def summary_of(job: JobRow, now: int) -> JobSummary:
    settings = settings_of(job.settings)
    return JobSummary(
        job_id=job.job_id, project_id=job.project_id, type=job.type, status=job.status, progress=job.progress, current_step=job.current_step,
        script_hash=job.script_hash, settings=settings, parameters=settings, priority=job.priority, watermark=job.watermark,
        cost_estimate=estimate_of(job.estimate), charged=job.charged, output_url=content_url(job.film_asset_id),
        thumbnail_url=content_url(job.thumbnail_asset_id), error=error_of(job), from_job=job.from_job, tasks_total=job.tasks_total,
        tasks_done=job.tasks_done, tasks_cached=job.tasks_cached, engine_ms=job.engine_ms, length_ms=job.length_ms, notes=list(job.notes),
        steps=[Step(step=one.step, ended_at=rfc3339(one.at)) for one in job.steps], created_at=rfc3339(job.created_at),
        started_at=perhaps(job.started_at), completed_at=perhaps(job.ended_at), deadline=rfc3339(job.deadline), eta_seconds=eta_seconds(job, now),
    )  # fmt: skip


def task_of(task: TaskRow, labels: Labels) -> Task:
    files = [File(name=blob.name, content_hash=blob.hash, size=blob.size, media_type=blob.media_type) for blob in task.blobs]
    return Task(
        task_id=task.task_id, kind=task.kind, work_class=task.work_class, subject=labels.named(task.subject), status=task.status,
        attempt=task.attempt, lost_leases=task.lost_leases, worker=task.worker, lease=task.lease, engine=task.engine, ms=task.ms, files=files,
        note=task.note,
        error_code=task.error_code, error_message=task.error_message, scheduled_at=rfc3339(task.scheduled_at),
        started_at=perhaps(task.started_at), ended_at=perhaps(task.ended_at),
    )  # fmt: skip


def work_of(tasks: list[TaskRow]) -> list[WorkOfKind]:
    by_kind = {kind: [task for task in tasks if task.kind is kind] for kind in TaskKind}
    return [
        WorkOfKind(kind=kind, tasks=len(some), cached=sum(task.status == "cached" for task in some), engine_ms=sum(task.ms or 0 for task in some))
        for kind, some in by_kind.items()
        if some
    ]


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("")
    async def list_jobs(
        ask: Ask, me: Me, pages: Pages, project_id: str | None = None, status: JobStatus | None = None, type: str | None = None
    ) -> Page[JobSummary]:
        """Newest first."""
        async with queries.seen(ask, me, JOBS) as snapshot:
            rows, below = await page(snapshot, JOBS, {"project_id": project_id, "status": status, "type": type}, by="created_seq", pages=pages)
        return linked(ask, [summary_of(row, queries.now()) for row in rows], below)

    @router.get("/{job_id}")
    async def get_job(job_id: str, ask: Ask, me: Me) -> Job:
        """A job: how far it is, what it costs, and why it failed if it did."""
        async with queries.seen(ask, me, JOBS, TASKS) as snapshot:
            row = await snapshot.the(JOBS, job_id)
            tasks = await snapshot.many(TASKS, {"job_id": job_id}, oldest="created_seq", limit=TASKS_MAX)
        labels = await queries.names.of(me.account_id, row.analysis)
        return Job(**dict(summary_of(row, queries.now())), tasks=[task_of(task, labels) for task in tasks])

    @router.get("/{job_id}/status")
    async def get_status(job_id: str, ask: Ask, me: Me) -> StatusOfJob:
        """For those who poll."""
        async with queries.seen(ask, me, JOBS) as snapshot:
            row = await snapshot.the(JOBS, job_id)
        return StatusOfJob(
            job_id=job_id, status=row.status, progress=row.progress, current_step=row.current_step, eta_seconds=eta_seconds(row, queries.now()),
            output_url=content_url(row.film_asset_id) if row.status == "completed" else None, error=error_of(row), position=str(snapshot.position),
        )  # fmt: skip

    @router.get("/{job_id}/tasks")
    async def list_tasks(job_id: str, ask: Ask, me: Me, pages: Pages) -> Page[Task]:
        """Those that were scheduled last come first."""
        async with queries.seen(ask, me, JOBS, TASKS) as snapshot:
            job = await snapshot.the(JOBS, job_id)
            rows, below = await page(snapshot, TASKS, {"job_id": job_id}, by="created_seq", pages=pages)
        labels = await queries.names.of(me.account_id, job.analysis)
        return linked(ask, [task_of(row, labels) for row in rows], below)

    @router.get("/{job_id}/cost")
    async def get_cost(job_id: str, ask: Ask, me: Me) -> Cost:
        """What a job was held for, charged and given back, and which tasks it paid for."""
        async with queries.seen(ask, me, JOBS, TASKS, CREDIT_STATEMENT, CREDIT_BALANCE, PROJECTS) as snapshot:
            row = await snapshot.the(JOBS, job_id)
            tasks = await snapshot.many(TASKS, {"job_id": job_id}, oldest="created_seq", limit=TASKS_MAX)
            lines = await lines_of(snapshot, Filter(job_id=job_id, since=None, until=None), None, LINES_MAX)
            titles = await titles_of(queries, me, snapshot, lines)
        moved = {type: sum(abs(line.amount) for line, _ in lines if line.type == type) for type in ("reserve", "debit", "release")}
        return Cost(
            job_id=job_id, estimate=estimate_of(row.estimate), reserved=moved["reserve"], charged=moved["debit"], released=moved["release"],
            transactions=[await transaction_of(queries, me, snapshot, titles, *line) for line in lines], work=work_of(tasks),
        )  # fmt: skip

    @router.get("/{job_id}/events")
    async def list_job_events(job_id: str, ask: Ask, me: Me, pages: Pages) -> Page[Event]:
        """What happened to the job, oldest first."""
        async with queries.seen(ask, me, JOBS, HISTORY) as snapshot:
            await snapshot.the(JOBS, job_id)
            rows, below = await onwards(snapshot, None, pages, snapshot.table(HISTORY).c.job_id == job_id)
        return linked(ask, [await event_of(queries, me, row) for row in rows], below)

    @router.get("/{job_id}/download")
    async def get_download(job_id: str, ask: Ask, me: Me, kind: DownloadKind = "film") -> Downloads:
        """Links that work without a token for 15 minutes."""
        async with queries.seen(ask, me, JOBS, ASSETS) as snapshot:
            await snapshot.the(JOBS, job_id)
            type_ = snapshot.table(ASSETS).c.type
            wanted = [type_.in_(TYPES[kind])] if TYPES[kind] else []
            rows = await snapshot.many(ASSETS, {"job_id": job_id}, *wanted, oldest="created_seq", limit=FILES_MAX)
        return Downloads(job_id=job_id, files=[await _download(queries, me, row) for row in rows])

    return router


async def _download(queries: Queries, me: Caller, row: Any) -> Download:
    link = await signed(queries.keyring, me.account_id, row.asset_id, queries.now())
    return Download(
        asset_id=row.asset_id, type=row.type, name=row.name, media_type=row.media_type, size=row.size, url=link.url,
        expires_at=rfc3339(link.expires_at),
    )  # fmt: skip
