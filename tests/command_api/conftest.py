"""The whole studio on a folder, but for its workers; two people with a token each and an operator who gives them credits."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from infra.database.engine import open_database
from infra.database.identity import LocalTokens
from infra.event_log.port import EventLog
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.partitions import partition_of
from schemas.values import GrantSource, Tier
from studio.embedded import Studio, running
from studio.folder import Folder
from tests.support.deciding import append, outcome

ME, STRANGER = "acc_me", "acc_stranger"
SCRIPT = "INT. KITCHEN - MORNING\n\nAsha: Where is the salt?\nRavi: On the shelf, where it always is.\n"
Json = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """Where people ask the studio."""

    studio: Studio
    tokens: dict[str, str]

    @property
    def log(self) -> EventLog:
        return self.studio.log

    def http(self, account: str | None = ME) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {self.tokens[account]}"} if account else {}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.studio.app), base_url="http://studio", headers=headers)

    async def operate(self, command: Any, account: str = ME, issuer: str = "operator") -> Any:
        """The first event of its outcome."""
        return (await outcome(self.log, await append(self.log, command, account=account, issuer=issuer), partition=partition_of(account)))[0]

    async def grant(self, credits: int, account: str = ME) -> None:
        await self.operate(GrantCredits(grant_id=uuid.uuid4().hex, source=GrantSource.BONUS, amount=100 * credits), account)

    async def project(self, http: httpx2.AsyncClient, script: str | None = SCRIPT, **more: Any) -> Json:
        """What was answered, with the project's ETag."""
        answer = await http.post("/api/v1/projects", json={"title": "The salt", "script": script, **more})
        assert answer.status_code == 201, answer.text
        return {**answer.json(), "etag": answer.headers["etag"]}

    async def film(self, http: httpx2.AsyncClient, project: Json, key: str | None = None) -> httpx2.Response:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex, "If-Position": project["position"]}
        return await http.post("/api/v1/jobs", json={"project_id": project["project_id"]}, headers=headers)


@asynccontextmanager
async def open_desk(folder: Path) -> AsyncIterator[Desk]:
    async with running(Folder(folder), workers=False) as studio:
        keys = open_database(f"sqlite:///{folder / 'keys.db'}", durable=True)
        try:
            tokens = {one: await LocalTokens(keys).issue(one, "pro_user") for one in (ME, STRANGER)}
        finally:
            await keys.close()
        desk = Desk(studio, tokens)
        for account in (ME, STRANGER):
            await desk.operate(OpenAccount(tier=Tier.ENTERPRISE), account)
        yield desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "studio") as desk:
        yield desk
