"""The home: indoors a living room with a large window, a long seat, shelves and a lamp, nothing in it symmetric; outdoors its front door."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets import front_door
from film.picture.sets.brushes import Sheet, arch, down, linear, pen, ring, smooth, spread
from film.picture.sets.culture import Style
from film.picture.sets.easel import Easel
from film.picture.sets.ornament import FLAME, diya, garland, toran
from film.picture.sets.painting import WITH_STAGE, SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.rooms import Room, boards, curtain, edge_in_front, light_shaft, outdoors, pendant, shell, side_window, skirting, window
from film.picture.sets.towers import doorway
from film.picture.sets.trees import leafage

ROOM = Room(left=250, right=1384, top=118, base=690)

_WALLS = {
    Culture.SOUTH_INDIAN: "#e6c98f",
    Culture.NORTH_INDIAN: "#e0a890",
    Culture.EAST_ASIAN: "#e6dcc4",
    Culture.WESTERN: "#a9bdb4",
    Culture.MIDDLE_EASTERN: "#e2c6a0",
    Culture.AFRICAN: "#d9965c",
}


def paint(easel: Easel) -> SetPainting:
    if not easel.inside:
        return front_door.paint(easel)
    outdoors(easel)
    easel.hang(_walls(easel), 0.93)
    easel.hang(_furniture(easel), WITH_STAGE)
    easel.hang(_floor(easel), 1.0)
    easel.hang(_front(easel), 1.4, in_front=True)
    return easel.finish("petals" if easel.event == "wedding" else "dust")


def _mirrored(easel: Easel, x: float) -> float:
    """The window is on the side that the light comes from."""
    return x if easel.sun.from_left else 1664 - x


def _walls(easel: Easel) -> Sheet:
    sheet, style, wall = easel.sheet("walls"), easel.style, easel.tinted(_WALLS[easel.style.culture])
    ink = sheet.ink
    shell(sheet, ROOM, wall=wall, floor="#a8744a", ceiling="#efe4d0")
    _wall_pattern(easel, sheet)
    skirting(sheet, ROOM, style.timber)
    for k in range(5):
        x = ROOM.left + (ROOM.right - ROOM.left) * (k + 0.5) / 5
        sheet.poly(
            [(x - 13, ROOM.top), (x + 13, ROOM.top), (x + (x - 832) * 2 + 40, -160), (x + (x - 832) * 2 - 40, -160)], ink.of(style.timber, 0.35)
        )
    kind = {"lobed": "lobed", "keyhole": "pointed"}.get(style.arch, "flat")
    x = _mirrored(easel, 540)
    window(
        easel,
        sheet,
        x,
        560,
        300,
        330,
        kind=kind,
        frame=style.timber if style.culture is Culture.EAST_ASIAN else "#f6eee0",
        bars=5 if style.culture is Culture.EAST_ASIAN else 3,
    )
    for side in (-1, 1):
        curtain(sheet, x + side * 190, 212, 84, 668, style.cloths[1] if style.culture is not Culture.WESTERN else "#e8dcc8")
    side_window(easel, sheet, ROOM, not easel.sun.from_left, 1.7, 1.28, 0.3, 0.8)
    return sheet


def _wall_pattern(easel: Easel, sheet: Sheet) -> None:
    """What makes the wall the culture's own: a painted dado, paper screens, stripes or bold bands."""
    style, ink = easel.style, sheet.ink
    dado = ROOM.base - 130
    match style.culture:
        case Culture.EAST_ASIAN:
            for x in spread(ROOM.left, ROOM.right, 9):
                sheet.rect(x - 5, ROOM.top, x + 5, ROOM.base, ink.of(style.timber, 0.4))
            for y in (ROOM.top + 46, dado):
                sheet.rect(ROOM.left, y - 5, ROOM.right, y + 5, ink.of(style.timber, 0.4))
        case Culture.AFRICAN:
            for k, x in enumerate(spread(ROOM.left + 16, ROOM.right - 16, 36)):
                sheet.poly([(x - 15, dado + 22), (x, dado - 16), (x + 15, dado + 22)], ink.of(style.cloths[k % 4], 0.55), 0.9)
            sheet.rect(ROOM.left, dado + 26, ROOM.right, ROOM.base, ink.of("#8f4a2a", 0.4))
        case Culture.WESTERN:
            for x in spread(ROOM.left + 14, ROOM.right - 14, 40):
                sheet.line([(x, ROOM.top), (x, dado)], ink.of("#8fa8a0", 0.7), 4, 0.35)
            sheet.rect(ROOM.left, dado, ROOM.right, ROOM.base, ink.of("#f2ebdd", 0.55))
            sheet.rect(ROOM.left, dado - 7, ROOM.right, dado + 5, ink.of("#fbf6ea", 0.8))
            for x in spread(ROOM.left + 70, ROOM.right - 70, 9):
                sheet.rect(x - 52, dado + 22, x + 52, ROOM.base - 34, pen(ink.of("#b8b0a0", 0.4), 3))
        case _:
            sheet.rect(ROOM.left, dado, ROOM.right, ROOM.base, ink.of("#a8523c" if style.indian else "#2f7f8a", 0.42), 0.9)
            for k, x in enumerate(spread(ROOM.left + 14, ROOM.right - 14, 38)):
                sheet.poly([(x - 13, dado), (x, dado - 15), (x + 13, dado), (x, dado + 15)], ink.of(style.cloths[k % 2], 0.7), 0.9)


