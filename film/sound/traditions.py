"""The music of each culture as data: tonic, scales by mood, instruments, drum patterns, chords. composition.py writes with it, music.py plays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from film.model import Culture, Mood


@dataclass(frozen=True, slots=True, kw_only=True)
class Feel:
    """What a mood asks of any tradition."""

    bpm: float
    density: int  # 0 long notes, 1 walking, 2 lively
    drums: float  # 0..1
    pluck: float  # loudness of the plucked or struck voice
    wind: float  # of the sung voice
    ground: float  # of drone, pad or ostinato
    octave: int = 0  # of the melody
    bells: float = 0.0


FEELS: Final[Mapping[Mood, Feel]] = {
    Mood.FESTIVE: Feel(bpm=104, density=2, drums=1.0, pluck=1.0, wind=0.9, ground=0.7, bells=0.3),
    Mood.DEVOTIONAL: Feel(bpm=66, density=1, drums=0.35, pluck=0.9, wind=1.0, ground=1.2, bells=0.6),
    Mood.TENDER: Feel(bpm=70, density=1, drums=0.0, pluck=0.9, wind=0.9, ground=0.8),
    Mood.CALM: Feel(bpm=62, density=0, drums=0.0, pluck=0.9, wind=0.7, ground=0.9),
    Mood.SORROW: Feel(bpm=54, density=0, drums=0.0, pluck=0.6, wind=1.1, ground=0.9, octave=-1),
    Mood.TENSE: Feel(bpm=88, density=0, drums=0.6, pluck=0.6, wind=0.5, ground=1.2, octave=-1),
    Mood.HOPEFUL: Feel(bpm=84, density=1, drums=0.45, pluck=1.0, wind=0.9, ground=0.8),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A scale in semitones above the tonic (quarter tones allowed) and the degrees on which a phrase may rest."""

    name: str
    steps: tuple[float, ...]
    rests: tuple[int, ...] = (0, 4)  # indices into steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradition:
    tonic_hz: float
    modes: Mapping[Mood, Mode]
    plucks: tuple[str, ...]  # functions of instruments.py; the seed chooses
    winds: tuple[str, ...]  # keys of instruments.WINDS
    ground: str  # "tanpura" | "pad" | "ostinato" | "drone"
    beats: Mapping[str, str]  # drum -> one bar of 16 steps: "x" struck, "o" softly, "." not
    chords: Mapping[Mood, tuple[tuple[int, ...], ...]] | None = None  # of scale degrees, one a bar


MOHANAM: Final = Mode(name="mohanam", steps=(0, 2, 4, 7, 9), rests=(0, 3))
HAMSADHWANI: Final = Mode(name="hamsadhwani", steps=(0, 2, 4, 7, 11), rests=(0, 3))
KALYANI: Final = Mode(name="kalyani", steps=(0, 2, 4, 6, 7, 9, 11))
SANKARABHARANAM: Final = Mode(name="sankarabharanam", steps=(0, 2, 4, 5, 7, 9, 11))
KHARAHARAPRIYA: Final = Mode(name="kharaharapriya", steps=(0, 2, 3, 5, 7, 9, 10))
SUBHAPANTUVARALI: Final = Mode(name="subhapantuvarali", steps=(0, 1, 3, 6, 7, 8, 11))
TODI: Final = Mode(name="hanumatodi", steps=(0, 1, 3, 5, 7, 8, 10))

SOUTH_INDIAN: Final = Tradition(
    tonic_hz=138.59,
    modes={
        Mood.FESTIVE: HAMSADHWANI,
        Mood.DEVOTIONAL: KALYANI,
        Mood.TENDER: KHARAHARAPRIYA,
        Mood.CALM: SANKARABHARANAM,
        Mood.SORROW: SUBHAPANTUVARALI,
        Mood.TENSE: TODI,
        Mood.HOPEFUL: MOHANAM,
    },
    plucks=("veena",),
    winds=("bansuri",),
    ground="tanpura",
    beats={"tham": "x.....x...x.....", "din": "..x.....x...x...", "na": "....x.xo....x.xo"},
)

NORTH_INDIAN: Final = Tradition(
    tonic_hz=146.83,
    modes={
        Mood.FESTIVE: Mode(name="desh", steps=(0, 2, 4, 5, 7, 9, 11)),
        Mood.DEVOTIONAL: Mode(name="bhairav", steps=(0, 1, 4, 5, 7, 8, 11)),
        Mood.TENDER: Mode(name="khamaj", steps=(0, 2, 4, 5, 7, 9, 10)),
        Mood.CALM: Mode(name="yaman", steps=(0, 2, 4, 6, 7, 9, 11)),
        Mood.SORROW: Mode(name="bhairavi", steps=(0, 1, 3, 5, 7, 8, 10)),
        Mood.TENSE: Mode(name="marwa", steps=(0, 1, 4, 6, 9, 11), rests=(0, 4)),
        Mood.HOPEFUL: Mode(name="bhupali", steps=(0, 2, 4, 7, 9), rests=(0, 3)),
    },
    plucks=("sitar",),
    winds=("bansuri",),
    ground="tanpura",
    beats={"ge": "x.....x.....x...", "tin": "..x...x.x...x...", "na": "x...x...o...x.xo"},
)

