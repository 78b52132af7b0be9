"""Routes that show the account's own events, as they were recorded."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy import ColumnElement

from infra.http.callers import Caller
from projections.history import HISTORY, HistoryEvent
from projections.reading import Snapshot
from query_api.queries import Ask, Page, Pages, Paging, Queries, linked, page, positions_of
from schemas.codec import rfc3339
from schemas.envelope import Position, Sealed
from schemas.errors import Invalid
from schemas.partitions import partition_of
from schemas.registry import EVENTS

NAMES = [entry.name for entry in EVENTS]
WIRES = [entry.wire for entry in EVENTS]


class Event(BaseModel):
    position: str
    type: str
    time: str
    project_id: str | None
    job_id: str | None
    task_id: str | None
    data: dict[str, Any]
    command_id: str
    actor: str
    issuer: str
    correlation_id: str
    causation_id: str


async def event_of(queries: Queries, me: Caller, row: HistoryEvent) -> Event:
    """What a person wrote is opened on the way out."""
    return Event(
        position=str(Position(partition_of(me.account_id), row.seq)), type=row.type, time=rfc3339(row.time), project_id=row.project_id,
        job_id=row.job_id, task_id=row.task_id, data=await _opened(queries, me, msgspec.json.decode(row.data)), command_id=row.command_id,
        actor=row.actor, issuer=row.issuer, correlation_id=row.correlation_id, causation_id=row.causation_id,
    )  # fmt: skip


async def _opened(queries: Queries, me: Caller, value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"box"}:
            return await queries.opened(me, Sealed(value["box"]))
        return {name: await _opened(queries, me, part) for name, part in value.items()}
    return value


def of_type(snapshot: Snapshot, type: str | None) -> list[ColumnElement[bool]]:
    """`job.completed.v1`, `job.completed` in any version, or all of `job`. Raises Invalid for a type that there is not."""
    if type is not None and not any(wire == type or wire.startswith(f"{type}.") for wire in WIRES):
        near = get_close_matches(type, NAMES, n=3, cutoff=0.4) or sorted({name.partition(".")[0] for name in NAMES})
        raise Invalid(f"There is no type of event {type!r}; near it: {', '.join(near)}. docs/events.md lists all.")
    column = snapshot.table(HISTORY).c.type
    return [] if type is None else [(column == type) | column.startswith(f"{type}.", autoescape=True)]


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/events", tags=["events"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("")
    async def list_events(
        ask: Ask,
        me: Me,
        pages: Pages,
        type: Annotated[str | None, Query(max_length=64, description="Wire name, with or without version, or its first part.")] = None,
        since: Annotated[str | None, Query(alias="from", description="A position: events from there on, oldest first.")] = None,
    ) -> Page[Event]:
        """The account's own events: newest first, or from a position on."""
        async with queries.seen(ask, me, HISTORY) as snapshot:
            if since is None:
                rows, below = await page(snapshot, HISTORY, {}, *of_type(snapshot, type), by="seq", pages=pages)
            else:
                rows, below = await onwards(snapshot, since, pages, *of_type(snapshot, type))
        return linked(ask, [await event_of(queries, me, row) for row in rows], below)

    return router


async def onwards(snapshot: Snapshot, since: str | None, pages: Paging, *where: ColumnElement[bool]) -> tuple[list[HistoryEvent], int | None]:
    """Oldest first from a position; the cursor is the seq that the next page begins with."""
    first = max((position.seq for position in positions_of(since) if position.partition == snapshot.position.partition), default=0)
    seq = snapshot.table(HISTORY).c.seq
    begin = first if pages.before is None else max(first, pages.before)
    rows = await snapshot.many(HISTORY, None, seq >= begin, *where, oldest="seq", limit=pages.limit + 1)
    return rows[: pages.limit], rows[pages.limit].seq if len(rows) > pages.limit else None
