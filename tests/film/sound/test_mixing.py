"""The mix: loud enough, never too loud, the bed steps back for words, and an independent listener understands them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from film.model import Age, Culture, Mood, Setting, Sex
from film.sound.cue import cue
from film.sound.joining import film_sound, scene_sound
from film.sound.loudness import integrated_lufs, step_power, true_peak_dbtp
from film.sound.mastering import missing_db
from film.sound.mixing import DUCK_DB, Line, SceneSound, laid
from film.sound.mixing import mixed as mixed_alone
from film.sound.speaking import speak
from film.sound.voices import voice_of
from film.sound.wav import RATE, Samples, decode, encode
from schemas.errors import Corrupt
from tests.film.sound.crew import beat, scene
from tests.film.sound.test_loudness import ffmpeg_says, stored
from tests.support.listener import heard, word_error_rate, word_starts

LINES = (
    ("Father, the bells are ringing. I have waited for this morning all my life.", Sex.FEMALE, Age.YOUNG),
    ("I will never forget what you did for my family.", Sex.MALE, Age.ADULT),
    ("You left your last job after nine days.", Sex.FEMALE, Age.ADULT),
    ("Tomorrow we go home, and everything will be different.", Sex.MALE, Age.YOUNG),
    ("Thirty years, and not one night without a light.", Sex.MALE, Age.ELDER),
)
PLACES = ((Setting.TEMPLE, Culture.SOUTH_INDIAN, Mood.FESTIVE, False), (Setting.HOME, Culture.WESTERN, Mood.TENDER, True))
PAUSE_MS = 2600  # long enough for the bed to come up between two lines


@cache
def film() -> tuple[tuple[SceneSound, ...], tuple[tuple[str, int, int], ...]]:
    """Two scenes with music under every line, and where each line is heard: (text, start, end) in ms of the film."""
    scenes, told, begun = [], [], 0
    for (setting, culture, mood, interior), lines in zip(PLACES, (LINES[:3], LINES[3:]), strict=True):
        spoken = [speak(beat(text), voice_of((sex, age), 1)) for text, sex, age in lines]
        starts = list(accumulate((speech.length_ms + PAUSE_MS for _, speech in spoken), initial=PAUSE_MS))
        told += [
            (text, begun + start, begun + start + speech.length_ms) for (text, _, _), start, (_, speech) in zip(lines, starts, spoken, strict=False)
        ]
        placed = tuple(Line(wav=wav, start_ms=start, pan=0.6) for start, (wav, _) in zip(starts, spoken, strict=False))
        bed = cue(scene(setting=setting, culture=culture, mood=mood, interior=interior), starts[-1] + 1000, 3)
        scenes.append(SceneSound(length_ms=starts[-1] + 1000, setting=setting, interior=interior, cue=bed, lines=placed))
        begun += starts[-1] + 1000
    return tuple(scenes), tuple(told)


@cache
def mixed() -> bytes:
    return mix(film()[0])


def mix(scenes: Sequence[SceneSound]) -> bytes:
    return film_sound([scene_sound(one) for one in scenes])


@cache
def stem(name: str) -> Samples:
    return stems(film()[0])[name]


def stems(scenes: Sequence[SceneSound]) -> Mapping[str, Samples]:
    """ "speech" and the ducked "bed" alone, at the level that they have in the mix before compression and limiting."""
    both, speech = (np.concatenate([laid(one) for one in each]) for each in (scenes, [replace(one, cue=b"") for one in scenes]))
    gain = np.float32(10 ** (missing_db(step_power(both)) / 20))
    return {"speech": speech * gain, "bed": (both - speech) * gain}


def rms_db(sound: Samples, start_ms: int, end_ms: int) -> float:
    return float(10 * np.log10(np.mean(sound[start_ms * RATE // 1000 : end_ms * RATE // 1000] ** 2) + 1e-12))


def part(start_ms: int, end_ms: int) -> bytes:
    return encode(decode(mixed())[start_ms * RATE // 1000 : end_ms * RATE // 1000])


def test_the_mix_is_at_minus_14_lufs_under_minus_1_dbtp_by_our_meter_and_ffmpegs(tmp_path: Path) -> None:
    sound = decode(mixed())
    loudness, peak = ffmpeg_says(stored(mixed(), tmp_path))
    assert integrated_lufs(sound) == pytest.approx(-14, abs=0.5)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert max(true_peak_dbtp(sound), peak) <= -1
    assert np.abs(sound.mean(axis=0)).max() < 1e-3


def test_a_listener_understands_the_lines_under_the_music() -> None:
    errors = [word_error_rate(text, heard(part(start - 100, end + 100))) for text, start, end in film()[1]]
    assert float(np.mean(errors)) <= 0.15, errors


def test_the_bed_steps_back_for_words_and_comes_up_again() -> None:
    for _, start, end in film()[1]:
        assert rms_db(stem("speech"), start, end) > rms_db(stem("bed"), start, end) + 16
    first, second = film()[1][:2]
    assert rms_db(stem("bed"), first[1] - 1000, first[1] - 500) > rms_db(stem("bed"), first[1] + 200, first[2] - 200) + 7
    assert rms_db(stem("bed"), first[2] + 1000, second[1] - 500) > rms_db(stem("bed"), second[1] + 200, second[2] - 200) + 4


def test_the_duck_is_smooth() -> None:
    bed = SceneSound(length_ms=6000, setting=Setting.DESERT, interior=False, cue=encode(np.full((6 * RATE, 2), 0.1, np.float32)))
    line = Line(wav=encode(0.2 * np.sin(np.arange(RATE, dtype=np.float32) * 0.1)), start_ms=2500)
    level = stems([SceneSound(length_ms=6000, setting=Setting.DESERT, interior=False, cue=bed.cue, lines=(line,))])["bed"]
    gain = level[:, 0] / level[0, 0]
    assert 20 * np.log10(gain.min()) == pytest.approx(DUCK_DB, abs=0.7)
    assert np.abs(np.diff(gain[:: RATE // 100])).max() < 0.12, "no step larger than a decibel or so in 10 ms"
    assert gain[int(2.4 * RATE)] < 0.6, "down before the word"


def test_a_speaker_stands_where_the_picture_has_them_and_the_narrator_in_the_middle() -> None:
    wav = encode(0.2 * np.sin(np.arange(RATE, dtype=np.float32) * 0.1))
    left, right, told = (
        decode(mix([SceneSound(length_ms=2000, setting=Setting.HOME, interior=True, cue=b"", lines=(Line(wav=wav, start_ms=200, **place),))]))
        for place in ({"pan": -1.0}, {"pan": 1.0}, {"narrated": True})
    )
    power = [np.mean(sound**2, axis=0) for sound in (left, right, told)]
    assert power[0][0] > 2 * power[0][1]
    assert power[1][1] > 2 * power[1][0]
    assert power[2][0] == pytest.approx(power[2][1])


def test_only_the_narrator_is_without_the_room() -> None:
    wav = encode(np.concatenate([0.3 * np.sin(np.arange(RATE // 2, dtype=np.float32) * 0.1), np.zeros(10, np.float32)]))
    tails = [
        rms_db(decode(mix([SceneSound(length_ms=2000, setting=Setting.TEMPLE, interior=True, cue=b"", lines=(line,))])), 800, 1000)
        for line in (Line(wav=wav, start_ms=200), Line(wav=wav, start_ms=200, narrated=True))
    ]
    assert tails[0] > tails[1] + 30


@pytest.mark.parametrize(("level", "db"), [(0.1, 0.0), (0.2, 0.0), (0.44, -1.4), (0.88, -2.8)])
def test_what_is_louder_than_voices_is_pressed_a_little(level: float, db: float) -> None:
    wav = encode(level * np.sin(np.arange(2 * RATE, dtype=np.float32) * 0.1))
    one = SceneSound(length_ms=2000, setting=Setting.HOME, interior=True, cue=b"", lines=(Line(wav=wav, start_ms=0, narrated=True),))
    assert rms_db(mixed_alone(one), 1000, 1900) - rms_db(laid(one), 1000, 1900) == pytest.approx(db, abs=0.1)


def test_the_same_scenes_are_the_same_bytes_and_the_length_is_what_was_asked() -> None:
    scenes = film()[0]
    assert mix(scenes) == mixed()
    assert len(decode(mixed())) == sum(one.length_ms for one in scenes) * RATE // 1000


def test_a_film_of_silence_is_silent_and_an_empty_one_empty() -> None:
    silent = mix([SceneSound(length_ms=1000, setting=Setting.HOME, interior=True, cue=encode(np.zeros((RATE, 2), np.float32)))])
    assert not decode(silent).any()
    assert len(decode(mix([]))) == 0


def test_music_alone_is_brought_to_the_loudness_too() -> None:
    alone = [SceneSound(length_ms=6000, setting=Setting.PALACE, interior=True, cue=cue(scene(mood=Mood.CALM), 6000, 1))]
    assert integrated_lufs(decode(mix(alone))) == pytest.approx(-14, abs=0.5)


def test_a_sound_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(Corrupt):
        mix([SceneSound(length_ms=100, setting=Setting.HOME, interior=True, cue=b"RIFF no")])


def test_words_are_heard_when_the_speech_says_so() -> None:
    """Against the aligner, whose own starts lie about 25 ms early: it counts the closure before a plosive."""
    differences = []
    for text, sex, age in LINES[::2]:
        wav, speech = speak(beat(text), voice_of((sex, age), 0))
        aligned = word_starts(wav, text)
        assert len(aligned) == len(speech.words)
        differences += [abs(word.start_ms - start) for word, (_, start) in zip(speech.words, aligned, strict=True)]
    assert np.mean(differences) <= 80
    assert np.mean(differences) < 50, "what it was when this was written: 31"
