"""What the write side must know before it can plan a film: asked of the query API as the caller, who sees there what is theirs and no more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import httpx2
import msgspec

from schemas.envelope import Position
from schemas.errors import NotFound, Unavailable, of_code
from schemas.values import FilmSettings, Priority, ScriptRef

ID = "[A-Za-z0-9_-]{1,64}"
"""What an id of ours looks like, whoever sends it; nothing else is ever put into a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectNow:
    project_id: str
    title: str
    settings: FilmSettings
    script: ScriptRef | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobThen:
    """An earlier job, as it was requested."""

    job_id: str
    project_id: str
    script_hash: str
    settings: FilmSettings
    priority: Priority


class Reader(Protocol):
    """`authorization` is the caller's own header; `at` the position that the answer must include, or END."""

    async def project(self, authorization: str, project_id: str, at: str) -> ProjectNow: ...

    async def script(self, authorization: str, project_id: str, version: int, at: str) -> ScriptRef: ...

    async def job(self, authorization: str, job_id: str, at: str) -> JobThen: ...

    async def outcome(self, authorization: str, command_id: str) -> Position | None:
        """Where the outcome of a command lies, as of the end of the log; None when it is not decided."""
        ...


class QueryReader:
    """The Reader of production: HTTP to the query API."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def project(self, authorization: str, project_id: str, at: str) -> ProjectNow:
        row = await self._get(f"/api/v1/projects/{_segment(project_id)}", authorization, at)
        return ProjectNow(
            project_id=row["project_id"], title=row["title"], settings=_settings(row["settings"]), script=_script(row), version=row["version"]
        )

    async def script(self, authorization: str, project_id: str, version: int, at: str) -> ScriptRef:
        row = await self._get(f"/api/v1/projects/{_segment(project_id)}/script", authorization, at, version=version)
        return ScriptRef(hash=row["script_hash"], size=row["script_size"], format=row["script_format"])

    async def job(self, authorization: str, job_id: str, at: str) -> JobThen:
        row = await self._get(f"/api/v1/jobs/{_segment(job_id)}", authorization, at)
        return JobThen(
            job_id=row["job_id"], project_id=row["project_id"], script_hash=row["script_hash"], settings=_settings(row["parameters"]),
            priority=Priority(row["priority"]),
        )  # fmt: skip

    async def outcome(self, authorization: str, command_id: str) -> Position | None:
        try:
            row = await self._get(f"/api/v1/audit/{_segment(command_id)}", authorization, None)
        except NotFound:
            return None
        return Position.parse(row["position"])

    async def _get(self, path: str, authorization: str, at: str | None, **query: Any) -> Any:
        if at:
            query["at"] = at  # not as a header: what a caller sends as a query need not fit into one
        try:
            answer = await self._http.get(path, params=query, headers={"authorization": authorization})
        except httpx2.TransportError as error:
            raise Unavailable(f"The query API cannot be reached: {error!r}") from error
        if answer.is_success:
            return answer.json()
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        raise of_code(problem.get("code", ""), Unavailable)(problem.get("detail", f"The query API answered {answer.status_code}."))


def _segment(id: str) -> str:
    """One segment of a path. Raises NotFound: what is no id is nobody's."""
    if re.fullmatch(ID, id) is None:
        raise NotFound(f"There is no {id[:64]!r}.")
    return id


def _settings(value: Any) -> FilmSettings:
    return msgspec.convert(value, FilmSettings)


def _script(row: Any) -> ScriptRef | None:
    return ScriptRef(hash=row["script_hash"], size=row["script_size"], format=row["script_format"]) if row.get("script_hash") else None
