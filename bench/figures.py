"""What a figure is, how a section hands its figures over, and how a machine that is shared is told beside them."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

BUILD = Path(__file__).parent.parent / "build"
"""Where everything is measured: the disk of the repository, not a /tmp that may lie in memory."""


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


def hand_over(figures: Iterable[Figure]) -> None:
    """The last thing that a section writes on stdout."""
    print(json.dumps([asdict(figure) for figure in figures]))


def taken_over(told: str) -> list[Figure]:
    """What `hand_over` wrote. Raises ValueError, TypeError for anything else."""
    return [Figure(**figure) for figure in json.loads(told.splitlines()[-1])]


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


@contextmanager
def clocked(waits: list[float]) -> Iterator[None]:
    """Appends the seconds of the block."""
    begin = time.perf_counter()
    yield
    waits.append(time.perf_counter() - begin)


def percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100))]


def load() -> float:
    """Of the last minute: above the number of cores, wall times are somebody else's too."""
    return os.getloadavg()[0]
