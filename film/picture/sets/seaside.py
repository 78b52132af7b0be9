"""The seaside: a wide level horizon over breakers, a headland with its lighthouse at one side, a boat drawn up on the sand at the other."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, down, linear, smooth, spread
from film.picture.sets.dressing import boat as rowing_boat
from film.picture.sets.easel import Easel
from film.picture.sets.land import LEFT, RIGHT, mottle, pebbles, rock, sun_path, water
from film.picture.sets.ornament import mandap, strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix, rgb
from film.picture.sets.plants import leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.trees import tree

SEA = 500.0  # world y of the horizon


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky(horizon=SEA + 20)
    easel.hang(_sea(easel), 0.4)
    easel.hang(_headland(easel), 0.62)
    easel.hang(_breakers(easel), 0.85)
    easel.hang(_beach(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="fern" if easel.style.tree in ("palm", "date") else "grass")
    easel.hang(sheet, 1.45, in_front=True)
    return easel.finish("petals" if easel.event == "wedding" else "")


def _sea(easel: Easel) -> Sheet:
    sheet, palette = easel.sheet("sea", 0.12), easel.palette
    water(sheet, SEA, 960, "#1f7f9a", palette.sky)
    if palette.sun_size:
        sun_path(sheet, easel.sun.x, SEA + 4, 720, mix(palette.glow, palette.sun, 0.6), 0.75)
    for k in range(3):
        _sail(sheet, easel.dice.uniform(300, 1360), SEA + 6 + 5 * k, 26 + 10 * k)
    sheet.rect(
        LEFT,
        SEA - 26,
        RIGHT,
        SEA + 30,
        linear((0, SEA - 26), (0, SEA + 30), ((0.0, sheet.ink.haze, 0.0), (0.5, sheet.ink.haze, 0.5), (1.0, sheet.ink.haze, 0.0))),
    )
    return sheet


def _sail(sheet: Sheet, x: float, y: float, h: float) -> None:
    ink = sheet.ink
    sheet.poly([(x, y - h), (x + h * 0.5, y - h * 0.12), (x, y - h * 0.12)], ink.of("#fbf3e2", 0.9))
    sheet.poly([(x - 1, y - h * 0.85), (x - h * 0.3, y - h * 0.12), (x - 1, y - h * 0.12)], ink.of("#e8d8c0", 0.5))
    sheet.poly([(x - h * 0.36, y - h * 0.1), (x + h * 0.52, y - h * 0.1), (x + h * 0.36, y), (x - h * 0.26, y)], ink.of("#5a3a30", 0.4))


def _headland(easel: Easel) -> Sheet:
    """A cliff away from the sun with the lighthouse on it."""
    sheet = easel.sheet("headland", 0.22)
    ink, left = sheet.ink, not easel.sun.from_left
    with sheet.placed(0 if left else 1664, 0, 1 if left else -1, 1):
        cliff = [(-20, 400), (90, 392), (200, 404), (282, 412), (330, 446), (352, 500), (392, 540), (420, 566), (-20, 580)]
        sheet.poly(cliff, down(392, 570, ink.of("#a88f7c", 0.6), ink.of("#5f4f52", 0.2)))
        grass = smooth([(-20, 404), (90, 384), (200, 394), (292, 410), (316, 432), (240, 428), (120, 420), (-20, 430)])
        sheet.shape(grass, ink.top("#7d9a4e", 0.75))
        for k in range(26):
            x = 20.0 + k * 14
            sheet.line([(x, 440 + k * 2), (x + sheet.dice.uniform(-9, 9), 500 + k * 2.4)], ink.of("#4a3c40", 0.1), 2.2, 0.35)
        _lighthouse(easel, sheet, 186, 396, 230)
    for _ in range(26):
        x = sheet.dice.uniform(-10, 430)
        sheet.oval(x if left else 1664 - x, 572 + sheet.dice.uniform(-5, 6), sheet.dice.uniform(10, 32), 3.4, ink.of("#ffffff", 0.9), 0.55)
    return sheet


def _lighthouse(easel: Easel, sheet: Sheet, x: float, y: float, h: float) -> None:
    ink, lamps = sheet.ink, easel.lamps
    for k in range(6):
        w0, w1 = h * (0.115 - 0.0085 * k), h * (0.115 - 0.0085 * (k + 1))
        y0, y1 = y - h * 0.135 * k, y - h * 0.135 * (k + 1)
        paint = linear((x - w0, 0), (x + w0, 0), ink.across("#f6efe2" if k % 2 == 0 else easel.style.cloths[0], 0.2, 0.95))
        sheet.poly([(x - w0, y0), (x - w1, y1), (x + w1, y1), (x + w0, y0)], paint)
    top = y - h * 0.81
    sheet.rect(x - h * 0.085, top - 5, x + h * 0.085, top + 3, ink.of("#3a3f4a", 0.5))
    sheet.rect(x - h * 0.05, top - h * 0.1, x + h * 0.05, top - 5, mix(ink.of("#dfeaf0", 0.8), rgb("#fff3b8"), max(0.2, lamps)))
    sheet.poly([(x - h * 0.065, top - h * 0.1), (x, top - h * 0.18), (x + h * 0.065, top - h * 0.1)], ink.of(easel.style.cloths[0], 0.6))
    if lamps > 0.3:
        beam = rgb("#fff0b0")
        for reach, drop in ((900, -30), (-700, 40)):
            cone = linear((x, 0), (x + reach, 0), ((0.0, beam, 0.5 * lamps), (1.0, beam, 0.0)))
            sheet.poly([(x, top - h * 0.055), (x + reach, top - h * 0.055 + drop - 42), (x + reach, top - h * 0.055 + drop + 42)], cone)
        sheet.glow(x, top - h * 0.05, 90, beam, 0.8 * lamps)


def _breakers(easel: Easel) -> Sheet:
    """Three rows of surf, nearer and higher each."""
    sheet, ink, sky = easel.sheet("breakers", 0.04), easel.ink(0.04), easel.palette.sky
    for k, (y, high) in enumerate(((606, 9), (640, 14), (688, 20))):
        phase = easel.dice.uniform(0, 300)
        crest = [(x, y - high * (0.5 + 0.5 * _lap(x + phase, 210 + 90 * k))) for x in range(-40, 1720, 20)]
        body = mix(ink.of("#2f93a3", 0.6 - 0.08 * k), sky[3], 0.22)
        sheet.poly(
            [*crest, (1720, 960), (-40, 960)],
            linear(
                (0, y - high), (0, y + 70), ((0.0, mix(body, (1.0, 1.0, 1.0), 0.18)), (0.35, body), (1.0, mix(body, ink.of("#0f5a70", 0.4), 0.5)))
            ),
        )
        sheet.bend(crest, mix(ink.of("#ffffff", 1.0), sky[4], 0.15), 4 + 3 * k, 0.92)
        for _ in range(70):
            x, drop = sheet.dice.uniform(-20, 1690), sheet.dice.uniform(3, 26 + 12 * k)
            sheet.oval(x, y + drop, sheet.dice.uniform(8, 46), 1.4 + k * 0.6, ink.of("#ffffff", 0.9), 0.32)
    return sheet


def _lap(x: float, period: float) -> float:
    t = x / period % 1
    return 4 * t * (1 - t)


def _beach(easel: Easel) -> Sheet:
    sheet, ink, style = easel.sheet("beach"), easel.ink(), easel.style
    edge = smooth([(-60, 716), (180, 728), (430, 712), (700, 722), (980, 706), (1260, 722), (1480, 710), (1740, 724), (1740, 980), (-60, 980)])
    wet = mix(ink.of("#a88a62", 0.5), easel.palette.sky[3], 0.42)
    sheet.shape(edge, wet)
    with sheet.placed(0, 26):
        sheet.shape(
            edge, linear((0, 706), (0, 930), ((0.0, ink.top("#d9b884", 0.6)), (0.25, ink.top("#ecd3a0", 0.75)), (1.0, ink.top("#c9a06a", 0.25))))
        )
    foam = [(-60, 716), (180, 728), (430, 712), (700, 722), (980, 706), (1260, 722), (1480, 710), (1740, 724)]
    sheet.bend(foam, ink.of("#ffffff", 1.0), 9, 0.9)
    sheet.bend([(x, y + 11) for x, y in foam], ink.of("#ffffff", 0.9), 3, 0.5)
    mottle(sheet, easel.seed, y0=748, strength=0.14, stretch=6)
    for _ in range(60):
        x, y = sheet.dice.uniform(0, 1664), sheet.dice.uniform(770, 930)
        sheet.oval(x, y, sheet.dice.uniform(30, 90), 2.2, ink.of("#b08a58", 0.3), 0.22)
    pebbles(sheet, 44, "#e8d8c4", y0=770, size=9)
    _ends(easel, sheet)
    if easel.event == "wedding":
        mandap(easel, sheet, 832, 748, 330, 190)
    if easel.festive:
        strung(easel, sheet, 170, 1494, 170, 790)
    lay_props(easel, sheet, SPOTS, "umbrella" if style.culture is Culture.WESTERN else "basket")
    return sheet


SPOTS = (
    Spot(x=1140, y=812, scale=0.85),
    Spot(x=470, y=830, scale=0.9),
    Spot(x=1080, y=766, scale=0.66),
    Spot(x=560, y=770, scale=0.66),
    Spot(x=1490, y=872, scale=1.0),
)


def _ends(easel: Easel, sheet: Sheet) -> None:
    """Palms or pines at the sun's side, a boat and rocks at the other."""
    style, boat_right = easel.style, easel.sun.from_left
    with sheet.placed(0 if boat_right else 1664, 0, 1 if boat_right else -1, 1):
        for x, h in ((60.0, 560), (190, 450), (-10, 380)):
            sheet.shade(x, 802, 70, 14, 0.35)
            tree(sheet, style.tree if style.tree != "baobab" else "palm", x, 800, h)
        rock(sheet, 258, 812, 150, 64)
    rowing_boat(easel, sheet, 1390 if boat_right else 274, 814, 0.86)
    easel.props["boat"] = (1390 if boat_right else 274, 758)
    for x in spread(1530, 1650, 3):
        rock(sheet, x if boat_right else 1664 - x, 846, 120, sheet.dice.uniform(50, 84))
    veil(sheet, 690, 760, 0.1)
