"""Whose turn it is: the account that was served least, so that none floods the fleet; priority plus age within each; and nobody waits for ever. Pure.

Start-time fair queuing: P. Goyal, H. Vin and H. Cheng, SIGCOMM 1996. An account that comes back may be behind by SAVED, and so goes first for that
much: who asks for a film now and then waits for the workers to come free, not for his share of them beside somebody who asks for thousands.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping

from router.board import OpenTask, TaskKey
from schemas.values import Priority, TaskKind

COST: Mapping[TaskKind, int] = {TaskKind.CLIP: 8, TaskKind.FILM: 6, TaskKind.SCENE: 2, TaskKind.MUSIC: 2}
"""About how long a worker is busy with one, in units of the quickest; what is not named here costs 1."""

HEAD_START_MS: Mapping[Priority, int] = {Priority.HIGH: 300_000, Priority.NORMAL: 0, Priority.LOW: -300_000}
"""A priority counts as so much age: it goes before, but never starves what has waited long."""


SAVED = 16 * COST[TaskKind.CLIP]
"""What an account may have saved up while it asked for nothing: a window of clips, whatever it was that it did not ask for."""

PATIENCE_MS = 480_000
"""A task that has waited for so long goes before all others, whoever's it is and however low its priority."""

PATIENT_TURNS = 4
"""But only every fourth time: what has waited long is many, where it is any."""

REMEMBERED = 10_000
"""Accounts without tasks of which it is known how much they were served."""


class Shares:
    """The ready tasks of one work class, by account."""

    def __init__(self) -> None:
        self._ready: dict[str, dict[TaskKey, OpenTask]] = {}
        self._count = 0
        self._served: dict[str, int] = {}  # in units of COST, from a beginning that all have in common
        self._level = 0  # how much those were served whose turn it is
        self._places = itertools.count()
        self._place: dict[str, int] = {}  # in the queue of turns, of each account that is ready
        self._turns: list[tuple[int, int, str]] = []  # heap: served, place, account; entries with another place than the account's are skipped
        self._ages: list[tuple[int, int, TaskKey]] = []  # heap: since, order, key; entries of tasks that are gone are skipped
        self._turn = 0

    def __bool__(self) -> bool:
        return bool(self._ready)

    def __len__(self) -> int:
        return self._count

    def add(self, task: OpenTask) -> None:
        account = task.account_id
        if account not in self._ready:
            self._ready[account] = {}
            self._served[account] = max(self._served.get(account, 0), self._level - SAVED)
            self._queue(account)
        new = task.key not in self._ready[account]
        self._ready[account][task.key] = task
        if new:
            self._count += 1
            self._note_age(task)

    def discard(self, task: OpenTask) -> None:
        """How much an account without tasks was served is remembered: to come back at once is no way to the front."""
        account = task.account_id
        if self._ready.get(account, {}).pop(task.key, None) is None:
            return
        self._count -= 1
        if not self._ready[account]:
            del self._ready[account], self._place[account]
            if len(self._served) > REMEMBERED:
                self._served = {id: served for id, served in self._served.items() if id in self._ready or served > self._level - SAVED}

    def take(self, now: int) -> OpenTask | None:
        """The task that is next, taken out; None when none may be given yet."""
        task = (self._overdue(now) if self._turn % PATIENT_TURNS == 0 else None) or self._of_the_least_served(now)
        if task is not None:
            self._turn += 1
            self._served[task.account_id] += COST.get(task.kind, 1)
            self.discard(task)
            if task.account_id in self._ready:
                self._queue(task.account_id)
        return task

    def _of_the_least_served(self, now: int) -> OpenTask | None:
        found, aside = None, []
        while self._turns and found is None:
            served, place, account = turn = heapq.heappop(self._turns)
            if self._place.get(account) == place:
                found = best(self._ready[account], now)
                self._level = self._level if found is None else max(self._level, served)
                aside.append(turn)
        for turn in aside:
            heapq.heappush(self._turns, turn)
        return found

    def _overdue(self, now: int) -> OpenTask | None:
        found, aside = None, []
        while self._ages and found is None and now - self._ages[0][0] >= PATIENCE_MS:
            age = heapq.heappop(self._ages)
            if (task := self._aged(age)) is not None:
                found = task if task.not_before <= now else None
                aside.append(age)
        for age in aside:
            heapq.heappush(self._ages, age)
        return found

    def _aged(self, age: tuple[int, int, TaskKey]) -> OpenTask | None:
        since, order, key = age
        task = self._ready.get(key[0], {}).get(key)
        return task if task is not None and (task.since, task.order) == (since, order) else None

    def _queue(self, account: str) -> None:
        """At the end of those who were served as much."""
        self._place[account] = next(self._places)
        heapq.heappush(self._turns, (self._served[account], self._place[account], account))

    def _note_age(self, task: OpenTask) -> None:
        heapq.heappush(self._ages, (task.since, task.order, task.key))
        if len(self._ages) > 1_000 + 4 * self._count:
            self._ages = [age for age in self._ages if self._aged(age) is not None]
            heapq.heapify(self._ages)


def best(tasks: Mapping[TaskKey, OpenTask], now: int) -> OpenTask | None:
    """The oldest of those that may be given now, priority counted as age."""
    return min((task for task in tasks.values() if task.not_before <= now), key=_rank, default=None)


def _rank(task: OpenTask) -> tuple[int, int]:
    return task.since - HEAD_START_MS[task.priority], task.order
