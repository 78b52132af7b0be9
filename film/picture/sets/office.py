"""The office: indoors desks before a wall of glass high over the city; outdoors the plaza at the foot of a glass tower."""

from __future__ import annotations

from film.picture.sets import plaza
from film.picture.sets.brushes import Sheet, down, linear, pen, smooth, spread, straight
from film.picture.sets.easel import Easel
from film.picture.sets.land import mottle
from film.picture.sets.ornament import FLAME, garland, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.rooms import NEAR, Room, deep, edge_in_front, light_shaft
from film.picture.sets.skyline import skyscraper
from film.picture.sets.texture import dice
from film.picture.sets.towers import tower
from film.picture.sets.trees import leafage

ROOM = Room(left=150, right=1514, top=168, base=676)


def paint(easel: Easel) -> SetPainting:
    if not easel.inside:
        return plaza.paint(easel)
    easel.hang_sky(0.3, horizon=620)
    easel.hang(_city(easel), 0.5)
    easel.hang(_glass_wall(easel), 0.93)
    easel.hang(_floor(easel), 1.0)
    easel.hang(_near_desks(easel), 1.06)
    easel.hang(_front(easel), 1.4, in_front=True)
    return easel.finish("")


def _city(easel: Easel) -> Sheet:
    """Towers seen from above their feet, a landmark of the culture among them."""
    sheet = easel.sheet("city", 0.42, inside=False)
    for row, (base, low, high) in enumerate(((600, 90, 260), (650, 80, 220), (720, 120, 250))):
        sheet.ink = easel.ink(0.56 - 0.17 * row, inside=False)
        x = -30.0
        while x < 1690:
            w = sheet.dice.uniform(56, 104)
            skyscraper(sheet, x, base, w, sheet.dice.uniform(low, high) * 0.9, easel.lamps)
            x += w + sheet.dice.uniform(2, 26)
        if row == 0:
            tower(sheet, easel.style.culture, 560 if easel.sun.from_left else 1100, 640, 120, 250, easel.lamps)
        veil(sheet, base - 140, base + 40, 0.34)
    sheet.rect(-20, 715, 1684, 960, sheet.ink.of("#70757c", 0.4))
    return sheet


def _glass_wall(easel: Easel) -> Sheet:
    """Ceiling panels, steel mullions, a glass meeting box at one side; the view is a hole in the sheet."""
    sheet, ink = easel.sheet("glass"), easel.ink()
    a, b, c, d = ROOM.corners
    near = [deep(point, NEAR) for point in ROOM.corners]
    sheet.poly([a, b, near[1], near[0]], down(-60, ROOM.top, ink.of("#cfd4d8", 0.2), ink.of("#e3e7ea", 0.6)))
    sheet.poly([d, c, near[2], near[3]], ink.of("#8a8f96", 0.4))
    for right in (False, True):
        light = ink.side(not right, 0.7, 0.25)
        sheet.poly(
            ROOM.side(right, NEAR, 1.0, 0.0, 1.0),
            linear(
                (ROOM.right if right else ROOM.left, 0),
                (1684 if right else -20, 0),
                ((0.0, ink.of("#c9ced2", light)), (1.0, ink.of("#c9ced2", light * 0.6))),
            ),
        )
    _panels(easel, sheet)
    sheet.rect(ROOM.left, ROOM.top, ROOM.right, ROOM.base, mix(easel.palette.sky[3], (1, 1, 1), 0.3), 0.08)
    for x in spread(ROOM.left, ROOM.right, 8):
        sheet.rect(x - 6, ROOM.top, x + 6, ROOM.base, linear((x - 6, 0), (x + 6, 0), ink.across("#4a525c", 0.2, 0.9)))
    for y, high in ((ROOM.top, 16), (ROOM.top + 120, 7), (ROOM.base - 92, 8), (ROOM.base - 22, 24)):
        sheet.rect(ROOM.left, y, ROOM.right, y + high, ink.of("#4a525c", 0.5))
    for k in (1, 3, 5):
        x = ROOM.left + (ROOM.right - ROOM.left) * (k + 0.3) / 7
        sheet.poly([(x, ROOM.top + 16), (x + 46, ROOM.top + 16), (x - 60, ROOM.base - 24), (x - 106, ROOM.base - 24)], (1.0, 1.0, 1.0), 0.07)
    _whiteboard(easel, sheet)
    return sheet


