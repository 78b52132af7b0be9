"""The palace: outdoors a wide symmetric front mirrored in a long pool; indoors a throne under arches at the head of a flight of steps."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets import throne_room
from film.picture.sets.brushes import Sheet, arch, down, linear, spread, straight
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.houses import pane, thatch
from film.picture.sets.land import VANISH_Y, bush, ground, mottle, perspective_lines, ridge, rolling, water
from film.picture.sets.ornament import flags, garland, ground_pattern, mandap, street_lamp, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.plants import leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.towers import column, dome, doorway, eaves, finial
from film.picture.sets.trees import tree

FOOT = 634.0


def paint(easel: Easel) -> SetPainting:
    if easel.inside:
        return throne_room.paint(easel)
    easel.hang_sky()
    easel.hang(_park(easel), 0.3)
    easel.hang(_front_of(easel), 0.6)
    easel.hang(_garden(easel), 0.85)
    easel.hang(_terrace(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet)
    if easel.festive:
        garland(easel, sheet, -380, 2044, -26, 36, size=18, strings=0)
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.festive else by_hour(easel.scene.hour, "", "fireflies"))


def _park(easel: Easel) -> Sheet:
    sheet = easel.sheet("park", 0.6)
    ridge(sheet, rolling(560, 30, easel.dice.uniform(0, 6)), "#7a9a78", lit=0.5)
    for _ in range(34):
        tree(sheet, sheet.dice.choice((easel.style.tree, easel.style.second_tree)), sheet.dice.uniform(0, 1664), 640, sheet.dice.uniform(80, 170))
    veil(sheet, 500, 690, 0.5)
    return sheet


def _front_of(easel: Easel) -> Sheet:
    sheet = easel.sheet("palace", 0.1)
    sheet.rect(-20, FOOT, 1684, 960, sheet.ink.of(easel.style.stone, 0.4))
    match easel.style.culture:
        case Culture.EAST_ASIAN:
            _eastern(easel, sheet)
        case Culture.WESTERN:
            _chateau(easel, sheet)
        case Culture.AFRICAN:
            _earthen_court(easel, sheet)
        case _:
            _arcaded(easel, sheet)
    veil(sheet, 540, 690, 0.34)
    return sheet


def _wing(sheet: Sheet, x0: float, x1: float, high: float, local: str) -> None:
    sheet.rect(x0, FOOT - high, x1, FOOT, linear((x0, 0), (x1, 0), sheet.ink.across(local, 0.2, 0.9)))
    sheet.rect(x0 - 6, FOOT - high - 12, x1 + 6, FOOT - high + 4, sheet.ink.top(local, 0.95))
    for y in (FOOT - high * 0.52, FOOT - 8):
        sheet.rect(x0, y, x1, y + 7, sheet.ink.of(local, 0.95), 0.7)


def _arcaded(easel: Easel, sheet: Sheet) -> None:
    """Two storeys of arches, corner towers with domes, a great arch in the middle (Rajput, Mughal, Dravidian, Persian by colour and arch)."""
    style, lamps = easel.style, easel.lamps
    eastern = style.culture is Culture.MIDDLE_EASTERN
    wall = {Culture.SOUTH_INDIAN: "#f0dcb4", Culture.NORTH_INDIAN: "#d98a6a"}.get(style.culture, "#efdcb4")
    cap = {Culture.SOUTH_INDIAN: "#b8503c", Culture.NORTH_INDIAN: "#f3e2c8"}.get(style.culture, style.roof)
    kind = "pointed" if eastern else "lobed"
    _wing(sheet, 250, 1414, 168, wall)
    for level in (0, 1):
        for px in spread(292, 1372, 19):
            if abs(px - 832) > 130:
                sheet.shape(arch(px, FOOT - 88 * level - (0 if level else 6), 44, 66, kind), sheet.ink.of(wall, 0.95))
                doorway(sheet, px, FOOT - 88 * level - (0 if level else 6), 34, 58, lamps * 0.9, kind)
    for x, r in ((430, 40), (560, 30), (1104, 30), (1234, 40)):
        _kiosk(sheet, x, FOOT - 176, r, wall, cap)
    for side in (-1, 1):
        x = 832 + side * 590
        sheet.rect(x - 52, FOOT - 250, x + 52, FOOT, linear((x - 52, 0), (x + 52, 0), sheet.ink.across(wall, 0.1, 0.95)))
        for level in (20, 110, 190):
            pane(sheet, x, FOOT - level, 34, 48, lamps, kind=kind, frame=wall)
        _kiosk(sheet, x, FOOT - 250, 58, wall, cap)
    sheet.rect(690, FOOT - 244, 974, FOOT, linear((690, 0), (974, 0), sheet.ink.across(wall, 0.25, 1.0)))
    sheet.rect(680, FOOT - 258, 984, FOOT - 240, sheet.ink.top(wall, 0.95))
    sheet.shape(arch(832, FOOT, 190, 214, kind), sheet.ink.of(style.roof if eastern else "#f6e6cc", 0.6))
    doorway(sheet, 832, FOOT, 146, 186, max(lamps, 0.5), kind)
    for px in (720, 944):
        for level in (16, 120):
            pane(sheet, px, FOOT - level, 34, 56, lamps, kind=kind, frame=wall)
    sheet.rect(752, FOOT - 290, 912, FOOT - 256, sheet.ink.of(wall, 0.6))
    dome(sheet, 832, FOOT - 288, 92, cap, onion=0.55)
    for px in (716, 948):
        _kiosk(sheet, px, FOOT - 258, 30, wall, cap)


def _kiosk(sheet: Sheet, x: float, y: float, r: float, wall: str, cap: str) -> None:
    """A chhatri: a small dome on pillars."""
    for px in spread(x - r * 0.8, x + r * 0.8, 4):
        sheet.rect(px - r * 0.07, y - r * 0.9, px + r * 0.07, y, sheet.ink.of(wall, 0.6))
    sheet.rect(x - r * 1.05, y - r, x + r * 1.05, y - r * 0.86, sheet.ink.top(wall, 0.95))
    dome(sheet, x, y - r * 0.96, r * 0.9, cap, onion=0.4)


def _eastern(easel: Easel, sheet: Sheet) -> None:
    """Three halls under double roofs on a white terrace, side pavilions lower."""
    lamps, ink = easel.lamps, sheet.ink
    for k, (half, high) in enumerate(((640, 24), (560, 24), (470, 24))):
        y = FOOT - 24 * k
        sheet.rect(832 - half, y - high, 832 + half, y, linear((832 - half, 0), (832 + half, 0), ink.across("#e9e4da", 0.3, 0.95)))
        for px in spread(832 - half + 8, 832 + half - 8, int(half / 14)):
            sheet.rect(px - 3, y - high - 14, px + 3, y - high, ink.top("#f3efe6", 0.85))
        sheet.rect(832 - half, y - high - 16, 832 + half, y - high - 11, ink.top("#f3efe6", 0.9))
    sheet.poly([(792, FOOT - 74), (872, FOOT - 74), (900, FOOT), (764, FOOT)], down(FOOT - 74, FOOT, ink.of("#f3efe6", 0.9), ink.of("#c9c2b4", 0.5)))
    for x, w, h in ((420, 250, 86), (1244, 250, 86), (832, 560, 120)):
        base = FOOT - 74 if w > 300 else FOOT - 28
        _hall(sheet, x, base, w, h, lamps)


def _hall(sheet: Sheet, x: float, base: float, w: float, h: float, lamps: float) -> None:
    ink = sheet.ink
    sheet.rect(x - w / 2, base - h, x + w / 2, base, linear((x - w / 2, 0), (x + w / 2, 0), ink.across("#8f2f24", 0.2, 0.8)))
    for px in spread(x - w * 0.42, x + w * 0.42, 8):
        glass = mix(ink.of("#c98a5a", 0.5), rgb("#ffcf86"), lamps)
        sheet.rect(px - w * 0.04, base - h * 0.82, px + w * 0.04, base - h * 0.1, glass)
        for row in range(4):
            sheet.line([(px - w * 0.04, base - h * (0.2 + 0.17 * row)), (px + w * 0.04, base - h * (0.2 + 0.17 * row))], ink.of("#5a1f18", 0.3), 1.4)
    for px in spread(x - w / 2, x + w / 2, 9):
        sheet.rect(px - w * 0.011, base - h, px + w * 0.011, base, ink.of("#c2362a", 0.7))
    sheet.rect(x - w * 0.51, base - h * 1.06, x + w * 0.51, base - h * 0.9, ink.of("#2f6b6b", 0.55))
    eaves(sheet, x, base - h * 0.94, w * 1.22, h * 0.6, "#d9a23c")
    sheet.rect(x - w * 0.3, base - h * 1.78, x + w * 0.3, base - h * 1.46, ink.of("#8f2f24", 0.5))
    eaves(sheet, x, base - h * 1.66, w * 0.92, h * 0.74, "#d9a23c")


def _chateau(easel: Easel, sheet: Sheet) -> None:
    """Long wings with tall windows, round towers with cones, flags."""
    lamps, ink, stone, slate = easel.lamps, sheet.ink, "#e3d8c2", "#56627c"
    _wing(sheet, 270, 1394, 172, stone)
    _mansard(sheet, 256, 1408, FOOT - 178, 62, slate)
    for level in (14, 98):
        for px in spread(320, 1344, 17):
            if abs(px - 832) > 110:
                pane(sheet, px, FOOT - level, 26, 54, lamps, kind="round" if level < 50 else "flat")
    sheet.rect(716, FOOT - 226, 948, FOOT, linear((716, 0), (948, 0), ink.across(stone, 0.25, 1.0)))
    sheet.poly([(700, FOOT - 226), (832, FOOT - 296), (964, FOOT - 226)], ink.of(stone, 0.85))
    for px in spread(734, 930, 6):
        column(sheet, px, FOOT, 15, 214, stone)
    doorway(sheet, 832, FOOT, 60, 118, max(lamps, 0.4), "round")
    for px in (776, 888):
        pane(sheet, px, FOOT - 30, 26, 70, lamps, kind="round")
    for x, w, h in ((270, 104, 280), (1394, 104, 280), (560, 78, 330), (1104, 78, 330)):
        sheet.rect(x - w / 2, FOOT - h, x + w / 2, FOOT, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(stone, 0.06, 1.0)))
        sheet.rect(x - w * 0.56, FOOT - h - 8, x + w * 0.56, FOOT - h + 8, ink.of(stone, 0.85))
        for level in (40, 130, 210):
            pane(sheet, x, FOOT - level, w * 0.22, 46, lamps, kind="round")
        sheet.poly(
            [(x - w * 0.6, FOOT - h - 6), (x, FOOT - h - w * 1.35), (x + w * 0.6, FOOT - h - 6)],
            linear((x - w * 0.6, 0), (x + w * 0.6, 0), ink.across(slate, 0.1, 1.0)),
        )
        top = FOOT - h - w * 1.35
        sheet.line([(x, top), (x, top - 34)], ink.of("#d9b45a", 0.8), 2.4)
        sheet.poly([(x, top - 34), (x + 34, top - 25), (x, top - 15)], ink.of(easel.style.cloths[0], 0.8))


def _mansard(sheet: Sheet, x0: float, x1: float, y: float, h: float, local: str) -> None:
    ink = sheet.ink
    sheet.poly([(x0, y), (x0 + 40, y - h), (x1 - 40, y - h), (x1, y)], down(y - h, y, ink.top(local, 0.8), ink.top(local, 0.3)))
    for px in spread(x0 + 90, x1 - 90, 11):
        if abs(px - 832) > 150:
            sheet.poly([(px - 18, y - 34), (px, y - 52), (px + 18, y - 34)], ink.of("#e3d8c2", 0.8))
            sheet.rect(px - 13, y - 36, px + 13, y - 4, ink.of("#e3d8c2", 0.65))
            sheet.rect(px - 8, y - 30, px + 8, y - 4, ink.of("#3f4a5c", 0.5))


def _earthen_court(easel: Easel, sheet: Sheet) -> None:
    """Great clay walls with painted bands, round towers under thatch, a tall gate."""
    style, lamps, ink = easel.style, easel.lamps, sheet.ink
    _wing(sheet, 230, 1434, 140, style.wall)
    for row, local in enumerate(style.cloths[:3]):
        y = FOOT - 104 + 26 * row
        for k, px in enumerate(spread(244, 1420, 50)):
            shift = 10 if (k + row) % 2 else -10
            sheet.poly([(px - 12, y + 10), (px, y + shift), (px + 12, y + 10)], ink.of(local, 0.6), 0.9)
    for px in spread(240, 1424, 26):
        sheet.poly([(px - 16, FOOT - 148), (px, FOOT - 178), (px + 16, FOOT - 148)], ink.of(style.wall, 0.7))
    for x, w, h in ((330, 150, 210), (1334, 150, 210), (600, 120, 240), (1064, 120, 240)):
        sheet.poly(
            [(x - w * 0.5, FOOT), (x - w * 0.42, FOOT - h), (x + w * 0.42, FOOT - h), (x + w * 0.5, FOOT)],
            linear((x - w / 2, 0), (x + w / 2, 0), ink.across(style.wall, 0.06, 1.0)),
        )
        for k, px in enumerate(spread(x - w * 0.36, x + w * 0.36, 7)):
            sheet.poly(
                [(px - 8, FOOT - h * 0.62), (px, FOOT - h * 0.74), (px + 8, FOOT - h * 0.62), (px, FOOT - h * 0.5)], ink.of(style.cloths[k % 4], 0.7)
            )
        pane(sheet, x, FOOT - h * 0.2, 26, 46, lamps, kind="round", frame="#f6ecd8")
        thatch(sheet, x, FOOT - h, w * 1.3, w * 0.7, style.roof)
    sheet.poly([(712, FOOT), (728, FOOT - 262), (936, FOOT - 262), (952, FOOT)], linear((712, 0), (952, 0), ink.across(style.wall, 0.25, 1.0)))
    for row, t in enumerate((0.72, 0.82, 0.92)):
        for k, px in enumerate(spread(742, 922, 11)):
            sheet.poly([(px - 8, FOOT - 262 * t), (px, FOOT - 262 * t - 18), (px + 8, FOOT - 262 * t)], ink.of(style.cloths[(k + row) % 4], 0.75))
    doorway(sheet, 832, FOOT, 110, 160, max(lamps, 0.5), "round")
    for px in spread(726, 938, 5):
        finial(sheet, px, FOOT - 258, 20)


def _garden(easel: Easel) -> Sheet:
    """Hedges, fountains and flags left and right of the pool."""
    sheet, style, ink = easel.sheet("garden", 0.08), easel.style, easel.ink(0.08)
    sheet.rect(-20, 658, 1684, 960, down(658, 760, ink.top("#86a858", 0.7), ink.top("#5f8440", 0.3)))
    for side in (-1, 1):
        for k in range(5):
            x = 832 + side * (250 + 140 * k)
            sheet.shade(x, 682, 40, 8, 0.3)
            tree(sheet, "cypress", x, 682, 150 + 22 * k)
        for k in range(4):
            bush(sheet, 832 + side * (318 + 140 * k), 694, 108, "#4f8038", style.blossom)
        x = 832 + side * 470
        sheet.rect(x - 3, 400, x + 3, 684, ink.of("#8a6a3a", 0.6))
        flags(sheet, style.cloths, x, x + side * 90, 414, 0, 44)
    for side in (-1, 1):
        tree(sheet, style.tree, 832 + side * 770, 700, 360)
    return sheet


def _terrace(easel: Easel) -> Sheet:
    sheet, style, ink = easel.sheet("terrace"), easel.style, easel.ink()
    stone = {Culture.AFRICAN: style.earth, Culture.NORTH_INDIAN: "#e0b090"}.get(style.culture, "#dccfb8")
    ground(sheet, 676, stone, far_haze=0.2)
    perspective_lines(sheet, 676, 16, ink.of("#4a3428", 0.0), alpha=0.2)
    mottle(sheet, easel.seed, y0=676)
    _pool(easel, sheet)
    sheet.glow(easel.sun.x, 690, 560, easel.palette.glow, 0.2, flat_to=0.3)
    for side in (-1, 1):
        street_lamp(sheet, 832 + side * 560, 800, 330, easel.lamps)
        _urn(sheet, 832 + side * 360, 748, 0.7, style.blossom)
        _urn(sheet, 832 + side * 720, 862, 1.2, style.blossom)
    if easel.event == "wedding":
        mandap(easel, sheet, 832, 716, 400, 190)
    if easel.festive:
        strung(easel, sheet, 240, 1424, 190, 800)
        ground_pattern(easel, sheet, 832, 850, 180)
    lay_props(easel, sheet, SPOTS, "flowers")
    return sheet


SPOTS = (
    Spot(x=1240, y=806, scale=0.9),
    Spot(x=424, y=806, scale=0.9),
    Spot(x=1120, y=742, scale=0.7),
    Spot(x=544, y=742, scale=0.7),
    Spot(x=1450, y=870, scale=1.0),
)


def _pool(easel: Easel, sheet: Sheet) -> None:
    """A long basin on the middle line; the palace's front is a pale shape in it."""
    ink = sheet.ink

    def across(half: float, y: float) -> tuple[float, float]:
        reach = half * (y - VANISH_Y) / (690 - VANISH_Y)
        return (832 - reach, 832 + reach)

    for half, y0, y1, local in ((112, 682, 792, "#f0e6d2"), (100, 686, 784, "#8a7a6a")):
        (a, b), (c, d) = across(half, y0), across(half, y1)
        sheet.poly([(a, y0), (b, y0), (d, y1), (c, y1)], ink.top(local, 0.8))
    (a, b), (c, d) = across(96, 690), across(96, 782)
    basin = straight([(a, 690), (b, 690), (d, 782), (c, 782)])
    with sheet.within(basin):
        water(sheet, 690, 784, "#3f8fa0", easel.palette.sky, x0=500, x1=1160)
        tone = mix(ink.of(easel.style.wall, 0.8), easel.palette.sky[3], 0.3)
        sheet.rect(752, 690, 912, 740, linear((0, 690), (0, 744), ((0.0, tone, 0.7), (1.0, tone, 0.0))))
        if easel.lamps > 0.3:
            sheet.rect(806, 690, 858, 780, linear((0, 690), (0, 780), ((0.0, rgb("#ffc56e"), 0.8 * easel.lamps), (1.0, rgb("#ffb050"), 0.0))))


def _urn(sheet: Sheet, x: float, y: float, s: float, blossom: tuple[str, ...]) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 54 * s, 12 * s, 0.4)
    sheet.rect(x - 30 * s, y - 22 * s, x + 30 * s, y, ink.of("#d9ccb4", 0.5))
    sheet.blob(
        [
            (x - 14 * s, y - 22 * s),
            (x - 42 * s, y - 66 * s),
            (x - 46 * s, y - 88 * s),
            (x + 46 * s, y - 88 * s),
            (x + 42 * s, y - 66 * s),
            (x + 14 * s, y - 22 * s),
        ],
        linear((x - 46 * s, 0), (x + 46 * s, 0), ink.across("#e6dac4", 0.15, 1.0)),
    )
    bush(sheet, x, y - 84 * s, 96 * s, "#4f8038", blossom)
