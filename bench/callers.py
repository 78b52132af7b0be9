"""Callers of a decider: each appends a command and waits for its outcome in the log. The embedded decider has them in its process, as the API is."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

from bench.figures import clocked, percentile
from domain.config import FIRST, quote
from infra.event_log.claim import Claim, Head
from infra.event_log.port import EventLog, NewRecord
from schemas import codec
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.project import CreateProject
from schemas.envelope import Issued, Sealed
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, partition_of
from schemas.values import FilmSettings, GrantSource, Plan, PlannedScene, ScriptRef, Tier

CALLERS = 32
IDS = (f"{number:032x}" for number in itertools.count(time.time_ns()))
SCRIPT = ScriptRef(hash="5" * 64, size=1_000)
PLAN = Plan(
    script_hash=SCRIPT.hash, settings_hash="0" * 16, analysis="a" * 64, characters=("asha", "ravi"), character_hashes=("1" * 16, "2" * 16),
    scenes=(PlannedScene(scene="one", hash="3" * 16, shots=4, lines=("one-1", "one-2"), line_hashes=("4" * 16, "5" * 16)),), length_ms=50_000,
)  # fmt: skip
Next = Callable[[str], Any]
"""The next command of an account."""


class Callers:
    """Appends commands and hears their outcomes, with as little of its own as possible."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._waiting: dict[tuple[int, int], asyncio.Future[str]] = {}
        self._early: dict[tuple[int, int], str] = {}
        self.waits: list[float] = []
        self.waits_of: dict[int, list[float]] = {}  # the same, by partition
        self.refused = 0

    async def hear(self) -> None:
        starts = {number: await self._log.end(EVENTS, number) for number in range(PARTITIONS)}
        claims = {number: Claim(number, Head(next_offset=start, hash=None)) for number, start in starts.items()}
        async with aclosing(self._log.tail(EVENTS, starts)) as tail:
            async for batch in tail:
                for record in batch.records:
                    if claims[batch.partition].check(record) is not None:
                        self._heard(batch.partition, record.headers)

    def _heard(self, partition: int, headers: Mapping[str, str]) -> None:
        offset, index, _ = headers["command"].split(":")
        if index == "0":
            place = (partition, int(offset))
            if (future := self._waiting.pop(place, None)) is None:
                self._early[place] = headers["ce_type"]
            else:
                future.set_result(headers["ce_type"])

    async def ask(self, account: str, command: Any, issuer: str = "command_api") -> str:
        """The wire name of the first event of the outcome."""
        issued = Issued(command_id=next(IDS), account_id=account, actor=account, issuer=issuer, command=command)
        partition = partition_of(account)
        offset = await self._log.append(COMMANDS, partition, [NewRecord(account, codec.encode(command), codec.command_headers(issued))])
        if (early := self._early.pop((partition, offset), None)) is not None:
            return early
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[partition, offset] = future
        return await future

    async def timed(self, account: str, next_command: Next) -> None:
        with clocked(self.waits):
            outcome = await self.ask(account, next_command(account))
        self.waits_of.setdefault(partition_of(account), []).append(self.waits[-1])
        self.refused += outcome.startswith("command.rejected")


@asynccontextmanager
async def listening(log: EventLog) -> AsyncIterator[Callers]:
    """Callers that hear what they ask for."""
    callers = Callers(log)
    hearing = asyncio.create_task(callers.hear())
    await asyncio.sleep(0.2)
    try:
        yield callers
    finally:
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


async def in_a_circle(callers: Callers, names: Sequence[str], next_command: Next, seconds: float, count: int) -> None:
    end = time.perf_counter() + seconds

    async def one(turn: int) -> None:
        while time.perf_counter() < end:
            await callers.timed(names[turn % len(names)], next_command)
            turn += count

    await asyncio.gather(*(one(number) for number in range(count)))


async def by_the_clock(callers: Callers, names: Sequence[str], next_command: Next, seconds: float, rate: float) -> None:
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for turn in range(round(seconds * rate)):
            await asyncio.sleep(begun + turn / rate - time.perf_counter())
            group.create_task(callers.timed(names[turn % len(names)], next_command))


def work(kind: str) -> Next:
    """Many accounts make projects; the hot one reserves credits with a job and cancels it again, in turn."""
    requested: list[str] = []

    def save(_name: str) -> Any:
        return CreateProject(project_id=next(IDS), title=Sealed("x" * 40), settings=FilmSettings())

    def reserve(name: str) -> Any:
        if requested:
            return CancelJob(job_id=requested.pop())
        requested.append(next(IDS))
        return RequestJob(job_id=requested[0], project_id=f"prj_{name}", plan=PLAN, settings=FilmSettings(), estimate=quote(FIRST, PLAN.length_ms))

    return save if kind == "many" else reserve


async def called(log: EventLog, kind: str, accounts: int, seconds: float, rate: float = 0, count: int = CALLERS) -> dict[str, float]:
    """Commands a second of `count` callers, what they waited in ms, and the share that was refused.

    Without `rate` every caller asks again as soon as it was answered; else so many commands a second begin, however long they wait.
    """
    async with listening(log) as callers:
        names = [f"acc_{number}" for number in range(accounts)]
        for name in names:
            await callers.ask(name, OpenAccount(tier=Tier.ENTERPRISE), "operator")
            await callers.ask(name, GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1_000_000), "operator")
            await callers.ask(name, CreateProject(project_id=f"prj_{name}", title=Sealed("x" * 40), script=SCRIPT))
        begun = time.perf_counter()
        if rate:
            await by_the_clock(callers, names, work(kind), seconds, rate)
        else:
            await in_a_circle(callers, names, work(kind), seconds, count)
        wall = time.perf_counter() - begun
    p50, p99 = (percentile(callers.waits, percent) * 1e3 for percent in (50, 99))
    return {"rate": len(callers.waits) / wall, "p50_ms": p50, "p99_ms": p99, "refused": callers.refused / len(callers.waits)}
