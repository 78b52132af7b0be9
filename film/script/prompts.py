"""What a picture model is told of each scene, composed of the culture packs (lexicon/packs.py) and of the script's own words."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Analysis, Beat, Character, Emotion, Scene, Setting
from film.script.lexicon import packs


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPrompt:
    character: str  # character id
    positive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One scene's words. `positive` holds the place only; the people stand apart, since they are drawn apart."""

    scene: str  # scene id
    positive: str
    negative: str
    style: str
    people: tuple[PersonPrompt, ...] = ()


def prompts(analysis: Analysis) -> tuple[Prompt, ...]:
    """One prompt for each scene, in order. The script's wardrobe comes before the culture's usual dress."""
    return tuple(_prompt(scene, analysis) for scene in analysis.scenes)


def _prompt(scene: Scene, analysis: Analysis) -> Prompt:
    negative = [packs.NEVER, packs.INDOORS_NEVER if scene.interior else "", "" if scene.crowd or scene.characters else packs.EMPTY_NEVER]
    return Prompt(
        scene=scene.id,
        positive=_place(scene),
        negative=_joined(*negative),
        style=packs.STYLE,
        people=tuple(PersonPrompt(character=id, positive=_person(analysis.character(id), scene)) for id in scene.characters),
    )


def _place(scene: Scene) -> str:
    where = packs.TEMPLES[scene.culture] if scene.setting is Setting.TEMPLE else packs.SETTINGS[scene.setting]
    event = packs.EVENTS.get(scene.event, "")
    if scene.event == "wedding":
        event = packs.WEDDINGS.get(scene.culture, event)
    crowd = "a crowd in the background" if scene.crowd else ""
    props = ", ".join(scene.props)
    return _joined(scene.place, where, event, packs.HOURS[scene.hour], packs.WEATHERS[scene.weather], packs.MOODS[scene.mood], crowd, props)


def _person(character: Character, scene: Scene) -> str:
    who = f"{packs.PEOPLE[character.culture]} {packs.PERSONS[character.age, character.sex]}"
    key = (character.culture, character.sex)
    usual = packs.WEDDING_DRESS[key] if scene.event in ("wedding", "festival", "coronation") else packs.DRESS[key]
    worn = ", ".join(one for one in character.wardrobe if one not in usual)
    role = character.role if character.role not in who else ""
    return _joined(who, role, worn, usual, packs.FACES[_face(character, scene)])


def _face(character: Character, scene: Scene) -> Emotion:
    """The strongest feeling of their own lines and deeds, else the scene's."""
    own = [beat.emotion for beat in scene.beats if _is_of(beat, character) and beat.emotion is not Emotion.NEUTRAL]
    if own:
        return max(own, key=own.count)
    return packs.MOOD_FACES.get(scene.mood, Emotion.NEUTRAL)


def _is_of(beat: Beat, character: Character) -> bool:
    return beat.speaker == character.id or (not beat.speaker and character.id in beat.subjects)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
