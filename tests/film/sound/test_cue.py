"""The bed of a scene: exact, clean, repeatable, and telling where and when we are."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from film.model import Culture, Hour, Mood, Scene, Setting, Weather
from film.sound.ambience import ambience, layers
from film.sound.cue import cue
from film.sound.loudness import integrated_lufs
from film.sound.music import music
from film.sound.wav import RATE, Samples, decode
from tests.film.sound.crew import scene


def band_db(sound: Samples, low: float, high: float) -> float:
    """Energy of a band, both sides together."""
    power = (np.abs(np.fft.rfft(sound, axis=0)) ** 2).sum(axis=1)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / len(sound) ** 2 + 1e-15))


@pytest.mark.parametrize("culture", Culture)
def test_a_cue_has_its_exact_length_is_clean_and_fades(culture: Culture) -> None:
    mood = list(Mood)[list(Culture).index(culture)]
    sound = decode(cue(scene(culture=culture, mood=mood), 7040, 1))
    assert sound.shape == (7040 * RATE // 1000, 2)
    assert 0.02 < np.abs(sound).max() < 0.75
    assert np.abs(sound.mean(axis=0)).max() < 1e-3
    assert -30 < integrated_lufs(sound) < -18
    middle = np.abs(sound[2 * RATE : 4 * RATE]).max()
    assert np.abs(sound[: RATE // 50]).max() < 0.1 * middle > np.abs(sound[-RATE // 50 :]).max()


@pytest.mark.parametrize("length_ms", [1, 40, 700, 2000])
def test_very_short_scenes_have_a_bed_too(length_ms: int) -> None:
    assert len(decode(cue(scene(), length_ms, 1))) == length_ms * RATE // 1000


def test_the_same_scene_is_the_same_bytes_in_another_process_and_another_seed_is_not() -> None:
    program = (
        "import hashlib; from film.sound.cue import cue; from tests.film.sound.crew import scene\n"
        "print(hashlib.sha256(cue(scene(), 4000, 7)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert there == hashlib.sha256(cue(scene(), 4000, 7)).hexdigest()
    assert there != hashlib.sha256(cue(scene(), 4000, 8)).hexdigest()


def test_cultures_and_moods_do_not_share_their_music() -> None:
    bands = [(60, 120), (120, 250), (250, 500), (500, 1000), (1000, 2000), (2000, 4000), (4000, 9000)]

    def profile(culture: Culture, mood: Mood) -> NDArray[np.float64]:
        sound = music(culture, mood, 8.0, 1)
        levels: NDArray[np.float64] = np.array([band_db(sound, low, high) for low, high in bands])
        return levels - float(levels.max())

    by_culture = [profile(culture, Mood.FESTIVE) for culture in Culture]
    assert min(np.abs(one - other).max() for i, one in enumerate(by_culture) for other in by_culture[:i]) > 3
    assert np.abs(profile(Culture.WESTERN, Mood.TENSE) - profile(Culture.WESTERN, Mood.FESTIVE)).max() > 4


def test_nights_have_crickets_and_days_do_not() -> None:
    night, day = (ambience(scene(setting=Setting.VILLAGE, hour=hour), 4.0, 1) for hour in (Hour.NIGHT, Hour.DAY))
    assert band_db(night, 3900, 5000) > band_db(day, 3900, 5000) + 6


def test_rain_is_heard_outside_and_dulled_inside() -> None:
    dry, outside, inside = (
        ambience(scene(setting=Setting.HOME, weather=weather, interior=interior), 4.0, 1)
        for weather, interior in ((Weather.CLEAR, False), (Weather.RAIN, False), (Weather.RAIN, True))
    )
    assert band_db(outside, 3000, 9000) > band_db(inside, 3000, 9000) + 6
    assert band_db(inside, 700, 1800) > band_db(dry, 700, 1800) + 6


def test_the_sea_swells_and_a_fountain_does_not() -> None:
    def swing(setting: Setting) -> float:
        rms = [np.sqrt(np.mean(one**2)) for one in np.split(ambience(scene(setting=setting, interior=True), 12.0, 1), 24)]
        return float(np.max(rms) / np.min(rms))

    assert swing(Setting.SEASIDE) > 1.5 > swing(Setting.PALACE)


def test_every_setting_has_layers_of_its_own() -> None:
    heard = {setting: frozenset(layer.name for layer in layers(indoors(setting))) for setting in Setting}
    assert all(heard.values())
    assert len(set(heard.values())) >= len(Setting) - 1, "mountain and desert share the wind, not its pitch"
    wind = [ambience(scene(setting=setting), 4.0, 1) for setting in (Setting.MOUNTAIN, Setting.DESERT)]
    assert abs(band_db(wind[0], 100, 250) - band_db(wind[1], 100, 250)) > 3


def indoors(setting: Setting) -> Scene:
    return scene(setting=setting, interior=True, hour=Hour.DAY)


def test_a_crowd_is_heard_once() -> None:
    for setting in Setting:
        assert [layer.name for layer in layers(scene(setting=setting, crowd=True))].count("murmur") <= 1


def test_a_wedding_opens_with_bells() -> None:
    plain, wedding = (decode(cue(scene(setting=Setting.HOME, event=event), 4000, 1)) for event in ("", "wedding"))
    strokes = slice(int(0.9 * RATE), int(2.5 * RATE))
    assert band_db(wedding[strokes], 770, 800) > band_db(plain[strokes], 770, 800) + 3
