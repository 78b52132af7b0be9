"""The files: SRT, WebVTT and ASS that other programs read back, with nothing in them that the script did not say."""

import re
import subprocess
from dataclasses import astuple
from itertools import combinations
from math import dist
from pathlib import Path

import imageio_ffmpeg
import pysubs2
import pytest

from film.model import FilmFormat
from film.script import CAST_MAX
from film.subtitles.cues import Cue
from film.subtitles.writing import WHITE, colour, write

FORMAT = FilmFormat(width=1280, height=720)
CUES = (
    Cue(start_ms=1000, end_ms=2500, text="It was late.", speaker="", language="en"),
    Cue(start_ms=2500, end_ms=4040, text="கோவிலுக்கு வருகிறாள்,\nஅவள்", speaker="anna", language="ta"),
    Cue(start_ms=3_661_500, end_ms=3_662_999, text="Tom & {Bea} <i>say</i> \\N 1 --> 2", speaker="bea", language="en"),
)


def read(kind: str) -> pysubs2.SSAFile:
    return pysubs2.SSAFile.from_string(write(CUES, "Test", FORMAT)[kind].decode())


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass"])
def test_what_is_written_is_read_back_with_its_times(kind: str) -> None:
    events = read(kind).events
    exact = 10 if kind == "ass" else 1  # ASS counts hundredths
    assert [(abs(one.start - cue.start_ms) < exact, abs(one.end - cue.end_ms) < exact) for one, cue in zip(events, CUES, strict=True)] == [
        (True, True)
    ] * 3
    assert [one.plaintext for one in events[:2]] == [cue.text for cue in CUES[:2]]


def test_srt_has_no_tags_even_for_the_slanted_narrator_or_what_a_script_says() -> None:
    srt = write(CUES, "Test", FORMAT)["srt"].decode()
    assert "It was late." in srt
    assert not re.search(r"</?[a-z]|[{}]", srt)
    assert srt.count("-->") == len(CUES)


def test_vtt_escapes_what_a_browser_would_take_for_markup() -> None:
    vtt = write(CUES, "Test", FORMAT)["vtt"].decode()
    assert vtt.startswith("WEBVTT\n")
    assert "Tom &amp; (Bea) &lt;i&gt;say&lt;/i&gt;" in vtt


def test_ass_has_the_size_of_the_film_and_a_style_of_its_own_for_every_speaker() -> None:
    ass = read("ass")
    assert (ass.info["PlayResX"], ass.info["PlayResY"]) == ("1280", "720")
    assert set(ass.styles) >= {"Narrator", "anna", "bea"}
    assert [one.style for one in ass.events] == ["Narrator", "anna", "bea"]
    assert ass.events[1].text.startswith("{\\fnNoto Sans Tamil}")
    assert "{" not in ass.events[2].text


def test_a_hundred_speakers_have_a_hundred_colours_and_none_is_the_narrators() -> None:
    """As many as a script may have; nobody's style depends on who comes after."""
    crowd = [Cue(start_ms=at, end_ms=at + 1, text="Hello.", speaker=f"one-{at}", language="en") for at in range(CAST_MAX)]
    styles = pysubs2.SSAFile.from_string(write(crowd, "Crowd", FORMAT)["ass"].decode()).styles
    assert list(styles) == ["Narrator", *(cue.speaker for cue in crowd)]
    assert len({astuple(one.primarycolor) for one in styles.values()}) == CAST_MAX + 1
    assert pysubs2.SSAFile.from_string(write(crowd[:3], "Few", FORMAT)["ass"].decode()).styles == dict(list(styles.items())[:4])


def test_the_narrator_alone_is_white_and_slanted_and_no_colour_is_hard_to_tell_from_another_in_a_usual_company() -> None:
    ass = read("ass")
    assert {name: one.italic for name, one in ass.styles.items()} == {"Narrator": True, "anna": False, "bea": False}
    assert ass.styles["Narrator"].primarycolor == pysubs2.Color(255, 255, 255)
    company = [WHITE, *(colour(number) for number in range(7))]
    assert min(dist(one, other) for one, other in combinations(company, 2)) > 40


def test_text_cannot_smuggle_an_empty_line_or_a_control_character() -> None:
    cue = Cue(start_ms=0, end_ms=900, text="one\n\n2\n00:00:01,000 --> 00:00:02,000\x00", speaker="", language="en")
    srt = write([cue], "Test", FORMAT)["srt"].decode()
    assert srt.count("-->") == 1
    assert "\n\n" not in srt.rstrip()
    assert "\x00" not in srt


def test_no_captions_are_valid_files_too() -> None:
    assert {kind: len(pysubs2.SSAFile.from_string(data.decode(), format_=kind).events) for kind, data in write((), "Test", FORMAT).items()} == {
        "srt": 0,
        "vtt": 0,
        "ass": 0,
    }


def test_ffmpeg_reads_every_file(tmp_path: Path) -> None:
    for kind, data in write(CUES, "Test", FORMAT).items():
        file = tmp_path / f"film.{kind}"
        file.write_bytes(data)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-i", str(file), "-f", "srt", "-"]
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout.decode().count("-->") >= len(CUES), kind
        assert not done.stderr
