"""The temple: outdoors a forecourt before one great tower on the middle line; indoors a hall of pillars that lead to a lit shrine."""

from __future__ import annotations

from film.model import Culture, Hour
from film.picture.sets import hall
from film.picture.sets.brushes import Sheet, down, linear, spread
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.land import bush, ground, mottle, perspective_lines, ridge, rolling
from film.picture.sets.ornament import FLAME, diya, flower_string, garland, ground_pattern, mandap, pool, standing_lamp, street_lamp, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.plants import leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.towers import column, tower
from film.picture.sets.trees import tree

WALL = 640.0  # world y of the foot of the precinct wall


def paint(easel: Easel) -> SetPainting:
    if easel.inside:
        return hall.paint(easel)
    easel.hang_sky()
    easel.hang(_far(easel), 0.32)
    easel.hang(_tower(easel), 0.62)
    easel.hang(_precinct(easel), 0.85)
    easel.hang(_court(easel), 1.0)
    easel.hang(_front(easel), 1.45, in_front=True)
    return easel.finish(_particles(easel))


def _particles(easel: Easel) -> str:
    if easel.festive:
        return "petals"
    return by_hour(easel.scene.hour, "leaves" if easel.style.culture is Culture.EAST_ASIAN else "dust", "fireflies")


def _far(easel: Easel) -> Sheet:
    sheet = easel.sheet("far", 0.62)
    phase = easel.dice.uniform(0, 6)
    ridge(sheet, rolling(540, 46, phase), "#7d8f8a", lit=0.45)
    sheet.ink = easel.ink(0.45)
    ridge(sheet, rolling(588, 26, phase + 2), "#6f8a66", lit=0.4)
    for _ in range(26):
        kind = sheet.dice.choice((easel.style.tree, easel.style.second_tree))
        tree(sheet, kind, sheet.dice.uniform(0, 1664), sheet.dice.uniform(612, 640), sheet.dice.uniform(46, 92))
    veil(sheet, 540, 680, 0.6)
    return sheet


def _tower(easel: Easel) -> Sheet:
    sheet = easel.sheet("tower", 0.12)
    skirt(sheet, 640, easel.style.earth)
    culture, lamps = easel.style.culture, easel.lamps
    if culture in (Culture.SOUTH_INDIAN, Culture.NORTH_INDIAN):
        sheet.ink = easel.ink(0.28)
        for x, part in ((372, 0.42), (1290, 0.36)):
            tower(sheet, culture, x, WALL + 8, 330 * part, 600 * part, lamps)
        sheet.ink = easel.ink(0.1)
    width = {Culture.MIDDLE_EASTERN: 600.0, Culture.EAST_ASIAN: 400.0, Culture.WESTERN: 440.0, Culture.AFRICAN: 520.0}.get(culture, 420.0)
    tower(sheet, culture, 832, WALL + 18, width, 560, lamps)
    veil(sheet, 500, 690, 0.42)
    return sheet


def _precinct(easel: Easel) -> Sheet:
    """The wall around the court with its gate open, trees before it."""
    sheet, style, ink = easel.sheet("precinct", 0.08), easel.style, easel.ink(0.08)
    striped = style.culture is Culture.SOUTH_INDIAN
    for x0, x1 in ((-20, 560), (1104, 1684)):
        sheet.rect(x0, WALL - 62, x1, 700, down(WALL - 62, 690, ink.of(style.wall, 0.7), ink.of(style.wall, 0.2)))
        for k in range(int((x1 - x0) / 32)) if striped else ():
            sheet.rect(x0 + 32 * k, WALL - 62, x0 + 32 * k + 16, 690, ink.of("#b5463c", 0.5), 0.75)
        sheet.rect(x0, WALL - 74, x1, WALL - 58, down(WALL - 74, WALL - 58, ink.top(style.stone, 0.95), ink.of(style.stone, 0.4)))
        for px in spread(x0 + 40, x1 - 16, 5):
            column(sheet, px, 690, 26, 136, style.stone)
    for x, h, kind in (
        (146, 330, style.tree),
        (52, 270, style.second_tree),
        (262, 240, style.tree),
        (1400, 250, style.tree),
        (1508, 350, style.tree),
        (1620, 270, style.second_tree),
    ):
        tree(sheet, kind, x + sheet.dice.uniform(-24, 24), 668, h * sheet.dice.uniform(0.85, 1.12))
    for x in (30, 330, 470, 1180, 1330, 1590):
        bush(sheet, x + sheet.dice.uniform(-30, 30), 684, sheet.dice.uniform(90, 140), flowers=style.blossom)
    veil(sheet, 590, 720, 0.25)
    return sheet


def skirt(sheet: Sheet, y: float, local: str) -> None:
    """Ground below the foot of a building, seen only when the camera looks up."""
    sheet.rect(-20, y, 1684, 956, down(y, 956, sheet.ink.of(local, 0.5), sheet.ink.of(local, 0.3)))


