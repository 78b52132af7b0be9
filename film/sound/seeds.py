"""Random numbers that every process draws alike: one generator per call, seeded by what it is for."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(*names: object) -> np.random.Generator:
    """A generator of its own for these names; other names, other numbers."""
    return np.random.default_rng(number(*names))


def number(*names: object) -> int:
    """64 bits drawn from the names."""
    digest = hashlib.sha256("\x1f".join(str(name) for name in names).encode()).digest()
    return int.from_bytes(digest[:8], "big")
