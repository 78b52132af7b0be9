"""A connection to SQLite that goes to its thread only for what may take long.

Every call of aiosqlite is a hop to a thread and back, a third of a millisecond when both sleep, and SQLAlchemy makes four for each SELECT: a cursor,
the statement, its rows, the cursor's end. Only the statement (and a COMMIT) can wait for anybody; the rest is done on the spot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite

ITER_ROWS = 64


class FewHops(aiosqlite.Connection):
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._running and self._connection is not None and self._is_short(fn, self._connection):
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    @staticmethod
    def _is_short(fn: Callable[..., Any], connection: sqlite3.Connection) -> bool:
        """Rows are those of one page of a list, or of one chunk of a rebuild (SQLite finds all but the first of them while they are fetched); who
        reads more streams it, and that hops."""
        if isinstance(getattr(fn, "__self__", None), sqlite3.Cursor):
            return fn.__name__ in ("fetchall", "fetchone", "close")
        return fn.__name__ == "cursor" or (fn.__name__ == "rollback" and not connection.in_transaction)


async def connect(path: Path) -> FewHops:
    """Statements of one connection come one after the other (SQLAlchemy sees to it), so it does not matter which thread makes them."""
    connection = FewHops(lambda: sqlite3.connect(path, check_same_thread=False), ITER_ROWS)
    connection._thread.daemon = True  # as SQLAlchemy makes those that it opens itself: a process that is ending waits for none
    await connection
    return connection
