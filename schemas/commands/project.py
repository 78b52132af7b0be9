"""What may be asked of a project."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Sealed
from schemas.values import FilmSettings, Id, ScriptRef, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProject:
    project_id: Id
    title: Sealed[str]
    description: Sealed[str] | None = None
    settings: FilmSettings = FilmSettings()
    script: ScriptRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameProject:
    project_id: Id
    title: Sealed[str]
    version: Whole  # that the caller has seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    project_id: Id
    settings: FilmSettings
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveScript:
    project_id: Id
    script: ScriptRef
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreScript:
    """An earlier version becomes the newest one again."""

    project_id: Id
    script_version: Whole
    script: ScriptRef
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveProject:
    project_id: Id
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreProject:
    project_id: Id
    version: Whole
