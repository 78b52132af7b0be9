"""The audit trail: one row for every command, accepted, refused or repeated: who, from where, why, with what outcome, and where it lies (A1)."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from projections.projection import Projection
from schemas.envelope import Instant, Recorded, Sealed
from schemas.events import account, job, project, system, task
from schemas.events.film import COMPLETIONS
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.registry import EVENT_OF_CLASS, EVENTS
from schemas.values import GrantSource

MONTHLY = (GrantSource.FREE_MONTHLY, GrantSource.PLAN_MONTHLY)


Outcome = Literal["accepted", "refused", "repeated", "defect"]


class AuditRecord(Struct, frozen=True, kw_only=True):
    account_id: str
    seq: int  # of the command's first event
    command_id: str
    command: str | None  # wire name, where the log says it
    command_offset: int
    outcome: Outcome
    code: str | None  # why it was refused
    reason: str | None
    events: tuple[str, ...]  # wire names of what it brought about
    target: str | None  # the id that it was about
    project_id: str | None
    job_id: str | None
    actor: str
    issuer: str
    ip: Sealed[str] | None
    correlation_id: str
    causation_id: str
    first_outcome_seq: int | None  # of a repeated command
    time: Instant


_ACCEPTED: dict[type, str] = {
    account.AccountOpened: "account.open",
    account.TierChanged: "account.change_tier",
    project.ProjectCreated: "project.create",
    project.ProjectRenamed: "project.rename",
    project.ProjectSettingsChanged: "project.change_settings",
    project.ScriptSaved: "project.save_script",
    project.ProjectArchived: "project.archive",
    project.ProjectRestored: "project.restore",
    job.JobRequested: "job.request",
    job.JobCancelled: "job.cancel",
    task.TaskStarted: "task.start",
    task.TaskFailed: "task.fail",
    task.TaskHandedBack: "task.hand_back",
    task.LeaseExpired: "task.expire_lease",
    system.ConfigChanged: "config.change",
    system.ConfigAdopted: "config.adopt",
    system.Ticked: "partition.tick",
    **dict.fromkeys(COMPLETIONS, "task.complete"),
}
"""The command that alone brings such an event about. What time does to an account may come first in any decision, so it tells nothing."""


def command_of(event: object) -> str | None:
    if isinstance(event, account.CreditsGranted):
        return None if event.source in MONTHLY else "credits.grant"
    if isinstance(event, project.ScriptSaved) and event.restored_from is not None:
        return "project.restore_script"
    return _ACCEPTED.get(type(event))


def taken(record: AuditRecord | None, recorded: Recorded[Any]) -> AuditRecord:
    """Any event: the first of its command opens the record, the others add their names and ids."""
    event, wire = recorded.event, EVENT_OF_CLASS[type(recorded.event)].wire
    project_id, job_id = getattr(event, "project_id", None), getattr(event, "job_id", None)
    if record is not None:
        return replace(
            record, events=(*record.events, wire), project_id=record.project_id or project_id, job_id=record.job_id or job_id,
            target=record.target or job_id or project_id, command=record.command or command_of(event),
        )  # fmt: skip
    return AuditRecord(
        account_id=recorded.account_id, seq=recorded.seq - recorded.index, command_id=recorded.command_id, command=command_of(event),
        command_offset=recorded.command_offset, outcome="accepted", code=None, reason=None, events=(wire,),
        target=job_id or project_id or getattr(event, "grant_id", None), project_id=project_id, job_id=job_id, actor=recorded.actor,
        issuer=recorded.issuer, ip=Sealed(recorded.ip) if recorded.ip else None, correlation_id=recorded.correlation_id,
        causation_id=recorded.causation_id, first_outcome_seq=None, time=recorded.time,
    )  # fmt: skip


def rejected(record: AuditRecord | None, recorded: Recorded[CommandRejected]) -> AuditRecord:
    event = recorded.event
    return replace(
        taken(record, recorded), outcome="defect" if event.fingerprint else "refused", command=event.command or None, code=event.code,
        reason=event.reason, target=event.target,
    )  # fmt: skip


def repeated(record: AuditRecord | None, recorded: Recorded[CommandRepeated]) -> AuditRecord:
    return replace(taken(record, recorded), outcome="repeated", first_outcome_seq=recorded.event.of)


AUDIT = Projection(
    name="audit",
    version=3,
    row=AuditRecord,
    key=("seq",),
    key_of=lambda recorded: (recorded.seq - recorded.index,),
    on={**{entry.type: taken for entry in EVENTS}, CommandRejected: rejected, CommandRepeated: repeated},
    indexes=(("account_id", "project_id", "seq"), ("account_id", "job_id", "seq"), ("account_id", "command_id", "seq")),
)
