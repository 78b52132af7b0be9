"""The great buildings of worship, one per culture: gopuram, shikhara, pagoda, church, mosque, earthen shrine. Foot at (x, y)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from film.model import Culture
from film.picture.sets.brushes import Sheet, arch, down, flat, linear, pen, radial, smooth, spread
from film.picture.sets.palette import Rgb, mix, rgb

GLOW, EMBER, SOOT = rgb("#ffdf92"), rgb("#f09a3a"), rgb("#35131a")


def tower(sheet: Sheet, culture: Culture, x: float, y: float, width: float, height: float, lamps: float) -> None:
    """The tower of the culture; `lamps` 0..1 is how much it glows from within."""
    _TOWERS[culture](sheet, x, y, width, height, lamps)


def doorway(sheet: Sheet, x: float, base: float, width: float, height: float, lamps: float, kind: str = "flat") -> None:
    """A door with lamplight behind it: warm at any hour, brighter when it is dark."""
    path = arch(x, base, width, height, kind)
    warm = max(0.35, lamps)
    inner = (mix(SOOT, GLOW, warm), mix(SOOT, EMBER, warm), mix(SOOT, rgb("#7a2f1a"), warm), SOOT)
    sheet.shape(path, radial((x, base - height * 0.35), height * 0.85, tuple(zip((0.0, 0.35, 0.8, 1.0), inner, strict=True))))
    sheet.shape(path, pen(SOOT, max(1.5, width * 0.05), 0.5))
    if lamps > 0.2:
        sheet.glow(x, base - height * 0.3, width * 2.6, rgb("#ffb347"), 0.4 * lamps)


def column(sheet: Sheet, x: float, base: float, width: float, height: float, local: str, *, fluted: bool = False) -> None:
    """A column with foot and capital."""
    ink = sheet.ink
    sheet.rect(x - width / 2, base - height, x + width / 2, base, linear((x - width / 2, 0), (x + width / 2, 0), ink.across(local)))
    for k in range(3 if fluted else 0):
        sheet.line(
            [(x + (k - 1) * width * 0.25, base - height * 0.95), (x + (k - 1) * width * 0.25, base - height * 0.05)], ink.of(local, 0.02), 1.2, 0.35
        )
    for top, wide, high in ((base - height, 1.5, 0.05), (base - height * 0.94, 1.24, 0.02), (base - height * 0.06, 1.5, 0.06)):
        sheet.rect(
            x - width * wide / 2, top, x + width * wide / 2, top + height * high, linear((x - width, 0), (x + width, 0), ink.across(local, 0.2, 1.0))
        )


def finial(sheet: Sheet, x: float, base: float, size: float) -> None:
    """A kalasha: a gilt pot with a point."""
    ink = sheet.ink
    gold = "#f0b63c"
    sheet.rect(x - size * 0.16, base - size * 0.5, x + size * 0.16, base, ink.of(gold, 0.35))
    stops = ((0.0, ink.of("#fff0b8", 1.0)), (0.5, ink.of(gold, 0.8)), (1.0, ink.of("#8a5214", 0.3)))
    glint = -0.12 if ink.from_left else 0.12
    sheet.oval(x, base - size * 0.75, size * 0.42, size * 0.4, radial((x + glint * size, base - size * 0.85), size * 0.6, stops))
    sheet.poly([(x - size * 0.16, base - size * 1.05), (x, base - size * 1.9), (x + size * 0.16, base - size * 1.05)], ink.of("#f7c65a", 0.9))


_STUCCO = ("#4f9c94", "#c9604c", "#e0ad48", "#5578ae", "#86a458", "#c77a9a")


def _gopuram(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    ink, stone = sheet.ink, "#c09a76"
    foot = h * 0.29
    for wide, top, high in ((1.10, foot * 0.16, foot * 0.16), (1.04, foot * 0.94, foot * 0.78), (1.12, foot, foot * 0.08)):
        sheet.rect(x - w * wide / 2, y - top, x + w * wide / 2, y - top + high, linear((x - w * 0.55, 0), (x + w * 0.55, 0), ink.across(stone)))
    for k, px in enumerate(spread(x - w * 0.49, x + w * 0.49, 13)):
        if abs(k - 6) > 1:
            column(sheet, px, y - foot * 0.16, w * 0.026, foot * 0.78, stone)
        if k in (2, 4, 8, 10):
            doorway(sheet, px, y - foot * 0.24, w * 0.05, foot * 0.42, lamps * 0.8, "round")
    sheet.rect(x - w * 0.125, y - foot * 0.9, x + w * 0.125, y, linear((x - w * 0.13, 0), (x + w * 0.13, 0), ink.across(stone, 0.3, 1.0)))
    doorway(sheet, x, y, w * 0.17, foot * 0.8, max(lamps, 0.5))
    _tiers(sheet, x, y - foot, w, h - foot, lamps)


def _tiers(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    """Diminishing storeys of niches under barrel roofs, each a little lower than the one below."""
    count = 8
    first = h * 0.80 / sum(0.93**k for k in range(count))
    wide = w
    for k in range(count):
        high, above = first * 0.93**k, w * (1 - 0.66 * ((k + 1) / count) ** 0.92)
        _storey(sheet, x, y, wide, above, high, k, lamps)
        y, wide = y - high, above
    _barrel(sheet, x, y, wide, h * 0.165)


def _storey(sheet: Sheet, x: float, y: float, low: float, up: float, high: float, k: int, lamps: float) -> None:
    ink, stone = sheet.ink, "#b98f6c"
    body = [(x - low * 0.48, y), (x - up * 0.485, y - high), (x + up * 0.485, y - high), (x + low * 0.48, y)]
    sheet.poly(body, linear((x - low / 2, 0), (x + low / 2, 0), ink.across(stone, 0.05, 0.85)))
    cells = max(5, int(15 - k * 1.1)) | 1
    for j in range(cells):
        t = (j + 0.5) / cells
        cx = x - low / 2 + low * (0.03 + 0.94 * t) + (low - up) * 0.125 * (1 - 2 * t)
        light = 0.2 + 0.65 * (1 - t if ink.from_left else t)
        cell = low * 0.94 / cells
        if j == cells // 2:
            sheet.rect(cx - cell * 0.42, y - high * 0.74, cx + cell * 0.42, y, ink.of(stone, 0.15))
            doorway(sheet, cx, y - high * 0.04, cell * 0.52, high * 0.62, max(lamps, 0.4))
        else:
            _shrine(sheet, cx, y, cell, high, mix(rgb(stone), rgb(_STUCCO[(j * 2 + k) % 6]), 0.55), light)
    cornice = [
        (x - low * 0.51, y + high * 0.03),
        (x - low * 0.49, y - high * 0.08),
        (x + low * 0.49, y - high * 0.08),
        (x + low * 0.51, y + high * 0.03),
    ]
    sheet.poly(cornice, linear((x - low / 2, 0), (x + low / 2, 0), ink.across("#d8b48a", 0.15, 1.0)))
    sheet.line([(x - low / 2, y + high * 0.05), (x + low / 2, y + high * 0.05)], ink.of("#3d2420", 0.0), 1.5, 0.6)


def _shrine(sheet: Sheet, x: float, y: float, w: float, h: float, local: Rgb, light: float) -> None:
    """One niche of a storey: a figure under a vaulted roof with a round eye."""
    ink = sheet.ink
    sheet.rect(x - w * 0.36, y - h * 0.6, x + w * 0.36, y, ink.of(local, light * 0.25))
    sheet.oval(x, y - h * 0.46, w * 0.15, h * 0.1, ink.of(local, light))
    sheet.poly(
        [(x - w * 0.24, y - h * 0.04), (x - w * 0.13, y - h * 0.4), (x + w * 0.13, y - h * 0.4), (x + w * 0.24, y - h * 0.04)],
        ink.of(local, min(1.0, light + 0.12)),
    )
    sheet.shape(arch(x, y - h * 0.58, w * 0.88, h * 0.36, "round"), ink.of(local, min(1.0, light + 0.25)))
    sheet.oval(x, y - h * 0.7, w * 0.11, w * 0.11, ink.of("#3d2420", 0.0), 0.8)


def _barrel(sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    ink, stone = sheet.ink, "#cf9f72"
    half = w * 0.6
    sheet.rect(x - w * 0.46, y - h * 0.32, x + w * 0.46, y, ink.of(stone, 0.2))
    vault = smooth(
        [
            (x - half, y - h * 0.26),
            (x - half * 0.92, y - h * 0.8),
            (x - half * 0.4, y - h * 1.1),
            (x + half * 0.4, y - h * 1.1),
            (x + half * 0.92, y - h * 0.8),
            (x + half, y - h * 0.26),
        ]
    )
    sheet.shape(vault, linear((x - half, 0), (x + half, 0), ink.across(stone, 0.1, 1.0)))
    for px in spread(x - half * 0.75, x + half * 0.75, 9):
        sheet.line([(px, y - h * 0.3), (px * 0.9 + x * 0.1, y - h * 1.04)], ink.of("#3d2420", 0.0), 1.3, 0.4)
    for side in (-1, 1):
        sheet.oval(x + side * half * 0.9, y - h * 0.66, h * 0.3, h * 0.46, ink.of(stone, ink.side(side > 0, 1.0, 0.3)))
        sheet.oval(x + side * half * 0.9, y - h * 0.62, h * 0.14, h * 0.2, ink.of("#3d2420", 0.1))
    for px in spread(x - half * 0.66, x + half * 0.66, 7):
        finial(sheet, px, y - h * 1.05, h * 0.2)


def _shikhara(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    """A mandapa and curved spires, small ones clustered at the sides of the great one."""
    stone = "#d9a27c"
    for side in (-1, 1):
        _spire(sheet, x + side * w * 0.42, y - h * 0.22, w * 0.3, h * 0.42, stone)
        _spire(sheet, x + side * w * 0.24, y - h * 0.24, w * 0.34, h * 0.58, stone)
    _spire(sheet, x, y - h * 0.22, w * 0.5, h * 0.7, stone)
    ink = sheet.ink
    sheet.rect(x - w * 0.6, y - h * 0.07, x + w * 0.6, y, linear((x - w * 0.6, 0), (x + w * 0.6, 0), ink.across(stone)))
    sheet.rect(x - w * 0.54, y - h * 0.26, x + w * 0.54, y - h * 0.07, linear((x - w * 0.54, 0), (x + w * 0.54, 0), ink.across(stone, 0.05, 0.7)))
    for k, px in enumerate(spread(x - w * 0.44, x + w * 0.44, 5)):
        doorway(sheet, px, y - h * 0.07, w * (0.17 if k == 2 else 0.13), h * (0.17 if k == 2 else 0.145), max(lamps, 0.5 if k == 2 else 0.3), "lobed")
    for px in spread(x - w * 0.535, x + w * 0.535, 6):
        column(sheet, px, y - h * 0.06, w * 0.035, h * 0.19, stone)
    sheet.poly(
        [(x - w * 0.6, y - h * 0.235), (x - w * 0.55, y - h * 0.275), (x + w * 0.55, y - h * 0.275), (x + w * 0.6, y - h * 0.235)],
        linear((x - w * 0.6, 0), (x + w * 0.6, 0), ink.across("#eec09a", 0.2, 1.0)),
    )


def _spire(sheet: Sheet, x: float, y: float, w: float, h: float, local: str) -> None:
    ink = sheet.ink

    def half(t: float) -> float:
        return w / 2 * (1 - 0.78 * math.pow(t, 2.1))

    sides = [(t, half(t)) for t in spread(0, 1, 14)]
    outline = [(x - r, y - h * 0.86 * t) for t, r in sides] + [(x + r, y - h * 0.86 * t) for t, r in reversed(sides)]
    sheet.poly(outline, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(local, 0.05, 0.95)))
    for rib in (-0.62, -0.3, 0.3, 0.62):
        sheet.bend([(x + rib * r, y - h * 0.86 * t) for t, r in sides], ink.of("#5a2f26", 0.1), 1.6, 0.45)
    for t in spread(0.04, 0.96, max(6, int(h / 15))):
        sheet.line([(x - half(t), y - h * 0.86 * t), (x + half(t), y - h * 0.86 * t)], ink.of("#5a2f26", 0.0), 1.3, 0.35)
        sheet.line([(x - half(t), y - h * 0.86 * t - 2), (x + half(t), y - h * 0.86 * t - 2)], ink.of("#ffe2bd", 0.9), 1.0, 0.3)
    mid = [(x + 0.17 * r * s, y - h * 0.86 * t) for s, row in ((-1, sides), (1, list(reversed(sides)))) for t, r in row]
    sheet.poly(mid, linear((x - w * 0.1, 0), (x + w * 0.1, 0), ink.across(local, 0.35, 1.0)))
    sheet.oval(x, y - h * 0.88, w * 0.17, h * 0.03, linear((x - w * 0.17, 0), (x + w * 0.17, 0), ink.across("#e8b48a", 0.1, 1.0)))
    finial(sheet, x, y - h * 0.9, h * 0.045)
    sheet.line([(x, y - h * 0.96), (x, y - h * 1.06)], ink.of("#6b4a34", 0.3), 2.0)
    sheet.poly([(x, y - h * 1.06), (x + w * 0.22, y - h * 1.035), (x, y - h * 1.005)], ink.of("#f08a1c", 0.9))


def _pagoda(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    ink = sheet.ink
    sheet.rect(x - w * 0.52, y - h * 0.06, x + w * 0.52, y, linear((x - w * 0.5, 0), (x + w * 0.5, 0), ink.across("#b3b0a6")))
    floor, wide, high = y - h * 0.06, w * 0.62, h * 0.185
    for k in range(5):
        _pavilion(sheet, x, floor, wide, high * 0.62, lamps, door=k == 0)
        eaves(sheet, x, floor - high * 0.56, wide * 1.66, high * 0.52, "#44606b")
        floor, wide, high = floor - high * 0.9, wide * 0.84, high * 0.93
    sheet.rect(x - 3, floor - h * 0.13, x + 3, floor + 6, ink.of("#c9973a", 0.6))
    for k in range(6):
        sheet.oval(x, floor - h * (0.02 + 0.017 * k), w * (0.05 - 0.005 * k), 3.2, ink.of("#e6b64a", 0.8))


def _pavilion(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float, *, door: bool) -> None:
    ink, red = sheet.ink, "#a8362a"
    sheet.rect(x - w / 2, y - h, x + w / 2, y, linear((x - w / 2, 0), (x + w / 2, 0), ink.across("#efe2cb", 0.1, 0.8)))
    warm = mix(ink.of("#6b3a2c", 0.3), rgb("#ffcf86"), lamps)
    for k, px in enumerate(spread(x - w * 0.36, x + w * 0.36, 5)):
        wide = w * (0.09 if not (door and k == 2) else 0.11)
        sheet.rect(
            px - wide * 0.75,
            y - h * (0.74 if not (door and k == 2) else 0.9),
            px + wide * 0.75,
            y - h * (0.18 if not (door and k == 2) else 0.0),
            warm,
        )
        for j in (-1, 0, 1):
            sheet.line([(px + j * wide * 0.38, y - h * 0.74), (px + j * wide * 0.38, y - h * 0.18)], ink.of("#4a2018", 0.2), 1.3, 0.8)
    for px in spread(x - w / 2, x + w / 2, 6):
        sheet.rect(px - w * 0.02, y - h, px + w * 0.02, y, ink.of(red, 0.55))
    sheet.rect(x - w * 0.52, y - h * 0.16, x + w * 0.52, y - h * 0.06, ink.of(red, 0.7))
    sheet.rect(x - w * 0.52, y - h * 1.02, x + w * 0.52, y - h * 0.88, ink.of("#2f6b5f", 0.5))


def eaves(sheet: Sheet, x: float, y: float, w: float, h: float, local: str) -> None:
    """A tiled roof whose corners sweep up; y is the line of its eaves."""
    ink = sheet.ink
    half, neck = w / 2, w * 0.26
    hem = [(x - half, y - h * 0.30), (x - half * 0.7, y + h * 0.02), (x, y + h * 0.10), (x + half * 0.7, y + h * 0.02), (x + half, y - h * 0.30)]
    roof = smooth(hem, closed=False)
    roof.quadTo(x + neck * 1.18, y - h * 0.34, x + neck, y - h)
    roof.lineTo(x - neck, y - h)
    roof.quadTo(x - neck * 1.18, y - h * 0.34, x - half, y - h * 0.30)
    roof.close()
    sheet.shape(roof, down(y - h, y + h * 0.1, ink.top(local, 0.75), ink.top(local, 0.22)))
    for t in spread(-0.92, 0.92, 25):
        start, end = (x + neck * t, y - h), (x + half * t * 0.97, y + h * (0.08 - 0.34 * abs(t) ** 2.6))
        knee = (x + (neck * 1.15 + (half - neck) * 0.42) * t, y - h * (0.3 + 0.1 * abs(t)))
        sheet.bend([start, knee, end], ink.of(local, 0.05), 1.2, 0.4)
    sheet.bend([(px, py + 3) for px, py in hem], ink.of("#7a2a20", 0.5), 3.6)
    sheet.bend(hem, ink.top("#93a9ae", ink.side(False, 0.9, 0.7)), 2.4)
    sheet.rect(x - neck * 1.04, y - h * 1.08, x + neck * 1.04, y - h * 0.97, ink.top("#33484f", 0.6))
    for side in (-1, 1):
        sheet.bend(
            [(x + side * half * 0.9, y - h * 0.24), (x + side * half, y - h * 0.3), (x + side * half * 1.03, y - h * 0.44)],
            ink.of("#33484f", 0.5),
            4.0,
        )


def _church(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    """A gabled nave with a rose window, and a steeple beside it."""
    ink, stone, slate = sheet.ink, "#c4b8a4", "#5f6478"
    side = -1 if ink.from_left else 1
    nave, steeple = x + side * w * 0.12, x - side * w * 0.30
    _gable(sheet, nave, y, w * 0.74, h * 0.36, h * 0.24, stone, slate)
    _masonry(sheet, nave - w * 0.36, y - h * 0.36, nave + w * 0.36, y, stone)
    for px in (nave - w * 0.23, nave + w * 0.23):
        doorway(sheet, px, y - h * 0.08, w * 0.075, h * 0.2, lamps, "pointed")
    doorway(sheet, nave, y, w * 0.17, h * 0.2, max(lamps, 0.3), "pointed")
    _rose(sheet, nave, y - h * 0.345, w * 0.1, lamps)
    _steeple(sheet, steeple, y, w * 0.25, h, stone, slate, lamps)


def _gable(sheet: Sheet, x: float, y: float, w: float, wall: float, roof: float, stone: str, slate: str) -> None:
    ink = sheet.ink
    front = [(x - w / 2, y), (x - w / 2, y - wall), (x, y - wall - roof), (x + w / 2, y - wall), (x + w / 2, y)]
    sheet.poly(front, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(stone, 0.15, 0.9)))
    for sign in (-1, 1):
        edge = [
            (x, y - wall - roof * 1.08),
            (x + sign * w * 0.56, y - wall + roof * 0.02),
            (x + sign * w * 0.5, y - wall + roof * 0.06),
            (x, y - wall - roof * 0.93),
        ]
        sheet.poly(edge, ink.top(slate, ink.side(sign > 0, 0.8, 0.3)))


def _masonry(sheet: Sheet, x0: float, y0: float, x1: float, y1: float, local: str) -> None:
    rolls, ink = sheet.dice, sheet.ink
    for _ in range(int((x1 - x0) * (y1 - y0) / 1400)):
        x, y = rolls.uniform(x0, x1 - 22), rolls.uniform(y0, y1 - 9)
        sheet.rect(x, y, x + rolls.uniform(12, 24), y + 8, ink.of(local, rolls.uniform(0.1, 0.9)), 0.35, radius=1.5)


def _rose(sheet: Sheet, x: float, y: float, r: float, lamps: float) -> None:
    ink = sheet.ink
    sheet.oval(x, y, r * 1.14, r * 1.14, ink.of("#e8dcc6", 0.9))
    sheet.oval(x, y, r, r, ink.of("#2c2c44", 0.3))
    for k in range(12):
        angle = 2 * math.pi * k / 12
        glass = rgb(("#e2574c", "#3f7fd0", "#f2b63c", "#5aa05a")[k % 4])
        sheet.oval(
            x + r * 0.66 * math.cos(angle),
            y + r * 0.66 * math.sin(angle),
            r * 0.2,
            r * 0.2,
            mix(ink.of(glass, 0.6), mix(glass, (1.0, 0.9, 0.6), 0.35), lamps),
        )
        sheet.oval(x + r * 0.32 * math.cos(angle), y + r * 0.32 * math.sin(angle), r * 0.09, r * 0.09, mix(ink.of(glass, 0.8), glass, lamps))
    sheet.oval(x, y, r * 0.16, r * 0.16, rgb("#ffd98a") if lamps > 0.3 else ink.of("#f2c76a", 0.8))
    if lamps > 0.2:
        sheet.glow(x, y, r * 3, rgb("#ffb968"), 0.3 * lamps)


def _steeple(sheet: Sheet, x: float, y: float, w: float, h: float, stone: str, slate: str, lamps: float) -> None:
    ink = sheet.ink
    sheet.rect(x - w / 2, y - h * 0.62, x + w / 2, y, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(stone, 0.08, 0.95)))
    _masonry(sheet, x - w / 2, y - h * 0.6, x + w / 2, y, stone)
    for level in (0.2, 0.42, 0.62):
        sheet.rect(
            x - w * 0.55, y - h * level - 6, x + w * 0.55, y - h * level + 4, linear((x - w / 2, 0), (x + w / 2, 0), ink.across("#ddd2be", 0.3, 1.0))
        )
    for dx in (-0.2, 0.2):
        doorway(sheet, x + dx * w, y - h * 0.455, w * 0.22, h * 0.115, lamps, "pointed")
    sheet.oval(x, y - h * 0.315, w * 0.24, w * 0.24, ink.of("#f6efdd", 0.9))
    sheet.oval(x, y - h * 0.315, w * 0.24, w * 0.24, pen(ink.of("#5a4632", 0.3), 2.5))
    sheet.line([(x, y - h * 0.315 - w * 0.17), (x, y - h * 0.315), (x + w * 0.12, y - h * 0.315)], ink.of("#2c2420", 0.2), 2.5)
    for sign in (-1, 1):
        face = [(x, y - h * 0.97), (x + sign * w * 0.58, y - h * 0.62), (x, y - h * 0.62)]
        sheet.poly(face, ink.top(slate, ink.side(sign > 0, 0.85, 0.2)))
    sheet.line([(x, y - h * 1.04), (x, y - h * 0.96)], ink.of("#d9b45a", 0.8), 4)
    sheet.line([(x - w * 0.09, y - h * 1.015), (x + w * 0.09, y - h * 1.015)], ink.of("#d9b45a", 0.8), 4)


def dome(sheet: Sheet, x: float, y: float, r: float, local: str, *, onion: float = 0.0) -> None:
    """A dome that springs from y; `onion` lets it swell."""
    ink = sheet.ink
    swell = 1 + 0.2 * onion
    high = r * (1.08 + 0.4 * onion)
    points = [(x - r * 0.92, y), (x - r * swell, y - high * 0.32), (x - r * 0.74 * swell, y - high * 0.72), (x - r * 0.25, y - high * 0.98)]
    path = smooth([*points, (x, y - high * (1.02 + 0.1 * onion)), *[(2 * x - px, py) for px, py in reversed(points)]], closed=False)
    path.close()
    sheet.shape(path, linear((x - r * swell, 0), (x + r * swell, 0), ink.across(local, 0.05, 1.0)))
    with sheet.within(path):
        for t in spread(-0.85, 0.85, 9):
            sheet.bend([(x + t * r * 0.92, y), (x + t * r * swell, y - high * 0.4), (x, y - high * 1.04)], ink.of(local, 0.0), 1.3, 0.35)
        glint = -0.42 if ink.from_left else 0.42
        sheet.oval(x + glint * r, y - high * 0.6, r * 0.16, high * 0.26, flat(ink.top("#ffffff", 1.0), 0.3, r * 0.06))
        if ink.snow:
            sheet.oval(x, y - high * 1.05, r * 0.7, high * 0.4, ink.top("#ffffff", 0.9), 0.8 * ink.snow)
    sheet.line([(x, y - high), (x, y - high * 1.34)], ink.of("#e6b64a", 0.8), max(2.0, r * 0.035))
    sheet.oval(x, y - high * 1.14, r * 0.06, r * 0.06, ink.of("#f3cc6a", 1.0))


def _mosque(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    ink, wall, tile = sheet.ink, "#ead6b0", "#2f93a3"
    for side in (-1, 1):
        _minaret(sheet, x + side * w * 0.56, y, w * 0.075, h, wall, tile, lamps)
    for side in (-1, 1):
        sheet.rect(x + side * w * 0.33 - w * 0.12, y - h * 0.40, x + side * w * 0.33 + w * 0.12, y - h * 0.3, ink.of(wall, 0.4))
        dome(sheet, x + side * w * 0.33, y - h * 0.39, w * 0.105, tile, onion=0.5)
    sheet.rect(x - w * 0.2, y - h * 0.54, x + w * 0.2, y - h * 0.3, linear((x - w * 0.2, 0), (x + w * 0.2, 0), ink.across(wall)))
    for px in spread(x - w * 0.16, x + w * 0.16, 7):
        doorway(sheet, px, y - h * 0.465, w * 0.03, h * 0.05, lamps, "round")
    dome(sheet, x, y - h * 0.535, w * 0.205, tile, onion=0.6)
    sheet.rect(x - w * 0.5, y - h * 0.34, x + w * 0.5, y, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(wall, 0.12, 0.9)))
    _band(sheet, x - w * 0.5, x + w * 0.5, y - h * 0.335, h * 0.035, tile)
    sheet.rect(x - w * 0.155, y - h * 0.45, x + w * 0.155, y, linear((x - w * 0.15, 0), (x + w * 0.15, 0), ink.across("#f2e2c2", 0.25, 1.0)))
    _band(sheet, x - w * 0.145, x + w * 0.145, y - h * 0.44, h * 0.04, tile)
    sheet.shape(arch(x, y, w * 0.22, h * 0.37, "pointed"), ink.of(tile, 0.45))
    doorway(sheet, x, y, w * 0.16, h * 0.3, max(lamps, 0.45), "pointed")
    for side in (-1, 1):
        for k in (0, 1):
            px = x + side * w * (0.25 + 0.15 * k)
            sheet.shape(arch(px, y, w * 0.11, h * 0.25, "pointed"), ink.of(tile, 0.35))
            doorway(sheet, px, y, w * 0.08, h * 0.21, lamps, "pointed")


def _band(sheet: Sheet, x0: float, x1: float, y: float, h: float, local: str) -> None:
    """A frieze of glazed stars."""
    ink = sheet.ink
    sheet.rect(x0, y, x1, y + h, ink.of(local, 0.55))
    for px in spread(x0 + h * 0.5, x1 - h * 0.5, max(2, int((x1 - x0) / h))):
        sheet.poly([(px - h * 0.34, y + h / 2), (px, y + h * 0.14), (px + h * 0.34, y + h / 2), (px, y + h * 0.86)], ink.of("#f3e4b8", 0.9))


def _minaret(sheet: Sheet, x: float, y: float, w: float, h: float, wall: str, tile: str, lamps: float) -> None:
    ink = sheet.ink
    sheet.rect(x - w / 2, y - h * 0.8, x + w / 2, y, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(wall)))
    for level in (0.28, 0.54, 0.78):
        sheet.poly(
            [(x - w * 0.5, y - h * level + 14), (x - w * 0.8, y - h * level), (x + w * 0.8, y - h * level), (x + w * 0.5, y - h * level + 14)],
            ink.of(wall, 0.3),
        )
        sheet.rect(x - w * 0.82, y - h * level - 9, x + w * 0.82, y - h * level, linear((x - w, 0), (x + w, 0), ink.across(tile, 0.2, 1.0)))
    doorway(sheet, x, y - h * 0.8 + h * 0.005, w * 0.4, h * 0.06, lamps, "round")
    sheet.rect(x - w * 0.36, y - h * 0.88, x + w * 0.36, y - h * 0.79, linear((x - w * 0.36, 0), (x + w * 0.36, 0), ink.across(wall)))
    dome(sheet, x, y - h * 0.88, w * 0.42, tile, onion=0.8)


def _earthen(sheet: Sheet, x: float, y: float, w: float, h: float, lamps: float) -> None:
    """A shrine of clay in the manner of the Sahel: tapering towers, beams that stand out, eggs on the tips."""
    ink, clay = sheet.ink, "#c98a52"
    sheet.poly(
        [(x - w * 0.6, y), (x - w * 0.57, y - h * 0.42), (x + w * 0.57, y - h * 0.42), (x + w * 0.6, y)],
        linear((x - w * 0.6, 0), (x + w * 0.6, 0), ink.across(clay, 0.1, 0.8)),
    )
    for px in spread(x - w * 0.53, x + w * 0.53, 12):
        sheet.blob(
            [(px - w * 0.032, y), (px - w * 0.026, y - h * 0.4), (px, y - h * 0.52), (px + w * 0.026, y - h * 0.4), (px + w * 0.032, y)],
            linear((px - w * 0.03, 0), (px + w * 0.03, 0), ink.across(clay, 0.1, 0.95)),
        )
    for dx, wide, high in ((-0.36, 0.2, 0.74), (0.36, 0.2, 0.74), (0.0, 0.25, 0.94)):
        _clay_tower(sheet, x + dx * w, y, w * wide, h * high, clay)
    for dx, wide, high in ((-0.36, 0.06, 0.17), (0.36, 0.06, 0.17), (0.0, 0.09, 0.25)):
        doorway(sheet, x + dx * w, y, w * wide, h * high, max(lamps, 0.4), "round")


def _clay_tower(sheet: Sheet, x: float, y: float, w: float, h: float, clay: str) -> None:
    ink = sheet.ink
    outline = [
        (x - w * 0.5, y),
        (x - w * 0.44, y - h * 0.5),
        (x - w * 0.3, y - h * 0.86),
        (x, y - h),
        (x + w * 0.3, y - h * 0.86),
        (x + w * 0.44, y - h * 0.5),
        (x + w * 0.5, y),
    ]
    path = smooth(outline, closed=False)
    path.close()
    sheet.shape(path, linear((x - w / 2, 0), (x + w / 2, 0), ink.across(clay, 0.05, 1.0)))
    for row, t in enumerate(spread(0.34, 0.86, 6)):
        half = w * (0.46 - 0.2 * t)
        for px in spread(x - half, x + half, 4 if row % 2 else 5):
            sheet.line([(px, y - h * t), (px + (7 if ink.from_left else -7), y - h * t + 11)], ink.of("#3a1d12", 0.0), 4, 0.4)
            sheet.line([(px - 5, y - h * t - 1), (px + 5, y - h * t + 2)], ink.of("#5a3420", 0.5), 5)
    sheet.oval(x, y - h * 1.02, w * 0.055, w * 0.08, ink.of("#f6ecd8", 0.9))


_TOWERS: Mapping[Culture, Callable[[Sheet, float, float, float, float, float], None]] = MappingProxyType(
    {
        Culture.SOUTH_INDIAN: _gopuram,
        Culture.NORTH_INDIAN: _shikhara,
        Culture.EAST_ASIAN: _pagoda,
        Culture.WESTERN: _church,
        Culture.MIDDLE_EASTERN: _mosque,
        Culture.AFRICAN: _earthen,
    }
)
