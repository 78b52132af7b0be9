"""Instruments, synthesised: each function makes one note or stroke as mono float32 at 48 kHz, peak about 1, from numbers alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film.sound.filters import band_passed, between, float32, fraction
from film.sound.seeds import generator
from film.sound.stereo import scaled
from film.sound.wav import RATE, Samples

TAU: Final = 2 * np.pi
HZ_MAX: Final = 11_000.0  # partials above are left out


def seconds(length_s: float) -> NDArray[np.float32]:
    return np.arange(int(length_s * RATE), dtype=np.float32) / np.float32(RATE)


# --- plucked strings -------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=96)
def string(hz: float, length_s: float, brightness: float, sustain: float, pick: float) -> Samples:
    """A plucked string (Karplus and Strong 1983), one period at a time, then brought into tune.

    brightness 0..1: how sharp the plectrum; sustain: what is left after each period; pick 0..1: where it is plucked.
    """
    period = int(RATE / hz - 0.5)
    burst = float32(generator("string", hz, brightness, pick).uniform(-1, 1, period))
    for _ in range(round((1 - brightness) * 8)):
        burst = float32((burst + np.roll(burst, 1)) / 2)
    burst -= np.roll(burst, max(1, int(period * pick)))
    loop = np.zeros(1 + (int(length_s * RATE / period) + 2) * period, np.float32)  # begins with the rest before the pluck
    loop[1 : period + 1] = burst
    for start in range(period + 1, len(loop), period):
        turn = loop[start : start + period]
        np.add(loop[start - period : start], loop[start - period - 1 : start - 1], out=turn)
        turn *= np.float32(sustain / 2)
    ratio = hz * (period + 0.5) / RATE  # the loop lasts half a sample longer than the period
    sound = loop[1:]
    tuned = np.interp(np.arange(int(length_s * RATE)) * ratio, np.arange(len(sound)), sound)
    return with_end(normal(float32(tuned)), 0.04)


def veena(hz: float, length_s: float) -> Samples:
    return swayed(string(hz, length_s + 0.9, 0.62, 0.9972, 0.14), cents=28, rate_hz=5.2)


def sitar(hz: float, length_s: float) -> Samples:
    sound = string(hz, length_s + 0.8, 0.9, 0.9968, 0.07)
    return swayed(normal(float32(np.tanh(2.2 * sound) + 0.25 * np.diff(sound, prepend=np.float32(0)) * 4)), cents=20, rate_hz=4.6)


def koto(hz: float, length_s: float) -> Samples:
    return bent(string(hz, length_s + 1.2, 0.8, 0.9962, 0.11), cents=-35, glide_s=0.06)


def guzheng(hz: float, length_s: float) -> Samples:
    return swayed(string(hz, length_s + 1.4, 0.95, 0.9975, 0.09), cents=22, rate_hz=5.8)


def oud(hz: float, length_s: float) -> Samples:
    sound = string(hz, length_s + 0.5, 0.42, 0.9935, 0.2)
    double = string(round(hz * 1.0022, 3), length_s + 0.5, 0.42, 0.9935, 0.17)
    return normal(sound + double)


def kora(hz: float, length_s: float) -> Samples:
    return string(hz, length_s + 0.8, 0.72, 0.9955, 0.24)


def guitar(hz: float, length_s: float) -> Samples:
    return string(hz, length_s + 0.7, 0.5, 0.9958, 0.22)


def low_string(hz: float, length_s: float) -> Samples:
    return string(hz, length_s + 0.4, 0.2, 0.9965, 0.3)


# --- struck and additive ---------------------------------------------------------------------------------------------------------------


def partials(hz: float, length_s: float, rows: Sequence[tuple[float, float, float]]) -> Samples:
    """A sum of sines that die away: (ratio to hz, amplitude, decays a second)."""
    time, sound = seconds(length_s), np.zeros(int(length_s * RATE), np.float32)
    for ratio, amplitude, decay in rows:
        if hz * ratio < HZ_MAX:
            phase = fraction(np.arange(len(time)) * (hz * ratio / RATE)).astype(np.float32)
            sound += np.float32(amplitude) * np.sin(np.float32(TAU) * phase) * np.exp(np.float32(-decay) * time)
    return sound


@lru_cache(maxsize=96)
def piano(hz: float, length_s: float) -> Samples:
    """Stiff strings: partials stretch and the high ones die first; a felt hammer; a damper at the end."""
    stiffness = 0.00035 * (hz / 260) ** 1.2
    rows = [(k * np.sqrt(1 + stiffness * k * k), k**-1.25 * np.exp(-hz * k / 5200), 0.7 + hz / 600 + 0.55 * k) for k in range(1, 13)]
    sound = partials(hz, length_s + 0.7, rows)
    knock = generator("hammer").standard_normal(len(sound)).astype(np.float32) * np.exp(-seconds(length_s + 0.7) * 220)
    return with_end(with_start(normal(sound + 0.10 * knock), 0.003), 0.35)


@lru_cache(maxsize=96)
def kalimba(hz: float, length_s: float) -> Samples:
    rows = ((1, 1.0, 3.2), (2.02, 0.12, 6), (5.4, 0.22, 22), (9.1, 0.08, 40))
    return with_end(with_start(normal(partials(hz, length_s + 0.8, rows)), 0.002), 0.05)


@lru_cache(maxsize=96)
def bell(hz: float, length_s: float) -> Samples:
    """A cast bell: hum, prime, tierce, quint, nominal and what rings above."""
    rows = (
        (0.5, 0.25, 0.8),
        (1, 0.6, 1.0),
        (1.19, 0.35, 1.5),
        (1.51, 0.3, 1.8),
        (2.0, 0.45, 1.7),
        (2.74, 0.25, 2.6),
        (3.76, 0.18, 3.6),
        (5.2, 0.08, 5),
    )
    return with_end(with_start(normal(partials(hz, length_s, rows)), 0.002), 0.3)


@lru_cache(maxsize=96)
def tanpura(hz: float, length_s: float) -> Samples:
    """A drone string over a curved bridge: overtones bloom one after the other."""
    count, step = int(length_s * RATE), 480
    steps = -(-count // step)
    phase = float32(fraction(np.arange(steps * step) * (hz / RATE)) * TAU).reshape(-1, step)
    knots = np.arange(steps) * (step / RATE)
    sound = np.zeros((steps, step), np.float32)
    for k in range(1, int(min(15, HZ_MAX / hz)) + 1):
        bloom = np.exp(-(((knots - 0.10 * np.log1p(k)) / (0.5 + 0.12 * k)) ** 2) * 0.35)
        swell = 0.9 / k**0.62 * (0.25 + 0.75 * bloom) * np.exp(-knots * (0.35 + 0.045 * k))
        sound += np.sin(phase * np.float32(k)) * float32(swell)[:, None]
    return with_end(with_start(normal(sound.ravel()[:count]), 0.012), 0.5)


# --- blown and bowed -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    timbre: tuple[float, ...]  # amplitude of each harmonic
    breath: float  # share of noise
    vibrato: float  # share of the pitch
    attack_s: float
    glide_s: float


def line(wind: Wind, notes: Sequence[tuple[float, float, float, float]], length_s: float) -> Samples:
    """Notes (start s, Hz, length s, strength) in one breath: pitch glides from one to the next, vibrato grows on long ones."""
    count, step = int(length_s * RATE), 240
    knots = np.arange(count // step + 2) * (step / RATE)
    hertz, strength, depth = np.full(len(knots), notes[0][1] if notes else 440.0), np.zeros(len(knots)), np.zeros(len(knots))
    for start, hz, lasts, loud in notes:
        here = (knots >= start) & (knots < start + lasts)
        since = knots[here] - start
        hertz[knots >= start] = hz
        strength[here] = loud * np.minimum(1, since / wind.attack_s) * np.minimum(1, (lasts - since) / 0.09)
        depth[here] = wind.vibrato * np.clip((since - 0.25) / 0.5, 0, 1)
    glide = max(1, round(wind.glide_s * RATE / step))
    hertz = np.convolve(np.pad(hertz, glide, mode="edge"), np.ones(2 * glide + 1) / (2 * glide + 1), "valid")
    hertz *= 1 + depth * np.sin(TAU * 5.1 * knots)
    turns = np.cumsum(between(hertz, step)[:count]) / RATE
    phase = float32(fraction(turns)) * np.float32(TAU)
    loudness = between(float32(strength), step)[:count]
    sound = sum(
        (np.float32(amplitude) * np.sin(phase * np.float32(k)) for k, amplitude in enumerate(wind.timbre, 1)), start=np.zeros(count, np.float32)
    )
    if wind.breath:
        noise = generator("breath", length_s).standard_normal(count, dtype=np.float32)
        sound = sound + np.float32(wind.breath) * band_passed(noise, 900, 5000)
    return float32(sound * loudness)


WINDS: Final[Mapping[str, Wind]] = {
    "bansuri": Wind(timbre=(1, 0.32, 0.14, 0.05), breath=0.10, vibrato=0.007, attack_s=0.09, glide_s=0.045),
    "dizi": Wind(timbre=(1, 0.45, 0.30, 0.16, 0.08, 0.04), breath=0.08, vibrato=0.009, attack_s=0.05, glide_s=0.02),
    "ney": Wind(timbre=(0.75, 0.6, 0.22, 0.10), breath=0.28, vibrato=0.008, attack_s=0.12, glide_s=0.05),
    "flute": Wind(timbre=(1, 0.25, 0.10), breath=0.12, vibrato=0.006, attack_s=0.07, glide_s=0.015),
    "cello": Wind(timbre=(1, 0.7, 0.5, 0.32, 0.24, 0.16, 0.1, 0.06), breath=0.02, vibrato=0.008, attack_s=0.16, glide_s=0.03),
    "voices": Wind(timbre=(1, 0.6, 0.12, 0.16, 0.05), breath=0.05, vibrato=0.006, attack_s=0.25, glide_s=0.05),
}


def pad(hz: Sequence[float], length_s: float) -> Samples:
    """Strings that hold a chord, (n, 2): two desks a note, a little apart in tune and place."""
    count, table = int(length_s * RATE), sawtooth()
    stereo, steps = np.zeros((count, 2), np.float32), np.arange(count)
    for index, note in enumerate(hz):
        for side, detune in ((0, 0.9978), (1, 1.0022)):
            phase = fraction(steps * (note * detune / RATE) + 0.37 * index + 0.5 * side)
            stereo[:, side] += table[(phase * len(table)).astype(np.int32)]
    swell = min(0.7, length_s / 3)
    envelope = np.minimum(1, np.minimum(seconds(length_s) / swell, (length_s - seconds(length_s)) / swell))
    return scaled(stereo, float32(np.sin(envelope * np.pi / 2) ** 2)) / np.float32(max(1, len(hz)))


@lru_cache(maxsize=96)
def sawtooth() -> Samples:
    """One period of a dark sawtooth."""
    phase = np.arange(2048) / 2048
    return float32(sum(np.sin(TAU * k * phase) / k**1.7 for k in range(1, 14)))


# --- drums -----------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=96)
def membrane(hz: float, fall: float, decay: float, slap: float, slap_decay: float) -> Samples:
    """A struck skin: a tone that falls by `fall` of its pitch, and the noise of the hand."""
    time = seconds(0.6)
    phase = np.cumsum(hz * (1 + fall * np.exp(-time * 24))) / RATE
    noise = generator("skin", hz, slap).standard_normal(len(time)).astype(np.float32)
    return with_end(with_start(float32(np.sin(TAU * phase) * np.exp(-time * decay) + slap * noise * np.exp(-time * slap_decay)), 0.0015), 0.05)


@lru_cache(maxsize=96)
def tuned_skin(hz: float, decay: float, slap: float) -> Samples:
    """A loaded skin, whose overtones are harmonic: tabla and mridangam (Raman 1934)."""
    rows = ((1, 0.8, decay), (2, 0.5, decay * 1.35), (3, 0.3, decay * 1.8), (4, 0.2, decay * 2.4))
    sound = partials(hz, 0.5, rows)
    noise = generator("tuned skin", hz).standard_normal(len(sound)).astype(np.float32)
    return with_end(with_start(normal(sound + slap * noise * np.exp(-seconds(0.5) * 130)), 0.001), 0.05)


@lru_cache(maxsize=96)
def rattle(decay: float) -> Samples:
    noise = generator("rattle", decay).standard_normal(RATE // 5).astype(np.float32)
    return with_start(normal(band_passed(noise, 4500, 11000) * np.exp(-seconds(0.2) * decay)), 0.004)


DRUMS: Final[Mapping[str, Callable[[], Samples]]] = {
    "tham": lambda: membrane(82.0, 0.25, 9.0, 0.10, 180.0),
    "din": lambda: tuned_skin(196.0, 9.0, 0.10),
    "na": lambda: tuned_skin(410.0, 26.0, 0.45),
    "ge": lambda: membrane(92.0, 0.45, 8.0, 0.06, 150.0),
    "tin": lambda: tuned_skin(330.0, 12.0, 0.25),
    "dum": lambda: membrane(104.0, 0.15, 11.0, 0.12, 120.0),
    "tek": lambda: tuned_skin(520.0, 42.0, 0.9),
    "bass": lambda: membrane(70.0, 0.30, 8.0, 0.10, 140.0),
    "tone": lambda: membrane(190.0, 0.08, 16.0, 0.20, 110.0),
    "slap": lambda: tuned_skin(430.0, 38.0, 0.9),
    "taiko": lambda: membrane(62.0, 0.35, 5.5, 0.18, 90.0),
    "wood": lambda: tuned_skin(860.0, 48.0, 0.35),
    "shaker": lambda: rattle(40.0),
    "heart": lambda: membrane(48.0, 0.30, 11.0, 0.02, 60.0),
}


# --- shaping ---------------------------------------------------------------------------------------------------------------------------


def normal(sound: Samples) -> Samples:
    return sound / np.float32(max(1e-6, float(np.abs(sound).max(initial=0.0))))


def with_start(sound: Samples, rise_s: float) -> Samples:
    count = min(len(sound), int(rise_s * RATE))
    sound[:count] *= np.linspace(0, 1, count, dtype=np.float32)
    return sound


def with_end(sound: Samples, fall_s: float) -> Samples:
    count = min(len(sound), int(fall_s * RATE))
    sound[len(sound) - count :] *= np.linspace(1, 0, count, dtype=np.float32)
    return sound


def swayed(sound: Samples, cents: float, rate_hz: float) -> Samples:
    """Gamaka: the finger sways the string after the pluck."""
    time = seconds(len(sound) / RATE)[: len(sound)]
    depth = np.clip((time - 0.14) / 0.25, 0, 1) * np.exp(-time * 0.6)
    return warped(sound, cents * np.sin(TAU * rate_hz * time) * depth)


def bent(sound: Samples, cents: float, glide_s: float) -> Samples:
    """Begins `cents` off and slides into tune."""
    time = seconds(len(sound) / RATE)[: len(sound)]
    return warped(sound, cents * np.exp(-time / glide_s))


def warped(sound: Samples, cents: NDArray[np.floating]) -> Samples:
    place = np.cumsum(2 ** (cents / 1200))
    return float32(np.interp(place, np.arange(len(sound)), sound, right=0.0))
