"""The forest: tall trunks from edge to edge under a closed roof of leaves, light falling between them into a mossy clearing."""

from __future__ import annotations

from film.model import Culture
from film.picture.sets.brushes import Sheet, down, linear, pen, radial, smooth
from film.picture.sets.easel import Easel, by_hour
from film.picture.sets.land import bush, ground, mottle, rock, tufts
from film.picture.sets.ornament import strung, veil
from film.picture.sets.painting import SetPainting
from film.picture.sets.palette import mix
from film.picture.sets.plants import bough_above, leaves_in_front
from film.picture.sets.props import Spot, lay_props
from film.picture.sets.trees import leafage, tree, trunk


def paint(easel: Easel) -> SetPainting:
    easel.hang_sky(horizon=560)
    easel.hang(_depths(easel), 0.35)
    easel.hang(_trunks(easel, "middle", 0.34, 0.62), 0.6)
    easel.hang(_trunks(easel, "near", 0.1, 1.0), 0.82)
    easel.hang(_clearing(easel), 1.0)
    sheet = easel.sheet("front", front=True)
    leaves_in_front(easel, sheet, kind="fern")
    bough_above(sheet, "#3d6b34", left=True)
    bough_above(sheet, "#3d6b34", left=False)
    easel.hang(sheet, 1.5, in_front=True)
    return easel.finish(by_hour(easel.scene.hour, "leaves", "fireflies"))


def _depths(easel: Easel) -> Sheet:
    """The wall of distant wood, pale where the light comes through."""
    sheet = easel.sheet("depths", 0.66)
    ink, rolls = sheet.ink, sheet.dice
    leafy = ink.of("#6f9a6a", 0.7)
    sheet.rect(-20, -20, 1684, 960, linear((0, 60), (0, 720), ((0.0, leafy, 0.35), (0.4, leafy, 0.8), (0.7, leafy), (1.0, ink.of("#4f7a4c", 0.5)))))
    for _ in range(46):
        x, w = rolls.uniform(-20, 1684), rolls.uniform(7, 20)
        sheet.rect(x - w / 2, -20, x + w / 2, 700, ink.of("#4f5f50", rolls.uniform(0.2, 0.6)), 0.75)
    for _ in range(30):
        leafage(sheet, rolls.uniform(-20, 1684), rolls.uniform(-20, 330), 150, 80, "#7fae62", 34, dab=0.13)
    for _ in range(16):
        bush(sheet, rolls.uniform(0, 1664), rolls.uniform(640, 676), rolls.uniform(100, 190), "#6f9f5c")
    tone = mix(ink.haze, easel.palette.glow, 0.5)
    sheet.oval(832, 470, 420, 330, radial((832, 470), 420, ((0.0, tone, 0.75), (0.5, tone, 0.4), (1.0, tone, 0.0))))
    veil(sheet, 480, 720, 0.4)
    return sheet


def _trunks(easel: Easel, name: str, lost: float, size: float) -> Sheet:
    sheet = easel.sheet(name, lost)
    ink, rolls, near = sheet.ink, sheet.dice, size > 0.8
    sheet.rect(-20, 690, 1684, 960, ink.of("#4f6a3a", 0.4))
    places = (30.0, 205.0, 470.0, 1190.0, 1392.0, 1580.0) if near else (110.0, 300.0, 420, 585, 690, 985, 1110, 1270, 1490, 1640)
    for x in places:
        px, w = x + rolls.uniform(-26, 26), rolls.uniform(56, 86) * size
        _stem(easel, sheet, px, 700 + 26 * size + rolls.uniform(-8, 8), w)
    for _ in range(26 if near else 30):
        x = rolls.uniform(-40, 1700)
        y = rolls.uniform(-40, 120) + (70 if abs(x - 832) > 420 else -40)
        leafage(sheet, x, y, 150 * size + 30, 84 * size + 16, rolls.choice(("#5f9440", "#4f8440", "#6fa048")), 54, dab=0.1)
    if not near:
        for _ in range(14):
            bush(sheet, rolls.uniform(0, 1664), rolls.uniform(690, 712), rolls.uniform(90, 150), "#55853f")
        _beams(easel, sheet)
    return sheet


def _stem(easel: Easel, sheet: Sheet, x: float, y: float, w: float) -> None:
    ink, rolls, culture = sheet.ink, sheet.dice, easel.style.culture
    if culture is Culture.EAST_ASIAN and rolls.random() < 0.8:
        for k in range(3):
            _cane(sheet, x + (k - 1) * w * 0.7, y, w * 0.26)
        return
    bark = "#d9d4c6" if culture is Culture.WESTERN and rolls.random() < 0.4 else "#6b4f3c"
    lean = rolls.uniform(-30, 30)
    sheet.shade(x, y, w * 1.5, w * 0.2, 0.4)
    trunk(sheet, [(x, y), (x + lean * 0.1, y - 160), (x + lean * 0.5, y - 420), (x + lean, -60)], w * 1.35, w * 0.62, bark)
    for side in (-1, 1):
        sheet.blob(
            [(x + side * w * 0.3, y - w * 0.7), (x + side * w * 1.15, y + w * 0.1), (x + side * w * 0.4, y + w * 0.12), (x, y - w * 0.05)],
            ink.of(bark, ink.side(side > 0, 0.5, 0.12)),
        )
    for _ in range(12):
        py = rolls.uniform(0, y - 20)
        dx = rolls.uniform(-0.3, 0.3) * w
        tone = ink.of("#2f2420", 0.1) if bark != "#d9d4c6" or rolls.random() < 0.7 else ink.of("#ffffff", 0.9)
        sheet.bend([(x + dx, py), (x + dx + rolls.uniform(-5, 5), py + 30), (x + dx, py + 62)], tone, 2.4, 0.4)
    for _ in range(5):
        sheet.oval(x + rolls.uniform(-0.5, 0.5) * w, y - rolls.uniform(0, 60), w * 0.22, w * 0.12, ink.of("#7fa04a", 0.6), 0.6)


