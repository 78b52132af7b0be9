"""The inside of a palace: steps up to a throne under a canopy, arches on both sides, a chandelier, a chequered floor."""

from __future__ import annotations

from dataclasses import replace

from film.model import Culture
from film.picture.sets.brushes import Sheet, arch, down, linear, pen, ring, smooth, spread
from film.picture.sets.easel import Easel
from film.picture.sets.ornament import FLAME, garland, lantern
from film.picture.sets.painting import WITH_STAGE, SetPainting
from film.picture.sets.palette import mix, rgb, times
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.rooms import NEAR, Room, curtain, deep, edge_in_front, light_shaft, outdoors, shell, side_window, skirting, tiles, window
from film.picture.sets.towers import column

ROOM = Room(left=322, right=1342, top=96, base=684)

_WALLS = {
    Culture.SOUTH_INDIAN: "#b8864c",
    Culture.NORTH_INDIAN: "#d9b08a",
    Culture.EAST_ASIAN: "#8f3a2c",
    Culture.WESTERN: "#d9d2c0",
    Culture.MIDDLE_EASTERN: "#cfb48a",
    Culture.AFRICAN: "#b5713c",
}


def paint(easel: Easel) -> SetPainting:
    outdoors(easel)
    easel.hang(_walls(easel), 0.94)
    easel.hang(_dais(easel), WITH_STAGE)
    easel.hang(_floor(easel), 1.0)
    easel.hang(_chandeliers(easel), 1.08)
    sheet = easel.sheet("front", front=True)
    edge_in_front(sheet, easel.tinted(_WALLS[easel.style.culture]), width=86)
    sheet.ink = replace(sheet.ink, key=times(sheet.ink.key, (0.42, 0.42, 0.46)), ambient=times(sheet.ink.ambient, (0.3, 0.3, 0.36)))
    for x in (-20, 1684):
        curtain(sheet, x, -240, 150, 1180, easel.style.accent)
    if easel.festive:
        garland(easel, sheet, -400, 2064, -20, 34, size=18, strings=0)
    easel.hang(sheet, 1.4, in_front=True)
    return easel.finish("petals" if easel.festive else "dust")


def _walls(easel: Easel) -> Sheet:
    sheet, style, wall = easel.sheet("walls"), easel.style, easel.tinted(_WALLS[easel.style.culture])
    ink = sheet.ink
    shell(sheet, ROOM, wall=wall, floor="#9a8470", ceiling="#7a4a34" if style.culture is not Culture.WESTERN else "#efe8d8")
    for k in spread(0, 1, 7):
        x = ROOM.left + (ROOM.right - ROOM.left) * k
        sheet.line([(x, ROOM.top), deep((x, ROOM.top), NEAR)], ink.of("#e0b04a", 0.6), 5, 0.6)
    for near, far in ((1.9, 1.52), (1.42, 1.16)):
        for right in (False, True):
            side_window(easel, sheet, ROOM, right, near, far, 0.16, 0.78)
    kind = style.arch if style.arch != "flat" else "round"
    for x in (432, 552, 1112, 1232):
        window(easel, sheet, x, ROOM.base - 96, 78, 320, kind=kind, frame="#e0b04a")
    sheet.rect(ROOM.left, ROOM.top + 52, ROOM.right, ROOM.top + 66, ink.of("#e0b04a", 0.8))
    for px in spread(ROOM.left + 20, ROOM.right - 20, 34):
        sheet.oval(px, ROOM.top + 40, 9, 9, ink.of("#e0b04a", 0.6))
    skirting(sheet, ROOM, style.timber, 0.06)
    return sheet


