"""Script versions of a project: hash and size; the text lies in the object store under the account."""

from __future__ import annotations

from msgspec import Struct

from projections.projection import Projection
from schemas.envelope import Instant, Recorded
from schemas.events.project import ScriptSaved


class ScriptVersion(Struct, frozen=True, kw_only=True):
    account_id: str
    project_id: str
    script_version: int
    hash: str
    size: int
    format: str
    restored_from: int | None
    saved_by: str
    saved_at: Instant


def saved(_: ScriptVersion | None, recorded: Recorded[ScriptSaved]) -> ScriptVersion:
    event = recorded.event
    return ScriptVersion(
        account_id=recorded.account_id, project_id=event.project_id, script_version=event.script_version, hash=event.script.hash,
        size=event.script.size, format=event.script.format, restored_from=event.restored_from, saved_by=recorded.actor, saved_at=recorded.time,
    )  # fmt: skip


SCRIPTS = Projection(name="scripts", version=1, row=ScriptVersion, key=("project_id", "script_version"), on={ScriptSaved: saved}, write_once=True)
