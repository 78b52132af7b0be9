"""What a character wears: the rules that turn culture, occasion, role and the words of the script into clothes. The tables are wardrobe.py's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from film.model import Age, Character, Culture, Sex
from film.picture.people.choice import Choice
from film.picture.people.wardrobe import MOURNING, Palette, Tradition
from film.picture.people.words import (
    COLOUR_WORDS,
    FESTIVE_EVENTS,
    FESTIVE_WORDS,
    GARMENT_WORDS,
    HEADWEAR_WORDS,
    JEWEL_WORDS,
    MOTIF_WORDS,
    MOURNING_EVENTS,
    OFFICE_WORDS,
    SILK_TRIM,
    RoleTouch,
)

_FINER: Mapping[str, str] = {"saree": "silk_saree", "veshti_shirt": "veshti_silk", "abaya": "abaya_gold", "hanfu": "hanfu_court"}
_OF_THE_YOUNG = frozenset(
    {"salwar", "kurta", "shirt_trousers", "sweater_trousers", "dress", "sweater_jeans", "abaya_coat", "wax_dress", "wax_shirt", "hanfu", "hanfu_man"}
)
_GROWN_UP_HATS = frozenset({"headwrap", "kufi", "keffiyeh"})  # on ordinary days the young go without
_BARE_HEADED = frozenset({"suit", "uniform", "doctor", "shirt_tie"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    outfit: str  # a key of outfits.OUTFITS
    main: str  # "#rrggbb", like the three that follow
    second: str
    trim: str
    accent: str
    motif: str  # a key of cloth.MOTIFS
    headwear: str  # a key of headwear.HEADWEAR, or ""
    jewels: tuple[str, ...]
    mark: str  # on the forehead: "" | "bindi" | "tilak" | "ash"
    garland: bool  # around the neck


def dress(choice: Choice, tradition: Tradition, character: Character, event: str, touch: RoleTouch, words: frozenset[str]) -> Dress:
    """`event` and `words` in lower case; `words` are those of wardrobe and role."""
    occasion = _occasion(event, touch, words)
    outfit = _outfit(choice, tradition, character, occasion, touch, words)
    main, second, trim, accent = _palette(choice, tradition, character, event, touch)
    return Dress(
        outfit=outfit,
        main=main,
        second=second,
        trim=trim,
        accent=accent,
        motif=next((MOTIF_WORDS[word] for word in sorted(words) if word in MOTIF_WORDS), "") or choice.of("motif", tradition.motifs),
        headwear=_headwear(choice, tradition, character, occasion, touch, words, outfit),
        jewels=_jewels(tradition, character, occasion, words),
        mark=_mark(choice, character, outfit),
        garland="garland" in words or (character.role in {"bride", "groom"} and character.culture is Culture.SOUTH_INDIAN),
    )


def _occasion(event: str, touch: RoleTouch, words: frozenset[str]) -> str:
    if touch.occasion:
        return touch.occasion
    if event in FESTIVE_EVENTS or words & FESTIVE_WORDS:
        return "festive"
    return "office" if words & OFFICE_WORDS else "everyday"


def _of_kind(table: Mapping[str, str], character: Character) -> str:
    """The entry for this culture and sex, else the one for the sex, else nothing."""
    return table.get(f"{character.culture}/{character.sex}") or table.get(str(character.sex), "")


def _outfit(choice: Choice, tradition: Tradition, character: Character, occasion: str, touch: RoleTouch, words: frozenset[str]) -> str:
    woman = character.sex is Sex.FEMALE
    if character.age is Age.CHILD:
        return choice.of("outfit", tradition.girls if woman else tradition.boys)
    named = next((by_sex[character.sex] for word, by_sex in GARMENT_WORDS.items() if word in words and character.sex in by_sex), "")
    if named:
        return _FINER.get(named, named) if occasion == "festive" else named
    usual = (tradition.women if woman else tradition.men)[occasion]
    return _of_kind(touch.outfits, character) or choice.of("outfit", _of_age(usual, character.age))


def _of_age(outfits: tuple[str, ...], age: Age) -> tuple[str, ...]:
    """What people of that age rather wear, where there is a choice."""
    if age not in (Age.YOUNG, Age.ADULT):
        return outfits
    return tuple(one for one in outfits if (one in _OF_THE_YOUNG) is (age is Age.YOUNG)) or outfits


def _palette(choice: Choice, tradition: Tradition, character: Character, event: str, touch: RoleTouch) -> Palette:
    palettes = tradition.women_palettes if character.sex is Sex.FEMALE else tradition.men_palettes
    main, second, trim, accent = MOURNING[character.culture] if event in MOURNING_EVENTS else choice.of("palette", palettes)
    said = [word for text in character.wardrobe for word in re.findall(r"[a-z]+", text.lower())]
    named = [COLOUR_WORDS[word] for word in said if word in COLOUR_WORDS]
    usual = touch.main or (_UNIFORM if "uniform" in said else "")
    if character.age is Age.ADULT:
        main, second = _deeper(main), _deeper(second)
    if named or usual:
        main = named[0] if named else usual
        second = _paler(main)
    trim = named[1] if len(named) > 1 else SILK_TRIM if "silk" in said else trim
    return main, second, _apart(trim, main, _TRIMS), _apart(accent, main, _ACCENTS)


_UNIFORM = "#2f4258"
_TRIMS = (SILK_TRIM, "#f6efdf", "#7a1f33")
_ACCENTS = ("#14604f", "#7a1f3d", "#e0b95a", "#27507f")
_NEAR = 120  # the sum of differences in red, green and blue below which two colours look like one


def _apart(colour: str, main: str, others: tuple[str, ...]) -> str:
    """The colour, unless it cannot be told from the main one."""
    return next((one for one in (colour, *others) if _distance(one, main) >= _NEAR), colour)


def _distance(one: str, other: str) -> int:
    return sum(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5))


def _deeper(hexadecimal: str) -> str:
    """The quieter shade that people in their middle years choose."""
    return "#" + "".join(f"{int(hexadecimal[i : i + 2], 16) * 80 // 100:02x}" for i in (1, 3, 5))


def _paler(hexadecimal: str) -> str:
    parts = (int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{part + (255 - part) * 22 // 100:02x}" for part in parts)


def _headwear(choice: Choice, tradition: Tradition, character: Character, occasion: str, touch: RoleTouch, words: frozenset[str], outfit: str) -> str:
    named = next((HEADWEAR_WORDS[word] for word in sorted(words) if word in HEADWEAR_WORDS), "")
    if named or character.age is Age.CHILD:
        return named
    of_role = _of_kind(touch.headwear, character)
    if of_role or outfit in _BARE_HEADED:
        return of_role
    usual = choice.of("headwear", (tradition.women_headwear if character.sex is Sex.FEMALE else tradition.men_headwear)[occasion])
    return "" if character.age is Age.YOUNG and occasion == "everyday" and usual in _GROWN_UP_HATS else usual


def _jewels(tradition: Tradition, character: Character, occasion: str, words: frozenset[str]) -> tuple[str, ...]:
    named = tuple(JEWEL_WORDS[word] for word in sorted(words) if word in JEWEL_WORDS)
    if character.sex is Sex.MALE:
        usual: tuple[str, ...] = ("chain",) if character.role in {"groom", "king"} else ()
    else:
        usual = ("studs",) if character.age is Age.CHILD else tradition.jewels[occasion]
    return tuple(dict.fromkeys((*usual, *named)))


def _mark(choice: Choice, character: Character, outfit: str) -> str:
    if character.culture not in {Culture.SOUTH_INDIAN, Culture.NORTH_INDIAN}:
        return ""
    if character.sex is Sex.FEMALE:
        return "bindi"
    if outfit in {"priest", "veshti_silk"} or (character.culture is Culture.SOUTH_INDIAN and character.age is Age.ELDER):
        return "ash"
    return "tilak" if outfit in {"veshti_shirt", "sherwani"} and choice.happens("tilak", 60) else ""
