"""What differs between SQLite and PostgreSQL: the only file that knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Column, ColumnElement, Dialect, Executable, Table, Text, bindparam, event, func, make_url, select, text, tuple_
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, DisconnectionError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import TypeEngine

from infra.database import hops
from infra.locks import locked
from schemas.errors import Invalid, StorageFull, StudioError, Unavailable

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
BUSY_MS = 10_000
"""How long a writer waits for the one before it."""

KEY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code point everywhere, so that the order of keys is the order that Python gives them."""


OF_THE_VALUES = ("22", "23", "54")
"""Classes of SQLSTATE: data exception, integrity constraint, program limit (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
OF_THE_WORLD = ("08", "25006", "25P03", "40", "42P01", "53", "55", "57", "58")
"""Connection lost, a copy that only reads, left idle too long, rolled back for another's sake, a table that nobody has made yet, out of something,
locked, cancelled or shut down, a system call that failed: what is tried again later may go well."""
DISK_FULL = "53100"
SESSION = {
    "application_name": "studio",
    "jit": "off",  # a page of a list is read before it is compiled
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "20s",  # who is frozen in the middle holds nobody else up
}
"""Of PostgreSQL, for each connection."""
CONNECT_S, STATEMENT_S = 5.0, 60.0
"""Who does not answer for so long is gone."""
COPIED = 64
"""Rows from which COPY into a table aside and one upsert from there is quicker than a statement for each (1,000 rows: 20 ms against 34)."""


class Unstorable(Exception):
    """The database is there, and will never take these values: a number or text too large for a column, a zero byte, half a surrogate pair."""


def async_url(url: str) -> URL:
    """`sqlite:///studio.db` or `postgresql://...` with the driver that we use. Raises Invalid, and does not show what may be a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Invalid("A database is named (DATABASE_URL) by postgresql://user:password@host:port/name or sqlite:///path; this is neither.") from None
    if (driver := DRIVERS.get(parsed.drivername, parsed.drivername)) not in DRIVERS.values():
        raise Invalid(f"A database is named (DATABASE_URL) by postgresql:// or sqlite:///, not by {parsed.drivername}://.")
    return parsed.set(drivername=driver)


def engine_options(url: URL, *, durable: bool) -> dict[str, Any]:
    """Pools are bounded: what waits longer than `pool_timeout` fails, it does not pile up.

    Of PostgreSQL `durable` False takes back what it says was committed in its last instants before a crash: rows and position, whole transactions,
    never an earlier one without the later ones.
    """
    own: dict[str, Any] = {"async_creator": partial(hops.connect, Path(url.database or ""))}
    if url.get_backend_name() == "postgresql":
        settings = SESSION if durable else {**SESSION, "synchronous_commit": "off"}
        own = {"connect_args": {"timeout": CONNECT_S, "command_timeout": STATEMENT_S, "server_settings": settings}}
    return {"pool_size": 12, "max_overflow": 8, "pool_timeout": 10, **own}


def configure(engine: AsyncEngine, *, durable: bool) -> None:
    """SQLite: write-ahead log, transactions that begin where we say. `durable` makes a commit survive the machine, not only the process."""
    if engine.dialect.name == "sqlite":
        _configure_sqlite(engine, durable=durable)
        return

    @event.listens_for(engine.sync_engine, "checkout")
    def _is_open(connection: Any, _record: object, _proxy: object) -> None:
        """The driver hears at once when a server goes; asking it costs nothing, and asking the server would cost three round trips."""
        if connection.driver_connection.is_closed():
            raise DisconnectionError("closed by the server")


def _configure_sqlite(engine: AsyncEngine, *, durable: bool) -> None:
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


def upsert(dialect: str, table: Table, rows_of: str | None = None) -> Executable:
    """INSERT that replaces the row with the same primary key; of values, or of all `rows_of` another table with the same columns."""
    insert = _insert(dialect, table)
    if rows_of is not None:
        insert = insert.from_select([column.name for column in table.columns], select(text("*")).select_from(text(rows_of)))
    rest = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    keys = list(table.primary_key.columns)
    return insert.on_conflict_do_update(index_elements=keys, set_=rest) if rest else insert.on_conflict_do_nothing(index_elements=keys)


