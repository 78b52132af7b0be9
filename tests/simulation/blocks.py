"""Many seeds as tests, half of them in each of two files, for two cores. STUDIO_SIMULATION_SEEDS says how many (500; 20,000 for a night).

A failing seed is named; `python -m tests.simulation.seeds SEED` plays it again and tells what happened.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import fields

import pytest

from tests.simulation.chance import Faults
from tests.simulation.seeds import run

SEEDS = int(os.environ.get("STUDIO_SIMULATION_SEEDS", "500"))
BLOCK = 25
STEPS = 300
"""That a run has in the middle, at least."""
SEEN = {
    "displaced": 200, "zombies": 40, "takeovers": 500, "append_unanswered": 100, "append_late": 80, "append_lost": 60, "append_twice": 60,
    "frozen": 40, "killed": 40, "shared": 40, "moved": 40, "snapshots read": 200, "rebuilds done": 8, "message_twice": 200, "message_again": 20,
    "message_lost": 60,
}  # fmt: skip
"""In every 250 runs, else they prove little: faults that did not happen were not survived."""


class Seeds:
    """Those from `first` on, every second one."""

    first: int
    seen: Counter[str]
    steps: list[int]

    @pytest.mark.parametrize("block", range(max(1, SEEDS // (2 * BLOCK))))
    def test_a_studio_that_suffered_comes_to_rest_with_every_invariant_whole(self, block: int) -> None:
        start = self.first + 2 * BLOCK * block
        for seed in range(start, start + 2 * BLOCK, 2):
            done = run(seed)
            self.seen.update(done.seen)
            self.steps.append(done.steps)

    def test_the_runs_before_have_met_every_fault(self) -> None:
        if len(self.steps) < 250:
            pytest.skip(f"only {len(self.steps)} runs")
        parts = len(self.steps) / 250
        missed = {one.name for one in fields(Faults) if not self.seen[one.name]}
        seldom = {what: self.seen[what] for what, least in SEEN.items() if self.seen[what] < least * parts}
        print(f"{len(self.steps)} runs of {sorted(self.steps)[len(self.steps) // 2]} steps: {dict(sorted(self.seen.items()))}")
        assert (missed, seldom) == (set(), {})
        assert sorted(self.steps)[len(self.steps) // 2] >= STEPS
