"""The mountains: one great snow peak off the middle, lesser ones behind, pines down a slope to a lake, a trail over a ledge."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, down, linear, smooth
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.houses import cottage
from film.picture.sets.land import ground, mottle, peaks, pebbles, ridge, rock, rolling, tufts, water
from film.picture.sets.ornament import hung, mandap, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.plants import leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.trees import tree


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky(horizon=560)
    easel.hang(_range(easel), 0.28)
    easel.hang(_valley(easel), 0.5)
    easel.hang(_slopes(easel), 0.75)
    easel.hang(_ledge(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="needle")
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.festive else by_hour(easel.scene.hour, "mist", "mist"))


def _range(easel: Easel) -> Sheet:
    sheet, rolls = easel.sheet("range", 0.6), easel.dice
    away = 1 if easel.sun.from_left else -1
    far = [
        (832 + away * dx + rolls.uniform(-40, 40), y + rolls.uniform(-20, 20), half)
        for dx, y, half in ((-760, 300, 330), (-420, 330, 270), (640, 280, 330), (860, 330, 260))
    ]
    peaks(sheet, 640, far, "#8090b0", cap=0.4)
    veil(sheet, 380, 660, 0.3)
    sheet.ink = easel.ink(0.3)
    x = 832 + away * (210 + rolls.uniform(-40, 40))
    peaks(sheet, 660, [(x - away * 300, 292, 300), (x + away * 330, 250, 300), (x, 92 + rolls.uniform(-20, 20), 480)], "#6d7a96", cap=0.5)
    veil(sheet, 470, 700, 0.55)
    sheet.rect(-20, 640, 1684, 960, sheet.ink.of("#8fa0ac", 0.5))
    return sheet


def _valley(easel: Easel) -> Sheet:
    """Wooded foothills around a lake."""
    sheet, palette = easel.sheet("valley", 0.36), easel.palette
    phase = easel.dice.uniform(0, 6)
    shape = rolling(572, 26, phase)
    ridge(sheet, shape, "#5f8a6a", lit=0.45, mist=0.4)
    for _ in range(120):
        x = sheet.dice.uniform(-10, 1674)
        tree(sheet, "pine", x, shape(x) + sheet.dice.uniform(2, 26), sheet.dice.uniform(34, 62))
    water(sheet, 612, 720, "#4a8fa8", palette.sky)
    sheet.rect(-20, 715, 1684, 960, sheet.ink.of("#5f7f5a", 0.4))
    veil(sheet, 560, 660, 0.35)
    return sheet


def _slopes(easel: Easel) -> Sheet:
    """Two slopes of pines that close the view at both sides; the higher away from the peak."""
    sheet = easel.sheet("slopes", 0.14)
    away = easel.sun.from_left
    for side, top in ((not away, 380), (away, 520)):
        edge = [
            (0 if not side else 1664, top),
            (180 if not side else 1484, top + 90),
            (360 if not side else 1304, top + 210),
            (560 if not side else 1104, 690),
        ]
        path = smooth(edge, closed=False)
        path.lineTo(560 if not side else 1104, 960)
        path.lineTo(-40 if not side else 1704, 960)
        path.lineTo(-40 if not side else 1704, top)
        path.close()
        sheet.shape(path, down(top, 720, sheet.ink.top("#6f8f58", 0.7), sheet.ink.top("#55784a", 0.35)))
        for k in range(20):
            t = (k + 0.5) / 20
            x = edge[0][0] + (edge[3][0] - edge[0][0]) * t * 0.96
            y = top + (700 - top) * t**0.85 + sheet.dice.uniform(0, 46)
            tree(sheet, "pine", x, y, sheet.dice.uniform(110, 190) * (1.15 - 0.45 * t))
    _cabin(easel, sheet, 360 if away else 1304, 664)
    sheet.rect(-20, 700, 1684, 960, sheet.ink.top("#7d8f5a", 0.4))
    return sheet


def _cabin(easel: Easel, sheet: Sheet, x: float, y: float) -> None:
    """A shelter on the slope: of timber in the west, a small shrine's roof in the east."""
    cottage(sheet, easel.style, x, y, 150, easel.lamps)


