"""Captions in time: on the screen with their words, one after the other, only for what is heard."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from film.model import Beat, BeatKind, SceneTimeline, Speech, TimedBeat, Word
from film.sound.speaking import speak
from film.sound.voices import Voice
from film.subtitles.cues import CHARS_A_SECOND, Cue, cues
from tests.film.sound.crew import analysis, beat, scene

GAP_MS = 300


def spoken(one: Beat, ms_a_letter: int = 60) -> Speech:
    """A speech in which every letter takes as long as any other."""
    words, at = [], 0
    for token in one.text.split():
        words.append(Word(text=token.strip(".,"), start_ms=at, end_ms=at + ms_a_letter * len(token)))
        at += ms_a_letter * (len(token) + 1)
    return Speech(beat=one.id, engine="test", length_ms=at, words=tuple(words))


def subtitled(*scenes: list[Beat], speeches: dict[str, Speech] | None = None) -> tuple[Cue, ...]:
    """The captions of scenes whose beats follow each other with GAP_MS between them."""
    told = speeches or {one.id: spoken(one) for beats in scenes for one in beats if one.kind is not BeatKind.ACTION}
    timelines = []
    for number, beats in enumerate(scenes):
        timed, at = [], GAP_MS
        for one in beats:
            length = told[one.id].length_ms if one.id in told else 1000
            timed.append(TimedBeat(beat=one.id, start_ms=at, end_ms=at + length))
            at += length + GAP_MS
        timelines.append(SceneTimeline(scene=f"s{number}", shots=(), beats=tuple(timed), length_ms=at))
    return cues(timelines, analysis(scenes=tuple(scene(id=f"s{number}", beats=tuple(beats)) for number, beats in enumerate(scenes))), told)


@given(st.lists(st.lists(st.text("ab ., ", min_size=1, max_size=150), min_size=1, max_size=4), min_size=1, max_size=3), st.integers(10, 120))
@settings(max_examples=60, deadline=None)
def test_captions_never_overlap_and_stay_inside_their_film(texts: list[list[str]], ms_a_letter: int) -> None:
    scenes = [[beat(text, id=f"{row}.{column}") for column, text in enumerate(some)] for row, some in enumerate(texts)]
    told = {one.id: spoken(one, ms_a_letter) for beats in scenes for one in beats}
    some = subtitled(*scenes, speeches=told)
    length = sum(GAP_MS + sum(told[one.id].length_ms + GAP_MS for one in beats) for beats in scenes)
    assert all(0 <= cue.start_ms < cue.end_ms <= length for cue in some)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(some))
    assert sum(len(cue.text) for cue in some) >= sum(len("".join(one.text.split())) for beats in scenes for one in beats if told[one.id].words) * 0.9


def test_a_caption_appears_with_its_word_in_the_film_and_not_in_the_scene() -> None:
    first, second = subtitled([beat("Hello there.", id="a")], [beat("Good morning.", id="b")])
    scene_ms = GAP_MS + spoken(beat("Hello there.")).length_ms + GAP_MS
    assert GAP_MS - 50 <= first.start_ms <= GAP_MS
    assert scene_ms + GAP_MS - 50 <= second.start_ms <= scene_ms + GAP_MS


def test_actions_are_seen_and_not_read_and_narration_has_no_speaker() -> None:
    some = subtitled(
        [
            beat("She lights the lamp.", id="a", kind=BeatKind.ACTION),
            beat("It was late.", id="b", kind=BeatKind.NARRATION),
            beat("Who is there?", id="c", speaker="anna", language="fr"),
        ]
    )
    assert [(cue.text, cue.speaker, cue.language) for cue in some] == [("It was late.", "", "en"), ("Who is there?", "anna", "fr")]


def test_a_fast_line_waits_for_slow_readers_where_there_is_room() -> None:
    line = beat("Quickly spoken words that many people cannot read so fast.", id="a")
    told = {"a": spoken(line, 20), "b": spoken(beat("Yes."), 60)}
    timeline = SceneTimeline(scene="s0", shots=(), beats=(TimedBeat(beat="a", start_ms=0, end_ms=told["a"].length_ms),), length_ms=6000)
    (cue,) = cues([timeline], analysis(scenes=(scene(id="s0", beats=(line,)),)), told)
    assert len(cue.text) * 1000 / (cue.end_ms - cue.start_ms) <= CHARS_A_SECOND + 0.1


def test_a_line_in_which_nothing_was_said_has_no_caption() -> None:
    assert subtitled([beat("🙂", id="a")], speeches={"a": speak(beat("🙂", id="a"), Voice())[1]}) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Father, the bells are ringing. I have waited for this morning all my life, and now that it is here I cannot find a single word.", "en"),
        ("லட்சுமி திருமணத்திற்காக பட்டுப் புடவையில் கோவிலுக்கு வருகிறாள், அவள் மிகவும் மகிழ்ச்சியாக இருக்கிறாள்.", "ta"),
        ("我们明天去北京看朋友，然后一起吃饭。今天很好，你好，世界。我们明天去北京看朋友，然后一起吃饭。", "zh"),
    ],
)
def test_real_speech_is_cut_where_its_words_are(text: str, language: str) -> None:
    line = beat(text, id="a", language=language)
    speech = speak(line, Voice())[1]
    some = subtitled([line], speeches={"a": speech})
    assert len(some) > 1
    for cue in some[1:]:
        starts = [GAP_MS + word.start_ms for word in speech.words if word.text[0] == cue.text[0] or cue.text.lower().startswith(word.text.lower())]
        assert any(0 <= start - cue.start_ms <= 60 for start in starts), cue
