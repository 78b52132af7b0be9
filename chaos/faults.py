"""What goes wrong, and when: drawn from a seed, done to the real processes.

The seed says what is done to whom, in which order and after which pauses; what the machine makes of it is its own.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chaos.history import History
from chaos.world import DECIDERS, KAFKA, MODULES, SESSION_S, World, servers_of
from schemas.errors import StudioError


class Kind(StrEnum):
    KILL = "kill"  # SIGKILL; it is begun again at once
    KILL_WRITING = "kill_writing"  # of a decider whose batches are on their way: they come to the log when its successor rules
    FREEZE = "freeze"  # SIGSTOP for longer than the session, then SIGCONT
    FREEZE_WRITING = "freeze_writing"  # the same of a decider whose batches are on their way
    BROKER = "broker"
    DATABASE = "database"
    NETWORK = "network"  # between one process and one server


class Trouble(StrEnum):
    """Of a connection; each lasts longer than the session."""

    CUT = "cut"  # all are reset, and every new one
    HALF_OPEN = "half_open"  # answers do not come, and nobody is told; then they come late
    DELAY = "delay"  # every piece comes 2 s late
    RESET = "reset"  # messages break off in their middle


SPARED = ("query_api", "chaos.workers", "decider")
"""Killed half as often as the others: nobody stands in for the first, the second is slow to begin again, the third is hit while it writes as well."""
STARTS, DELAY_S, RESETS = 3, 2.0, 20
SELDOM = 4
STANDING, PATIENCE_S = 0.6, 10.0
"""Before the next fault so many of the processes should have begun, and so long is waited for them: a studio that only ever begins shows
nothing. Where cores are free nobody waits for this."""
KILLS, PAUSES = (Kind.KILL, Kind.KILL_WRITING), (Kind.FREEZE, Kind.FREEZE_WRITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of what is done, and how many of which are needed for the run to say anything."""

    commands: int
    kills: int
    pauses: int
    brokers: int
    databases: int
    clients: int
    accounts: int
    processes: Sequence[str]
    gap_s: float  # between two faults, on average
    limit_s: float  # after which no new fault begins and no new request
    films: float  # the part of the requests that ask for one
    cells: int = 0  # of the network
    displaced: int = 0
    zombies: int = 0
    takeovers: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    kind: Kind
    target: str
    gap_s: float  # before it
    for_s: float  # that a process is stopped, or its network troubled
    server: str = ""  # of NETWORK: "kafka" or "database"
    trouble: Trouble | None = None


