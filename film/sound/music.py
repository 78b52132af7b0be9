"""Plays the music of a scene: the notes of composition.py on the instruments of its culture, in the mood of the scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from film.model import Culture, Mood
from film.sound import instruments
from film.sound.composition import BEATS_A_BAR, Grid, Note, grid, hertz, melody
from film.sound.filters import in_room, room
from film.sound.seeds import generator
from film.sound.stereo import add, panned, sides
from film.sound.traditions import FEELS, TRADITIONS, Feel, Mode, Tradition
from film.sound.wav import RATE, Samples

ROOM_S: Final = 1.9
ROOM_DARKNESS_HZ: Final = 4200.0
ROOM_WET: Final = 0.9
LENGTH_STEP_S: Final = 0.25  # notes are made in these lengths, so that equal ones are made once


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What everybody who plays in a cue needs to know."""

    stage: Samples  # (n, 2), played onto
    grid: Grid
    tradition: Tradition
    mode: Mode
    feel: Feel
    rng: np.random.Generator

    def hertz(self, degree: int) -> float:
        return hertz(degree, self.mode, self.tradition.tonic_hz)

    def play(self, sound: Samples, at_s: float, gain: float, pan: float) -> None:
        """Mono sound from a place between the loudspeakers, -1..1; stereo sound as it is."""
        add(self.stage, panned(sound, *(gain * side for side in sides(pan))), max(0, round(at_s * RATE)))


def music(culture: Culture, mood: Mood, length_s: float, seed: int) -> Samples:
    """(n, 2) at 48 kHz, not yet levelled, the same for the same arguments."""
    tradition, feel = TRADITIONS[culture], FEELS[mood]
    rng = generator("music", culture, mood, seed)
    band = Band(
        stage=np.zeros((int(length_s * RATE), 2), np.float32),
        grid=grid(length_s, feel.bpm * float(rng.uniform(0.95, 1.05))),
        tradition=tradition,
        mode=tradition.modes[mood],
        feel=feel,
        rng=rng,
    )
    chords = tradition.chords[mood] if tradition.chords else ()
    phrases = melody(band.grid.bars, band.mode, feel, rng, chords)
    play_ground(band, chords)
    play_melody(band, phrases)
    play_drums(band, mood)
    play_bells(band)
    return band.stage + np.float32(ROOM_WET) * in_room(band.stage, room(ROOM_S, ROOM_DARKNESS_HZ))


# --- melody ----------------------------------------------------------------------------------------------------------------------------


def play_melody(band: Band, phrases: Sequence[Sequence[Note]]) -> None:
    """Pluck and wind take turns: who does not lead a phrase answers it softly. The last phrase they play together."""
    pluck = str(band.rng.choice(band.tradition.plucks))
    wind = str(band.rng.choice(band.tradition.winds))
    wind_first = band.feel.wind > band.feel.pluck
    for index, phrase in enumerate(phrases):
        together = index == len(phrases) - 1 and len(phrases) > 1
        wind_leads = (index % 2 == 1) != wind_first
        if wind_leads or together:
            play_wind(band, wind, phrase, 0.045 * band.feel.wind * (0.7 if together else 1.0))
        else:
            play_wind(band, wind, halo(phrase), 0.018 * band.feel.wind)
        if not wind_leads or together:
            play_plucks(band, pluck, phrase, 0.24 * band.feel.pluck)
        else:
            play_plucks(band, pluck, answer(phrase), 0.11 * band.feel.pluck)


def answer(phrase: Sequence[Note]) -> list[Note]:
    """Under a sung phrase: the note of each half bar, an octave of the scale lower where it fits, plucked softly."""
    return [Note(beat=note.beat, lasts=1.5, degree=note.degree - 2, strength=note.strength * 0.8) for note in phrase if note.beat % 2 == 0]


def halo(phrase: Sequence[Note]) -> list[Note]:
    """Over a plucked phrase: its last two long notes, held softly."""
    return [Note(beat=note.beat, lasts=note.lasts, degree=note.degree, strength=0.6) for note in phrase if note.lasts >= 2][-2:]


def play_plucks(band: Band, name: str, notes: Sequence[Note], gain: float) -> None:
    make = getattr(instruments, name)
    size = len(band.mode.steps)
    for note in notes:
        late_s = float(band.rng.normal(0, 0.006))
        length_s = np.ceil(note.lasts * band.grid.beat_s / LENGTH_STEP_S) * LENGTH_STEP_S
        hz = band.hertz(note.degree + size * (1 + band.feel.octave))
        band.play(make(hz, min(2.0, float(length_s))), band.grid.at(note.beat) + late_s, gain * note.strength, 0.18)


def play_wind(band: Band, name: str, notes: Sequence[Note], gain: float) -> None:
    if not notes:
        return
    size, beat_s, first = len(band.mode.steps), band.grid.beat_s, notes[0].beat
    octave = 1 if name == "cello" else 2 + band.feel.octave
    sung = [
        ((note.beat - first) * beat_s, band.hertz(note.degree + size * octave), note.lasts * beat_s * 0.96, 0.5 + 0.5 * note.strength)
        for note in notes
    ]
    length_s = sung[-1][0] + sung[-1][2] + 0.2
    band.play(instruments.line(instruments.WINDS[name], sung, length_s), band.grid.at(first), gain, -0.22)


# --- what lies under it ----------------------------------------------------------------------------------------------------------------


def play_ground(band: Band, chords: Sequence[Sequence[int]]) -> None:
    match band.tradition.ground:
        case "tanpura":
            play_tanpura(band)
        case "pad":
            play_chords(band, chords)
        case "ostinato":
            play_ostinato(band)
        case _:
            play_drone(band)


