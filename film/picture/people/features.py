"""Figure, face and hair of a character: the rules that turn sex, age, culture and name into a body. Clothes are dress.py's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from film.model import Age, Character, Culture, Sex
from film.picture.people.choice import Choice
from film.picture.people.wardrobe import GREYS, Tradition
from film.picture.people.words import RoleTouch


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    height: int  # local units from the floor to the crown
    head: int  # local units from the chin to the crown
    build: int  # slim .. stout
    stoop: int  # upright .. bent
    stick: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    skin: str
    lips: str
    eyes: str
    eye_size: int
    eye_tilt: int
    eye_fold: bool  # lids without a crease
    brows: int
    nose: int
    nose_width: int
    jaw: int
    cheeks: int
    chin: int
    mouth: int
    glasses: str  # "" | "round" | "square"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hair:
    colour: str
    style: str  # a key of hair.STYLES
    parting: int  # 0 far left .. 50 middle .. 100 far right
    beard: str  # "" | "stubble" | "goatee" | "short" | "full" | "long"
    moustache: str  # "" | "thin" | "thick" | "curled"
    flowers: bool
    greying: bool = False  # the first grey, at the temples


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stature:
    height: tuple[int, int]
    head: int
    build: tuple[int, int]
    stoop: tuple[int, int]


_STATURES: Mapping[tuple[Sex, Age], _Stature] = MappingProxyType(
    {
        (Sex.FEMALE, Age.CHILD): _Stature(height=(392, 428), head=96, build=(40, 60), stoop=(0, 0)),
        (Sex.MALE, Age.CHILD): _Stature(height=(396, 434), head=97, build=(40, 62), stoop=(0, 0)),
        (Sex.FEMALE, Age.YOUNG): _Stature(height=(598, 620), head=105, build=(4, 26), stoop=(0, 0)),
        (Sex.MALE, Age.YOUNG): _Stature(height=(632, 660), head=108, build=(6, 30), stoop=(0, 0)),
        (Sex.FEMALE, Age.ADULT): _Stature(height=(610, 632), head=105, build=(58, 92), stoop=(0, 4)),
        (Sex.MALE, Age.ADULT): _Stature(height=(646, 680), head=109, build=(60, 98), stoop=(0, 4)),
        (Sex.FEMALE, Age.ELDER): _Stature(height=(578, 600), head=104, build=(42, 85), stoop=(45, 85)),
        (Sex.MALE, Age.ELDER): _Stature(height=(618, 644), head=108, build=(34, 78), stoop=(40, 80)),
    }
)
# Grown people wear their hair shorter, or up; with the young it hangs, or stands as it likes.
_SETTLED = frozenset({"bun", "bun_flowers", "bob", "top_bun", "short_curls", "side_part", "crop", "short_afro"})
_GREYING_PERCENT: Mapping[Sex, int] = MappingProxyType({Sex.FEMALE: 60, Sex.MALE: 75})
_COVERS_HAIR = frozenset({Culture.MIDDLE_EASTERN, Culture.AFRICAN})  # where old women do, a stick tells their age from afar
_FLOWERS = frozenset({"jasmine", "flower", "flowers"})
_LIP_REDS = ("#b23a48", "#a92f4a", "#c0504d", "#9c2f45")
_GLASSES_PERCENT: Mapping[Age, int] = MappingProxyType({Age.CHILD: 8, Age.YOUNG: 8, Age.ADULT: 20, Age.ELDER: 42})
_BEARDS: Mapping[Age, tuple[str, ...]] = MappingProxyType(
    {Age.YOUNG: ("stubble", "stubble", "goatee"), Age.ADULT: ("short", "full", "goatee", "stubble"), Age.ELDER: ("full", "long", "short")}
)


def figure(choice: Choice, character: Character) -> Figure:
    stature = _STATURES[character.sex, character.age]
    return Figure(
        height=choice.number("height", *stature.height),
        head=stature.head + choice.number("head", -2, 2),
        build=choice.number("build", *stature.build),
        stoop=choice.number("stoop", *stature.stoop),
        stick=_owns(character, {"stick", "cane", "staff"}) or (character.age is Age.ELDER and choice.happens("stick", _stick_percent(character))),
    )


def _stick_percent(character: Character) -> int:
    return 100 if character.sex is Sex.FEMALE and character.culture in _COVERS_HAIR else 55


def face(choice: Choice, tradition: Tradition, character: Character, touch: RoleTouch, words: frozenset[str]) -> Face:
    skin = choice.of("skin", tradition.skins)
    return Face(
        skin=skin,
        lips=_lips(choice, character, skin),
        eyes=choice.of("eyes", tradition.eyes),
        eye_size=choice.number("eye size", 15, 90),
        eye_tilt=choice.number("eye tilt", *tradition.eye_tilt),
        eye_fold=tradition.fold,
        brows=choice.number("brows", 10, 90),
        nose=choice.number("nose", 5, 95),
        nose_width=choice.number("nose width", 5, 95),
        jaw=choice.number("jaw", 5, 95),
        cheeks=choice.number("cheeks", 10, 90),
        chin=choice.number("chin", 5, 95),
        mouth=choice.number("mouth", 10, 90),
        glasses=_glasses(choice, character, touch, words),
    )


def hair(choice: Choice, tradition: Tradition, character: Character, touch: RoleTouch, words: frozenset[str]) -> Hair:
    style = "bald" if "bald" in words and character.sex is Sex.MALE else choice.of("hair", _styles(tradition, character))
    return Hair(
        colour=choice.of("grey", GREYS) if character.age is Age.ELDER else choice.of("hair colour", _colours(choice, tradition)),
        style=style,
        parting=choice.of("parting", (24, 34, 50, 66, 76)),
        beard=_beard(choice, tradition, character, touch, words),
        moustache=_moustache(choice, tradition, character, words),
        flowers="flowers" in style or (character.sex is Sex.FEMALE and bool(words & _FLOWERS)) or _south_indian_bride(character),
        greying=character.age is Age.ADULT and choice.happens("greying", _GREYING_PERCENT[character.sex]),
    )


def _south_indian_bride(character: Character) -> bool:
    return character.role == "bride" and character.culture is Culture.SOUTH_INDIAN


def _owns(character: Character, words: set[str]) -> bool:
    return any(word in text.lower().split() for text in character.wardrobe for word in words)


def _styles(tradition: Tradition, character: Character) -> tuple[str, ...]:
    woman = character.sex is Sex.FEMALE
    if character.age is Age.CHILD:
        return tradition.girls_hair if woman else tradition.boys_hair
    if character.age is Age.ELDER:
        return tradition.elder_women_hair if woman else tradition.elder_men_hair
    grown = tradition.women_hair if woman else tradition.men_hair
    return tuple(one for one in grown if (one in _SETTLED) is (character.age is Age.ADULT)) or grown


def _colours(choice: Choice, tradition: Tradition) -> tuple[str, ...]:
    """Dark skin goes with dark hair."""
    red = int(choice.of("skin", tradition.skins)[1:3], 16)
    dark = tuple(one for one in tradition.hair if int(one[1:3], 16) < 0x48)
    return dark if red < 0xC8 and dark else tradition.hair


def _lips(choice: Choice, character: Character, skin: str) -> str:
    """Red mixed with skin: less red for men, children and the old."""
    red = choice.of("lips", _LIP_REDS)
    of_skin = 66 if character.sex is Sex.MALE else {Age.CHILD: 58, Age.YOUNG: 24, Age.ADULT: 18, Age.ELDER: 52}[character.age]
    pairs = ((int(red[i : i + 2], 16), int(skin[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{(a * (100 - of_skin) + b * of_skin) // 100:02x}" for a, b in pairs)


def _glasses(choice: Choice, character: Character, touch: RoleTouch, words: frozenset[str]) -> str:
    percent = _GLASSES_PERCENT[character.age] if touch.glasses_percent is None else touch.glasses_percent
    wears = bool(words & {"glasses", "spectacles"}) or choice.happens("glasses", percent)
    return choice.of("frame", ("round", "square")) if wears else ""


def _beard(choice: Choice, tradition: Tradition, character: Character, touch: RoleTouch, words: frozenset[str]) -> str:
    if character.sex is Sex.FEMALE or character.age is Age.CHILD or words & {"shaven", "beardless"}:
        return ""
    if words & {"beard", "bearded"} or touch.beard:
        return touch.beard or "full"
    return choice.of("beard kind", _BEARDS[character.age]) if choice.happens("beard", _by_age(tradition.beard_percent, character)) else ""


def _moustache(choice: Choice, tradition: Tradition, character: Character, words: frozenset[str]) -> str:
    if character.sex is Sex.FEMALE or character.age is Age.CHILD or "shaven" in words:
        return ""
    if not (words & {"moustache", "mustache"} or choice.happens("moustache", _by_age(tradition.moustache_percent, character))):
        return ""
    return "thin" if character.age is Age.YOUNG else choice.of("moustache kind", ("thick", "thin", "curled"))


def _by_age(percent: int, character: Character) -> int:
    """Of grown men; the young have a third of the beards, men in their middle years half as many again, the old the most."""
    return {Age.YOUNG: percent // 3, Age.ADULT: min(92, percent * 3 // 2 + 10)}.get(character.age, min(92, percent + 35))
