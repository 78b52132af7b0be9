"""The market: a lane of stalls under striped awnings, two rows that face us, heaps of goods, cloth and lights strung overhead."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, down, linear, ring, spread
from film.picture.sets.easel import Easel
from film.picture.sets.houses import awning, pane, stall
from film.picture.sets.land import ground, mottle, pebbles, perspective_lines
from film.picture.sets.ornament import flags, garland, lantern_row, light_string, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.towers import tower
from film.picture.sets.trees import tree

GOODS = ("fruit", "spice", "cloth", "pots", "flowers")


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky()
    easel.hang(_town(easel), 0.4)
    easel.hang(_back_row(easel), 0.72)
    easel.hang(_overhead(easel), 0.88)
    easel.hang(_lane(easel), 1.0)
    easel.hang(_front(easel), 1.4, in_front=True)
    return easel.finish("petals" if easel.festive else "dust")


def _town(easel: Easel) -> Sheet:
    """Roofs behind the stalls, with the town's tower off the middle."""
    sheet, style, rolls = easel.sheet("town", 0.5), easel.style, easel.dice
    ink = sheet.ink
    sheet.rect(-20, 600, 1684, 960, ink.of(style.earth, 0.5))
    tower(sheet, style.culture, 430 if easel.sun.from_left else 1240, 640, 190, 330, easel.lamps)
    for k, x in enumerate(spread(-10, 1674, 13)):
        w, h = rolls.uniform(130, 180), rolls.uniform(110, 230)
        sheet.rect(
            x - w / 2,
            650 - h,
            x + w / 2,
            660,
            linear((x - w / 2, 0), (x + w / 2, 0), ink.across((style.wall, style.stone, "#e8d0a8")[k % 3], 0.25, 0.85)),
        )
        sheet.rect(x - w * 0.53, 650 - h - 10, x + w * 0.53, 650 - h, ink.top(style.roof, 0.7))
        for dx in (-0.25, 0.2):
            pane(sheet, x + dx * w, 650 - h + 62, 22, 34, easel.lamps, kind=style.arch if style.arch != "flat" else "flat")
    for _ in range(6):
        tree(sheet, style.tree, rolls.uniform(0, 1664), 650, rolls.uniform(130, 210))
    veil(sheet, 480, 700, 0.45)
    return sheet


def _back_row(easel: Easel) -> Sheet:
    sheet, style = easel.sheet("back", 0.12), easel.style
    shift = easel.dice.randrange(5)
    sheet.rect(-20, 676, 1684, 960, sheet.ink.of(style.earth, 0.4))
    for k, x in enumerate(spread(40, 1624, 8)):
        stall(sheet, style, x, 684 + 5 * (k % 2), 206, style.cloths[(k + shift) % len(style.cloths)], GOODS[(k + shift) % 5], easel.lamps)
    return sheet


def _overhead(easel: Easel) -> Sheet:
    """Lengths of cloth and strings across the lane."""
    sheet, style, ink = easel.sheet("overhead", 0.05), easel.style, easel.ink(0.05)
    for x in (330, 832, 1334):
        sheet.rect(x - 5, 150, x + 5, 700, linear((x - 5, 0), (x + 5, 0), ink.across(style.timber, 0.1, 0.9)))
    shift = easel.dice.randrange(4)
    for k, (x0, x1) in enumerate(((-30, 330), (330, 832), (832, 1334), (1334, 1694))):
        if style.culture is Culture.EAST_ASIAN:
            lantern_row(sheet, x0, x1, 160, 54, 22, max(0.2, easel.lamps))
        elif style.culture is Culture.WESTERN:
            flags(sheet, style.cloths, x0, x1, 170, 60, 30)
        else:
            _shade_cloth(sheet, x0, x1, 158, 72, style.cloths[(k + shift) % len(style.cloths)])
        light_string(sheet, x0, x1, 214, 62, easel.lamps, 11)
    return sheet


def _shade_cloth(sheet: Sheet, x0: float, x1: float, y: float, sag: float, local: str) -> None:
    ink, steps = sheet.ink, spread(0, 1, 13)
    top = [(x0 + (x1 - x0) * t, y - 62 + sag * 2.2 * t * (1 - t)) for t in steps]
    foot = [(x0 + (x1 - x0) * t, y + 8 + sag * 4 * t * (1 - t)) for t in steps]
    sheet.poly([*top, *reversed(foot)], down(y - 62, y + sag, ink.top(local, 0.9), ink.of(local, 0.35)))
    for t in (3, 6, 9):
        sheet.line([top[t], foot[t]], ink.of("#fff3dc", 0.7), 5, 0.5)
    sheet.line(foot, ink.of("#fff3dc", 0.8), 4, 0.7)


