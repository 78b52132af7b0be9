"""Keys and tokens from one database to another, when a studio moves house: what is there stays, and what was destroyed is destroyed there too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select

from infra.database.dialects import insert_if_absent, upsert
from infra.database.engine import Database
from infra.database.identity import ACCOUNT_KEYS, IDENTITY, create_identity_tables
from schemas.errors import Conflict

PAGE = 1_000
Rows = Sequence[Mapping[str, Any]]


async def copy_identity(source: Database, target: Database) -> Mapping[str, int]:
    """How many rows of each table went over, or were there already; to be done again as often as one likes.

    Raises Conflict where the target has another key or token of that name: the two studios have lived apart.
    """
    await create_identity_tables(source)
    await create_identity_tables(target)
    counted = {}
    for table in IDENTITY.sorted_tables:
        counted[table.name] = 0
        async for rows in _pages(source, table):
            await _put(target, table, rows)
            counted[table.name] += len(rows)
    return counted


async def _pages(source: Database, table: Table) -> AsyncIterator[Rows]:
    [key] = table.primary_key.columns
    last = ""
    while True:
        async with source.reading() as connection:
            rows = [dict(row) for row in (await connection.execute(select(table).where(key > last).order_by(key).limit(PAGE))).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1][key.name]


async def _put(target: Database, table: Table, rows: Rows) -> None:
    """A page is there whole or not at all."""
    [key] = table.primary_key.columns
    destroyed = [row for row in rows if table is ACCOUNT_KEYS and row["wrapped"] is None]
    async with target.writing() as connection:
        await connection.execute(insert_if_absent(target.dialect, table), rows)
        if destroyed:
            await connection.execute(upsert(target.dialect, table), destroyed)
        found = {
            row[key.name]: dict(row) for row in (await connection.execute(select(table).where(key.in_([row[key.name] for row in rows])))).mappings()
        }
        for row in rows:
            there = found[row[key.name]]
            if there != row and not (table is ACCOUNT_KEYS and there["wrapped"] is None):
                raise Conflict(
                    f"The {table.name} of {row[key.name][:40]} is another one there: that database belongs to a studio that lived by itself. "
                    "Copy into an empty one. Nothing of this page was written."
                )
