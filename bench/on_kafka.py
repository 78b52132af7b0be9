"""A decider on Apache Kafka, in a process of its own; broker, decider and callers share the machine.

The broker is one node started for this, its topics with one copy. Callers append to studio.commands and hear their outcomes in studio.events.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx2
import uvloop

from bench.callers import called
from bench.figures import BUILD, Figure, hand_over
from bench.rounds import middle
from infra.embedded.kafka import Broker, free_ports
from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.kafka_settings import KafkaSettings

ACCOUNTS, SECONDS, READY_S = 200, 8.0, 60.0


async def measure(folder: Path) -> list[Figure]:
    broker = Broker(folder / "broker")
    broker.start()
    try:
        async with deciding_beside(KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1), folder) as (log, _):
            await called(log, "many", ACCOUNTS, SECONDS / 2)  # a broker that is cold says little
            return await middle(folder, partial(_measured, log))
    finally:
        broker.stop()


async def _measured(log: EventLog) -> list[Figure]:
    calm = await called(log, "many", ACCOUNTS, SECONDS, rate=200)
    busy = await called(log, "many", ACCOUNTS, SECONDS, rate=500)
    few = await called(log, "many", ACCOUNTS, SECONDS, count=16)
    many = await called(log, "many", ACCOUNTS, SECONDS, count=256)
    hot = await called(log, "hot", 1, SECONDS, count=256)
    return [
        Figure("kafka_outcome_p50_ms", calm["p50_ms"], "ms", 10),
        Figure("kafka_outcome_p99_ms", calm["p99_ms"], "ms", 60),
        Figure("kafka_outcome_at_500_p99_ms", busy["p99_ms"], "ms", 100),
        Figure("kafka_cmds_per_s_of_16", few["rate"], "1/s", 1_500, more_is_better=True),
        Figure("kafka_cmds_per_s", many["rate"], "1/s", 4_000, more_is_better=True),
        Figure("kafka_hot_cmds_per_s", hot["rate"], "1/s", 4_000, more_is_better=True),
    ]


@asynccontextmanager
async def deciding_beside(settings: KafkaSettings, folder: Path) -> AsyncIterator[tuple[EventLog, int]]:
    """A log, and the id of a process that rules all its partitions."""
    await kafka_topics.create(settings)
    [port] = free_ports(1)
    decider = await a_decider(settings, folder, port)
    log = await KafkaEventLog.open(settings)
    try:
        await until_ready(port)
        yield log, decider.pid
    finally:
        await log.close()
        decider.terminate()
        await decider.wait()


async def a_decider(settings: KafkaSettings, folder: Path, port: int) -> asyncio.subprocess.Process:
    environment = {**os.environ, **environment_of(settings, folder, port)}
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "decider", env=environment)


def environment_of(settings: KafkaSettings, folder: Path, port: int) -> dict[str, str]:
    """What a decider is told whose snapshots lie in `folder` and whose health is told at `port`."""
    kafka = {f"STUDIO_KAFKA__{name.upper()}": str(value) for name, value in settings.model_dump(exclude_defaults=True).items()}
    return {**kafka, "STUDIO_STORAGE__FOLDER": str(folder), "STUDIO_HTTP__PORT": str(port), "STUDIO_TELEMETRY__LOG_LEVEL": "ERROR"}


async def until_ready(port: int) -> None:
    """Raises TimeoutError."""
    deadline = time.monotonic() + READY_S
    async with httpx2.AsyncClient() as http:
        while time.monotonic() < deadline:
            try:
                if (await http.get(f"http://127.0.0.1:{port}/readyz")).is_success:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise TimeoutError(f"the decider was not ready in {READY_S:.0f} s")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(uvloop.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
