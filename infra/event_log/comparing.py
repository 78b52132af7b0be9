"""Is one partition of a log the copy of another? Both are read whole: equal hashes prove it, and where they differ the first place is told."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from infra.event_log.claim import Claim
from infra.event_log.copying import PAGE, command_hash, true_events
from infra.event_log.port import EventLog
from schemas.envelope import GENESIS
from schemas.errors import Corrupt
from schemas.partitions import COMMANDS, EVENTS


@dataclass(slots=True)
class Side:
    """What one of the two holds. `events_hash` is the link of the last event, `commands_hash` a chain over the hashes of all commands."""

    commands: int = 0
    commands_hash: str = GENESIS
    events: int = 0
    events_hash: str = GENESIS
    decided: int = -1  # the last command whose events were read
    cut: bool = False  # what is behind `until` was left out


@dataclass(slots=True)
class Compared:
    partition: int
    source: Side = field(default_factory=Side)
    target: Side = field(default_factory=Side)
    difference: str = ""  # in words; of two that are equal there is none


async def compare(
    source: EventLog, target: EventLog, partition: int, *, until: int | None = None, progress: Callable[[int, int], None] = lambda _c, _e: None
) -> Compared:
    """The source as far as `until` (the seq of an event; None: all of it) against the whole target. Raises what the logs raise but Corrupt."""
    found = Compared(partition)
    ours, theirs = found.source, found.target
    try:
        ends = await source.end(EVENTS, partition), await target.end(EVENTS, partition)
        asked = await source.end(COMMANDS, partition), await target.end(COMMANDS, partition)
        seq = await _first_difference(_events(source, ours, partition, ends[0], until), _events(target, theirs, partition, ends[1], None))
        if seq is not None:
            found.difference = f"from the event {partition}:{seq} on"
        progress(0, ours.events)
        wanted = ours.decided + 1 if ours.cut else asked[0]
        offset = await _first_difference(_commands(source, ours, partition, wanted), _commands(target, theirs, partition, asked[1]))
        if offset is not None:
            found.difference = found.difference or f"from command {offset} of partition {partition} on"
        progress(ours.commands, 0)
    except Corrupt as error:
        found.difference = found.difference or str(error)
    return found


async def _first_difference(ours: AsyncIterator[str], theirs: AsyncIterator[str]) -> int | None:
    """Both are read to their ends, because what each holds is told."""
    first, number = None, 0
    while True:
        one, other = await anext(ours, None), await anext(theirs, None)
        if one is None and other is None:
            return first
        if first is None and one != other:
            first = number
        number += 1


async def _events(log: EventLog, side: Side, partition: int, end: int, until: int | None) -> AsyncIterator[str]:
    """The link of each true event of whole decisions."""
    claim, whole = Claim(partition), list[str]()
    while claim.head.next_offset < end:
        records = await log.read(EVENTS, partition, claim.head.next_offset, min(PAGE, end - claim.head.next_offset))
        if not records:
            raise Corrupt(f"Partition {partition}: events from offset {claim.head.next_offset} to {end} are missing.")
        for _ in true_events(claim, records):
            side.cut = until is not None and claim.head.seq >= until
            if until is not None and claim.head.seq > until:
                return
            assert claim.head.hash is not None
            whole.append(claim.head.hash)
            if claim.head.command_whole:
                side.events, side.events_hash, side.decided = claim.head.seq + 1, claim.head.hash, claim.head.command_offset
                for hash in whole:
                    yield hash
                whole = []


async def _commands(log: EventLog, side: Side, partition: int, end: int) -> AsyncIterator[str]:
    digest = bytes.fromhex(GENESIS)
    while side.commands < end:
        records = await log.read(COMMANDS, partition, side.commands, min(PAGE, end - side.commands))
        if not records:
            raise Corrupt(f"Partition {partition}: commands from offset {side.commands} to {end} are missing.")
        for record in records:
            if record.offset != side.commands:
                raise Corrupt(f"Partition {partition}: command {side.commands} is missing.")
            hash = command_hash(record)
            digest = hashlib.sha256(digest + bytes.fromhex(hash)).digest()
            side.commands, side.commands_hash = side.commands + 1, digest.hex()
            yield hash
