"""How many commands a decider on the embedded log decides in a second, durably, and how long a caller waits.

The callers are a process of their own, as an API is; both share the machine's cores. A caller appends a command and waits until its outcome lies in
the log; 32 of them at a time, each with one command under way.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from bench.figures import Figure, percentile
from decider.observers import Metrics
from decider.process import Decider
from domain.config import FIRST, quote
from infra.event_log.claim import Claim, Head
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from infra.object_store.snapshots import FolderSnapshots
from schemas import codec
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.project import CreateProject
from schemas.envelope import Issued, Sealed
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, partition_of
from schemas.values import FilmSettings, GrantSource, Plan, PlannedScene, ScriptRef, Tier

CALLERS, ACCOUNTS, SECONDS = 32, 200, 8.0
SCRIPT = ScriptRef(hash="5" * 64, size=1_000)
PLAN = Plan(
    script_hash=SCRIPT.hash, settings_hash="0" * 16, analysis="a" * 64, characters=("asha", "ravi"), character_hashes=("1" * 16, "2" * 16),
    scenes=(PlannedScene(scene="one", hash="3" * 16, shots=4, lines=("one-1", "one-2"), line_hashes=("4" * 16, "5" * 16)),), length_ms=50_000,
)  # fmt: skip


async def measure() -> list[Figure]:
    many = await _run("many", ACCOUNTS)
    hot = await _run("hot", 1)
    return [
        Figure("decider_embedded_cmds_per_s", many["rate"], "commands/s", 6_000, more_is_better=True),
        Figure("decider_embedded_p99_ms", many["p99_ms"], "ms", 25),
        Figure("decider_embedded_p50_ms", many["p50_ms"], "ms"),
        Figure("hot_account_cmds_per_s", hot["rate"], "commands/s", 4_000, more_is_better=True),
        Figure("hot_account_overdrafts", hot["overdrafts"], "count", 0),
        Figure("hot_account_refused_share", hot["refused"], "share"),
    ]


async def _run(kind: str, accounts: int) -> dict[str, float]:
    """A decider here, the callers beside it."""
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "build") as name:
        folder = Path(name)
        log = await SqliteEventLog.open(folder / "log.db")
        snapshots = FolderSnapshots(folder / "snapshots")
        decider = Decider(log, snapshots, clock=lambda: time.time_ns() // 1_000_000, observer=Metrics(CollectorRegistry()))
        deciding = asyncio.create_task(decider.run())
        while not decider.ready:
            await asyncio.sleep(0.01)
        callers = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.deciding", str(folder / "log.db"), kind, str(accounts), stdout=asyncio.subprocess.PIPE
        )
        told, _ = await callers.communicate()
        deciding.cancel()
        await asyncio.gather(deciding, return_exceptions=True)
        lowest = min((tenant.account.totals.available for reign in () for tenant in reign), default=0)
        await log.close()
        return {**json.loads(told), "overdrafts": float(lowest < 0)}


class _Callers:
    """Appends commands and hears their outcomes, with as little of its own as possible."""

    def __init__(self, log: SqliteEventLog) -> None:
        self._log = log
        self._waiting: dict[tuple[int, int], asyncio.Future[str]] = {}
        self._early: dict[tuple[int, int], str] = {}

    async def hear(self) -> None:
        starts = {number: await self._log.end(EVENTS, number) for number in range(PARTITIONS)}
        claims = {number: Claim(number, Head(next_offset=start, hash=None)) for number, start in starts.items()}
        async with aclosing(self._log.tail(EVENTS, starts)) as tail:
            async for batch in tail:
                for record in batch.records:
                    if claims[batch.partition].check(record) is not None and record.headers["command"].split(":")[1] == "0":
                        place = (batch.partition, int(record.headers["command"].split(":")[0]))
                        future = self._waiting.pop(place, None)
                        if future is None:
                            self._early[place] = record.headers["ce_type"]
                        else:
                            future.set_result(record.headers["ce_type"])

    async def ask(self, account: str, command: Any, issuer: str = "command_api") -> str:
        """The wire name of the first event of the outcome."""
        issued = Issued(command_id=str(uuid.uuid4()), account_id=account, actor=account, issuer=issuer, command=command)
        partition = partition_of(account)
        offset = await self._log.append(COMMANDS, partition, [NewRecord(account, codec.encode(command), codec.command_headers(issued))])
        if (early := self._early.pop((partition, offset), None)) is not None:
            return early
        future = self._waiting[partition, offset] = asyncio.get_running_loop().create_future()
        return await future


async def _call(path: str, kind: str, accounts: int) -> None:
    log = await SqliteEventLog.open(Path(path))
    callers = _Callers(log)
    hearing = asyncio.create_task(callers.hear())
    await asyncio.sleep(0.2)
    names = [f"acc_{number}" for number in range(accounts)]
    for name in names:
        await callers.ask(name, OpenAccount(tier=Tier.ENTERPRISE), "operator")
        await callers.ask(name, GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1_000_000), "operator")
        await callers.ask(name, CreateProject(project_id=f"prj_{name}", title=Sealed("x" * 40), script=SCRIPT))
    times: list[float] = []
    refused = 0
    end = time.perf_counter() + SECONDS

    async def one(number: int, next_command: Callable[[str], Any]) -> None:
        nonlocal refused
        turn = number
        while time.perf_counter() < end:
            name = names[turn % accounts]
            turn += CALLERS
            begun = time.perf_counter()
            outcome = await callers.ask(name, next_command(name))
            times.append(time.perf_counter() - begun)
            refused += outcome.startswith("command.rejected")

    begun = time.perf_counter()
    await asyncio.gather(*(one(number, _work(kind)) for number in range(CALLERS)))
    wall = time.perf_counter() - begun
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await log.close()
    p50, p99 = (percentile(times, percent) * 1e3 for percent in (50, 99))
    print(json.dumps({"rate": len(times) / wall, "p50_ms": p50, "p99_ms": p99, "refused": refused / len(times)}))


def _work(kind: str) -> Callable[[str], Any]:
    """Many accounts save projects; the hot one reserves credits with a job and cancels it again, in turn."""
    requested: list[str] = []

    def save(_name: str) -> Any:
        return CreateProject(project_id=uuid.uuid4().hex, title=Sealed("x" * 40), settings=FilmSettings())

    def reserve(name: str) -> Any:
        if requested:
            return CancelJob(job_id=requested.pop())
        requested.append(uuid.uuid4().hex)
        return RequestJob(job_id=requested[0], project_id=f"prj_{name}", plan=PLAN, settings=FilmSettings(), estimate=quote(FIRST, PLAN.length_ms))

    return save if kind == "many" else reserve


if __name__ == "__main__":
    import uvloop

    uvloop.run(_call(sys.argv[1], sys.argv[2], int(sys.argv[3])))
