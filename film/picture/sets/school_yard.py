"""The school from its yard: a long low house with a bell turret, a flag, a swing, squares chalked on the ground."""

from __future__ import annotations

from film.picture.sets.brushes import Sheet, arch, linear, spread
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.houses import fence, pane, tile_roof
from film.picture.sets.land import bush, ground, mottle, ridge, rolling, tufts
from film.picture.sets.ornament import flags, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.plants import bough_above, leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.towers import doorway
from film.picture.sets.trees import tree


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky()
    easel.hang(_behind(easel), 0.35)
    easel.hang(_school(easel), 0.7)
    easel.hang(_hedge(easel), 0.88)
    easel.hang(_yard(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="grass")
    bough_above(sheet, left=not easel.sun.from_left)
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.festive else by_hour(easel.scene.hour, "leaves", ""))


def _behind(easel: Easel) -> Sheet:
    sheet = easel.sheet("behind", 0.5)
    ridge(sheet, rolling(540, 40, easel.dice.uniform(0, 6)), "#7f9f78", lit=0.5)
    for _ in range(20):
        tree(sheet, sheet.dice.choice((easel.style.tree, easel.style.second_tree)), sheet.dice.uniform(0, 1664), 640, sheet.dice.uniform(110, 220))
    veil(sheet, 480, 690, 0.4)
    return sheet


def _school(easel: Easel) -> Sheet:
    sheet, style, ink, lamps = easel.sheet("school", 0.08), easel.style, easel.ink(0.08), easel.lamps
    sheet.rect(-20, 660, 1684, 960, ink.top("#86a04c", 0.4))
    x0, x1, top, foot = 210.0, 1454.0, 498.0, 672.0
    sheet.rect(x0, top, x1, foot, linear((x0, 0), (x1, 0), ink.across("#f2dc9a", 0.3, 0.9)))
    sheet.rect(x0, foot - 46, x1, foot, ink.of("#5f8a7a", 0.5))
    for x in spread(282, 1382, 14):
        if abs(x - 832) > 110:
            pane(sheet, x, foot - 54, 50, 84, lamps, kind=style.arch if style.arch != "flat" else "flat")
    tile_roof(sheet, 832, top + 6, 1300, 104, style.roof, 0.93)
    sheet.rect(722, 424, 942, foot, linear((722, 0), (942, 0), ink.across("#f6e6b4", 0.3, 1.0)))
    sheet.poly([(700, 430), (832, 340), (964, 430)], ink.top(style.roof, 0.75))
    doorway(sheet, 832, foot, 92, 132, max(0.3, lamps), style.arch if style.arch != "flat" else "round")
    for x in (764, 900):
        pane(sheet, x, foot - 54, 40, 72, lamps)
    sheet.oval(832, 478, 34, 34, ink.of("#6b4a34", 0.6))
    sheet.oval(832, 478, 28, 28, ink.of("#fbf7ea", 0.95))
    sheet.line([(832, 460), (832, 478), (844, 484)], ink.of("#2c2420", 0.2), 3)
    sheet.rect(796, 262, 868, 352, ink.of("#f6e6b4", 0.7))
    sheet.shape(arch(832, 346, 48, 70, "round"), ink.of("#3a2c34", 0.2))
    sheet.shape(arch(832, 334, 28, 34, "round"), ink.of("#d9a441", 0.8))
    sheet.poly([(784, 268), (832, 196), (880, 268)], ink.top(style.roof, 0.8))
    return sheet


def _hedge(easel: Easel) -> Sheet:
    sheet = easel.sheet("hedge", 0.04)
    sheet.rect(-20, 690, 1684, 960, sheet.ink.top("#86a04c", 0.4))
    for x in (240, 350, 460, 570, 680, 984, 1094, 1204, 1314, 1424):
        bush(sheet, x, 702, 120, "#5a8a44", easel.style.blossom)
    for x, h in ((70, 430), (1594, 460)):
        tree(sheet, easel.style.tree, x, 710, h)
    return sheet


def _yard(easel: Easel) -> Sheet:
    sheet, style, ink = easel.sheet("yard"), easel.style, easel.ink()
    ground(sheet, 696, style.earth, far_haze=0.14)
    sheet.poly([(-20, 696), (520, 696), (300, 800), (-20, 860)], ink.top("#86a850", 0.55))
    sheet.poly([(1684, 696), (1144, 696), (1364, 800), (1684, 860)], ink.top("#86a850", 0.55))
    mottle(sheet, easel.seed, y0=696, strength=0.24)
    tufts(sheet, 160, ("#6f9a3c", "#92b04e"), y0=704, clear=(330, 1330))
    _hopscotch(sheet)
    _swing(easel, sheet, 330, 806)
    x = 1330
    sheet.rect(x - 5, 250, x + 5, 800, linear((x - 5, 0), (x + 5, 0), ink.across("#dfe3e6", 0.2, 1.0)))
    sheet.shade(x, 800, 40, 8, 0.4)
    wave = [(x + 5, 262), (x + 50, 252), (x + 96, 270), (x + 146, 258)]
    for k, local in enumerate(style.cloths[:3]):
        band = [(px, py + 30 * k) for px, py in wave] + [(px, py + 30 * (k + 1)) for px, py in reversed(wave)]
        sheet.poly(band, ink.of(local, 0.75))
    fence(sheet, 1420, 1690, 792, 90, "#e8dcc4")
    flags(sheet, style.cloths, -20, 830, 150, 70, 26)
    flags(sheet, style.cloths, 830, 1690, 150, 70, 26)
    if easel.festive:
        strung(easel, sheet, 400, 1264, 230, 780)
    lay_props(easel, sheet, SPOTS, "bell")
    return sheet


SPOTS = (
    Spot(x=1190, y=812, scale=0.85),
    Spot(x=520, y=830, scale=0.85),
    Spot(x=1090, y=756, scale=0.64),
    Spot(x=580, y=756, scale=0.64),
    Spot(x=1450, y=872, scale=1.0),
)


def _hopscotch(sheet: Sheet) -> None:
    chalk = sheet.ink.top("#ffffff", 0.9)
    for k in range(6):
        y0, y1 = 764 + 18 * k + 2.4 * k * k, 764 + 18 * (k + 1) + 2.4 * (k + 1) ** 2
        half0, half1 = 40 + (y0 - 764) * 0.2, 40 + (y1 - 764) * 0.2
        wide = 2.0 if k in (2, 4) else 1.0
        quad = [(980 - half0 * wide, y0), (980 + half0 * wide, y0), (980 + half1 * wide, y1), (980 - half1 * wide, y1), (980 - half0 * wide, y0)]
        sheet.line(quad, chalk, 3, 0.6)
        if wide > 1:
            sheet.line([(980, y0), (980, y1)], chalk, 3, 0.6)


def _swing(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 170, 20, 0.35)
    for side in (-1, 1):
        for foot in (-36, 36):
            sheet.line([(x + side * 130 + foot, y), (x + side * 130, y - 280)], ink.of(easel.style.cloths[0], 0.6), 9)
    sheet.line([(x - 138, y - 278), (x + 138, y - 278)], ink.of(easel.style.cloths[0], 0.8), 10)
    for dx in (-58, 58):
        for rope in (-24, 24):
            sheet.line([(x + dx + rope, y - 276), (x + dx + rope, y - 84)], ink.of("#5a5f66", 0.6), 2.6)
        sheet.rect(x + dx - 32, y - 88, x + dx + 32, y - 78, ink.of("#c98a4a", 0.8), radius=3)
