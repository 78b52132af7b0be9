"""Answers from the live tables: generation, position and rows are read in one transaction, so an answer is the fold at one position."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.engine import Database
from projections.applied import Applied
from projections.generations import LIVE, POSITION
from projections.heard import Heard
from projections.projection import Projection, line
from projections.tables import PARTITION, shape_of
from schemas.envelope import Position
from schemas.errors import NotFound, PositionPending, Unavailable
from schemas.partitions import partition_of

R = TypeVar("R", bound=Struct)
WAIT_S = 2.0
POLL_S = 0.02
"""How often the tables are looked at where nobody says that they went on: in its own process the runner does, in others PostgreSQL does."""
LOOK_S = 0.5
"""How often where somebody does, for a word may be lost."""


class Snapshot:
    """One moment of some read models, for one account. `position`: what all answers of this snapshot are the fold of."""

    def __init__(self, connection: AsyncConnection, account_id: str, tables: dict[str, Table], position: Position, stopped: str | None) -> None:
        self._connection, self._tables = connection, tables
        self.account_id, self.position, self.stopped = account_id, position, stopped

    def table(self, projection: Projection[Any]) -> Table:
        return self._tables[projection.name]

    async def one(self, projection: Projection[R], *key: Any) -> R | None:
        """The account's row with this key, None when it has none."""
        rows = await self.many(projection, dict(zip(projection.key, key, strict=True)), limit=1)
        return rows[0] if rows else None

    async def the(self, projection: Projection[R], *key: Any) -> R:
        """The account's row with this key. Raises NotFound: somebody else's is as missing as what never was."""
        rows = await self.many(projection, dict(zip(projection.key, key, strict=True)), limit=1)
        if not rows:
            raise NotFound(f"There is no {' '.join(map(str, key))}.")
        return rows[0]

    async def many(
        self,
        projection: Projection[R],
        equal: dict[str, Any] | None = None,
        *where: ColumnElement[bool],
        newest: str | None = None,
        oldest: str | None = None,
        limit: int,
    ) -> list[R]:
        """At most `limit` rows of the account, by `newest` first or `oldest` first."""
        table = self.table(projection)
        query = self.mine(projection).where(*[table.c[name] == value for name, value in (equal or {}).items()], *where).limit(limit)
        if newest:
            query = query.order_by(table.c[newest].desc())
        if oldest:
            query = query.order_by(table.c[oldest].asc())
        shape = shape_of(projection)
        return [shape.row(row) for row in (await self._connection.execute(query)).all()]

    def mine(self, projection: Projection[Any]) -> Select[Any]:
        table = self.table(projection)
        return select(table).where(table.c.account_id == self.account_id)

    async def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Of a query of the caller's own; it must keep to `account_id` itself."""
        return list((await self._connection.execute(query)).all())


