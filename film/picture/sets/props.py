"""The things people speak of: each drawn large enough for an insert shot, put on the stage and entered in the easel's list of props."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from film.picture.sets import dressing, hand_props, practicals
from film.picture.sets.brushes import Sheet, linear
from film.picture.sets.easel import Easel


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place for a thing: on a table or plinth (the foot of a small thing), or on the floor."""

    x: float
    y: float
    scale: float = 1.0
    raised: bool = False  # there is already a table below it


def lay_props(easel: Easel, sheet: Sheet, spots: Sequence[Spot], default: str) -> None:
    """Puts what the scene names on the spots, in order, and `default` where it names nothing; what has no spot left is not shown."""
    standing = [name for name in easel.scene.props if name not in easel.scene.carried]
    names = list(dict.fromkeys([*standing, default]))
    for name, spot in zip(names, spots, strict=False):
        kind = thing(name)
        draw, large = _THINGS[kind]
        foot = spot.y
        if not large and not spot.raised:
            foot = _plinth(easel, sheet, spot)
        burning = len(easel.flames)
        draw(easel, sheet, spot.x, foot, spot.scale)
        if name in easel.scene.unlit:
            del easel.flames[burning:]
        easel.props[name] = (spot.x, foot - (70 if large else 30) * spot.scale)


def thing(name: str) -> str:
    """Which drawing stands for a word of the script; a casket for a word that has none."""
    word = name.lower().strip().replace("_", " ")
    if word in _THINGS:
        return word
    return next((kind for kind, words in _SYNONYMS.items() if any(one in word for one in words)), "casket")


def _plinth(easel: Easel, sheet: Sheet, spot: Spot) -> float:
    """A small table indoors, a block of stone outdoors; returns the y of its top."""
    ink, s, x, y = sheet.ink, spot.scale, spot.x, spot.y
    sheet.shade(x, y, 76 * s, 16 * s, 0.45)
    if easel.inside:
        for dx in (-38, 38):
            sheet.rect(x + dx * s - 5 * s, y - 84 * s, x + dx * s + 5 * s, y, ink.of(easel.style.timber, 0.3))
        sheet.rect(
            x - 56 * s,
            y - 94 * s,
            x + 56 * s,
            y - 82 * s,
            linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across(easel.style.timber, 0.3, 1.0)),
            radius=4,
        )
        sheet.oval(x, y - 94 * s, 56 * s, 9 * s, ink.of(easel.style.timber, 0.85))
        return y - 92 * s
    local = easel.style.stone
    sheet.rect(x - 46 * s, y - 66 * s, x + 46 * s, y, linear((x - 46 * s, 0), (x + 46 * s, 0), ink.across(local, 0.15, 0.8)))
    sheet.rect(x - 54 * s, y - 12 * s, x + 54 * s, y, linear((x - 54 * s, 0), (x + 54 * s, 0), ink.across(local, 0.1, 0.7)))
    sheet.rect(x - 54 * s, y - 78 * s, x + 54 * s, y - 64 * s, linear((x - 54 * s, 0), (x + 54 * s, 0), ink.across(local, 0.3, 1.0)))
    sheet.poly([(x - 54 * s, y - 78 * s), (x - 44 * s, y - 90 * s), (x + 44 * s, y - 90 * s), (x + 54 * s, y - 78 * s)], ink.top(local, 0.85))
    return y - 82 * s


_Draw = Callable[[Easel, Sheet, float, float, float], None]

_THINGS: Mapping[str, tuple[_Draw, bool]] = MappingProxyType(  # word -> drawing, is it large (stands on the floor)
    {
        "lamp": (practicals.lamp, False),
        "lantern": (practicals.lantern, False),
        "diya": (practicals.diya, False),
        "candle": (practicals.candle, False),
        "letter": (hand_props.letter, False),
        "book": (hand_props.book, False),
        "bell": (hand_props.bell, False),
        "cup": (hand_props.cup, False),
        "phone": (hand_props.phone, False),
        "flowers": (hand_props.flowers, False),
        "basket": (hand_props.basket, False),
        "ring": (hand_props.ring, False),
        "clock": (dressing.clock, False),
        "mirror": (dressing.mirror, False),
        "photo": (dressing.photo, False),
        "sword": (hand_props.sword, False),
        "key": (hand_props.key, False),
        "bag": (hand_props.bag, False),
        "food": (hand_props.food, False),
        "computer": (dressing.computer, False),
        "casket": (dressing.casket, False),
        "chair": (dressing.chair, True),
        "table": (dressing.table, True),
        "boat": (dressing.boat, True),
        "umbrella": (hand_props.umbrella, True),
        "broom": (hand_props.broom, True),
        "drum": (dressing.drum, True),
        "fire": (practicals.fire, True),
        "bicycle": (dressing.bicycle, True),
    }
)

_SYNONYMS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "diya": ("diya", "oil lamp", "vilakku"),
        "candle": ("candle", "incense"),
        "lantern": ("lantern", "torch"),
        "lamp": ("lamp", "light"),
        "letter": ("letter", "note", "paper", "envelope", "map", "scroll", "telegram", "card"),
        "book": ("book", "diary", "journal", "notebook", "bible", "manuscript"),
        "bell": ("bell", "gong"),
        "cup": ("cup", "tea", "coffee", "glass", "mug", "bottle", "chai", "water"),
        "phone": ("phone", "mobile", "radio"),
        "flowers": ("flower", "garland", "rose", "bouquet", "jasmine", "lotus", "vase"),
        "basket": ("basket", "fruit", "mango", "apple", "vegetable"),
        "ring": ("ring", "necklace", "jewel", "bangle", "crown", "coin", "thali"),
        "clock": ("clock", "watch"),
        "mirror": ("mirror",),
        "photo": ("photo", "picture", "painting", "portrait", "frame"),
        "sword": ("sword", "knife", "dagger", "spear", "gun"),
        "key": ("key",),
        "bag": ("bag", "suitcase", "luggage", "trunk", "satchel", "purse"),
        "food": ("food", "rice", "bread", "plate", "meal", "cake", "sweet"),
        "computer": ("computer", "laptop", "screen", "monitor"),
        "chair": ("chair", "stool", "bench", "throne", "seat"),
        "table": ("table", "desk"),
        "boat": ("boat", "ship", "canoe"),
        "umbrella": ("umbrella", "parasol"),
        "drum": ("drum", "tabla", "mridangam"),
        "fire": ("fire", "pyre", "stove"),
        "bicycle": ("bicycle", "bike", "cycle"),
    }
)
