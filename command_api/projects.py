"""Routes that change projects: one command each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import AfterValidator, Field, field_validator

from command_api.api import Api, Body, Id, IfMatch, answered, at, authorization, expected_version, keyed, new_id, seen
from command_api.commands import Answer
from film.model import Culture
from film.script import read
from film.script.reading import clean
from infra.http.callers import Caller
from schemas.commands.project import ArchiveProject, ChangeSettings, CreateProject, RenameProject, RestoreProject, RestoreScript, SaveScript
from schemas.errors import Invalid
from schemas.events.project import (
    ProjectArchived,
    ProjectCreated,
    ProjectRenamed,
    ProjectRestored,
    ProjectSettingsChanged,
    ScriptSaved,
)
from schemas.values import FilmSettings, ScriptRef

TITLE_MAX, DESCRIPTION_MAX = 255, 5_000
LANGUAGES = frozenset("auto en hi ta te ml kn pa bn mr gu ur sa zh ja ko ar fr de es pt it ru tr sw".split())  # noqa: SIM905


class Settings(Body):
    """P-2.3, as far as the embedded engines can honour it."""

    style: Literal["cinematic"] = "cinematic"
    culture: str = "auto"
    language: str = "auto"
    aspect: Literal["16:9"] = "16:9"
    height: Literal[180, 360, 720, 1080] = 720  # 180 for a thumbnail, or to see whether a script works at all
    quality: Literal["preview", "standard", "high"] = "standard"
    music: bool = True
    subtitles: bool = True
    seed: int = Field(default=0, ge=0, lt=2**31)

    @field_validator("culture")
    @classmethod
    def _known_culture(cls, value: str) -> str:
        if value not in {"auto", *Culture}:
            raise ValueError(f"one of: auto, {', '.join(Culture)}")
        return value

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"one of: {', '.join(sorted(LANGUAGES))}")
        return value

    def values(self) -> FilmSettings:
        return FilmSettings(**self.model_dump())


def _one_line(title: str) -> str:
    """It is told in files and to programs, where a control character would end it or worse."""
    if "\n" in title or clean(title) != title:
        raise ValueError("holds a line break or another character that cannot be seen: write it in one line of visible characters")
    return title


ScriptVersion = Annotated[int, Path(ge=1, lt=2**31)]
Title = Annotated[str, Field(min_length=1, max_length=TITLE_MAX), AfterValidator(_one_line)]


class NewProject(Body):
    title: Title
    description: Annotated[str, Field(max_length=DESCRIPTION_MAX)] | None = None
    script: str | None = None
    settings: Settings = Settings()


class ProjectChange(Body):
    title: Title | None = None
    settings: Settings | None = None


class ScriptText(Body):
    text: str
    format: Literal["text"] = "text"


class Changed(Body):
    project_id: str
    version: int
    position: str


def routes(api: Api, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/projects", tags=["projects"], dependencies=[Depends(seen), Depends(keyed)])

    def changed(response: Response, answer: Answer, project_id: str, version: int) -> Changed:
        response.headers["ETag"] = f'"{version}"'
        return Changed(project_id=project_id, version=version, position=answered(response, answer))

    @router.post("", status_code=201)
    async def create_project(body: NewProject, request: Request, response: Response, me: Caller = Depends(caller)) -> Changed:
        """A project, with its first script if there is one."""
        command = CreateProject(
            project_id=new_id("prj"), title=await api.keyring.seal(me.account_id, body.title),
            description=await api.keyring.seal(me.account_id, body.description) if body.description else None,
            settings=body.settings.values(), script=await store_script(api, me, body.script) if body.script is not None else None,
        )  # fmt: skip
        answer = await api.send(request, me, command)
        created = answer.event(ProjectCreated)
        response.headers["Location"] = f"/api/v1/projects/{created.project_id}"
        saved = [one.event.version for one in answer.outcome if isinstance(one.event, ScriptSaved)]
        return changed(response, answer, created.project_id, max(saved, default=1))

    @router.patch("/{project_id}")
    async def change_project(
        project_id: Id, body: ProjectChange, request: Request, response: Response, me: Caller = Depends(caller), if_match: IfMatch = None
    ) -> Changed:
        """Another title or other settings, of the version that was read (`If-Match`)."""
        version = expected_version(if_match)
        if (body.title is None) == (body.settings is None):
            raise Invalid("Change the title or the settings: one of them at a time.")
        if body.title is not None:
            title = await api.keyring.seal(me.account_id, body.title)
            answer = await api.send(request, me, RenameProject(project_id=project_id, title=title, version=version))
            return changed(response, answer, project_id, answer.event(ProjectRenamed).version)
        assert body.settings is not None
        answer = await api.send(request, me, ChangeSettings(project_id=project_id, settings=body.settings.values(), version=version))
        return changed(response, answer, project_id, answer.event(ProjectSettingsChanged).version)

    @router.put("/{project_id}/script")
    async def save_script(
        project_id: Id, body: ScriptText, request: Request, response: Response, me: Caller = Depends(caller), if_match: IfMatch = None
    ) -> Changed:
        """A new version of the script; the ones before stay."""
        version = expected_version(if_match)
        script = await store_script(api, me, body.text)
        answer = await api.send(request, me, SaveScript(project_id=project_id, script=script, version=version))
        return changed(response, answer, project_id, answer.event(ScriptSaved).version)

    @router.post("/{project_id}/script/versions/{script_version}/restore")
    async def restore_script(
        project_id: Id, script_version: ScriptVersion, request: Request, response: Response, me: Caller = Depends(caller), if_match: IfMatch = None
    ) -> Changed:
        """An earlier version of the script becomes the newest."""
        version = expected_version(if_match)
        script = await api.reader.script(authorization(request), project_id, script_version, at(request))
        command = RestoreScript(project_id=project_id, script_version=script_version, script=script, version=version)
        answer = await api.send(request, me, command)
        return changed(response, answer, project_id, answer.event(ScriptSaved).version)

    @router.post("/{project_id}/archive")
    async def archive_project(
        project_id: Id, request: Request, response: Response, me: Caller = Depends(caller), if_match: IfMatch = None
    ) -> Changed:
        """Put it away: nothing in it can be changed or made until it is restored."""
        answer = await api.send(request, me, ArchiveProject(project_id=project_id, version=expected_version(if_match)))
        return changed(response, answer, project_id, answer.event(ProjectArchived).version)

    @router.post("/{project_id}/restore")
    async def restore_project(
        project_id: Id, request: Request, response: Response, me: Caller = Depends(caller), if_match: IfMatch = None
    ) -> Changed:
        """Bring an archived project back."""
        answer = await api.send(request, me, RestoreProject(project_id=project_id, version=expected_version(if_match)))
        return changed(response, answer, project_id, answer.event(ProjectRestored).version)

    return router


async def store_script(api: Api, me: Caller, text: str) -> ScriptRef:
    """The text lies in the object store before any command names it. Raises ScriptRefused."""
    clean = read(text.encode())
    data = clean.encode()
    stored = await api.objects.put(me.account_id, data, "text/plain; charset=utf-8")
    assert stored.hash == hashlib.sha256(data).hexdigest()
    return ScriptRef(hash=stored.hash, size=stored.size)
