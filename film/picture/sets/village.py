"""The village: houses scattered over a slope, a great tree at the left, a well at the right, a path that winds to the fields."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, down, linear, smooth
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.houses import cottage, fence, well
from film.picture.sets.land import bush, ground, mottle, pebbles, ridge, rolling, tufts
from film.picture.sets.ornament import ground_pattern, mandap, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.plants import bough_above, leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.trees import tree


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky()
    easel.hang(_hills(easel), 0.3)
    easel.hang(_fields(easel), 0.5)
    easel.hang(_houses(easel), 0.78)
    easel.hang(_green(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="grass", right=False)
    leaves_in_front(easel, sheet, left=False)
    bough_above(sheet, left=True)
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.festive else by_hour(easel.scene.hour, "leaves", "fireflies"))


def _hills(easel: Easel) -> Sheet:
    sheet = easel.sheet("hills", 0.6)
    phase = easel.dice.uniform(0, 6)
    ridge(sheet, rolling(452, 74, phase), "#7f95a8", lit=0.5, fade=220)
    sheet.ink = easel.ink(0.42)
    ridge(sheet, rolling(520, 50, phase + 1.7), "#7da06a", lit=0.5, fade=180)
    veil(sheet, 470, 640, 0.4)
    return sheet


def _fields(easel: Easel) -> Sheet:
    """Terraced or furrowed fields with trees along their banks."""
    sheet = easel.sheet("fields", 0.24)
    ink, dry = sheet.ink, easel.style.culture in (Culture.MIDDLE_EASTERN, Culture.AFRICAN)
    colours = ("#c9a45a", "#b98f4c", "#a8a05a") if dry else ("#8fb04a", "#b9b84e", "#6f9c46", "#a3bf5a")
    for k, y in enumerate((548, 572, 598, 626)):
        shape = rolling(y, 15, k * 2.1)
        ridge(sheet, shape, colours[k % len(colours)], lit=0.66, mist=0.12)
        for furrow in range(-10, 1680, 26):
            sheet.line([(furrow, shape(furrow) + 4), (furrow + (furrow - 832) * 0.03, shape(furrow) + 25)], ink.of("#4f6a2c", 0.2), 1.6, 0.3)
        for _ in range(7):
            x = sheet.dice.uniform(0, 1664)
            tree(sheet, sheet.dice.choice((easel.style.tree, easel.style.second_tree)), x, shape(x) + 4, sheet.dice.uniform(40, 64) * (1 + 0.3 * k))
    veil(sheet, 530, 690, 0.28)
    return sheet


def _houses(easel: Easel) -> Sheet:
    sheet, style, rolls = easel.sheet("houses", 0.1), easel.style, easel.dice
    sheet.ink = easel.ink(0.12)
    ridge(sheet, rolling(652, 12, 0.6), "#8f9a52" if style.culture is not Culture.MIDDLE_EASTERN else style.earth, lit=0.55, mist=0.0)
    for x, y, w in ((560, 664, 170), (716, 652, 120), (990, 656, 140), (1130, 672, 190)):
        cottage(sheet, style, x + rolls.uniform(-18, 18), y, w, easel.lamps)
        bush(sheet, x + w * 0.6, y + 4, w * 0.3)
    sheet.ink = easel.ink(0.04)
    cottage(sheet, style, 1420 + rolls.uniform(-30, 30), 716, 370, easel.lamps)
    cottage(sheet, style, 70 + rolls.uniform(-20, 20), 706, 330, easel.lamps)
    tree(sheet, style.second_tree, 1610, 708, 330)
    fence(sheet, 820, 1190, 704, 44, style.timber)
    return sheet


def _green(easel: Easel) -> Sheet:
    sheet, style = easel.sheet("green"), easel.style
    bare = style.culture in (Culture.MIDDLE_EASTERN, Culture.AFRICAN)
    edge = rolling(690, 10, 2.0)
    ground(sheet, 684, style.earth if bare else "#86a04c", far_haze=0.18, edge=edge)
    _path(easel, sheet)
    mottle(sheet, easel.seed, y0=684, strength=0.26)
    tufts(sheet, 90 if bare else 260, ("#b09a4c", "#8f8a3c") if bare else ("#6f9440", "#92ad4e", "#557d38"), y0=694)
    pebbles(sheet, 50, style.stone, y0=720)
    sheet.shade(330, 760, 190, 34, 0.4)
    tree(sheet, "broadleaf" if style.culture is Culture.SOUTH_INDIAN else style.tree, 318, 762, 640)
    _bench(easel, sheet, 330, 770)
    well(sheet, 1330, 786, 0.95, style)
    if easel.event == "wedding":
        mandap(easel, sheet, 850, 716, 360, 170)
    if easel.festive:
        strung(easel, sheet, 330, 1420, 190, 772)
        if style.indian:
            ground_pattern(easel, sheet, 832, 850, 150)
    lay_props(easel, sheet, SPOTS, "basket")
    return sheet


SPOTS = (
    Spot(x=1160, y=806, scale=0.85),
    Spot(x=486, y=806, scale=0.85),
    Spot(x=1096, y=744, scale=0.68),
    Spot(x=560, y=744, scale=0.68),
    Spot(x=1470, y=850, scale=1.0),
    Spot(x=170, y=860, scale=1.0),
)


def _path(easel: Easel, sheet: Sheet) -> None:
    ink = sheet.ink
    left = [(936, 690), (900, 712), (905, 740), (800, 780), (640, 860), (520, 960)]
    right = [(1190, 960), (1060, 860), (1030, 790), (1052, 742), (984, 712), (962, 690)]
    path = smooth([*left, *right])
    bare = easel.style.culture in (Culture.MIDDLE_EASTERN, Culture.AFRICAN)
    local = mix(rgb(easel.style.earth), (1.0, 0.93, 0.8), 0.42 if bare else 0.0)
    sheet.shape(path, down(690, 940, mix(ink.top(local, 0.8), ink.haze, 0.1), ink.top(local, 0.3)))
    sheet.bend(left, ink.top("#e0c89a", 0.9), 3, 0.3)


def _bench(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    """The platform around the tree where the village meets."""
    ink, stone = sheet.ink, easel.style.stone
    sheet.rect(x - 128, y - 34, x + 128, y + 12, linear((x - 128, 0), (x + 128, 0), ink.across(stone, 0.12, 0.85)), radius=8)
    sheet.oval(x, y - 34, 128, 16, ink.top(stone, 0.85))
    sheet.oval(x, y - 36, 66, 8, ink.of("#4a3428", 0.2), 0.5)
