"""A database for processes in virtual time: real SQLite, asked at once and in order; a process that dies takes its transaction along."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Transaction, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from infra.database import dialects
from infra.database.engine import Database
from tests.simulation.chance import Chance
from tests.simulation.machine import PROCESS, Process, State

SLOW_S = (0.001, 0.5)
BUSY_S, PATIENCE = 0.05, 200


class Rows(Database):
    def __init__(self, path: Path, chance: Chance) -> None:
        self.dialect = "sqlite"
        self._chance = chance
        self._sync = create_engine(f"sqlite:///{path}", pool_size=20, connect_args={"timeout": 0, "check_same_thread": False})
        self._open: dict[Process | None, list[Connection]] = defaultdict(list)
        self._held: dict[str, Process | None] = {}
        event.listen(self._sync, "connect", _connect)
        event.listen(self._sync, "begin", lambda each: each.exec_driver_sql(each.get_execution_options().get("studio_begin", "BEGIN")))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        async with self._transaction({}) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        async with self._transaction(dialects.write_options("sqlite")) as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, options: dict[str, object]) -> AsyncIterator[Slow]:
        process = PROCESS.get()
        await self._takes_a_while(process)
        connection = self._sync.connect().execution_options(**options)
        self._open[process].append(connection)
        try:
            with await self._begun(connection):
                yield Slow(connection, lambda: self._takes_a_while(process))
                await self._takes_a_while(process)  # before the commit
        except DBAPIError as error:
            if (ours := dialects.translated(error)) is not None:
                raise ours from error
            raise
        finally:
            self._open[process].remove(connection)
            connection.close()

    async def _begun(self, connection: Connection) -> Transaction:
        """As patient with the writer before it as the studio is."""
        for _ in range(PATIENCE):
            try:
                return connection.begin()
            except OperationalError:
                connection.rollback()
                await asyncio.sleep(BUSY_S)
        return connection.begin()

    async def _takes_a_while(self, process: Process | None) -> None:
        if process is None:
            return
        if self._chance.happens("rows_slow"):
            await asyncio.sleep(self._chance.between(*SLOW_S))
        elif process.state is not State.RUNNING:
            await asyncio.sleep(0)

    def died(self, process: Process) -> None:
        """Whatever it had begun is rolled back, as the server does when a connection breaks."""
        self._held = {name: holder for name, holder in self._held.items() if holder is not process}
        for connection in self._open.pop(process, []):
            connection.connection.rollback()  # the driver's own: nobody is to be told
            connection.invalidate()
            connection.close()
        self._open[process] = _Nothing()

    def marks(self) -> dict[tuple[str, int], int]:
        """(projection, partition) -> seq of the last event in its live table."""
        with self._sync.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT p.name, p.partition, p.seq FROM projection_position p"
                " JOIN projection_live l ON l.name = p.name AND l.generation = p.generation"
            )
            return {(row[0], row[1]): row[2] for row in found}

    @asynccontextmanager
    async def holding(self, name: str) -> AsyncIterator[bool]:
        """Whoever holds a name lets go when he dies."""
        process = PROCESS.get()
        mine = self._held.setdefault(name, process) is process
        try:
            yield mine
        finally:
            if mine and self._held.get(name) is process:
                del self._held[name]

    async def outlive_readers(self, timeout_s: float) -> bool:
        return True

    async def close(self) -> None:
        self.dispose()

    def dispose(self) -> None:
        self._sync.dispose()


class _Nothing(list[Connection]):
    """Of a dead process, whose code may yet be made to end."""

    def remove(self, one: Connection) -> None:
        pass


class Slow:
    """What is used of AsyncConnection."""

    def __init__(self, connection: Connection, takes_a_while: Callable[[], Any]) -> None:
        self._connection, self._takes_a_while = connection, takes_a_while
        self.dialect = connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        await self._takes_a_while()
        return self._connection.execute(statement, parameters)

    async def stream(self, statement: Any) -> AsyncIterator[Any]:
        await self._takes_a_while()
        return _each(self._connection.execute(statement))

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> Any:
        await self._takes_a_while()
        return self._connection.exec_driver_sql(statement, [tuple(one) for one in parameters] if parameters else None)

    async def run_sync(self, call: Callable[..., Any], **more: Any) -> Any:
        await self._takes_a_while()
        return call(self._connection, **more)


async def _each(rows: Iterable[Any]) -> AsyncIterator[Any]:
    for row in rows:
        yield row


def _connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = OFF", "busy_timeout = 0"):
        connection.execute(f"PRAGMA {pragma}")
