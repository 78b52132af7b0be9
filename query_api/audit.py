"""Routes that show the audit trail: what was asked of the account, by whom, and with what outcome."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import func

from infra.http.callers import Caller
from projections.audit import AUDIT, AuditRecord, Outcome
from query_api.queries import Ask, Page, Pages, Queries, linked, page
from schemas.codec import rfc3339
from schemas.envelope import Position
from schemas.errors import IdempotencyMismatch, NotFound
from schemas.partitions import partition_of


class AuditEntry(BaseModel):
    position: str
    time: str
    command: str | None
    command_id: str
    outcome: Outcome
    code: str | None
    reason: str | None
    events: list[str]
    target: str | None
    project_id: str | None
    job_id: str | None
    actor: str
    issuer: str
    ip: str | None
    correlation_id: str
    causation_id: str
    repeats: str | None


async def entry_of(queries: Queries, me: Caller, row: AuditRecord) -> AuditEntry:
    partition = partition_of(me.account_id)
    return AuditEntry(
        position=str(Position(partition, row.seq)), time=rfc3339(row.time), command=row.command, command_id=row.command_id,
        outcome=row.outcome, code=row.code, reason=row.reason, events=list(row.events), target=row.target, project_id=row.project_id,
        job_id=row.job_id, actor=row.actor, issuer=row.issuer, ip=await queries.opened(me, row.ip), correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        repeats=None if row.first_outcome_seq is None else str(Position(partition, row.first_outcome_seq)),
    )  # fmt: skip


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/audit", tags=["audit"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("")
    async def list_audit(
        ask: Ask, me: Me, pages: Pages, outcome: Outcome | None = None, job_id: str | None = None, project_id: str | None = None
    ) -> Page[AuditEntry]:
        """Newest first: every command, accepted, refused and repeated."""
        async with queries.seen(ask, me, AUDIT) as snapshot:
            rows, below = await page(snapshot, AUDIT, {"outcome": outcome, "job_id": job_id, "project_id": project_id}, by="seq", pages=pages)
        return linked(ask, [await entry_of(queries, me, row) for row in rows], below)

    @router.get("/{command_id}")
    async def get_command(command_id: str, ask: Ask, me: Me) -> AuditEntry:
        """The outcome of a command, as of the end of the log: what its repeats are answered with. Not found means that it is not decided."""
        async with queries.seen(replace(ask, to_end=True), me, AUDIT) as snapshot:
            trail = snapshot.table(AUDIT).c
            own = (trail.outcome != "repeated", func.coalesce(trail.code, "") != IdempotencyMismatch.code)
            rows = await snapshot.many(AUDIT, {"command_id": command_id}, *own, newest="seq", limit=1)
        if not rows:
            raise NotFound(f"There is no {command_id}.")
        return await entry_of(queries, me, rows[0])

    return router
