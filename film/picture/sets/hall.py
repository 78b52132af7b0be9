"""The inside of a temple: rows of pillars in perspective lead to a shrine that glows, each culture with its own."""

from __future__ import annotations

import itertools

from film.model import Culture
from film.picture.sets.brushes import Sheet, arch, down, linear, pen, radial, ring, smooth
from film.picture.sets.easel import Easel
from film.picture.sets.land import mottle
from film.picture.sets.ornament import FLAME, flower, flower_string, garland, glass_lamp, ground_pattern, hung, lantern, pool, standing_lamp
from film.picture.sets.painting import WITH_STAGE, SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.rooms import NEAR, Room, deep, edge_in_front, outdoors, shell, side_window, tiles

ROOM = Room(left=462, right=1202, top=120, base=676)
ROWS = ((1.0, 1.24, 1.58, 2.04), (1.0, 1.34, 1.86), (1.0, 1.18, 1.42, 1.74, 2.16))  # depths of the pillars, in three halls

_STONE = {
    Culture.SOUTH_INDIAN: "#a98466",
    Culture.NORTH_INDIAN: "#d8b898",
    Culture.EAST_ASIAN: "#8f6b4a",
    Culture.WESTERN: "#b5aa9a",
    Culture.MIDDLE_EASTERN: "#e0cba4",
    Culture.AFRICAN: "#b87a48",
}


