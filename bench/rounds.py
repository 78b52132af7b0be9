"""Figures of a machine that others use too: measured three times, of each the middle value; load and the disk's fsync before each go to stderr."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.event_log import fsync_cost
from bench.figures import Figure, load

TIMES = 3


async def middle(folder: Path, measure: Callable[[], Awaitable[Sequence[Figure]]]) -> list[Figure]:
    """What `measure` finds, in the middle, and what a sync of the disk of `folder` took."""
    rounds = []
    for number in range(1, TIMES + 1):
        before, costs = load(), fsync_cost(folder)
        told = ", ".join(f"{cost.name} {cost.value:.2f}" for cost in costs)
        print(f"round {number} of {TIMES}: load {before:.1f}, {told}", file=sys.stderr, flush=True)
        rounds.append([*await measure(), *costs])
    return medians(rounds)


def medians(rounds: Sequence[Sequence[Figure]]) -> list[Figure]:
    """Of rounds that measured the same figures in the same order."""
    together = list(zip(*rounds, strict=True))
    assert all(len({one.name for one in same}) == 1 for same in together)
    return [replace(same[0], value=median(one.value for one in same)) for same in together]