def _panels(easel: Easel, sheet: Sheet) -> None:
    """Rows of light panels that run to the vanishing point."""
    lamps = max(0.3, easel.lamps)
    tone = mix(sheet.ink.of("#ffffff", 1.0), rgb("#fff6dc"), lamps)
    for x0 in (-520, -220, 80, 380):
        for k0, k1 in ((1.05, 1.16), (1.26, 1.4), (1.54, 1.74)):
            quad = [
                deep((832 + x0, ROOM.top), k0),
                deep((832 + x0 + 140, ROOM.top), k0),
                deep((832 + x0 + 140, ROOM.top), k1),
                deep((832 + x0, ROOM.top), k1),
            ]
            sheet.poly(quad, tone)
            sheet.shape(straight(quad), pen(sheet.ink.of("#8a9098", 0.4), 2))
    if easel.lamps > 0.3:
        sheet.glow(832, 90, 760, rgb("#fff0cc"), 0.2 * easel.lamps, flat_to=0.5)


def _whiteboard(easel: Easel, sheet: Sheet) -> None:
    """A board with charts on the side wall away from the light."""
    right = easel.sun.from_left
    ink = sheet.ink
    sheet.poly(ROOM.side(right, 1.32, 1.04, 0.3, 0.78), ink.of("#5a626c", 0.5))
    sheet.poly(ROOM.side(right, 1.31, 1.05, 0.315, 0.765), ink.of("#fbfcfc", 0.85))
    for k, high in enumerate((0.42, 0.5, 0.46, 0.58, 0.64)):
        near = 1.08 + 0.04 * k
        sheet.poly(ROOM.side(right, near + 0.024, near, 0.36, high), ink.of(easel.style.cloths[k % 4], 0.7))


def _floor(easel: Easel) -> Sheet:
    sheet, ink = easel.sheet("floor"), easel.ink()
    sheet.rect(
        -20,
        ROOM.base,
        1684,
        960,
        linear((0, ROOM.base), (0, 940), ((0.0, ink.of("#9aa2aa", 0.8)), (0.4, ink.of("#7f8890", 0.55)), (1.0, ink.of("#5c646c", 0.14)))),
    )
    for k in (1.0, 1.12, 1.27, 1.46, 1.7, 2.0, 2.4):
        y = deep((0, ROOM.base), k)[1]
        sheet.line([(-20, y), (1684, y)], ink.of("#4a525c", 0.1), 1.6, 0.3)
    for x in spread(-300, 1964, 18):
        sheet.line([deep((x, ROOM.base), 1.0), deep((x, ROOM.base), NEAR)], ink.of("#4a525c", 0.1), 1.6, 0.3)
    mottle(sheet, easel.seed, y0=ROOM.base, strength=0.12)
    sheet.rect(
        ROOM.left,
        ROOM.base,
        ROOM.right,
        ROOM.base + 120,
        linear((0, ROOM.base), (0, ROOM.base + 120), ((0.0, mix(easel.palette.sky[3], (1, 1, 1), 0.2), 0.35), (1.0, easel.palette.sky[3], 0.0))),
    )
    for x in (420, 900):
        light_shaft(easel, sheet, x, ROOM.top + 100, 240, 260 if easel.sun.from_left else -260, 0.45)
    for k, x in enumerate((330, 570, 1090, 1330)):
        desk(easel, sheet, x, 716, 0.62, k)
    _water(sheet, 190 if easel.sun.from_left else 1474, 716)
    _palm(sheet, 1474 if easel.sun.from_left else 190, 716)
    if easel.festive:
        garland(easel, sheet, 60, 832, 120, 60, size=10, strings=5)
        garland(easel, sheet, 832, 1604, 120, 60, size=10, strings=5)
    lay_props(easel, sheet, SPOTS, "phone")
    return sheet


SPOTS = (
    Spot(x=1196, y=800, scale=0.9),
    Spot(x=470, y=800, scale=0.9),
    Spot(x=1080, y=752, scale=0.66),
    Spot(x=590, y=752, scale=0.66),
    Spot(x=1330, y=880, scale=1.0),
)


