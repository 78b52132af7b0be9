"""What a client of `studio dev --kafka` waits: seven processes, a broker, a database, the gateway before them and the client share the machine.

HTTP to HTTP: the command is accepted, decided, and its outcome told; alone, and while a read model is rebuilt again and again. From there until the
read side shows it: the wait for a position, and at 200 commands a second how far the read models lag (event to row, and the answer that tells it).
Which process took how much CPU for a command goes to stderr.

python -m bench.requests_on_kafka [rebuild SETTINGS URL]
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import uvloop

from bench.figures import BUILD, Figure, clocked, hand_over, load, percentile
from bench.histories import write_lives
from bench.processes import spending
from bench.requests import a_studio, by_the_clock, in_a_circle, make, seen
from bench.rounds import middle
from infra.database.engine import open_database
from infra.embedded.kafka import Broker
from infra.embedded.postgres import Server
from infra.event_log import kafka_topics
from infra.kafka_settings import KafkaSettings
from infra.settings import DATABASE_URL
from projections.jobs import JOBS
from projections.rebuilding import How, rebuild
from projections.sharing import Shared
from studio.places import opened

RATES, SECONDS = (50.0, 100.0, 200.0), 10.0
P50_MS, P99_MS = 15, 80
"""The goal at the first of RATES; beside a rebuild, at the last, twice as much."""
HISTORY = 60_000  # events that are there before, so that a rebuild has what to read


async def measure(folder: Path) -> list[Figure]:
    broker, server = Broker(folder / "broker"), Server(folder / "pg")
    broker.start()
    server.start()
    try:
        settings = KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1)
        await kafka_topics.create(settings)
        async with opened(settings) as log:
            await write_lives(log, HISTORY)
        os.environ.update(  # of the studio, which starts neither then
            {
                DATABASE_URL: server.url,
                **{f"STUDIO_KAFKA__{name.upper()}": str(value) for name, value in settings.model_dump(exclude_defaults=True).items()},
            }
        )
        assert broker.process is not None
        assert server.process is not None
        roots = {"client": os.getpid(), "broker": broker.process.pid, "database": server.process.pid}
        async with a_studio(folder / "studio", "--kafka") as http:
            await by_the_clock(lambda: make(http), 5.0, RATES[0])  # what is made once is made before; a broker that is cold says little
            await _at_rest(roots)
            return await middle(folder, lambda: _measured(http, settings, server.url, roots))
    finally:
        server.stop()
        broker.stop()


async def _measured(http: httpx2.AsyncClient, settings: KafkaSettings, url: str, roots: dict[str, int]) -> list[Figure]:
    alone = {rate: await _asked(http, rate, roots, "alone") for rate in RATES}
    calm = await seen(http)
    busy = asyncio.create_task(by_the_clock(lambda: make(http), SECONDS, RATES[-1]))
    await asyncio.sleep(SECONDS / 5)
    among = await seen(http, 100)
    await busy
    sustained = await in_a_circle(lambda: make(http), SECONDS)
    async with _rebuilding(settings, url):
        beside = {rate: await _asked(http, rate, roots, "beside a rebuild") for rate in RATES}
    return [
        *_waits("kafka_http_command", alone, {RATES[0]: 1}),
        Figure("kafka_http_command_sustained_per_s", sustained, "1/s", more_is_better=True),
        *_waits("kafka_http_command_rebuilding", beside, {RATES[-1]: 2}),
        *(Figure(f"kafka_http_command_cpu_ms_at_{rate:.0f}", sum(asked.cpu_ms.values()), "ms") for rate, asked in alone.items()),
        Figure("kafka_position_wait_p50_ms", percentile(calm, 50) * 1e3, "ms", 25),
        Figure("kafka_position_wait_p99_ms", percentile(calm, 99) * 1e3, "ms"),
        Figure("projection_lag_p50_ms", percentile(among, 50) * 1e3, "ms", 30),
        Figure("projection_lag_p99_ms", percentile(among, 99) * 1e3, "ms", 150),
    ]


@dataclass(slots=True)
class Asked:
    """What commands of one rate met: waits in seconds, those that were sent away with 503, and CPU for each by process."""

    waits: list[float] = field(default_factory=list)
    sent_away: int = 0
    cpu_ms: dict[str, float] = field(default_factory=dict)

    async def one(self, http: httpx2.AsyncClient) -> None:
        try:
            with clocked(self.waits):
                await make(http)
        except httpx2.HTTPStatusError as error:
            if error.response.status_code != 503:
                raise
            self.sent_away += 1


async def _asked(http: httpx2.AsyncClient, rate: float, roots: dict[str, int], when: str) -> Asked:
    asked = Asked()
    before = load()
    with spending(roots) as spent:
        await by_the_clock(lambda: asked.one(http), SECONDS, rate)
    asked.cpu_ms = {name: seconds * 1e3 / (rate * SECONDS) for name, seconds in sorted(spent.items(), key=lambda one: -one[1])}
    told = ", ".join(f"{name} {ms:.2f}" for name, ms in asked.cpu_ms.items())
    print(f"{rate:.0f}/s {when} (load {before:.1f}): {asked.sent_away} sent away; ms of CPU a command: {told}", file=sys.stderr, flush=True)
    return asked


async def _at_rest(roots: dict[str, int]) -> None:
    """What is taken when nobody asks for anything, and is part of what a command is said to take."""
    with spending(roots) as spent:
        await asyncio.sleep(SECONDS)
    told = ", ".join(f"{name} {seconds * 1e3 / SECONDS:.0f}" for name, seconds in sorted(spent.items(), key=lambda one: -one[1]))
    print(f"at rest: ms of CPU a second: {told}", file=sys.stderr, flush=True)


def _waits(name: str, found: dict[float, Asked], goals: dict[float, int]) -> list[Figure]:
    figures = []
    for rate, asked in found.items():
        called = name if rate == RATES[0] else f"{name}_at_{rate:.0f}"
        times = goals.get(rate)
        for percent, goal in ((50, P50_MS), (99, P99_MS)):
            figures.append(Figure(f"{called}_p{percent}_ms", percentile(asked.waits, percent) * 1e3, "ms", times and times * goal))
        figures.append(Figure(f"{called}_sent_away_share", asked.sent_away / (rate * SECONDS), "share"))
    return figures


# --- meanwhile


@asynccontextmanager
async def _rebuilding(settings: KafkaSettings, url: str) -> AsyncIterator[None]:
    """Again and again, once it has done so for the first time; how often goes to stderr."""
    words = ("-m", "bench.requests_on_kafka", "rebuild", settings.model_dump_json(), url)
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert await process.stdout.readline(), "nothing is rebuilt"
        yield
        assert process.returncode is None, "the rebuild has ended"
    finally:
        if process.returncode is None:
            process.kill()
        told, _ = await process.communicate()
        print(f"jobs were rebuilt {told.count(b'done')} times meanwhile", file=sys.stderr, flush=True)


async def _rebuild_for_ever(settings: KafkaSettings, url: str) -> None:
    """As `studio rebuild jobs` does it: with a process for each core."""
    database = open_database(url)
    how = How(keep=True, shared=Shared(processes=os.cpu_count() or 1, url=url, log=partial(opened, settings)))
    async with opened(settings) as log:
        while True:
            await rebuild(database, log, [JOBS], how=how)
            print("done", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["rebuild"]:
        return uvloop.run(_rebuild_for_ever(KafkaSettings.model_validate_json(sys.argv[2]), sys.argv[3]))
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        Path(folder).chmod(0o711)  # root starts the server as somebody else
        return hand_over(uvloop.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
