"""The film is as long as its clips, carries sound, words and title, is the same every time, and is refused when it is not what was asked."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from film import ffmpeg
from film.finish import decoded_hash, encode_sound, finish, liveliest
from film.finish.languages import three_letters
from film.finish.poster import merit
from film.picture.encode import encode_clip
from film.picture.planes import planes
from schemas.errors import Corrupt, EngineFailed
from tests.support.little_scene import SMALL

SRT = "1\n00:00:00,200 --> 00:00:00,900\nThere is a lamp.\n\n"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def frames(first: int, count: int) -> Iterator[NDArray[np.uint8]]:
    for k in range(first, first + count):
        frame = np.full((SMALL.height, SMALL.width, 3), 60 + k, np.uint8)
        frame[20:160, (5 * k) % 200 : (5 * k) % 200 + 90] = (40, 90 + k, 220)
        yield frame


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("it's parts")
    for name, first, count in (("a", 0, 31), ("b", 31, 7), ("c", 38, 50)):
        encode_clip(map(planes, frames(first, count)), count, folder / f"{name}.mp4", SMALL)
    (folder / "words.srt").write_text(SRT)
    for name, seconds in (("short", 1.0), ("long", 9.0)):
        with wave.open(str(folder / f"{name}.wav"), "wb") as sound:
            sound.setnchannels(2)
            sound.setsampwidth(2)
            sound.setframerate(48000)
            t = np.arange(round(48000 * seconds)) / 48000
            sound.writeframes(np.repeat((8000 * np.sin(2 * np.pi * 440 * t)).astype("<i2"), 2).tobytes())
        encode_sound(folder / f"{name}.wav", folder / f"{name}.m4a")
    return folder


def clips(parts: Path) -> list[Path]:
    return [parts / f"{name}.mp4" for name in "abc"]


@pytest.mark.parametrize("sound", ["short", "long"])
def test_a_film_is_exactly_as_long_as_its_clips(sound: str, parts: Path, tmp_path: Path) -> None:
    """Whatever the sound's length, and although the last subtitle ends long before."""
    out = tmp_path / "film.mp4"
    facts = finish(clips(parts), 88, parts / f"{sound}.m4a", {"en": parts / "words.srt"}, "A Film", out, SMALL)
    assert (facts.frames, facts.length_ms) == (88, round(88000 / 24))
    assert abs(ffmpeg.probe(out).duration_ms - facts.length_ms) <= 60
    shown = ffmpeg.run("-i", out, "-map", "0:v", "-f", "framecrc", "-").decode().splitlines()
    stamps = [int(line.split(",")[2]) for line in shown if not line.startswith("#")]
    assert stamps == list(range(88))


def test_a_film_carries_its_title_its_sound_and_its_words(parts: Path, tmp_path: Path) -> None:
    out = tmp_path / "film.mp4"
    words = {"ta": parts / "words.srt", "en": parts / "words.srt"}
    facts = finish(clips(parts), 88, parts / "long.m4a", words, "ஒரு 'படம்': 100%", out, SMALL)
    said = ffmpeg.probe(out)
    assert said.title == "ஒரு 'படம்': 100%"
    assert [(a.codec, a.sample_rate, a.channels) for a in said.of("audio")] == [("aac", 48000, "stereo")]
    assert facts.subtitles == ("tam", "eng")
    assert b"There is a lamp." in ffmpeg.run("-i", out, "-map", "0:s:1", "-f", "srt", "-")
    assert out.read_bytes().find(b"moov") < out.read_bytes().find(b"mdat")
    assert names(tmp_path) == ["film.mp4"]


