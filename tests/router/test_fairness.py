"""One account that has ordered thousands of tasks costs the others little, and nobody waits for ever: bench/fairness.py, a fifth of its size."""

from __future__ import annotations

from bench.fairness import measured


def test_a_flood_costs_the_others_no_more_than_their_wait_again_and_leaves_no_worker_idle() -> None:
    found = measured(accounts=40, flood_tasks=2_000)
    assert found.worst <= 2.0
    assert found.utilisation >= 0.95
    assert found.oldest_low_s <= 600
