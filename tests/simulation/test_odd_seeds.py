"""Half of the simulated studios: tests/simulation/blocks.py."""

from __future__ import annotations

from collections import Counter

from tests.simulation.blocks import Seeds


class TestOddSeeds(Seeds):
    first, seen, steps = 1, Counter(), []
