"""Facts about a project and the versions of its script."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Sealed
from schemas.values import FilmSettings, ScriptRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectCreated:
    """A project is created, at version 1; a script that comes with it is saved in the same decision."""

    project_id: str
    title: Sealed[str]
    description: Sealed[str] | None
    settings: FilmSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRenamed:
    """A project gets another title."""

    project_id: str
    title: Sealed[str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettingsChanged:
    """The film settings of a project are replaced as a whole; films that are requested from now on are made by them."""

    project_id: str
    settings: FilmSettings
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSaved:
    """A script, new or restored, becomes the newest version in its project; its text lies in the object store."""

    project_id: str
    version: int  # of the project, for If-Match
    script_version: int
    script: ScriptRef
    restored_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectArchived:
    """A project is put away: nothing of it can be changed or filmed until it is restored."""

    project_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRestored:
    """An archived project is back, and can be changed and filmed again."""

    project_id: str
    version: int
