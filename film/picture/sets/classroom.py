"""The classroom: indoors a long blackboard over rows of desks, windows down one side; outdoors the schoolhouse with its bell and yard."""

from __future__ import annotations

import math

from film.model import Culture
from film.picture.sets import school_yard
from film.picture.sets.brushes import Sheet, linear, pen, ring
from film.picture.sets.easel import Easel
from film.picture.sets.land import depth_scale
from film.picture.sets.ornament import flags, garland
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.rooms import NEAR, Room, boards, edge_in_front, light_shaft, outdoors, pendant, shell, side_window, skirting

ROOM = Room(left=330, right=1334, top=140, base=680)

_WALLS = {
    Culture.SOUTH_INDIAN: "#cfe0c0",
    Culture.NORTH_INDIAN: "#d9e0c9",
    Culture.EAST_ASIAN: "#ece6d6",
    Culture.WESTERN: "#efe2bc",
    Culture.MIDDLE_EASTERN: "#e6d8b8",
    Culture.AFRICAN: "#e8c48a",
}


def paint(easel: Easel) -> SetPainting:
    if not easel.inside:
        return school_yard.paint(easel)
    outdoors(easel)
    easel.hang(_walls(easel), 0.95)
    easel.hang(_board(easel), 0.97)
    easel.hang(_floor(easel), 1.0)
    easel.hang(_near_desks(easel), 1.1)
    easel.hang(_front(easel), 1.4, in_front=True)
    return easel.finish("dust")


def _walls(easel: Easel) -> Sheet:
    sheet, style, ink = easel.sheet("walls"), easel.style, easel.ink()
    shell(sheet, ROOM, wall=easel.tinted(_WALLS[style.culture]), floor="#b08a5c", ceiling="#f0ead8")
    light_on_left = easel.sun.from_left
    for near, far in ((2.02, 1.62), (1.52, 1.24), (1.18, 1.02)):
        side_window(easel, sheet, ROOM, not light_on_left, near, far, 0.3, 0.84, bars=3)
    paint_of_wall = easel.dice.choice(("#5f8a7a", "#7f95b8", "#b5805c", "#98a058", "#8f6f86"))
    for right in (False, True):
        sheet.poly(ROOM.side(right, NEAR, 1.0, 0.0, 0.24), ink.of(paint_of_wall, ink.side(not right, 0.6, 0.25)), 0.85)
    sheet.rect(ROOM.left, ROOM.base - 130, ROOM.right, ROOM.base, ink.of(paint_of_wall, 0.5), 0.9)
    skirting(sheet, ROOM, style.timber)
    _posters(easel, sheet, right=light_on_left)
    return sheet


def _posters(easel: Easel, sheet: Sheet, *, right: bool) -> None:
    """Charts and children's pictures on the wall without windows."""
    ink = sheet.ink
    for k, (near, far, low, high) in enumerate(((1.2, 1.06, 0.4, 0.7), (1.42, 1.26, 0.46, 0.78), (1.72, 1.5, 0.38, 0.7), (2.05, 1.82, 0.42, 0.74))):
        sheet.poly(ROOM.side(right, near, far, low, high), ink.of("#fbf6e8", 0.8))
        sheet.poly(ROOM.side(right, near - 0.02, far + 0.02, low + 0.02, high - 0.02), ink.of(easel.style.cloths[k % 5], 0.6))
        middle = (near + far) / 2
        sheet.poly(ROOM.side(right, middle + 0.03, middle - 0.03, low + 0.06, high - 0.08), ink.of("#fff3d0", 0.9))


def _board(easel: Easel) -> Sheet:
    """The blackboard with the lesson, a map, a clock, the teacher's desk with a globe."""
    sheet, ink = easel.sheet("board"), easel.ink()
    x0, x1, y0, y1 = 470.0, 1194.0, 236.0, 516.0
    sheet.rect(x0 - 18, y0 - 18, x1 + 18, y1 + 18, ink.of("#8a5f3c", 0.7), radius=4)
    sheet.rect(
        x0, y0, x1, y1, linear((x0, y0), (x1, y1), ((0.0, ink.of("#2f5a48", 0.75)), (0.5, ink.of("#3a6b56", 0.85)), (1.0, ink.of("#28503f", 0.6))))
    )
    _lesson(sheet, x0, y0)
    sheet.rect(x0 - 10, y1 + 10, x1 + 10, y1 + 22, ink.of("#a8794a", 0.9))
    for k, px in enumerate((560, 590, 980)):
        sheet.rect(px, y1 + 5, px + 22, y1 + 11, ink.of(("#ffffff", "#ffd35a", "#ff8a9a")[k], 1.0), radius=2)
    _clock(sheet, 832, 188)
    _map(easel, sheet, 1262 if easel.sun.from_left else 402)
    flags(sheet, easel.style.cloths, ROOM.left, ROOM.right, ROOM.top + 8, 26, 22)
    if easel.festive:
        garland(easel, sheet, ROOM.left, ROOM.right, ROOM.top + 30, 40, size=9, strings=5)
    _teachers_desk(sheet, 560 if easel.sun.from_left else 1104, ROOM.base + 26)
    return sheet


