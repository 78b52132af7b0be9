"""`studio events`: the log itself."""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import Any

from infra.event_log.claim import Claim, Head
from infra.event_log.find import find
from infra.event_log.port import EventLog
from schemas import codec
from schemas.envelope import Position, Recorded
from schemas.errors import Invalid, NotFound
from schemas.partitions import EVENTS, PARTITIONS
from schemas.registry import EVENT_OF_CLASS
from studio.client import studio
from studio.places import log_of, opened
from studio.terminal import Exit, Terminal, table


async def list_events(terminal: Terminal, type: str | None, limit: int) -> int:
    async with studio(terminal.folder) as client:
        events = (await client.get("/api/v1/events", type=type, limit=limit))["items"]
        terminal.warn(read_only=client.read_only)
    rows = [(one["position"], one["time"], one["type"], one.get("job_id") or one.get("project_id") or "", one["actor"]) for one in events]
    terminal.result(events, text=table(("position", "when", "event", "about", "by"), rows))
    return Exit.OK


async def show(terminal: Terminal, position: str, *, kafka: bool = False) -> int:
    try:
        where = Position.parse(position)
    except ValueError as error:
        raise Invalid(f"{error}: for example 3:41, as `studio events list` prints it.") from None
    async with opened(log_of(terminal.folder, kafka=kafka)) as log:
        recorded = await _find(log, where)
    told = _told(recorded)
    terminal.result(told, text=json.dumps(told, indent=1, ensure_ascii=False))
    return Exit.OK


async def tail(terminal: Terminal, *, kafka: bool = False) -> int:
    """Follows the log from another process: no studio needs to know."""
    async with opened(log_of(terminal.folder, kafka=kafka)) as log:
        starts = {number: await log.end(EVENTS, number) for number in range(PARTITIONS)}
        claims = {number: Claim(number, Head(next_offset=start, hash=None)) for number, start in starts.items()}
        terminal.say(f"Following {sum(starts.values()):,} records of {PARTITIONS} partitions from their ends on; Ctrl-C ends it.")
        async with aclosing(log.tail(EVENTS, starts)) as batches:
            async for batch in batches:
                for recorded in claims[batch.partition].events(batch.records):
                    told = _told(recorded)
                    terminal.line(told, text=f"{told['position']}  {told['type']}  {told['about']}")
    return Exit.OK


async def _find(log: EventLog, where: Position) -> Recorded[Any]:
    if where.partition >= PARTITIONS:
        raise NotFound(f"There is no event {where}: partitions are numbered from 0 to {PARTITIONS - 1}.")
    offset = await find(log, where.partition, where.seq)
    claim = Claim(where.partition, Head(next_offset=offset, hash=None))
    return next(claim.events(await log.read(EVENTS, where.partition, offset, 1)))


def _told(recorded: Recorded[Any]) -> dict[str, Any]:
    event = json.loads(codec.encode(recorded.event))
    envelope = {name: getattr(recorded, name) for name in Recorded.__struct_fields__ if name not in ("event", "body")}
    about = event.get("task_id") or event.get("job_id") or event.get("project_id") or recorded.account_id
    wire = EVENT_OF_CLASS[type(recorded.event)].wire
    return {"position": str(recorded.position), "type": wire, "about": about, "when": codec.rfc3339(recorded.time), **envelope, "data": event}