def play_tanpura(band: Band) -> None:
    """Pa, Sa, Sa, low Sa, for ever; Ma where the raga has no Pa."""
    tonic = band.tradition.tonic_hz
    fifth = 7 if 7 in band.mode.steps else 5
    strings = (tonic / 2 * 2 ** (fifth / 12), tonic, tonic * 1.0015, tonic / 2)
    stroke_s, length_s = 0.92, len(band.stage) / RATE
    for index in range(int(length_s / stroke_s) + 1):
        string = index % len(strings)
        band.play(instruments.tanpura(strings[string], 4.2), index * stroke_s, 0.075 * band.feel.ground, (-0.3, 0.2, 0.3, -0.1)[string])


def play_drone(band: Band) -> None:
    """Tonic and fifth held by low strings, and a low pluck on each bar."""
    tonic = band.tradition.tonic_hz
    fifth = 7 if 7 in band.mode.steps else 5
    length_s = len(band.stage) / RATE
    band.play(instruments.pad((tonic / 2, tonic / 2 * 2 ** (fifth / 12), tonic), length_s), 0.0, 0.075 * band.feel.ground, 0.0)
    for bar in range(band.grid.bars):
        degree = 0 if bar % 2 == 0 else band.mode.rests[-1] - len(band.mode.steps)
        band.play(instruments.low_string(band.hertz(degree), 2.0), band.grid.at(bar * BEATS_A_BAR), 0.11 * band.feel.ground, -0.1)


def play_chords(band: Band, chords: Sequence[Sequence[int]]) -> None:
    """Strings hold each bar's chord, the piano breaks it; the last bar is the tonic's and rings on."""
    bar_s, size = band.grid.beat_s * BEATS_A_BAR, len(band.mode.steps)
    order = (0, 1, 2, 1) if band.feel.density < 2 else (0, 2, 1, 2)
    for bar in range(band.grid.bars):
        last = bar == band.grid.bars - 1
        chord, start = chords[0] if last else chords[bar % len(chords)], band.grid.at(bar * BEATS_A_BAR)
        band.play(
            instruments.pad([band.hertz(degree) for degree in chord], bar_s + (2.0 if last else 0.6)), start - 0.15, 0.12 * band.feel.ground, 0.0
        )
        band.play(instruments.low_string(band.hertz(chord[0] - size), 2.5), start, 0.10 * band.feel.ground, 0.0)
        for step in range(1 if last else len(order)):
            hz = band.hertz(chord[order[step]] + size)
            band.play(instruments.piano(hz, 1.5), start + step * bar_s / len(order), 0.055 * band.feel.pluck, -0.15)


OSTINATO: Final = ((0, 0), (1.5, 2), (2, 3), (2.5, 1), (3, 4), (3.5, 2))  # beat, degree


def play_ostinato(band: Band) -> None:
    """A kora's round, changed from bar to bar by its upper notes; thinner where the mood is quiet."""
    size = len(band.mode.steps)
    for bar in range(band.grid.bars):
        lift = (0, 0, 1, 0)[bar % 4]
        for beat, degree in OSTINATO if band.feel.density else OSTINATO[::2]:
            hz = band.hertz(degree + (lift if degree else 0))
            band.play(instruments.kora(hz, 1.0), band.grid.at(bar * BEATS_A_BAR + beat), 0.085 * band.feel.ground, -0.25 if degree % 2 else 0.05)
        band.play(instruments.low_string(band.hertz(-size), 1.5), band.grid.at(bar * BEATS_A_BAR), 0.09 * band.feel.ground, 0.0)


# --- drums and bells -------------------------------------------------------------------------------------------------------------------


def play_drums(band: Band, mood: Mood) -> None:
    """They enter after the first phrase when there is time, and leave the last bar to the cadence."""
    if mood is Mood.TENSE:
        play_pulse(band)
        return
    if not band.feel.drums:
        return
    first = 2 if band.grid.bars > 4 else 0
    for bar in range(first, max(1, band.grid.bars - 1)):
        for index, (drum, pattern) in enumerate(band.tradition.beats.items()):
            for step, mark in enumerate(pattern):
                if mark != ".":
                    strength = (1.0 if mark == "x" else 0.45) * float(band.rng.uniform(0.8, 1.0))
                    at = band.grid.at(bar * BEATS_A_BAR + step / 4) + float(band.rng.normal(0, 0.004))
                    band.play(instruments.DRUMS[drum](), at, 0.15 * band.feel.drums * strength, (0.0, -0.2, 0.25, 0.35)[index])


def play_pulse(band: Band) -> None:
    """A heart that beats under the scene, and a far drum on every other bar."""
    for beat in range(band.grid.beats):
        band.play(instruments.DRUMS["heart"](), band.grid.at(beat), 0.16 * band.feel.drums * (1.0 if beat % 2 == 0 else 0.6), 0.0)
    for bar in range(0, band.grid.bars, 2):
        band.play(instruments.DRUMS["taiko"](), band.grid.at(bar * BEATS_A_BAR), 0.18 * band.feel.drums, 0.15)


def play_bells(band: Band) -> None:
    """Small bells at the beginning of a phrase and with the last note."""
    if not band.feel.bells:
        return
    for beat in (*range(0, band.grid.beats - 1, 4 * BEATS_A_BAR), band.grid.beats - 3):
        hz = band.hertz(3 * len(band.mode.steps))
        band.play(instruments.bell(hz, 3.0), band.grid.at(beat), 0.05 * band.feel.bells, 0.4)
