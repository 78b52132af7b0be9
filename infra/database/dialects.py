"""What differs between SQLite and PostgreSQL: the only file that knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Dialect, Executable, Table, Text, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from infra.database import hops
from schemas.errors import StorageFull, StudioError, Unavailable

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
BUSY_MS = 10_000
"""How long a writer waits for the one before it."""

KEY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code point everywhere, so that the order of keys is the order that Python gives them."""


OF_THE_VALUES = ("22", "23", "54")
"""Classes of SQLSTATE: data exception, integrity constraint, program limit (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


class Unstorable(Exception):
    """The database is there, and will never take these values: a number or text too large for a column, a zero byte, half a surrogate pair."""


def async_url(url: str) -> URL:
    """`sqlite:///studio.db` or `postgresql://...` with the driver that we use."""
    parsed = make_url(url)
    return parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))


def engine_options(url: URL) -> dict[str, Any]:
    """Pools are bounded: what waits longer than `pool_timeout` fails, it does not pile up."""
    own = {"pool_pre_ping": True} if url.get_backend_name() == "postgresql" else {"async_creator": partial(hops.connect, Path(url.database or ""))}
    return {"pool_size": 12, "max_overflow": 8, "pool_timeout": 10, **own}


def configure(engine: AsyncEngine, *, durable: bool) -> None:
    """SQLite: write-ahead log, transactions that begin where we say. `durable` makes a commit survive the machine, not only the process."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: a read of two tables must see one moment
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", f"busy_timeout = {BUSY_MS}", f"synchronous = {'FULL' if durable else 'NORMAL'}", "cache_size = -32768"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def _roll_back(connection: Any, _record: object, _error: object) -> None:
        """Who is cancelled inside a statement leaves a cursor behind, and SQLite keeps a closed connection and its lock until that is gone."""
        driver = connection.driver_connection
        driver._tx.put_nowait((None, driver._conn.rollback))  # the driver's own queue, before the close that follows

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("studio_begin", "BEGIN"))


def read_options(dialect: str) -> dict[str, Any]:
    """A transaction in which every SELECT sees the same moment."""
    return {"postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}}.get(dialect, {})


def write_options(dialect: str) -> dict[str, Any]:
    """SQLite takes the lock at once: a transaction that reads first and writes later could not be retried from inside."""
    return {"sqlite": {"studio_begin": "BEGIN IMMEDIATE"}}.get(dialect, {})


def upsert(dialect: str, table: Table) -> Executable:
    """INSERT that replaces the row with the same primary key."""
    insert = _insert(dialect, table)
    rest = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    keys = list(table.primary_key.columns)
    return insert.on_conflict_do_update(index_elements=keys, set_=rest) if rest else insert.on_conflict_do_nothing(index_elements=keys)


async def upsert_rows(connection: AsyncConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Many rows, each the values of all columns in their order, as the driver takes them: half the time that parameters by name would need.

    Raises Unstorable.
    """
    with storing():
        await connection.exec_driver_sql(_upsert_text(connection.dialect, table), list(rows))


@lru_cache(maxsize=256)
def _upsert_text(dialect: Dialect, table: Table) -> str:
    compiled = upsert(dialect.name, table).compile(dialect=dialect)  # type: ignore[attr-defined]
    assert compiled.positiontup == [column.name for column in table.columns], "values go in the order of the columns"
    return str(compiled)


def insert_if_absent(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(table.primary_key.columns))


def _insert(dialect: str, table: Table) -> sqlite.Insert:
    """Both dialects write ON CONFLICT the same way; only the class differs."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # a dialect that nobody speaks here need not be learnt at every start

    return cast("sqlite.Insert", postgresql.insert(table))


def drop_grace_s(dialect: str) -> float:
    """How long a reader may still use a table that it looked up before the switch. SQLite's readers keep their snapshot, table and all."""
    return 0.0 if dialect == "sqlite" else 10.0


@contextmanager
def storing() -> Iterator[None]:
    """Around a statement whose parameters come from events: raises Unstorable when it is they that are at fault."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:  # sqlite3 passes these on as they are
        raise Unstorable(f"{type(error).__name__}: {error}") from error
    except DBAPIError as error:
        if isinstance(error, DataError | IntegrityError) or str(getattr(error.orig, "sqlstate", "")).startswith(OF_THE_VALUES):
            raise Unstorable(f"{type(error.orig).__name__}: {error.orig}") from error
        raise


def translated(error: DBAPIError) -> StudioError:
    """What the database said, as one of our errors."""
    text = str(error.orig).lower()
    if "disk is full" in text or "disk full" in text or "no space left" in text:
        return StorageFull("The disk that holds the database is full; make room and the studio goes on by itself.")
    return Unavailable(f"The database cannot answer: {type(error.orig).__name__}.")
