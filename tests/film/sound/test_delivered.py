"""The sound of whole films as they are delivered, in AAC: understood where its captions stand, as loud as was asked, without a click or a hole.

The films are the English examples, made by the studio's own engines but for the picture. The listener (tests/support/listener.py) knows adults only.
A word that is not in its dictionary (Appa, Vanakkam, Lakshmi: 5 of 374 words said) it can never write down.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from film.model import Age
from film.sound.wav import RATE, Samples, encode
from film.subtitles.cues import Cue
from tests.film.sound.test_loudness import ffmpeg_says
from tests.support.listener import errors, heard, knows, plain, word_starts, written_out
from tests.support.soundtrack import Soundtrack, soundtrack

EXAMPLES = Path("examples")
NAMES = ("wedding", "office", "lighthouse")
GIVEN_MS = 100  # that a word may be heard before its caption
AROUND_MS = 600  # that the aligner hears of what is before and after a caption


@dataclass(frozen=True)
class Line:
    """One caption's words, and what the listener made of them."""

    said: Sequence[str]
    understood: Sequence[str]

    def wrong(self, free: frozenset[str] = frozenset()) -> int:
        return errors(self.said, self.understood, free)

    def __str__(self) -> str:
        return f"{self.wrong()} of {len(self.said)}: {' '.join(self.said)} | {' '.join(self.understood)}"


@dataclass(frozen=True)
class Film:
    track: Soundtrack

    @cached_property
    def samples(self) -> Samples:
        return self.track.samples()

    @cached_property
    def captions(self) -> Sequence[Cue]:
        """Of what adults say, and the narrator."""
        children = {one.id for one in self.track.analysis.characters if one.age is Age.CHILD}
        return [cue for cue in self.track.cues if cue.language == "en" and cue.speaker not in children]

    @cached_property
    def understood(self) -> Sequence[Line]:
        return [Line(written_out(plain(cue.text)), written_out(heard(self.part(cue.start_ms - GIVEN_MS, cue.end_ms)))) for cue in self.captions]

    def part(self, start_ms: int, end_ms: int) -> bytes:
        return encode(self.samples[max(0, start_ms) * RATE // 1000 : end_ms * RATE // 1000])

    @property
    def cuts(self) -> list[int]:
        """Where scenes meet, in samples."""
        return [at * RATE // 1000 for at in accumulate(one.length_ms for one in self.track.timelines[:-1])]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Film]:
    scripts = {name: EXAMPLES.joinpath(f"{name}.txt").read_text() for name in NAMES}
    return {name: Film(asyncio.run(soundtrack(script, tmp_path_factory.mktemp(name)))) for name, script in scripts.items()}


@pytest.fixture(params=NAMES)
def film(request: pytest.FixtureRequest, films: Mapping[str, Film]) -> Film:
    return films[request.param]


def test_the_listener_understands_what_adults_say_while_it_is_written_below(films: Mapping[str, Film]) -> None:
    """Every word counted, also those that it does not know."""
    lines = [line for film in films.values() for line in film.understood]
    rate = sum(line.wrong() for line in lines) / sum(len(line.said) for line in lines)
    assert rate <= 0.15, "\n".join(map(str, lines))


def test_no_film_is_understood_much_worse_than_the_others(film: Film) -> None:
    """Of the words that the listener knows. One film has some hundred words, and a word more or less is chance: the goal is that of all of them."""
    unknown = frozenset(word for line in film.understood for word in line.said if not knows(word))
    known = sum(word not in unknown for line in film.understood for word in line.said)
    assert sum(line.wrong(unknown) for line in film.understood) / known <= 0.18, "\n".join(map(str, film.understood))


def test_each_word_is_spoken_while_its_caption_stands(film: Film) -> None:
    """Also against captions that are late or early: the aligner hears more than what was said under the caption."""
    checked = 0
    for before, cue, after in zip([None, *film.track.cues], film.track.cues, [*film.track.cues[1:], None], strict=False):
        if cue not in film.captions or not all(map(knows, plain(cue.text))):
            continue
        first = max(0, cue.start_ms - AROUND_MS, before.end_ms if before else 0)
        last = min(cue.end_ms + AROUND_MS, after.start_ms if after else cue.end_ms + AROUND_MS)
        words = word_starts(film.part(first, last), cue.text)
        assert [word for word, _ in words] == plain(cue.text)
        assert all(cue.start_ms - GIVEN_MS <= first + start < cue.end_ms for _, start in words), (cue, first, words)
        checked += len(words)
    assert checked > 60


def test_the_encoded_film_is_at_minus_14_lufs_and_no_true_peak_is_above_minus_1_dbtp(film: Film) -> None:
    loudness, peak = ffmpeg_says(film.track.film)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1.0
    assert np.abs(film.samples).max() < 10 ** (-1 / 20)


def test_scenes_meet_without_a_click_and_no_music_is_cut_off(film: Film) -> None:
    for cut in film.cuts:
        assert np.abs(np.diff(film.samples[cut - 50 : cut + 50], axis=0)).max() < 0.01
        assert np.sqrt(np.mean(film.samples[cut - RATE // 50 : cut] ** 2)) < 0.01, "faded out"


def test_nowhere_but_between_scenes_is_the_film_silent(film: Film) -> None:
    step = RATE // 20
    loudness = np.array([np.abs(film.samples[at : at + step]).max() for at in range(0, len(film.samples) - step, step)])
    near = [0, *film.cuts, len(film.samples)]
    silent = [at for at, peak in enumerate(loudness * (1 << 15) < 2) if peak and min(abs(at * step - cut) for cut in near) > 0.3 * RATE]
    assert not silent
