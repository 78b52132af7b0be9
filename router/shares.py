"""Whose turn it is: deficit round robin over the accounts, so that none floods the fleet, and priority plus age within each. Pure.

M. Shreedhar and G. Varghese, "Efficient Fair Queuing using Deficit Round Robin", SIGCOMM 1995.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from router.board import OpenTask, TaskKey
from schemas.values import Priority, TaskKind

COST: Mapping[TaskKind, int] = {TaskKind.CLIP: 8, TaskKind.FILM: 6, TaskKind.SCENE: 2, TaskKind.MUSIC: 2}
"""About how long a worker is busy with one, in units of the quickest; what is not named here costs 1."""

HEAD_START_MS: Mapping[Priority, int] = {Priority.HIGH: 300_000, Priority.NORMAL: 0, Priority.LOW: -300_000}
"""A priority counts as so much age: it goes before, but never starves what has waited long."""


class Shares:
    """The ready tasks of one work class, by account."""

    def __init__(self) -> None:
        self._ready: dict[str, dict[TaskKey, OpenTask]] = {}
        self._ring: deque[str] = deque()
        self._deficit: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._ring)

    def __len__(self) -> int:
        return sum(map(len, self._ready.values()))

    def add(self, task: OpenTask) -> None:
        if task.account_id not in self._ready:
            self._ready[task.account_id] = {}
            self._deficit[task.account_id] = 0
            self._ring.append(task.account_id)
        self._ready[task.account_id][task.key] = task

    def discard(self, task: OpenTask) -> None:
        """An account without tasks leaves the ring, and its deficit with it: nobody saves up turns while idle."""
        tasks = self._ready.get(task.account_id, {})
        tasks.pop(task.key, None)
        if not tasks and task.account_id in self._ready:
            del self._ready[task.account_id], self._deficit[task.account_id]
            self._ring.remove(task.account_id)

    def take(self, now: int) -> OpenTask | None:
        """The task that is next, taken out; None when none may be given yet."""
        in_vain = 0  # accounts in a row that have nothing to give now
        while in_vain < len(self._ring):
            account = self._ring[0]
            task = best(self._ready[account], now)
            if task is None:
                in_vain += 1
                self._ring.rotate(-1)
                continue
            in_vain = 0
            cost = COST.get(task.kind, 1)
            if self._deficit[account] >= cost:
                self._deficit[account] -= cost
                self.discard(task)
                return task
            self._deficit[account] += 1
            self._ring.rotate(-1)
        return None


def best(tasks: Mapping[TaskKey, OpenTask], now: int) -> OpenTask | None:
    """The oldest of those that may be given now, priority counted as age."""
    return min((task for task in tasks.values() if task.not_before <= now), key=_rank, default=None)


def _rank(task: OpenTask) -> tuple[int, int]:
    return task.since - HEAD_START_MS[task.priority], task.order