def paint(easel: Easel) -> SetPainting:
    outdoors(easel)
    easel.hang(_walls(easel), 0.92)
    easel.hang(_shrine(easel), WITH_STAGE)
    easel.hang(_floor(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    edge_in_front(sheet, easel.tinted(_STONE[easel.style.culture]), width=90)
    if easel.festive:
        garland(easel, sheet, -400, 2064, -20, 34, size=18, strings=0)
    easel.hang(sheet, 1.4, in_front=True)
    return easel.finish("petals" if easel.festive else "dust")


def _walls(easel: Easel) -> Sheet:
    sheet, stone = easel.sheet("walls"), easel.tinted(_STONE[easel.style.culture])
    shell(sheet, ROOM, wall=stone, floor=stone, ceiling=stone)
    for near, far in ((1.95, 1.66), (1.5, 1.3), (1.19, 1.06)):
        for right in (False, True):
            side_window(easel, sheet, ROOM, right, near, far, 0.5, 0.8, bars=2)
    return sheet


def _shrine(easel: Easel) -> Sheet:
    """The shrine at the end of the hall and what it is made for."""
    sheet, ink, style = easel.sheet("shrine"), easel.ink(), easel.style
    x, base = 832.0, ROOM.base + 4
    width, height = 300.0, 400.0
    kind = {Culture.WESTERN: "pointed", Culture.MIDDLE_EASTERN: "keyhole", Culture.NORTH_INDIAN: "lobed"}.get(style.culture, "round")
    sheet.shape(arch(x, base, width + 60, height + 44, kind), ink.of(easel.tinted(_STONE[style.culture]), 0.9))
    sheet.shape(arch(x, base, width + 60, height + 44, kind), pen(ink.of("#e0b04a", 0.9), 6))
    heart = ((0.0, rgb("#ffe9ad")), (0.3, rgb("#f2a544")), (0.75, rgb("#8a3a22")), (1.0, rgb("#3a1520")))
    sheet.shape(arch(x, base, width, height, kind), radial((x, base - 170), 330, heart))
    sheet.rect(x - 120, base - 58, x + 120, base, down(base - 58, base, ink.of(style.stone, 0.9), ink.of(style.stone, 0.3)))
    sheet.rect(x - 136, base - 68, x + 136, base - 54, ink.of("#e0b04a", 0.9))
    _ICONS[style.culture](sheet, x, base - 68)
    for side in (-1, 1):
        standing_lamp(easel, sheet, x + side * 190, base + 22, 170) if style.indian else _candles(easel, sheet, x + side * 190, base + 20)
    sheet.glow(x, base - 150, 520, FLAME, 0.40)
    return sheet


def _candles(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 5, y - 130, x + 5, y, linear((x - 5, 0), (x + 5, 0), ink.across("#c99a45", 0.2, 1.0)))
    sheet.rect(x - 30, y - 8, x + 30, y, ink.of("#c99a45", 0.6), radius=3)
    for dx, high in ((-24, 150), (0, 172), (24, 150)):
        sheet.rect(x + dx - 4, y - high, x + dx + 4, y - 126, ink.of("#f6ead0", 0.9))
        easel.flames.append((x + dx, y - high, 0.6))
    sheet.rect(x - 34, y - 132, x + 34, y - 124, ink.of("#c99a45", 0.8), radius=3)
    sheet.glow(x, y - 160, 110, FLAME, 0.4)


def _gold_icon(sheet: Sheet, x: float, y: float) -> None:
    """A seated figure in gold before a flaming halo, hung with flowers."""
    gold, dark = rgb("#ffd873"), rgb("#8a4f14")
    for k, (px, py) in enumerate(ring(x, y - 140, 104, 26)):
        sheet.oval(px, py, 11, 11, mix(gold, dark, 0.25 if k % 2 else 0.6))
    sheet.oval(x, y - 140, 94, 94, radial((x, y - 140), 94, ((0.0, rgb("#fff3c4")), (0.7, rgb("#e09a30")), (1.0, dark))))
    body = smooth(
        [
            (x - 70, y - 8),
            (x - 46, y - 40),
            (x - 40, y - 92),
            (x - 24, y - 122),
            (x + 24, y - 122),
            (x + 40, y - 92),
            (x + 46, y - 40),
            (x + 70, y - 8),
            (x, y),
        ]
    )
    sheet.shape(body, linear((x - 60, 0), (x + 60, 0), ((0.0, dark), (0.45, gold), (1.0, rgb("#a8641c")))))
    sheet.oval(x, y - 144, 25, 30, linear((x - 25, 0), (x + 25, 0), ((0.0, rgb("#a8641c")), (0.5, gold), (1.0, rgb("#b8741f")))))
    sheet.poly([(x - 24, y - 164), (x, y - 216), (x + 24, y - 164)], rgb("#f2b843"))
    for k in range(15):
        t = k / 14 * 2 - 1
        flower(sheet, x + 44 * t, y - 112 + 66 * (1 - t * t), 7.5, ("#fff1d6", "#ff9c1a", "#e83e5a")[k % 3], 1.0)


def _buddha(sheet: Sheet, x: float, y: float) -> None:
    gold, dark = rgb("#ffdf86"), rgb("#94601c")
    sheet.oval(x, y - 150, 110, 118, radial((x, y - 150), 116, ((0.0, rgb("#fff0b8")), (0.8, rgb("#d98f2c")), (1.0, dark))))
    for px, _ in ring(x, y, 90, 9):
        sheet.oval(px, y - 6, 24, 13, rgb("#e2799a"))
    legs = smooth([(x - 96, y - 12), (x - 70, y - 42), (x, y - 52), (x + 70, y - 42), (x + 96, y - 12), (x, y - 2)])
    sheet.shape(legs, linear((x - 96, 0), (x + 96, 0), ((0.0, dark), (0.4, gold), (1.0, dark))))
    body = smooth([(x - 54, y - 40), (x - 56, y - 104), (x - 26, y - 134), (x + 26, y - 134), (x + 56, y - 104), (x + 54, y - 40)])
    sheet.shape(body, linear((x - 56, 0), (x + 56, 0), ((0.0, dark), (0.45, gold), (1.0, rgb("#b07a26")))))
    sheet.oval(x, y - 164, 31, 36, gold)
    sheet.oval(x, y - 192, 26, 16, rgb("#4a4a78"))
    sheet.oval(x, y - 206, 11, 10, rgb("#4a4a78"))
    sheet.bend([(x - 52, y - 112), (x - 10, y - 78), (x + 42, y - 54)], rgb("#c8792a"), 9, 0.7)


def _altar(sheet: Sheet, x: float, y: float) -> None:
    glass = ("#e2574c", "#3f7fd0", "#f2b63c", "#5aa05a", "#8a5fc0")
    for k, dx in enumerate((-78, 0, 78)):
        high = 250 if k == 1 else 190
        pane = arch(x + dx, y - 60, 64, high, "pointed")
        sheet.shape(pane, rgb("#fff0c4"))
        with sheet.within(pane):
            for row in range(9):
                for column in range(3):
                    local = rgb(glass[(row * 2 + column + k) % 5])
                    sheet.rect(
                        x + dx - 32 + 22 * column,
                        y - 60 - 30 * (row + 1),
                        x + dx - 12 + 22 * column,
                        y - 64 - 30 * row,
                        mix(local, (1.0, 0.95, 0.7), 0.35),
                        radius=3,
                    )
        sheet.shape(pane, pen(rgb("#3a2c34"), 4))
    sheet.rect(x - 150, y - 40, x + 150, y + 4, sheet.ink.of("#f6efe4", 0.9))
    sheet.rect(x - 150, y - 14, x + 150, y - 6, sheet.ink.of("#c9973a", 0.9))
    sheet.rect(x - 6, y - 150, x + 6, y - 40, rgb("#e6b64a"))
    sheet.rect(x - 32, y - 122, x + 32, y - 110, rgb("#e6b64a"))


def _mihrab(sheet: Sheet, x: float, y: float) -> None:
    for k in range(7):
        t = k / 7
        niche = arch(x, y + 60, 270 * (1 - t * 0.6), 330 * (1 - t * 0.55), "keyhole")
        sheet.shape(niche, rgb(("#1f6f8f", "#e8d5a6", "#2f93a3", "#c99a45", "#1f4f7a", "#e8d5a6", "#16324f")[k]), 0.9)
    for part in (110, 80, 50):
        for px, py in ring(x, y - 120, part, 12):
            sheet.poly([(px - 9, py), (px, py - 9), (px + 9, py), (px, py + 9)], rgb("#f6e2a8"), 0.9)
    glass_lamp(sheet, x, y - 250, 26, 1.0, "#e6a23a", drop=70)


def _ancestors(sheet: Sheet, x: float, y: float) -> None:
    """Three carved masks with bold paint, the tall one in the middle."""
    for dx, high, local in ((-84, 150, "#d9412b"), (84, 150, "#1f7a4d"), (0, 220, "#f2b01e")):
        cx, cy, wide = x + dx, y - high / 2 - 6, high * 0.26
        sheet.blob(
            [
                (cx, cy - high * 0.5),
                (cx - wide, cy - high * 0.3),
                (cx - wide * 0.8, cy + high * 0.2),
                (cx, cy + high * 0.5),
                (cx + wide * 0.8, cy + high * 0.2),
                (cx + wide, cy - high * 0.3),
            ],
            rgb("#4a2a1a"),
        )
        sheet.blob(
            [
                (cx, cy - high * 0.4),
                (cx - wide * 0.8, cy - high * 0.22),
                (cx - wide * 0.6, cy + high * 0.18),
                (cx, cy + high * 0.42),
                (cx + wide * 0.6, cy + high * 0.18),
                (cx + wide * 0.8, cy - high * 0.22),
            ],
            rgb(local),
        )
        for side in (-1, 1):
            sheet.oval(cx + side * wide * 0.38, cy - high * 0.06, wide * 0.2, wide * 0.1, rgb("#1c100c"))
            for row in range(3):
                sheet.oval(cx + side * wide * (0.5 - 0.1 * row), cy + high * (0.08 + 0.07 * row), 4, 4, rgb("#fff3dc"))
        sheet.rect(cx - wide * 0.08, cy - high * 0.3, cx + wide * 0.08, cy + high * 0.12, rgb("#fff3dc"))
        sheet.oval(cx, cy + high * 0.24, wide * 0.26, wide * 0.14, rgb("#1c100c"))


_ICONS = {
    Culture.SOUTH_INDIAN: _gold_icon,
    Culture.NORTH_INDIAN: _gold_icon,
    Culture.EAST_ASIAN: _buddha,
    Culture.WESTERN: _altar,
    Culture.MIDDLE_EASTERN: _mihrab,
    Culture.AFRICAN: _ancestors,
}


def _floor(easel: Easel) -> Sheet:
    sheet, style = easel.sheet("floor"), easel.style
    _a, _b, c, d = ROOM.corners
    floor = [d, c, deep(c, NEAR), deep(d, NEAR)]
    sheet.poly(
        floor,
        linear(
            (0, ROOM.base),
            (0, 940),
            (
                (0.0, sheet.ink.of(easel.tinted(_STONE[style.culture]), 0.8)),
                (0.4, sheet.ink.of(easel.tinted(_STONE[style.culture]), 0.5)),
                (1.0, sheet.ink.of(easel.tinted(_STONE[style.culture]), 0.12)),
            ),
        ),
    )
    tiles(sheet, ROOM, easel.tinted(_STONE[style.culture]), "#6b4a3c" if style.indian else style.accent, across=10, alpha=0.22)
    mottle(sheet, easel.seed, y0=ROOM.base, strength=0.16)
    _carpet(easel, sheet)
    rows = easel.dice.choice(ROWS)
    for k in rows:
        for right in (False, True):
            _pillar(easel, sheet, k, right)
    for far, near in itertools.pairwise(rows):
        _between(easel, sheet, (far + near) / 2)
    _reflection(sheet)
    if style.indian or easel.event:
        ground_pattern(easel, sheet, 832, 858, 120)
    lay_props(easel, sheet, SPOTS, "bell" if style.indian else "candle")
    return sheet


SPOTS = (
    Spot(x=1176, y=806, scale=0.95),
    Spot(x=486, y=806, scale=0.95),
    Spot(x=1090, y=728, scale=0.7),
    Spot(x=574, y=728, scale=0.7),
    Spot(x=1330, y=880, scale=1.1),
)


def _carpet(easel: Easel, sheet: Sheet) -> None:
    runner = [
        deep((832 - 62, ROOM.base), 1.0),
        deep((832 + 62, ROOM.base), 1.0),
        deep((832 + 62, ROOM.base), NEAR),
        deep((832 - 62, ROOM.base), NEAR),
    ]
    edge = [deep((832 + s * 72, ROOM.base), k) for s, k in ((-1, 1.0), (1, 1.0), (1, NEAR), (-1, NEAR))]
    sheet.poly(edge, sheet.ink.of("#e0b04a", 0.5), 0.9)
    sheet.poly(runner, down(ROOM.base, 940, sheet.ink.of(easel.style.accent, 0.7), sheet.ink.of(easel.style.accent, 0.15)))


def _pillar(easel: Easel, sheet: Sheet, k: float, right: bool) -> None:
    """One pillar of the rows, with its share of the vault above it."""
    ink, style, stone = sheet.ink, easel.style, easel.tinted(_STONE[easel.style.culture])
    x, base = deep((832 + (282 if right else -282), ROOM.base + 10), k)
    _, top = deep((0, ROOM.top + 70), k)
    w = 52 * k
    local = "#9c3126" if style.culture is Culture.EAST_ASIAN else stone
    sheet.shade(x, base, w * 1.2, w * 0.26, 0.5)
    toward = right == ink.from_left
    lit = (0.85, 0.06) if toward else (0.55, 0.02)
    shade = linear(
        (x - w / 2, 0),
        (x + w / 2, 0),
        ((0.0, ink.of(local, lit[1] if right else lit[0])), (0.5, ink.of(local, 0.36)), (1.0, ink.of(local, lit[0] if right else lit[1]))),
    )
    sheet.rect(x - w * 0.5, top, x + w * 0.5, base, shade)
    inner = -1 if right else 1
    sheet.rect(x + inner * w * 0.5, top, x + inner * w * 0.36, base, FLAME, 0.22)
    for t in (0.0, 0.3, 0.62, 0.86):
        y = base + (top - base) * t
        sheet.rect(
            x - w * 0.66,
            y - 26 * k,
            x + w * 0.66,
            y,
            linear((x - w * 0.6, 0), (x + w * 0.6, 0), ((0.0, ink.of(local, 0.2 if right else 0.8)), (1.0, ink.of(local, 0.8 if right else 0.2)))),
            radius=3,
        )
    _pillar_paint(easel, sheet, x, base, top, w, k)
    sheet.poly(
        [(x - w * 0.5, top + 20 * k), (x - w * 1.5, top - 40 * k), (x + w * 1.5, top - 40 * k), (x + w * 0.5, top + 20 * k)], ink.of(local, 0.3)
    )
    if easel.festive and style.indian:
        for side in (-0.6, 0.6):
            flower_string(sheet, style, x + side * w, top + 60 * k, 6 * k, 12)


def _pillar_paint(easel: Easel, sheet: Sheet, x: float, base: float, top: float, w: float, k: float) -> None:
    ink, culture = sheet.ink, easel.style.culture
    for t in (0.15, 0.46, 0.74):
        y = base + (top - base) * t - 13 * k
        if culture is Culture.AFRICAN:
            for j in range(3):
                sheet.poly(
                    [
                        (x - w * 0.5 + w * j / 3, y + 14 * k),
                        (x - w * 0.5 + w * (j + 0.5) / 3, y - 14 * k),
                        (x - w * 0.5 + w * (j + 1) / 3, y + 14 * k),
                    ],
                    ink.of(easel.style.cloths[j], 0.7),
                    0.85,
                )
        elif culture is Culture.MIDDLE_EASTERN:
            sheet.rect(x - w * 0.5, y - 9 * k, x + w * 0.5, y + 9 * k, ink.of("#2f93a3", 0.5), 0.85)
        elif easel.style.indian:
            sheet.oval(x, y, w * 0.3, 20 * k, ink.of("#3d2420", 0.1), 0.6)
            sheet.oval(x, y, w * 0.19, 13 * k, ink.of("#e8b884", 0.8), 0.6)


def _between(easel: Easel, sheet: Sheet, k: float) -> None:
    """What hangs between the pillars."""
    culture = easel.style.culture
    _, top = deep((0, ROOM.top + 50), k)
    for side in (-1, 1):
        x, _ = deep((832 + side * 282, 0), k)
        if culture is Culture.EAST_ASIAN:
            lantern(sheet, x, top, 20 * k, max(0.5, easel.lamps))
        elif culture is Culture.MIDDLE_EASTERN:
            glass_lamp(sheet, x, top, 14 * k, max(0.6, easel.lamps), "#e6a23a", drop=70 * k)
        elif easel.style.indian:
            _hanging_bell(sheet, x, top + 30 * k, 13 * k)
    if easel.festive:
        (x0, y), (x1, _) = deep((832 - 282, ROOM.top + 60), k), deep((832 + 282, ROOM.top + 60), k)
        garland(easel, sheet, x0, x1, max(y, 30), 30 * k, size=7 * k, strings=4)


def _hanging_bell(sheet: Sheet, x: float, y: float, r: float) -> None:
    ink = sheet.ink
    sheet.bend(hung(x, x, y - r * 6, 0, 2), ink.of("#b98a3a", 0.4), 2.0)
    sheet.shape(arch(x, y + r * 1.6, r * 1.7, r * 2.0, "round"), linear((x - r, 0), (x + r, 0), ink.across("#d9a441", 0.1, 1.1)))
    sheet.oval(x, y + r * 1.6, r * 1.1, r * 0.24, ink.of("#b98a3a", 0.8))
    sheet.oval(x, y + r * 1.9, r * 0.26, r * 0.26, ink.of("#7a4f14", 0.5))


def _reflection(sheet: Sheet) -> None:
    """The shrine's glow on the polished floor."""
    pool(sheet, 832, ROOM.base + 30, 420, 0.5)
    tone = rgb("#ffcf8a")
    for half, strength in ((150, 0.08), (110, 0.08), (70, 0.10)):
        streak = [(832 - half, ROOM.base), (832 + half, ROOM.base), (832 + half * 1.6, 930), (832 - half * 1.6, 930)]
        sheet.poly(streak, linear((0, ROOM.base), (0, 930), ((0.0, tone, strength), (1.0, tone, 0.0))))
