"""A subscription that runs on Kafka: a pump for each of its partitions, which handles one record after the other and says how far it has come.

A pump asks only for its own partition, so a slow one holds back no other, and what waits in memory is one batch of each.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, ConsumerStoppedError, IllegalStateError, KafkaError

from infra.pause import Pause
from infra.streams.handling import Place, handle
from infra.streams.kafka_records import stream_record
from infra.streams.messages import Message
from infra.streams.port import Parking, Subscription
from schemas.errors import Unavailable

log = logging.getLogger(__name__)

POLL_MS = 30_000
BATCH_MAX = 100  # records of a partition in hand
COMMIT_S = 0.1  # between two commits while a batch is handled: what a killed member has done since comes again
ENDS_S = 5.0
LAST_COMMIT_S = 1.0  # a broker that is away keeps nobody from leaving: what was handled since the commit before comes again

Observed = Callable[[Any, Message], Awaitable[None]]
"""The handler, with whatever watches it around it; gets the record as Kafka has it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every pump of a membership needs."""

    subscription: Subscription
    parking: Parking
    consumer: AIOKafkaConsumer
    hear: Observed
    missed: Callable[[int], None]
    poke: Callable[[], None]


class _Pump:
    """The records of one partition, from the time that it is ours until it is not."""

    def __init__(self, run: Run, there: TopicPartition) -> None:
        self._run, self._there = run, there
        self.handled = -1  # the offset before which all is; -1: it is not known yet where to begin
        self._committed = -1
        self._committed_at = 0.0
        self._released = asyncio.Event()
        self._waiting = False
        self.task: asyncio.Task[None]

    def release(self) -> None:
        """The record in hand is finished, and none is begun."""
        self._released.set()
        if self._waiting:
            self.task.cancel()

    async def pump(self) -> None:
        """Raises what a bug of the handler raises, Unavailable when the streams cannot be read or committed to."""
        try:
            self._stands_at(await self._asked(lambda: self._run.consumer.position(self._there)))
            self._committed = self.handled
            while not self._released.is_set():
                for record in await self._next():
                    if self._released.is_set() or not await self._take(record):
                        break
                else:
                    await self._commit(self.handled)
        finally:
            await self._commit_last()

    async def _next(self) -> Sequence[Any]:
        most = 1 if self._run.subscription.ack_first else BATCH_MAX
        batch = await self._asked(lambda: self._run.consumer.getmany(self._there, timeout_ms=POLL_MS, max_records=most))
        return batch.get(self._there, ()) if batch else ()

    async def _asked(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        """None when the partition is not ours any more."""
        pause = Pause()
        while True:
            self._waiting = True
            try:
                return await ask()
            except (ConsumerStoppedError, IllegalStateError):
                self._released.set()
                return None
            except KafkaError as error:
                if not error.retriable:
                    raise Unavailable(f"{self._there.topic} cannot be read: {error!r}.") from error
                log.warning("%s cannot be read: %r", self._there, error)
                await pause.take()
            finally:
                self._waiting = False

    async def _take(self, record: Any) -> bool:
        """False: it was not handled, and is for whoever comes next."""
        if self.handled < record.offset:
            self._run.missed(record.offset - self.handled)
        if self._run.subscription.ack_first and not await self._commit(record.offset + 1):
            return False
        place = Place(partition=self._there.partition, offset=record.offset)
        run = self._run
        if not await handle(
            run.subscription, place, stream_record(record), run.parking, hear=lambda message: run.hear(record, message), released=self._released
        ):
            return False
        self._stands_at(record.offset + 1)
        if not self._released.is_set() and asyncio.get_running_loop().time() - self._committed_at >= COMMIT_S:
            await self._commit(self.handled)
        return True

    def _stands_at(self, offset: int | None) -> None:
        if offset is not None:
            self.handled = offset
        self._run.poke()

    async def _commit_last(self) -> None:
        try:
            async with asyncio.timeout(LAST_COMMIT_S):
                await self._commit(self.handled)
        except (TimeoutError, Unavailable) as error:
            log.warning("%s: the last commit did not arrive: %r", self._there, error)

    async def _commit(self, offset: int) -> bool:
        """False: the group has given the partition to somebody else."""
        if self._run.subscription.group is None or offset <= self._committed:
            return True
        self._waiting = not self._run.subscription.ack_first  # one that is cut off is made again as the last
        try:
            await self._run.consumer.commit({self._there: offset})
        except (CommitFailedError, IllegalStateError, ConsumerStoppedError) as error:
            log.info("%s is not ours any more: %r", self._there, error)
            self._committed = offset  # as far as it is ours to say
            self._released.set()
            return False
        except KafkaError as error:
            raise Unavailable(f"{self._there.topic} cannot be committed to: {error!r}.") from error
        finally:
            self._waiting = False
        self._committed, self._committed_at = offset, asyncio.get_running_loop().time()
        return True


class Member(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """A Membership. Its callbacks are called by the client, which swallows what they raise."""

    def __init__(self, subscription: Subscription, parking: Parking, hear: Observed, leave_s: float) -> None:
        self._subscription, self._parking, self._hear, self._leave_s = subscription, parking, hear, leave_s
        self.missed = 0
        self._ours: frozenset[TopicPartition] = frozenset()
        self._pumps: dict[int, _Pump] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._consumer: AIOKafkaConsumer
        self.settled = asyncio.Event()  # the group is not being shared out anew
        self._shares = 0  # how often it was
        self._changed = asyncio.Event()

    @property
    def partitions(self) -> frozenset[int]:
        return frozenset(self._pumps)

    async def caught_up(self) -> None:
        while True:
            await self.settled.wait()
            shares, ends = self._shares, await self._ends()
            while self.settled.is_set() and any(self._pumps[p].handled < end for p, end in ends.items() if p in self._pumps):
                await self._changed.wait()
            if self.settled.is_set() and self._shares == shares:
                return

    async def _ends(self) -> dict[int, int]:
        there = [one for one in self._ours if one.partition in self._pumps]
        if not there:
            return {}
        try:
            async with asyncio.timeout(ENDS_S):
                ends = await self._consumer.end_offsets(there)
        except (KafkaError, OSError, TimeoutError, IllegalStateError) as error:
            raise Unavailable(f"{self._subscription.topic} does not say where it ends: {error!r}.") from error
        return {one.partition: end for one, end in ends.items()}

    # --- its life

    async def begin(self, consumer: AIOKafkaConsumer) -> None:
        """Wait until it is known which partitions are ours and, for a listener, where each of them ends now."""
        self._consumer = consumer
        if self._subscription.group is None:
            self._ours = frozenset(consumer.assignment())
            for one in self._ours:
                await consumer.position(one)
            self.settled.set()
        await self.settled.wait()

    @asynccontextmanager
    async def pumping(self) -> AsyncIterator[None]:
        """On leaving, the records in hand are finished, or given back when that takes too long."""
        async with asyncio.TaskGroup() as self._tasks:
            self._start(self._ours)
            try:
                yield
            finally:
                self._tasks = None
                await self._stop()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._ours = frozenset(assigned)
        self._shares += 1
        if self._tasks is not None:
            self._start(self._ours)
        self.settled.set()
        self._poke()

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002 - all are taken, and given out anew
        self._ours = frozenset()
        self.settled.clear()
        self._poke()
        await self._stop()

    def _start(self, ours: frozenset[TopicPartition]) -> None:
        assert self._tasks is not None
        run = Run(
            subscription=self._subscription, parking=self._parking, consumer=self._consumer, hear=self._hear, missed=self._count, poke=self._poke
        )
        for one in ours:
            pump = self._pumps[one.partition] = _Pump(run, one)
            pump.task = self._tasks.create_task(pump.pump())

    async def _stop(self) -> None:
        pumps, self._pumps = list(self._pumps.values()), {}
        for pump in pumps:
            pump.release()
        if pumps:
            _, late = await asyncio.wait([pump.task for pump in pumps], timeout=self._leave_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _count(self, records: int) -> None:
        self.missed += records

    def _poke(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
