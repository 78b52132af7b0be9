"""Recursive filters of the second order, and how samples go through them. Solved as banded equations: scipy.signal costs half a second to import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dtbsv

from film.sound.wav import RATE, Samples

CHUNK: Final = 1 << 14  # samples solved at a time: few enough for the processor's cache


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


def filtered(samples: NDArray[Any], biquads: Sequence[Biquad]) -> Samples:
    """(n,) through one after the other, from rest; in double precision, which a low edge needs."""
    out, stages = np.empty(len(samples), np.float32), [Stage(one) for one in biquads]
    for start in range(0, len(samples), CHUNK):
        part = samples[start : start + CHUNK].astype(np.float64)
        for stage in stages:
            part = stage.next(part)
        out[start : start + CHUNK] = part
    return out


class Stage:
    """One filter, and what it remembers. y of A y = drive, where A has ones, a1 and a2 along its diagonal and the two below."""

    def __init__(self, biquad: Biquad) -> None:
        self._biquad = biquad
        self._diagonals = np.repeat([[1.0], [biquad.a1], [biquad.a2]], CHUNK, axis=1).copy("F")
        self._came = self._went = np.zeros(2)

    def next(self, sound: NDArray[np.float64]) -> NDArray[np.float64]:
        """What follows: CHUNK samples, fewer the last time."""
        b0, b1, b2, a1, a2 = self._biquad
        (older_in, old_in), (older, old) = self._came, self._went
        drive = b0 * sound
        if b1:
            drive[1:] += b1 * sound[:-1]
        drive[2:] += b2 * sound[:-2]
        drive[:1] += b1 * old_in + b2 * older_in - a1 * old - a2 * older
        drive[1:2] += b2 * old_in - a2 * old
        heard: NDArray[np.float64] = dtbsv(2, self._diagonals[:, : len(drive)], drive, lower=1, diag=1, overwrite_x=1)
        self._came, self._went = sound[-2:], heard[-2:]
        return heard
