"""Writes the notes of a cue: phrases that answer each other and a cadence that lands before the scene ends. Numbers only, no sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from film.sound.traditions import Feel, Mode

BEATS_A_BAR: Final = 4
BARS_A_PHRASE: Final = 4
LEAD_IN_S: Final = 0.5  # before the first bar
RING_S: Final = 2.2  # left to the last note
FORM: Final = "AABA"

RHYTHMS: Final[tuple[tuple[tuple[float, ...], ...], ...]] = (  # by density; each fills a bar
    ((4,), (3, 1), (2, 2), (1, 3), (2.5, 1.5)),
    ((2, 1, 1), (1, 1, 2), (1.5, 0.5, 2), (1, 2, 1), (1.5, 0.5, 1, 1), (1, 1, 1, 1)),
    ((1, 0.5, 0.5, 1, 1), (0.5, 0.5, 1, 0.5, 0.5, 1), (1.5, 0.5, 0.5, 0.5, 1), (1, 1, 0.5, 0.5, 1), (0.75, 0.75, 0.5, 1, 1)),
)
STEPS: Final = ((-2, 0.12), (-1, 0.32), (1, 0.32), (2, 0.14), (0, 0.06), (3, 0.04))  # how far a melody moves, and how often


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where beats fall, in seconds from the start of the cue."""

    bars: int
    beat_s: float

    def at(self, beat: float) -> float:
        return LEAD_IN_S + beat * self.beat_s

    @property
    def beats(self) -> int:
        return self.bars * BEATS_A_BAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    beat: float
    lasts: float  # beats
    degree: int  # of the scale; 0 is the tonic, negative below it
    strength: float  # 0..1


def grid(length_s: float, bpm: float) -> Grid:
    """Whole bars, the tempo bent by a few per cent so that the last one ends in time to ring; a scene too short for a bar gets a quicker one."""
    room_s = max(1.2, length_s - LEAD_IN_S - RING_S)
    bars = max(1, round(room_s / (BEATS_A_BAR * 60 / bpm)))
    return Grid(bars=bars, beat_s=room_s / (bars * BEATS_A_BAR))


def hertz(degree: int, mode: Mode, tonic_hz: float) -> float:
    octave, step = divmod(degree, len(mode.steps))
    return round(float(tonic_hz * 2 ** (octave + mode.steps[step] / 12)), 3)


def melody(bars: int, mode: Mode, feel: Feel, rng: np.random.Generator, chords: Sequence[Sequence[int]] = ()) -> list[list[Note]]:
    """One list of notes per phrase. A phrases share their tune, B lies higher; each rests at its end, and the last ends on the tonic."""
    tunes = {letter: tune(mode, feel, rng, higher=letter == "B") for letter in "AB"}
    phrases = []
    for index, start in enumerate(range(0, bars, BARS_A_PHRASE)):
        lasts = min(BARS_A_PHRASE, bars - start)
        last = start + lasts == bars
        notes = [note for note in tunes[FORM[index % len(FORM)]] if note.beat < lasts * BEATS_A_BAR]
        notes = varied(notes, rng) if index else notes
        notes = harmonised(notes, start, mode, chords) if chords else notes
        phrases.append([moved(note, start * BEATS_A_BAR) for note in closed(notes, lasts, 0 if last else resting(mode, notes, rng), mode)])
    return phrases


def tune(mode: Mode, feel: Feel, rng: np.random.Generator, *, higher: bool) -> list[Note]:
    """Four bars: a motif of two, and the motif again, moved. An arch: it rises to its third bar and falls."""
    size = len(mode.steps)
    degree = (size if higher else 0) + int(rng.choice(mode.rests))
    motif = [(rhythm, step) for bar in range(2) for rhythm, step in bar_of(feel.density, bar, rng)]
    notes, shift = [], int(rng.choice((1, 2)))
    for repeat in range(2):
        at, here = repeat * 2.0 * BEATS_A_BAR, degree + repeat * shift
        for lasts, step in motif:
            here = min(2 * size, max(-2, here + step))
            accent = 0.85 if at % BEATS_A_BAR == 0 else 0.62 + 0.12 * float(rng.random())
            notes.append(Note(beat=at, lasts=lasts, degree=here, strength=accent))
            at += lasts
    return notes


def bar_of(density: int, bar: int, rng: np.random.Generator) -> Iterator[tuple[float, int]]:
    """(length, step) pairs that fill a bar; the melody leans upwards in the first bar and downwards in the second."""
    rhythms = RHYTHMS[density]
    moves, odds = zip(*STEPS, strict=True)
    for lasts in rhythms[int(rng.integers(len(rhythms)))]:
        step = int(rng.choice(moves, p=np.array(odds) / sum(odds)))
        yield lasts, abs(step) if bar == 0 and rng.random() < 0.35 else -abs(step) if bar == 1 and rng.random() < 0.35 else step


def varied(notes: Sequence[Note], rng: np.random.Generator) -> list[Note]:
    """The same tune a little otherwise: here and there a long note is told in two, with its upper neighbour."""
    out = []
    for note in notes:
        if note.lasts >= 1 and rng.random() < 0.25:
            half = note.lasts / 2
            out += [Note(beat=note.beat, lasts=half, degree=note.degree, strength=note.strength)]
            out += [Note(beat=note.beat + half, lasts=half, degree=note.degree + 1, strength=note.strength * 0.8)]
        else:
            out.append(note)
    return out


def harmonised(notes: Sequence[Note], first_bar: int, mode: Mode, chords: Sequence[Sequence[int]]) -> list[Note]:
    """What falls on a strong beat moves to the nearest tone of its bar's chord."""
    out = []
    for note in notes:
        chord = {degree % len(mode.steps) for degree in chords[(first_bar + int(note.beat // BEATS_A_BAR)) % len(chords)]}
        near = sorted(range(note.degree - 2, note.degree + 3), key=lambda degree: (abs(degree - note.degree), degree))
        degree = next((one for one in near if one % len(mode.steps) in chord), note.degree) if note.beat % 2 == 0 else note.degree
        out.append(Note(beat=note.beat, lasts=note.lasts, degree=degree, strength=note.strength))
    return out


def resting(mode: Mode, notes: Sequence[Note], rng: np.random.Generator) -> int:
    """A resting degree near where the phrase has come to."""
    last = notes[-1].degree if notes else 0
    octave = round(last / len(mode.steps))
    return int(rng.choice(mode.rests)) + len(mode.steps) * min(1, max(0, octave))


def closed(notes: Sequence[Note], bars: int, rest: int, mode: Mode) -> list[Note]:
    """The last bar becomes one step towards the resting degree, and the rest."""
    start = (bars - 1) * BEATS_A_BAR
    before = [note for note in notes if note.beat + note.lasts <= start]
    if before and abs(before[-1].degree - rest) > len(mode.steps) // 2:
        rest += len(mode.steps) * round((before[-1].degree - rest) / len(mode.steps))
    return [
        *before,
        Note(beat=start, lasts=1, degree=rest + 1, strength=0.6),
        Note(beat=start + 1, lasts=BEATS_A_BAR - 1, degree=rest, strength=0.8),
    ]


def moved(note: Note, beats: float) -> Note:
    return Note(beat=note.beat + beats, lasts=note.lasts, degree=note.degree, strength=note.strength)
