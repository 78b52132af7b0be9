"""Projects: title, settings, the newest script, and what became of the latest job."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from projections.jobs import JobStatus
from projections.projection import Each, Projection
from schemas.envelope import Instant, Recorded, Sealed
from schemas.events.film import AssetGenerated
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobProgressed, JobRequested, JobStarted
from schemas.events.project import ProjectArchived, ProjectCreated, ProjectRenamed, ProjectRestored, ProjectSettingsChanged, ScriptSaved
from schemas.values import FilmSettings

ProjectStatus = Literal["draft", "generating", "completed", "failed", "archived"]
"""P-2.2."""


class Project(Struct, frozen=True, kw_only=True):
    account_id: str
    project_id: str
    title: Sealed[str]
    description: Sealed[str] | None
    status: ProjectStatus
    status_before: ProjectStatus  # that it had before it was archived
    settings: FilmSettings
    script_version: int  # 0: none yet
    script_hash: str | None
    script_size: int | None
    script_format: str | None
    latest_job_id: str | None
    latest_job_status: JobStatus | None
    latest_job_progress: int | None
    film_asset_id: str | None  # of the newest film
    thumbnail_asset_id: str | None
    version: int  # for If-Match
    created_seq: int
    created_at: Instant
    updated_at: Instant


def created(_: Project | None, recorded: Recorded[ProjectCreated]) -> Project:
    event = recorded.event
    return Project(
        account_id=recorded.account_id, project_id=event.project_id, title=event.title, description=event.description, status="draft",
        status_before="draft", settings=event.settings, script_version=0, script_hash=None, script_size=None, script_format=None,
        latest_job_id=None, latest_job_status=None, latest_job_progress=None, film_asset_id=None, thumbnail_asset_id=None, version=1,
        created_seq=recorded.seq, created_at=recorded.time, updated_at=recorded.time,
    )  # fmt: skip


def renamed(project: Project | None, recorded: Recorded[ProjectRenamed]) -> Project | None:
    return project and replace(project, title=recorded.event.title, version=recorded.event.version, updated_at=recorded.time)


def settings_changed(project: Project | None, recorded: Recorded[ProjectSettingsChanged]) -> Project | None:
    return project and replace(project, settings=recorded.event.settings, version=recorded.event.version, updated_at=recorded.time)


def script_saved(project: Project | None, recorded: Recorded[ScriptSaved]) -> Project | None:
    event = recorded.event
    return project and replace(
        project, script_version=event.script_version, script_hash=event.script.hash, script_size=event.script.size, script_format=event.script.format,
        version=event.version, updated_at=recorded.time,
    )  # fmt: skip


def archived(project: Project | None, recorded: Recorded[ProjectArchived]) -> Project | None:
    return project and replace(project, status="archived", status_before=project.status, version=recorded.event.version, updated_at=recorded.time)


def restored(project: Project | None, recorded: Recorded[ProjectRestored]) -> Project | None:
    return project and replace(project, status=project.status_before, version=recorded.event.version, updated_at=recorded.time)


def job_requested(project: Project | None, recorded: Recorded[JobRequested]) -> Project | None:
    return project and _with_status(
        replace(
            project, latest_job_id=recorded.event.job_id, latest_job_status="queued", latest_job_progress=0, updated_at=recorded.time
        ),
        "generating",
    )  # fmt: skip


def asset_generated(project: Project | None, recorded: Recorded[AssetGenerated]) -> Project | None:
    event = recorded.event
    if project is None or event.type not in ("film", "thumbnail"):
        return project
    return replace(project, film_asset_id=event.asset_id) if event.type == "film" else replace(project, thumbnail_asset_id=event.asset_id)


def job_started(project: Project, recorded: Recorded[JobStarted]) -> Project:
    return replace(project, latest_job_status="running", updated_at=recorded.time)


def job_progressed(project: Project, recorded: Recorded[JobProgressed]) -> Project:
    return replace(project, latest_job_progress=recorded.event.progress, updated_at=recorded.time)


def job_completed(project: Project, recorded: Recorded[JobCompleted]) -> Project:
    return _with_status(replace(project, latest_job_status="completed", latest_job_progress=100, updated_at=recorded.time), "completed")


def job_failed(project: Project, recorded: Recorded[JobFailed | JobExpired]) -> Project:
    return _with_status(replace(project, latest_job_status="failed", updated_at=recorded.time), "failed")


def job_cancelled(project: Project, recorded: Recorded[JobCancelled]) -> Project:
    """Back to what it was: a film that was made before is still there."""
    return _with_status(replace(project, latest_job_status="cancelled", updated_at=recorded.time), "completed" if project.film_asset_id else "draft")


def _with_status(project: Project, status: ProjectStatus) -> Project:
    """A job may end while its project is put away; the project stays away and remembers."""
    return replace(project, status_before=status) if project.status == "archived" else replace(project, status=status)


def _of_latest_job(then: object) -> Each[Project]:
    return Each(column="latest_job_id", of=lambda recorded: recorded.event.job_id, then=then)  # type: ignore[arg-type]


PROJECTS = Projection(
    name="projects",
    version=1,
    row=Project,
    key=("project_id",),
    on={
        ProjectCreated: created,
        ProjectRenamed: renamed,
        ProjectSettingsChanged: settings_changed,
        ScriptSaved: script_saved,
        ProjectArchived: archived,
        ProjectRestored: restored,
        JobRequested: job_requested,
        AssetGenerated: asset_generated,
    },
    on_each={
        JobStarted: _of_latest_job(job_started),
        JobProgressed: _of_latest_job(job_progressed),
        JobCompleted: _of_latest_job(job_completed),
        JobFailed: _of_latest_job(job_failed),
        JobExpired: _of_latest_job(job_failed),
        JobCancelled: _of_latest_job(job_cancelled),
    },
    indexes=(("account_id", "created_seq"), ("account_id", "status", "created_seq")),
)
