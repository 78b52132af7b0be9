"""Facts about a project and the versions of its script."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Sealed
from schemas.values import FilmSettings, ScriptRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectCreated:
    project_id: str
    title: Sealed[str]
    description: Sealed[str] | None
    settings: FilmSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRenamed:
    project_id: str
    title: Sealed[str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettingsChanged:
    project_id: str
    settings: FilmSettings
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSaved:
    project_id: str
    version: int  # of the project, for If-Match
    script_version: int
    script: ScriptRef
    restored_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectArchived:
    project_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRestored:
    project_id: str
    version: int
