"""A whole studio on one machine in virtual time: who takes part, what chance does to them, and how all of it is healed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decider.process import Decider
from decider.snapshots import take
from gpu_consumers.crew import new_worker
from gpu_consumers.engines.port import Output, Report
from gpu_consumers.protocol import Broken, Request
from gpu_consumers.worker import WorkerSettings
from infra.commands import sender
from infra.event_log.claim import Claim
from infra.event_log.port import NewRecord
from projections.catalogue import PROJECTIONS
from projections.rebuilding import rebuild
from projections.runner import Runner
from router.checkpoint import CheckpointFile
from router.process import Router
from schemas.envelope import Recorded
from schemas.errors import StudioError, Unavailable
from schemas.events.job import JobRequested
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import WorkClass
from studio.verify.invariants import ENDINGS
from tests.gpu_consumers.tiny_engines import Tiny, tiny
from tests.simulation.broker import Broker, Client
from tests.simulation.chance import Chance
from tests.simulation.crowd import Crowd
from tests.simulation.machine import PROCESS, Process, State, current, later, loop
from tests.simulation.rows import Rows
from tests.simulation.store import Blobs, Snapshots
from tests.simulation.streams import Ends, Lines
from tests.support.deciding import Watch
from tests.support.pocket_studio import NOON

ACCOUNTS = ("acc_1", "acc_2", "acc_7", "acc_12")
SNAPSHOT_EVENTS = 20
LINGERS_S = 3.0  # of a projector, whose transactions cost more than all else
PLAYED = ("killed", "left", "frozen", "moved", "shared", "cut_off", "clock_jumps", "snapshot_spoilt", "rebuilt", "garbage")
RESTART_S = (0.2, 8.0)
ASLEEP_S, LONG_S = (0.3, 10.0), (10.0, 40.0)  # on both sides of every session, and of the silence that ends a lease
WORKER = WorkerSettings(time_limit_s=30.0)


@dataclass(slots=True, eq=False)
class Role:
    """Something that is started again whenever it has died."""

    name: str
    main: Callable[[Client], Coroutine[Any, Any, None]]
    process: Process
    client: Client
    restart_at: float | None = None
    born: int = 0


class Deciding(Watch):
    """All deciders tell one observer."""

    def __init__(self, chance: Chance) -> None:
        super().__init__()
        self._chance = chance

    def took_over(self, partition: int, events: int) -> None:
        self._chance.seen["takeovers"] += 1
        self._chance.saw("takes over", current(), partition, events)


class Renders:
    """A Renderer that takes its time, and breaks now and then."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    async def render(self, request: Request, report: Report) -> Output | Broken:
        self._chance.saw("renders", current(), request.work.task_id)
        await asyncio.sleep(self._chance.between(0.05, 1.0))
        report(0.5)
        await current().gate()
        if self._chance.happens("render_breaks"):
            return Broken(code="engine_crashed", message="The engine's process died (SIGKILL).", transient=True)
        return Tiny().write(request.work, report, "")

    async def stop(self) -> None:
        pass


