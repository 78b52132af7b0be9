"""The home seen from its yard: the front door in the middle of a house that fills the frame, steps, windows, a gate and a garden."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, arch, down, linear, spread
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.houses import fence, pane, tile_roof
from film.picture.sets.land import bush, ground, mottle, tufts
from film.picture.sets.ornament import ground_pattern, lantern, mandap, street_lamp, strung, toran, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.plants import bough_above, leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.towers import doorway, eaves
from film.picture.sets.trees import tree


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky()
    easel.hang(_behind(easel), 0.4)
    easel.hang(_house(easel), 0.75)
    easel.hang(_beds(easel), 0.9)
    easel.hang(_yard(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, left=easel.sun.from_left, right=not easel.sun.from_left)
    bough_above(sheet, left=not easel.sun.from_left)
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.festive else by_hour(easel.scene.hour, "leaves", "fireflies"))


def _behind(easel: Easel) -> Sheet:
    sheet = easel.sheet("behind", 0.45)
    sheet.rect(-20, 600, 1684, 960, sheet.ink.of("#7a9a5c", 0.4))
    for _ in range(22):
        tree(sheet, sheet.dice.choice((easel.style.tree, easel.style.second_tree)), sheet.dice.uniform(0, 1664), 640, sheet.dice.uniform(160, 330))
    veil(sheet, 480, 690, 0.4)
    return sheet


def _house(easel: Easel) -> Sheet:
    sheet, style, ink, lamps = easel.sheet("house", 0.05), easel.style, easel.ink(0.05), easel.lamps
    sheet.rect(-20, 676, 1684, 960, ink.top("#86a04c", 0.4))
    wall = {Culture.SOUTH_INDIAN: "#f0d28c", Culture.NORTH_INDIAN: "#e8a888", Culture.WESTERN: "#b5705a"}.get(style.culture, style.wall)
    x0, x1, top, foot = 420.0, 1244.0, 330.0, 690.0
    sheet.rect(x0, top, x1, foot, linear((x0, 0), (x1, 0), ink.across(wall, 0.25, 0.9)))
    sheet.rect(x0 - 14, foot - 40, x1 + 14, foot, ink.of(style.stone, 0.4))
    if style.culture is Culture.WESTERN:
        _bricks(sheet, x0, top, x1, foot - 40)
    kind = {"lobed": "lobed", "keyhole": "keyhole"}.get(style.arch, "round" if style.culture is Culture.AFRICAN else "flat")
    for x in (540.0, 690.0, 974.0, 1124.0):
        pane(sheet, x, 590, 84, 140, lamps, kind=kind, frame="#f6eee0" if style.culture is not Culture.EAST_ASIAN else style.timber)
    sheet.shape(arch(832, foot, 148, 224, kind), ink.of(style.timber, 0.7))
    doorway(sheet, 832, foot, 118, 204, max(0.3, lamps), kind)
    if style.culture is Culture.EAST_ASIAN:
        eaves(sheet, 832, 372, 1010, 190, style.roof)
        for x in (600.0, 1064.0):
            lantern(sheet, x, 390, 24, max(0.2, lamps))
    elif style.culture in (Culture.MIDDLE_EASTERN, Culture.NORTH_INDIAN):
        for x in spread(x0 + 10, x1 - 10, 26):
            sheet.poly([(x - 15, top + 2), (x - 15, top - 20), (x, top - 36), (x + 15, top - 20), (x + 15, top + 2)], ink.top(wall, 0.8))
        sheet.rect(x0 - 10, top - 4, x1 + 10, top + 14, ink.of(style.stone, 0.9))
    else:
        tile_roof(sheet, 832, 350, 960, 170, style.roof, 0.7)
    for x in (632, 1032):
        sheet.rect(x - 13, 420, x + 13, foot, linear((x - 13, 0), (x + 13, 0), ink.across(style.timber, 0.2, 1.0)))
    sheet.poly([(600, 430), (1064, 430), (1094, 462), (570, 462)], down(430, 462, ink.top(style.roof, 0.9), ink.top(style.roof, 0.4)))
    if style.indian or easel.festive:
        toran(sheet, style, 752, 912, 470, 14, 8, leaves=True, strings=0)
    for k, half in enumerate((150, 118)):
        sheet.rect(832 - half, foot - 2 - 18 * k, 832 + half, foot + 18 - 18 * k, ink.top(style.stone, 0.85 - 0.15 * k))
    if lamps > 0.2:
        sheet.glow(832, 500, 300, (1.0, 0.72, 0.35), 0.3 * lamps)
    return sheet


def _bricks(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    for row in range(int((y1 - y0) / 15)):
        for k in range(int((x1 - x0) / 44)):
            if sheet.dice.random() < 0.45:
                x = x0 + 44 * k + (22 if row % 2 else 0)
                sheet.rect(
                    x, y0 + 15 * row, min(x + 40, x1), y0 + 15 * row + 12, sheet.ink.of("#a05a46", sheet.dice.uniform(0.2, 0.9)), 0.4, radius=2
                )


def _beds(easel: Easel) -> Sheet:
    """Trees at both sides of the house, flower beds before it."""
    sheet, style = easel.sheet("beds", 0.03), easel.style
    sheet.rect(-20, 704, 1684, 960, sheet.ink.top("#7d9c48", 0.4))
    for x, h in ((120, 520), (330, 330), (1340, 350), (1550, 540)):
        sheet.shade(x, 722, 90, 16, 0.35)
        tree(sheet, style.tree if h > 400 else style.second_tree, x, 722, h)
    for x in (470, 580, 690, 974, 1084, 1194):
        bush(sheet, x, 722, 120, "#54863c", style.blossom)
    return sheet


def _yard(easel: Easel) -> Sheet:
    sheet, style, ink = easel.sheet("yard"), easel.style, easel.ink()
    bare = style.culture in (Culture.AFRICAN, Culture.MIDDLE_EASTERN)
    ground(sheet, 712, style.earth if bare else "#86a850", far_haze=0.1)
    sheet.poly([(752, 712), (912, 712), (1150, 960), (514, 960)], down(712, 940, ink.top("#d9c4a0", 0.75), ink.top("#a08560", 0.2)))
    for k in range(7):
        y = 722 + 10 * k + 4 * k * k
        half = 80 + (y - 712) * 0.96
        sheet.line([(832 - half, y), (832 + half, y)], ink.of("#5a4632", 0.1), 2, 0.35)
    mottle(sheet, easel.seed, y0=712, strength=0.24)
    tufts(sheet, 60 if bare else 220, ("#6f9a3c", "#92b04e", "#557d38"), y0=720, clear=(560, 1100))
    fence(sheet, -20, 330, 790, 92, style.timber)
    fence(sheet, 1334, 1690, 790, 92, style.timber)
    for x in (352, 1312):
        sheet.rect(x - 20, 650, x + 20, 796, linear((x - 20, 0), (x + 20, 0), ink.across(style.stone, 0.15, 0.95)))
        sheet.rect(x - 27, 640, x + 27, 656, ink.top(style.stone, 0.95))
    street_lamp(sheet, 1392, 810, 330, easel.lamps)
    if easel.event == "wedding":
        mandap(easel, sheet, 832, 742, 330, 180)
    if easel.festive:
        strung(easel, sheet, 352, 1312, 200, 796)
    if style.indian:
        ground_pattern(easel, sheet, 832, 846, 130)
    lay_props(easel, sheet, SPOTS, "bicycle")
    return sheet


SPOTS = (
    Spot(x=1210, y=806, scale=0.85),
    Spot(x=450, y=806, scale=0.85),
    Spot(x=1110, y=752, scale=0.66),
    Spot(x=560, y=752, scale=0.66),
    Spot(x=1470, y=872, scale=1.0),
)
