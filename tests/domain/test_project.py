"""Projects: versions of a script, and changes that name the version they change."""

import pytest

from domain.config import FIRST
from schemas.commands.project import ArchiveProject, ChangeSettings, CreateProject, RenameProject, RestoreProject, RestoreScript, SaveScript
from schemas.envelope import Sealed
from schemas.errors import AlreadyExists, LimitReached, NotAllowed, NotFound, StaleVersion
from schemas.events.project import (
    ProjectArchived,
    ProjectCreated,
    ProjectRenamed,
    ProjectRestored,
    ProjectSettingsChanged,
    ScriptSaved,
)
from schemas.values import FilmSettings, ScriptRef, Tier
from tests.support.scenario import A_PROJECT, CREATED, OPENED, PROJECT, SAVED, given

TITLE: Sealed[str] = Sealed("new")
NEW = ScriptRef(hash="new", size=3)
ARCHIVED = ProjectArchived(project_id=PROJECT, version=3)


def test_a_project_is_created_with_its_script() -> None:
    command = CreateProject(project_id=PROJECT, title=CREATED.title, script=SAVED.script)
    given(OPENED).when(command).then(CREATED, SAVED)
    given(OPENED).when(CreateProject(project_id=PROJECT, title=CREATED.title)).then(ProjectCreated)


def test_an_id_is_taken_once() -> None:
    given(*A_PROJECT).when(CreateProject(project_id=PROJECT, title=TITLE)).then_refused(AlreadyExists)


def test_the_plan_limits_projects() -> None:
    opened = type(OPENED)(tier=Tier.FREE, locale="en", reset_at=None)
    scene = given(opened)
    for number in range(FIRST.tiers[Tier.FREE].projects):
        scene.studio.ask(CreateProject(project_id=f"p{number}", title=TITLE))
    scene.when(CreateProject(project_id="one-more", title=TITLE)).then_refused(LimitReached)


def test_changes_raise_the_version() -> None:
    given(*A_PROJECT).when(RenameProject(project_id=PROJECT, title=TITLE, version=2)).then(ProjectRenamed(project_id=PROJECT, title=TITLE, version=3))
    settings = FilmSettings(style="noir")
    given(*A_PROJECT).when(ChangeSettings(project_id=PROJECT, settings=settings, version=2)).then(
        ProjectSettingsChanged(project_id=PROJECT, settings=settings, version=3)
    )
    given(*A_PROJECT).when(SaveScript(project_id=PROJECT, script=NEW, version=2)).then(
        ScriptSaved(project_id=PROJECT, version=3, script_version=2, script=NEW, restored_from=None)
    )


@pytest.mark.parametrize(
    "command",
    [
        RenameProject(project_id=PROJECT, title=TITLE, version=1),
        SaveScript(project_id=PROJECT, script=NEW, version=3),
        ArchiveProject(project_id=PROJECT, version=0),
    ],
)
def test_a_change_to_another_version_is_refused(command: object) -> None:
    given(*A_PROJECT).when(command).then_refused(StaleVersion)


def test_an_earlier_script_comes_back_as_a_new_version() -> None:
    command = RestoreScript(project_id=PROJECT, script_version=1, script=SAVED.script, version=2)
    given(*A_PROJECT).when(command).then(ScriptSaved(project_id=PROJECT, version=3, script_version=2, script=SAVED.script, restored_from=1))
    missing = RestoreScript(project_id=PROJECT, script_version=2, script=NEW, version=2)
    given(*A_PROJECT).when(missing).then_refused(NotFound)


def test_an_archived_project_rests_until_it_is_restored() -> None:
    given(*A_PROJECT).when(ArchiveProject(project_id=PROJECT, version=2)).then(ARCHIVED)
    given(*A_PROJECT, ARCHIVED).when(RenameProject(project_id=PROJECT, title=TITLE, version=3)).then_refused(NotAllowed)
    given(*A_PROJECT, ARCHIVED).when(RestoreProject(project_id=PROJECT, version=3)).then(ProjectRestored(project_id=PROJECT, version=4))
    given(*A_PROJECT, ARCHIVED).when(RestoreProject(project_id=PROJECT, version=2)).then_refused(StaleVersion)
    given(*A_PROJECT).when(RestoreProject(project_id=PROJECT, version=2)).then_refused(NotAllowed)


def test_what_does_not_exist_cannot_be_changed() -> None:
    given(OPENED).when(RenameProject(project_id="elsewhere", title=TITLE, version=1)).then_refused(NotFound)
