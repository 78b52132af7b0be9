"""Beats, scenes and analyses for the tests of sound and subtitles, with everything that a test does not care about filled in."""

from __future__ import annotations

from typing import Any

from film.model import Age, Analysis, Beat, BeatKind, Character, Culture, Hour, Mood, Scene, Setting, Sex, Weather


def beat(text: str, **fields: Any) -> Beat:
    usual: dict[str, Any] = {"id": "b1", "kind": BeatKind.DIALOGUE, "text": text, "line": 1}
    return Beat(**(usual | fields))


def person(name: str, sex: Sex = Sex.FEMALE, age: Age = Age.ADULT) -> Character:
    return Character(id=name.lower(), name=name, sex=sex, age=age, culture=Culture.WESTERN, lines=1)


def scene(**fields: Any) -> Scene:
    usual: dict[str, Any] = {
        "id": "s1",
        "number": 1,
        "heading": "EXT. TEMPLE - DAY",
        "setting": Setting.TEMPLE,
        "interior": False,
        "hour": Hour.DAY,
        "weather": Weather.CLEAR,
        "culture": Culture.SOUTH_INDIAN,
        "mood": Mood.FESTIVE,
    }
    return Scene(**(usual | fields))


def analysis(*people: Character, scenes: tuple[Scene, ...] = ()) -> Analysis:
    return Analysis(title="Test", language="en", culture=Culture.WESTERN, characters=people, scenes=scenes)
