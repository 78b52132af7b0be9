"""Streams in memory between processes that sleep and die: groups with sessions and offsets, listeners, messages that come twice or never.

`Lines` is the world's; `Ends` is the Streams of one process. Every record goes through the product's own `handle`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from infra.streams.handling import Place, handle
from infra.streams.messages import TYPE, Message, StreamRecord, encode
from infra.streams.port import TOPICS, Parked, Streams, Subscription
from schemas.errors import Unavailable
from schemas.partitions import murmur2
from tests.simulation.chance import Chance
from tests.simulation.machine import Process, State, arrived, current, later, loop

TRAVEL_S = (0.0005, 0.01)
SESSION_S = 6.0
LATE_S = 15.0
LEAVE_S = 5.0
WATCH_S = 1.0


@dataclass(slots=True, eq=False)
class Member:
    """One running subscription; a Membership."""

    lines: Lines
    process: Process
    subscription: Subscription
    partitions: frozenset[int] = frozenset()
    missed: int = 0
    leaving: bool = False
    taken_for_dead: bool = False
    next: dict[int, int] = field(default_factory=dict)  # by partition, of what it has in hand or will take
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def caught_up(self) -> None:
        ends = {p: self.lines.end(self.subscription.topic, p) for p in self.partitions}
        await current().gate()
        if self.lines.away:
            raise Unavailable("the streams are away")
        while any(p in self.partitions and self.next.get(p, 0) < end for p, end in ends.items()):
            self.news.clear()
            await self.news.wait()

    async def pump(self) -> None:
        while not self.leaving:
            if not await self._take_one():
                self.news.clear()
                await self.news.wait()

    async def _take_one(self) -> bool:
        topic = self.subscription.topic
        waiting = [p for p in sorted(self.partitions) if self.next.get(p, 0) < self.lines.end(topic, p)]
        if not waiting or self.lines.away:
            return False
        p = self.lines.chance.draw.choice(waiting)
        offset = self.next.get(p, 0)
        record = self.lines.records[topic, p][offset]
        if self.subscription.ack_first and not await self._acknowledged(p, offset + 1):
            return True
        await handle(self.subscription, Place(partition=p, offset=offset), record, self.lines)
        if self.subscription.group is not None and not self.subscription.ack_first:
            if self.lines.chance.happens("message_again"):
                return True
            await self._acknowledged(p, offset + 1)
        if self.next.get(p) == offset:
            self.next[p] = offset + 1
        self.news.set()  # who waits to be caught up
        return True

    async def _acknowledged(self, p: int, offset: int) -> bool:
        """False: the partition is another's by now."""
        await current().gate()
        await arrived(self.lines.chance.between(*TRAVEL_S), lambda: None)
        if p not in self.partitions:
            return False
        committed = self.lines.committed[self.subscription.topic, self.subscription.group or ""]
        committed[p] = self.next[p] = max(committed[p], offset)
        return True


class Lines:
    """All topics; and the parking of all."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.records: dict[tuple[str, int], list[StreamRecord]] = defaultdict(list)
        self.committed: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.members: dict[tuple[str, str], list[Member]] = defaultdict(list)
        self.listeners: dict[str, list[Member]] = defaultdict(list)
        self.parked: list[Parked] = []
        self.away = False

    async def park(self, parked: Parked) -> None:
        self.chance.saw("parks", parked.topic, parked.record.headers.get(TYPE, ""))
        self.parked.append(parked)

    def end(self, topic: str, p: int) -> int:
        return len(self.records[topic, p])

    def put(self, topic: str, p: int, record: StreamRecord) -> None:
        self.records[topic, p].append(record)
        if self.chance.happens("message_twice"):
            later(self.chance.between(0.0, LATE_S), self.put, topic, p, record)
        self.chance.saw("says", topic, p, record.headers.get(TYPE, ""), record.key)
        for member in [*self.listeners[topic], *(one for (name, _), members in self.members.items() if name == topic for one in members)]:
            member.news.set()

    async def watch(self) -> None:
        """For ever: who has died or sleeps gives its partitions to the others."""
        while True:
            for (topic, group), members in self.members.items():
                if self._look_at(members):
                    self.rebalance(topic, group)
            for listeners in self.listeners.values():
                listeners[:] = [one for one in listeners if one.process.state is not State.DEAD]
            await asyncio.sleep(WATCH_S)

    def _look_at(self, members: list[Member]) -> bool:
        changed = False
        for member in members:
            silent = member.process.state is not State.RUNNING and loop().time() - member.process.since > SESSION_S
            if silent != member.taken_for_dead:
                member.taken_for_dead, changed = silent, True
        return changed

    def rebalance(self, topic: str, group: str) -> None:
        """Evenly, in order of arrival."""
        members = [one for one in self.members[topic, group] if not one.taken_for_dead]
        for one in self.members[topic, group]:
            number = members.index(one) if one in members else -1
            mine = frozenset(range(number, TOPICS[topic], len(members))) if number >= 0 else frozenset()
            one.next = {p: one.next[p] if p in one.partitions else self.committed[topic, group][p] for p in sorted(mine)}
            one.partitions = mine
            one.news.set()
        self.chance.saw("shares", topic, *(one.process for one in members))


class Ends:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    async def publish(self, topic: str, message: Message, *, key: str = "", partition: int | None = None) -> None:
        await self.append(topic, encode(message, key), partition)

    async def append(self, topic: str, record: StreamRecord, partition: int | None = None) -> None:
        await current().gate()
        lines = self._lines
        travel = lines.chance.between(*TRAVEL_S)
        if lines.away or lines.chance.happens("stream_refused"):
            await asyncio.sleep(travel)
            raise Unavailable("the streams are away")
        p = murmur2(record.key.encode()) % TOPICS[topic] if partition is None else partition
        if lines.chance.happens("message_lost"):
            await asyncio.sleep(travel)
        else:
            await arrived(travel, lines.put, topic, p, record)

    @asynccontextmanager
    async def join(self, subscription: Subscription) -> AsyncIterator[Member]:
        member = self._enter(subscription)
        try:
            async with asyncio.TaskGroup() as tasks:
                pump = tasks.create_task(member.pump())
                try:
                    yield member
                finally:
                    await self._leave(member, pump)
        finally:
            self._forget(member)

    def _enter(self, subscription: Subscription) -> Member:
        lines, topic = self._lines, subscription.topic
        member = Member(lines, current(), subscription)
        if subscription.group is None:
            member.partitions = frozenset(range(TOPICS[topic]))
            member.next = {p: lines.end(topic, p) for p in member.partitions}
            lines.listeners[topic].append(member)
        else:
            lines.members[topic, subscription.group].append(member)
            lines.rebalance(topic, subscription.group)
        return member

    async def _leave(self, member: Member, pump: asyncio.Task[None]) -> None:
        self._forget(member)
        member.news.set()
        _, late = await asyncio.wait({pump}, timeout=LEAVE_S)
        for one in late:
            one.cancel()

    def _forget(self, member: Member) -> None:
        if member.leaving:
            return
        member.leaving = True
        lines, subscription = self._lines, member.subscription
        if subscription.group is None:
            lines.listeners[subscription.topic] = [one for one in lines.listeners[subscription.topic] if one is not member]
        else:
            lines.members[subscription.topic, subscription.group].remove(member)
            member.partitions = frozenset()
            lines.rebalance(subscription.topic, subscription.group)


_: type[Streams] = Ends
