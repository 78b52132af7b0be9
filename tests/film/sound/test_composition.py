"""The notes of a cue: on the scale, in whole bars, at rest at the end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from film.model import Culture, Mood
from film.sound.composition import BEATS_A_BAR, LEAD_IN_S, RING_S, grid, hertz, melody
from film.sound.seeds import generator
from film.sound.traditions import FEELS, TRADITIONS

SCENES = st.tuples(st.sampled_from(Culture), st.sampled_from(Mood), st.integers(1, 24), st.integers(0, 999))


@given(length_s=st.floats(0.5, 400), bpm=st.floats(40, 130))
def test_bars_end_when_the_last_note_must_ring(length_s: float, bpm: float) -> None:
    bars = grid(length_s, bpm)
    assert bars.at(bars.beats) <= max(length_s - RING_S, LEAD_IN_S + 1.2) + 0.01
    if length_s > 30:
        assert 0.9 < bars.beat_s * bpm / 60 < 1.1, "the tempo is bent by a few per cent only"


@given(SCENES)
def test_phrases_fill_their_bars_without_overlap_and_the_last_ends_on_the_tonic(scene: tuple[Culture, Mood, int, int]) -> None:
    culture, mood, bars, seed = scene
    tradition = TRADITIONS[culture]
    mode = tradition.modes[mood]
    chords = tradition.chords[mood] if tradition.chords else ()
    phrases = melody(bars, mode, FEELS[mood], generator(seed), chords)
    notes = [note for phrase in phrases for note in phrase]
    assert all(0 < note.strength <= 1 and -8 <= note.degree <= 3 * len(mode.steps) for note in notes)
    ends = [(note.beat, note.beat + note.lasts) for note in notes]
    assert all(end <= begin + 1e-9 for (_, end), (begin, _) in pairwise(ends))
    assert ends[-1][1] == bars * BEATS_A_BAR
    assert notes[-1].degree % len(mode.steps) == 0


@given(SCENES)
def test_every_degree_is_a_tone_of_the_scale(scene: tuple[Culture, Mood, int, int]) -> None:
    culture, mood, octave, _ = scene
    mode = TRADITIONS[culture].modes[mood]
    for degree, step in enumerate(mode.steps):
        assert abs(hertz(degree + len(mode.steps) * (octave % 3), mode, 100.0) / 2 ** (octave % 3) - 100 * 2 ** (step / 12)) < 0.01


def test_another_seed_is_another_tune_and_the_same_seed_the_same() -> None:
    mode = TRADITIONS[Culture.SOUTH_INDIAN].modes[Mood.FESTIVE]
    one, again, other = (melody(8, mode, FEELS[Mood.FESTIVE], generator(seed)) for seed in (1, 1, 2))
    assert one == again != other
