"""A log in memory that behaves as badly as a broker, its network and its clients may: what is appended gets lost, lands late, twice or unanswered.

`Broker` is the world's: what it holds stays. `Client` is the EventLog of one process, and goes with it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from infra.event_log.claim import ELECTED
from infra.event_log.port import Assigned, Batch, Displaced, EventLog, NewRecord, Record, UnknownOutcome
from schemas.errors import PositionGone, Unavailable
from schemas.partitions import PARTITIONS
from tests.simulation.chance import Chance
from tests.simulation.machine import OUTSIDE, Process, State, arrived, current, later, loop

TRAVEL_S = (0.0005, 0.01)
ANSWER_S = 2.0
"""After which an append is given up."""
LATE_S = (0.5, 15.0)
SESSION_S = 6.0
HANDOVER_S = 2.0
WATCH_S = 1.0
Place = tuple[str, int]


class Broker:
    """`conditional`: a batch that does not lie where it says is not written (SQLite); else it lies elsewhere (Kafka). `epoch`: its time 0, in ms."""

    def __init__(self, chance: Chance, epoch: int, partitions: Sequence[int], *, conditional: bool) -> None:
        self.chance, self.epoch, self.partitions, self._conditional = chance, epoch, partitions, conditional
        self.records: dict[Place, list[Record]] = defaultdict(list)
        self.landed_at: dict[Place, list[int]] = defaultdict(list)  # of each record, when it came, by the one right clock
        self.away = False
        self.skew_ms: dict[int, int] = defaultdict(int)  # by partition: of the broker that stamps its commands
        self.group = Group(self)
        self._changed = asyncio.Event()

    def now(self) -> int:
        return self.epoch + round(loop().time() * 1000)

    def land(self, place: Place, records: Sequence[NewRecord], at: int | None) -> int:
        """Raises Displaced."""
        there, (topic, partition) = self.records[place], place
        base = len(there)
        displaced = at is not None and at != base
        if displaced:
            self.chance.seen["displaced"] += 1
        self.chance.saw("lands", topic, partition, base, len(records), at, records[0].headers.get("ce_id", ""))
        if not displaced or not self._conditional:
            stamp = self.now() + self.skew_ms[partition]
            for offset, new in enumerate(records, base):
                self.landed_at[place].append(self.now())
                there.append(Record(offset, stamp if new.time is None else new.time, new.key, new.value, new.headers))
            self.changed()
        if displaced:
            assert at is not None
            raise Displaced(at, len(there))
        return base

    def land_again(self, place: Place, records: Sequence[NewRecord], at: int | None) -> None:
        """What nobody waits for."""
        try:
            self.land(place, records, at)
        except Displaced:
            self.chance.seen["zombies"] += any(ELECTED not in one.headers for one in records)

    def changed(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        await self._changed.wait()


class Client:
    """An EventLog. `lingers_s`: how long its tail may let news gather."""

    def __init__(self, broker: Broker, lingers_s: float = 0.0) -> None:
        self._broker, self._chance, self._lingers_s = broker, broker.chance, lingers_s
        self.cut_off = False
        self._last: dict[Place, float] = defaultdict(float)  # when the batch before it arrives: a client's own do not overtake each other

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        await current().gate()
        chance, place = self._chance, (topic, partition)
        if self._away() or chance.happens("append_refused"):
            await self._travels()
            raise Unavailable("the broker cannot be reached")
        if chance.happens("append_lost"):
            await self._nobody_answers("lost", place)
        if chance.happens("append_late"):
            later(chance.between(*LATE_S), self._broker.land_again, place, records, at)
            await self._nobody_answers("late", place)
        if chance.happens("append_twice"):
            later(chance.between(*LATE_S), self._broker.land_again, place, records, at)
        unanswered = chance.happens("append_unanswered")
        base: int = await arrived(self._in_order(place), self._broker.land, place, records, at)
        if unanswered:
            await self._nobody_answers("unanswered", place)
        await self._travels()
        return base

    def _in_order(self, place: Place) -> float:
        now = loop().time()
        self._last[place] = max(self._last[place], now + self._chance.between(*TRAVEL_S))
        return self._last[place] - now

    async def _nobody_answers(self, why: str, place: Place) -> None:
        await asyncio.sleep(self._chance.between(0.05, ANSWER_S))
        self._chance.saw("unknown", current(), why, *place)
        raise UnknownOutcome(why)

    def _away(self) -> bool:
        return self.cut_off or self._broker.away

    async def _travels(self) -> None:
        await asyncio.sleep(self._chance.between(*TRAVEL_S))

    async def read(self, topic: str, partition: int, offset: int, limit: int = 1000) -> Sequence[Record]:
        """At times fewer than there are: a fetch of Kafka ends where it likes."""
        await self._asks()
        there = self._broker.records[topic, partition]
        if not 0 <= offset <= len(there):
            raise PositionGone(f"{topic} {partition} ends at {len(there)}, before {offset}.", offset=offset, end=len(there))
        return self._some(there[offset : offset + limit])

    def _some(self, records: Sequence[Record]) -> Sequence[Record]:
        draw = self._chance.draw
        return records[: draw.randint(1, len(records))] if records and draw.random() < 0.3 else records

    async def end(self, topic: str, partition: int) -> int:
        await self._asks()
        return len(self._broker.records[topic, partition])

    async def _asks(self) -> None:
        await current().gate()
        await self._travels()
        if self._away() or self._chance.happens("read_refused"):
            raise Unavailable("the broker cannot be reached")

    async def tail(self, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[Batch, None]:
        """Partitions overtake each other, and a batch comes in as many parts as it likes."""
        at = dict(starts)
        for partition, offset in at.items():
            if offset > len(self._broker.records[topic, partition]):
                raise PositionGone(f"{topic} {partition} ends before {offset}.", offset=offset)
        while True:
            while fresh := [p for p, offset in at.items() if len(self._broker.records[topic, p]) > offset]:
                await self._travels()
                if self._away() or self._chance.happens("tail_broken"):
                    raise Unavailable("the broker has closed the connection")
                partition = self._chance.draw.choice(fresh)
                new = self._broker.records[topic, partition][at[partition] :]
                part = self._some(new)
                at[partition] += len(part)
                yield Batch(partition, part)
            await self._broker.change()
            if self._lingers_s:
                await asyncio.sleep(self._chance.between(0.0, self._lingers_s))

    @asynccontextmanager
    async def owner(self, group: str, assigned: Assigned, revoked: Assigned) -> AsyncIterator[None]:
        member = self._broker.group.join(Member(current(), assigned, revoked))
        try:
            yield
        finally:
            self._broker.group.leave(member)
            await revoked(frozenset(member.owned))

    async def close(self) -> None:
        pass


class Calm(Client):
    """Of the world itself: for those who look at what is there."""

    async def _asks(self) -> None:
        pass

    def _some(self, records: Sequence[Record]) -> Sequence[Record]:
        return records


_: type[EventLog] = Client


@dataclass(slots=True, eq=False)
class Member:
    process: Process
    assigned: Assigned
    revoked: Assigned
    owned: set[int] = field(default_factory=set)  # as the group has it
    believes: set[int] = field(default_factory=set)  # as it was told
    taken_for_dead: bool = False
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def silent(self) -> bool:
        return self.process.state is not State.RUNNING

    def can_own(self) -> bool:
        return not self.taken_for_dead and self.process.alive

    async def give(self, partition: int) -> None:
        """Never twice without taking it back between."""
        await self.take(partition)
        async with self.one_by_one:
            if partition in self.owned:
                self.believes.add(partition)
                await self.assigned(frozenset({partition}))

    async def take(self, *partitions: int) -> None:
        async with self.one_by_one:
            if gone := self.believes & set(partitions):
                self.believes -= gone
                await self.revoked(frozenset(gone))


class Group:
    """Who decides which partition: for liveness only, and wrongly at times. A member that slept through its session hears of it when it wakes."""

    def __init__(self, broker: Broker) -> None:
        self._broker, self.members = broker, list[Member]()
        self._handing_over: set[asyncio.Task[None]] = set()

    def join(self, member: Member) -> Member:
        self.members.append(member)
        return member

    def leave(self, member: Member) -> None:
        if member in self.members:
            self.members.remove(member)

    async def watch(self) -> None:
        """For ever."""
        while True:
            for member in list(self.members):
                self._look_at(member)
            self._give_what_is_free()
            await asyncio.sleep(WATCH_S)

    def _look_at(self, member: Member) -> None:
        if member.silent and not member.taken_for_dead and loop().time() - member.process.since > SESSION_S:
            member.taken_for_dead = True
            member.owned.clear()
            self._broker.chance.saw("taken for dead", member.process)
        elif member.taken_for_dead and not member.silent:
            member.taken_for_dead = False
            member.process.run(member.take(*range(PARTITIONS)))
        elif not member.silent and not member.process.alive:
            self.leave(member)

    def _give_what_is_free(self) -> None:
        candidates = [one for one in self.members if one.can_own()]
        held = {partition for one in self.members for partition in one.owned}
        for partition in self._broker.partitions:
            if partition not in held and candidates:
                self._give(partition, self._broker.chance.draw.choice(candidates))

    def _give(self, partition: int, member: Member) -> None:
        member.owned.add(partition)
        self._broker.chance.saw("gives", partition, member.process)
        member.process.run(member.give(partition))

    def move(self, *, tell: bool) -> None:
        """A partition to another member; with `tell` after the one before has let it go, else behind its back."""
        candidates = [one for one in self.members if one.can_own()]
        if not (owners := [one for one in candidates if one.owned]) or len(candidates) < 2:
            return
        draw = self._broker.chance.draw
        before = draw.choice(owners)
        after = draw.choice([one for one in candidates if one is not before])
        partition = draw.choice(sorted(before.owned))
        before.owned.discard(partition)
        self._broker.chance.saw("moves", partition, before.process, after.process, tell)
        if tell:
            after.owned.add(partition)
            gone = before.process.run(before.take(partition))
            self._handing_over.add(handing := loop().create_task(self._hand_over(gone, partition, after), context=OUTSIDE.copy()))
            handing.add_done_callback(self._handing_over.discard)
        else:
            self._give(partition, after)
            later(draw.uniform(1.0, 12.0), self._tell_late, before, partition)

    async def _hand_over(self, gone: asyncio.Task[None], partition: int, after: Member) -> None:
        await asyncio.wait({gone}, timeout=HANDOVER_S)
        if partition in after.owned:
            after.process.run(after.give(partition))

    def _tell_late(self, member: Member, partition: int) -> None:
        if member in self.members and partition not in member.owned:
            member.process.run(member.take(partition))