class World:
    def __init__(self, chance: Chance, rows: Rows, folder: Path) -> None:
        self.chance, self.rows, self._folder = chance, rows, folder
        draw = chance.draw
        self.accounts = draw.sample(ACCOUNTS, 2)
        self.partitions = sorted({partition_of(account) for account in self.accounts})
        self.broker = Broker(chance, NOON, self.partitions, conditional=draw.random() < 0.25)
        self.lines = Lines(chance)
        self.snapshots, self.blobs = Snapshots(chance), Blobs(folder / "blobs")
        self.watch = Deciding(chance)
        self.projections = tuple(draw.sample(PROJECTIONS, 2))
        self.crowd = Crowd(Client(self.broker), chance, self.accounts, films=1)
        self.deciders: dict[str, Decider] = {}
        self.runners: dict[str, Runner] = {}
        self.processes: list[Process] = []
        self.roles: list[Role] = []
        self.garbage = 0
        self.claims = {partition: Claim(partition) for partition in self.partitions}
        self.events: dict[int, list[Recorded[Any]]] = {partition: [] for partition in self.partitions}
        self.open_jobs: set[str] = set()
        self._projector_died = False

    # --- who takes part

    def begin(self) -> None:
        draw = self.chance.draw
        for name, main, count in (
            ("decider", self._decide, 2),
            ("projector", self._project, draw.choice([1, 1, 1, 2])),
            ("router", self._route, draw.choice([1, 2])),
        ):
            for number in range(count):
                self._add(f"{name}{number}", main)
        for work_class in WorkClass:
            for number in range(2 if work_class is WorkClass.VIDEO else 1):
                self._add(f"{work_class}{number}", self._work(work_class))
        people = Process("people")
        self.processes.append(people)
        people.start(self.crowd.act())

    def _add(self, name: str, main: Callable[[Client], Coroutine[Any, Any, None]]) -> None:
        role = Role(name, main, Process(name), Client(self.broker))
        self.roles.append(role)
        self._start(role)

    def _start(self, role: Role) -> None:
        role.born += 1
        role.process, role.restart_at = Process(f"{role.name}.{role.born}"), None
        role.client = Client(self.broker, LINGERS_S if role.main == self._project else 0.0)
        self.processes.append(role.process)
        role.process.start(role.main(role.client))

    async def _decide(self, client: Client) -> None:
        async def snapshot(partition: int) -> None:
            try:
                await take(client, partition, self.snapshots)
            except StudioError as error:  # in the studio a process of its own, whose failure is only told
                self.chance.saw("no snapshot", partition, type(error).__name__)

        decider = Decider(client, self.snapshots, clock=self.broker.now, observer=self.watch, snapshot=snapshot, snapshot_events=SNAPSHOT_EVENTS)
        self.deciders[current().name] = decider
        await decider.run()

    async def _project(self, client: Client) -> None:
        runner = Runner(self.rows, client, self.projections)
        self.runners[current().name] = runner
        await runner.run()

    async def _route(self, client: Client) -> None:
        checkpoints = CheckpointFile(self._folder / f"{current().name.partition('.')[0]}.json")
        await Router(log=client, streams=Ends(self.lines), send=sender(client), parking=self.lines, checkpoints=checkpoints).run()

    def _work(self, work_class: WorkClass) -> Callable[[Client], Coroutine[Any, Any, None]]:
        async def work(_client: Client) -> None:
            worker = new_worker(
                work_class, streams=Ends(self.lines), store=self.blobs, scratch=self._folder / "scratch", engines=tiny(), settings=WORKER,
                renderer=lambda _: Renders(self.chance),
            )  # fmt: skip
            await worker.run()

        return work

    # --- what chance does

    async def suffer(self, seconds: float, rows: Callable[[World], Awaitable[list[str]]]) -> None:
        """`rows` tells what is wrong with the tables; asked whenever somebody who fills them has died, who may have been in the middle of it."""
        end = loop().time() + seconds
        while loop().time() < end:
            await asyncio.sleep(0.5)
            for fault in PLAYED:
                probability: float = getattr(self.chance.faults, fault)
                if probability and self.chance.draw.random() < probability / 2:
                    self.chance.seen[fault] += 1
                    getattr(self, f"_{fault}")()
            self._mend()
            if self._projector_died:
                self._projector_died = False
                if found := await rows(self):
                    raise AssertionError("; ".join(found))

    def _anybody(self) -> Role | None:
        there = [role for role in self.roles if role.process.state is State.RUNNING and role.process.alive]
        return self.chance.draw.choice(there) if there else None

    def _killed(self) -> None:
        if role := self._anybody():
            self._kill(role.process)

    def _kill(self, process: Process) -> None:
        self.chance.saw("kill", process)
        self._projector_died |= process.name.startswith(("projector", "rebuild"))
        process.kill()
        self.rows.died(process)

    def _left(self) -> None:
        if role := self._anybody():
            self.chance.saw("leaves", role.process)
            role.process.leave()

    def _frozen(self) -> None:
        if role := self._anybody():
            self._freeze(role.process)

    def _freeze(self, process: Process) -> None:
        seconds = self.chance.between(*(LONG_S if self.chance.draw.random() < 0.3 else ASLEEP_S))
        self.chance.saw("freeze", process, f"{seconds:.3f}")
        process.freeze()
        later(seconds, self._thaw, process)

    def _thaw(self, process: Process) -> None:
        if process.state is State.FROZEN:
            self.chance.saw("thaw", process)
            process.thaw()

    def _moved(self) -> None:
        self.broker.group.move(tell=True)

    def _shared(self) -> None:
        self.broker.group.move(tell=False)

    def _cut_off(self) -> None:
        if role := self._anybody():
            role.client.cut_off = True
            later(self.chance.between(0.2, 8.0), setattr, role.client, "cut_off", False)

    def _clock_jumps(self) -> None:
        self.broker.skew_ms[self.chance.draw.choice(self.partitions)] = self.chance.draw.randint(-60_000, 60_000)

    def _snapshot_spoilt(self) -> None:
        self.snapshots.spoil()

    def _rebuilt(self) -> None:
        """By a process of its own, which may die like any other."""
        process, one = Process(f"rebuild{len(self.processes)}"), self.chance.draw.choice(self.projections)
        self.processes.append(process)

        async def main() -> None:
            try:
                await rebuild(self.rows, Client(self.broker), [one])
                self.chance.seen["rebuilds done"] += 1
            except Exception as error:
                self.chance.saw("not rebuilt", one.name, type(error).__name__)

        process.start(main())

    def _garbage(self) -> None:
        self.garbage += 1
        partition = self.chance.draw.choice(self.partitions)
        account = self.chance.draw.choice(self.accounts)
        self.broker.land((COMMANDS, partition), [NewRecord(account, self.chance.draw.randbytes(20), {"ce_type": "job.request.v1"})], None)

    def _mend(self) -> None:
        """Whoever is dead is started again, after a while."""
        for role in self.roles:
            if role.process.alive:
                continue
            if not isinstance(role.process.failed, Unavailable | None):
                raise AssertionError(f"{role.process} failed") from role.process.failed
            if role.restart_at is None:
                role.restart_at = loop().time() + self.chance.between(*RESTART_S)
            elif loop().time() >= role.restart_at:
                self._start(role)

    def at_point(self, name: str, _about: str) -> None:
        """A named step of the product: its process may stop exactly there."""
        process = PROCESS.get()
        if process is None or process.state is not State.RUNNING or not name.startswith(("decider", "projector", "router", "worker")):
            return
        if self.chance.happens("dies_at_a_point"):
            self.chance.seen[f"died at {name}"] += 1
            self._kill(process)
        elif self.chance.happens("sleeps_at_a_point"):
            self._freeze(process)

    # --- how it ends

    def heal(self) -> None:
        self.chance.saw("heals")
        self.chance.faults.stop()
        self.broker.away = self.lines.away = False
        for process in self.processes:
            self._thaw(process)
        for role in self.roles:
            role.client.cut_off = False
            if not role.process.alive:
                role.restart_at = loop().time()
        self._mend()

    async def quiet(self, within_s: float) -> None:
        """Wait until nothing is left to do. Raises AssertionError with what is."""
        end = loop().time() + within_s
        while left := self.left():
            self._mend()
            if loop().time() > end:
                raise AssertionError(f"S1: {within_s:.0f} s after the last fault {left}")
            await asyncio.sleep(1.0)

    def left(self) -> str:
        """What is still to do, in words."""
        if not self.crowd.done:
            return "people still ask"
        for partition in self.partitions:
            if why := next((one.stopped[partition] for one in self.deciders.values() if partition in one.stopped), ""):
                raise AssertionError(f"partition {partition} is stopped: {why}")
        return self._undecided() or self._unfinished() or self._unprojected()

    def known(self, partition: int) -> list[Recorded[Any]]:
        """All true events of a partition, to this moment."""
        self._read(partition)
        return self.events[partition]

    def _read(self, partition: int) -> None:
        """What is new in the log, as a reader that nothing ever disturbs."""
        claim = self.claims[partition]
        for recorded in claim.events(self.broker.records[EVENTS, partition][claim.head.next_offset :]):
            self.events[partition].append(recorded)
            if isinstance(recorded.event, JobRequested):
                self.open_jobs.add(recorded.event.job_id)
            elif isinstance(recorded.event, ENDINGS):
                self.open_jobs.discard(recorded.event.job_id)

    def _undecided(self) -> str:
        for partition in self.partitions:
            self._read(partition)
        counts = {p: len(self.broker.records[COMMANDS, p]) - 1 - claim.head.decided for p, claim in self.claims.items()}
        return f"undecided commands by partition: {counts}" if any(counts.values()) else ""

    def _unfinished(self) -> str:
        return f"open jobs: {sorted(self.open_jobs)}" if self.open_jobs else ""

    def _unprojected(self) -> str:
        marks = self.rows.marks()
        behind = [
            f"{one.name} {p}: {marks.get((one.name, p))} of {claim.head.seq}"
            for one in self.projections
            for p, claim in self.claims.items()
            if marks.get((one.name, p)) != claim.head.seq
        ]
        return f"behind: {', '.join(behind)}" if behind else ""

    def close(self) -> None:
        """The dead come back to be cancelled with the others: what they were about to do they do in vain."""
        self.chance.over = self.broker.away = self.lines.away = True
        for process in self.processes:
            process.thaw()
