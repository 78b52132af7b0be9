"""What a figure is, and how a machine that is shared is told beside it."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `goal` None: told, not promised."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    more_is_better: bool = False

    @property
    def ok(self) -> bool:
        return self.goal is None or (self.value >= self.goal if self.more_is_better else self.value <= self.goal)


@dataclass(slots=True)
class Spent:
    """Wall and CPU seconds of a block, children that were waited for included."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def measured() -> Iterator[Spent]:
    spent = Spent()
    wall, cpu = time.perf_counter(), cpu_seconds()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, cpu_seconds() - cpu


def cpu_seconds() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100))]


def load() -> float:
    """Of the last minute: above the number of cores, wall times are somebody else's too."""
    return os.getloadavg()[0]