def _lesson(sheet: Sheet, x0: float, y0: float) -> None:
    """Chalk: sums, a triangle, lines of writing in no script, a sun."""
    chalk, rolls = mix(sheet.ink.of("#ffffff", 0.95), (1.0, 1.0, 1.0), 0.2), sheet.dice
    for row in range(5):
        at = x0 + 40
        while at < x0 + 300:
            w = rolls.uniform(16, 46)
            stroke = [(at + w * t, y0 + 56 + 44 * row + rolls.uniform(-7, 7)) for t in (0, 0.3, 0.6, 1.0)]
            sheet.bend(stroke, chalk, 3.2, 0.85)
            at += w + 16
    sheet.line([(x0 + 400, y0 + 210), (x0 + 400, y0 + 70), (x0 + 560, y0 + 210), (x0 + 400, y0 + 210)], chalk, 3.6, 0.9)
    sheet.line([(x0 + 400, y0 + 192), (x0 + 418, y0 + 192), (x0 + 418, y0 + 210)], chalk, 2.4, 0.8)
    sheet.oval(x0 + 640, y0 + 76, 26, 26, pen(sheet.ink.of("#ffd35a", 1.0), 4))
    for px, py in ring(x0 + 640, y0 + 76, 46, 10):
        sheet.line([((px * 3 + x0 + 640) / 4, (py * 3 + y0 + 76) / 4), (px, py)], sheet.ink.of("#ffd35a", 1.0), 3.4)
    wave = [(x0 + 590 + 11 * k, y0 + 190 - 26 * math.sin(k * 0.8)) for k in range(12)]
    sheet.bend(wave, sheet.ink.of("#8fd0ff", 1.0), 3.4, 0.9)
    sheet.oval(x0 + 330, y0 + 170, 190, 60, (1.0, 1.0, 1.0), 0.035)


