"""What a transaction costs beside its statements: a hop to the driver's thread and back for each call that may wait, and for no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text

from infra.database.engine import open_database


async def test_only_statements_go_to_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'rows.db'}")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE rows (name TEXT)"))
        await connection.execute(text("INSERT INTO rows VALUES ('a'), ('b')"))
    hops: list[str] = []
    to_the_thread = aiosqlite.Connection._execute

    async def counted(self: Any, fn: Any, *args: Any, **kwargs: Any) -> Any:
        hops.append(fn.__name__)
        return await to_the_thread(self, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with database.reading() as connection:
        assert [row.name for row in await connection.execute(text("SELECT name FROM rows ORDER BY name"))] == ["a", "b"]
    assert hops == ["execute", "execute", "commit"]  # BEGIN, SELECT, and the end
    await database.close()