def _furniture(easel: Easel) -> Sheet:
    """Along the back wall: a long seat below the window, shelves, a picture, a door to the next room."""
    sheet, style, ink = easel.sheet("furniture"), easel.style, easel.ink()
    x = _mirrored(easel, 1240)
    kind = {"lobed": "lobed", "keyhole": "keyhole"}.get(style.arch, "flat")
    sheet.shape(arch(x, ROOM.base + 4, 176, 372, kind), ink.of(style.timber, 0.55))
    doorway(sheet, x, ROOM.base + 4, 148, 352, min(0.62, max(0.35, easel.lamps)), kind)
    if style.indian or easel.festive:
        toran(sheet, style, x - 86, x + 86, ROOM.base - 376, 16, 8, leaves=True, strings=0)
    _shelves(easel, sheet, _mirrored(easel, 1030), 540)
    _pictures(easel, sheet, _mirrored(easel, 842))
    _sofa(sheet, style, _mirrored(easel, 546), ROOM.base + 30)
    _plant(sheet, style, _mirrored(easel, 312), ROOM.base + 34)
    if style.indian:
        _household_shrine(easel, sheet, _mirrored(easel, 1030), 668)
    elif style.culture is Culture.WESTERN:
        _hearth(easel, sheet, _mirrored(easel, 1020), ROOM.base + 6)
    else:
        _chest(sheet, style, _mirrored(easel, 1020), ROOM.base + 14)
    return sheet


