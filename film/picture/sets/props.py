"""The things people speak of: each drawn large enough for an insert shot, put on the stage and entered in the easel's list of props."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from film.model import Setting
from film.picture.sets.brushes import Sheet, arch, down, linear, pen, radial, ring, smooth, spread
from film.picture.sets.easel import Easel
from film.picture.sets.ornament import FLAME, diya, flower, standing_lamp
from film.picture.sets.palette import mix, rgb


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


def _lamp(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    if easel.style.indian:
        standing_lamp(easel, sheet, x, y, 150 * s)
    else:
        _lantern(easel, sheet, x, y, s)


def _lantern(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, iron = sheet.ink, "#4a4038"
    sheet.oval(x, y - 96 * s, 22 * s, 22 * s, pen(ink.of(iron, 0.6), 4 * s))
    sheet.rect(x - 30 * s, y - 10 * s, x + 30 * s, y, ink.of(iron, 0.5), radius=3)
    lit = not {"lamp", "lantern"} & set(easel.scene.unlit)
    flame = ((0.0, rgb("#fff0c0")), (0.5, rgb("#ffb95a")), (1.0, mix(ink.of("#a8772f", 0.6), FLAME, 0.3)))
    glass = radial((x, y - 40 * s), 46 * s, flame if lit else ((0.0, ink.of("#8a959c", 0.7)), (1.0, ink.of("#5a646c", 0.4))))
    sheet.rect(x - 23 * s, y - 68 * s, x + 23 * s, y - 10 * s, glass)
    for dx in (-23, 0, 23):
        sheet.line([(x + dx * s, y - 68 * s), (x + dx * s, y - 10 * s)], ink.of(iron, 0.5), 3.5 * s)
    sheet.poly([(x - 32 * s, y - 68 * s), (x, y - 92 * s), (x + 32 * s, y - 68 * s)], ink.top(iron, 0.7))
    if lit:
        sheet.glow(x, y - 38 * s, 120 * s, FLAME, 0.4)
        easel.flames.append((x, y - 20 * s, s))


def _candle(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    for dx, high in ((-22, 40), (20, 30), (0, 58)):
        sheet.rect(
            x + (dx - 8) * s,
            y - high * s,
            x + (dx + 8) * s,
            y,
            linear((x + (dx - 8) * s, 0), (x + (dx + 8) * s, 0), ink.across("#f6ead0", 0.3, 1.1)),
            radius=3,
        )
        sheet.glow(x + dx * s, y - high * s, 60 * s, FLAME, 0.35)
        easel.flames.append((x + dx * s, y - high * s, 0.7 * s))


def _letter(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y - 4 * s, s, s, -6):
        sheet.poly([(-52, 0), (-34, -52), (44, -58), (58, -4)], ink.of("#d9c7a2", 0.35))
        sheet.poly([(-48, -6), (-30, -60), (42, -64), (54, -10)], ink.of("#f8efd8", 0.9))
        for k in range(6):
            sheet.line([(-28 - 2.4 * k, -54 + 8 * k), (34 + 1.6 * k - (14 if k == 5 else 0), -57 + 8 * k)], ink.of("#4a3a5a", 0.3), 2.0, 0.75)
        sheet.oval(40, -16, 9, 8, ink.of("#b3202c", 0.7))


def _book(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y, s):
        for k, local in enumerate(("#7a2f3a", "#2f5d7a", "#c9973a")):
            shift = (-4, 5, 0)[k]
            sheet.rect(-52 + shift, -20 * (k + 1), 50 + shift, -20 * k, ink.of(local, 0.55), radius=3)
            sheet.rect(-46 + shift, -20 * k - 17, 52 + shift, -20 * k - 4, ink.of("#f3ead4", 0.8))
            sheet.rect(-54 + shift, -20 * (k + 1), -40 + shift, -20 * k, ink.of(local, 0.8), radius=4)
        sheet.poly([(-46, -62), (-4, -70), (0, -92), (-40, -84)], ink.of("#fbf4e2", 0.95))
        sheet.poly([(46, -62), (-4, -70), (0, -92), (44, -84)], ink.of("#efe4cc", 0.75))


def _bell(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, brass = sheet.ink, "#d9a441"
    body = smooth(
        [
            (x - 44 * s, y - 6 * s),
            (x - 30 * s, y - 30 * s),
            (x - 24 * s, y - 66 * s),
            (x, y - 84 * s),
            (x + 24 * s, y - 66 * s),
            (x + 30 * s, y - 30 * s),
            (x + 44 * s, y - 6 * s),
            (x, y - 1 * s),
        ]
    )
    sheet.shape(body, linear((x - 44 * s, 0), (x + 44 * s, 0), ink.across(brass, 0.05, 1.1)))
    for t in (0.16, 0.36):
        sheet.bend(
            [(x - 40 * s * (1 - t * 0.6), y - 84 * s * t), (x, y - 84 * s * t + 6 * s), (x + 40 * s * (1 - t * 0.6), y - 84 * s * t)],
            ink.of("#7a4f14", 0.2),
            2.5 * s,
            0.7,
        )
    sheet.oval(x, y - 96 * s, 13 * s, 13 * s, pen(ink.of(brass, 0.9), 6 * s))
    sheet.oval(x, y + 3 * s, 9 * s, 8 * s, ink.of("#7a4f14", 0.4))
    sheet.oval(x + (-14 if ink.from_left else 14) * s, y - 52 * s, 5 * s, 16 * s, ink.of("#fff3c8", 1.0), 0.7)


def _cup(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, s = sheet.ink, 0.66 * s
    sheet.oval(x, y - 2 * s, 50 * s, 9 * s, ink.of("#e9e2d4", 0.8))
    sheet.oval(x + 36 * s, y - 34 * s, 15 * s, 15 * s, pen(ink.of("#e9e2d4", 0.7), 7 * s))
    body = smooth(
        [
            (x - 34 * s, y - 56 * s),
            (x - 30 * s, y - 22 * s),
            (x - 14 * s, y - 4 * s),
            (x + 14 * s, y - 4 * s),
            (x + 30 * s, y - 22 * s),
            (x + 34 * s, y - 56 * s),
        ]
    )
    sheet.shape(body, linear((x - 34 * s, 0), (x + 34 * s, 0), ink.across("#f6f0e4", 0.2, 1.0)))
    sheet.line([(x - 31 * s, y - 34 * s), (x + 31 * s, y - 34 * s)], ink.of(easel.style.accent, 0.6), 5 * s)
    sheet.oval(x, y - 56 * s, 34 * s, 8 * s, ink.of("#fffaf0", 0.9))
    sheet.oval(x, y - 55 * s, 29 * s, 6 * s, ink.of("#8a4f22", 0.5))
    for dx in (-10, 8) if easel.scene.setting is not Setting.DESERT else ():  # what is in a cup there is water
        sheet.bend(
            [(x + dx * s, y - 66 * s), (x + (dx + 9) * s, y - 84 * s), (x + (dx - 5) * s, y - 102 * s), (x + (dx + 6) * s, y - 122 * s)],
            (1.0, 1.0, 1.0),
            4 * s,
            0.3,
        )


def _phone(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, s = sheet.ink, 0.7 * s
    sheet.poly([(x - 12 * s, y), (x + 26 * s, y), (x + 18 * s, y - 40 * s)], ink.of("#4a4a52", 0.3))
    with sheet.placed(x, y, s, s, 8):
        sheet.rect(-27, -96, 27, -2, ink.of("#23252c", 0.4), radius=8)
        sheet.rect(-23, -90, 23, -8, linear((0, -90), (0, -8), ((0.0, rgb("#5fb6f0")), (0.6, rgb("#b48af0")), (1.0, rgb("#ffb48a")))), radius=4)
        for row in range(3):
            for column in range(3):
                sheet.rect(-17 + 13 * column, -48 + 13 * row, -8 + 13 * column, -39 + 13 * row, (1.0, 1.0, 1.0), 0.75, radius=2)
    sheet.glow(x, y - 50 * s, 90 * s, rgb("#8ac8ff"), 0.14)


def _flowers(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    for dx, dy in ((-34, -86), (-14, -104), (8, -96), (30, -84), (0, -76), (-20, -70), (18, -68)):
        sheet.bend([(x, y - 40 * s), (x + dx * 0.5 * s, y - 60 * s), (x + dx * s, y + dy * s)], ink.of("#4f7f3a", 0.5), 3 * s)
        sheet.oval(x + dx * 0.7 * s, y + (dy + 26) * s, 10 * s, 5 * s, ink.of("#5f944a", 0.7))
    for k, (dx, dy) in enumerate(((-34, -86), (30, -84), (-14, -104), (8, -98), (-20, -70), (18, -68), (0, -78))):
        flower(sheet, x + dx * s, y + dy * s, 15 * s, easel.style.blossom[k % len(easel.style.blossom)], 0.85)
    vase = smooth(
        [(x - 15 * s, y - 52 * s), (x - 28 * s, y - 24 * s), (x - 17 * s, y), (x + 17 * s, y), (x + 28 * s, y - 24 * s), (x + 15 * s, y - 52 * s)]
    )
    sheet.shape(vase, linear((x - 28 * s, 0), (x + 28 * s, 0), ink.across(easel.style.accent, 0.15, 1.0)))


def _chair(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, wood = sheet.ink, easel.style.timber
    sheet.shade(x, y, 74 * s, 16 * s, 0.4)
    for dx in (-42, 42):
        sheet.rect(x + dx * s - 5 * s, y - 190 * s, x + dx * s + 5 * s, y - 10 * s, ink.of(wood, 0.45))
    for top in (188, 160, 132):
        sheet.rect(
            x - 44 * s, y - top * s, x + 44 * s, y - (top - 14) * s, linear((x - 44 * s, 0), (x + 44 * s, 0), ink.across(wood, 0.3, 0.9)), radius=5
        )
    sheet.poly(
        [(x - 46 * s, y - 96 * s), (x + 46 * s, y - 96 * s), (x + 58 * s, y - 76 * s), (x - 58 * s, y - 76 * s)], ink.of(easel.style.cloths[0], 0.8)
    )
    sheet.rect(x - 58 * s, y - 78 * s, x + 58 * s, y - 66 * s, ink.of(wood, 0.6))
    for dx in (-52, 52):
        sheet.rect(x + dx * s - 6 * s, y - 68 * s, x + dx * s + 6 * s, y, ink.of(wood, 0.55))


def _table(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, wood = sheet.ink, easel.style.timber
    sheet.shade(x, y, 150 * s, 24 * s, 0.4)
    for dx in (-112, 112):
        sheet.rect(x + dx * s - 8 * s, y - 112 * s, x + dx * s + 8 * s, y, ink.of(wood, 0.4))
    sheet.rect(x - 128 * s, y - 118 * s, x + 128 * s, y - 100 * s, linear((x - 128 * s, 0), (x + 128 * s, 0), ink.across(wood, 0.3, 0.9)), radius=4)
    sheet.poly([(x - 128 * s, y - 117 * s), (x - 108 * s, y - 136 * s), (x + 108 * s, y - 136 * s), (x + 128 * s, y - 117 * s)], ink.of(wood, 0.9))
    _cup(easel, sheet, x - 46 * s, y - 124 * s, 0.6 * s)
    _flowers(easel, sheet, x + 44 * s, y - 124 * s, 0.7 * s)


def boat(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, paint = sheet.ink, easel.style.cloths[1]
    sheet.shade(x, y + 4 * s, 230 * s, 24 * s, 0.4)
    hull = smooth(
        [
            (x - 236 * s, y - 110 * s),
            (x - 176 * s, y - 24 * s),
            (x - 70 * s, y + 4 * s),
            (x + 70 * s, y + 4 * s),
            (x + 176 * s, y - 24 * s),
            (x + 244 * s, y - 118 * s),
            (x + 120 * s, y - 66 * s),
            (x, y - 54 * s),
            (x - 120 * s, y - 62 * s),
        ]
    )
    sheet.shape(hull, down(y - 100 * s, y, ink.of(easel.style.cloths[0], 0.75), ink.of(easel.style.timber, 0.2)))
    sheet.blob(
        [
            (x - 222 * s, y - 102 * s),
            (x - 110 * s, y - 60 * s),
            (x, y - 50 * s),
            (x + 110 * s, y - 62 * s),
            (x + 228 * s, y - 108 * s),
            (x, y - 34 * s),
        ],
        ink.of("#3a2418", 0.2),
    )
    for at, local in ((0.0, paint), (18.0, "#f6efe0")):
        sheet.bend(
            [
                (x - 206 * s, y - 78 * s + at * s * 0.8),
                (x - 100 * s, y - 34 * s + at * s),
                (x, y - 24 * s + at * s),
                (x + 100 * s, y - 36 * s + at * s),
                (x + 212 * s, y - 84 * s + at * s * 0.8),
            ],
            ink.of(local, 0.8),
            7 * s,
        )
    for dx in (-90, 0, 92):
        sheet.rect(x + (dx - 15) * s, y - 66 * s, x + (dx + 15) * s, y - 54 * s, ink.of("#b98a5a", 0.8))
    sheet.line([(x - 60 * s, y - 60 * s), (x + 210 * s, y - 158 * s)], ink.of("#a8794a", 0.7), 6 * s)
    sheet.oval(x + 222 * s, y - 163 * s, 26 * s, 9 * s, ink.of("#a8794a", 0.8))


def _basket(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    for k, (dx, dy) in enumerate(((-32, -48), (0, -54), (32, -48), (-16, -66), (17, -66), (0, -80))):
        local = ("#e2572b", "#f2b01e", "#7aa63c", "#d93a4a")[k % 4]
        sheet.oval(
            x + dx * s,
            y + dy * s,
            19 * s,
            18 * s,
            radial((x + (dx - 5) * s, y + (dy - 6) * s), 22 * s, ((0.0, ink.of(local, 1.0)), (1.0, ink.of(local, 0.25)))),
        )
    sheet.poly(
        [(x - 56 * s, y - 46 * s), (x + 56 * s, y - 46 * s), (x + 42 * s, y), (x - 42 * s, y)],
        linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across("#c08f50", 0.15, 0.95)),
    )
    for row in range(4):
        for k, px in enumerate(spread(x - 46 * s, x + 46 * s, 9)):
            sheet.rect(
                px - 5 * s, y - (43 - 11 * row) * s, px + 4 * s, y - (37 - 11 * row) * s, ink.of("#6b4420", 0.2 if (k + row) % 2 else 0.8), 0.5
            )


def _ring(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 46 * s, y - 26 * s, x + 46 * s, y, ink.of("#7a1f3a", 0.5), radius=6)
    sheet.oval(x, y - 28 * s, 40 * s, 9 * s, ink.of("#b0375a", 0.8))
    sheet.oval(x, y - 48 * s, 22 * s, 24 * s, pen(ink.of("#f0c04a", 1.0), 7 * s))
    sheet.poly(
        [(x - 12 * s, y - 78 * s), (x, y - 68 * s), (x + 12 * s, y - 78 * s), (x + 7 * s, y - 88 * s), (x - 7 * s, y - 88 * s)], rgb("#dff4ff")
    )
    sheet.glow(x, y - 78 * s, 50 * s, rgb("#e8f6ff"), 0.35)


def _umbrella(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.line([(x, y), (x + 8 * s, y - 150 * s)], ink.of(easel.style.timber, 0.6), 5 * s)
    for k in range(6):
        a, b = x - 96 * s + 32 * k * s, x - 64 * s + 32 * k * s
        sheet.poly(
            [(x + 8 * s, y - 196 * s), (a, y - 128 * s), ((a + b) / 2, y - 138 * s), (b, y - 128 * s)],
            ink.of(easel.style.cloths[k % 2], 0.8 - 0.1 * k),
        )


def _broom(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    """It leans where somebody left it."""
    ink, straw = sheet.ink, "#c9a24f"
    sheet.shade(x, y, 46 * s, 10 * s, 0.4)
    sheet.line([(x + 6 * s, y - 50 * s), (x + 44 * s, y - 214 * s)], ink.of(easel.style.timber, 0.6), 7 * s)
    sheet.poly([(x - 8 * s, y - 66 * s), (x + 20 * s, y - 60 * s), (x + 26 * s, y), (x - 40 * s, y - 4 * s)], ink.of(straw, 0.7))
    for k in range(5):
        sheet.line([(x + (4 * k - 4) * s, y - 60 * s), (x + (13 * k - 34) * s, y - 4 * s)], ink.of(straw, 0.2), 2 * s, 0.7)
    sheet.line([(x - 9 * s, y - 62 * s), (x + 21 * s, y - 56 * s)], ink.of("#8a2f2a", 0.7), 6 * s)


def _drum(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 66 * s, 14 * s, 0.4)
    body = smooth(
        [
            (x - 44 * s, y - 108 * s),
            (x - 58 * s, y - 60 * s),
            (x - 36 * s, y - 6 * s),
            (x, y),
            (x + 36 * s, y - 6 * s),
            (x + 58 * s, y - 60 * s),
            (x + 44 * s, y - 108 * s),
        ]
    )
    sheet.shape(body, linear((x - 58 * s, 0), (x + 58 * s, 0), ink.across(easel.style.timber, 0.2, 1.0)))
    for k in range(7):
        px = x + (k - 3) * 14 * s
        sheet.line([(px, y - 108 * s), (px + 10 * s, y - 58 * s), (px, y - 8 * s)], ink.of("#efe0c0", 0.8), 2.6 * s, 0.85)
    sheet.oval(x, y - 110 * s, 46 * s, 12 * s, ink.of("#f3e6cc", 0.9))
    sheet.oval(x, y - 110 * s, 46 * s, 12 * s, pen(ink.of(easel.style.accent, 0.7), 5 * s))


def _clock(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.shape(arch(x, y, 96 * s, 110 * s, "round"), linear((x - 48 * s, 0), (x + 48 * s, 0), ink.across(easel.style.timber, 0.2, 1.0)))
    sheet.oval(x, y - 62 * s, 35 * s, 35 * s, ink.of("#fbf6e8", 0.95))
    for px, py in ring(x, y - 62 * s, 28 * s, 12):
        sheet.oval(px, py, 2.2 * s, 2.2 * s, ink.of("#3a2c24", 0.2))
    sheet.line([(x, y - 84 * s), (x, y - 62 * s), (x + 16 * s, y - 54 * s)], ink.of("#2c2420", 0.2), 4 * s)


def _mirror(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.oval(x, y - 62 * s, 46 * s, 60 * s, ink.of("#d9a441", 0.8))
    sheet.oval(
        x,
        y - 62 * s,
        37 * s,
        51 * s,
        linear(
            (x - 37 * s, y - 110 * s), (x + 37 * s, y - 14 * s), ((0.0, rgb("#dff0f6")), (0.5, easel.palette.sky[2]), (1.0, ink.of("#8fa6b0", 0.4)))
        ),
    )
    sheet.line([(x - 18 * s, y - 50 * s), (x + 14 * s, y - 92 * s)], (1.0, 1.0, 1.0), 5 * s, 0.5)


def _photo(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 48 * s, y - 112 * s, x + 48 * s, y, linear((x - 48 * s, 0), (x + 48 * s, 0), ink.across("#b98a3a", 0.3, 1.0)), radius=3)
    sheet.rect(x - 38 * s, y - 102 * s, x + 38 * s, y - 10 * s, ink.of("#d8c8a8", 0.8))
    for dx, local in ((-15, "#7a3f4a"), (15, "#3f5a7a")):
        sheet.oval(x + dx * s, y - 66 * s, 11 * s, 13 * s, ink.of("#a8744f", 0.7))
        sheet.shape(arch(x + dx * s, y - 10 * s, 34 * s, 44 * s, "round"), ink.of(local, 0.6))


def _sword(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y - 12 * s, s, s, -8):
        sheet.blob(
            [(-96, -8), (0, -20), (92, -46), (30, -8), (-96, 2)],
            linear((-96, 0), (92, 0), ((0.0, ink.of("#cfd6dc", 0.9)), (0.5, ink.of("#ffffff", 1.0)), (1.0, ink.of("#8f9aa4", 0.4)))),
        )
        sheet.rect(-104, -20, -92, 14, ink.of("#d9a441", 0.9), radius=4)
        sheet.rect(-140, -8, -102, 3, ink.of(easel.style.accent, 0.5), radius=4)


def _key(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    with sheet.placed(x, y - 14 * s, s, s, -10):
        sheet.oval(-46, -4, 22, 20, pen(ink.of("#d9a441", 0.9), 9))
        sheet.rect(-26, -9, 62, 1, ink.of("#d9a441", 0.9))
        for px in (42, 56):
            sheet.rect(px, -2, px + 8, 16, ink.of("#b9842f", 0.6))


def _bag(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, hide = sheet.ink, "#8a5a34"
    sheet.shape(arch(x, y - 60 * s, 60 * s, 56 * s, "round"), pen(ink.of(hide, 0.4), 8 * s))
    sheet.rect(x - 66 * s, y - 84 * s, x + 66 * s, y, linear((x - 66 * s, 0), (x + 66 * s, 0), ink.across(hide, 0.2, 1.0)), radius=12 * s)
    for dx in (-36, 36):
        sheet.rect(x + (dx - 7) * s, y - 84 * s, x + (dx + 7) * s, y, ink.of("#5a3820", 0.4))
        sheet.rect(x + (dx - 9) * s, y - 56 * s, x + (dx + 9) * s, y - 38 * s, ink.of("#e0b24a", 0.9), radius=3)


def _food(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.oval(x, y - 6 * s, 64 * s, 14 * s, ink.of("#d8dde0", 0.9))
    sheet.shape(arch(x - 4 * s, y - 8 * s, 60 * s, 36 * s, "round"), down(y - 44 * s, y - 8 * s, ink.of("#fffdf4", 1.0), ink.of("#d9cdb0", 0.5)))
    for dx, local in ((34, "#c9531f"), (48, "#7a9a3c"), (-42, "#e2a52f")):
        sheet.oval(x + dx * s, y - 12 * s, 14 * s, 8 * s, ink.of(local, 0.8))


def _casket(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, wood = sheet.ink, easel.style.timber
    sheet.rect(x - 56 * s, y - 46 * s, x + 56 * s, y, linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across(wood, 0.2, 1.0)), radius=4)
    lid = smooth(
        [(x - 60 * s, y - 46 * s), (x - 50 * s, y - 72 * s), (x, y - 82 * s), (x + 50 * s, y - 72 * s), (x + 60 * s, y - 46 * s)], closed=False
    )
    lid.close()
    sheet.shape(lid, linear((x - 56 * s, 0), (x + 56 * s, 0), ink.across(easel.style.accent, 0.2, 0.9)))
    for dx in (-40, 0, 40):
        sheet.rect(x + (dx - 4) * s, y - 78 * s, x + (dx + 4) * s, y, ink.of("#d9a441", 0.9))
    sheet.oval(x, y - 42 * s, 10 * s, 11 * s, ink.of("#f3cf75", 1.0))


def _fire(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.glow(x, y, 190 * s, FLAME, 0.45, flat_to=0.35)
    for turn in (-24, 24, 4):
        with sheet.placed(x, y - 12 * s, s, s, turn):
            sheet.rect(-56, -9, 56, 9, linear((0, -9), (0, 9), ((0.0, ink.of("#8a5a34", 0.9)), (1.0, ink.of("#2c1a12", 0.2)))), radius=7)
    for px, py in ring(x, y, 66 * s, 11, squash=0.26):
        sheet.oval(px, py, 14 * s, 10 * s, ink.of("#8d8078", 0.5))
    for dx, size in ((-20, 2.2), (18, 2.4), (0, 3.4)):
        easel.flames.append((x + dx * s, y - 14 * s, size * s))
    sheet.glow(x, y - 50 * s, 170 * s, FLAME, 0.4)


def _bicycle(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, steel = sheet.ink, easel.style.cloths[0]
    for dx in (-68, 68):
        sheet.oval(x + dx * s, y - 46 * s, 44 * s, 44 * s, pen(ink.of("#23252c", 0.3), 6 * s))
        for px, py in ring(x + dx * s, y - 46 * s, 42 * s, 10):
            sheet.line([(x + dx * s, y - 46 * s), (px, py)], ink.of("#aab0b8", 0.7), 1.2, 0.7)
    frame = [(-68, -46), (-22, -106), (46, -106), (-6, -46), (-68, -46), (-6, -46), (-26, -118)]
    sheet.line([(x + a * s, y + b * s) for a, b in frame], ink.of(steel, 0.7), 6 * s)
    sheet.line([(x + 68 * s, y - 46 * s), (x + 42 * s, y - 128 * s), (x + 60 * s, y - 138 * s)], ink.of(steel, 0.7), 6 * s)
    sheet.rect(x - 44 * s, y - 126 * s, x - 10 * s, y - 116 * s, ink.of("#4a2f20", 0.4), radius=5)


def _computer(_easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 62 * s, y - 88 * s, x + 62 * s, y - 10 * s, ink.of("#2c2f36", 0.5), radius=6)
    sheet.rect(
        x - 56 * s, y - 82 * s, x + 56 * s, y - 16 * s, linear((0, y - 82 * s), (0, y - 16 * s), ((0.0, rgb("#bfe3ff")), (1.0, rgb("#7fb6e8"))))
    )
    for k in range(5):
        sheet.rect(x - 48 * s, y - (74 - 11 * k) * s, x + (10 + 24 * (k % 3 - 1)) * s, y - (69 - 11 * k) * s, rgb("#35608a"), 0.8)
    sheet.poly([(x - 64 * s, y - 8 * s), (x + 64 * s, y - 8 * s), (x + 76 * s, y), (x - 76 * s, y)], ink.of("#b9bec6", 0.7))
    sheet.glow(x, y - 48 * s, 120 * s, rgb("#8ac8ff"), 0.16)


def _diya(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    diya(easel, sheet, x, y - 6 * s, 2.0 * s)


_Draw = Callable[[Easel, Sheet, float, float, float], None]

_THINGS: Mapping[str, tuple[_Draw, bool]] = MappingProxyType(  # word -> drawing, is it large (stands on the floor)
    {
        "lamp": (_lamp, False),
        "lantern": (_lantern, False),
        "diya": (_diya, False),
        "candle": (_candle, False),
        "letter": (_letter, False),
        "book": (_book, False),
        "bell": (_bell, False),
        "cup": (_cup, False),
        "phone": (_phone, False),
        "flowers": (_flowers, False),
        "basket": (_basket, False),
        "ring": (_ring, False),
        "clock": (_clock, False),
        "mirror": (_mirror, False),
        "photo": (_photo, False),
        "sword": (_sword, False),
        "key": (_key, False),
        "bag": (_bag, False),
        "food": (_food, False),
        "computer": (_computer, False),
        "casket": (_casket, False),
        "chair": (_chair, True),
        "table": (_table, True),
        "boat": (boat, True),
        "umbrella": (_umbrella, True),
        "broom": (_broom, True),
        "drum": (_drum, True),
        "fire": (_fire, True),
        "bicycle": (_bicycle, True),
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
