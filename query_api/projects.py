"""Routes that show projects, their scripts, jobs, assets and trail."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy import or_, select

from infra.http.callers import Caller
from projections.assets import ASSETS
from projections.audit import AUDIT
from projections.jobs import JOBS, JobStatus
from projections.projects import PROJECTS, ProjectStatus
from projections.projects import Project as ProjectRow
from projections.scripts import SCRIPTS, ScriptVersion
from query_api.assets import Asset, asset_of
from query_api.audit import AuditEntry, entry_of
from query_api.jobs import JobSummary, Settings, settings_of, summary_of
from query_api.links import content_url
from query_api.queries import Ask, Page, Pages, Queries, linked, page
from schemas.codec import rfc3339

ScriptVersionNumber = Annotated[int | None, Query(ge=1, lt=2**31, description="Which version; the newest if you do not say.")]


class Project(BaseModel):
    """`version` is the ETag: what If-Match must say to change it."""

    project_id: str
    title: str
    description: str | None
    status: ProjectStatus
    settings: Settings
    script_version: int
    script_hash: str | None
    script_size: int | None
    script_format: str | None
    latest_job_id: str | None
    latest_job_status: JobStatus | None
    latest_job_progress: int | None
    film_url: str | None
    thumbnail_url: str | None
    version: int
    created_at: str
    updated_at: str


class Version(BaseModel):
    script_version: int
    script_hash: str
    script_size: int
    script_format: str
    restored_from: int | None
    saved_by: str
    saved_at: str


class Script(Version):
    """One version, with its text."""

    project_id: str
    text: str


def version_of(row: ScriptVersion) -> Version:
    return Version(
        script_version=row.script_version, script_hash=row.hash, script_size=row.size, script_format=row.format, restored_from=row.restored_from,
        saved_by=row.saved_by, saved_at=rfc3339(row.saved_at),
    )  # fmt: skip


async def project_of(queries: Queries, me: Caller, row: ProjectRow) -> Project:
    return Project(
        project_id=row.project_id, title=await queries.opened(me, row.title) or "", description=await queries.opened(me, row.description),
        status=row.status, settings=settings_of(row.settings), script_version=row.script_version, script_hash=row.script_hash,
        script_size=row.script_size, script_format=row.script_format, latest_job_id=row.latest_job_id, latest_job_status=row.latest_job_status,
        latest_job_progress=row.latest_job_progress, film_url=content_url(row.film_asset_id),
        thumbnail_url=content_url(row.thumbnail_asset_id), version=row.version, created_at=rfc3339(row.created_at),
        updated_at=rfc3339(row.updated_at),
    )  # fmt: skip


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/projects", tags=["projects"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("")
    async def list_projects(ask: Ask, me: Me, pages: Pages, status: ProjectStatus | None = None) -> Page[Project]:
        """Newest first."""
        async with queries.seen(ask, me, PROJECTS) as snapshot:
            rows, below = await page(snapshot, PROJECTS, {"status": status}, by="created_seq", pages=pages)
        return linked(ask, [await project_of(queries, me, row) for row in rows], below)

    @router.get("/{project_id}")
    async def get_project(project_id: str, ask: Ask, me: Me) -> Project:
        """A project; its ETag is what a change of it names."""
        async with queries.seen(ask, me, PROJECTS) as snapshot:
            row = await snapshot.the(PROJECTS, project_id)
        ask.response.headers["ETag"] = f'"{row.version}"'
        return await project_of(queries, me, row)

    @router.get("/{project_id}/script")
    async def get_script(project_id: str, ask: Ask, me: Me, version: ScriptVersionNumber = None) -> Script:
        """The text of the script, the newest version or the one that is named."""
        async with queries.seen(ask, me, PROJECTS, SCRIPTS) as snapshot:
            project = await snapshot.the(PROJECTS, project_id)
            number = version or project.script_version
            row = await snapshot.the(SCRIPTS, project_id, number)
        ask.response.headers["ETag"] = f'"{row.hash}"'
        text = b"".join([piece async for piece in queries.objects.open(me.account_id, row.hash)]).decode()
        return Script(**dict(version_of(row)), project_id=project_id, text=text)

    @router.get("/{project_id}/script/versions")
    async def list_script_versions(project_id: str, ask: Ask, me: Me, pages: Pages) -> Page[Version]:
        """Newest first."""
        async with queries.seen(ask, me, PROJECTS, SCRIPTS) as snapshot:
            await snapshot.the(PROJECTS, project_id)
            rows, below = await page(snapshot, SCRIPTS, {"project_id": project_id}, by="script_version", pages=pages)
        return linked(ask, [version_of(row) for row in rows], below)

    @router.get("/{project_id}/jobs")
    async def list_project_jobs(project_id: str, ask: Ask, me: Me, pages: Pages) -> Page[JobSummary]:
        """Newest first."""
        async with queries.seen(ask, me, PROJECTS, JOBS) as snapshot:
            await snapshot.the(PROJECTS, project_id)
            rows, below = await page(snapshot, JOBS, {"project_id": project_id}, by="created_seq", pages=pages)
        return linked(ask, [summary_of(row, queries.now()) for row in rows], below)

    @router.get("/{project_id}/assets")
    async def list_project_assets(project_id: str, ask: Ask, me: Me, pages: Pages, type: str | None = None) -> Page[Asset]:
        """Newest first."""
        async with queries.seen(ask, me, PROJECTS, ASSETS) as snapshot:
            await snapshot.the(PROJECTS, project_id)
            rows, below = await page(snapshot, ASSETS, {"project_id": project_id, "type": type}, by="created_seq", pages=pages)
        return linked(ask, [asset_of(row) for row in rows], below)

    @router.get("/{project_id}/audit")
    async def list_project_audit(project_id: str, ask: Ask, me: Me, pages: Pages) -> Page[AuditEntry]:
        """What was asked of the project and of its jobs, newest first."""
        async with queries.seen(ask, me, PROJECTS, JOBS, AUDIT) as snapshot:
            await snapshot.the(PROJECTS, project_id)
            jobs, trail = snapshot.table(JOBS).c, snapshot.table(AUDIT).c
            of_project = select(jobs.job_id).where(jobs.account_id == me.account_id, jobs.project_id == project_id)
            about = or_(trail.project_id == project_id, trail.target == project_id, trail.job_id.in_(of_project), trail.target.in_(of_project))
            rows, below = await page(snapshot, AUDIT, {}, about, by="seq", pages=pages)
        return linked(ask, [await entry_of(queries, me, row) for row in rows], below)

    return router
