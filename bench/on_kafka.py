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
from pathlib import Path

import httpx2
import uvloop

from bench.callers import called
from bench.figures import BUILD, Figure, hand_over
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
        async with _deciding(KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1), folder) as log:
            await called(log, "many", ACCOUNTS, SECONDS / 2)  # a broker that is cold says little
            calm = await called(log, "many", ACCOUNTS, SECONDS, rate=200)
            busy = await called(log, "many", ACCOUNTS, SECONDS, rate=500)
            few = await called(log, "many", ACCOUNTS, SECONDS, count=16)
            many = await called(log, "many", ACCOUNTS, SECONDS, count=256)
            hot = await called(log, "hot", 1, SECONDS, count=256)
    finally:
        broker.stop()
    return [
        Figure("kafka_outcome_p50_ms", calm["p50_ms"], "ms", 10),
        Figure("kafka_outcome_p99_ms", calm["p99_ms"], "ms", 60),
        Figure("kafka_outcome_at_500_p99_ms", busy["p99_ms"], "ms", 100),
        Figure("kafka_cmds_per_s_of_16", few["rate"], "1/s", 1_500, more_is_better=True),
        Figure("kafka_cmds_per_s", many["rate"], "1/s", 4_000, more_is_better=True),
        Figure("kafka_hot_cmds_per_s", hot["rate"], "1/s", 4_000, more_is_better=True),
    ]


@asynccontextmanager
async def _deciding(settings: KafkaSettings, folder: Path) -> AsyncIterator[EventLog]:
    """A log, and a process that rules all its partitions."""
    await kafka_topics.create(settings)
    [port] = free_ports(1)
    environment = {
        "STUDIO_KAFKA__BOOTSTRAP_SERVERS": settings.bootstrap_servers, "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1",
        "STUDIO_STORAGE__FOLDER": str(folder), "STUDIO_HTTP__PORT": str(port), "STUDIO_TELEMETRY__LOG_LEVEL": "ERROR",
    }  # fmt: skip
    decider = await asyncio.create_subprocess_exec(sys.executable, "-m", "decider", env={**os.environ, **environment})
    log = await KafkaEventLog.open(settings)
    try:
        await _until_ready(port)
        yield log
    finally:
        await log.close()
        decider.terminate()
        await decider.wait()


async def _until_ready(port: int) -> None:
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
