"""How loud a sound is and how high its peaks reach, by ITU-R BS.1770-5, millisecond by millisecond; and how far a limiter must turn it down.

The loudness and the limiting of a film follow from these steps alone, so nobody measures its samples again to find its gain.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from film.sound.biquads import Biquad, filtered
from film.sound.filters import float32
from film.sound.resampling import interpolation, reach, windows
from film.sound.wav import RATE, Samples

SILENCE_LUFS: Final = -70.0  # the absolute gate; quieter is no programme
OVERSAMPLING: Final = 4
STEP: Final = RATE // 1000  # samples: 1 ms
CHUNK: Final = 1 << 12  # steps oversampled at a time: memory stays small
QUARTER: Final = 100  # steps: a block of 400 ms begins at each
REACH: Final = 4  # steps that the limiter looks to each side
RELEASE_S: Final = 0.08

# The two stages of the K-weighting at 48 kHz: tables 1 and 2 of BS.1770.
HEAD: Final = Biquad(1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
HIGHPASS: Final = Biquad(1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)


def integrated_lufs(stereo: Samples) -> float:
    """Gated loudness of (n, 2) samples at 48 kHz; SILENCE_LUFS when nothing passes the gate."""
    return loudness(step_power(stereo))


def step_power(stereo: Samples) -> NDArray[np.float64]:
    """(steps,) weighted power, both channels together, of each whole millisecond of (n, 2) samples."""
    power = np.zeros(len(stereo) // STEP)
    for side in stereo[: len(power) * STEP].T:
        steps = filtered(side, (HEAD, HIGHPASS)).reshape(-1, STEP)
        power += np.einsum("ij,ij->i", steps, steps, dtype=np.float64)
    return power / STEP


def loudness(power: NDArray[Any]) -> float:
    """Gated, of a sound with this `step_power`."""
    blocks = block_power(power)
    loud = blocks[blocks > power_of(SILENCE_LUFS)]
    if not len(loud):
        return SILENCE_LUFS
    return lufs(float(loud[loud > loud.mean() * 0.1].mean()))  # the relative gate, 10 LU below the mean of the first


def block_power(power: NDArray[Any]) -> NDArray[np.float64]:
    """Of blocks of 400 ms, one each 100 ms; of what there is of a sound shorter than that."""
    quarters = power[: len(power) // QUARTER * QUARTER].reshape(-1, QUARTER).mean(axis=1, dtype=np.float64)
    if len(quarters) < 4:
        return quarters.mean(keepdims=True) if len(quarters) else np.zeros(1)
    return np.convolve(quarters, np.full(4, 0.25), "valid")


def lufs(power: float) -> float:
    return float(-0.691 + 10 * np.log10(max(power, 1e-12)))


def power_of(loudness: float) -> float:
    return float(10 ** ((loudness + 0.691) / 10))


def true_peak_dbtp(samples: Samples) -> float:
    """The highest peak between the samples too: four times oversampled."""
    return float(20 * np.log10(max(1e-6, float(step_peaks(samples).max(initial=0.0)))))


def step_peaks(samples: Samples) -> Samples:
    """(steps,) highest true peak of any channel in each millisecond, also of the last one that is not whole."""
    between = interpolation(OVERSAMPLING, 1, STEP)
    peaks = np.zeros(-(-len(samples) // STEP), np.float32)
    for side in np.atleast_2d(samples.T):
        steps = windows(float32(side), STEP, reach(OVERSAMPLING, 1))
        for start in range(0, len(steps), CHUNK):
            fine = steps[start : start + CHUNK] @ between
            highest = peaks[start : start + CHUNK]
            np.maximum(highest, np.maximum(fine.max(axis=1), -fine.min(axis=1)), out=highest)
    return peaks


def limiting(peaks: NDArray[Any], ceiling_dbtp: float) -> NDArray[np.float64]:
    """(steps,) gains that let no true peak through the ceiling: they fall before a peak comes and rise slowly after it. `peaks`: `step_peaks`."""
    wanted = np.minimum(1.0, 10 ** (ceiling_dbtp / 20) / np.maximum(peaks, 1e-6))
    if wanted.min(initial=1.0) >= 1.0:
        return np.ones(len(peaks))
    held = released(around(wanted, REACH).min(axis=1))
    gains: NDArray[np.float64] = around(held, REACH - 1).mean(axis=1)  # shorter than the reach: never above what was wanted
    return gains


def around(steps: NDArray[Any], reach: int) -> NDArray[Any]:
    """(n, 2 * reach + 1): each step with its neighbours."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(steps, reach, mode="edge"), 2 * reach + 1)


def released(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Falls at once, rises with RELEASE_S: what is missing decays, and the most of what is left of any step counts."""
    decay = np.arange(len(gains)) * (STEP / RATE / RELEASE_S)
    with np.errstate(divide="ignore"):  # nothing is missing: log 0
        missing = np.log(1 - gains)
    left: NDArray[np.float64] = 1 - np.exp(np.maximum.accumulate(missing + decay) - decay)
    return left
