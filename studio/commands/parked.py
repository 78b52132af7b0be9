"""`studio parked`: records that a process put aside because it could not handle them; what they are, why, and back to where they were taken from."""

from __future__ import annotations

import base64
from collections import Counter
from pathlib import Path
from typing import Any

from infra.streams.parking import FolderParking, replay
from infra.streams.port import Parked
from schemas.errors import NotAllowed, NotFound
from studio.places import log_of, parking_of
from studio.terminal import Exit, Terminal, table


async def list_parked(terminal: Terminal, *, kafka: bool = False) -> int:
    """Each record once, as it was parked last: what all hear, each of them parks."""
    parked = list(FolderParking(parking_of(terminal.folder, kafka=kafka)).parked())
    times = Counter(_id(one) for one in parked)
    last = {_id(one): one for one in parked}
    found = [{**_told(one), "times": times[id]} for id, one in last.items()]
    rows = [(one["id"], one["type"], str(one["attempts"]), str(one["times"]), one["error"]) for one in found]
    terminal.result(found, text=table(("record", "message", "attempts", "parked", "why"), rows) if rows else "Nothing is parked.")
    return Exit.OK


async def show(terminal: Terminal, id: str, *, kafka: bool = False) -> int:
    parked = _find(terminal, id, kafka)
    told = {**_told(parked), "key": parked.record.key, "headers": dict(parked.record.headers), **_value(parked.record.value)}
    terminal.result(told, text="\n".join(f"{name}: {value}" for name, value in told.items()))
    return Exit.OK


async def replay_one(terminal: Terminal, id: str, *, kafka: bool = False) -> int:
    """Twice is as good as once: every message may come twice."""
    parked = _find(terminal, id, kafka)
    if isinstance(place := log_of(terminal.folder, kafka=kafka), Path):
        raise NotAllowed("The streams of an embedded studio live in its memory and end with it; what was parked is done again by itself.")
    from infra.streams.kafka import KafkaStreams

    streams = await KafkaStreams.open(place, FolderParking(parking_of(terminal.folder, kafka=kafka)))
    try:
        await replay(parked, streams)
    finally:
        await streams.close()
    terminal.result(_told(parked), text=f"{id} lies in {parked.topic} again. It stays in this list, as what was parked once.")
    return Exit.OK


def _find(terminal: Terminal, id: str, kafka: bool) -> Parked:
    """The last time that it was parked. Raises NotFound."""
    found = [one for one in FolderParking(parking_of(terminal.folder, kafka=kafka)).parked() if _id(one) == id]
    if not found:
        raise NotFound(f"No record {id} was parked: `studio parked list` tells which were.")
    return found[-1]


def _id(parked: Parked) -> str:
    return f"{parked.topic}/{parked.partition}@{parked.offset}"


def _told(parked: Parked) -> dict[str, Any]:
    headers = parked.record.headers
    return {"id": _id(parked), "type": headers.get("type") or headers.get("ce_type") or "", "attempts": parked.attempts, "error": parked.error}


def _value(value: bytes) -> dict[str, str]:
    try:
        return {"value": value.decode()}
    except UnicodeDecodeError:
        return {"value_base64": base64.b64encode(value).decode()}
