"""Plain signal processing on float32 samples at 48 kHz: bands, equaliser, level follower, rooms. No film knowledge."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from film.sound.biquads import above, band, filtered
from film.sound.seeds import generator
from film.sound.wav import RATE, Samples

HOP: Final = 240  # samples a step of the level follower: 5 ms
REACH: Final = 1 << 14  # samples that an equaliser looks to each side
BLOCK: Final = 3  # times as long as the impulse response is what is convolved at a time


def equalised(samples: Samples, points: tuple[tuple[float, float], ...]) -> Samples:
    """(n,) through gains given as (Hz, dB), straight between them over octaves; linear phase, no delay."""
    return convolved(samples, equaliser(points), REACH)


@cache
def equaliser(points: tuple[tuple[float, float], ...]) -> Samples:
    """(2 * REACH,) impulse response, its middle at REACH."""
    hertz = scipy.fft.rfftfreq(2 * REACH, 1 / RATE)
    gains = np.interp(np.log10(hertz + 1), [np.log10(at + 1) for at, _ in points], [db for _, db in points])
    return float32(np.roll(scipy.fft.irfft(10 ** (gains / 20)), REACH))


def level(samples: Samples, attack_s: float, release_s: float) -> NDArray[np.float32]:
    """(steps,) peak level, one value per HOP, rising and falling with the given time constants."""
    peaks = np.abs(np.pad(samples, (0, -len(samples) % HOP))).reshape(-1, HOP).max(axis=1)
    rise, fall = (1 - np.exp(-HOP / RATE / seconds) for seconds in (attack_s, release_s))
    held, followed = 0.0, np.empty(len(peaks), np.float32)
    for index, peak in enumerate(peaks.tolist()):
        held += (peak - held) * (rise if peak > held else fall)
        followed[index] = held
    return followed


def per_sample(steps: NDArray[Any], length: int, hop: int = HOP) -> Samples:
    """(length,) values on straight lines from the middle of each step to the middle of the next; level before the first and after the last."""
    knots = float32(np.concatenate([steps[:1], steps, steps[-1:]]))
    return float32(between(knots, hop)[hop // 2 :][:length])


def between(knots: NDArray[Any], hop: int) -> NDArray[Any]:
    """(hop * (knots - 1),) straight lines from knot to knot."""
    rises = np.diff(knots) / knots.dtype.type(hop)
    lines: NDArray[Any] = knots[:-1, None] + rises[:, None] * np.arange(hop, dtype=knots.dtype)
    return lines.ravel()


def band_passed(samples: Samples, low_hz: float, high_hz: float) -> Samples:
    """(n,) softly without what lies below and above."""
    return filtered(samples, [band(low_hz, high_hz)])


def high_passed(samples: Samples, hz: float) -> Samples:
    """(n,) without what lies below."""
    return filtered(samples, [above(hz)])


@cache
def room(seconds: float, darkness_hz: float) -> NDArray[np.float32]:
    """(2, n) impulse response of unit energy: early echoes, then noise that decays by 60 dB in `seconds` and loses its treble."""
    rng, length = generator("room", seconds, darkness_hz), int(seconds * RATE)
    time = np.arange(length) / RATE
    tail = rng.standard_normal((2, length)) * np.exp(-time * 6.9 / seconds) * np.minimum(1, time / 0.012)
    for _ in range(6):
        tail[rng.integers(2), int(RATE * (0.007 + 0.045 * rng.random()))] += 3.5 * rng.choice((-1, 1))
    hertz = scipy.fft.rfftfreq(length, 1 / RATE)
    gains = (hertz / 180) ** 2 / (1 + (hertz / 180) ** 2) / (1 + (hertz / darkness_hz) ** 2)
    shaped = scipy.fft.irfft(scipy.fft.rfft(tail, axis=1) * gains, length, axis=1)
    return float32(shaped / np.sqrt((shaped**2).sum(axis=1, keepdims=True)))


def in_room(stereo: Samples, response: NDArray[np.float32]) -> Samples:
    """(n, 2) -> the room's answer, of the same length."""
    return np.stack([convolved(side, echo) for side, echo in zip(stereo.T, response, strict=True)], axis=1)


def convolved(sound: Samples, response: Samples, early: int = 0) -> Samples:
    """(n,) through an impulse response that begins `early` samples before its sound. Block by block: each rings into the next and no further."""
    taps, length = len(response), max(1, len(sound) + early)
    size = scipy.fft.next_fast_len(taps + min(length, BLOCK * taps), real=True)
    step = size - taps
    padded = np.zeros(-(-length // step) * step, np.float32)
    padded[: len(sound)] = sound
    heard = scipy.fft.irfft(scipy.fft.rfft(padded.reshape(-1, step), size) * scipy.fft.rfft(response, size), size)
    heard[1:, :taps] += heard[:-1, step:]
    return float32(heard[:, :step].ravel()[early : early + len(sound)])


def fraction(numbers: NDArray[Any]) -> NDArray[Any]:
    """What is beyond whole, of a phase in turns: np.remainder(_, 1) in an eighth of the time."""
    whole: NDArray[Any] = np.floor(numbers)
    np.subtract(numbers, whole, out=whole)
    return whole


def float32(samples: Any) -> Samples:
    return np.asarray(samples, np.float32)
