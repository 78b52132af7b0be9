"""`studio rebuild` from Kafka into PostgreSQL, with as many processes as there are cores: alone, and while the studio's projector follows a log that
grows. Broker, database, projector and writer share the machine.

python -m bench.rebuilding_on_kafka [write SETTINGS EVENTS]
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import uvloop

from bench.figures import BUILD, Figure, Spent, hand_over, measured
from bench.histories import Lives
from bench.rebuilding import server
from infra.database.engine import Database, open_database
from infra.embedded.kafka import Broker, free_ports
from infra.event_log import kafka_topics
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog
from infra.kafka_settings import KafkaSettings
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.filling import true_facts
from projections.jobs import JOBS
from projections.projection import Projection, Rows
from projections.rebuilding import How, Told, rebuild
from projections.sharing import Shared, collect_seldom
from projections.walking import BATCH
from schemas.partitions import EVENTS, PARTITIONS
from studio.places import opened

EVENTS_WRITTEN = 240_000
CORES = os.cpu_count() or 1
LIVES_PER_S = 4
"""What is written meanwhile: of 156 events each, so about 600 a second, which is what 200 commands make."""
WARM_S = 3.0
TIMES = 3


async def measure(folder: Path) -> list[Figure]:
    broker = Broker(folder / "broker")
    broker.start()
    settings = KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1)
    try:
        await kafka_topics.create(settings)
        async with _writer(settings) as writer, opened(settings) as log:
            folds = [_folded(settings) for _ in range(TIMES)]
            with server(folder / "pg") as url:
                return [
                    Figure(
                        "kafka_rebuild_fold_link_events_per_s", writer.events / median(one.wall for one in folds), "1/s", 50_000, more_is_better=True
                    ),
                    *await _rebuilt(settings, log, url, writer),
                ]
    finally:
        broker.stop()


async def _rebuilt(settings: KafkaSettings, log: EventLog, url: str, writer: _Writer) -> list[Figure]:
    database, told = open_database(url), list[Told]()
    how = How(keep=True, shared=Shared(processes=CORES, url=url, log=partial(opened, settings)))
    await generations.prepare(database)
    await rebuild(database, log, PROJECTIONS, how=how)  # from now on there is a live table to compare with, as an operator has it
    events = writer.events
    alone = [await _timed(database, log, [projection], how, told) for projection in PROJECTIONS]
    together = await _timed(database, log, PROJECTIONS, how, told)
    async with _projecting(settings, url):
        writer.go_on()
        await asyncio.sleep(WARM_S)
        busy = [await _timed(database, log, [JOBS], how, told) for _ in range(TIMES)]
    await database.close()
    return [
        Figure("kafka_rebuild_events_per_s", events * len(alone) / sum(one.wall for one in alone), "1/s", 25_000, more_is_better=True),
        Figure("kafka_rebuild_slowest_events_per_s", events / max(one.wall for one in alone), "1/s"),
        Figure("kafka_rebuild_all_events_per_s", events / together.wall, "1/s"),
        Figure("kafka_rebuild_with_writes_events_per_s", events / median(one.wall for one in busy), "1/s", 10_000, more_is_better=True),
        Figure("kafka_rebuild_switch_ms", max(one.switch_ms for one in told[: len(alone) + 1]), "ms", 100),
        Figure("kafka_rebuild_switch_with_writes_ms", max(one.switch_ms for one in told[-TIMES:]), "ms", 100),
    ]


async def _timed(database: Database, log: EventLog, projections: Sequence[Projection[Any]], how: How, told: list[Told]) -> Spent:
    """With both comparisons, as an operator waits for it."""
    told.append(Told())
    with measured() as spent:
        await rebuild(database, log, projections, how=how, told=told[-1])
    assert not any(found.different for found in told[-1].compared.values())
    return spent


# --- the fold alone, in as many processes


def _folded(settings: KafkaSettings) -> Spent:
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        list(pool.map(_nothing, range(CORES)))  # they are there
        with measured() as spent:
            list(pool.map(_fold, [settings] * CORES, [range(first, PARTITIONS, CORES) for first in range(CORES)]))
    return spent


def _nothing(_: int) -> None:
    return


def _fold(settings: KafkaSettings, partitions: range) -> None:
    """As a rebuild folds: every link is checked, and what the read model is about is decoded."""
    collect_seldom()
    uvloop.run(_fold_all(settings, partitions))


async def _fold_all(settings: KafkaSettings, partitions: range) -> None:
    async with opened(settings) as log:
        for partition in partitions:
            claim, rows, end = Claim(partition), Rows(JOBS), await log.end(EVENTS, partition)
            while claim.head.next_offset < end:
                facts, broken = await true_facts(claim, await log.read(EVENTS, partition, claim.head.next_offset, BATCH))
                assert broken is None, broken
                for fact in facts:
                    if fact.name in JOBS.names:
                        rows.take(fact.recorded())


# --- meanwhile


@asynccontextmanager
async def _projecting(settings: KafkaSettings, url: str) -> AsyncIterator[None]:
    """The process that follows the log."""
    [port] = free_ports(1)
    environment = {
        **os.environ, "STUDIO_KAFKA__BOOTSTRAP_SERVERS": settings.bootstrap_servers, "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1",
        "DATABASE_URL": url, "STUDIO_HTTP__PORT": str(port), "STUDIO_TELEMETRY__LOG_LEVEL": "ERROR",
    }  # fmt: skip
    projector = await asyncio.create_subprocess_exec(sys.executable, "-m", "projections", env=environment)
    try:
        yield
    finally:
        projector.kill()
        await projector.wait()


class _Writer:
    """A process that has written the history, and goes on with it when it is told to."""

    def __init__(self, process: asyncio.subprocess.Process, events: int) -> None:
        self._process, self.events = process, events

    def go_on(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")


@asynccontextmanager
async def _writer(settings: KafkaSettings) -> AsyncIterator[_Writer]:
    words = ("-m", "bench.rebuilding_on_kafka", "write", settings.model_dump_json(), str(EVENTS_WRITTEN))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield _Writer(process, int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


async def _write(settings: KafkaSettings, events: int) -> None:
    async with opened(settings) as log:
        lives = Lives(log)
        print(await lives.write(events), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        while True:
            await lives.write(1)
            await asyncio.sleep(1 / LIVES_PER_S)


def main() -> None:
    if sys.argv[1:2] == ["write"]:
        uvloop.run(_write(KafkaSettings.model_validate_json(sys.argv[2]), int(sys.argv[3])))
        return
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        Path(folder).chmod(0o711)  # root starts the server as somebody else
        hand_over(uvloop.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
