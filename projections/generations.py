"""Which table of a projection is live, and how far each was filled; the only file that makes, switches and drops them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Integer, MetaData, Row, SmallInteger, Table, Text, and_, inspect, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.dialects import alone, any_of, durably, upsert
from infra.database.engine import Database
from projections.projection import Projection
from projections.tables import shape_of, table_name
from schemas.envelope import GENESIS
from schemas.errors import NotAllowed, NotFound
from schemas.partitions import PARTITIONS

META = MetaData()

LIVE = Table(
    "projection_live",
    META,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
)

POSITION = Table(
    "projection_position",
    META,
    Column("name", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("partition", SmallInteger, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),  # of the last event taken; -1: none
    Column("hash", Text, nullable=False),  # of that event
    Column("at", BigInteger, nullable=False),  # its offset; -1: none
    Column("next_offset", BigInteger, nullable=False),
    Column("stopped", Text, nullable=True),  # why this partition of this projection takes no more events
)

BESIDE = Table(
    "projection_beside",
    META,
    Column("name", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),  # what a State says
    Column("marks", Text, nullable=True),  # of one that was kept, as JSON: it stands still, and whoever still fills it must find out
    Column("by", Text, nullable=False),  # who fills it, or did last
    Column("since", BigInteger, nullable=False),  # when he began, in ms
    Column("asked", Text, nullable=True),  # what an operator wants of him: an Asked
)
"""Tables that are not live: being filled, or kept after a switch."""


class State(StrEnum):
    FILLING = "filling"
    COMPARED = "compared"  # with the live table at one position; or there is nothing to compare it with
    RETURNING = "returning"  # it was live before, and is brought to the end to be live again
    KEPT = "kept"


class Asked(StrEnum):
    PAUSE = "pause"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far one table has come in one partition. It moves in the transaction that writes the rows (P2)."""

    seq: int = -1
    hash: str = GENESIS
    at: int = -1
    next_offset: int = 0
    stopped: str | None = None


MAKING = 1
"""The number behind which one process at a time makes, switches and drops tables."""
LOCKED_IN_ORDER = (POSITION.c.name, POSITION.c.generation, POSITION.c.partition)
"""Whoever locks several marks takes them so, and never waits for somebody who waits for him."""


Place = tuple[str, int]
"""The name of a projection, and the number of one of its tables."""


class Moved(Exception):
    """Somebody else filled, switched or dropped this table meanwhile: look again, nothing is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One table of a projection, and its marks by partition."""

    projection: Projection[Any]
    number: int
    marks: dict[int, Mark]

    @property
    def table(self) -> Table:
        return shape_of(self.projection).table(self.number)


async def prepare(database: Database) -> None:
    async with database.writing() as connection:
        await _making(connection)
        await connection.run_sync(META.create_all)


async def live(connection: AsyncConnection, projections: Iterable[Projection[Any]]) -> list[Generation]:
    """The live generations of those projections that have one in the version of this code."""
    by_name = {projection.name: projection for projection in projections}
    query = select(LIVE.c.name, LIVE.c.version, LIVE.c.generation).where(LIVE.c.name.in_(by_name))
    rows = [row for row in (await connection.execute(query)).all() if row.version == by_name[row.name].version]
    found = await _marks_of(connection, [(row.name, row.generation) for row in rows])
    return [Generation(projection=by_name[row.name], number=row.generation, marks=found[row.name, row.generation]) for row in rows]


async def marks(connection: AsyncConnection, name: str, generation: int) -> dict[int, Mark]:
    """By partition; none of a table that is gone, or stands still."""
    return (await _marks_of(connection, [(name, generation)]))[name, generation]


async def _marks_of(connection: AsyncConnection, tables: Sequence[Place]) -> dict[Place, dict[int, Mark]]:
    found: dict[Place, dict[int, Mark]] = {table: {} for table in tables}
    for row in (await connection.execute(select(POSITION).where(_is_one_of(POSITION, tables)))).all():
        mark = Mark(seq=row.seq, hash=row.hash, at=row.at, next_offset=row.next_offset, stopped=row.stopped)
        found[row.name, row.generation][row.partition] = mark
    return found


def _is_one_of(table: Table, places: Sequence[Place]) -> ColumnElement[bool]:
    return tuple_(table.c.name, table.c.generation).in_(list(places))


