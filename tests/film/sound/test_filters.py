"""Our signal processing against scipy's, which the product does without, and against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal

from film.sound.biquads import CHUNK, above, band, filtered
from film.sound.filters import HOP, convolved, equalised, fraction, per_sample
from film.sound.loudness import RELEASE_S, STEP, released
from film.sound.mixing import bridged
from film.sound.resampling import resampled
from film.sound.wav import RATE, Samples

RNG = np.random.default_rng(7)


def noise(length: int) -> Samples:
    return RNG.standard_normal(length, dtype=np.float32)


@pytest.mark.parametrize("length", [1, 2, 100, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_a_filter_lets_through_what_scipys_butterworth_does(length: int) -> None:
    sound = noise(length)
    band_pass = scipy.signal.butter(1, (350, 1900), "bandpass", fs=RATE, output="sos")
    high_pass = scipy.signal.butter(2, 28, "highpass", fs=RATE, output="sos")
    for ours, theirs in ((filtered(sound, [band(350, 1900)]), band_pass), (filtered(sound, [above(28)]), high_pass)):
        assert np.allclose(ours, scipy.signal.sosfilt(theirs, sound.astype(np.float64)), atol=1e-6)


def test_filters_follow_one_another() -> None:
    sound = noise(2 * CHUNK + 5)
    assert np.allclose(filtered(sound, [band(60, 900), above(28)]), filtered(filtered(sound, [band(60, 900)]), [above(28)]), atol=1e-6)
    assert len(filtered(sound[:0], [band(60, 900)])) == 0


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("length", [0, 1, 63, 64, 5_001])
def test_sound_at_another_rate_is_what_scipy_makes_of_it(rate: int, length: int) -> None:
    sound = noise(length)
    shared = int(np.gcd(rate, RATE))
    ours, theirs = resampled(sound, rate), scipy.signal.resample_poly(sound, RATE // shared, rate // shared) if length else sound
    assert ours.shape == theirs.shape
    assert np.allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("length", [0, 1, 99, 100, 1_000, 12_345])
@pytest.mark.parametrize(("taps", "early"), [(1, 0), (100, 0), (100, 50), (3_000, 1_500)])
def test_a_room_answers_across_the_blocks_that_it_is_reckoned_in(length: int, taps: int, early: int) -> None:
    sound, response = noise(length), noise(taps)
    whole = scipy.signal.fftconvolve(sound, response) if length else sound
    assert np.allclose(convolved(sound, response, early), np.pad(whole, (0, taps))[early : early + length], atol=1e-3)


def test_an_equaliser_gives_each_pitch_its_gain_at_once() -> None:
    time = np.arange(RATE) / RATE
    for hz, db in ((100, 0.0), (1_000, -8.0), (400, -8.0), (12_000, 0.0)):
        tone = np.sin(2 * np.pi * hz * time).astype(np.float32)
        changed = equalised(tone, ((0, 0), (150, 0), (350, -8), (4500, -8), (8000, 0), (24000, 0)))[RATE // 4 : -RATE // 4]
        assert np.allclose(changed, tone[RATE // 4 : -RATE // 4] * 10 ** (db / 20), atol=2e-3), hz


@pytest.mark.parametrize("length", [0, 1, 239, 240, 1_000])
def test_between_two_steps_lies_a_straight_line(length: int) -> None:
    steps = RNG.random(-(-length // HOP))
    expected = np.interp(np.arange(length), np.arange(len(steps)) * HOP + HOP / 2, steps) if length else steps
    assert np.allclose(per_sample(steps, length), expected, atol=1e-6)


def test_a_phase_goes_round() -> None:
    turns = RNG.random(1_000) * 1e6
    assert (fraction(turns) == np.remainder(turns, 1.0)).all()


def test_pauses_are_bridged_as_a_closing_bridges_them() -> None:
    for pause in (2, 7, 280):
        heard = np.pad(RNG.random(4_000) > 0.99, pause)
        assert (bridged(heard, pause) == scipy.ndimage.binary_closing(heard, np.ones(pause, bool))).all()


def test_a_limiter_lets_go_slowly() -> None:
    gains, held = np.minimum(1.0, RNG.random(2_000) * 3), 1.0
    rise = 1 - np.exp(-STEP / RATE / RELEASE_S)
    for gain, got in zip(gains, released(gains), strict=True):
        held = min(float(gain), held + (1.0 - held) * rise)
        assert got == pytest.approx(held, abs=1e-9)
