"""A seed is a history: it can be played again, by another process too, step by step the same; and it is another one's no more."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.simulation import checks
from tests.simulation.chance import Faults
from tests.simulation.seeds import Failed, run
from tests.simulation.world import World

SEEDS = (3, 8)


def test_a_seed_plays_the_same_history_again_also_in_another_process() -> None:
    ours = [f"seed {seed}: {done.steps} steps, {done.digest}" for seed in SEEDS for done in [run(seed)]]
    assert [f"seed {seed}: {done.steps} steps, {done.digest}" for seed in SEEDS for done in [run(seed, keep=True)]] == ours
    words = [sys.executable, "-m", "tests.simulation.seeds", *map(str, SEEDS), "--only"]
    said = subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": "4711"}, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert [line for line in said.splitlines() if line.startswith("seed ")] == ours
    assert len({line.split()[-1] for line in ours}) == len(SEEDS)


def test_without_faults_nothing_is_displaced_and_nobody_is_heard_twice() -> None:
    done = run(1, Faults())
    assert done.seen["takeovers"] > 0
    assert {what for what in done.seen if what not in ("takeovers", "snapshots read")} == set()


def test_a_run_that_breaks_an_invariant_says_how_to_see_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def found(_world: World) -> list[str]:
        return ["L0: an invariant that never holds"]

    monkeypatch.setattr(checks, "violations", found)
    with pytest.raises(Failed, match=r"seed 5: L0: an invariant that never holds\nto see it again: python -m tests.simulation.seeds 5"):
        run(5)
