"""What a person looks like for a whole film: plain data, decided once from who they are. The rules are in features.py and dress.py."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from film.model import Age, Character, Culture, Sex
from film.picture.people.choice import Choice
from film.picture.people.dress import Dress, dress
from film.picture.people.features import Face, Figure, Hair, face, figure, hair
from film.picture.people.wardrobe import TRADITIONS
from film.picture.people.words import NATIVE_WORDS, ROLE_TOUCHES, RoleTouch


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The same in every scene. Colours are "#rrggbb"; measures of taste run from 0 to 100 with 50 in the middle."""

    id: str
    sex: Sex
    age: Age
    culture: Culture
    role: str
    seed: int  # for what need not be named: when this person breathes, which hand talks
    figure: Figure
    face: Face
    hair: Hair
    dress: Dress


def look(character: Character, event: str = "") -> Look:
    """The look of a character. The same character gives the same look in every scene and every process; `event` is the occasion
    of the film ("wedding", "funeral", ...): it changes clothes, never the face."""
    choice = Choice(f"{character.id}\0{character.name}")
    character = replace(character, wardrobe=tuple(_in_english(worn) for worn in character.wardrobe))
    tradition = TRADITIONS[character.culture]
    words = frozenset(re.findall(r"[a-z]+", " ".join((*character.wardrobe, character.role)).lower()))
    touch = _touch(character.role, words)
    return Look(
        id=character.id,
        sex=character.sex,
        age=character.age,
        culture=character.culture,
        role=character.role,
        seed=choice.number("seed", 0, 999_999),
        figure=figure(choice, character),
        face=face(choice, tradition, character, touch, words),
        hair=hair(choice, tradition, character, touch, words),
        dress=dress(choice, tradition, character, event.lower(), touch, words),
    )


def _in_english(worn: str) -> str:
    """Garments and colours that are named in another language, by their English names."""
    known = [meant for stem, meant in NATIVE_WORDS.items() if stem in worn]
    return " ".join((worn, *known))


def crowd(scene_seed: int, culture: Culture, n: int, event: str = "") -> tuple[Look, ...]:
    """`n` people of a culture who are nobody in particular; nobody wears what one of the six before them wears."""
    people: list[Look] = []
    for k in range(n):
        tries = (look(_stranger(scene_seed, culture, k, attempt), event) for attempt in range(8))
        taken = {_clothes(one) for one in people[-6:]}
        people.append(next((one for one in tries if _clothes(one) not in taken), look(_stranger(scene_seed, culture, k, 0), event)))
    return tuple(people)


def _clothes(one: Look) -> tuple[str, str]:
    return one.dress.outfit, one.dress.main


def _stranger(scene_seed: int, culture: Culture, k: int, attempt: int) -> Character:
    choice = Choice(f"crowd\0{scene_seed}\0{k}\0{attempt}")
    age = choice.of("age", (Age.ADULT, Age.ADULT, Age.YOUNG, Age.YOUNG, Age.ELDER, Age.CHILD))
    sex = (Sex.FEMALE, Sex.MALE)[(k + choice.number("sex", 0, 3) // 3) % 2]
    return Character(id=f"crowd-{k}", name=choice.key, sex=sex, age=age, culture=culture)


def _touch(role: str, words: frozenset[str]) -> RoleTouch:
    named = [role.lower(), *sorted(words)]
    return next((ROLE_TOUCHES[word] for word in named if word in ROLE_TOUCHES), RoleTouch())
