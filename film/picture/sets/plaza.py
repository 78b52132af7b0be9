"""The foot of an office tower: glass rises out of the frame over a lobby, steps, planters and the flags of a firm."""

from __future__ import annotations

import itertools

from film.picture.sets.brushes import Sheet, down, linear, spread
from film.picture.sets.easel import Easel
from film.picture.sets.houses import signboard
from film.picture.sets.land import bush, ground, mottle, perspective_lines
from film.picture.sets.ornament import street_lamp, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.plants import leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.skyline import skyscraper
from film.picture.sets.trees import tree


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky()
    easel.hang(_skyline(easel), 0.35)
    easel.hang(_tower(easel), 0.7)
    easel.hang(_planters(easel), 0.9)
    easel.hang(_plaza(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="grass")
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.festive else "")


def _skyline(easel: Easel) -> Sheet:
    sheet = easel.sheet("skyline", 0.5)
    for x in range(-20, 1690, 96):
        skyscraper(sheet, x, 650, sheet.dice.uniform(60, 100), sheet.dice.uniform(150, 380), easel.lamps)
    sheet.rect(-20, 645, 1684, 960, sheet.ink.of("#80858c", 0.4))
    veil(sheet, 460, 690, 0.45)
    return sheet


def _tower(easel: Easel) -> Sheet:
    """One slab of mirror glass that shows the sky, seen from below so that its sides lean together."""
    sheet, ink, sky = easel.sheet("tower", 0.04), easel.ink(0.04), easel.palette.sky
    sheet.rect(-20, 664, 1684, 960, ink.of("#8a8f96", 0.4))

    def x_at(t: float, y: float) -> float:
        return 832 + (t - 0.5) * (880 - (690 - y) * 0.36)

    rows = spread(690, -40, 17)
    for y0, y1 in itertools.pairwise(rows):
        for k in range(14):
            t0, t1 = k / 14, (k + 1) / 14
            cell = [(x_at(t0, y0), y0), (x_at(t1, y0), y0), (x_at(t1, y1), y1), (x_at(t0, y1), y1)]
            height = (690 - y0) / 730
            glass = mix(mix(sky[3], sky[1], height), ink.of("#3f5a78", 0.5), 0.3 + 0.14 * sheet.dice.random())
            if sheet.dice.random() < 0.5 * easel.lamps:
                glass = mix(glass, rgb("#ffd58a"), 0.85)
            sheet.poly(cell, glass)
    for k in range(15):
        sheet.line([(x_at(k / 14, 690), 690), (x_at(k / 14, -40), -40)], ink.of("#cfd8e0", ink.side(k > 7, 0.9, 0.5)), 3.4, 0.85)
    for y in rows:
        sheet.line([(x_at(0, y), y), (x_at(1, y), y)], ink.of("#cfd8e0", 0.6), 2.4, 0.75)
    sheen = 0.2 if ink.from_left else 0.62
    sheet.poly(
        [(x_at(sheen, 690), 690), (x_at(sheen + 0.14, 690), 690), (x_at(sheen + 0.3, -40), -40), (x_at(sheen + 0.16, -40), -40)],
        (1.0, 1.0, 1.0),
        0.12,
    )
    _lobby(easel, sheet)
    return sheet


def _lobby(easel: Easel, sheet: Sheet) -> None:
    ink, lamps = sheet.ink, easel.lamps
    warm = mix(mix(ink.of("#d9c8a8", 0.7), easel.palette.sky[3], 0.25), rgb("#ffe0a0"), lamps)
    sheet.rect(560, 500, 1104, 690, down(500, 690, warm, mix(warm, ink.of("#7a6a58", 0.4), 0.4)))
    for x in spread(560, 1104, 9):
        sheet.rect(x - 5, 500, x + 5, 690, ink.of("#4a525c", 0.5))
    sheet.rect(540, 470, 1124, 504, down(470, 504, ink.top("#5a646e", 0.9), ink.of("#3f464e", 0.3)))
    sheet.rect(770, 530, 894, 690, mix(warm, (1.0, 0.95, 0.8), 0.3))
    for x in (770, 832, 894):
        sheet.rect(x - 4, 530, x + 4, 690, ink.of("#3a424c", 0.5))
    signboard(sheet, 832, 462, 230, 56, "#2f5d8a", lamps)
    if lamps > 0.2:
        sheet.glow(832, 600, 380, rgb("#ffcf86"), 0.4 * lamps)


def _planters(easel: Easel) -> Sheet:
    sheet, style = easel.sheet("planters", 0.03), easel.style
    sheet.rect(-20, 700, 1684, 960, sheet.ink.top("#a8aaac", 0.4))
    for side in (-1, 1):
        for k in range(3):
            x = 832 + side * (390 + 170 * k)
            sheet.rect(x - 62, 672, x + 62, 716, linear((x - 62, 0), (x + 62, 0), sheet.ink.across("#c9cdd0", 0.2, 1.0)), radius=4)
            bush(sheet, x, 676, 116, "#5a8a48", style.blossom)
            tree(sheet, "broadleaf" if style.tree in ("baobab", "date") else style.tree, x, 676, 230 + 50 * k)
        x = 832 + side * 322
        sheet.rect(x - 3, 340, x + 3, 706, sheet.ink.of("#d9dde0", 0.8))
        wave = [(x, 346), (x + side * 34, 338), (x + side * 70, 350), (x + side * 104, 342)]
        sheet.poly([*wave, *[(px, py + 62) for px, py in reversed(wave)]], sheet.ink.of(style.cloths[0 if side < 0 else 1], 0.75))
    return sheet


def _plaza(easel: Easel) -> Sheet:
    sheet, ink = easel.sheet("plaza"), easel.ink()
    ground(sheet, 706, "#b8b6b2", far_haze=0.12)
    perspective_lines(sheet, 706, 20, ink.of("#4a4a50", 0.0), alpha=0.24, rows=18)
    mottle(sheet, easel.seed, y0=706, strength=0.18)
    for k, half in enumerate((330, 372, 414)):
        y = 706 + 12 * k
        sheet.rect(832 - half, y, 832 + half, y + 12, down(y, y + 12, ink.top("#dcdad6", 0.95), ink.of("#9a9894", 0.3)))
    tone = mix(rgb("#ffd58a"), easel.palette.sky[3], 1 - easel.lamps)
    sheet.rect(600, 742, 1064, 900, linear((0, 742), (0, 900), ((0.0, tone, 0.3), (1.0, tone, 0.0))))
    for side in (-1, 1):
        street_lamp(sheet, 832 + side * 560, 812, 340, easel.lamps)
        x = 832 + side * 690
        sheet.shade(x, 822, 130, 18, 0.4)
        for row in range(3):
            sheet.rect(x - 110, 764 + 12 * row, x + 110, 772 + 12 * row, ink.of("#a8744a", 0.8 - 0.15 * row), radius=3)
        for dx in (-90, 90):
            sheet.rect(x + dx - 6, 790, x + dx + 6, 822, ink.of("#3f464e", 0.5))
    if easel.festive:
        strung(easel, sheet, 272, 1392, 330, 812)
    lay_props(easel, sheet, SPOTS, "bag")
    return sheet


SPOTS = (
    Spot(x=1180, y=810, scale=0.85),
    Spot(x=484, y=810, scale=0.85),
    Spot(x=1100, y=764, scale=0.66),
    Spot(x=564, y=764, scale=0.66),
    Spot(x=1330, y=876, scale=1.0),
)
