"""Casting: the same name sounds the same, different people sound different, ages and sexes sound like themselves."""

from itertools import combinations

import pytest

from film.model import Age, Sex
from film.sound.speaking import speak
from film.sound.voices import FAMILIES, NARRATOR, PERSONS, Engine, Voice, cast, voice_of
from tests.film.sound.crew import analysis, beat, person
from tests.support.listener import pitch_hz

LINE = "You have been away for so long."
HINDI = "लक्ष्मी शादी के लिए मंदिर पहुँचती है।"


def told_apart(one: Voice, other: Voice) -> bool:
    return abs(one.pitch / other.pitch - 1) > 0.03 or abs(one.tract / other.tract - 1) > 0.025


def test_a_name_keeps_its_voice_whoever_else_is_cast() -> None:
    alone = cast(analysis(person("Lakshmi")))
    among_men = cast(analysis(person("Ravi", Sex.MALE), person("Lakshmi"), person("Old Ram", Sex.MALE, Age.ELDER)))
    assert alone["lakshmi"] == among_men["lakshmi"]


def test_everybody_in_a_film_can_be_told_from_everybody_else_and_from_the_narrator() -> None:
    names = ("Anna", "Bea", "Cleo", "Dora", "Eva", "Fay", "Gita", "Hana")
    voices = cast(analysis(*(person(name) for name in names)))
    assert set(voices) == {NARRATOR, *(name.lower() for name in names)}
    assert all(told_apart(one, other) for one, other in combinations(voices.values(), 2))


def test_a_ninth_person_of_a_family_still_gets_a_voice_of_it() -> None:
    people = [person(f"Woman {number}") for number in range(len(PERSONS) + 1)]
    voices = cast(analysis(*people))
    assert voices[people[-1].id] in [voice_of((Sex.FEMALE, Age.ADULT), number) for number in range(len(PERSONS))]


def test_no_woman_sounds_as_low_as_a_man_and_no_grown_up_as_high_as_a_child() -> None:
    pitches = {family: [voice_of(family, number).pitch for number in range(len(PERSONS))] for family in FAMILIES}
    men = [pitch for (sex, age), some in pitches.items() if sex is Sex.MALE and age is not Age.CHILD for pitch in some]
    women = [pitch for (sex, age), some in pitches.items() if sex is Sex.FEMALE and age is not Age.CHILD for pitch in some]
    children = [pitch for (_, age), some in pitches.items() if age is Age.CHILD for pitch in some]
    assert max(men) < min(women)
    assert max(women) < min(children)


@pytest.mark.parametrize(("text", "language"), [(LINE, "en"), (HINDI, "hi")])
def test_the_pitch_that_was_cast_is_the_pitch_that_is_heard(text: str, language: str) -> None:
    for family in ((Sex.MALE, Age.ADULT), (Sex.FEMALE, Age.ADULT), (Sex.FEMALE, Age.CHILD)):
        voice = voice_of(family, 0)
        heard = pitch_hz(speak(beat(text, language=language), voice)[0])
        assert heard == pytest.approx(200 * voice.pitch, rel=0.13), family


def test_a_voice_may_prefer_espeak_for_english_too() -> None:
    assert speak(beat(LINE), Voice(engine=Engine.ESPEAK))[1].engine == "espeak-ng"
