"""How loud a sound is and how high its peaks reach, by ITU-R BS.1770-5; and a limiter that keeps true peaks under a ceiling."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.ndimage
import scipy.signal
from numpy.typing import NDArray

from film.sound.filters import float32
from film.sound.wav import RATE, Samples

SILENCE_LUFS: Final = -70.0  # the absolute gate; quieter is no programme
CHUNK: Final = 5 * RATE  # samples oversampled at a time: memory stays small for a long film
OVERSAMPLING: Final = 4
STEP: Final = RATE // 1000  # samples a step of the limiter: 1 ms
REACH: Final = 4  # steps that the limiter looks to each side
RELEASE_S: Final = 0.08

# The two stages of the K-weighting at 48 kHz: tables 1 and 2 of BS.1770.
HEAD: Final = (1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585)
HIGHPASS: Final = (1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621)


def integrated_lufs(stereo: Samples) -> float:
    """Gated loudness of (n, 2) samples at 48 kHz; SILENCE_LUFS when nothing passes the gate."""
    power = block_power(stereo)
    loud = power[power > power_of(SILENCE_LUFS)]
    if not len(loud):
        return SILENCE_LUFS
    return lufs(float(loud[loud > loud.mean() * 0.1].mean()))  # the relative gate, 10 LU below the mean of the first


def block_power(stereo: Samples) -> NDArray[np.float64]:
    """Weighted power, both channels together, of blocks of 400 ms, one each 100 ms."""
    hop, sections = RATE // 10, np.array([HEAD, HIGHPASS])
    state, sums = np.zeros((2, 2, 2)), []
    for start in range(0, len(stereo), CHUNK):  # CHUNK is a whole number of hops
        weighted, state = scipy.signal.sosfilt(sections, stereo[start : start + CHUNK].astype(np.float64), axis=0, zi=state)
        whole = len(weighted) // hop * hop
        sums.append((weighted[:whole] ** 2).sum(axis=1).reshape(-1, hop).sum(axis=1))
    quarters = np.concatenate(sums) if sums else np.zeros(0)
    blocks = np.convolve(quarters, np.ones(4), "valid") if len(quarters) >= 4 else quarters.sum(keepdims=True) * 4 / max(1, len(quarters))
    power: NDArray[np.float64] = blocks / (4 * hop)
    return power


def lufs(power: float) -> float:
    return float(-0.691 + 10 * np.log10(max(power, 1e-12)))


def power_of(loudness: float) -> float:
    return float(10 ** ((loudness + 0.691) / 10))


def true_peak_dbtp(samples: Samples) -> float:
    """The highest peak between the samples too: four times oversampled."""
    return float(20 * np.log10(max(1e-6, float(step_peaks(samples).max(initial=0.0)))))


def step_peaks(samples: Samples) -> Samples:
    """(steps,) highest true peak of any channel in each millisecond."""
    channels = np.ascontiguousarray(np.atleast_2d(samples.T))  # each channel in one piece is read in half the time
    margin, peaks, count = 64, [], channels.shape[1]
    for start in range(0, count, CHUNK):
        first, last = max(0, start - margin), min(count, start + CHUNK + margin)
        fine = np.abs(scipy.signal.resample_poly(channels[:, first:last], OVERSAMPLING, 1, axis=1)).max(axis=0)
        fine = fine[(start - first) * OVERSAMPLING :][: CHUNK * OVERSAMPLING]
        fine = fine[: (min(count, start + CHUNK) - start) * OVERSAMPLING]
        padded = np.pad(fine, (0, -len(fine) % (STEP * OVERSAMPLING)))
        peaks.append(padded.reshape(-1, STEP * OVERSAMPLING).max(axis=1))
    return float32(np.concatenate(peaks)) if peaks else np.zeros(0, np.float32)


def limited(stereo: Samples, peaks: Samples, ceiling_dbtp: float) -> Samples:
    """(n, 2) with no true peak above the ceiling: the gain falls before a peak comes and rises slowly after it. `peaks`: its `step_peaks`."""
    ceiling = 10 ** (ceiling_dbtp / 20)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-6))
    if wanted.min(initial=1.0) >= 1.0:
        return stereo
    held = released(scipy.ndimage.minimum_filter1d(wanted, 2 * REACH + 1, mode="nearest"))
    smooth = scipy.ndimage.uniform_filter1d(held, 2 * REACH - 1, mode="nearest")  # shorter than the reach: never above what was wanted
    gains = np.interp(np.arange(len(stereo), dtype=np.float32), np.arange(len(smooth)) * STEP + STEP / 2, smooth)
    return float32(stereo * gains[:, None].astype(np.float32))


def released(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Falls at once, rises with RELEASE_S."""
    rise, held, out = 1 - np.exp(-STEP / RATE / RELEASE_S), 1.0, np.empty(len(gains))
    for index, gain in enumerate(gains.tolist()):
        held = min(gain, held + (1.0 - held) * rise)
        out[index] = held
    return out
