"""What a feast puts up: garlands, lanterns, flags, strings of lights, lamps, patterns on the ground, a canopy for a wedding."""

from __future__ import annotations

import math
from collections.abc import Sequence

from film.model import Culture
from film.picture.sets.brushes import Point, Sheet, down, linear, pen, radial, ring, smooth, spread
from film.picture.sets.culture import Style
from film.picture.sets.easel import Easel
from film.picture.sets.palette import Rgb, mix, rgb
from film.picture.sets.towers import finial

FLAME = rgb("#ffb84a")


def garland(easel: Easel, sheet: Sheet, x0: float, x1: float, y: float, sag: float, *, size: float = 11.0, strings: int = 6) -> None:
    """What hangs across at a feast, in the way of the culture: flowers, lanterns, flags or lights."""
    match easel.style.culture:
        case Culture.SOUTH_INDIAN | Culture.NORTH_INDIAN:
            toran(sheet, easel.style, x0, x1, y, sag, size, leaves=easel.style.culture is Culture.SOUTH_INDIAN, strings=strings)
        case Culture.EAST_ASIAN:
            lantern_row(sheet, x0, x1, y, sag, size * 2.0, easel.lamps)
        case Culture.MIDDLE_EASTERN:
            light_string(sheet, x0, x1, y, sag, easel.lamps, size)
            hanging_lamps(sheet, x0, x1, y, sag, size * 1.6, easel.lamps)
        case Culture.WESTERN if easel.event == "wedding":
            swag(sheet, easel.style, x0, x1, y, sag, size)
            light_string(sheet, x0, x1, y + size, sag * 1.25, max(0.35, easel.lamps), size)
        case Culture.WESTERN | Culture.AFRICAN:
            flags(sheet, easel.style.cloths, x0, x1, y, sag, size * 2.4)
            light_string(sheet, x0, x1, y - size, sag * 1.3, easel.lamps, size)


def strung(easel: Easel, sheet: Sheet, x0: float, x1: float, y: float, foot: float) -> None:
    """A garland across the whole set between two poles wound with cloth that stand on y = foot."""
    ink, style = sheet.ink, easel.style
    for x in (x0, x1):
        sheet.shade(x, foot, 40, 9, 0.4)
        sheet.rect(x - 8, y - 26, x + 8, foot, linear((x - 8, 0), (x + 8, 0), ink.across(style.timber, 0.2, 1.0)), radius=4)
        for k in range(int((foot - y) / 46)):
            top = y + 46 * k
            sheet.poly([(x - 8, top + 14), (x + 8, top), (x + 8, top + 18), (x - 8, top + 32)], ink.of(style.cloths[k % 2], 0.7))
        sheet.oval(x, y - 30, 13, 13, ink.of("#f0b63c", 0.9))
    garland(easel, sheet, x0, x1, y, 88, size=12, strings=9)


def flower(sheet: Sheet, x: float, y: float, r: float, local: str, light: float = 0.7) -> None:
    ink = sheet.ink
    sheet.oval(x, y, r, r, ink.of(local, light * 0.45))
    for px, py in ring(x, y - r * 0.08, r * 0.5, 5, start=x):
        sheet.oval(px, py, r * 0.46, r * 0.46, ink.of(local, light))
    sheet.oval(x - r * 0.1, y - r * 0.2, r * 0.36, r * 0.34, ink.of(mix(rgb(local), (1.0, 0.96, 0.7), 0.5), min(1.0, light + 0.2)))


def hung(x0: float, x1: float, y: float, sag: float, count: int) -> list[Point]:
    """Points along a hanging rope."""
    return [(x0 + (x1 - x0) * t, y + sag * 4 * t * (1 - t)) for t in spread(0, 1, count)]