def _lane(easel: Easel) -> Sheet:
    sheet, style = easel.sheet("lane"), easel.style
    ground(sheet, 690, style.earth, far_haze=0.14)
    if style.culture in (Culture.WESTERN, Culture.EAST_ASIAN, Culture.MIDDLE_EASTERN):
        perspective_lines(sheet, 690, 22, sheet.ink.of("#3a2a24", 0.0), alpha=0.22, rows=20)
    mottle(sheet, easel.seed, y0=690, strength=0.28)
    pebbles(sheet, 60, style.stone, y0=710, size=9)
    for _ in range(70):
        sheet.oval(sheet.dice.uniform(0, 1664), sheet.dice.uniform(720, 930), 5, 2, sheet.ink.of(sheet.dice.choice(style.blossom), 0.6), 0.8)
    sheet.glow(832, 790, 620, easel.palette.glow, 0.14, flat_to=0.2)
    stall(sheet, style, 150, 822, 380, style.cloths[0], "fruit", easel.lamps)
    stall(sheet, style, 1514, 822, 380, style.cloths[2], "spice", easel.lamps)
    for x, y in ((400, 806), (1262, 830)):
        _sacks(sheet, x, y, style.cloths[1])
    if easel.festive:
        garland(easel, sheet, 60, 832, 90, 60, size=10, strings=5)
        garland(easel, sheet, 832, 1604, 90, 60, size=10, strings=5)
    lay_props(easel, sheet, SPOTS, "basket")
    return sheet


SPOTS = (
    Spot(x=1150, y=770, scale=0.74),
    Spot(x=520, y=770, scale=0.74),
    Spot(x=1070, y=736, scale=0.6),
    Spot(x=594, y=736, scale=0.6),
    Spot(x=1370, y=880, scale=1.0),
)


def _sacks(sheet: Sheet, x: float, y: float, local: str) -> None:
    """Open sacks of grain and spice."""
    ink = sheet.ink
    sheet.shade(x, y, 110, 20, 0.45)
    for k, dx in enumerate((-54, 4, 60)):
        colours = ("#e8b53a", "#c9481f", "#8a9a3c")
        sheet.blob(
            [
                (x + dx - 32, y - 10),
                (x + dx - 34, y - 50),
                (x + dx - 26, y - 72),
                (x + dx + 26, y - 72),
                (x + dx + 34, y - 50),
                (x + dx + 32, y - 10),
                (x + dx, y),
            ],
            linear((x + dx - 34, 0), (x + dx + 34, 0), ink.across("#cdb086", 0.15, 0.9)),
        )
        sheet.oval(x + dx, y - 72, 29, 9, ink.of("#e6d2ac", 0.8))
        sheet.poly(
            [(x + dx - 24, y - 72), (x + dx, y - 100), (x + dx + 24, y - 72)],
            linear((x + dx - 24, 0), (x + dx + 24, 0), ink.across(colours[k], 0.3, 1.0)),
        )
        sheet.line([(x + dx - 33, y - 40), (x + dx + 33, y - 40)], ink.of(local, 0.5), 3, 0.5)


def _front(easel: Easel) -> Sheet:
    """The edges of two near awnings, with pots and baskets hanging from them."""
    sheet, style = easel.sheet("front", front=True), easel.style
    for mirrored in (False, True):
        with sheet.placed(1664 if mirrored else 0, 0, -1 if mirrored else 1, 1):
            dark = mix(sheet.ink.of(style.timber, 0.1), (0.02, 0.01, 0.03), 0.4)
            sheet.rect(-400, -240, -60, 1180, dark)
            awning(sheet, -150, 70, 620, 200, style.cloths[1 if mirrored else 0])
            for k, x in enumerate((40, 92, 140)):
                sheet.line([(x, 60), (x, 110 + 34 * (k % 2))], dark, 3)
                for px, py in ring(x, 136 + 34 * (k % 2), 12, 5):
                    sheet.oval(px, py, 12, 14, sheet.ink.of(("#e8b83a", "#b5322f", "#6f9a3c")[k], 0.35))
    return sheet
