"""How long partitions are ruled by nobody when a decider on Kafka is killed with SIGKILL while 200 commands a second come.

Until the supervisor's next process rules all that it held, with little and with much behind it; and until another member of the group rules them.
Ruled: an election stands in the partition, and behind it an event that was decided after it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import uvloop

from bench.callers import Callers, by_the_clock, work
from bench.figures import BUILD, Figure, hand_over
from bench.on_kafka import environment_of
from bench.restarting import prepare
from infra.embedded.kafka import Broker, free_ports
from infra.event_log import kafka_topics
from infra.event_log.claim import ELECTED, Claim, Head
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.kafka_settings import KafkaSettings
from infra.object_store.snapshots import FolderSnapshots
from schemas.commands.account import OpenAccount
from schemas.partitions import EVENTS, PARTITIONS
from schemas.values import Tier
from studio.supervisor import Child, supervised

TIMES, RATE, ACCOUNTS, STEADY_S, RULED_S_MAX = 3, 200.0, 200, 3.0, 60.0
ALL = frozenset(range(PARTITIONS))


async def measure(folder: Path) -> list[Figure]:
    broker = Broker(folder / "broker")
    broker.start()
    try:
        settings = KafkaSettings(bootstrap_servers=broker.address, replication=1, in_sync=1)
        small = await _restarted(settings.model_copy(update={"prefix": "small-"}), folder / "small")
        group = [await _handed_over(settings.model_copy(update={"prefix": f"group-{turn}-"}), folder / f"group-{turn}") for turn in range(TIMES)]
        much = settings.model_copy(update={"prefix": "large-"})
        await _prepared(much, folder / "large")
        large = await _restarted(much, folder / "large")
    finally:
        broker.stop()
    return [
        Figure("takeover_restart_s", median(small), "s", 1),
        Figure("takeover_group_s", median(group), "s", 10),
        Figure("takeover_restart_with_100000_accounts_s", median(large), "s", 6),
        Figure("takeover_restore_s", median(large) - median(small), "s", 5),
    ]


async def _restarted(settings: KafkaSettings, folder: Path) -> list[float]:
    """Seconds from the kill until all partitions are ruled again, by the process that the supervisor begins; a few times."""
    waits = []
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(_log(settings))
        reigns = await stack.enter_async_context(_followed(log))
        child = _child(settings.model_copy(update={"instance": "decider"}), folder)
        await stack.enter_async_context(supervised([child]))
        await reigns.until_elected(ALL)
        await stack.enter_async_context(_beside(_load(log)))
        for _ in range(TIMES):
            await reigns.until_ruled(ALL)
            await asyncio.sleep(STEADY_S)
            waits.append(await _killed(child, reigns, ALL))
    return waits


async def _handed_over(settings: KafkaSettings, folder: Path) -> float:
    """Seconds from the kill until another member, who has a part of the partitions by then, rules those of the dead."""
    first, second = (_child(settings, folder / name) for name in ("first", "second"))
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(_log(settings))
        reigns = await stack.enter_async_context(_followed(log))
        stack.callback(_end, first, second)
        first.start()
        await reigns.until_elected(ALL)
        writer = reigns.writers[0]
        second.start()
        await reigns.until(lambda: len(reigns.held_by(writer)) == PARTITIONS // 2)
        await stack.enter_async_context(_beside(_load(log)))
        await reigns.until_ruled(ALL)
        await asyncio.sleep(STEADY_S)
        return await _killed(first, reigns, reigns.held_by(writer))


async def _killed(child: Child, reigns: Reigns, partitions: Collection[int]) -> float:
    assert child.process is not None
    reigns.forget(partitions)
    child.process.kill()
    begun = time.perf_counter()
    await reigns.until_ruled(partitions)
    return time.perf_counter() - begun


def _child(settings: KafkaSettings, folder: Path) -> Child:
    [port] = free_ports(1)
    return Child(module="decider", port=port, environment=environment_of(settings, folder, port), told=folder / "decider.log")


def _end(*children: Child) -> None:
    for child in children:
        if child.process is not None:
            child.process.kill()
            child.process.wait()


# --- who rules, as the log tells it


@dataclass(slots=True)
class Reigns:
    """Of each partition who was elected last, and whether anything was decided since."""

    writers: dict[int, str] = field(default_factory=dict)
    ruled: set[int] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def held_by(self, writer: str) -> frozenset[int]:
        return frozenset(number for number, one in self.writers.items() if one == writer)

    def forget(self, partitions: Collection[int]) -> None:
        """What the dead has decided must not count: only what follows the next election does."""
        for number in partitions:
            self.writers.pop(number, None)
            self.ruled.discard(number)

    async def until_elected(self, partitions: Collection[int]) -> None:
        await self.until(lambda: self.writers.keys() >= set(partitions))

    async def until_ruled(self, partitions: Collection[int]) -> None:
        await self.until(lambda: self.ruled >= set(partitions))

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(RULED_S_MAX):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def follow(self, log: EventLog) -> None:
        starts = {number: await log.end(EVENTS, number) for number in ALL}
        claims = {number: Claim(number, Head(next_offset=start, hash=None)) for number, start in starts.items()}
        async with aclosing(log.tail(EVENTS, starts)) as tail:
            async for batch in tail:
                for record in batch.records:
                    true = claims[batch.partition].check(record) is not None
                    if (writer := record.headers.get(ELECTED)) is not None:
                        self.writers[batch.partition] = writer
                        self.ruled.discard(batch.partition)
                    elif true and batch.partition in self.writers:
                        self.ruled.add(batch.partition)
                self.changed.set()


@asynccontextmanager
async def _log(settings: KafkaSettings) -> AsyncIterator[EventLog]:
    await kafka_topics.create(settings)
    log = await KafkaEventLog.open(settings)
    try:
        yield log
    finally:
        await log.close()


@asynccontextmanager
async def _followed(log: EventLog) -> AsyncIterator[Reigns]:
    reigns = Reigns()
    async with _beside(reigns.follow(log)):
        yield reigns


async def _load(log: EventLog) -> None:
    """RATE commands a second, of accounts in all partitions, until cancelled."""
    callers, names = Callers(log), [f"load_{number}" for number in range(ACCOUNTS)]
    async with _beside(callers.hear()):
        await asyncio.sleep(0.2)
        for name in names:
            await callers.ask(name, OpenAccount(tier=Tier.ENTERPRISE), "operator")
        await by_the_clock(callers, names, work("many"), 3_600.0, RATE)


@asynccontextmanager
async def _beside(doing: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(doing)
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _prepared(settings: KafkaSettings, folder: Path) -> None:
    """The state of the figure restart_s: 100,000 accounts, and a tail of 50,000 events."""
    async with _log(settings) as log:
        await prepare(log, FolderSnapshots(folder / "snapshots"))


def main() -> None:
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        hand_over(uvloop.run(measure(Path(folder))))


if __name__ == "__main__":
    main()
