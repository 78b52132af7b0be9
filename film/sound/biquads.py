"""Recursive filters of the second order, and how samples go through them. Solved as banded equations: scipy.signal costs half a second to import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dtbsv

from film.sound.wav import RATE

CHUNK: Final = 1 << 15  # samples solved at a time


class Biquad(NamedTuple):
    """y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]"""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


def band(low_hz: float, high_hz: float) -> Biquad:
    """Lets pass what lies between, 6 dB an octave to each side (Butterworth, bilinear transform)."""
    low, high = warped(low_hz), warped(high_hz)
    width, middle = high - low, low * high
    unit = 1 + width + middle
    return Biquad(width / unit, 0.0, -width / unit, (2 * middle - 2) / unit, (1 - width + middle) / unit)


def above(hz: float) -> Biquad:
    """Lets pass what lies above, 12 dB an octave (Butterworth, bilinear transform)."""
    edge = warped(hz)
    damping, middle = np.sqrt(2) * edge, edge * edge
    unit = 1 + damping + middle
    return Biquad(1 / unit, -2 / unit, 1 / unit, (2 * middle - 2) / unit, (1 - damping + middle) / unit)


def warped(hz: float) -> float:
    return float(np.tan(np.pi * hz / RATE))


def filtered(samples: NDArray[Any], biquads: Sequence[Biquad]) -> NDArray[np.float64]:
    """(n,) through one after the other, from rest; in double precision, which a low edge needs."""
    sound = samples.astype(np.float64)
    for one in biquads:
        sound = recursive(driven(sound, one), one)
    return sound


def driven(sound: NDArray[np.float64], one: Biquad) -> NDArray[np.float64]:
    """The half of the filter that looks at what comes in."""
    drive = one.b0 * sound
    if one.b1:
        drive[1:] += one.b1 * sound[:-1]
    drive[2:] += one.b2 * sound[:-2]
    return drive


def recursive(drive: NDArray[np.float64], one: Biquad) -> NDArray[np.float64]:
    """The half that looks at what went out: y of A y = drive, where A has ones, a1 and a2 along its lower diagonals. In place."""
    diagonals = np.repeat([[1.0], [one.a1], [one.a2]], min(CHUNK, len(drive)), axis=1).copy("F")
    older = old = 0.0
    for start in range(0, len(drive), CHUNK):
        part = drive[start : start + CHUNK]
        part[:1] -= one.a1 * old + one.a2 * older
        part[1:2] -= one.a2 * old
        part[:] = dtbsv(2, diagonals[:, : len(part)], part, lower=1, diag=1)
        older, old = part[-2:] if len(part) > 1 else (old, part[0])
    return drive
