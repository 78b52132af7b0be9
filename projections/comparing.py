"""Whether a new table is the live one's equal: row for row, at the same position in each partition, while the live one goes on."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from infra.database.engine import Database
from projections import generations
from projections.filling import Target
from projections.generations import Mark, Moved
from projections.reading import checksums_of
from projections.walking import Walk
from schemas.errors import Corrupt, Unavailable

BEHIND_S, LOOK_S = 30.0, 0.2
"""So long a live table may be behind the new one, which it is only after a crash took some of it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`old` and `new`: SHA-256 over the checksums of all partitions; `different` names each partition in which they differ, and where."""

    old: str
    new: str
    different: str


async def compare(database: Database, walk: Walk, target: Target) -> Compared | None:
    """Brings the new table to exactly where the live one was found. None: nothing of this version is live.

    Raises Corrupt when the new one cannot come so far, Unavailable when the live one stays behind.
    """
    if (live := await _live(database, target)) is None:
        return None
    marks, old = live
    for partition, mark in marks.items():
        await walk.up_to(partition, mark.next_offset)
        if why := target.mark(partition).stopped:
            raise Corrupt(f"{target.generation.projection.name} cannot be rebuilt as far as it had come: {why}. The live table stays as it is.")
    new = await _checksums(database, target)
    differ = [f"partition {partition} at seq {mark.seq}" for partition, mark in sorted(marks.items()) if old.get(partition) != new.get(partition)]
    return Compared(old=_of_all(old), new=_of_all(new), different=", ".join(differ))


async def _live(database: Database, target: Target) -> tuple[Mapping[int, Mark], Mapping[int, str]] | None:
    """Where the live table stands, and its checksums at that moment."""
    deadline = asyncio.get_running_loop().time() + BEHIND_S
    projection = target.generation.projection
    while True:
        async with database.reading() as connection:
            found = await generations.live(connection, [projection])
            if not found:
                return None
            if all(mark.seq >= target.mark(partition).seq for partition, mark in found[0].marks.items()):
                return found[0].marks, await checksums_of(connection, projection, found[0].number)
        if asyncio.get_running_loop().time() > deadline:
            raise Unavailable(f"The live table of {projection.name} stays behind the new one: start `python -m projections`, which brings it on.")
        await asyncio.sleep(LOOK_S)


async def _checksums(database: Database, target: Target) -> Mapping[int, str]:
    name, number = target.generation.projection.name, target.generation.number
    async with database.reading() as connection:
        if not await generations.marks(connection, name, number):
            raise Moved(f"What was built of {name} was dropped by another process.")
        return await checksums_of(connection, target.generation.projection, number)


def _of_all(checksums: Mapping[int, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(checksums.items())).encode()).hexdigest()