def test_the_same_parts_make_the_same_bytes(parts: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        finish(clips(parts), 88, parts / "long.m4a", {}, "A Film", tmp_path / f"{name}.mp4", SMALL)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_joined_clips_show_what_one_clip_of_all_frames_shows(parts: Path, tmp_path: Path) -> None:
    finish(clips(parts), 88, parts / "long.m4a", {}, "", tmp_path / "film.mp4", SMALL)
    raw = ffmpeg.run("-i", tmp_path / "film.mp4", "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "gray", "-")
    shown = np.frombuffer(raw, np.uint8).reshape(-1, SMALL.height, SMALL.width)
    backgrounds = shown[:, 170:178, 300:318].mean(axis=(1, 2))
    assert np.abs(backgrounds - (60 + np.arange(88))).max() < 4


def test_a_clip_of_another_size_is_refused_and_nothing_is_left(parts: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="640x360"):
        finish(clips(parts), 88, parts / "long.m4a", {}, "A Film", tmp_path / "film.mp4", replace(SMALL, width=640, height=360))
    assert names(tmp_path) == []


def test_a_missing_clip_fails_and_nothing_is_left(parts: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed):
        finish([*clips(parts), parts / "none.mp4"], 90, parts / "long.m4a", {}, "A Film", tmp_path / "film.mp4", SMALL)
    assert names(tmp_path) == []


def test_the_decoded_hash_sees_frames_and_samples_and_not_bytes(parts: Path, tmp_path: Path) -> None:
    finish(clips(parts), 88, parts / "long.m4a", {}, "A Film", tmp_path / "film.mp4", SMALL)
    finish(clips(parts), 88, parts / "long.m4a", {}, "Another title", tmp_path / "titled.mp4", SMALL)
    finish(clips(parts)[::-1], 88, parts / "long.m4a", {}, "A Film", tmp_path / "turned.mp4", SMALL)
    finish(clips(parts), 88, parts / "short.m4a", {}, "A Film", tmp_path / "quiet.mp4", SMALL)
    film, titled, turned, quiet = (decoded_hash(tmp_path / f"{name}.mp4") for name in ("film", "titled", "turned", "quiet"))
    assert film == titled
    assert len({film, turned, quiet}) == 3


def test_the_poster_is_the_lively_picture_and_never_the_black_one(tmp_path: Path) -> None:
    lively = next(frames(40, 1))
    rolls = np.random.default_rng(2)
    lively[30:150, 60:260] = cv2.resize(rolls.integers(0, 255, (12, 20, 3), np.uint8), (200, 120), interpolation=cv2.INTER_NEAREST)
    black, white = np.zeros_like(lively), np.full_like(lively, 255)
    stills = [tmp_path / name for name in ("black.jpg", "lively.jpg", "white.jpg", "lively again.jpg")]
    for still, picture in zip(stills, (black, lively, white, lively), strict=True):
        assert cv2.imwrite(str(still), picture)
    assert liveliest(stills) == stills[1]
    assert merit(lively) > max(merit(black), merit(white))


def test_a_still_that_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "still.jpg").write_bytes(b"not a picture")
    with pytest.raises(Corrupt, match=r"still\.jpg"):
        liveliest([tmp_path / "still.jpg"])


@pytest.mark.parametrize("seconds", [3.667, 9.0])
def test_the_sound_of_a_film_is_heard_when_it_was_in_the_mix(seconds: float, parts: Path, tmp_path: Path) -> None:
    """AAC begins with a block that nobody is to hear; copying it must keep what says so."""
    t = np.arange(round(48000 * seconds)) / 48000
    tone = 8000 * np.sin(2 * np.pi * 440 * t) * ((t > 1.5) & (t < 2.0))
    with wave.open(str(tmp_path / "beep.wav"), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(48000)
        sound.writeframes(np.repeat(tone.astype("<i2"), 2).tobytes())
    encode_sound(tmp_path / "beep.wav", tmp_path / "beep.m4a")
    finish(clips(parts), 88, tmp_path / "beep.m4a", {}, "", tmp_path / "film.mp4", SMALL)
    heard = np.frombuffer(ffmpeg.run("-i", tmp_path / "film.mp4", "-map", "0:a", "-ac", "1", "-f", "s16le", "-"), "<i2")
    assert abs(len(heard) / 48000 - 88 / 24) < 0.06
    likely = np.correlate(heard.astype(np.float64)[60_000:120_000], tone[72_000:96_000], "valid")
    assert abs(60_000 + int(likely.argmax()) - 72_000) <= 2


def test_languages_have_three_letters() -> None:
    assert [three_letters(code) for code in ("ta", "te-IN", "hi", "eng", "x1")] == ["tam", "tel", "hin", "eng", "und"]
