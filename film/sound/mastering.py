"""Brings the film to -14 LUFS under -1 dBTP: one gain for the whole of it, and a limiter. Reads what was measured of its milliseconds, no samples."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from film.sound.loudness import SILENCE_LUFS, limiting, loudness

LOUDNESS_LUFS: Final = -14.0
PEAK_DBTP: Final = -1.0
CEILING_DBTP: Final = -2.0  # what we limit to: AAC gives back peaks up to 0.7 dB higher, and other meters interpolate a little differently
TOLERANCE_LU: Final = 0.2
ROUNDS: Final = 4
GAIN_DB_MAX: Final = 30.0  # a film of whispers is not blown up to noise


def mastering(power: NDArray[Any], peaks: NDArray[Any]) -> NDArray[np.float64]:
    """(steps,) gains for a sound with this `step_power` and these `step_peaks`. Limiting takes loudness away: the gain is corrected until it fits."""
    gain_db = missing_db(power)
    gains = np.ones(len(power))
    for _ in range(ROUNDS):
        gain = 10 ** (gain_db / 20)
        gains = gain * limiting(peaks * gain, CEILING_DBTP)
        left = LOUDNESS_LUFS - loudness(power * gains**2)
        if abs(left) <= TOLERANCE_LU:
            break
        gain_db = min(GAIN_DB_MAX, gain_db + left * 1.15)
    return gains


def missing_db(power: NDArray[Any]) -> float:
    """The gain to LOUDNESS_LUFS; none for silence."""
    now = loudness(power)
    return 0.0 if now <= SILENCE_LUFS else min(GAIN_DB_MAX, LOUDNESS_LUFS - now)