async def begin(database: Database, projection: Projection[Any], by: str, *, anew: bool = False) -> tuple[Generation, State]:
    """The table beside the live one: where somebody left it (unless `anew`), else an empty one. To be called by who holds the projection's rebuild.

    Whatever else lies about is dropped, but for what is kept.
    """
    async with database.writing() as connection:
        await _making(connection)
        beside = {row.generation: row for row in await _beside(connection, projection.name)}
        known = {number for number, row in beside.items() if row.state == State.KEPT}
        existing = await _existing(connection, projection.name)
        found, state = None, State.FILLING
        for number, row in beside.items():
            if row.state != State.KEPT and row.version == projection.version and not anew and number in existing:
                found, state = number, State(row.state)
        live_one = (await connection.execute(select(LIVE.c.generation).where(LIVE.c.name == projection.name))).scalar_one_or_none()
        for number in existing:
            if number not in (known | {live_one, found}):
                await _drop(connection, projection.name, number)
        await connection.execute(BESIDE.delete().where(BESIDE.c.name == projection.name, BESIDE.c.generation.not_in({*known, found or 0})))
        if found is None:
            new = Generation(projection=projection, number=max([0, live_one or 0, *existing]) + 1, marks=dict.fromkeys(range(PARTITIONS), Mark()))
            await connection.run_sync(new.table.create)
            await write_marks(connection, database.dialect, [(new, partition, mark) for partition, mark in new.marks.items()])
        else:  # what stopped it is tried again: the cure may have been an upgrade
            left_at = await marks(connection, projection.name, found)
            new = Generation(projection=projection, number=found, marks={number: replace(mark, stopped=None) for number, mark in left_at.items()})
        await note(connection, new, state, by)
    return new, state


async def note(connection: AsyncConnection, generation: Generation, state: State, by: str, kept: Mapping[int, Mark] | None = None) -> None:
    """What this table is from now on; nothing is asked of it any more."""
    await _note(connection, [_noted(generation, state, by, kept)])


async def _note(connection: AsyncConnection, notes: Sequence[Mapping[str, Any]]) -> None:
    await connection.execute(upsert(connection.dialect.name, BESIDE), list(notes))


def _noted(generation: Generation, state: State, by: str, kept: Mapping[int, Mark] | None = None) -> Mapping[str, Any]:
    marks_ = json.dumps({partition: asdict(mark) for partition, mark in kept.items()}) if kept is not None else None
    return {
        "name": generation.projection.name, "generation": generation.number, "version": generation.projection.version, "state": state.value,
        "marks": marks_, "by": by, "since": time.time_ns() // 1_000_000, "asked": None,
    }  # fmt: skip


async def beside(connection: AsyncConnection, names: Iterable[str]) -> Sequence[Row[Any]]:
    """All rows of BESIDE about these projections."""
    return (await connection.execute(select(BESIDE).where(BESIDE.c.name.in_(list(names))).order_by(BESIDE.c.name, BESIDE.c.generation))).all()


async def ask(database: Database, name: str, what: Asked) -> None:
    """Of whoever fills a table of this projection beside the live one."""
    async with database.writing() as connection:
        await connection.execute(BESIDE.update().where(BESIDE.c.name == name, BESIDE.c.state != State.KEPT).values(asked=what.value))


async def bring_back(connection: AsyncConnection, projection: Projection[Any], by: str) -> None:
    """The kept table goes on from where it stands. To be called with `hold`, by who holds the projection's rebuild. Raises NotFound, NotAllowed."""
    kept = [row for row in await _beside(connection, projection.name) if row.state == State.KEPT]
    if not kept:
        raise NotFound(f"No table of {projection.name} from before a switch is kept.")
    if kept[-1].version != projection.version:
        raise NotAllowed(
            f"The kept table of {projection.name} is of version {kept[-1].version}, and this studio knows version {projection.version}: "
            "start the studio that made it, and it builds its own."
        )
    found = {int(number): Mark(**mark) for number, mark in json.loads(kept[-1].marks).items()}
    old = Generation(projection=projection, number=kept[-1].generation, marks=found)
    await write_marks(connection, connection.dialect.name, [(old, partition, mark) for partition, mark in found.items()])
    await note(connection, old, State.RETURNING, by)


async def put_away(database: Database, projection: Projection[Any], by: str) -> bool:
    """Nothing of this projection is being filled any more: new tables are dropped, a returning one is kept as it was. False: nothing was.

    To be called by who holds the projection's rebuild.
    """
    async with database.writing() as connection:
        await hold(connection, [projection.name])
        unfinished = [row for row in await _beside(connection, projection.name) if row.state != State.KEPT]
        for row in unfinished:
            if row.state == State.RETURNING:
                await keep(connection, projection, row.generation, by)
            else:
                await _drop(connection, projection.name, row.generation)
    return bool(unfinished)


async def keep(connection: AsyncConnection, projection: Projection[Any], number: int, by: str) -> None:
    """It stands still from now on. To be called with `hold`."""
    where = await marks(connection, projection.name, number)
    await connection.execute(POSITION.delete().where(POSITION.c.name == projection.name, POSITION.c.generation == number))
    await note(connection, Generation(projection=projection, number=number, marks=where), State.KEPT, by, kept=where)


async def write_marks(connection: AsyncConnection, dialect: str, moved: Iterable[tuple[Generation, int, Mark]]) -> None:
    rows = [
        {
            "name": generation.projection.name, "generation": generation.number, "partition": partition, "version": generation.projection.version,
            "seq": mark.seq, "hash": mark.hash, "at": mark.at, "next_offset": mark.next_offset, "stopped": mark.stopped,
        }
        for generation, partition, mark in moved
    ]  # fmt: skip
    await connection.execute(upsert(dialect, POSITION), rows)


