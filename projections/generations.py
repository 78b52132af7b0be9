"""Which table of a projection is live, and how far each was filled; the only file that makes, switches and drops them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, SmallInteger, Table, Text, and_, func, inspect, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.dialects import alone, durably, upsert
from infra.database.engine import Database
from projections.projection import Projection
from projections.tables import shape_of, table_name
from schemas.envelope import GENESIS
from schemas.errors import AlreadyRunning
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
    rows = (await connection.execute(query)).all()
    return [
        Generation(projection=by_name[row.name], number=row.generation, marks=await marks(connection, row.name, row.generation))
        for row in rows
        if row.version == by_name[row.name].version
    ]


async def marks(connection: AsyncConnection, name: str, generation: int) -> dict[int, Mark]:
    query = select(POSITION).where(POSITION.c.name == name, POSITION.c.generation == generation)
    return {
        row.partition: Mark(seq=row.seq, hash=row.hash, at=row.at, next_offset=row.next_offset, stopped=row.stopped)
        for row in (await connection.execute(query)).all()
    }


async def begin(database: Database, projections: Sequence[Projection[Any]], abandoned: Mapping[tuple[str, int], int]) -> list[Generation]:
    """Empty tables beside the live ones. What an earlier rebuild abandoned is dropped.

    Raises AlreadyRunning when another has begun: then more is unfinished than what the caller knows to be `abandoned`.
    """
    async with database.writing() as connection:
        await _making(connection)
        if await unfinished(connection, [projection.name for projection in projections]) != abandoned:
            raise AlreadyRunning(f"Another process rebuilds {', '.join(projection.name for projection in projections)} now.")
        new = [await _begin(connection, projection) for projection in projections]
        await write_marks(connection, database.dialect, [(each, partition, mark) for each in new for partition, mark in each.marks.items()])
    return new


async def _begin(connection: AsyncConnection, projection: Projection[Any]) -> Generation:
    current = (await connection.execute(select(LIVE.c.generation).where(LIVE.c.name == projection.name))).scalar_one_or_none()
    existing = await _existing(connection, projection.name)
    for number in existing:
        if number != current:
            await _drop(connection, projection.name, number)
    number = max([0, current or 0, *existing]) + 1
    new = Generation(projection=projection, number=number, marks={partition: Mark() for partition in range(PARTITIONS)})
    await connection.run_sync(new.table.create)
    return new


async def write_marks(connection: AsyncConnection, dialect: str, moved: Iterable[tuple[Generation, int, Mark]]) -> None:
    rows = [
        {
            "name": generation.projection.name, "generation": generation.number, "partition": partition, "version": generation.projection.version,
            "seq": mark.seq, "hash": mark.hash, "at": mark.at, "next_offset": mark.next_offset, "stopped": mark.stopped,
        }
        for generation, partition, mark in moved
    ]  # fmt: skip
    await connection.execute(upsert(dialect, POSITION), rows)


async def expect(connection: AsyncConnection, partition: int, expected: Iterable[tuple[Generation, Mark]]) -> None:
    """Locks these marks to the end of the transaction. Raises Moved when one is no longer where we left it."""
    wanted = {(generation.projection.name, generation.number): mark.seq for generation, mark in expected}
    query = (
        select(POSITION.c.name, POSITION.c.generation, POSITION.c.seq)
        .where(POSITION.c.partition == partition, tuple_(POSITION.c.name, POSITION.c.generation).in_(list(wanted)))
        .order_by(*LOCKED_IN_ORDER)
        .with_for_update()
    )
    found = {(row.name, row.generation): row.seq for row in (await connection.execute(query)).all()}
    if found != wanted:
        raise Moved(f"partition {partition}: {found} instead of {wanted}")


async def hold(connection: AsyncConnection, names: Iterable[str]) -> None:
    """To the end of this transaction nobody makes, fills, switches or withdraws tables of these projections."""
    await _making(connection)
    query = select(POSITION.c.seq).where(POSITION.c.name.in_(list(names))).order_by(*LOCKED_IN_ORDER).with_for_update()
    await connection.execute(query)


async def switch(connection: AsyncConnection, dialect: str, new: Generation) -> int | None:
    """To be called with `hold`. From the end of this transaction on readers see the new table.

    Returns the number of the old one, whose marks are gone: nobody fills it now.
    """
    name = new.projection.name
    old = (await connection.execute(select(LIVE.c.generation).where(LIVE.c.name == name))).scalar_one_or_none()
    await connection.execute(upsert(dialect, LIVE), {"name": name, "version": new.projection.version, "generation": new.number})
    if old is not None:
        await connection.execute(POSITION.delete().where(POSITION.c.name == name, POSITION.c.generation == old))
    return old


async def withdraw(database: Database, name: str) -> None:
    """Readers are told to wait: what the live table says is not what the log says."""
    async with database.writing() as connection:
        await hold(connection, [name])
        await connection.execute(LIVE.delete().where(LIVE.c.name == name))
        await connection.execute(POSITION.delete().where(POSITION.c.name == name))


async def drop(database: Database, name: str, number: int) -> None:
    async with database.writing() as connection:
        await _making(connection)
        await _drop(connection, name, number)


async def unfinished(connection: AsyncConnection, names: Iterable[str]) -> dict[tuple[str, int], int]:
    """How far the tables have come that somebody fills, or filled until he died: (projection, generation) -> sum of offsets."""
    joined = POSITION.outerjoin(LIVE, and_(LIVE.c.name == POSITION.c.name, LIVE.c.generation == POSITION.c.generation))
    query = (
        select(POSITION.c.name, POSITION.c.generation, func.sum(POSITION.c.next_offset).label("done"))
        .select_from(joined)
        .where(POSITION.c.name.in_(list(names)), LIVE.c.name.is_(None))
        .group_by(POSITION.c.name, POSITION.c.generation)
    )
    return {(row.name, row.generation): int(row.done) for row in (await connection.execute(query)).all()}


async def stopped(connection: AsyncConnection) -> list[tuple[str, int, str]]:
    """(projection, partition, reason) of every live table that takes no more events somewhere."""
    joined = POSITION.join(LIVE, and_(LIVE.c.name == POSITION.c.name, LIVE.c.generation == POSITION.c.generation))
    query = select(POSITION.c.name, POSITION.c.partition, POSITION.c.stopped).select_from(joined).where(POSITION.c.stopped.is_not(None))
    return [(row.name, row.partition, row.stopped) for row in (await connection.execute(query)).all()]


async def _making(connection: AsyncConnection) -> None:
    await alone(connection, MAKING)
    await durably(connection)


async def _existing(connection: AsyncConnection, name: str) -> list[int]:
    tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    numbers = [table.removeprefix(f"{name}__") for table in tables if table.startswith(f"{name}__")]
    return sorted(int(number) for number in numbers if number.isdigit())


async def _drop(connection: AsyncConnection, name: str, number: int) -> None:
    await connection.run_sync(Table(table_name(name, number), MetaData()).drop, checkfirst=True)
    await connection.execute(POSITION.delete().where(POSITION.c.name == name, POSITION.c.generation == number))
