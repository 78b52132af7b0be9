"""What a client of `studio dev --kafka` waits: seven processes, a broker, a database, the gateway before them and the client share the machine.

HTTP to HTTP: the command is accepted, decided, and its outcome told. Seen: from there until the read side shows it.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import uvloop

from bench.figures import BUILD, Figure, hand_over, percentile
from bench.requests import a_studio, by_the_clock, in_a_circle, make, seen

CALM, BUSY, SECONDS = 50.0, 200.0, 10.0


async def measure(folder: Path) -> list[Figure]:
    async with a_studio(folder, "--kafka") as http:
        await by_the_clock(lambda: make(http), 5.0, CALM)  # what is made once is made before; a broker that is cold says little
        calm = await by_the_clock(lambda: make(http), SECONDS, CALM)
        alone = await seen(http)
        busy = asyncio.create_task(by_the_clock(lambda: make(http), SECONDS, BUSY))
        await asyncio.sleep(SECONDS / 5)
        among = await seen(http, 100)
        waits = await busy
        sustained = await in_a_circle(lambda: make(http), SECONDS)
    return [
        Figure("kafka_http_command_p50_ms", percentile(calm, 50) * 1e3, "ms", 15),
        Figure("kafka_http_command_p99_ms", percentile(calm, 99) * 1e3, "ms", 80),
        Figure("kafka_http_command_at_200_p50_ms", percentile(waits, 50) * 1e3, "ms"),
        Figure("kafka_http_command_at_200_p99_ms", percentile(waits, 99) * 1e3, "ms"),
        Figure("kafka_http_command_sustained_per_s", sustained, "1/s", more_is_better=True),
        Figure("kafka_position_wait_p50_ms", percentile(alone, 50) * 1e3, "ms", 25),
        Figure("kafka_position_wait_p99_ms", percentile(alone, 99) * 1e3, "ms"),
        Figure("kafka_position_wait_at_200_p50_ms", percentile(among, 50) * 1e3, "ms", 30),
        Figure("kafka_position_wait_at_200_p99_ms", percentile(among, 99) * 1e3, "ms", 150),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(uvloop.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
