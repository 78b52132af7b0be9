"""What a client of `studio dev` waits for a command at 50 a second, and for its own change in an answer; and how many commands a second it can send.

The studio runs as its users start it, in a process of its own; the client beside it shares the machine's cores.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import uvloop

from bench.figures import BUILD, Figure, clocked, hand_over, percentile

RATE, SECONDS = 50.0, 10.0
CLIENTS = 16  # of the closed loop
WAITS = 300
KEPT_S = 2.0  # a connection that nobody uses; the studio hangs up after 5 s, and a request must not meet that


async def measure(folder: Path) -> list[Figure]:
    async with a_studio(folder) as http:
        await by_the_clock(lambda: make(http), 2.0, RATE)  # what is made once is made before
        commands = await by_the_clock(lambda: make(http), SECONDS, RATE)
        sustained = await in_a_circle(lambda: make(http), SECONDS)
        waited = await seen(http)
    return [
        Figure("http_command_p50_ms", percentile(commands, 50) * 1e3, "ms", 10),
        Figure("http_command_p99_ms", percentile(commands, 99) * 1e3, "ms", 50),
        Figure("http_command_sustained_per_s", sustained, "1/s", 300, more_is_better=True),
        Figure("position_wait_p50_ms", percentile(waited, 50) * 1e3, "ms", 15),
        Figure("position_wait_p99_ms", percentile(waited, 99) * 1e3, "ms"),
    ]


@asynccontextmanager
async def a_studio(folder: Path, *more: str) -> AsyncIterator[httpx2.AsyncClient]:
    """`more`: words of `studio dev`."""
    words = ("-m", "studio", "dev", "--port", "0", "--json", *more)
    environment = {**os.environ, "STUDIO_FOLDER": str(folder)}
    process = await asyncio.create_subprocess_exec(sys.executable, *words, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        facts = json.loads(await process.stdout.readline())
        headers = {"Authorization": f"Bearer {facts['token']}"}
        limits = httpx2.Limits(keepalive_expiry=KEPT_S)
        async with httpx2.AsyncClient(base_url=facts["url"], headers=headers, timeout=30.0, limits=limits) as http:
            yield http
    finally:
        process.terminate()
        await process.wait()


async def make(http: httpx2.AsyncClient) -> str:
    """A new project; the position of its event."""
    answer = await http.post("/api/v1/projects", json={"title": "A project"}, headers={"Idempotency-Key": str(uuid.uuid4())})
    answer.raise_for_status()
    return str(answer.headers["Location"]) + " " + str(answer.headers["Studio-Position"])


async def by_the_clock(ask: Callable[[], Awaitable[object]], seconds: float, rate: float) -> list[float]:
    """So many requests begin every second, however long they wait: the waits in seconds. Any that fails ends the measurement."""
    waits: list[float] = []

    async def once() -> None:
        with clocked(waits):
            await ask()

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(round(seconds * rate)):
            await asyncio.sleep(begun + number / rate - time.perf_counter())
            group.create_task(once())
    return waits


async def in_a_circle(ask: Callable[[], Awaitable[object]], seconds: float) -> float:
    """CLIENTS that ask again as soon as they were answered: answers a second."""
    until, answers = time.perf_counter() + seconds, 0

    async def client() -> None:
        nonlocal answers
        while time.perf_counter() < until:
            await ask()
            answers += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(client())
    return answers / seconds


async def seen(http: httpx2.AsyncClient, times: int = WAITS) -> list[float]:
    """From a command's answer until the read side shows what it changed."""
    waits: list[float] = []
    for _ in range(times):
        where, position = (await make(http)).split()
        with clocked(waits):
            (await http.get(where, headers={"If-Position": position})).raise_for_status()
    return waits


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(uvloop.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
