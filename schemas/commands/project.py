"""What may be asked of a project."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Sealed
from schemas.values import FilmSettings, Id, ScriptRef, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProject:
    """Create a project, with its first script or without one."""

    project_id: Id
    title: Sealed[str]
    description: Sealed[str] | None = None
    settings: FilmSettings = FilmSettings()
    script: ScriptRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameProject:
    """Give a project another title; refused when `version` is no longer the project's."""

    project_id: Id
    title: Sealed[str]
    version: Whole  # that the caller has seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Replace the film settings of a project as a whole; refused when `version` is no longer the project's."""

    project_id: Id
    settings: FilmSettings
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveScript:
    """Make a script the newest version in its project; refused when `version` is no longer the project's."""

    project_id: Id
    script: ScriptRef
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreScript:
    """Make an earlier version of the script the newest one again; refused when `version` is no longer the project's."""

    project_id: Id
    script_version: Whole
    script: ScriptRef
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveProject:
    """Put a project away, so that nothing of it can be changed or filmed; refused when `version` is no longer the project's."""

    project_id: Id
    version: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreProject:
    """Bring an archived project back; refused when `version` is no longer the project's."""

    project_id: Id
    version: Whole
