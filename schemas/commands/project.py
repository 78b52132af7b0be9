"""What may be asked of a project."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Sealed
from schemas.values import FilmSettings, ScriptRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProject:
    project_id: str
    title: Sealed[str]
    description: Sealed[str] | None = None
    settings: FilmSettings = FilmSettings()
    script: ScriptRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameProject:
    project_id: str
    title: Sealed[str]
    version: int  # that the caller has seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    project_id: str
    settings: FilmSettings
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveScript:
    project_id: str
    script: ScriptRef
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreScript:
    """An earlier version becomes the newest one again."""

    project_id: str
    script_version: int
    script: ScriptRef
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveProject:
    project_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreProject:
    project_id: str
    version: int
