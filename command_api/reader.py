"""What the write side must know before it can plan a film: asked of the query API as the caller, who sees there what is theirs and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import httpx2
import msgspec

from schemas.errors import NotFound, Unavailable, of_code
from schemas.values import FilmSettings, ScriptRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectNow:
    project_id: str
    title: str
    settings: FilmSettings
    script: ScriptRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobThen:
    """An earlier job, as it was requested."""

    job_id: str
    project_id: str
    script_hash: str
    settings: FilmSettings


class Reader(Protocol):
    """`authorization` is the caller's own header; `at` a position that the answer must include, or None."""

    async def project(self, authorization: str, project_id: str, at: str | None) -> ProjectNow: ...

    async def script(self, authorization: str, project_id: str, version: int, at: str | None) -> ScriptRef: ...

    async def job(self, authorization: str, job_id: str, at: str | None) -> JobThen: ...


class QueryReader:
    """The Reader of production: HTTP to the query API."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def project(self, authorization: str, project_id: str, at: str | None) -> ProjectNow:
        row = await self._get(f"/api/v1/projects/{project_id}", authorization, at)
        return ProjectNow(project_id=row["project_id"], title=row["title"], settings=_settings(row["settings"]), script=_script(row))

    async def script(self, authorization: str, project_id: str, version: int, at: str | None) -> ScriptRef:
        page = await self._get(f"/api/v1/projects/{project_id}/script/versions?limit=100", authorization, at)
        for row in page["items"]:
            if row["script_version"] == version:
                return ScriptRef(hash=row["script_hash"], size=row["script_size"], format=row["script_format"])
        raise NotFound(f"The project has no script version {version}.")

    async def job(self, authorization: str, job_id: str, at: str | None) -> JobThen:
        row = await self._get(f"/api/v1/jobs/{job_id}", authorization, at)
        return JobThen(job_id=row["job_id"], project_id=row["project_id"], script_hash=row["script_hash"], settings=_settings(row["parameters"]))

    async def _get(self, path: str, authorization: str, at: str | None) -> Any:
        headers = {"authorization": authorization, **({"if-position": at} if at else {})}
        try:
            answer = await self._http.get(path, headers=headers)
        except httpx2.TransportError as error:
            raise Unavailable(f"The query API cannot be reached: {error!r}") from error
        if answer.is_success:
            return answer.json()
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        raise of_code(problem.get("code", ""), Unavailable)(problem.get("detail", f"The query API answered {answer.status_code}."))


def _settings(value: Any) -> FilmSettings:
    return msgspec.convert(value, FilmSettings)


def _script(row: Any) -> ScriptRef | None:
    return ScriptRef(hash=row["script_hash"], size=row["script_size"], format=row["script_format"]) if row.get("script_hash") else None