async def expect(connection: AsyncConnection, expected: Iterable[tuple[Generation, int, Mark]]) -> None:
    """Locks these marks to the end of the transaction. Raises Moved when one is no longer where we left it."""
    wanted = {(generation.projection.name, generation.number, partition): mark.seq for generation, partition, mark in expected}
    query = select(*LOCKED_IN_ORDER, POSITION.c.seq).where(any_of(connection.dialect.name, LOCKED_IN_ORDER, list(wanted)))
    rows = (await connection.execute(query.order_by(*LOCKED_IN_ORDER).with_for_update())).all()
    found = {(row.name, row.generation, row.partition): row.seq for row in rows}
    if found != wanted:
        raise Moved(f"{set(found.items()) ^ set(wanted.items())}")


async def hold(connection: AsyncConnection, names: Iterable[str]) -> None:
    """To the end of this transaction nobody makes, fills, switches or withdraws tables of these projections."""
    await _making(connection)
    query = select(POSITION.c.seq).where(POSITION.c.name.in_(list(names))).order_by(*LOCKED_IN_ORDER).with_for_update()
    await connection.execute(query)


async def switch(connection: AsyncConnection, news: Sequence[Generation], keep_by: str | None) -> list[Place]:
    """To be called with `hold`. From the end of this transaction on readers see the new tables. Raises Moved when one of them was dropped meanwhile.

    `keep_by`: who wants the old ones to be kept; they take the place of those kept before. Returns those that nobody needs now; nobody fills them,
    for their marks are gone. So many statements however many the tables are: who follows the log waits for the end of this.
    """
    names = [new.projection.name for new in news]
    ours: list[Place] = [(new.projection.name, new.number) for new in news]
    live_ones = (await connection.execute(select(LIVE).where(LIVE.c.name.in_(names)))).all()
    old: list[Place] = [(row.name, row.generation) for row in live_ones]
    found = await _marks_of(connection, [*ours, *old])
    if gone := [name for name, number in ours if not found[name, number]]:
        raise Moved(f"What was built of {', '.join(gone)} was dropped by another process.")
    rows = [{"name": new.projection.name, "version": new.projection.version, "generation": new.number} for new in news]
    await connection.execute(upsert(connection.dialect.name, LIVE), rows)
    done = old
    if keep_by is not None and old:
        of = {new.projection.name: new.projection for new in news}
        done = [(row.name, row.generation) for row in await beside(connection, [name for name, _ in old]) if row.state == State.KEPT]
        kept = [Generation(projection=replace(of[row.name], version=row.version), number=row.generation, marks={}) for row in live_ones]
        await _note(connection, [_noted(one, State.KEPT, keep_by, found[one.projection.name, one.number]) for one in kept])
    await connection.execute(BESIDE.delete().where(_is_one_of(BESIDE, [*ours, *done])))
    await connection.execute(POSITION.delete().where(_is_one_of(POSITION, old)))
    return done


async def withdraw(database: Database, name: str) -> None:
    """Readers are told to wait: what the live table says is not what the log says."""
    async with database.writing() as connection:
        await hold(connection, [name])
        await connection.execute(LIVE.delete().where(LIVE.c.name == name))
        await connection.execute(POSITION.delete().where(POSITION.c.name == name))
        await connection.execute(BESIDE.delete().where(BESIDE.c.name == name))  # they were filled from the same log


async def drop(database: Database, name: str, number: int) -> None:
    async with database.writing() as connection:
        await _making(connection)
        await _drop(connection, name, number)


async def stopped(connection: AsyncConnection) -> list[tuple[str, int, str]]:
    """(projection, partition, reason) of every live table that takes no more events somewhere."""
    joined = POSITION.join(LIVE, and_(LIVE.c.name == POSITION.c.name, LIVE.c.generation == POSITION.c.generation))
    query = select(POSITION.c.name, POSITION.c.partition, POSITION.c.stopped).select_from(joined).where(POSITION.c.stopped.is_not(None))
    return [(row.name, row.partition, row.stopped) for row in (await connection.execute(query)).all()]


async def _making(connection: AsyncConnection) -> None:
    await alone(connection, MAKING)
    await durably(connection)


async def _beside(connection: AsyncConnection, name: str) -> Sequence[Row[Any]]:
    return await beside(connection, [name])


async def _existing(connection: AsyncConnection, name: str) -> list[int]:
    tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    numbers = [table.removeprefix(f"{name}__") for table in tables if table.startswith(f"{name}__")]
    return sorted(int(number) for number in numbers if number.isdigit())


async def _drop(connection: AsyncConnection, name: str, number: int) -> None:
    await connection.run_sync(Table(table_name(name, number), MetaData()).drop, checkfirst=True)
    await connection.execute(POSITION.delete().where(POSITION.c.name == name, POSITION.c.generation == number))
    await connection.execute(BESIDE.delete().where(BESIDE.c.name == name, BESIDE.c.generation == number))
