"""Scenes mixed one by one and joined sound, sample for sample, like the film mixed at once."""

from __future__ import annotations

import numpy as np
import pytest

from film.model import Setting
from film.sound.joining import film_sound, scene_sound
from film.sound.mixing import Line, SceneSound, mix
from film.sound.wav import RATE, Samples, encode
from schemas.errors import Corrupt


def tone(hz: float, seconds: float, level: float) -> Samples:
    t = np.arange(round(RATE * seconds)) / RATE
    return np.asarray(level * np.sin(2 * np.pi * hz * t), np.float32)


def scene(start_ms: int, length_ms: int, hz: float, setting: Setting) -> SceneSound:
    """A tone for music, and two lines of which the second goes on when the scene is over."""
    cue = encode(np.stack([tone(hz, length_ms / 1000, 0.1)] * 2, axis=1))
    line = encode(tone(3 * hz, 1.2, 0.5))
    lines = (Line(wav=line, start_ms=300, pan=-0.5), Line(wav=line, start_ms=length_ms - 700, narrated=True))
    return SceneSound(start_ms=start_ms, length_ms=length_ms, setting=setting, interior=True, cue=cue, lines=lines)


SCENES = (scene(0, 4_042, 220, Setting.TEMPLE), scene(4_042, 3_625, 330, Setting.HOME), scene(7_667, 5_001, 180, Setting.OFFICE))


def test_scenes_mixed_one_by_one_sound_like_the_film_mixed_at_once() -> None:
    assert film_sound(map(scene_sound, SCENES)) == mix(SCENES)


def test_a_scene_sounds_the_same_wherever_it_is_in_the_film() -> None:
    assert scene_sound(SCENES[1]) == scene_sound(scene(0, 3_625, 330, Setting.HOME))


def test_a_film_without_scenes_is_silent_and_a_torn_one_is_told() -> None:
    assert film_sound([]) == mix([])
    with pytest.raises(Corrupt):
        film_sound([scene_sound(SCENES[0])[:-1]])
