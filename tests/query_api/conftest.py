"""A read side on real parts: log, runner, tables, object store, keyring; two people with a token each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from infra.database.engine import Database, open_database
from infra.database.identity import LocalTokens, create_identity_tables
from infra.event_log.sqlite import SqliteEventLog
from infra.http.callers import bearer
from infra.keyring.database import DatabaseKeyring
from infra.object_store.folder import FolderObjectStore
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.reading import Reader
from projections.runner import Runner
from query_api.app import create_app
from query_api.feed import ProgressFeed
from query_api.names import Names
from query_api.queries import Queries
from schemas.envelope import Position, Sealed
from schemas.events.film import AssetGenerated
from schemas.events.project import ScriptSaved
from schemas.values import Blob, ScriptRef
from tests.projections.histories import ACCOUNT, Chronicler, a_film, end_of

STRANGER = "acc_stranger"
SCRIPT = "Lakshmi arrives at the temple.\nலட்சுமி வருகிறாள்.\n"


@dataclass
class House:
    """What a test needs to live in."""

    app: FastAPI
    log: SqliteEventLog
    database: Database
    identity: Database
    runner: Runner
    objects: FolderObjectStore
    keyring: DatabaseKeyring
    chronicler: Chronicler
    feed: ProgressFeed
    tokens: dict[str, str]
    now: list[int]

    def http(self, account: str | None = ACCOUNT) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {self.tokens[account]}"} if account else {}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url="http://studio", headers=headers)

    async def tell(self, account: str, *decisions: tuple[Any, ...]) -> Position:
        """Write these decisions as if people had sealed and stored what is in them, and wait until they can be read."""
        real = [tuple([await self._real(account, event) for event in decision]) for decision in decisions]
        await self.chronicler.write_together(account, real)
        position = await end_of(self.log, account)
        await Reader(self.database, self.runner.applied).wait(position, *PROJECTIONS, timeout_s=10)
        return position

    async def _real(self, account: str, event: Any) -> Any:
        if isinstance(event, ScriptSaved):
            stored = await self.objects.put(account, SCRIPT.encode(), "text/plain")
            return replace(event, script=ScriptRef(hash=stored.hash, size=stored.size))
        if isinstance(event, AssetGenerated):
            stored = await self.objects.put(account, f"bytes of {event.name}".encode(), event.blob.media_type)
            return replace(event, blob=Blob(name=event.name, hash=stored.hash, size=stored.size, media_type="video/mp4"))
        words = {field.name: value for field in fields(event) if isinstance(value := getattr(event, field.name), Sealed)}
        return replace(event, **{name: await self.keyring.seal(account, value.box) for name, value in words.items()})


BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
"""For tests of what rows are read and in which order; all others run on SQLite alone."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    kind = getattr(request, "param", "sqlite")
    return f"sqlite:///{tmp_path / 'rows.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Rows and keys share a database of PostgreSQL, and are files of their own in SQLite."""
    log = await SqliteEventLog.open(tmp_path / "log.db")
    database, identity = open_database(database_url), open_database(database_url.replace("rows.db", "keys.db"), durable=True)
    await create_identity_tables(identity)
    await generations.prepare(database)
    tokens, registry = LocalTokens(identity), CollectorRegistry()
    runner = Runner(database, log, PROJECTIONS)
    running = asyncio.create_task(runner.run())
    keyring, objects, chronicler, feed = (
        DatabaseKeyring(identity, bytes(32)),
        FolderObjectStore(tmp_path / "objects"),
        Chronicler(log),
        ProgressFeed(),
    )
    now = [chronicler.time]
    queries = Queries(reader=Reader(database, runner.applied), log=log, objects=objects, names=Names(objects), keyring=keyring, now=lambda: now[0])
    yield House(
        app=create_app(queries, bearer(tokens), feed, {}, registry), log=log, database=database, identity=identity, runner=runner, objects=objects,
        keyring=keyring, chronicler=chronicler, feed=feed,
        tokens={account: await tokens.issue(account, "pro_user") for account in (ACCOUNT, STRANGER)}, now=now,
    )  # fmt: skip
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()
    await identity.close()
    await log.close()


@pytest.fixture
async def filmed(house: House) -> House:
    """One account has made a film; the other has only opened its account."""
    await house.tell(ACCOUNT, *a_film())
    await house.tell(STRANGER, a_film()[0])
    return house