def _ledge(easel: Easel) -> Sheet:
    sheet = easel.sheet("ledge")
    edge = rolling(712, 14, easel.dice.uniform(0, 6))
    ground(sheet, 706, "#8c8f68", far_haze=0.1, edge=edge)
    trail = smooth([(770, 712), (890, 708), (900, 760), (1120, 960), (560, 960), (690, 800)])
    sheet.shape(trail, down(706, 940, sheet.ink.top("#c2ac86", 0.8), sheet.ink.top("#8d7757", 0.2)))
    mottle(sheet, easel.seed, y0=706, strength=0.3)
    tufts(sheet, 200, ("#8a9a4c", "#a8a552", "#6a8240"), y0=716)
    pebbles(sheet, 90, "#9a948c", y0=716)
    for x, y, w, h in ((90.0, 800, 260, 170), (270, 768, 150, 84), (1330, 764, 150, 76), (1560, 800, 280, 190), (1440, 846, 130, 60)):
        rock(sheet, x, y, w, h, "#8f8a88")
    for x, h in ((30, 460), (1644, 430)):
        tree(sheet, "pine", x, 806, h)
    for _ in range(40):
        x = sheet.dice.choice((sheet.dice.uniform(120, 560), sheet.dice.uniform(1120, 1560)))
        sheet.oval(x, sheet.dice.uniform(750, 900), 4, 3.4, sheet.ink.top(sheet.dice.choice(("#f2d24a", "#e878a0", "#ffffff", "#8f7ad9")), 0.85))
    _marker(easel, sheet)
    if easel.event == "wedding":
        mandap(easel, sheet, 832, 742, 320, 180)
    if easel.festive:
        strung(easel, sheet, 236, 1404, 190, 774)
    lay_props(easel, sheet, SPOTS, "fire" if easel.lamps > 0.5 else "lantern")
    return sheet


SPOTS = (
    Spot(x=1200, y=800, scale=0.8),
    Spot(x=500, y=806, scale=0.8),
    Spot(x=1090, y=756, scale=0.62),
    Spot(x=580, y=756, scale=0.62),
    Spot(x=1400, y=880, scale=1.0),
)


def _marker(easel: Easel, sheet: Sheet) -> None:
    """What travellers leave at a pass: flags on a line where that is the custom, else a cairn."""
    ink, style = sheet.ink, easel.style
    if style.culture in (Culture.NORTH_INDIAN, Culture.SOUTH_INDIAN, Culture.EAST_ASIAN):
        for x, y, h in ((236.0, 772.0, 350), (1404.0, 776.0, 330)):
            sheet.rect(x - 5, y - h, x + 5, y, linear((x - 5, 0), (x + 5, 0), ink.across("#8a6a4a", 0.1, 0.9)))
        rope = hung(236, 1404, 424, 74, 30)
        sheet.bend(rope, ink.of("#5a4632", 0.4), 2)
        for k, (x, y) in enumerate(rope[1:-1]):
            local = ("#3f6fc0", "#f4f0e6", "#d2342c", "#3f8a4a", "#f2c53a")[k % 5]
            sheet.poly(
                [(x - 14, y), (x + 14, y + 1), (x + 15 + 4 * (k % 2), y + 32), (x - 12 + 3 * (k % 3), y + 34)], ink.of(local, 0.6 + 0.2 * (k % 2))
            )
        return
    for k, (w, h) in enumerate(((120, 42), (96, 34), (74, 30), (52, 26), (34, 22))):
        y = 778 - sum((40, 32, 28, 24, 20)[:k])
        sheet.blob(
            [(1340 - w / 2, y), (1340 - w * 0.42, y - h), (1340 + w * 0.4, y - h), (1340 + w / 2, y)],
            down(y - h, y, ink.top("#a39c92", 0.9), ink.of("#6a635e", 0.2)),
        )