def _cane(sheet: Sheet, x: float, y: float, w: float) -> None:
    ink, lean = sheet.ink, sheet.dice.uniform(-26, 26)
    trunk(sheet, [(x, y), (x + lean * 0.4, y - 360), (x + lean, -40)], w, w * 0.8, "#86a850")
    for k in range(1, 9):
        py = y - 84 * k
        px = x + lean * (k / 9) ** 1.3
        sheet.line([(px - w * 0.55, py), (px + w * 0.55, py)], ink.of("#45602c", 0.2), 2.6, 0.8)


def _beams(easel: Easel, sheet: Sheet) -> None:
    """Slanting beams of the sun or moon through the leaves."""
    palette = easel.palette
    if not palette.sun_size:
        return
    shift = 420 if easel.sun.from_left else -420
    tone = mix(palette.glow, (1.0, 1.0, 1.0), 0.25)
    for k in range(6):
        x, w = 300 + 210 * k + sheet.dice.uniform(-50, 50), sheet.dice.uniform(26, 74)
        beam = [(x - w * 0.5, -30), (x + w * 0.5, -30), (x + shift + w * 1.6, 800), (x + shift - w * 1.6, 800)]
        sheet.poly(beam, linear((x, 0), (x + shift, 800), ((0.0, tone, 0.36), (0.6, tone, 0.2), (1.0, tone, 0.0))))


def _clearing(easel: Easel) -> Sheet:
    sheet, ink, rolls = easel.sheet("clearing"), easel.ink(), easel.dice
    ground(sheet, 700, "#6f8444", far_haze=0.12)
    path = smooth([(806, 700), (868, 700), (930, 770), (1130, 960), (520, 960), (720, 780)])
    sheet.shape(path, down(700, 940, ink.top("#b09468", 0.7), ink.top("#80603f", 0.2)))
    mottle(sheet, easel.seed, y0=700, strength=0.34, cell=60)
    for _ in range(26):
        x, y = rolls.uniform(300, 1360), rolls.uniform(740, 900)
        sheet.oval(x, y, rolls.uniform(20, 60), rolls.uniform(4, 10), mix(ink.top("#c9d070", 1.0), easel.palette.glow, 0.3), 0.22)
    for _ in range(90):
        sheet.oval(
            rolls.uniform(0, 1664),
            rolls.uniform(720, 930),
            rolls.uniform(3, 7),
            rolls.uniform(1.5, 3),
            ink.top(rolls.choice(("#b9702c", "#d9a03a", "#8a5a30")), 0.7),
        )
    tufts(sheet, 250, ("#6f9a3c", "#8fb04a", "#4f7a34"), y0=706)
    for x, y, w in ((150, 760, 210), (330, 724, 130), (1330, 726, 140), (1530, 764, 220)):
        bush(sheet, x, y, w, "#4f8038", easel.style.blossom)
    rock(sheet, 1236, 770, 150, 74)
    _log(sheet, 420, 802)
    _mushrooms(sheet, 300, 846)
    tree(sheet, "pine" if easel.style.tree in ("pine", "blossom") else "broadleaf", 1618, 742, 300)
    if easel.festive:
        strung(easel, sheet, 210, 1454, 200, 776)
    lay_props(easel, sheet, SPOTS, "lantern")
    return sheet


SPOTS = (Spot(x=1150, y=800, scale=0.8), Spot(x=566, y=790, scale=0.74), Spot(x=1064, y=742, scale=0.62), Spot(x=1420, y=850, scale=1.0))


def _log(sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    sheet.shade(x, y, 130, 20, 0.45)
    sheet.rect(x - 104, y - 56, x + 96, y, down(y - 56, y, ink.top("#8a6a4a", 0.85), ink.of("#4a3424", 0.1)), radius=16)
    sheet.oval(x + 94, y - 28, 17, 28, ink.of("#d9b884", 0.7))
    for r in (0.7, 0.4):
        sheet.oval(x + 94, y - 28, 17 * r, 28 * r, pen(ink.of("#8a6238", 0.4), 2))
    for dx in (-70, -20, 40):
        sheet.oval(x + dx, y - 54, 26, 8, ink.top("#7fa04a", 0.75), 0.9)


def _mushrooms(sheet: Sheet, x: float, y: float) -> None:
    ink = sheet.ink
    for dx, h in ((-22, 22), (4, 34), (28, 20)):
        sheet.rect(x + dx - 4, y - h, x + dx + 4, y, ink.of("#f3e8d4", 0.6), radius=3)
        cap = smooth(
            [(x + dx - h * 0.5, y - h * 0.8), (x + dx - h * 0.3, y - h * 1.25), (x + dx + h * 0.3, y - h * 1.25), (x + dx + h * 0.5, y - h * 0.8)]
        )
        sheet.shape(cap, ink.of("#c9352a", 0.7))
        for px in (-0.2, 0.15):
            sheet.oval(x + dx + px * h, y - h * 1.05, h * 0.07, h * 0.06, ink.of("#ffffff", 0.9))