def _dais(easel: Easel) -> Sheet:
    """Steps, the throne and its canopy against a hanging."""
    sheet, style, ink = easel.sheet("dais"), easel.style, easel.ink()
    x, base = 832.0, ROOM.base + 8
    kind = style.arch if style.arch != "flat" else "round"
    sheet.shape(arch(x, base - 40, 330, 470, kind), ink.of("#e0b04a", 0.75))
    cloth = arch(x, base - 40, 300, 446, kind)
    sheet.shape(
        cloth,
        linear((x - 150, 0), (x + 150, 0), ((0.0, ink.of(style.accent, 0.2)), (0.5, ink.of(style.accent, 0.8)), (1.0, ink.of(style.accent, 0.2)))),
    )
    with sheet.within(cloth):
        for px in spread(x - 130, x + 130, 11):
            sheet.line([(px, base - 500), (px, base - 40)], ink.of("#2a0c14", 0.0), 6, 0.22)
        for px, py in ring(x, base - 330, 62, 16):
            sheet.line([(x, base - 330), (px, py)], ink.of("#f0c65a", 0.9), 4, 0.8)
        sheet.oval(x, base - 330, 26, 26, ink.of("#f0c65a", 1.0))
    for k, half in enumerate((270, 226, 184)):
        y = base + 26 - 24 * k
        sheet.rect(x - half, y - 24, x + half, y, down(y - 24, y, ink.of("#e6d8c0", 0.9), ink.of("#a8927a", 0.4)))
        sheet.rect(x - 60, y - 24, x + 60, y, ink.of(style.accent, 0.75 - 0.12 * (k % 2)))
    _throne(easel, sheet, x, base - 46)
    for side in (-1, 1):
        column(sheet, x + side * 206, base + 2, 40, 470, "#d9a441" if style.culture is not Culture.WESTERN else "#efe8d8", fluted=True)
        _torch(easel, sheet, x + side * 300, base + 20)
    sheet.glow(x, base - 130, 380, FLAME, 0.14 + 0.2 * easel.lamps)
    return sheet


