"""Sound for two loudspeakers, (n, 2): places between them, levels, and one sound onto another.

One side after the other wherever it can be, because numpy takes five times as long over the short axis.
"""

from __future__ import annotations

import numpy as np

from film.sound.wav import Samples


def panned(sound: Samples, left: float, right: float) -> Samples:
    """(n,) or (n, 2) -> (n, 2), each side by its gain."""
    out = np.empty((len(sound), 2), np.float32)
    for side, gain in enumerate((left, right)):
        np.multiply(sound if sound.ndim == 1 else sound[:, side], np.float32(gain), out=out[:, side])
    return out


def sides(pan: float) -> tuple[float, float]:
    """Gains left and right of what comes from a place between the loudspeakers, -1..1."""
    return float(np.sqrt((1 - pan) / 2)), float(np.sqrt((1 + pan) / 2))


def add(onto: Samples, sound: Samples, start: int) -> None:
    """Stereo onto stereo, from a sample on; what comes after the end is not heard."""
    part = sound[: max(0, len(onto) - start)]
    onto[start : start + len(part)] += part


def scaled(stereo: Samples, gains: Samples) -> Samples:
    """(n, 2) by a gain for each sample."""
    out = np.empty_like(stereo)
    for side in (0, 1):
        np.multiply(stereo[:, side], gains, out=out[:, side])
    return out


def louder_side(stereo: Samples) -> Samples:
    """(n,) 0 and up."""
    return np.maximum(np.abs(stereo[:, 0]), np.abs(stereo[:, 1]))
