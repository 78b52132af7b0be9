"""The city street: house fronts on both sides run to one vanishing point; road, lamps, wires, a strip of sky in the shape of a V."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Point, Sheet, down, flat, linear, spread, straight
from film.picture.sets.easel import Easel
from film.picture.sets.houses import awning, signboard
from film.picture.sets.land import mottle
from film.picture.sets.ornament import garland, lantern, street_lamp, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import Rgb, mix, rgb
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.rooms import deep
from film.picture.sets.skyline import skyscraper
from film.picture.sets.towers import dome
from film.picture.sets.trees import tree

DEPTHS = (1.0, 1.28, 1.66, 2.2, 3.0, 4.4)  # where one house ends and the next begins
EDGE = 232.0  # from the middle line to the house fronts at depth 1
FOOT = 640.0  # world y of their foot at depth 1

_FRONTS = {
    Culture.SOUTH_INDIAN: ("#e8a04c", "#6fb0a8", "#e0c77a", "#d9705c", "#8aa3d0"),
    Culture.NORTH_INDIAN: ("#e59a86", "#d9805a", "#f0c79a", "#c96a5a", "#e8b08a"),
    Culture.EAST_ASIAN: ("#8f9aa6", "#c9b8a0", "#5f6b78", "#a87a6a", "#b8c0c4"),
    Culture.WESTERN: ("#a8604c", "#c9b597", "#8a5a50", "#b98a6a", "#9aa0a4"),
    Culture.MIDDLE_EASTERN: ("#ead2a6", "#dcb98a", "#f0dfbc", "#cfa878", "#e6c79a"),
    Culture.AFRICAN: ("#d98a4c", "#e8b84c", "#5fa08a", "#c9604c", "#e0a878"),
}


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky(horizon=600)
    easel.hang(_skyline(easel), 0.35)
    easel.hang(_end(easel), 0.6)
    easel.hang(_fronts(easel), 0.95)
    easel.hang(_road(easel), 1.0)
    easel.hang(_front(easel), 1.4, in_front=True)
    return easel.finish("petals" if easel.festive else "")


def _skyline(easel: Easel) -> Sheet:
    sheet = easel.sheet("skyline", 0.55)
    rolls, ink = sheet.dice, sheet.ink
    for _ in range(30):
        x, w, h = rolls.uniform(-40, 1680), rolls.uniform(46, 110), rolls.uniform(120, 330) * (1.2 - abs(832 - rolls.uniform(0, 1664)) / 1600)
        skyscraper(sheet, x, 650, w, h, easel.lamps)
    if easel.style.culture is Culture.MIDDLE_EASTERN:
        dome(sheet, 832, 500, 70, easel.style.roof, onion=0.5)
    sheet.rect(-20, 640, 1684, 960, ink.of("#7a7a80", 0.4))
    veil(sheet, 470, 700, 0.55)
    return sheet


def _end(easel: Easel) -> Sheet:
    """What stands at the end of the street."""
    sheet, style = easel.sheet("end", 0.3), easel.style
    ink = sheet.ink
    sheet.rect(-20, 600, 1684, 960, ink.of("#86807c", 0.4))
    for k, (x, w, h) in enumerate(((660, 110, 200), (758, 92, 250), (846, 104, 180), (944, 96, 230), (1030, 80, 170))):
        skyscraper(sheet, x - 40, 642, w, h * easel.dice.uniform(0.85, 1.15), easel.lamps)
        if k % 2:
            tree(sheet, style.second_tree, x, 646, 80)
    veil(sheet, 520, 690, 0.5)
    return sheet


def _quad(right: bool, near: float, far: float, low: float, high: float) -> list[Point]:
    """A patch of the house fronts between two depths and two heights (units at depth 1)."""
    x = 832 + (EDGE if right else -EDGE)
    return [deep((x, FOOT - low), far), deep((x, FOOT - high), far), deep((x, FOOT - high), near), deep((x, FOOT - low), near)]


def _fronts(easel: Easel) -> Sheet:
    sheet = easel.sheet("fronts", 0.03)
    rolls = easel.dice
    walls = _FRONTS[easel.style.culture]
    for right in (False, True):
        shift = rolls.randrange(5)
        for k in range(len(DEPTHS) - 1):
            sheet.ink = easel.ink(max(0.0, 0.26 - 0.08 * k))
            _house(easel, sheet, right, DEPTHS[k + 1], DEPTHS[k], rolls.uniform(190, 290), walls[(k + shift) % 5])
    sheet.ink = easel.ink(0.0)
    return sheet


def _house(easel: Easel, sheet: Sheet, right: bool, near: float, far: float, high: float, local: str) -> None:
    ink = sheet.ink
    light = ink.side(not right, 0.8, 0.2)
    face = _quad(right, near, far, 0, high)
    top = min(point[1] for point in face)
    sheet.poly(face, down(max(top, -60), 760, ink.of(local, min(1.0, light + 0.12)), ink.of(local, light * 0.6)))
    sheet.poly(_quad(right, near * 1.01, far, high, high + 9), ink.top(mix(rgb(local), (1, 1, 1), 0.3), light + 0.1))
    end = [deep((832 + (EDGE if right else -EDGE), FOOT), far), deep((832 + (EDGE if right else -EDGE), FOOT - high), far)]
    sheet.line(end, ink.of("#2a2028", 0.1), 2.0, 0.5)
    floors = int(high / 58)
    for level in range(1, floors):
        sheet.poly(_quad(right, near, far, 58 * level - 3, 58 * level), ink.of("#f2e8d8", light * 0.8), 0.7)
        _windows(easel, sheet, right, near, far, 58 * level + 12, 58 * level + 46, light)
    _shop(easel, sheet, right, near, far, light)


def _windows(easel: Easel, sheet: Sheet, right: bool, near: float, far: float, low: float, high: float, light: float) -> None:
    ink, lamps, rolls = sheet.ink, easel.lamps, sheet.dice
    for t0, t1 in ((0.1, 0.32), (0.4, 0.62), (0.7, 0.92)):
        a, b = far * (near / far) ** t1, far * (near / far) ** t0
        sheet.poly(_quad(right, a * 1.01, b * 0.99, low - 2, high + 3), ink.of("#f2ebdd", light))
        lit = lamps * rolls.choice((1.0, 1.0, 0.9, 0.1))
        glass = mix(mix(ink.of("#3f5368", 0.5), easel.palette.sky[2], 0.35), rgb("#ffcb74"), lit)
        sheet.poly(_quad(right, a, b, low, high), glass)
        middle = (a * b) ** 0.5
        sheet.poly(_quad(right, middle * 1.008, middle * 0.992, low, high), ink.of("#f2ebdd", light * 0.8))
        if easel.style.culture in (Culture.SOUTH_INDIAN, Culture.NORTH_INDIAN, Culture.MIDDLE_EASTERN) and t0 == 0.4:
            sheet.poly(_quad(right, a * 1.04, b * 0.97, low - 8, low + 9), ink.of(easel.style.timber, light), 0.85)


def _shop(easel: Easel, sheet: Sheet, right: bool, near: float, far: float, light: float) -> None:
    ink, style, rolls = sheet.ink, easel.style, sheet.dice
    glass = mix(ink.of("#2f3a48", 0.4), rgb("#ffd58c"), 0.12 + 0.85 * easel.lamps)
    a, b = far * (near / far) ** 0.94, far * (near / far) ** 0.06
    sheet.poly(_quad(right, a, b, 0, 40), ink.of(style.timber, light))
    sheet.poly(_quad(right, far * (near / far) ** 0.9, far * (near / far) ** 0.42, 5, 36), glass)
    sheet.poly(
        _quad(right, far * (near / far) ** 0.34, far * (near / far) ** 0.12, 0, 36), mix(ink.of("#2c2430", 0.3), rgb("#ffb95a"), 0.6 * easel.lamps)
    )
    cloth = rolls.choice(style.cloths)
    out = 26 if not right else -26
    x = 832 + (EDGE if right else -EDGE)
    for k in range(6):
        t0, t1 = far * (near / far) ** (k / 6), far * (near / far) ** ((k + 1) / 6)
        quad = [deep((x, FOOT - 52), t0), deep((x, FOOT - 52), t1), deep((x + out, FOOT - 38), t1), deep((x + out, FOOT - 38), t0)]
        sheet.poly(quad, ink.top(cloth if k % 2 else "#f6ecd8", light + 0.15))
    if easel.lamps > 0.3:
        px, py = deep((x, FOOT - 20), (near * far) ** 0.5)
        sheet.glow(px, py, 60 * near, rgb("#ffb95a"), 0.28 * easel.lamps)


def _road(easel: Easel) -> Sheet:
    sheet, ink, style = easel.sheet("road"), easel.ink(), easel.style
    sheet.poly(
        [deep((832 - EDGE, FOOT), 1.0), deep((832 + EDGE, FOOT), 1.0), deep((832 + EDGE, FOOT), 6), deep((832 - EDGE, FOOT), 6)],
        linear(
            (0, FOOT), (0, 930), ((0.0, mix(ink.top("#b5aca4", 0.7), ink.haze, 0.4)), (0.4, ink.top("#b5aca4", 0.6)), (1.0, ink.top("#a0968e", 0.2)))
        ),
    )
    sheet.rect(-20, 800, 1684, 960, linear((0, 800), (0, 930), ((0.0, ink.top("#b5aca4", 0.5), 0.0), (1.0, ink.top("#a0968e", 0.2)))))
    half = 150
    asphalt = [deep((832 + s * half, FOOT), k) for s, k in ((-1, 1.0), (1, 1.0), (1, 6), (-1, 6))]
    sheet.poly(
        asphalt,
        linear(
            (0, FOOT), (0, 940), ((0.0, mix(ink.top("#6a6a74", 0.7), ink.haze, 0.45)), (0.4, ink.top("#5c5c66", 0.6)), (1.0, ink.top("#4a4a54", 0.2)))
        ),
    )
    for side in (-1, 1):
        sheet.poly(
            [
                deep((832 + side * half, FOOT), 1.0),
                deep((832 + side * (half + 6), FOOT), 1.0),
                deep((832 + side * (half + 6), FOOT), 6),
                deep((832 + side * half, FOOT), 6),
            ],
            ink.top("#d9d2c6", 0.8),
        )
    _markings(sheet)
    mottle(sheet, easel.seed, y0=FOOT, strength=0.2)
    if easel.palette.wet:
        _puddles(easel, sheet)
    _furniture(easel, sheet)
    lay_props(easel, sheet, SPOTS, "bicycle" if style.culture is not Culture.WESTERN else "bag")
    return sheet


SPOTS = (
    Spot(x=1232, y=812, scale=0.9),
    Spot(x=430, y=812, scale=0.9),
    Spot(x=1120, y=742, scale=0.7),
    Spot(x=544, y=742, scale=0.7),
    Spot(x=1480, y=872, scale=1.0),
)


def _markings(sheet: Sheet) -> None:
    ink = sheet.ink
    k = 1.05
    while k < 2.0:
        sheet.poly(
            [deep((832 - 3, FOOT), k), deep((832 + 3, FOOT), k), deep((832 + 3, FOOT), k * 1.1), deep((832 - 3, FOOT), k * 1.1)],
            ink.top("#f3eee0", 0.8),
            0.85,
        )
        k *= 1.24
    for x in spread(-132, 132, 10):
        bar = [deep((832 + x - 9, FOOT), 2.3), deep((832 + x + 9, FOOT), 2.3), deep((832 + x + 9, FOOT), 2.75), deep((832 + x - 9, FOOT), 2.75)]
        sheet.poly(bar, ink.top("#f3eee0", 0.75), 0.8)


def _puddles(easel: Easel, sheet: Sheet) -> None:
    for _ in range(9):
        x, y = sheet.dice.uniform(200, 1460), sheet.dice.uniform(690, 900)
        wide = sheet.dice.uniform(40, 130)
        sheet.oval(x, y, wide, wide * 0.16, mix(easel.palette.sky[3], sheet.ink.of("#9fb0c0", 0.6), 0.4), 0.75)
        sheet.oval(x, y, wide * 0.5, wide * 0.06, flat(rgb("#ffd58c"), 0.5 * easel.lamps))


def _furniture(easel: Easel, sheet: Sheet) -> None:
    style, lamps = easel.style, easel.lamps
    for k in (1.25, 1.7, 2.4):
        for side in (-1, 1):
            x, y = deep((832 + side * 172, FOOT), k)
            street_lamp(sheet, x, y, 118 * k, lamps)
    for k in (1.1, 1.45, 1.95):
        _wires(sheet, k)
    for side, k in ((-1, 1.36), (1, 1.36)):
        x, y = deep((832 + side * 206, FOOT), k)
        tree(sheet, style.tree if style.tree != "baobab" else "acacia", x, y, 120 * k)
    _car(easel, sheet, *deep((832 - 88, FOOT), 1.26), 0.5, style.cloths[1])
    _car(easel, sheet, *deep((832 + 92, FOOT), 1.12), 0.4, style.cloths[2])
    if easel.festive:
        for k in (1.2, 1.6, 2.2):
            (x0, y), (x1, _) = deep((832 - EDGE, FOOT - 150), k), deep((832 + EDGE, FOOT - 150), k)
            garland(easel, sheet, x0, x1, max(y, 60), 40 * k, size=6 * k, strings=5)
    elif style.culture is Culture.EAST_ASIAN:
        for k in (1.3, 1.7, 2.1):
            for side in (-1, 1):
                x, y = deep((832 + side * 214, FOOT - 96), k)
                lantern(sheet, x, y, 11 * k, max(0.3, lamps))


def _wires(sheet: Sheet, k: float) -> None:
    (x0, y), (x1, _) = deep((832 - EDGE, FOOT - 190), k), deep((832 + EDGE, FOOT - 176), k)
    sheet.bend([(x0, y), ((x0 + x1) / 2, y + 26 * k), (x1, y + 8 * k)], sheet.ink.of("#2a2830", 0.2), 1.8, 0.7)


def _car(easel: Easel, sheet: Sheet, x: float, y: float, s: float, local: str) -> None:
    """A car that comes towards us, small in the distance."""
    ink, lamps = sheet.ink, easel.lamps
    sheet.shade(x, y, 110 * s, 18 * s, 0.5)
    for dx in (-66, 66):
        sheet.rect(x + (dx - 14) * s, y - 34 * s, x + (dx + 14) * s, y, ink.of("#1c1c22", 0.2), radius=5 * s)
    sheet.poly([(x - 62 * s, y - 84 * s), (x - 44 * s, y - 140 * s), (x + 44 * s, y - 140 * s), (x + 62 * s, y - 84 * s)], ink.top(local, 0.75))
    sheet.poly(
        [(x - 54 * s, y - 86 * s), (x - 39 * s, y - 131 * s), (x + 39 * s, y - 131 * s), (x + 54 * s, y - 86 * s)],
        mix(ink.of("#4a5a6c", 0.6), easel.palette.sky[3], 0.4),
    )
    sheet.rect(x - 86 * s, y - 90 * s, x + 86 * s, y - 18 * s, down(y - 90 * s, y - 18 * s, ink.top(local, 0.9), ink.of(local, 0.2)), radius=14 * s)
    sheet.rect(x - 40 * s, y - 58 * s, x + 40 * s, y - 38 * s, ink.of("#2a2a30", 0.3), radius=4 * s)
    for dx in (-66, 66):
        beam: Rgb = mix(ink.of("#f3efe2", 0.9), rgb("#fff6cf"), lamps)
        sheet.oval(x + dx * s, y - 60 * s, 14 * s, 11 * s, beam)
        if lamps > 0.3:
            sheet.glow(x + dx * s, y - 58 * s, 90 * s, rgb("#fff0b8"), 0.6 * lamps)


def _front(easel: Easel) -> Sheet:
    """A shop sign and an awning at the edges, out over the pavement."""
    sheet, style = easel.sheet("front", front=True), easel.style
    sheet.ink = easel.ink()
    dark = mix(sheet.ink.of(style.timber, 0.1), (0.03, 0.02, 0.05), 0.5)
    for mirrored in (False, True):
        with sheet.placed(1664 if mirrored else 0, 0, -1 if mirrored else 1, 1):
            sheet.rect(-400, -240, -10, 1180, dark)
            awning(sheet, -170, 96, 560, 130, style.cloths[0 if mirrored else 2])
            sheet.shape(straight([(-400, -240), (90, -240), (70, -26), (-400, -26)]), dark)
    signboard(sheet, 1600, 250, 120, 74, style.cloths[1], easel.lamps)
    return sheet