def _throne(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    ink, gold = sheet.ink, "#e0b04a"
    back = smooth([(x - 62, y), (x - 66, y - 150), (x - 40, y - 196), (x, y - 226), (x + 40, y - 196), (x + 66, y - 150), (x + 62, y)])
    sheet.shape(back, linear((x - 66, 0), (x + 66, 0), ink.across(gold, 0.1, 1.1)))
    inner = smooth([(x - 46, y - 40), (x - 48, y - 140), (x, y - 190), (x + 48, y - 140), (x + 46, y - 40)])
    sheet.shape(inner, ink.of(easel.style.cloths[3], 0.55))
    for row in range(4):
        for k in range(3):
            sheet.oval(x + (k - 1) * 26, y - 70 - 26 * row, 4, 4, ink.of(gold, 0.9))
    sheet.rect(x - 74, y - 62, x + 74, y - 40, ink.of(easel.style.accent, 0.9), radius=8)
    sheet.rect(x - 76, y - 42, x + 76, y, linear((x - 76, 0), (x + 76, 0), ink.across(gold, 0.1, 1.0)), radius=4)
    for side in (-1, 1):
        sheet.rect(x + side * 70 - 11, y - 104, x + side * 70 + 11, y, ink.of(gold, 0.7), radius=6)
        sheet.oval(x + side * 70, y - 108, 15, 13, ink.of(gold, 1.0))
        sheet.oval(x + side * 50, y - 200, 10, 14, ink.of(gold, 0.95))
    sheet.oval(x, y - 232, 14, 17, ink.of("#d9304a", 0.9))


def _torch(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 5, y - 150, x + 5, y, linear((x - 5, 0), (x + 5, 0), ink.across("#c99a45", 0.2, 1.0)))
    sheet.rect(x - 28, y - 9, x + 28, y, ink.of("#c99a45", 0.6), radius=4)
    sheet.poly([(x - 26, y - 166), (x + 26, y - 166), (x + 12, y - 146), (x - 12, y - 146)], ink.of("#c99a45", 0.9))
    sheet.glow(x, y - 176, 120, FLAME, 0.4)
    easel.flames.append((x, y - 164, 1.5))


def _floor(easel: Easel) -> Sheet:
    sheet, style, ink = easel.sheet("floor"), easel.style, easel.ink()
    _, _, c, d = ROOM.corners
    sheet.poly(
        [d, c, deep(c, NEAR), deep(d, NEAR)],
        linear((0, ROOM.base), (0, 940), ((0.0, ink.of("#d9cbb4", 0.8)), (0.4, ink.of("#cbb9a0", 0.55)), (1.0, ink.of("#9a8470", 0.15)))),
    )
    tiles(sheet, ROOM, "#f3ead8", "#7a4438" if style.culture is not Culture.WESTERN else "#3f4a5a", across=11, alpha=0.55)
    for half, local in ((92, "#e0b04a"), (82, style.accent)):
        runner = [deep((832 + s * half, ROOM.base), k) for s, k in ((-1, 1.0), (1, 1.0), (1, NEAR), (-1, NEAR))]
        sheet.poly(runner, down(ROOM.base, 940, ink.of(local, 0.8), ink.of(local, 0.2)))
    side = -1 if easel.sun.from_left else 1
    for x in (492.0, 1172.0):
        light_shaft(easel, sheet, x, 300, 110, -side * 210, 0.7)
    for k in (1.2, 1.62, 2.15):
        for sign in (-1, 1):
            x, base = deep((832 + sign * 430, ROOM.base), k)
            sheet.shade(x, base, 46 * k, 11 * k, 0.45)
            column(
                sheet,
                x,
                base,
                40 * k,
                560 * k,
                "#d9a441" if style.culture is Culture.EAST_ASIAN else easel.tinted(_WALLS[style.culture]),
                fluted=True,
            )
    lay_props(easel, sheet, SPOTS, "flowers")
    return sheet


SPOTS = (
    Spot(x=1196, y=806, scale=0.9),
    Spot(x=468, y=806, scale=0.9),
    Spot(x=1096, y=738, scale=0.68),
    Spot(x=568, y=738, scale=0.68),
    Spot(x=1420, y=872, scale=1.0),
)


def _chandeliers(easel: Easel) -> Sheet:
    sheet = easel.sheet("chandeliers")
    if easel.style.culture is Culture.EAST_ASIAN:
        for x, y, r in ((420, 60, 58), (1244, 60, 58), (620, 30, 40), (1044, 30, 40)):
            lantern(sheet, x, y, r, max(0.4, easel.lamps))
        return sheet
    for x, y, s in ((500, 120, 0.8), (1164, 120, 0.8)):
        _chandelier(easel, sheet, x, y, s)
    return sheet


def _chandelier(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    ink, gold, lamps = sheet.ink, "#e0b04a", max(0.25, easel.lamps)
    sheet.line([(x, -40), (x, y - 60 * s)], ink.of(gold, 0.5), 4 * s)
    sheet.oval(x, y, 120 * s, 26 * s, pen(ink.of(gold, 0.9), 7 * s))
    sheet.oval(x, y - 50 * s, 64 * s, 14 * s, pen(ink.of(gold, 0.8), 5 * s))
    for t in spread(-1, 1, 9):
        px, py = x + 120 * t * s, y + 22 * (1 - t * t) * s
        sheet.line([(px, py), (x + 20 * t * s, y - 60 * s)], ink.of(gold, 0.6), 2)
        sheet.rect(px - 4 * s, py - 26 * s, px + 4 * s, py, ink.of("#fbf4e4", 0.9))
        sheet.oval(px, py - 34 * s, 5 * s, 10 * s, mix(ink.of("#fff3d0", 0.9), rgb("#ffd27a"), lamps))
        sheet.glow(px, py - 32 * s, 44 * s, FLAME, 0.5 * lamps)
        for k in range(3):
            sheet.oval(px, py + (12 + 14 * k) * s, 4.5 * s, 7 * s, mix(ink.of("#e8f2f6", 0.9), rgb("#ffe9bc"), 0.5 * lamps), 0.85)
    sheet.glow(x, y, 300 * s, FLAME, 0.28 * lamps)