def toran(sheet: Sheet, style: Style, x0: float, x1: float, y: float, sag: float, r: float, *, leaves: bool, strings: int) -> None:
    """Marigolds on a thread, mango leaves behind them, strings of flowers that end in a tassel."""
    ink, count = sheet.ink, max(3, int((x1 - x0) / (r * 1.5)))
    rope = hung(x0, x1, y, sag, count)
    for px, py in rope[::2] if leaves else ():
        leaf = smooth([(px, py), (px - r * 0.8, py + r * 1.9), (px, py + r * 4.4), (px + r * 0.8, py + r * 1.9)])
        sheet.shape(leaf, down(py, py + r * 4.4, ink.of("#6fa044", 0.8), ink.of("#1d4a22", 0.3)))
        sheet.line([(px, py), (px, py + r * 3.8)], ink.of("#b4d07a", 0.8), 1.0, 0.6)
    for k, (px, py) in enumerate(rope):
        flower(sheet, px, py, r, style.blossom[k % 2], 0.75)
    for px, py in hung(x0, x1, y, sag, strings * 2 + 1)[1::2] if strings else ():
        flower_string(sheet, style, px, py + r, r * 0.86, sheet.dice.randint(5, 9))


def flower_string(sheet: Sheet, style: Style, x: float, y: float, r: float, count: int) -> None:
    for k in range(count):
        flower(sheet, x, y + r * 1.75 * k, r, style.blossom[(k // 2) % len(style.blossom)], 0.72)
    end = y + r * 1.75 * count
    sheet.poly([(x, end - r), (x - r * 0.8, end + r * 1.6), (x + r * 0.8, end + r * 1.6)], sheet.ink.of(style.accent, 0.6))


def swag(sheet: Sheet, style: Style, x0: float, x1: float, y: float, sag: float, r: float) -> None:
    """White cloth caught up with flowers."""
    ink = sheet.ink
    low = hung(x0, x1, y, sag * 1.7, 17)
    high = hung(x0, x1, y - r, sag * 0.7, 17)
    sheet.shape(_between(high, low), down(y, y + sag * 1.7, ink.of("#fffaf2", 0.9), ink.of("#d9cfd6", 0.35)))
    for shift in (0.35, 0.7):
        sheet.bend([(a[0], a[1] + (b[1] - a[1]) * shift) for a, b in zip(high, low, strict=True)], ink.of("#b9aab8", 0.3), 1.6, 0.6)
    for px, py in hung(x0, x1, y, sag * 0.4, 13):
        sheet.oval(px, py + r * 0.6, r * 1.2, r * 0.8, ink.of("#5d8a4a", sheet.dice.uniform(0.2, 0.7)))
        flower(sheet, px + sheet.dice.uniform(-4, 4), py, r * sheet.dice.uniform(0.7, 1.1), sheet.dice.choice(style.blossom), 0.8)


def _between(high: Sequence[Point], low: Sequence[Point]) -> object:
    path = smooth(high, closed=False)
    for point in reversed(low):
        path.lineTo(*point)
    path.close()
    return path


def lantern(sheet: Sheet, x: float, y: float, r: float, lamps: float, local: str = "#d9302a") -> None:
    """A paper lantern that hangs from y."""
    ink, lit = sheet.ink, max(lamps, 0.0)
    body = mix(ink.of(local, 0.55), mix(rgb(local), rgb("#ffb057"), 0.35), lit)
    sheet.line([(x, y), (x, y + r * 0.4)], ink.of("#3a2018", 0.3), 1.6)
    cy = y + r * 1.25
    heart = mix(ink.of(local, 0.95), rgb("#ffe3a0"), lit)
    sheet.oval(x, cy, r, r * 0.84, radial((x, cy), r, ((0.0, heart), (0.55, body), (1.0, mix(body, (0.3, 0.02, 0.02), 0.35)))))
    for t in (-0.6, -0.25, 0.25, 0.6):
        sheet.bend([(x, cy - r * 0.82), (x + t * r * 1.25, cy), (x, cy + r * 0.82)], ink.of("#5a0f10", 0.2), 1.0, 0.4)
    for top in (cy - r * 0.92, cy + r * 0.74):
        sheet.rect(x - r * 0.36, top, x + r * 0.36, top + r * 0.18, ink.of("#e0b24a", 0.7))
    for dx in (-0.14, 0, 0.14):
        sheet.line([(x + dx * r, cy + r * 0.9), (x + dx * r * 1.4, cy + r * 1.7)], ink.of("#e9b949", 0.6), 1.8)
    if lit > 0.2:
        sheet.glow(x, cy, r * 3.2, rgb("#ff8a3a"), 0.42 * lit)


def lantern_row(sheet: Sheet, x0: float, x1: float, y: float, sag: float, r: float, lamps: float) -> None:
    rope = hung(x0, x1, y, sag, max(3, int((x1 - x0) / (r * 3.3)) + 1))
    sheet.bend(rope, sheet.ink.of("#3a2018", 0.3), 2.0)
    for k, (px, py) in enumerate(rope[1:-1] if len(rope) > 4 else rope):
        lantern(sheet, px, py, r, max(lamps, 0.15), "#d9302a" if k % 3 else "#e8a233")


def light_string(sheet: Sheet, x0: float, x1: float, y: float, sag: float, lamps: float, size: float) -> None:
    rope = hung(x0, x1, y, sag, max(4, int((x1 - x0) / (size * 3.2))))
    sheet.bend(rope, sheet.ink.of("#2c2420", 0.3), 1.6)
    for px, py in rope:
        bulb = mix(sheet.ink.of("#fff2d0", 0.9), rgb("#ffe7a8"), lamps)
        sheet.oval(px, py + size * 0.45, size * 0.32, size * 0.42, bulb)
        if lamps > 0.2:
            sheet.glow(px, py + size * 0.45, size * 2.3, FLAME, 0.5 * lamps)


def hanging_lamps(sheet: Sheet, x0: float, x1: float, y: float, sag: float, r: float, lamps: float) -> None:
    """Pierced lamps of coloured glass on chains."""
    for k, (px, py) in enumerate(hung(x0, x1, y, sag, max(3, int((x1 - x0) / (r * 6)) + 1))):
        glass_lamp(sheet, px, py, r, lamps, ("#2f93a3", "#e6a23a", "#b5322f", "#5a3f8f")[k % 4], drop=r * (2.2 + 1.4 * (k % 2)))


def glass_lamp(sheet: Sheet, x: float, y: float, r: float, lamps: float, local: str, *, drop: float) -> None:
    ink, lit = sheet.ink, max(0.25, lamps)
    cy = y + drop
    sheet.line([(x, y), (x, cy - r)], ink.of("#6b4a28", 0.4), 1.8)
    sheet.poly([(x - r * 0.5, cy - r * 0.7), (x, cy - r * 1.4), (x + r * 0.5, cy - r * 0.7)], ink.of("#c9973a", 0.7))
    body = smooth(
        [
            (x - r * 0.5, cy - r * 0.7),
            (x - r * 0.85, cy),
            (x - r * 0.3, cy + r * 0.8),
            (x, cy + r),
            (x + r * 0.3, cy + r * 0.8),
            (x + r * 0.85, cy),
            (x + r * 0.5, cy - r * 0.7),
        ]
    )
    glass = mix(ink.of(local, 0.6), mix(rgb(local), (1.0, 0.9, 0.6), 0.3), lit)
    sheet.shape(body, radial((x, cy), r * 1.1, ((0.0, mix(glass, rgb("#fff0b8"), 0.75 * lit)), (0.8, glass), (1.0, mix(glass, (0, 0, 0), 0.3)))))
    for dx in (-0.4, 0.0, 0.4):
        sheet.oval(x + dx * r, cy, r * 0.11, r * 0.16, mix(glass, (1.0, 0.95, 0.75), 0.8))
    sheet.rect(x - r * 0.52, cy - r * 0.74, x + r * 0.52, cy - r * 0.6, ink.of("#e0b24a", 0.8))
    if lamps > 0.2:
        sheet.glow(x, cy, r * 4, mix(rgb(local), FLAME, 0.6), 0.4 * lamps)


def flags(sheet: Sheet, cloths: Sequence[str], x0: float, x1: float, y: float, sag: float, size: float) -> None:
    rope = hung(x0, x1, y, sag, max(4, int((x1 - x0) / (size * 1.15))))
    sheet.bend(rope, sheet.ink.of("#5a4632", 0.4), 2.0)
    for k, (px, py) in enumerate(rope):
        sway = size * 0.1 * math.sin(k * 1.7)
        points = [(px - size * 0.42, py), (px + size * 0.42, py), (px + sway, py + size * 1.05)]
        sheet.poly(points, sheet.ink.of(cloths[k % len(cloths)], 0.45 + 0.35 * (k % 2)))
        sheet.line([points[0], points[2]], sheet.ink.of("#ffffff", 0.8), 1.2, 0.3)


def diya(easel: Easel, sheet: Sheet, x: float, y: float, s: float) -> None:
    """A clay lamp; its flame lives."""
    ink = sheet.ink
    sheet.shade(x, y + 2 * s, 26 * s, 7 * s, 0.5)
    bowl = smooth(
        [(x - 18 * s, y - 9 * s), (x, y - 5 * s), (x + 20 * s, y - 11 * s), (x + 11 * s, y + 3 * s), (x, y + 6 * s), (x - 11 * s, y + 3 * s)]
    )
    sheet.shape(bowl, linear((x - 18 * s, 0), (x + 18 * s, 0), ink.across("#b8653c", 0.2, 1.0)))
    sheet.oval(x + s, y - 9 * s, 16 * s, 3.2 * s, ink.of("#4a2014", 0.2))
    sheet.glow(x, y - 8 * s, 46 * s, FLAME, 0.32)
    sheet.glow(x, y + 4 * s, 70 * s, FLAME, 0.25, flat_to=0.25)
    easel.flames.append((x, y - 9 * s, s))


def standing_lamp(easel: Easel, sheet: Sheet, x: float, y: float, h: float) -> None:
    """A brass lamp of five wicks on a tall foot (kuthuvilakku)."""
    ink, brass = sheet.ink, "#d9a441"
    sheet.shade(x, y, h * 0.2, h * 0.05, 0.45)
    for wide, at, high in ((0.16, 0.0, 0.045), (0.11, 0.045, 0.04), (0.022, 0.08, 0.62), (0.05, 0.25, 0.03), (0.045, 0.42, 0.03), (0.06, 0.6, 0.035)):
        sheet.rect(
            x - wide * h,
            y - h * (at + high),
            x + wide * h,
            y - h * at,
            linear((x - wide * h, 0), (x + wide * h, 0), ink.across(brass, 0.1, 1.1)),
            radius=2,
        )
    dish = smooth(
        [(x - h * 0.15, y - h * 0.74), (x, y - h * 0.71), (x + h * 0.15, y - h * 0.74), (x + h * 0.06, y - h * 0.67), (x - h * 0.06, y - h * 0.67)]
    )
    sheet.shape(dish, linear((x - h * 0.15, 0), (x + h * 0.15, 0), ink.across(brass, 0.2, 1.1)))
    sheet.poly([(x - h * 0.018, y - h * 0.72), (x, y - h * 0.97), (x + h * 0.018, y - h * 0.72)], ink.of("#f3cf75", 0.9))
    sheet.oval(x, y - h * 0.9, h * 0.035, h * 0.05, ink.of(brass, 0.9))
    sheet.glow(x, y - h * 0.76, h * 0.55, FLAME, 0.4)
    for dx in (-0.13, 0.0, 0.13):
        easel.flames.append((x + dx * h, y - h * 0.745, h / 260))


def street_lamp(sheet: Sheet, x: float, y: float, h: float, lamps: float) -> None:
    ink = sheet.ink
    sheet.rect(x - h * 0.014, y - h * 0.86, x + h * 0.014, y, linear((x - h * 0.014, 0), (x + h * 0.014, 0), ink.across("#3f4650", 0.1, 1.0)))
    sheet.rect(x - h * 0.04, y - h * 0.06, x + h * 0.04, y, ink.of("#3f4650", 0.4))
    glass = mix(ink.of("#e9eef2", 0.8), rgb("#ffe9b4"), lamps)
    sheet.poly([(x - h * 0.035, y - h * 0.86), (x - h * 0.055, y - h * 0.97), (x + h * 0.055, y - h * 0.97), (x + h * 0.035, y - h * 0.86)], glass)
    sheet.poly([(x - h * 0.07, y - h * 0.965), (x, y - h * 1.02), (x + h * 0.07, y - h * 0.965)], ink.top("#3f4650", 0.5))
    if lamps > 0.2:
        sheet.glow(x, y - h * 0.92, h * 0.55, rgb("#ffcf7a"), 0.6 * lamps)
        sheet.glow(x, y, h * 0.6, rgb("#ffbf6a"), 0.35 * lamps, flat_to=0.22)


def ground_pattern(easel: Easel, sheet: Sheet, x: float, y: float, r: float) -> None:
    """Kolam, rangoli, carpet or petals on the ground, as the culture has it."""
    with sheet.placed(x, y, 1.0, 0.30):
        match easel.style.culture:
            case Culture.SOUTH_INDIAN:
                _kolam(sheet, r)
            case Culture.NORTH_INDIAN:
                _rangoli(sheet, r)
            case Culture.MIDDLE_EASTERN | Culture.EAST_ASIAN:
                _carpet(sheet, r, easel.style)
            case Culture.AFRICAN:
                _mat(sheet, r, easel.style)
            case Culture.WESTERN:
                _petals(sheet, r, easel.style)


def _kolam(sheet: Sheet, r: float) -> None:
    ink = sheet.ink
    white = ink.of("#fff9ec", 1.0)
    for turn, (part, count, local) in enumerate(((1.0, 16, "#fff9ec"), (0.73, 12, "#ffd35a"), (0.48, 8, "#ff7a9a"), (0.25, 8, "#fff9ec"))):
        points = ring(0, 0, r * part, count)
        for k, (ax, ay) in enumerate(points):
            bx, by = points[(k + 1) % count]
            angle = 2 * math.pi * (k + 0.5) / count
            for reach, colour, width in ((1.32, ink.of(local, 1.0), 5.0), (0.68, white, 4.0)):
                knee = (r * part * reach * math.cos(angle), r * part * reach * math.sin(angle))
                path = smooth([(ax, ay)], closed=False)
                path.quadTo(*knee, bx, by)
                sheet.shape(path, pen(colour, width, 0.85))
            sheet.oval(r * part * math.cos(angle), r * part * math.sin(angle), 7, 7, ink.of(("#ff4f6a", "#ffd35a", "#5ac8a8")[(k + turn) % 3], 0.95))
    sheet.oval(0, 0, r * 0.1, r * 0.1, ink.of("#ffd35a", 1.0))


def _rangoli(sheet: Sheet, r: float) -> None:
    ink = sheet.ink
    sheet.oval(0, 0, r * 1.24, r * 1.24, pen(ink.of("#fff4e2", 1.0), 5, 0.9))
    for part, count, local, rim in (
        (1.0, 16, "#e0398a", "#ffd7ea"),
        (0.78, 12, "#f5a21c", "#fff0c0"),
        (0.56, 10, "#2f9a6a", "#d8ffe2"),
        (0.36, 8, "#4a5fc8", "#dbe2ff"),
    ):
        for k in range(count):
            with sheet.placed(0, 0, 1.0, 1.0, 360 * (k + part * 3) / count):
                wide = 2.2 * r * part / count
                petal = smooth([(0, r * part * 0.3), (-wide, r * part * 0.78), (0, r * part * 1.14), (wide, r * part * 0.78)])
                sheet.shape(petal, ink.of(local, 0.8), 0.95)
                sheet.shape(petal, pen(ink.of(rim, 1.0), 2.6, 0.9))
    sheet.oval(0, 0, r * 0.16, r * 0.16, ink.of("#ffd35a", 1.0))
    for px, py in ring(0, 0, r * 1.34, 24):
        sheet.oval(px, py, 8, 8, ink.of("#fff4e2", 1.0))


def _carpet(sheet: Sheet, r: float, style: Style) -> None:
    ink = sheet.ink
    red, gold, navy = ("#9c2430", "#e2b455", "#22365c") if style.culture is Culture.MIDDLE_EASTERN else ("#b3262b", "#e9c46a", "#7a1520")

    def corners(k: float) -> list[Point]:
        return [(-r * 1.25 * k, -r * k), (r * 1.25 * k, -r * k), (r * 1.55 * k, r * k), (-r * 1.55 * k, r * k)]

    for part, local in ((1.0, gold), (0.96, red), (0.82, navy), (0.76, gold), (0.73, red)):
        sheet.poly(corners(part), ink.of(local, 0.6))
    for part, local in ((0.5, navy), (0.42, gold), (0.34, red), (0.16, gold)):
        sheet.poly([(-r * part * 1.4, 0), (0, -r * part), (r * part * 1.4, 0), (0, r * part)], ink.of(local, 0.7))
    for t in spread(-1.15, 1.15, 17):
        for side in (-0.89, 0.89):
            sheet.oval(r * t * (1.0 if side < 0 else 1.2), r * side, 9, 9, ink.of(gold, 0.9))


def _mat(sheet: Sheet, r: float, style: Style) -> None:
    ink = sheet.ink
    for part, local in zip((1.0, 0.86, 0.72, 0.56, 0.4, 0.22), ("#f3ead8", *style.cloths), strict=True):
        sheet.oval(0, 0, r * 1.2 * part, r * 1.2 * part, ink.of(local, 0.65))
        points = ring(0, 0, r * 1.13 * part, max(8, int(26 * part)))
        for px, py in points:
            sheet.poly([(px, py - 11 * part), (px + 9 * part, py + 7 * part), (px - 9 * part, py + 7 * part)], ink.of("#fff3dc", 0.9), 0.85)


def _petals(sheet: Sheet, r: float, style: Style) -> None:
    for _ in range(130):
        angle, far = sheet.dice.uniform(0, 2 * math.pi), r * 1.35 * math.sqrt(sheet.dice.random())
        sheet.oval(
            far * math.cos(angle) * 1.3,
            far * math.sin(angle),
            8,
            8,
            sheet.ink.of(sheet.dice.choice(style.blossom), sheet.dice.uniform(0.5, 1.0)),
            0.9,
        )


def mandap(easel: Easel, sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    """The canopy under which a couple marries; the back of the stage stays open."""
    style, ink = easel.style, sheet.ink
    if style.culture is Culture.WESTERN:
        _flower_arch(easel, sheet, x, y, w * 0.8, h)
        return
    cloth = style.cloths[0]
    for px in (x - w * 0.5, x - w * 0.36, x + w * 0.36, x + w * 0.5):
        sheet.rect(px - w * 0.018, y - h, px + w * 0.018, y, linear((px - w * 0.02, 0), (px + w * 0.02, 0), ink.across(style.timber, 0.2, 1.0)))
        for k in range(int(h / 13)):
            flower(sheet, px + (-1) ** k * w * 0.012, y - h + 13 * k, w * 0.017, style.blossom[k // 3 % 3], 0.75)
    roof = [(x - w * 0.58, y - h), (x - w * 0.42, y - h * 1.1), (x, y - h * 1.24), (x + w * 0.42, y - h * 1.1), (x + w * 0.58, y - h)]
    sheet.poly(roof, linear((x - w * 0.58, 0), (x + w * 0.58, 0), ink.across(cloth, 0.3, 0.95)))
    for t in spread(-0.9, 0.9, 9):
        sheet.line([(x, y - h * 1.24), (x + t * w * 0.58, y - h)], ink.of("#ffd98a", 0.9), 2.2, 0.6)
    for k, px in enumerate(spread(x - w * 0.55, x + w * 0.55, 12)):
        sheet.oval(px, y - h, w * 0.05, h * 0.07, ink.of(style.cloths[k % 2], 0.7))
        sheet.oval(px, y - h, w * 0.05, h * 0.07, pen(ink.of("#ffd98a", 0.9), 1.6))
    garland(easel, sheet, x - w * 0.5, x + w * 0.5, y - h * 0.93, h * 0.1, size=w * 0.018, strings=7)
    finial(sheet, x, y - h * 1.22, 18)


def _flower_arch(easel: Easel, sheet: Sheet, x: float, y: float, w: float, h: float) -> None:
    style = easel.style
    for k in range(90):
        t = k / 89
        angle = math.pi * (1 - t)
        px = x + w * 0.42 * math.cos(angle)
        py = y - h * 0.55 - h * 0.5 * math.sin(angle) if 0.12 < t < 0.88 else y - h * 0.75 * (t if t <= 0.12 else 1 - t) / 0.12
        jitter = sheet.dice.uniform(-9, 9)
        sheet.oval(px + jitter, py, 15, 12, sheet.ink.of("#5d8a4a", sheet.dice.uniform(0.2, 0.8)))
        flower(sheet, px - jitter, py + sheet.dice.uniform(-6, 6), sheet.dice.uniform(7, 13), sheet.dice.choice(style.blossom), 0.85)


def pool(sheet: Sheet, x: float, y: float, r: float, strength: float) -> None:
    """Lamplight on the ground."""
    sheet.glow(x, y, r, FLAME, strength, flat_to=0.28)


def veil(sheet: Sheet, y0: float, y1: float, alpha: float, colour: Rgb | None = None) -> None:
    """Haze that thickens towards y1, across the sheet."""
    tone = colour or sheet.ink.haze
    stops = ((0.0, tone, 0.0), (0.7, tone, alpha), (1.0, tone, alpha * 0.6))
    sheet.rect(-20, y0, 1684, y1, linear((0, y0), (0, y1), stops))
