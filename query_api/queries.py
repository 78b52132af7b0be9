"""What every route needs: the ports, one snapshot at the position that the caller has seen, pages, and times as text."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Header, Query, Request, Response
from msgspec import Struct
from pydantic import BaseModel
from sqlalchemy import ColumnElement

from infra.clock import wall_clock
from infra.event_log.find import last_true
from infra.event_log.port import EventLog
from infra.http.callers import Caller
from infra.keyring.port import Keyring
from infra.object_store.port import ObjectStore
from projections.projection import Projection
from projections.reading import Reader, Snapshot
from query_api.names import Names
from schemas.codec import rfc3339
from schemas.envelope import END, Instant, Position, Sealed
from schemas.errors import Invalid, PositionGone, PositionPending
from schemas.partitions import PARTITIONS, partition_of

R = TypeVar("R", bound=Struct)
T = TypeVar("T")
LIMIT_MAX = 100
WAIT_S = 2.0
DOUBT_S = 0.1
"""So long a position is waited for before the log is asked whether there is such a position at all."""


class Page(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request as far as every read route needs it, and the response that its headers go to."""

    request: Request
    response: Response
    positions: list[Position]
    to_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which part of a list."""

    limit: int
    before: int | None


async def _asked(
    request: Request,
    response: Response,
    if_position: Annotated[
        str | None, Header(description="`Studio-Position` of what you have seen, or `end` for all that is decided; waited for, at most 2 s.")
    ] = None,
    at: Annotated[str | None, Query(description="The same as If-Position, for links.")] = None,
) -> Asked:
    _see_that_all_can_be_seen({**request.query_params, **request.path_params})
    named = [one for one in (if_position, at) if one != END]
    return Asked(request=request, response=response, positions=positions_of(*named), to_end=END in (if_position, at))


def _see_that_all_can_be_seen(values: Mapping[str, str]) -> None:
    """Nothing of ours has a character that cannot be seen, and not every database takes one in a question. Raises Invalid."""
    for name, text in values.items():
        if not text.isprintable():
            raise Invalid(f"{name[:40]!r} holds a character that cannot be seen: remove it.")


async def _paging(
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 20,
    cursor: Annotated[str | None, Query(max_length=64, description="`next_cursor` of the page before.")] = None,
) -> Paging:
    return Paging(limit=limit, before=None if cursor is None else number_of(cursor))


Ask = Annotated[Asked, Depends(_asked)]  # coroutines, though they wait for nothing: FastAPI sends what is none through a thread
Pages = Annotated[Paging, Depends(_paging)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queries:
    reader: Reader
    log: EventLog
    objects: ObjectStore
    names: Names
    keyring: Keyring
    now: Callable[[], Instant] = wall_clock
    broken: Mapping[int, str] = field(default_factory=dict)  # partitions that the decider of this process has stopped, and why

    @asynccontextmanager
    async def seen(self, ask: Asked, me: Caller, *projections: Projection[Any]) -> AsyncIterator[Snapshot]:
        """One moment of these read models for this caller, not before the position that the request names; the answer says which.

        Raises PositionPending when it does not come in time, PositionGone when the log holds no such position, Unavailable.
        """
        for position in [*ask.positions, await self.end(me)] if ask.to_end else ask.positions:
            if position.partition == partition_of(me.account_id):  # no other partition can change what this caller sees
                await self._wait(position, projections)
        async with self.reader.snapshot(me.account_id, *projections) as snapshot:
            ask.response.headers["Studio-Position"] = str(snapshot.position)
            if snapshot.stopped or snapshot.position.partition in self.broken:
                ask.response.headers["Studio-Read-Only"] = "true"
            yield snapshot

    async def _wait(self, position: Position, projections: tuple[Projection[Any], ...]) -> None:
        try:
            await self.reader.wait(position, *projections, timeout_s=DOUBT_S)
        except PositionPending:
            if position > await self._last(position.partition):
                raise PositionGone(
                    f"This log does not reach position {position}; what you saw there was not carried over. Read without it."
                ) from None
            await self.reader.wait(position, *projections, timeout_s=WAIT_S - DOUBT_S)

    async def end(self, me: Caller) -> Position:
        """Where the caller's history ends now, as the log itself says."""
        return await self._last(partition_of(me.account_id))

    async def _last(self, partition: int) -> Position:
        found = await last_true(self.log, partition)
        return Position(partition, -1 if found is None else found[1].seq)

    async def opened(self, me: Caller, sealed: Sealed[str] | None) -> str | None:
        return None if sealed is None else await self.keyring.open(me.account_id, sealed)


def positions_of(*sources: str | None) -> list[Position]:
    """Of `If-Position` and `?at=`: a comma list, the highest of each partition. Raises Invalid."""
    texts = [text for source in sources if source for text in source.split(",")]
    highest: dict[int, Position] = {}
    for text in texts:
        position = _position(text.strip())
        highest[position.partition] = max(position, highest.get(position.partition, position))
    return list(highest.values())


def _position(text: str) -> Position:
    try:
        position = Position.parse(text)
    except ValueError:
        position = None
    if position is None or position.partition >= PARTITIONS or len(text) > 24:
        raise Invalid(f"{text[:40]!r} is not a position: <partition>:<seq>, as a Studio-Position header has it.")
    return position


# --- pages


async def page(
    snapshot: Snapshot, projection: Projection[R], equal: dict[str, Any], *where: ColumnElement[bool], by: str, pages: Paging
) -> tuple[list[R], int | None]:
    """The newest rows by the whole number `by`, below the cursor, and what the next page lies below. None in `equal` asks for nothing."""
    below = [] if pages.before is None else [snapshot.table(projection).c[by] < pages.before]
    wanted = {name: value for name, value in equal.items() if value is not None}
    rows = await snapshot.many(projection, wanted, *where, *below, newest=by, limit=pages.limit + 1)
    return rows[: pages.limit], getattr(rows[pages.limit - 1], by) if len(rows) > pages.limit else None


def linked(ask: Asked, items: list[T], below: int | None) -> Page[T]:
    """A page, and the way to the next one also as a header (RFC 8288)."""
    cursor = None if below is None else cursor_of(below)
    if cursor is not None:
        ask.response.headers["Link"] = f'<{ask.request.url.include_query_params(cursor=cursor)}>; rel="next"'
    return Page(items=items, next_cursor=cursor)


def cursor_of(number: int) -> str:
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def number_of(cursor: str) -> int:
    """Raises Invalid for what we never gave out."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if not (text.isdigit() and len(text) < 19):
            raise ValueError(text)
    except (ValueError, binascii.Error):
        raise Invalid("The cursor is not one of ours: take `next_cursor` of the page before, as it is.") from None
    return int(text)


def perhaps(time: Instant | None) -> str | None:
    """A time as text, where there is one."""
    return None if time is None else rfc3339(time)