def plan(seed: int, size: Size) -> Iterator[Fault]:
    """In no order; after what was planned, kills without end, but seldom: then it is the clients' turn, who have not asked enough."""
    draw = random.Random(f"{seed} faults")
    writing_kills, writing_freezes = -(-size.kills // 5), -(-size.pauses * 2 // 3)
    kinds = [
        *[Kind.KILL] * (size.kills - writing_kills), *[Kind.KILL_WRITING] * writing_kills, *[Kind.FREEZE] * (size.pauses - writing_freezes),
        *[Kind.FREEZE_WRITING] * writing_freezes, *[Kind.BROKER] * size.brokers, *[Kind.DATABASE] * size.databases,
    ]  # fmt: skip
    faults = [*(_fault(draw, kind, size) for kind in kinds), *_cells(draw, size)]
    draw.shuffle(faults)
    yield from faults
    while True:
        more = _fault(draw, Kind.KILL, size)
        yield replace(more, gap_s=SELDOM * more.gap_s)


def _cells(draw: random.Random, size: Size) -> Iterator[Fault]:
    """Every way that there is before any comes twice, the troubles in turn."""
    ways = [(name, server) for name in size.processes for server in servers_of(name)]
    draw.shuffle(ways)
    for place in range(size.cells):
        name, server = ways[place % len(ways)]
        yield replace(_fault(draw, Kind.NETWORK, size), target=name, server=server, trouble=list(Trouble)[place % len(Trouble)])


def _fault(draw: random.Random, kind: Kind, size: Size) -> Fault:
    deciders = [name for name in size.processes if name in DECIDERS]
    others = [name for name in size.processes for _ in range(1 if MODULES[name] in SPARED else 2)]
    target = draw.choice(deciders if kind in (Kind.KILL_WRITING, Kind.FREEZE_WRITING) else others)
    return Fault(kind=kind, target=target, gap_s=size.gap_s * draw.uniform(0.5, 1.5), for_s=SESSION_S + draw.uniform(1.2, 2.5))


class Saboteur:
    """Does the faults. Those that take time run beside those that follow; a decider is left alone while the other one is frozen."""

    def __init__(self, world: World, history: History, seed: int, size: Size) -> None:
        self._world, self._history, self._size = world, history, size
        self._plan, self._random = plan(seed, size), random.Random(f"{seed} moments")
        self.done: Counter[Kind] = Counter()
        self.held = 0  # batches that were on their way when their writer was killed or frozen

    @property
    def kills(self) -> int:
        return sum(self.done[kind] for kind in KILLS)

    @property
    def pauses(self) -> int:
        return sum(self.done[kind] for kind in PAUSES)

    @property
    def enough(self) -> bool:
        size = self._size
        most = self.done[Kind.NETWORK] >= size.cells and self.kills >= size.kills and self.pauses >= size.pauses
        return most and self.done[Kind.BROKER] >= size.brokers and self.done[Kind.DATABASE] >= size.databases

    async def work(self, until: asyncio.Event) -> None:
        """Until told to stop; what is under way then is brought to its end."""
        async with asyncio.TaskGroup() as group:
            while not until.is_set():
                fault = next(self._plan)
                await _either(until, fault.gap_s)
                await self._stands()
                await self._room(fault)
                if not until.is_set():
                    group.create_task(self._do(fault))

    async def _room(self, fault: Fault) -> None:
        """Until nothing that is under way is in its way: servers one at a time, and never both deciders frozen."""
        processes, lock = self._world.processes, self._world.mending
        frozen = {name for name, one in processes.items() if one.frozen}
        while (lock.locked() and fault.kind is not Kind.KILL) or fault.target in frozen or (fault.target in DECIDERS and frozen & set(DECIDERS)):
            if fault.kind is Kind.KILL and not lock.locked():
                return  # who is frozen, or stands in for who is, can still be killed
            await asyncio.sleep(0.1)
            frozen = {name for name, one in processes.items() if one.frozen}

    async def _stands(self) -> None:
        """Until most have begun."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while await self._world.standing() < STANDING and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.25)

    async def _do(self, fault: Fault) -> None:
        self._history.note("fault", kind=fault.kind, target=fault.target, for_s=round(fault.for_s, 1), server=fault.server, trouble=fault.trouble)
        process = self._world.processes[fault.target]
        match fault.kind:
            case Kind.KILL:
                process.kill()
            case Kind.KILL_WRITING:
                await self._kill_writing(fault)
            case Kind.FREEZE:
                process.freeze()
                await asyncio.sleep(fault.for_s)
                process.thaw()
            case Kind.FREEZE_WRITING:
                await self._freeze_writing(fault)
            case Kind.BROKER:
                await self._restarted(self._world.broker.kill, self._world.broker.start)
            case Kind.DATABASE:
                await self._restarted(self._world.database.kill, self._world.database.start)
            case Kind.NETWORK:
                await self._trouble(fault)
        self.done[fault.kind] += 1

    async def _restarted(self, kill: Callable[[], None], start: Callable[[], None]) -> None:
        async with self._world.mending:
            await asyncio.to_thread(kill)
            await asyncio.sleep(self._random.uniform(0.0, 1.0))
            await _patiently(start)

    async def _trouble(self, fault: Fault) -> None:
        proxy = self._world.ways[fault.target, fault.server]
        match fault.trouble:
            case Trouble.CUT:
                proxy.cut()
            case Trouble.HALF_OPEN:
                proxy.half_open()
            case Trouble.DELAY:
                proxy.delay_s = DELAY_S
            case Trouble.RESET:
                proxy.reset_in_middle = RESETS
        try:
            await asyncio.sleep(fault.for_s)
        finally:
            proxy.heal()

    async def _kill_writing(self, fault: Fault) -> None:
        """Its successor is itself, begun again; what it wrote arrives when that one rules."""
        process, proxy = self._world.processes[fault.target], self._world.ways[fault.target, KAFKA]
        proxy.hold_writes()
        try:
            await asyncio.sleep(self._random.uniform(0.3, 0.8))
            process.kill()
            proxy.hold_no_more()
            await asyncio.sleep(self._random.uniform(2.5, 4.0))
        finally:
            self.held += proxy.let_writes_go()

    async def _freeze_writing(self, fault: Fault) -> None:
        """The other one takes its partitions over when the session is out; then what it had written arrives, before or after it wakes."""
        process, proxy = self._world.processes[fault.target], self._world.ways[fault.target, KAFKA]
        proxy.hold_writes()
        try:
            await asyncio.sleep(self._random.uniform(0.3, 0.8))
            process.freeze()
            await asyncio.sleep(fault.for_s)
            if self._random.random() < 0.5:
                process.thaw()
                await asyncio.sleep(self._random.uniform(0.0, 0.5))
        finally:
            self.held += proxy.let_writes_go()
            process.thaw()


async def _patiently(start: Callable[[], None]) -> None:
    """On a machine with much else to do a server may take longer than its own patience."""
    for _ in range(STARTS - 1):
        try:
            await asyncio.to_thread(start)
        except StudioError:
            continue
        return
    await asyncio.to_thread(start)


async def _either(event: asyncio.Event, timeout_s: float) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            await event.wait()
    except TimeoutError:
        pass