def _shelves(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    ink, style, rolls = sheet.ink, easel.style, sheet.dice
    for row in range(2):
        top = y - 120 - 96 * row
        sheet.rect(x - 104, top, x + 104, top + 10, ink.of(style.timber, 0.6))
        sheet.rect(x - 98, top + 10, x + 98, top + 18, ink.of("#2a1c22", 0.0), 0.2)
        at = x - 96.0
        while at < x + 66:
            if rolls.random() < 0.72:
                w, h = rolls.uniform(11, 19), rolls.uniform(44, 70)
                sheet.rect(
                    at, top - h, at + w, top, linear((at, 0), (at + w, 0), ink.across(rolls.choice((*style.cloths, "#e8dcc4")), 0.3, 0.8)), radius=2
                )
                sheet.rect(at + 2, top - h + 9, at + w - 2, top - h + 13, ink.of("#f0d68a", 0.7), 0.8)
                at += w + 2
            else:
                sheet.oval(
                    at + 20, top - 20, 17, 20, linear((at, 0), (at + 38, 0), ink.across(rolls.choice(("#c9704a", "#3f7f8a", "#d9a441")), 0.2, 1.0))
                )
                at += 44


def _pictures(easel: Easel, sheet: Sheet, x: float) -> None:
    ink, sky = sheet.ink, easel.palette.sky
    for dx, y, w, h in ((-14, 330, 104, 84), (66, 306, 44, 62), (64, 376, 48, 44)):
        cx = x + dx
        sheet.rect(cx - w / 2 - 8, y - h / 2 - 8, cx + w / 2 + 8, y + h / 2 + 8, ink.of("#b98a3a" if w > 60 else easel.style.timber, 0.7))
        sheet.rect(cx - w / 2, y - h / 2, cx + w / 2, y + h / 2, down(y - h / 2, y + h / 2, ink.of("#9cc0d0", 0.9), ink.of("#f0d8a8", 0.9)))
        sheet.blob(
            [
                (cx - w / 2, y + h * 0.1),
                (cx - w * 0.1, y - h * 0.16),
                (cx + w * 0.2, y + h * 0.12),
                (cx + w / 2, y),
                (cx + w / 2, y + h / 2),
                (cx - w / 2, y + h / 2),
            ],
            ink.of("#6f9a62", 0.7),
        )
        sheet.oval(cx + w * 0.2, y - h * 0.2, w * 0.07, w * 0.07, mix(ink.of("#f6d25a", 1.0), sky[4], 0.1))


def _sofa(sheet: Sheet, style: Style, x: float, y: float) -> None:
    """A sofa, a divan or a low seat, with cushions."""
    ink, cloth = sheet.ink, style.cloths[2]
    sheet.shade(x, y, 250, 24, 0.45)
    if style.culture in (Culture.EAST_ASIAN, Culture.MIDDLE_EASTERN):
        sheet.rect(x - 230, y - 60, x + 230, y - 4, linear((x - 230, 0), (x + 230, 0), ink.across(style.timber, 0.2, 0.9)), radius=6)
        sheet.rect(x - 226, y - 92, x + 226, y - 52, linear((x - 226, 0), (x + 226, 0), ink.across(cloth, 0.3, 0.95)), radius=14)
        high = 92.0
    else:
        sheet.rect(x - 214, y - 190, x + 214, y - 50, linear((x - 214, 0), (x + 214, 0), ink.across(cloth, 0.15, 0.75)), radius=26)
        sheet.rect(x - 222, y - 104, x + 222, y - 26, linear((x - 222, 0), (x + 222, 0), ink.across(cloth, 0.3, 0.95)), radius=16)
        for side in (-1, 1):
            sheet.rect(x + side * 222 - 26, y - 144, x + side * 222 + 26, y - 20, ink.of(cloth, ink.side(side > 0, 0.85, 0.35)), radius=20)
            sheet.rect(x + side * 200 - 7, y - 26, x + side * 200 + 7, y, ink.of(style.timber, 0.3))
        sheet.line([(x, y - 178), (x, y - 30)], ink.of("#1c1418", 0.0), 2, 0.35)
        high = 104.0
    for k, dx in enumerate((-150, -84, 96, 158)):
        with sheet.placed(x + dx, y - high - 30, 1, 1, (-12, 9, -8, 14)[k]):
            sheet.rect(-36, -34, 36, 36, linear((-36, 0), (36, 0), ink.across(style.cloths[(0, 1, 3, 4)[k]], 0.3, 1.0)), radius=12)
            sheet.poly([(-16, 0), (0, -16), (16, 0), (0, 16)], ink.of("#fff0d0", 0.8), 0.7)


def _plant(sheet: Sheet, style: Style, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 54, 12, 0.4)
    for k in range(9):
        lean = (k - 4) * 21
        tip = (x + lean * 1.25, y - 200 - 26 * (4 - abs(k - 4)))
        leaf = smooth([(x, y - 66), (x + lean * 0.4 - 11, y - 150), tip, (x + lean * 0.7 + 13, y - 138)])
        sheet.shape(leaf, linear((x, y - 60), tip, ((0.0, ink.of("#2f5a34", 0.25)), (1.0, ink.of("#6fa04a", 0.5 + 0.09 * (k % 4))))))
    leafage(sheet, x, y - 84, 44, 24, "#4f8a44", 20)
    sheet.poly([(x - 44, y - 76), (x + 44, y - 76), (x + 30, y), (x - 30, y)], linear((x - 44, 0), (x + 44, 0), ink.across("#c2704a", 0.15, 1.0)))
    sheet.rect(x - 50, y - 88, x + 50, y - 72, linear((x - 50, 0), (x + 50, 0), ink.across("#d08a5c", 0.25, 1.0)), radius=4)
    for px in spread(x - 30, x + 30, 5):
        sheet.poly([(px - 7, y - 42), (px, y - 54), (px + 7, y - 42), (px, y - 30)], ink.of(style.cloths[1], 0.8))


def _household_shrine(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    """A small wooden shrine with a brass lamp."""
    ink, wood = sheet.ink, easel.style.timber
    sheet.rect(x - 84, y - 56, x + 84, y + 30, linear((x - 84, 0), (x + 84, 0), ink.across(wood, 0.2, 0.9)), radius=4)
    sheet.shape(arch(x, y - 56, 130, 150, "lobed"), ink.of(wood, 0.6))
    sheet.shape(arch(x, y - 56, 104, 128, "lobed"), down(y - 184, y - 56, rgb("#f2a544"), rgb("#7a2f1a")))
    for px, py in ring(x, y - 112, 32, 14):
        sheet.oval(px, py, 6, 6, rgb("#ffd873"))
    sheet.oval(x, y - 112, 26, 30, rgb("#ffe7a0"))
    sheet.poly([(x - 30, y - 58), (x, y - 104), (x + 30, y - 58)], rgb("#e0a030"))
    sheet.glow(x, y - 100, 130, FLAME, 0.42)
    diya(easel, sheet, x - 52, y - 58, 1.0)
    diya(easel, sheet, x + 52, y - 58, 1.0)


def _hearth(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.rect(x - 116, y - 210, x + 116, y, linear((x - 116, 0), (x + 116, 0), ink.across("#c9bba4", 0.25, 0.9)))
    sheet.rect(x - 132, y - 226, x + 132, y - 206, ink.of("#f2ebdd", 0.85), radius=3)
    sheet.shape(arch(x, y, 146, 150, "round"), ink.of("#2a1c18", 0.15))
    for dx in (-26, 6, 28):
        sheet.rect(x + dx - 34, y - 22 + abs(dx) * 0.2, x + dx + 26, y - 8, ink.of("#6b4028", 0.6), radius=6)
    sheet.glow(x, y - 40, 190, FLAME, 0.35 + 0.25 * easel.lamps)
    for dx, s in ((-24, 2.0), (22, 2.2), (0, 3.0)):
        easel.flames.append((x + dx, y - 16, s))


def _chest(sheet: Sheet, style: Style, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 130, 16, 0.4)
    sheet.rect(x - 112, y - 116, x + 112, y, linear((x - 112, 0), (x + 112, 0), ink.across(style.timber, 0.2, 0.9)), radius=5)
    for row in range(2):
        for side in (-1, 1):
            sheet.rect(x + side * 54 - 48, y - 106 + 54 * row, x + side * 54 + 48, y - 60 + 54 * row, pen(ink.of("#e0b04a", 0.7), 2.5))
            sheet.oval(x + side * 54, y - 83 + 54 * row, 6, 6, ink.of("#e0b04a", 0.9))
    for dx, local, h in ((-70, "#3f7f8a", 50), (-10, "#c9704a", 38), (62, "#d9a441", 58)):
        sheet.blob(
            [
                (x + dx - 12, y - 116),
                (x + dx - 22, y - 116 - h * 0.5),
                (x + dx - 9, y - 116 - h),
                (x + dx + 9, y - 116 - h),
                (x + dx + 22, y - 116 - h * 0.5),
                (x + dx + 12, y - 116),
            ],
            linear((x + dx - 20, 0), (x + dx + 20, 0), ink.across(local, 0.2, 1.0)),
        )


def _floor(easel: Easel) -> Sheet:
    sheet, style, ink = easel.sheet("floor"), easel.style, easel.ink()
    local = "#c9b878" if style.culture is Culture.EAST_ASIAN else ("#b5603f" if style.indian else "#a8744a")
    sheet.rect(
        -20,
        ROOM.base + 18,
        1684,
        960,
        linear((0, ROOM.base), (0, 940), ((0.0, ink.of(local, 0.7)), (0.4, ink.of(local, 0.52)), (1.0, ink.of(local, 0.12)))),
    )
    boards(sheet, ROOM, local, 9 if style.culture is Culture.EAST_ASIAN else 19)
    _rug(sheet, style, 832, 822)
    light_shaft(easel, sheet, _mirrored(easel, 540), 300, 230, 330 if easel.sun.from_left else -330, 0.8)
    pendant(easel, sheet, _mirrored(easel, 1120), 148, 76, style.cloths[1])
    if easel.festive:
        garland(easel, sheet, 60, 832, 96, 60, size=10, strings=5)
        garland(easel, sheet, 832, 1604, 96, 60, size=10, strings=5)
    lay_props(easel, sheet, SPOTS, "cup")
    return sheet


SPOTS = (
    Spot(x=1206, y=800, scale=0.95),
    Spot(x=460, y=812, scale=0.95),
    Spot(x=1110, y=736, scale=0.7),
    Spot(x=560, y=744, scale=0.7),
    Spot(x=1400, y=872, scale=1.05),
)


def _rug(sheet: Sheet, style: Style, x: float, y: float) -> None:
    """A patterned rug in perspective."""
    ink = sheet.ink
    with sheet.placed(x, y, 1.0, 0.24):
        for part, local in (
            (1.0, style.cloths[0]),
            (0.92, "#f0e2c4"),
            (0.88, style.cloths[0]),
            (0.66, style.cloths[3 % len(style.cloths)]),
            (0.6, "#f0e2c4"),
            (0.56, style.cloths[0]),
        ):
            sheet.poly(
                [(-330 * part, -230 * part), (330 * part, -230 * part), (430 * part, 230 * part), (-430 * part, 230 * part)], ink.of(local, 0.55)
            )
        for part, local in ((0.4, "#f0e2c4"), (0.34, style.cloths[2]), (0.2, style.cloths[1])):
            sheet.poly([(-380 * part, 0), (0, -230 * part * 1.5), (380 * part, 0), (0, 230 * part * 1.5)], ink.of(local, 0.65))
        for t in spread(-1, 1, 40):
            sheet.line([(425 * t, 232), (430 * t, 254)], ink.of("#f0e2c4", 0.7), 4, 0.8)


def _front(easel: Easel) -> Sheet:
    """The edge of a door frame on one side, leaves of a house plant on the other."""
    sheet = easel.sheet("front", front=True)
    edge_in_front(sheet, easel.style.timber, left=easel.sun.from_left, right=not easel.sun.from_left, width=84)
    ink = sheet.ink
    with sheet.placed(1664 if easel.sun.from_left else 0, 0, -1 if easel.sun.from_left else 1, 1):
        dark = mix(ink.of("#1f3a24", 0.1), (0.02, 0.02, 0.04), 0.4)
        for k in range(8):
            lean = -90 + 40 * k
            tip = (-90 + lean * 1.1, 560 + 26 * abs(k - 3))
            leaf = smooth([(-120 + 10 * k, 1180), (-140 + lean * 0.6, 840), tip, (-70 + lean * 0.8, 830)])
            sheet.shape(leaf, linear((-100, 1100), tip, ((0.0, dark), (1.0, mix(dark, ink.of("#4f8a44", 0.6), 0.5)))))
        sheet.rect(-400, 900, -140, 1180, dark)
    return sheet
