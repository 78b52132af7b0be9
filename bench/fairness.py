"""Whose work waits how long: the router's own scheduler with 200 accounts, of which one has ordered 10,000 tasks, and 8 workers; in virtual time.

The decider's part is its window (so many open tasks an account) and some milliseconds; what a worker makes takes its time and nothing else. The clock
jumps from event to event, so that hours take seconds and the figures are exact: they depend on the seed alone, never on the machine.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bench.figures import Figure, hand_over
from infra.streams.messages import Completed, Leased, WorkerAlive, WorkRecord
from router.scheduler import Action, Ask, Give, Scheduler
from schemas.envelope import GENESIS, Recorded
from schemas.events.film import ClipRendered
from schemas.events.job import JobPlanned
from schemas.events.task import TaskScheduled, TaskStarted
from schemas.partitions import partition_of
from schemas.values import Plan, PlannedScene, Priority, TaskKind, WorkClass
from tests.support.scenario import PLANNED, REQUESTED

WORKERS, OTHERS = 8, 199
FLOOD, FLOOD_TASKS = "flood", 10_000
WINDOW = 16
DECIDES_MS, TRAVELS_MS = 10, 5
ALIVE_MS, TICK_MS = 2_000, 500
JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """So many tasks that an account asks for at once, and how long each takes."""

    account: str
    at: int  # ms
    ms: Sequence[int]
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: str
    ms: int
    priority: Priority


@dataclass(slots=True)
class Tenant:
    backlog: deque[Task] = field(default_factory=deque)
    open: dict[str, Task] = field(default_factory=dict)
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """From when the router could know of a task to when a worker began it."""

    account: str
    priority: Priority
    ms: int


class Play:
    def __init__(self, orders: Iterable[Order]) -> None:
        self.now = 0
        self.waits: list[Wait] = []
        self.busy_ms = 0
        self._scheduler = Scheduler(new_lease=(f"L{n}" for n in itertools.count()).__next__)
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._tenants: dict[str, Tenant] = defaultdict(Tenant)
        self._seen: dict[tuple[str, str], int] = {}
        self._seqs = itertools.count()
        self._busy: dict[str, WorkRecord | None] = {f"video-{n}": None for n in range(WORKERS)}
        self._left = 0
        orders = list(orders)
        for account in dict.fromkeys(order.account for order in orders):
            self._plan(account, sum(len(order.ms) for order in orders if order.account == account))
        self._scheduler.go_live(0)
        for order in orders:
            self._left += len(order.ms)
            self._at(order.at, partial(self._order, order))

    def run(self) -> Play:
        for number, worker in enumerate(self._busy):
            self._at(number * 100, partial(self._announces, worker))
        self._at(0, self._ticks)
        while self._left:
            self.now, _, happens = heapq.heappop(self._events)
            happens()
        return self

    def p95(self, account: str) -> int:
        return percentile([one.ms for one in self.waits if one.account == account], 0.95)

    # --- the studio around the scheduler

    def _plan(self, account: str, tasks: int) -> None:
        """One job without needs, in which every clip could be made at once."""
        scene = PlannedScene(scene="s", hash="h", shots=tasks, lines=("s-1",), line_hashes=("l",))
        plan = Plan(script_hash="s", settings_hash="s", analysis="a", characters=(), character_hashes=(), scenes=(scene,), length_ms=30_000)
        self._happened(account, replace(REQUESTED, job_id=JOB))
        self._happened(account, JobPlanned(job_id=JOB, plan=plan, tasks=PLANNED.tasks))
        self._scheduler.board.jobs[account, JOB].done = defaultdict(tuple)

    def _order(self, order: Order) -> None:
        tenant = self._tenants[order.account]
        tenant.backlog.extend(Task(id=f"clip.s.{tenant.asked + n}", ms=ms, priority=order.priority) for n, ms in enumerate(order.ms, 1))
        tenant.asked += len(order.ms)
        self._schedule(order.account)

    def _schedule(self, account: str) -> None:
        """As the decider does: so many open tasks of an account, in order."""
        tenant = self._tenants[account]
        while tenant.backlog and len(tenant.open) < WINDOW:
            task = tenant.backlog.popleft()
            tenant.open[task.id] = task
            self._seen[account, task.id] = self.now
            self._happened(
                account,
                TaskScheduled(
                    job_id=JOB, task_id=task.id, kind=TaskKind.CLIP, work_class=WorkClass.VIDEO, subject="", priority=task.priority, inputs_hash=""
                ),
            )
        self._do(self._scheduler.assign(self.now))

    def _happened(self, account: str, event: Any) -> None:
        recorded = Recorded(
            partition=partition_of(account), seq=next(self._seqs), prev=GENESIS, hash=GENESIS, at=0, command_offset=0, index=0, count=1,
            command_id="", command_hash="", account_id=account, time=self.now, actor="", issuer="router", correlation_id="", causation_id="",
            body="", ip="", decider="1", event=event,
        )  # fmt: skip
        self._do(self._scheduler.recorded(recorded, self.now))

    def _do(self, actions: Sequence[Action]) -> None:
        for action in actions:
            match action:
                case Ask(issued):
                    start, account = issued.command, issued.account_id
                    started = TaskStarted(job_id=JOB, task_id=start.task_id, worker=start.worker, lease=start.lease, engine="e", attempt=1)
                    self._later(DECIDES_MS, partial(self._happened, account, started))
                case Give(record, _):
                    self._later(TRAVELS_MS, partial(self._begins, record))
                case _:
                    raise AssertionError(f"nobody expects {action}")

    # --- the workers

    def _announces(self, worker: str) -> None:
        held = self._busy[worker]
        busy = None if held is None else Leased(account_id=held.account_id, job_id=JOB, task_id=held.task_id, lease=held.lease, worker=worker)
        number = int(worker.rpartition("-")[2])
        alive = WorkerAlive(worker=worker, work_class=WorkClass.VIDEO, partitions=(number,), engines={TaskKind.CLIP: "e/1"}, busy=busy)
        self._do([*self._scheduler.heard(alive, self.now), *self._scheduler.assign(self.now)])
        self._later(ALIVE_MS, lambda: self._announces(worker))

    def _begins(self, record: WorkRecord) -> None:
        task = self._tenants[record.account_id].open[record.task_id]
        assert self._busy[record.worker] is None, "one task at a time"
        self._busy[record.worker] = record
        waited = self.now - self._seen[record.account_id, record.task_id]
        self.waits.append(Wait(account=record.account_id, priority=task.priority, ms=waited))
        self.busy_ms += task.ms
        self._later(task.ms, lambda: self._ends(record))

    def _ends(self, record: WorkRecord) -> None:
        self._busy[record.worker] = None
        result = Completed(
            account_id=record.account_id, job_id=JOB, task_id=record.task_id, lease=record.lease, worker=record.worker, engine="e/1", blobs=(), ms=1
        )  # fmt: skip
        self._scheduler.result(result, self.now)
        self._do(self._scheduler.assign(self.now))
        self._later(DECIDES_MS, lambda: self._recorded(record))

    def _recorded(self, record: WorkRecord) -> None:
        self._left -= 1
        del self._tenants[record.account_id].open[record.task_id]
        self._happened(
            record.account_id,
            ClipRendered(
                job_id=JOB, task_id=record.task_id, lease=record.lease, subject="", inputs_hash="", engine="e", blobs=(), ms=1, cached=False
            ),
        )
        self._schedule(record.account_id)

    def _ticks(self) -> None:
        self._scheduler.looked(self.now, at_end=True)
        self._do(self._scheduler.tick(self.now))
        self._later(TICK_MS, self._ticks)

    def _later(self, ms: int, happens: Callable[[], None]) -> None:
        self._at(self.now + ms, happens)

    def _at(self, moment: int, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), happens))


def percentile(values: Sequence[int], part: float) -> int:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else 0


def others(draw: random.Random, *, accounts: int, every_ms: int, clips: int = WINDOW) -> list[Order]:
    """Each orders one film, one after the other; so that what an account waits is the flood's doing, not its neighbours'."""
    return [Order(account=f"acc_{n}", at=n * every_ms, ms=[draw.randint(4_000, 12_000) for _ in range(clips)]) for n in range(1, accounts + 1)]


def flood(draw: random.Random, tasks: int) -> list[Order]:
    """A hundred at a time: by far the most want to be first, and every tenth hundred is in no hurry."""
    return [
        Order(account=FLOOD, at=0, ms=[draw.randint(4_000, 12_000) for _ in range(100)], priority=Priority.LOW if n % 10 == 0 else Priority.HIGH)
        for n in range(tasks // 100)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`worst`: of all other accounts, how many times its p95 wait is that of its wait alone."""

    worst: float
    median: float
    utilisation: float
    oldest_low_s: float
    hours: float


def measured(*, accounts: int = OTHERS, flood_tasks: int = FLOOD_TASKS, every_ms: int = 50_000) -> Found:
    draw = random.Random(1)
    films, many = others(draw, accounts=accounts, every_ms=every_ms), flood(draw, flood_tasks)
    together = Play([*many, *films]).run()
    times = sorted(together.p95(film.account) / Play([film]).run().p95(film.account) for film in films)
    return Found(
        worst=times[-1], median=times[len(times) // 2], utilisation=together.busy_ms / WORKERS / together.now,
        oldest_low_s=max(one.ms for one in together.waits if one.priority is Priority.LOW) / 1000, hours=together.now / 3_600_000,
    )  # fmt: skip


def main() -> None:
    found = measured()
    hand_over(
        [
            Figure("fairness_p95_wait_times", round(found.worst, 2), "x alone, the worst of 199", 2.0),
            Figure("fairness_utilisation", round(100 * found.utilisation, 1), "%", 95.0, more_is_better=True),
            Figure("fairness_oldest_low_s", round(found.oldest_low_s), "s", 600.0),
        ]
    )


if __name__ == "__main__":
    main()