async def upsert_rows(connection: AsyncConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Many rows, each the values of all columns in their order, as the driver takes them: half the time that parameters by name would need.

    Raises Unstorable.
    """
    with storing():
        if connection.dialect.name == "postgresql" and len(rows) >= COPIED:
            await _copy(connection, table, rows)
        else:
            await connection.exec_driver_sql(_upsert_text(connection.dialect, table), list(rows))


async def _copy(connection: AsyncConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    aside, columns = f"incoming_{table.name}", [column.name for column in table.columns]
    await connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {aside} (LIKE {table.name})")
    async with asked_of_the_driver(connection, f"COPY {aside}") as driver:
        await driver.copy_records_to_table(aside, records=rows, columns=columns, schema_name="pg_temp")
    await connection.execute(upsert("postgresql", table, rows_of=aside))
    await connection.exec_driver_sql(f"DROP TABLE {aside}")


@asynccontextmanager
async def asked_of_the_driver(connection: AsyncConnection, what: str) -> AsyncIterator[Any]:
    """asyncpg's own connection, for what SQLAlchemy has no words for; what goes wrong is raised as SQLAlchemy would: DBAPIError."""
    driver = cast("Any", (await connection.get_raw_connection()).driver_connection)
    try:
        yield driver
    except Exception as error:
        if getattr(error, "sqlstate", None) is None and not driver.is_closed():
            raise
        raise DBAPIError(what, None, error, connection_invalidated=driver.is_closed()) from error


def any_of(dialect: str, columns: Sequence[Column[Any]], values: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    """The columns have one of these tuples of values. For PostgreSQL one text of a statement, which is planned once, however many they are."""
    if dialect != "postgresql":
        return tuple_(*columns).in_(values)
    from sqlalchemy.dialects.postgresql import ARRAY

    lists = zip(columns, zip(*values, strict=True), strict=True)
    return tuple_(*columns).in_(select(*[func.unnest(bindparam(None, list(each), ARRAY(_plain(column)), unique=True)) for column, each in lists]))


def _plain(column: Column[Any]) -> TypeEngine[Any]:
    """An array's type has no collation."""
    return Text() if isinstance(column.type, Text) else column.type


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


async def alone(connection: AsyncConnection, number: int) -> None:
    """Nobody else is behind the same number until this transaction ends. Writers of SQLite are alone as they are."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


@asynccontextmanager
async def holding(engine: AsyncEngine, name: str) -> AsyncIterator[bool]:
    """PostgreSQL: a lock of a session, outside of any transaction, so that nobody waits for its end; SQLite: the kernel's, of a file beside."""
    if engine.dialect.name != "postgresql":
        with Path(f"{engine.url.database}.{name}.lock").open("a") as file:  # noqa: ASYNC230  # it waits for nobody
            yield locked(file)
        return
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        held = bool((await connection.execute(_HOLD, {"name": name})).scalar_one())
        try:
            yield held
        finally:
            with suppress(DBAPIError, OSError):  # then the server has let go, or will
                await connection.execute(_LET_GO, {"name": name})


_HOLD = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_LET_GO = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


async def durably(connection: AsyncConnection) -> None:
    """What this transaction does survives a crash, and all before it, whatever the others may lose: tables are made once, at a start."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL synchronous_commit = on"))


async def open_transactions(connection: AsyncConnection) -> frozenset[str]:
    """Names of all others' transactions in this database that may still see what was. SQLite's readers keep their snapshot, tables and all."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset((await connection.execute(_OPEN)).scalars())


_OPEN = text(
    "SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'virtualxid' AND mode = 'ExclusiveLock' AND pid <> pg_backend_pid() AND datname = current_database()"
)
"""Every transaction holds its own virtual id locked to its end, and everybody may see that (CREATE INDEX CONCURRENTLY waits for the same)."""


@contextmanager
def storing() -> Iterator[None]:
    """Around a statement whose parameters come from events: raises Unstorable when it is they that are at fault."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:  # sqlite3 passes these on as they are, and so does COPY
        raise Unstorable(f"{type(error).__name__}: {error}") from error
    except DBAPIError as error:
        if isinstance(error, DataError | IntegrityError) or sqlstate(error).startswith(OF_THE_VALUES):
            raise Unstorable(f"{type(_driver_s(error)).__name__}: {_driver_s(error)}") from error
        raise


def sqlstate(error: BaseException | None) -> str:
    """PostgreSQL's code for what went wrong, "" where there is none."""
    return str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")


def _driver_s(error: DBAPIError) -> BaseException | None:
    """SQLAlchemy puts one of its own around what asyncpg raised, and all of them have the same name."""
    return getattr(error.orig, "__cause__", None) or error.orig


def translated(error: DBAPIError) -> StudioError | None:
    """What the database said, as one of our errors; None: a bug of ours."""
    words, code = str(error.orig).lower(), sqlstate(error)
    if code == DISK_FULL or "disk is full" in words or "disk full" in words or "no space left" in words:
        return StorageFull("The disk that holds the database is full; make room and the studio goes on by itself.")
    if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or code.startswith(OF_THE_WORLD):
        return Unavailable(f"The database cannot answer: {type(_driver_s(error)).__name__}.")
    return None