def desk(easel: Easel, sheet: Sheet, x: float, y: float, s: float, k: int) -> None:
    """A desk with a screen, papers and a chair."""
    ink, wood = sheet.ink, "#c9a47c"
    sheet.shade(x, y, 180 * s, 22 * s, 0.4)
    sheet.rect(x - 34 * s, y - 250 * s, x + 34 * s, y - 130 * s, ink.of("#3a4250", 0.35), radius=12 * s)
    for dx in (-150, 150):
        sheet.rect(x + dx * s - 6 * s, y - 116 * s, x + dx * s + 6 * s, y, ink.of("#5a626c", 0.5))
    sheet.rect(x - 166 * s, y - 126 * s, x + 166 * s, y - 112 * s, ink.of(wood, 0.55), radius=3)
    sheet.poly([(x - 166 * s, y - 125 * s), (x - 146 * s, y - 142 * s), (x + 146 * s, y - 142 * s), (x + 166 * s, y - 125 * s)], ink.of(wood, 0.95))
    sheet.rect(x - 140 * s, y - 112 * s, x - 60 * s, y - 20 * s, ink.of("#d9dde0", 0.4))
    for row in range(3):
        sheet.rect(x - 134 * s, y - (106 - 28 * row) * s, x - 66 * s, y - (84 - 28 * row) * s, ink.of("#eef0f2", 0.6), radius=2)
    sheet.rect(x - 8 * s, y - 160 * s, x + 8 * s, y - 138 * s, ink.of("#3a3f48", 0.4))
    sheet.rect(x - 66 * s, y - 236 * s, x + 66 * s, y - 156 * s, ink.of("#23272e", 0.4), radius=5 * s)
    screen = mix(rgb("#9fd0f2"), rgb("#7fa8e0"), 0.5)
    sheet.rect(x - 60 * s, y - 230 * s, x + 60 * s, y - 162 * s, screen)
    rolls = dice(easel.seed, "screen", k)
    for row in range(4):
        sheet.rect(
            x - 50 * s,
            y - (222 - 15 * row) * s,
            x + rolls.uniform(-20, 50) * s,
            y - (215 - 15 * row) * s,
            rgb(rolls.choice(("#f4fbff", "#2f5d8a", "#f2b63c"))),
            0.8,
        )
    sheet.glow(x, y - 196 * s, 130 * s, rgb("#9fd0ff"), 0.12 + 0.16 * easel.lamps)
    sheet.poly(
        [(x + 80 * s, y - 130 * s), (x + 92 * s, y - 139 * s), (x + 138 * s, y - 138 * s), (x + 134 * s, y - 129 * s)], ink.of("#fbfaf4", 0.95)
    )
    if easel.lamps > 0.4:
        sheet.glow(x + 120 * s, y - 190 * s, 120 * s, FLAME, 0.3)


def _water(sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 26, y - 110, x + 26, y, linear((x - 26, 0), (x + 26, 0), ink.across("#eef1f3", 0.3, 1.0)), radius=4)
    sheet.blob(
        [(x - 16, y - 110), (x - 25, y - 128), (x - 25, y - 176), (x, y - 186), (x + 25, y - 176), (x + 25, y - 128), (x + 16, y - 110)],
        linear((x - 25, 0), (x + 25, 0), ink.across("#6fb6e0", 0.4, 1.0)),
    )


def _palm(sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    for k in range(9):
        lean = (k - 4) * 17
        leaf = smooth([(x, y - 54), (x + lean * 0.4 - 9, y - 130), (x + lean * 1.2, y - 176 - 18 * (4 - abs(k - 4))), (x + lean * 0.7 + 10, y - 118)])
        sheet.shape(leaf, ink.of("#4f8a4a", 0.25 + 0.08 * k))
    leafage(sheet, x, y - 66, 34, 18, "#4f8a44", 16)
    sheet.rect(x - 30, y - 60, x + 30, y, linear((x - 30, 0), (x + 30, 0), ink.across("#e9ecee", 0.2, 1.0)), radius=5)


def _near_desks(easel: Easel) -> Sheet:
    """Two larger desks at the sides, nearer than the people's middle row."""
    sheet = easel.sheet("near desks")
    desk(easel, sheet, 150, 846, 1.1, 7)
    desk(easel, sheet, 1514, 846, 1.1, 8)
    return sheet


def _front(easel: Easel) -> Sheet:
    sheet = easel.sheet("front", front=True)
    edge_in_front(sheet, "#4a525c", width=70)
    return sheet