def _clock(sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.oval(x, y, 34, 34, ink.of("#6b4a34", 0.6))
    sheet.oval(x, y, 28, 28, ink.of("#fbf7ea", 0.95))
    for px, py in ring(x, y, 23, 12):
        sheet.oval(px, py, 1.8, 1.8, ink.of("#2c2420", 0.2))
    sheet.line([(x, y - 18), (x, y), (x + 12, y + 6)], ink.of("#2c2420", 0.2), 3)


def _map(easel: Easel, sheet: Sheet, x: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 54, 300, x + 54, 440, ink.of("#a9d0e0", 0.8))
    for points in (
        ((-36, 330), (-8, 318), (4, 344), (-20, 372), (-34, 356)),
        ((8, 350), (38, 330), (44, 366), (20, 402), (6, 384)),
        ((-40, 396), (-14, 390), (-18, 420), (-36, 418)),
    ):
        sheet.blob([(x + dx, y) for dx, y in points], ink.of("#8fae62", 0.7))
    for y in (298, 442):
        sheet.rect(x - 62, y - 5, x + 62, y + 5, ink.of(easel.style.timber, 0.6), radius=4)


def _teachers_desk(sheet: Sheet, x: float, y: float) -> None:
    ink, wood = sheet.ink, "#9a6a42"
    sheet.shade(x, y, 160, 18, 0.4)
    sheet.rect(x - 130, y - 112, x + 130, y, linear((x - 130, 0), (x + 130, 0), ink.across(wood, 0.2, 0.85)), radius=3)
    for dx in (-66, 66):
        sheet.rect(x + dx - 54, y - 100, x + dx + 54, y - 10, pen(ink.of("#5a3a24", 0.3), 3))
    sheet.poly([(x - 140, y - 112), (x - 122, y - 128), (x + 122, y - 128), (x + 140, y - 112)], ink.of(wood, 0.95))
    sheet.rect(x - 140, y - 114, x + 140, y - 104, ink.of(wood, 0.7))
    gx, gy = x + 84, y - 160
    sheet.oval(gx, gy, 30, 30, linear((gx - 30, 0), (gx + 30, 0), ink.across("#4f9cc9", 0.2, 1.0)))
    sheet.blob([(gx - 18, gy - 10), (gx - 2, gy - 18), (gx + 6, gy), (gx - 8, gy + 14)], ink.of("#8fae62", 0.8))
    sheet.bend([(gx - 26, gy - 26), (gx + 36, gy - 6), (gx + 16, gy + 34)], ink.of("#c9973a", 0.8), 3.4)
    sheet.rect(gx - 18, gy + 28, gx + 18, gy + 36, ink.of("#c9973a", 0.6), radius=3)
    for k, local in enumerate(("#b5322f", "#2f5d8a", "#e0a53c")):
        sheet.rect(x - 96, y - 140 - 12 * k, x - 26 - 6 * k, y - 129 - 12 * k, ink.of(local, 0.7), radius=2)
    sheet.oval(x + 20, y - 138, 11, 11, ink.of("#d0302c", 0.8))


def _floor(easel: Easel) -> Sheet:
    sheet, ink = easel.sheet("floor"), easel.ink()
    sheet.rect(
        -20,
        ROOM.base + 16,
        1684,
        960,
        linear((0, ROOM.base), (0, 940), ((0.0, ink.of("#c49a66", 0.75)), (0.4, ink.of("#b08a5c", 0.55)), (1.0, ink.of("#7f5f3c", 0.14)))),
    )
    boards(sheet, ROOM, "#b08a5c", 21)
    for x in (240.0, 420.0):
        light_shaft(easel, sheet, x if easel.sun.from_left else 1664 - x, 330, 120, 300 if easel.sun.from_left else -300, 0.6)
    for y in (724, 778):
        for offset in (330, 520):
            for side in (-1, 1):
                x = 832 + side * offset * depth_scale(y) * 1.55
                pupils_desk(sheet, x, y, depth_scale(y) * 0.86, easel.style.cloths[(offset // 100 + int(y)) % 5])
    for x in (540, 1124):
        pendant(easel, sheet, x, 112, 58, "#4f7f6a")
    lay_props(easel, sheet, SPOTS, "book")
    return sheet


SPOTS = (
    Spot(x=1150, y=812, scale=0.8),
    Spot(x=514, y=812, scale=0.8),
    Spot(x=1040, y=728, scale=0.6),
    Spot(x=624, y=728, scale=0.6),
    Spot(x=1330, y=890, scale=1.0),
)


def pupils_desk(sheet: Sheet, x: float, y: float, s: float, cloth: str) -> None:
    """A bench desk seen from behind, with a bag or a book on it."""
    ink, wood = sheet.ink, "#b9854e"
    sheet.shade(x, y, 110 * s, 16 * s, 0.4)
    for dx in (-84, 84):
        sheet.rect(x + dx * s - 6 * s, y - 120 * s, x + dx * s + 6 * s, y, ink.of("#4a4f56", 0.4))
    sheet.rect(x - 92 * s, y - 112 * s, x + 92 * s, y - 66 * s, ink.of(wood, 0.3))
    sheet.poly([(x - 100 * s, y - 112 * s), (x - 86 * s, y - 136 * s), (x + 86 * s, y - 136 * s), (x + 100 * s, y - 112 * s)], ink.of(wood, 0.95))
    sheet.rect(x - 100 * s, y - 114 * s, x + 100 * s, y - 104 * s, ink.of(wood, 0.6))
    sheet.poly([(x - 60 * s, y - 120 * s), (x - 54 * s, y - 132 * s), (x + 2 * s, y - 132 * s), (x, y - 120 * s)], ink.of("#fbf7ea", 0.95))
    sheet.rect(x - 70 * s, y - 62 * s, x + 70 * s, y - 48 * s, ink.of(wood, 0.7), radius=3)
    sheet.rect(x + 34 * s, y - 100 * s, x + 82 * s, y - 52 * s, ink.of(cloth, 0.6), radius=8 * s)


def _near_desks(easel: Easel) -> Sheet:
    sheet = easel.sheet("near desks")
    for x in (120, 1544):
        pupils_desk(sheet, x, 900, 1.32, easel.style.cloths[0])
    return sheet


def _front(easel: Easel) -> Sheet:
    sheet = easel.sheet("front", front=True)
    edge_in_front(sheet, "#6b4a34", left=not easel.sun.from_left, right=easel.sun.from_left, width=84)
    return sheet
