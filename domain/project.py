"""A project: a title, settings and versions of a script. Every change names the version that it changes (optimistic concurrency)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.commands.project import ArchiveProject, ChangeSettings, CreateProject, RenameProject, RestoreProject, RestoreScript, SaveScript
from schemas.errors import AlreadyExists, NotAllowed, NotFound, StaleVersion
from schemas.events.project import ProjectArchived, ProjectCreated, ProjectRenamed, ProjectRestored, ProjectSettingsChanged, ScriptSaved
from schemas.values import ScriptRef

ProjectCommand = CreateProject | RenameProject | ChangeSettings | SaveScript | RestoreScript | ArchiveProject | RestoreProject
ProjectEvent = ProjectCreated | ProjectRenamed | ProjectSettingsChanged | ScriptSaved | ProjectArchived | ProjectRestored


@dataclass(frozen=True, slots=True, kw_only=True)
class NoProject:
    """No such id in this account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    version: int
    script_hash: str = ""  # of the newest version; "" before the first
    script_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """Put away: nothing can be changed or made until it is restored."""

    project: Project


initial = NoProject()
AnyProject = NoProject | Project | Archived


def decide(project: AnyProject, command: ProjectCommand) -> Sequence[ProjectEvent]:
    match project, command:
        case NoProject(), CreateProject():
            return created(command)
        case NoProject(), _:
            raise NotFound(f"Project {command.project_id} does not exist.")
        case _, CreateProject():
            raise AlreadyExists(f"Project {command.project_id} exists.")
        case Project(), _ if command.version != project.version:
            raise StaleVersion(f"The project is at version {project.version}, not {command.version}: read it again and repeat the change.")
        case Project(version=version), RenameProject():
            return [ProjectRenamed(project_id=command.project_id, title=command.title, version=version + 1)]
        case Project(version=version), ChangeSettings():
            return [ProjectSettingsChanged(project_id=command.project_id, settings=command.settings, version=version + 1)]
        case Project(), SaveScript():
            return [saved(project, command.project_id, command.script, None)]
        case Project(), RestoreScript() if 1 <= command.script_version <= project.script_version:
            return [saved(project, command.project_id, command.script, command.script_version)]
        case Project(), RestoreScript():
            raise NotFound(f"The project has no script version {command.script_version}.")
        case Project(version=version), ArchiveProject():
            return [ProjectArchived(project_id=command.project_id, version=version + 1)]
        case Archived(project=inner), RestoreProject() if command.version == inner.version:
            return [ProjectRestored(project_id=command.project_id, version=inner.version + 1)]
        case Archived(project=inner), RestoreProject():
            raise StaleVersion(f"The project is at version {inner.version}, not {command.version}: read it again and repeat the change.")
        case Archived(), _:
            raise NotAllowed(f"Project {command.project_id} is archived: restore it first.")
        case _:
            raise NotAllowed(f"Project {command.project_id} is not archived.")


def created(command: CreateProject) -> Sequence[ProjectEvent]:
    project = ProjectCreated(project_id=command.project_id, title=command.title, description=command.description, settings=command.settings)
    if command.script is None:
        return [project]
    return [project, ScriptSaved(project_id=command.project_id, version=2, script_version=1, script=command.script, restored_from=None)]


def saved(project: Project, project_id: str, script: ScriptRef, restored_from: int | None) -> ScriptSaved:
    return ScriptSaved(
        project_id=project_id, version=project.version + 1, script_version=project.script_version + 1, script=script, restored_from=restored_from
    )


def evolve(project: AnyProject, event: ProjectEvent) -> AnyProject:
    match project, event:
        case NoProject(), ProjectCreated():
            return Project(version=1)
        case Project(), ProjectRenamed() | ProjectSettingsChanged():
            return replace(project, version=event.version)
        case Project(), ScriptSaved():
            return Project(version=event.version, script_hash=event.script.hash, script_version=event.script_version)
        case Project(), ProjectArchived():
            return Archived(project=replace(project, version=event.version))
        case Archived(), ProjectRestored():
            return replace(project.project, version=event.version)
        case _:
            return project  # facts are never refused
