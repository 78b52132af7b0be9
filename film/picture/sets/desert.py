"""The desert: long dunes with sharp crests that sweep across the frame, a caravan on one of them, mesas far off, a tent and a palm or two."""

from __future__ import annotations

from collections.abc import Sequence

from film.model import Culture
from film.picture.sets.brushes import Point, Sheet, down, linear, smooth, spread
from film.picture.sets.easel import Easel
from film.picture.sets.land import mottle, rock
from film.picture.sets.ornament import mandap, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.plants import leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.trees import tree

SAND = "#e3b06c"


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky(horizon=590)
    easel.hang(_mesas(easel), 0.3)
    easel.hang(_far_dunes(easel), 0.5)
    easel.hang(_caravan_dune(easel), 0.75)
    easel.hang(_camp(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="grass")
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("dust")


def _dune(sheet: Sheet, crest: Sequence[Point], slip: Sequence[Point], foot: float, local: str = SAND) -> None:
    """A dune: its windward face lit or not, the slip face the other way, parted by the sharp crest."""
    ink = sheet.ink
    sun_left = ink.from_left
    body = smooth(crest, closed=False)
    body.lineTo(1700, 960)
    body.lineTo(-40, 960)
    body.close()
    top = min(y for _, y in crest)
    lit, dim = ink.top(local, 0.92), ink.top(local, 0.16)
    sheet.shape(body, linear((0, top), (0, foot), ((0.0, lit if sun_left else dim), (1.0, mix(ink.top(local, 0.6), ink.haze, 0.12)))))
    face = smooth(slip)
    with sheet.within(body):
        sheet.shape(face, linear((0, top), (0, foot), ((0.0, dim if sun_left else lit), (1.0, ink.top(local, 0.42)))))
        for k in range(16):
            y = top + (foot - top) * k / 16
            wave = [(x, y + 26 + 9 * ((x / 90 + k * 0.7) % 2 - 1) ** 2 + x * 0.02) for x in range(-40, 1720, 60)]
            sheet.bend(wave, ink.top(local, 0.1 if k % 2 else 1.0), 1.6, 0.13)
    sheet.bend(crest, ink.top("#fff0cf", 1.0), 2.4, 0.7)


def _mesas(easel: Easel) -> Sheet:
    sheet, rolls = easel.sheet("mesas", 0.58), easel.dice
    ink = sheet.ink
    away = 1 if easel.sun.from_left else -1
    for dx, w, h in ((430, 300, 150), (690, 210, 100), (-610, 260, 92), (170, 110, 116)):
        x = 832 + away * dx + rolls.uniform(-40, 40)
        outline = [
            (x - w * 0.62, 620),
            (x - w * 0.46, 620 - h * 0.5),
            (x - w * 0.4, 620 - h * 0.56),
            (x - w * 0.38, 620 - h),
            (x + w * 0.36, 620 - h * 1.02),
            (x + w * 0.4, 620 - h * 0.55),
            (x + w * 0.5, 620 - h * 0.46),
            (x + w * 0.64, 620),
        ]
        sheet.poly(outline, linear((x - w / 2, 0), (x + w / 2, 0), ink.across("#b5664a", 0.2, 0.95)))
        for t in (0.3, 0.62, 0.85):
            sheet.line([(x - w * 0.42, 620 - h * t), (x + w * 0.42, 620 - h * (t + 0.02))], ink.of("#7a3c30", 0.2), 2.4, 0.35)
    sheet.rect(-20, 612, 1684, 960, ink.top(SAND, 0.6))
    veil(sheet, 500, 660, 0.5)
    return sheet


def _far_dunes(easel: Easel) -> Sheet:
    sheet = easel.sheet("far dunes", 0.34)
    crest = [(-40, 606), (200, 574), (420, 548), (600, 584), (820, 604), (1080, 566), (1300, 536), (1480, 572), (1704, 590)]
    slip = [(420, 548), (500, 580), (560, 620), (700, 660), (900, 650), (760, 610), (600, 584)]
    _dune(sheet, crest, slip, 720)
    slip2 = [(1300, 536), (1330, 580), (1400, 640), (1704, 680), (1704, 588), (1480, 572)]
    with sheet.within(smooth([*crest, (1704, 960), (-40, 960)])):
        sheet.shape(smooth(slip2), sheet.ink.top(SAND, 0.2 if sheet.ink.from_left else 0.9), 0.8)
    veil(sheet, 560, 700, 0.22)
    return sheet


def _caravan_dune(easel: Easel) -> Sheet:
    """The dune on whose crest the caravan goes; mirrored so that it climbs towards the sun."""
    sheet = easel.sheet("caravan", 0.14)
    crest = [(-40, 700), (180, 676), (420, 640), (660, 590), (820, 566), (1010, 612), (1240, 660), (1500, 690), (1704, 672)]
    slip = [(820, 566), (856, 620), (820, 690), (900, 760), (1300, 760), (1700, 740), (1500, 690), (1240, 660), (1010, 612)]
    _dune(sheet, crest, slip, 800)
    if easel.style.culture in (Culture.MIDDLE_EASTERN, Culture.AFRICAN, Culture.NORTH_INDIAN, Culture.SOUTH_INDIAN):
        tent_right = easel.sun.from_left  # the caravan goes on the other side
        for k, (x, y) in enumerate(
            ((330, 656), (420, 641), (506, 624), (590, 606)) if tent_right else ((1290, 668), (1200, 652), (1110, 634), (1024, 614))
        ):
            with sheet.placed(x, y, 1 if tent_right else -1, 1):
                _camel(easel, sheet, 0, 0, 0.66 - 0.02 * k, led=k == 3)
    else:
        for x, h in ((300, 70), (420, 96), (560, 60)):
            _cactus(sheet, x, 664 - (x - 300) * 0.16, h)
    return sheet


def _camel(easel: Easel, sheet: Sheet, x: float, y: float, s: float, *, led: bool) -> None:
    ink = sheet.ink
    tone = ink.of("#6b4430", 0.25)
    for dx in (-26, -16, 18, 28):
        sheet.line([(x + dx * s, y - 46 * s), (x + (dx + (5 if dx in (-16, 28) else -5)) * s, y)], tone, 6 * s)
    body = smooth(
        [
            (x - 42 * s, y - 44 * s),
            (x - 34 * s, y - 68 * s),
            (x - 8 * s, y - 92 * s),
            (x + 16 * s, y - 66 * s),
            (x + 38 * s, y - 58 * s),
            (x + 36 * s, y - 40 * s),
            (x, y - 36 * s),
        ]
    )
    sheet.shape(body, tone)
    sheet.bend([(x + 34 * s, y - 54 * s), (x + 54 * s, y - 58 * s), (x + 58 * s, y - 92 * s)], tone, 11 * s)
    sheet.oval(x + 66 * s, y - 96 * s, 14 * s, 7 * s, tone)
    sheet.poly(
        [(x - 22 * s, y - 78 * s), (x + 10 * s, y - 80 * s), (x + 14 * s, y - 48 * s), (x - 24 * s, y - 48 * s)], ink.of(easel.style.cloths[0], 0.5)
    )
    if led:
        sheet.poly([(x + 92 * s, y), (x + 100 * s, y - 62 * s), (x + 112 * s, y - 62 * s), (x + 120 * s, y)], ink.of("#e8dcc4", 0.4))
        sheet.oval(x + 106 * s, y - 70 * s, 8 * s, 9 * s, ink.of("#5a3a2a", 0.4))
    else:
        sheet.blob([(x - 14 * s, y - 80 * s), (x - 6 * s, y - 116 * s), (x + 6 * s, y - 80 * s)], ink.of(easel.style.cloths[1], 0.45))


def _cactus(sheet: Sheet, x: float, y: float, h: float) -> None:
    ink = sheet.ink
    green = linear((x - h * 0.1, 0), (x + h * 0.1, 0), ink.across("#5a8048", 0.1, 0.9))
    sheet.rect(x - h * 0.09, y - h, x + h * 0.09, y, green, radius=h * 0.09)
    for side, low, top in ((-1, 0.36, 0.72), (1, 0.48, 0.86)):
        sheet.bend(
            [(x, y - h * low), (x + side * h * 0.26, y - h * low), (x + side * h * 0.28, y - h * top)], ink.of("#5a8048", 0.4 + 0.2 * side), h * 0.12
        )


def _camp(easel: Easel) -> Sheet:
    sheet, ink, style = easel.sheet("camp"), easel.ink(), easel.style
    crest = [(-40, 748), (240, 722), (520, 706), (840, 712), (1150, 700), (1430, 716), (1704, 744)]
    path = smooth([*crest, (1740, 980), (-80, 980)])
    sheet.shape(
        path,
        linear((0, 700), (0, 930), ((0.0, mix(ink.top(SAND, 0.85), ink.haze, 0.15)), (0.35, ink.top(SAND, 0.66)), (1.0, ink.top("#b5793f", 0.2)))),
    )
    for k in range(15):
        y = 726 + 14 * k + 0.5 * k * k
        for x0 in (-40, 860):
            wave = [(x0 + x, y + 6 * ((x / 120 + k * 0.6) % 2 - 1) ** 2) for x in range(0, 900, 40)]
            sheet.bend(wave, ink.top(SAND, 0.05 if k % 2 else 1.0), 1.6 + 0.12 * k, 0.22)
    mottle(sheet, easel.seed, y0=704, strength=0.16, stretch=7)
    sheet.glow(easel.sun.x, 720, 560, easel.palette.glow, 0.2, flat_to=0.3)
    with sheet.placed(0 if not easel.sun.from_left else 1664, 0, 1 if not easel.sun.from_left else -1, 1):
        _tent(easel, sheet, 250, 792, 1.0)
    for x, h in ((1470, 430), (1560, 340)) if not easel.sun.from_left else ((190, 430), (100, 340)):
        if style.culture in (Culture.WESTERN, Culture.EAST_ASIAN):
            _cactus(sheet, x, 800, h * 0.55)
        else:
            sheet.shade(x, 800, 60, 12, 0.35)
            tree(sheet, "date" if style.tree != "palm" else "palm", x, 800, h)
    for x, w in ((1390, 110), (1600, 160)) if not easel.sun.from_left else ((300, 110), (60, 160)):
        rock(sheet, x, 822, w, w * 0.4, "#b07a54")
    if easel.event == "wedding":
        mandap(easel, sheet, 832, 742, 320, 180)
    if easel.festive:
        strung(easel, sheet, 200, 1464, 190, 800)
    lay_props(easel, sheet, SPOTS, "fire" if easel.lamps > 0.5 else "basket")
    return sheet


SPOTS = (
    Spot(x=1190, y=800, scale=0.8),
    Spot(x=490, y=806, scale=0.8),
    Spot(x=1090, y=752, scale=0.62),
    Spot(x=580, y=752, scale=0.62),
    Spot(x=1330, y=876, scale=1.0),
)


def _tent(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    """A nomads' tent with striped sides, its door open on lamplight."""
    ink, style = sheet.ink, easel.style
    sheet.shade(x, y, 270 * s, 30 * s, 0.4)
    roof = [(x - 250 * s, y - 96 * s), (x - 110 * s, y - 190 * s), (x, y - 176 * s), (x + 120 * s, y - 206 * s), (x + 256 * s, y - 92 * s)]
    sheet.poly([*roof, (x + 236 * s, y), (x - 232 * s, y)], ink.of(style.cloths[0], 0.35))
    for k, px in enumerate(spread(x - 228 * s, x + 214 * s, 13)):
        sheet.rect(px, y - 92 * s, px + 19 * s, y, ink.of(style.cloths[k % 2 * 4 % len(style.cloths)] if k % 2 else "#efe0c0", 0.5))
    path = smooth(roof, closed=False)
    path.lineTo(x + 246 * s, y - 72 * s)
    path.lineTo(x - 240 * s, y - 74 * s)
    path.close()
    sheet.shape(path, down(y - 206 * s, y - 70 * s, ink.top(style.cloths[0], 0.95), ink.top(style.cloths[0], 0.4)))
    for t in spread(-0.8, 0.8, 7):
        sheet.line([(x + t * 120 * s, y - 184 * s), (x + t * 246 * s, y - 74 * s)], ink.of("#f3d98a", 0.8), 3 * s, 0.6)
    door = [(x - 56 * s, y), (x - 30 * s, y - 118 * s), (x + 30 * s, y - 118 * s), (x + 58 * s, y)]
    sheet.poly(
        door,
        down(
            y - 118 * s,
            y,
            mix(ink.of("#2a1810", 0.1), rgb("#f2a544"), 0.25 + 0.6 * easel.lamps),
            mix(ink.of("#2a1810", 0.1), rgb("#8a4a20"), 0.6 * easel.lamps),
        ),
    )
    sheet.poly([(x + 30 * s, y - 118 * s), (x + 86 * s, y - 60 * s), (x + 58 * s, y)], ink.of(style.cloths[1], 0.75))
    if easel.lamps > 0.2:
        sheet.glow(x, y - 40 * s, 210 * s, rgb("#ffb04a"), 0.5 * easel.lamps)
    for side in (-1, 1):
        sheet.line([(x + side * 250 * s, y - 94 * s), (x + side * 330 * s, y + 4)], ink.of("#d9c08a", 0.6), 2.4)