YO: Final = Mode(name="yo", steps=(0, 2, 5, 7, 9), rests=(0, 3))
IN: Final = Mode(name="in", steps=(0, 1, 5, 7, 8), rests=(0, 3))
GONG: Final = Mode(name="gong", steps=(0, 2, 4, 7, 9), rests=(0, 3))
YU: Final = Mode(name="yu", steps=(0, 3, 5, 7, 10), rests=(0, 3))

EAST_ASIAN: Final = Tradition(
    tonic_hz=146.83,
    modes={
        Mood.FESTIVE: GONG,
        Mood.DEVOTIONAL: YO,
        Mood.TENDER: GONG,
        Mood.CALM: YO,
        Mood.SORROW: IN,
        Mood.TENSE: IN,
        Mood.HOPEFUL: YU,
    },
    plucks=("koto", "guzheng"),
    winds=("dizi", "flute"),
    ground="drone",
    beats={"taiko": "x.......o.x.....", "wood": "....x.......x.x."},
)

MAJOR: Final = Mode(name="major", steps=(0, 2, 4, 5, 7, 9, 11), rests=(0, 4))
MINOR: Final = Mode(name="minor", steps=(0, 2, 3, 5, 7, 8, 10), rests=(0, 4))
HARMONIC_MINOR: Final = Mode(name="harmonic minor", steps=(0, 2, 3, 5, 7, 8, 11), rests=(0, 4))
LYDIAN: Final = Mode(name="lydian", steps=(0, 2, 4, 6, 7, 9, 11), rests=(0, 4))
ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN = ((degree, degree + 2, degree + 4) for degree in range(7))  # triads

WESTERN: Final = Tradition(
    tonic_hz=130.81,
    modes={
        Mood.FESTIVE: MAJOR,
        Mood.DEVOTIONAL: MAJOR,
        Mood.TENDER: MAJOR,
        Mood.CALM: LYDIAN,
        Mood.SORROW: MINOR,
        Mood.TENSE: HARMONIC_MINOR,
        Mood.HOPEFUL: MAJOR,
    },
    plucks=("piano",),
    winds=("cello", "flute"),
    ground="pad",
    beats={"bass": "x.......x.......", "shaker": "..o...o...o...o.", "tone": "....x.......x.o."},
    chords={
        Mood.FESTIVE: (ONE, FOUR, FIVE, ONE),
        Mood.DEVOTIONAL: (ONE, FOUR, ONE, FIVE),
        Mood.TENDER: (ONE, SIX, FOUR, FIVE),
        Mood.CALM: (ONE, TWO, ONE, FIVE),
        Mood.SORROW: (ONE, SIX, THREE, SEVEN),
        Mood.TENSE: (ONE, ONE, SIX, FIVE),
        Mood.HOPEFUL: (ONE, FIVE, SIX, FOUR),
    },
)

RAST: Final = Mode(name="rast", steps=(0, 2, 3.5, 5, 7, 9, 10.5), rests=(0, 4))
BAYATI: Final = Mode(name="bayati", steps=(0, 1.5, 3, 5, 7, 8, 10), rests=(0, 3))
HIJAZ: Final = Mode(name="hijaz", steps=(0, 1, 4, 5, 7, 8, 10), rests=(0, 4))
NAHAWAND: Final = Mode(name="nahawand", steps=(0, 2, 3, 5, 7, 8, 11), rests=(0, 4))
SABA: Final = Mode(name="saba", steps=(0, 1.5, 3, 4, 7, 8, 10), rests=(0, 2))

MIDDLE_EASTERN: Final = Tradition(
    tonic_hz=146.83,
    modes={
        Mood.FESTIVE: RAST,
        Mood.DEVOTIONAL: BAYATI,
        Mood.TENDER: NAHAWAND,
        Mood.CALM: BAYATI,
        Mood.SORROW: SABA,
        Mood.TENSE: HIJAZ,
        Mood.HOPEFUL: RAST,
    },
    plucks=("oud",),
    winds=("ney",),
    ground="drone",
    beats={"dum": "x.......x.......", "tek": "..x...x.....x.oo"},  # maqsum
)

AFRICAN: Final = Tradition(
    tonic_hz=130.81,
    modes={
        Mood.FESTIVE: MAJOR,
        Mood.DEVOTIONAL: GONG,
        Mood.TENDER: GONG,
        Mood.CALM: GONG,
        Mood.SORROW: Mode(name="minor pentatonic", steps=(0, 3, 5, 7, 10), rests=(0, 3)),
        Mood.TENSE: Mode(name="minor pentatonic", steps=(0, 3, 5, 7, 10), rests=(0, 3)),
        Mood.HOPEFUL: MAJOR,
    },
    plucks=("kora", "kalimba"),
    winds=("voices", "flute"),
    ground="ostinato",
    beats={"bass": "x.....x...x.....", "tone": "..x.x...x...x.x.", "slap": "....o.......x...", "shaker": "x.o.x.o.x.o.x.o."},
)

TRADITIONS: Final[Mapping[Culture, Tradition]] = {
    Culture.SOUTH_INDIAN: SOUTH_INDIAN,
    Culture.NORTH_INDIAN: NORTH_INDIAN,
    Culture.EAST_ASIAN: EAST_ASIAN,
    Culture.WESTERN: WESTERN,
    Culture.MIDDLE_EASTERN: MIDDLE_EASTERN,
    Culture.AFRICAN: AFRICAN,
}
