"""Every event of an account as it was recorded, in its newest version: what the event browser and a job's history are read from."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from projections.projection import Projection
from schemas import codec
from schemas.envelope import Instant, Recorded
from schemas.registry import EVENT_OF_CLASS, EVENTS


class HistoryEvent(Struct, frozen=True, kw_only=True):
    account_id: str
    seq: int
    type: str  # wire name and version
    project_id: str | None
    job_id: str | None
    task_id: str | None
    data: str  # JSON of the event; what a person wrote is sealed in it
    command_id: str
    actor: str
    issuer: str
    correlation_id: str
    causation_id: str
    time: Instant


def recorded_as(_: HistoryEvent | None, recorded: Recorded[Any]) -> HistoryEvent:
    event = recorded.event
    return HistoryEvent(
        account_id=recorded.account_id, seq=recorded.seq, type=EVENT_OF_CLASS[type(event)].wire, project_id=getattr(event, "project_id", None),
        job_id=getattr(event, "job_id", None), task_id=getattr(event, "task_id", None), data=codec.encode(event).decode(),
        command_id=recorded.command_id, actor=recorded.actor, issuer=recorded.issuer, correlation_id=recorded.correlation_id,
        causation_id=recorded.causation_id, time=recorded.time,
    )  # fmt: skip


HISTORY = Projection(
    name="history",
    version=3,
    row=HistoryEvent,
    key=("seq",),
    key_of=lambda recorded: (recorded.seq,),
    on={entry.type: recorded_as for entry in EVENTS},
    indexes=(("account_id", "job_id", "seq"),),
    write_once=True,
)
