"""What the embedded log carries and how long an append waits; the disk's own fsync stands beside it."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import BUILD, Figure, clocked, hand_over
from infra.event_log.port import EventLog, NewRecord
from infra.event_log.sqlite import SqliteEventLog
from schemas.codec import LINKED
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS

CALLERS, BATCH = 32, 100
EVENT = NewRecord("acc_0123456789abcdef", b"x" * 180, dict.fromkeys((*LINKED, "seq", "prev", "link", "at"), "v" * 20), 1_790_000_000_000)


async def measure(folder: Path) -> list[Figure]:
    """All figures, about 15 s."""
    figures = fsync_cost(folder)
    log = await SqliteEventLog.open(folder / "log.db")
    try:
        figures += await single_caller(log)
        figures += await many_callers(log, 5.0)
        figures += await steady(log, 4.0)
        figures += await reading(log)
        figures += await waking(log, "tail_wake_in_process", log, 1.5)
        other = await Neighbour.start(folder / "log.db")
        figures += await waking(log, "tail_wake_across_processes", other, 10.0)
        figures += await two_processes(log, other, 3.0)
        await other.stop()
    finally:
        await log.close()
    return figures


def fsync_cost(folder: Path) -> list[Figure]:
    waits: list[float] = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(b"x" * 8192)
            with clocked(waits):
                os.fdatasync(file.fileno())
    return [Figure("fsync_ms", quantile(waits, 0.5), "ms"), Figure("fsync_p99_ms", quantile(waits, 0.99), "ms")]


async def single_caller(log: EventLog) -> list[Figure]:
    waits: list[float] = []
    for number in range(2000):
        with clocked(waits):
            await log.append(COMMANDS, number % PARTITIONS, [EVENT])
    return [Figure("append_p50_ms", quantile(waits, 0.5), "ms", 1.5), Figure("append_p99_ms", quantile(waits, 0.99), "ms")]


async def many_callers(log: EventLog, seconds: float) -> list[Figure]:
    """Closed loop, as fast as it goes; the longest wait is what a move of the journal costs."""
    waits: list[float] = []
    until, cpu = time.monotonic() + seconds, time.process_time()

    async def caller(number: int) -> int:
        records = 0
        while time.monotonic() < until:
            with clocked(waits):
                await log.append(EVENTS, number % PARTITIONS, [EVENT] * BATCH)
            records += BATCH
        return records

    records = sum(await asyncio.gather(*[caller(number) for number in range(CALLERS)]))
    return [
        Figure("log_records_per_s", records / seconds, "1/s", 40_000, True),
        Figure("log_cpu_us_per_record", (time.process_time() - cpu) / records * 1e6, "us"),
        Figure("append_loaded_p50_ms", quantile(waits, 0.5), "ms"),
        Figure("append_loaded_p99_ms", quantile(waits, 0.99), "ms"),
        Figure("append_loaded_max_ms", max(waits) * 1e3, "ms"),
    ]


async def steady(log: EventLog, seconds: float) -> list[Figure]:
    """An open loop of 100 batches of 100 a second, far below the ceiling: what stalls here stalls because of the journal."""
    waits: list[float] = []

    async def once(number: int) -> None:
        with clocked(waits):
            await log.append(EVENTS, number % PARTITIONS, [EVENT] * BATCH)

    async with asyncio.TaskGroup() as tasks:
        begin = time.monotonic()
        for number in range(int(seconds * 100)):
            await asyncio.sleep(begin + number / 100 - time.monotonic())
            tasks.create_task(once(number))
    return [
        Figure("append_steady_p50_ms", quantile(waits, 0.5), "ms"),
        Figure("append_steady_p99_ms", quantile(waits, 0.99), "ms", 25),
        Figure("append_steady_max_ms", max(waits) * 1e3, "ms"),
    ]


async def reading(log: EventLog) -> list[Figure]:
    ends = {partition: await log.end(EVENTS, partition) for partition in range(PARTITIONS)}
    begin, left, turns = time.monotonic(), sum(ends.values()), []
    total, last = left, time.monotonic()
    async for batch in log.tail(EVENTS, dict.fromkeys(ends, 0)):
        left -= len(batch.records)
        turns.append(time.monotonic() - last)
        last = time.monotonic()
        if left == 0:
            break
    return [Figure("tail_records_per_s", total / (time.monotonic() - begin), "1/s"), Figure("tail_holds_loop_p99_ms", quantile(turns, 0.99), "ms")]


async def waking(log: EventLog, name: str, writer: EventLog | Neighbour, goal_ms: float) -> list[Figure]:
    """From the acknowledgement being asked for to the record in a reader's hands."""
    waits: list[float] = []
    ends = {partition: await log.end(COMMANDS, partition) for partition in range(PARTITIONS)}
    tail = log.tail(COMMANDS, ends)
    for number in range(200):
        arrival = asyncio.ensure_future(anext(tail))
        await asyncio.sleep(0.007)
        with clocked(waits):
            asked = asyncio.ensure_future(writer.append(COMMANDS, number % PARTITIONS, [EVENT]))
            await arrival
        await asked
    return [Figure(f"{name}_p50_ms", quantile(waits, 0.5), "ms", goal_ms), Figure(f"{name}_p99_ms", quantile(waits, 0.99), "ms")]


async def two_processes(log: EventLog, other: Neighbour, seconds: float) -> list[Figure]:
    """Both as fast as they can: neither may starve."""
    waits: list[float] = []
    theirs = asyncio.ensure_future(other.hammer(seconds))
    until, records = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        with clocked(waits):
            await log.append(COMMANDS, records % PARTITIONS, [EVENT])
        records += 1
    return [
        Figure("contended_appends_per_s", records / seconds, "1/s"),
        Figure("contended_neighbour_appends_per_s", await theirs / seconds, "1/s"),
        Figure("contended_append_p99_ms", quantile(waits, 0.99), "ms"),
        Figure("contended_append_max_ms", max(waits) * 1e3, "ms"),
    ]


class Neighbour:
    """Another process on the same file, told by a pipe what to append."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._to, self._from = process, process.stdin, process.stdout

    @classmethod
    async def start(cls, path: Path) -> Neighbour:
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.event_log", "neighbour", str(path), stdin=pipe, stdout=pipe))

    async def _ask(self, words: str) -> int:
        self._to.write(f"{words}\n".encode())
        return int(await self._from.readline())

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord]) -> int:
        return await self._ask(f"{topic} {partition} {len(records)}")

    async def hammer(self, seconds: float) -> int:
        return await self._ask(f"hammer {seconds} 0")

    async def stop(self) -> None:
        self._to.close()
        await self._process.wait()


async def neighbour(path: Path) -> None:
    log = await SqliteEventLog.open(path)
    while line := await asyncio.to_thread(sys.stdin.readline):
        what, where, count = line.split()
        if what == "hammer":
            print(await hammered(log, float(where)), flush=True)
        else:
            print(await log.append(what, int(where), [EVENT] * int(count)), flush=True)
    await log.close()


async def hammered(log: EventLog, seconds: float) -> int:
    until, appends = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        await log.append(EVENTS, appends % PARTITIONS, [EVENT])
        appends += 1
    return appends


def quantile(waits: Sequence[float], share: float) -> float:
    """Milliseconds."""
    return statistics.quantiles(waits, n=1000, method="inclusive")[int(share * 1000) - 1] * 1e3


def main() -> None:
    if sys.argv[1:2] == ["neighbour"]:
        return asyncio.run(neighbour(Path(sys.argv[2])))
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        return hand_over(asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
