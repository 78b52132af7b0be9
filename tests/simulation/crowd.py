"""People at the API of a simulated studio: they open accounts, are granted credits, order films, cancel some, and ask again when nobody answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from typing import Any

from msgspec.structs import replace

from domain.config import FIRST, quote
from infra.commands import append_command
from infra.event_log.port import UnknownOutcome
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.project import CreateProject
from schemas.envelope import Issued, Sealed
from schemas.errors import Unavailable
from schemas.partitions import partition_of
from schemas.values import FilmSettings, GrantSource, Priority, ScriptRef, Tier
from tests.simulation.broker import Client
from tests.simulation.chance import Chance
from tests.support.pocket_studio import NOON, SCRIPT, small_plan

ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody learnt of an attempt: "ok" and where it lies, "unknown", or "failed": nothing was written."""

    command_id: str
    outcome: str
    partition: int
    offset: int = -1


class Crowd:
    def __init__(self, client: Client, chance: Chance, accounts: Sequence[str], *, films: int) -> None:
        self._client, self._chance, self._accounts, self._films = client, chance, accounts, films
        self.history: list[Told] = []
        self.done = False
        self._count = 0

    async def act(self) -> None:
        """Everybody at once, each in order."""
        async with asyncio.TaskGroup() as people:
            for account in self._accounts:
                people.create_task(self._live(account))
        self.done = True

    async def _live(self, account: str) -> None:
        draw = self._chance.draw
        await self._ask(account, OpenAccount(tier=draw.choice([Tier.PRO, Tier.ENTERPRISE])), "operator")
        await self._grant(account)
        await self._ask(account, CreateProject(project_id=f"prj_{account}", title=Sealed("x"), script=ScriptRef(hash=SCRIPT, size=10)))
        for number in range(self._films):
            await asyncio.sleep(draw.uniform(0.1, 6.0))
            await self._order(account, f"job_{account}_{number}")

    async def _grant(self, account: str) -> None:
        """Twice, once of it in vain; and one that expires soon."""
        draw = self._chance.draw
        soon = NOON + draw.randint(3_000, 20_000)
        grant = GrantCredits(grant_id=f"g_{account}", source=GrantSource.PURCHASE, amount=draw.randint(50, 500), payment_id="p")
        await self._ask(account, grant, "operator")
        await self._ask(account, replace_fields(grant, grant_id=f"soon_{account}", expires_at=soon), "operator")
        await self._ask(account, grant, "operator")

    async def _order(self, account: str, job_id: str) -> None:
        draw = self._chance.draw
        plan = small_plan(shots=draw.randint(1, 2))
        request = RequestJob(
            job_id=job_id, project_id=f"prj_{account}", plan=plan, settings=FilmSettings(style="write"), estimate=quote(FIRST, plan.length_ms),
            priority=draw.choice(list(Priority)),
        )  # fmt: skip
        await self._ask(account, request)
        if draw.random() < 0.3:
            await asyncio.sleep(draw.uniform(0.0, 8.0))
            await self._ask(account, CancelJob(job_id=job_id))

    async def _ask(self, account: str, command: Any, issuer: str = "command_api") -> None:
        """Until it is known to be there, and then perhaps once more: with the same key."""
        self._count += 1
        issued: Issued[Any] = Issued(
            command_id=f"c{self._count}", account_id=account, actor=account, issuer=issuer, command=command, body=f"b{self._count}"
        )
        for _ in range(ATTEMPTS):
            if await self._attempt(issued) and self._chance.draw.random() < 0.85:
                break
            await asyncio.sleep(self._chance.draw.uniform(0.0, 1.0))
        if self._chance.draw.random() < 0.1:
            await self._attempt(replace(issued, body="another"))

    async def _attempt(self, issued: Issued[Any]) -> bool:
        partition = partition_of(issued.account_id)
        try:
            offset = await append_command(self._client, issued)
        except UnknownOutcome:
            self.history.append(Told(issued.command_id, "unknown", partition))
        except Unavailable:
            self.history.append(Told(issued.command_id, "failed", partition))
        else:
            self.history.append(Told(issued.command_id, "ok", partition, offset))
            return True
        return False
