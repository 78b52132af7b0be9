"""Clients of the studio: they change projects, ask for films and cancel them over HTTP, look at what they did, and write down what they are told.

A request whose answer is lost is sent again with its Idempotency-Key until it is answered, as a good client does, and where one API refuses the
connection it goes to the other; now and then one that was answered is sent again all the same. Credits are granted as an operator does it: by a
command on the log, again and again until that is acknowledged.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2

from chaos.faults import Size
from chaos.history import History
from chaos.world import Account, World
from infra.commands import append_command
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.http.asking import client
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.envelope import Issued
from schemas.errors import StudioError
from schemas.values import GrantSource, Tier

SCRIPT = "Scene 1: a village, morning\nASHA: Good morning.\n"
ANSWER_S = 20.0  # that a client waits for an answer
THINK_S = 1.0  # on average, between an answer and the next request
GIVE_UP_S = 60.0  # from the first time that a request is sent
AGAIN_S, AGAIN_S_MAX = 0.4, 4.0  # before a lost request is sent again; longer after each time, or those who wait keep busy who is to come back
KNOWN_MAX = 30  # projects and films that a client has in mind
NOTHING_DONE = {"overloaded", "starting", "position_pending"}
"""Refusals before anything reached the log (or of a process that only begins): to be asked again, and surely not done."""


@dataclass(slots=True)
class Mind:
    """What one client knows of its own."""

    projects: dict[str, int] = field(default_factory=dict)  # id -> version
    jobs: list[str] = field(default_factory=list)
    seen: str = ""  # the last position that it was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    kind: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    version: int | None = None  # If-Match
    about: str = ""


class Client:
    """One caller of one account, one request at a time."""

    def __init__(self, number: int, account: Account, world: World, http: httpx2.AsyncClient, history: History, seed: int, films: float) -> None:
        """`films`: the part of its requests that ask for one."""
        self._number, self._account, self._world, self._http, self._history, self._films = number, account, world, http, history, films
        self._random = random.Random(f"{seed} client {number}")
        self._mind, self._numbers = Mind(), itertools.count()
        self.refused_spending = 0  # times since the last grant that there was no credit

    async def live(self, until: asyncio.Event, grant: Callable[[Account, str], Awaitable[None]]) -> None:
        """Until told to stop; what is under way then is brought to its end."""
        while not until.is_set():
            await asyncio.sleep(self._random.expovariate(1 / THINK_S))
            if self.refused_spending > 3 and self._random.random() < 0.3:
                self.refused_spending = 0
                await grant(self._account, f"grant-{self._number}-{next(self._numbers)}")
            elif self._random.random() < 0.15:
                await self._look()
            else:
                await self._change(self._next())

    # --- what it asks for

    def _next(self) -> Request:
        """A film is asked for seldom: each becomes two dozen commands of router and workers, and who asks for one waits for the read models first."""
        mind = self._mind
        if not mind.projects:
            return self._create(SCRIPT)
        project = self._random.choice(list(mind.projects))
        version = mind.projects[project]
        there = f"/api/v1/projects/{project}"
        if self._random.random() < self._films:
            return Request(kind="film", method="POST", path="/api/v1/jobs", body={"project_id": project}, about=project)
        draw = self._random.random()
        if draw < 0.20:
            return self._create(SCRIPT if self._random.random() < 0.8 else None)
        if draw < 0.35:
            text = SCRIPT + f"RAVI: Take {self._random.randrange(3)}.\n"
            return Request(kind="script", method="PUT", path=f"{there}/script", body={"text": text}, version=version, about=project)
        if draw < 0.40 and mind.jobs:
            job = mind.jobs.pop(self._random.randrange(len(mind.jobs)))
            return Request(kind="cancel", method="POST", path=f"/api/v1/jobs/{job}/cancel", about=job)
        return Request(kind="rename", method="PATCH", path=there, body={"title": self._title()}, version=version, about=project)

    def _create(self, script: str | None) -> Request:
        return Request(kind="create", method="POST", path="/api/v1/projects", body={"title": self._title()} | ({"script": script} if script else {}))

    def _title(self) -> str:
        return f"Film {self._random.randrange(10**6)}"

    # --- how it asks

    async def _change(self, request: Request) -> None:
        op = f"op-{self._number}-{next(self._numbers)}"
        answer = await self._until_answered(op, request)
        if answer is not None and answer.is_success:
            self._learn(request, answer)
            if self._random.random() < 0.03:
                await self._once(op, request, again=True)
        elif answer is not None:
            self._unlearn(request, answer)

    async def _until_answered(self, op: str, request: Request) -> httpx2.Response | None:
        """None: nobody could ever say."""
        deadline, wait_s = asyncio.get_running_loop().time() + GIVE_UP_S, AGAIN_S
        while asyncio.get_running_loop().time() < deadline:
            answer = await self._once(op, request)
            if answer is not None:
                return answer
            await asyncio.sleep(wait_s * self._random.uniform(0.5, 1.0))
            wait_s = min(2 * wait_s, AGAIN_S_MAX)
        return None

    async def _once(self, op: str, request: Request, *, again: bool = False) -> httpx2.Response | None:
        """The answer, None when it says nothing about what became of the request."""
        facts: dict[str, Any] = {"op": op, "client": self._number, "account": self._account.id, "kind": request.kind, "about": request.about}
        self._history.note("invoke", **facts, again=again)
        headers = {"Authorization": f"Bearer {self._account.token}", "Idempotency-Key": op, "X-Request-Id": op}
        if request.version is not None:
            headers["If-Match"] = f'"{request.version}"'
        try:
            answer = await self._sent(request, headers)
        except httpx2.ConnectError:
            self._history.note("fail", **facts, code="not_sent", final=False)
            return None
        except httpx2.TransportError as error:
            self._history.note("unknown", **facts, code=type(error).__name__)
            return None
        body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.is_success:
            self._history.note(
                "ok", **facts, again=again, status=answer.status_code, position=answer.headers["Studio-Position"],
                id=body.get("project_id") or body.get("job_id"), version=body.get("version"),
                replayed=answer.headers.get("Idempotency-Replayed") == "true",
            )  # fmt: skip
            return answer
        code = body.get("code", "")
        if answer.status_code >= 500:
            self._history.note("fail" if code in NOTHING_DONE else "unknown", **facts, code=code or str(answer.status_code), final=False)
            return None
        self._history.note("fail", **facts, code=code, status=answer.status_code, final=True)
        return answer

    async def _sent(self, request: Request, headers: Mapping[str, str]) -> httpx2.Response:
        """By whichever API takes it. Raises httpx2.ConnectError when none does: then it was surely not sent."""
        *some, last = self._random.sample(self._world.commands, len(self._world.commands))
        for base in some:
            with suppress(httpx2.ConnectError):
                return await self._http.request(request.method, base + request.path, json=request.body, headers=headers)
        return await self._http.request(request.method, last + request.path, json=request.body, headers=headers)

    def _learn(self, request: Request, answer: httpx2.Response) -> None:
        mind, body = self._mind, answer.json()
        mind.seen = answer.headers["Studio-Position"]
        if request.kind in ("create", "rename", "script"):
            mind.projects[body["project_id"]] = max(body["version"], mind.projects.get(body["project_id"], 0))
        if request.kind == "film":
            mind.jobs.append(body["job_id"])
        for known in (mind.projects, mind.jobs):
            while len(known) > KNOWN_MAX:
                known.pop(next(iter(known))) if isinstance(known, dict) else known.pop(0)

    def _unlearn(self, request: Request, answer: httpx2.Response) -> None:
        if answer.status_code == 402:
            self.refused_spending += 1
        elif answer.status_code in (404, 412):  # of whose version we are not sure any more
            self._mind.projects.pop(request.about, None)

    # --- what it looks at

    async def _look(self) -> None:
        """At the balance or a project, as of all that this client was told."""
        mind = self._mind
        if not mind.seen:
            return
        project = self._random.choice(list(mind.projects)) if mind.projects and self._random.random() < 0.5 else None
        path = f"/api/v1/projects/{project}" if project else "/api/v1/credits"
        facts: dict[str, Any] = {"client": self._number, "account": self._account.id, "kind": "read", "about": project or "", "asked": mind.seen}
        headers = {"Authorization": f"Bearer {self._account.token}", "If-Position": mind.seen}
        try:
            answer = await self._http.get(self._world.queries + path, headers=headers)
        except httpx2.TransportError as error:
            self._history.note("fail", **facts, code=type(error).__name__)
            return
        if not answer.is_success:
            self._history.note("fail", **facts, code=str(answer.status_code))
            return
        body, mind.seen = answer.json(), answer.headers["Studio-Position"]
        names = ("version",) if project else ("available", "reserved", "granted", "spent")
        known = mind.projects.get(project) if project else None
        self._history.note("ok", **facts, position=mind.seen, values={name: body[name] for name in names}, known=known)


class Bank:
    """The operator: opens accounts and grants credits."""

    def __init__(self, log: EventLog, history: History) -> None:
        self._log, self._history = log, history

    async def open(self, accounts: Sequence[Account]) -> None:
        for account in accounts:
            await self._say(account, "open", "", OpenAccount(tier=Tier.ENTERPRISE))
            await self.grant(account, "first")

    async def grant(self, account: Account, grant_id: str) -> None:
        await self._say(account, "grant", grant_id, GrantCredits(grant_id=grant_id, source=GrantSource.BONUS, amount=300))

    async def _say(self, account: Account, kind: str, about: str, command: Any) -> None:
        """Until the log has acknowledged it: what may have come before is refused by the account, for a grant is made once."""
        while True:
            id = str(uuid.uuid4())
            facts = {"op": id, "client": "bank", "account": account.id, "kind": kind, "about": about}
            issued: Issued[Any] = Issued(
                command_id=id, account_id=account.id, actor="operator", issuer="operator", command=command, correlation_id=id
            )
            self._history.note("invoke", **facts)
            try:
                await append_command(self._log, issued)
            except StudioError as error:
                self._history.note("unknown", **facts, code=error.code)
                await asyncio.sleep(AGAIN_S)
            else:
                self._history.note("ok", **facts)
                return


async def used(world: World, history: History, seed: int, size: Size, until: asyncio.Event) -> None:
    """So many clients use the studio until they are told to stop."""
    log = await KafkaEventLog.open(world.kafka)
    try:
        bank = Bank(log, history)
        await bank.open(world.accounts)
        async with client(timeout_s=ANSWER_S, connections_max=None) as http, asyncio.TaskGroup() as group:
            for number in range(size.clients):
                account = world.accounts[number % len(world.accounts)]
                group.create_task(Client(number, account, world, http, history, seed, size.films).live(until, bank.grant))
    finally:
        await log.close()
