"""Half of the simulated studios: tests/simulation/blocks.py."""

from __future__ import annotations

from collections import Counter

from tests.simulation.blocks import Seeds


class TestEvenSeeds(Seeds):
    first, seen, steps = 2, Counter(), []
