"""Streams inside one process: bounded partitions in memory, consumer groups and listeners; gone with the process, which the leases forgive."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from infra.streams.handling import Place, handle
from infra.streams.messages import Message, StreamRecord, encode
from infra.streams.port import TOPICS, Parking, Subscription
from schemas.errors import Invalid, Overloaded
from schemas.partitions import murmur2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    records_max: int = 1_000  # kept in a partition; a publisher waits for a slow group, a slow listener misses the oldest
    room_wait_s: float = 5.0  # that a publisher waits before it is refused
    leave_s: float = 5.0  # that the record in hand may still take when its member leaves


class _Partition:
    """A short log: records from `base` on, and something to wait for."""

    def __init__(self) -> None:
        self.base = 0
        self.records: deque[StreamRecord] = deque()
        self._changed = asyncio.Event()

    @property
    def end(self) -> int:
        return self.base + len(self.records)

    def poke(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        await self._changed.wait()

    def drop_before(self, offset: int) -> None:
        while self.records and self.base < offset:
            self.records.popleft()
            self.base += 1


class _Cursor:
    """How far a group has come in a partition. Its lock lets a new owner begin only when the one before has finished the record in hand."""

    def __init__(self, committed: int) -> None:
        self.committed = committed
        self.lock = asyncio.Lock()


class _Group:
    def __init__(self, *, listens: bool) -> None:
        self.listens = listens  # does not hold publishers back
        self.cursors: dict[int, _Cursor] = {}
        self.members: list[_Member] = []

    def rebalance(self, partitions: int) -> None:
        """Spread the partitions evenly; a member keeps what it has as far as that is fair."""
        owned: set[int] = set()
        shares: list[int] = []
        for i, member in enumerate(self.members):
            share = partitions // len(self.members) + (i < partitions % len(self.members))
            member.partitions = frozenset(sorted(member.partitions - owned)[:share])
            owned |= member.partitions
            shares.append(share)
        free = [p for p in range(partitions) if p not in owned]
        for member, share in zip(self.members, shares, strict=True):
            more, free = free[: share - len(member.partitions)], free[share - len(member.partitions) :]
            member.partitions |= frozenset(more)


class _Topic:
    def __init__(self, name: str) -> None:
        self.name = name
        self.partitions = [_Partition() for _ in range(TOPICS[name])]
        self.groups: dict[str, _Group] = {}
        self.listeners: list[_Group] = []

    def slowest(self, p: int) -> int | None:
        """The offset that some group with members has yet to handle; None: nobody holds this partition back."""
        return min((group.cursors[p].committed for group in self.groups.values() if group.members), default=None)

    def forget_handled(self, p: int) -> None:
        """Drop what every group has handled. Without a group all is kept, for the first one that comes."""
        if (slowest := self.slowest(p)) is not None:
            self.partitions[p].drop_before(min([slowest, *(group.cursors[p].committed for group in self.listeners)]))

    def poke(self) -> None:
        for partition in self.partitions:
            partition.poke()


class _Member:
    """One running subscription; a Membership."""

    def __init__(self, topic: _Topic, group: _Group, subscription: Subscription) -> None:
        self.topic, self.group, self.subscription = topic, group, subscription
        self.partitions: frozenset[int] = frozenset()
        self.missed = 0
        self.leaving = False

    def holds(self, p: int) -> bool:
        return p in self.partitions and not self.leaving

    async def caught_up(self) -> None:
        for p, end in [(p, self.topic.partitions[p].end) for p in self.partitions]:
            while self.holds(p) and self.group.cursors[p].committed < end:
                await self.topic.partitions[p].change()


class EmbeddedStreams:
    """All of its users run in one event loop."""

    def __init__(self, parking: Parking, limits: Limits | None = None) -> None:
        self._parking = parking
        self._limits = limits or Limits()
        self._topics = {name: _Topic(name) for name in TOPICS}

    async def publish(self, topic: str, message: Message, *, key: str = "", partition: int | None = None) -> None:
        await self.append(topic, encode(message, key), partition)

    async def append(self, topic: str, record: StreamRecord, partition: int | None = None) -> None:
        there = self._topics[topic]
        p = murmur2(record.key.encode()) % len(there.partitions) if partition is None else partition
        if p not in range(len(there.partitions)):
            raise Invalid(f"{topic} has {len(there.partitions)} partitions, and none with the number {p}.")
        await self._room(there, p)
        there.partitions[p].records.append(record)
        there.partitions[p].poke()

    async def _room(self, topic: _Topic, p: int) -> None:
        """Make room for one more record, or wait until those who must not miss any have handled some."""
        partition = topic.partitions[p]
        try:
            async with asyncio.timeout(self._limits.room_wait_s):
                while len(partition.records) >= self._limits.records_max:
                    slowest = topic.slowest(p)
                    partition.drop_before(partition.base + 1 if slowest is None else slowest)
                    if len(partition.records) >= self._limits.records_max:
                        await partition.change()
        except TimeoutError:
            raise Overloaded(f"{topic.name}:{p} holds {len(partition.records)} records that nobody has handled.") from None

    @contextlib.asynccontextmanager
    async def join(self, subscription: Subscription) -> AsyncIterator[_Member]:
        member = self._enter(subscription)
        try:
            async with asyncio.TaskGroup() as tasks:
                pumps = [tasks.create_task(self._pump(member, p)) for p in range(len(member.topic.partitions))]
                try:
                    yield member
                finally:
                    await self._leave(member, pumps)
        finally:
            self._forget(member)

    def _enter(self, subscription: Subscription) -> _Member:
        topic = self._topics[subscription.topic]
        if subscription.group is None:
            group = _Group(listens=True)
            topic.listeners.append(group)
        else:
            group = topic.groups.setdefault(subscription.group, _Group(listens=False))
        for p, partition in enumerate(topic.partitions):
            group.cursors.setdefault(p, _Cursor(partition.end if group.listens else partition.base))
        member = _Member(topic, group, subscription)
        group.members.append(member)
        group.rebalance(len(topic.partitions))
        topic.poke()
        return member

    async def _leave(self, member: _Member, pumps: list[asyncio.Task[None]]) -> None:
        self._forget(member)
        _, late = await asyncio.wait(pumps, timeout=self._limits.leave_s)
        for pump in late:
            pump.cancel()

    def _forget(self, member: _Member) -> None:
        if member.leaving:
            return
        member.leaving = True
        member.group.members.remove(member)
        if member.group.members:
            member.group.rebalance(len(member.topic.partitions))
        elif member.group.listens:
            member.topic.listeners.remove(member.group)
        member.topic.poke()

    async def _pump(self, member: _Member, p: int) -> None:
        partition, cursor = member.topic.partitions[p], member.group.cursors[p]
        while not member.leaving:
            if not member.holds(p):
                await partition.change()
                continue
            async with cursor.lock:
                while member.holds(p):
                    await self._next(member, p, partition, cursor)

    async def _next(self, member: _Member, p: int, partition: _Partition, cursor: _Cursor) -> None:
        """Handle the next record of a partition, or wait for one."""
        if cursor.committed < partition.base:
            member.missed += partition.base - cursor.committed
            cursor.committed = partition.base
        if cursor.committed == partition.end:
            await partition.change()
            return
        offset = cursor.committed
        record = partition.records[offset - partition.base]
        if member.subscription.ack_first:
            self._commit(member.topic, p, cursor, offset + 1)
        await handle(member.subscription, Place(partition=p, offset=offset), record, self._parking)
        if not member.subscription.ack_first:
            self._commit(member.topic, p, cursor, offset + 1)

    def _commit(self, topic: _Topic, p: int, cursor: _Cursor, offset: int) -> None:
        cursor.committed = max(cursor.committed, offset)
        topic.forget_handled(p)
        topic.partitions[p].poke()
