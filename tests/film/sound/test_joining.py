"""Scenes mixed and measured one by one make a film that is as loud as it should be, whichever of them was made anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from film.model import Setting
from film.sound.joining import film_sound, scene_sound
from film.sound.loudness import integrated_lufs, step_peaks, step_power, true_peak_dbtp
from film.sound.mixing import Line, SceneSound, mixed
from film.sound.wav import RATE, Samples, decode, encode
from schemas.errors import Corrupt


def tone(hz: float, seconds: float, level: float) -> Samples:
    t = np.arange(round(RATE * seconds)) / RATE
    return np.asarray(level * np.sin(2 * np.pi * hz * t), np.float32)


def scene(length_ms: int, hz: float, setting: Setting) -> SceneSound:
    """A tone for music, and two lines of which the second goes on when the scene is over."""
    cue = encode(np.stack([tone(hz, length_ms / 1000, 0.1)] * 2, axis=1))
    line = encode(tone(3 * hz, 1.2, 0.5))
    lines = (Line(wav=line, start_ms=300, pan=-0.5), Line(wav=line, start_ms=length_ms - 700, narrated=True))
    return SceneSound(length_ms=length_ms, setting=setting, interior=True, cue=cue, lines=lines)


SCENES = (scene(4_042, 220, Setting.TEMPLE), scene(3_625, 330, Setting.HOME), scene(5_001, 180, Setting.OFFICE))


def levels(one: SceneSound) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.frombuffer(scene_sound(one).levels, "<f4").reshape(-1, 2)


def test_what_was_measured_of_scenes_is_what_a_meter_hears_of_the_film() -> None:
    """But for the first milliseconds of each scene, in which the meter still hears the one before."""
    whole = np.concatenate([mixed(one) for one in SCENES])
    power, peaks = np.concatenate([levels(one) for one in SCENES]).T
    assert np.allclose(peaks, step_peaks(whole), rtol=1e-5, atol=0.02)
    assert np.mean(np.isclose(power, step_power(whole), rtol=1e-3, atol=1e-9)) > 0.95


def test_scenes_that_are_cut_off_loudly_make_a_film_of_the_right_loudness_and_peaks() -> None:
    film = decode(film_sound([scene_sound(one) for one in SCENES]))
    assert integrated_lufs(film) == pytest.approx(-14, abs=0.3)
    assert true_peak_dbtp(film) <= -1.5
    assert len(film) == sum(one.length_ms for one in SCENES) * RATE // 1000


def test_in_the_film_a_scene_is_what_it_was_mixed_to_be_at_the_gain_of_the_film() -> None:
    quiet = [replace(one, cue=b"") for one in SCENES]
    film, first = decode(film_sound([scene_sound(one) for one in quiet])), mixed(quiet[0])
    heard = np.abs(first[:, 0]) > 0.01
    ratio = film[: len(first)][heard, 0] / first[heard, 0]
    assert ratio.max() / ratio.min() < 1.6, "the limiter, and no more"
    assert np.abs(film[: len(first)][first == 0]).max() == 0


def test_a_film_without_scenes_is_silent_and_a_torn_one_is_told() -> None:
    assert len(decode(film_sound([]))) == 0
    whole = scene_sound(SCENES[0])
    for torn in (replace(whole, sound=whole.sound[:-1]), replace(whole, sound=whole.sound[:-8]), replace(whole, levels=whole.levels[:-1])):
        with pytest.raises(Corrupt):
            film_sound([torn])