def _court(easel: Easel) -> Sheet:
    sheet, style = easel.sheet("court"), easel.style
    ground(sheet, WALL + 18, style.earth if style.culture is Culture.AFRICAN else style.stone)
    perspective_lines(sheet, WALL + 18, 16, sheet.ink.of("#3a1f20", 0.0), alpha=0.24)
    mottle(sheet, easel.seed, y0=WALL + 18)
    _light_on_ground(easel, sheet)
    if easel.event or style.indian:
        ground_pattern(easel, sheet, 832, 846, 190)
    _posts(easel, sheet)
    if easel.event == "wedding":
        sheet.glow(832, 640, 330, FLAME, 0.3)
        mandap(easel, sheet, 832, 706, 420, 176)
    if easel.festive:
        garland(easel, sheet, 300, 832, 66, 74, strings=6)
        garland(easel, sheet, 832, 1364, 66, 74, strings=6)
        garland(easel, sheet, 70, 300, 92, 42, strings=3)
        garland(easel, sheet, 1364, 1594, 92, 42, strings=3)
    if style.indian:
        _lamps(easel, sheet)
    lay_props(easel, sheet, SPOTS, "lamp" if style.indian else "bell")
    return sheet


SPOTS = (
    Spot(x=1236, y=800, scale=1.0),
    Spot(x=428, y=800, scale=1.0),
    Spot(x=1130, y=724, scale=0.72),
    Spot(x=534, y=724, scale=0.72),
    Spot(x=1440, y=850, scale=1.1),
    Spot(x=224, y=850, scale=1.1),
)


def _light_on_ground(easel: Easel, sheet: Sheet) -> None:
    palette, sun = easel.palette, easel.sun
    low = palette.sun_y > 400
    if palette.sun_size:
        sheet.glow(sun.x, WALL + 18, 640, palette.glow, 0.34 if low else 0.16, flat_to=0.34)
    pool(sheet, 832, WALL + 18, 340, 0.34 * max(0.25, easel.lamps))


def _posts(easel: Easel, sheet: Sheet) -> None:
    """Four great pillars frame the court; posts with lamps where the culture has no pillared halls."""
    style, ink = easel.style, sheet.ink
    for x, size in ((110, 1.0), (300, 0.86), (1364, 0.86), (1554, 1.0)):
        base = 760 * size + 96
        if style.culture is Culture.WESTERN:
            street_lamp(sheet, x, base, 420 * size, easel.lamps)
            continue
        width, local = 78 * size, style.timber if style.culture is Culture.EAST_ASIAN else style.stone
        sheet.shade(x, base, width * 1.3, 22, 0.5)
        shaft = linear((x - width / 2, 0), (x + width / 2, 0), ink.across(local, 0.06, 0.95))
        sheet.rect(x - width / 2, -40, x + width / 2, base, shaft)
        for y in range(60, int(base) - 60, 118):
            sheet.rect(
                x - width * 0.62, y, x + width * 0.62, y + 17, linear((x - width * 0.62, 0), (x + width * 0.62, 0), ink.across(local, 0.2, 1.1))
            )
            _band(easel, sheet, x, y + 61, width)
            sheet.oval(x, y + 61, width * 0.3, 31, ink.of(local, 0.05), 0.55)
            sheet.oval(x, y + 61, width * 0.2, 21, ink.of(local, 0.9), 0.3)
        sheet.rect(
            x - width * 0.8, base - 54, x + width * 0.8, base, linear((x - width * 0.8, 0), (x + width * 0.8, 0), ink.across(local, 0.06, 0.9))
        )
        if easel.festive:
            for side in (-0.56, 0.56):
                flower_string(sheet, style, x + side * width, 236, 8 * size, 11)


def _band(easel: Easel, sheet: Sheet, x: float, y: float, width: float) -> None:
    """Glazed or painted bands around a pillar, where the culture has them."""
    if easel.style.culture is Culture.MIDDLE_EASTERN:
        sheet.rect(x - width / 2, y - 36, x + width / 2, y + 36, sheet.ink.of(easel.style.roof, 0.5), 0.85)
    elif easel.style.culture is Culture.AFRICAN:
        for k in range(4):
            left = x - width / 2 + width * k / 4
            sheet.poly([(left, y + 34), (left + width / 8, y - 34), (left + width / 4, y + 34)], sheet.ink.of(easel.style.cloths[k], 0.6), 0.9)


def _lamps(easel: Easel, sheet: Sheet) -> None:
    standing_lamp(easel, sheet, 640, 716, 150)
    standing_lamp(easel, sheet, 1024, 716, 150)
    for k in range(14):
        if k not in (6, 7) and (easel.festive or easel.scene.hour is not Hour.DAY or k % 3 == 0):
            diya(easel, sheet, 430 + k * 62, 806 + abs(k - 6.5) * 7, 1.0 + abs(k - 6.5) * 0.035)


def _front(easel: Easel) -> Sheet:
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet)
    if easel.festive:
        garland(easel, sheet, -380, 2044, -26, 36, size=19, strings=0)
    return sheet
