"""How things begin and end: curves from 0 to 1, and numbers that look random and are the same in every process. Pure arithmetic."""

from __future__ import annotations

import hashlib
from math import pi, sin

import numpy as np


def smooth(share: float) -> float:
    """0 before 0, 1 after 1, gently in between, with no jerk at the ends (smoothstep of the second order)."""
    u = min(1.0, max(0.0, share))
    return u * u * u * (u * (6.0 * u - 15.0) + 10.0)


def between(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def number(*names: object) -> int:
    """64 bits that depend on the names alone."""
    return int.from_bytes(hashlib.sha256("\x1f".join(str(name) for name in names).encode()).digest()[:8], "big")


def chance(*names: object) -> float:
    """A number in [0, 1) that depends on the names alone."""
    return number(*names) / 2.0**64


def generator(*names: object) -> np.random.Generator:
    return np.random.default_rng(number(*names))


def sway(t: float, *names: object) -> float:
    """A slow wandering within -1..1 as of a hand that holds still: three waves whose periods never meet. `t` in seconds."""
    a, b, c = (2 * pi * chance(*names, part) for part in "abc")
    return 0.5 * sin(0.61 * t + a) + 0.3 * sin(1.37 * t + b) + 0.2 * sin(2.93 * t + c)
