"""Our meters against ffmpeg's, and a limiter that keeps its word."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from film.ffmpeg import binary
from film.sound.filters import per_sample
from film.sound.loudness import SILENCE_LUFS, STEP, integrated_lufs, limiting, step_peaks, true_peak_dbtp
from film.sound.wav import RATE, Samples, encode

RNG = np.random.default_rng(5)
SECONDS = np.arange(RATE * 9) / RATE
PROGRAMMES = {
    "a tone": 0.1 * np.stack([np.sin(2 * np.pi * 997 * SECONDS)] * 2, axis=1),
    "one side": np.stack([0.2 * np.sin(2 * np.pi * 440 * SECONDS), 0 * SECONDS], axis=1),
    "noise that comes and goes": (RNG.standard_normal((len(SECONDS), 2)) * (0.02 + 0.1 * (np.sin(SECONDS * 1.3) > 0.2))[:, None]),
    "half silence": 0.3 * np.stack([np.sin(2 * np.pi * 200 * SECONDS) * (SECONDS > 5)] * 2, axis=1),
    "bass": 0.5 * np.stack([np.sin(2 * np.pi * 45 * SECONDS)] * 2, axis=1),
}


def ffmpeg_says(sound: Path) -> tuple[float, float]:
    """(integrated LUFS, true peak dBTP) by ffmpeg's ebur128, of any file that holds a sound."""
    command = [str(binary()), "-hide_banner", "-nostats", "-i", str(sound), "-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rpartition("Summary")[2]
    loudness, peak = re.search(r"I:\s+(\S+)", report), re.search(r"Peak:\s+(\S+)", report)
    assert loudness is not None
    assert peak is not None
    return float(loudness[1]), float(peak[1])


def stored(wav: bytes, folder: Path) -> Path:
    path = folder / "sound.wav"
    path.write_bytes(wav)
    return path


@pytest.mark.parametrize("name", PROGRAMMES)
def test_loudness_and_true_peak_agree_with_ffmpeg(name: str, tmp_path: Path) -> None:
    programme = PROGRAMMES[name].astype(np.float32)
    loudness, peak = ffmpeg_says(stored(encode(programme), tmp_path))
    assert integrated_lufs(programme) == pytest.approx(loudness, abs=0.1)
    assert true_peak_dbtp(programme) == pytest.approx(peak, abs=0.25)


def test_a_peak_between_the_samples_is_seen() -> None:
    between = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4)[:, None] * np.ones(2)  # samples at 0.707, the wave at 1
    assert np.abs(between).max() < 0.71
    assert true_peak_dbtp(between[1000:-1000].astype(np.float32)) > -0.4


@pytest.mark.parametrize("seconds", [0, 0.1, 3])
def test_silence_of_any_length_has_the_loudness_of_silence(seconds: float) -> None:
    assert integrated_lufs(np.zeros((int(seconds * RATE), 2), np.float32)) == SILENCE_LUFS


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), gain=st.floats(0.1, 12))
def test_the_limiter_keeps_every_true_peak_under_its_ceiling_and_leaves_quiet_sound_alone(seed: int, gain: float) -> None:
    rng = np.random.default_rng(seed)
    bursts: Samples = (rng.standard_normal((RATE, 2)) * 0.03 + np.sin(np.arange(RATE) * 0.2)[:, None] * (rng.random((RATE, 1)) > 0.9995)).astype(
        np.float32
    )
    sound = bursts * np.float32(gain)
    gains = limiting(step_peaks(sound), -1.2)
    assert true_peak_dbtp(pressed(sound, gains)) <= -1.15
    if true_peak_dbtp(sound) <= -1.2:
        assert (gains == 1).all()


def test_the_limiter_does_not_touch_what_is_far_from_a_peak() -> None:
    sound = np.full((RATE, 2), 0.1, np.float32)
    sound[RATE // 2] = 3.0
    after = pressed(sound, limiting(step_peaks(sound), -1.2))
    assert np.allclose(after[: RATE // 2 - RATE // 100], 0.1)
    assert after[-1, 0] == pytest.approx(0.1, rel=0.01)


def pressed(sound: Samples, gains: NDArray[np.float64]) -> Samples:
    return sound * per_sample(gains, len(sound), STEP)[:, None]
