"""Who sounds how: a voice for each character and for the narrator, by sex, age and name. Data and casting only; speaking.py makes them heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from film.model import Age, Analysis, Character, Sex
from film.sound.seeds import generator

NARRATOR: Final = ""


class Engine(StrEnum):
    NEURAL = "neural"  # where it speaks the language; espeak-ng elsewhere
    ESPEAK = "espeak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What makes a person's voice theirs, for either engine."""

    engine: Engine = Engine.NEURAL  # preferred
    pitch: float = 1.0  # 1.0 is a woman's, about 200 Hz
    tract: float = 1.0  # length of the vocal tract: above 1 is a larger body
    speed: float = 1.0  # above 1 is faster
    tremor: float = 0.0  # of the pitch, as a share of it
    variant: str = "f2"  # of espeak-ng's voices


# Measured with an independent recogniser, which loses words to a tremor above 1 %, to a short tract and to slow reading more than to any pitch:
# these stay intelligible (tests/film/sound/test_delivered.py).
FAMILIES: Final[Mapping[tuple[Sex, Age], Voice]] = {
    (Sex.FEMALE, Age.CHILD): Voice(pitch=1.36, tract=0.91, speed=0.98),
    (Sex.MALE, Age.CHILD): Voice(pitch=1.28, tract=0.93, speed=0.98),
    (Sex.FEMALE, Age.YOUNG): Voice(pitch=1.03, tract=1.00, speed=1.00),
    (Sex.MALE, Age.YOUNG): Voice(pitch=0.62, tract=1.14, speed=1.00),
    (Sex.FEMALE, Age.ADULT): Voice(pitch=0.93, tract=1.03, speed=0.98),
    (Sex.MALE, Age.ADULT): Voice(pitch=0.53, tract=1.18, speed=0.97),
    (Sex.FEMALE, Age.ELDER): Voice(pitch=0.86, tract=1.05, speed=0.90, tremor=0.005),
    (Sex.MALE, Age.ELDER): Voice(pitch=0.57, tract=1.17, speed=0.90, tremor=0.005),
}

VARIANTS: Final[Mapping[tuple[Sex, Age], tuple[str, str]]] = {
    (Sex.FEMALE, Age.CHILD): ("f5", "f2"),
    (Sex.MALE, Age.CHILD): ("f4", "f5"),
    (Sex.FEMALE, Age.YOUNG): ("f3", "f2"),
    (Sex.MALE, Age.YOUNG): ("m3", "m7"),
    (Sex.FEMALE, Age.ADULT): ("f2", "f1"),
    (Sex.MALE, Age.ADULT): ("m1", "m3"),
    (Sex.FEMALE, Age.ELDER): ("f1", "f4"),
    (Sex.MALE, Age.ELDER): ("m7", "m5"),
}

# Within a family: pitch, tract, speed, which variant. Any two differ by 5 % of pitch or 3 % of tract, and of one variant by 4 % of pitch.
# The middle (1, 1) is left to the narrator.
PERSONS: Final = (
    (0.93, 1.000, 1.00, 0),
    (1.07, 1.000, 1.00, 1),
    (0.97, 1.035, 0.97, 1),
    (1.03, 0.965, 1.03, 0),
    (1.08, 1.035, 0.98, 0),
    (0.92, 0.965, 1.02, 1),
    (1.02, 1.040, 1.03, 1),
    (0.98, 0.960, 0.97, 0),
)

NARRATOR_VOICE: Final = Voice()  # the neural voice as it was trained: the clearest that we have


def cast(analysis: Analysis) -> Mapping[str, Voice]:
    """Character id -> voice; the narrator's under "". A name always tries the same voice first, so an edit elsewhere seldom recasts anybody."""
    taken: dict[tuple[Sex, Age], set[int]] = {}
    voices = {NARRATOR: NARRATOR_VOICE}
    for character in analysis.characters:
        family = (character.sex, character.age)
        person = first_free(choices(character), taken.setdefault(family, set()))
        taken[family].add(person)
        voices[character.id] = voice_of(family, person)
    return voices


def choices(character: Character) -> list[int]:
    """The persons of the family in the order in which this name wants them."""
    return [int(one) for one in generator("voice", character.id).permutation(len(PERSONS))]


def first_free(wanted: list[int], taken: Iterable[int]) -> int:
    """A ninth person of a family sounds like one of the eight."""
    return next((one for one in wanted if one not in taken), wanted[0])


def voice_of(family: tuple[Sex, Age], person: int) -> Voice:
    pitch, tract, speed, variant = PERSONS[person]
    voice = FAMILIES[family]
    return replace(
        voice,
        pitch=round(voice.pitch * pitch, 4),
        tract=round(voice.tract * tract, 4),
        speed=round(voice.speed * speed, 4),
        variant=VARIANTS[family][variant],
    )
