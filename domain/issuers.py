"""Who may command what: the table issuer x command. The log's topic ACLs say who may append at all; this says what."""

from __future__ import annotations

from schemas.commands.account import ChangeTier, GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, CompleteTask, ExpireLease, FailTask, HandBackTask, RequestJob, StartTask
from schemas.commands.project import ArchiveProject, ChangeSettings, CreateProject, RenameProject, RestoreProject, RestoreScript, SaveScript
from schemas.commands.system import AdoptConfig, ChangeConfig, Tick
from schemas.errors import Forbidden

MAY: dict[str, frozenset[type]] = {
    "command_api": frozenset(
        {CreateProject, RenameProject, ChangeSettings, SaveScript, RestoreScript, ArchiveProject, RestoreProject, RequestJob, CancelJob}
    ),
    "operator": frozenset({OpenAccount, ChangeTier, GrantCredits, ChangeConfig, CancelJob}),
    "router": frozenset({StartTask, CompleteTask, FailTask, HandBackTask, ExpireLease}),
    "configuration": frozenset({AdoptConfig}),
    "decider": frozenset({Tick}),
}


def check(issuer: str, command: object) -> None:
    """Raises Forbidden: the router cannot grant credits, the API cannot complete a task."""
    if type(command) not in MAY.get(issuer, frozenset()):
        raise Forbidden(f"{issuer or 'An unnamed process'} may not give the command {type(command).__name__}.")