class Reader:
    """`applied`: of the runner in this process, if there is one. `heard`: what others' runners say; without both the database is asked."""

    def __init__(self, database: Database, applied: Applied | None = None, heard: Heard | None = None) -> None:
        self._database, self._applied, self._heard = database, applied, heard or Heard(database)

    @asynccontextmanager
    async def snapshot(self, account_id: str, *projections: Projection[Any]) -> AsyncIterator[Snapshot]:
        """Raises Unavailable while one of them is being built for the first time."""
        partition = partition_of(account_id)
        async with self._database.reading() as connection:
            tables: dict[str, Table] = {}
            seqs, reasons = [], []
            for row in (await connection.execute(_where(partition, projections))).all():
                projection = next(each for each in projections if each.name == row.name)
                if row.version == projection.version:
                    tables[row.name] = shape_of(projection).table(row.generation)
                    seqs.append(row.seq)
                    reasons.append(row.stopped)
            if missing := [projection.name for projection in projections if projection.name not in tables]:
                raise Unavailable(f"{', '.join(missing)}: being built from the log; try again in a moment.")
            yield Snapshot(connection, account_id, tables, Position(partition, min(seqs)), next(filter(None, reasons), None))

    async def wait(self, position: Position, *projections: Projection[Any], timeout_s: float = WAIT_S, poll_s: float = POLL_S) -> None:
        """Returns when all of them have come to `position`. Raises PositionPending after `timeout_s`."""
        with self._heard.waiting(position, frozenset(each.name for each in projections)) as waiting:
            deadline = asyncio.get_running_loop().time() + timeout_s
            while True:
                looked = self._applied.now() if self._applied is not None else None  # before looking: what is announced meanwhile counts
                if await self._reached(position, projections):
                    return
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0:
                    raise PositionPending(f"The read models have not come to {position} yet; try again.", retry_after_s=1)
                if self._applied is not None:
                    await self._applied.changed(left, looked)
                else:
                    await waiting.woken(min(left, max(poll_s, LOOK_S) if self._heard.hears else poll_s))
                    if waiting.reached:
                        return

    async def _reached(self, position: Position, projections: Sequence[Projection[Any]]) -> bool:
        if self._applied is not None and all(self._applied.seq(each.name, position.partition) >= position.seq for each in projections):
            return True
        if self._applied is not None and any(self._applied.seq(each.name, position.partition) >= 0 for each in projections):
            return False
        try:
            async with self._database.reading() as connection:
                rows = (await connection.execute(_where(position.partition, projections))).all()
        except Unavailable:
            return False  # whoever waits may wait for the database too
        seqs = {(row.name, row.version): row.seq for row in rows}
        return all(seqs.get((each.name, each.version), -1) >= position.seq for each in projections)

    async def ready(self) -> dict[str, Any]:
        """Which projections have a live table, and which partitions of them are stopped. Raises Unavailable when the database does not answer."""
        joined = POSITION.join(LIVE, and_(LIVE.c.name == POSITION.c.name, LIVE.c.generation == POSITION.c.generation))
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(LIVE.c.name, POSITION.c.partition, POSITION.c.stopped).select_from(joined))).all()
        return {
            "live": sorted({row.name for row in rows}),
            "stopped": [{"projection": row.name, "partition": row.partition, "reason": row.stopped} for row in rows if row.stopped],
        }

    async def checksum(self, projection: Projection[Any], partition: int | None = None) -> str:
        """SHA-256 of the canonical JSON of the live rows in the order of their keys, of one partition or of all (P1)."""
        async with self._database.reading() as connection:
            number = (await connection.execute(select(LIVE.c.generation).where(LIVE.c.name == projection.name))).scalar_one()
            return await checksum_of(connection, projection, number, partition)


async def checksum_of(connection: AsyncConnection, projection: Projection[Any], number: int, partition: int | None = None) -> str:
    """Of the rows of any generation, as `Reader.checksum` says; one partition's, or all."""
    shape = shape_of(projection)
    table = shape.table(number)
    query = select(table).order_by(*[table.c[name] for name in projection.identity])
    if partition is not None:
        query = query.where(table.c[PARTITION] == partition)
    digest = hashlib.sha256()
    async for row in await connection.stream(query):  # a table need not fit into memory
        digest.update(line(shape.row(row)))
    return digest.hexdigest()


async def checksums_of(connection: AsyncConnection, projection: Projection[Any], number: int) -> dict[int, str]:
    """Of the rows of each partition of a generation that has some, in one pass."""
    shape = shape_of(projection)
    table = shape.table(number)
    digests: dict[int, Any] = defaultdict(hashlib.sha256)
    query = select(table).order_by(table.c[PARTITION], *[table.c[name] for name in projection.identity])
    async for row in await connection.stream(query):
        digests[row[-1]].update(line(shape.row(row)))
    return {partition: digest.hexdigest() for partition, digest in digests.items()}


def _where(partition: int, projections: Sequence[Projection[Any]]) -> Select[Any]:
    joined = POSITION.join(LIVE, and_(LIVE.c.name == POSITION.c.name, LIVE.c.generation == POSITION.c.generation))
    return (
        select(LIVE.c.name, LIVE.c.version, LIVE.c.generation, POSITION.c.seq, POSITION.c.stopped)
        .select_from(joined)
        .where(LIVE.c.name.in_([projection.name for projection in projections]), POSITION.c.partition == partition)
    )
