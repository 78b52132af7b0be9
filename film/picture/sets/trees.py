"""Trees of the cultures, each a few dozen strokes lit from the side of the key; only what stands rooted is painted here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from film.picture.sets.brushes import Point, Sheet, flat, linear, smooth
from film.picture.sets.palette import mix, rgb


def tree(sheet: Sheet, kind: str, x: float, y: float, height: float) -> None:
    """A tree of that kind with its foot at (x, y)."""
    _KINDS[kind](sheet, x, y, height)


def leafage(sheet: Sheet, x: float, y: float, rx: float, ry: float, local: str, count: int = 60, *, dab: float = 0.2) -> None:
    """A cloud of leaves: dark dabs below, lit dabs towards the key."""
    ink, rolls = sheet.ink, sheet.dice
    side = -1 if ink.from_left else 1
    places = []
    for _ in range(count):
        angle, far = rolls.uniform(0, 2 * math.pi), math.sqrt(rolls.random())
        places.append((x + rx * far * math.cos(angle), y + ry * far * math.sin(angle), rolls.uniform(0.7, 1.25)))
    size = max(rx, ry) * dab
    sheet.oval(x, y, rx * 0.92, ry * 0.92, ink.top(local, 0.08))
    for px, py, scale in places:
        sheet.oval(px, py, size * scale * 1.1, size * scale * 0.86, ink.of(local, 0.02 + 0.16 * rolls.random()))
    for px, py, scale in places:
        toward = 0.5 + 0.34 * side * (px - x) / rx - 0.46 * (py - y) / ry
        if toward > 0.22:
            tone = mix(rgb(local), rgb("#f6e58a"), 0.24 * toward * rolls.random())
            sheet.oval(px + side * size * 0.2, py - size * 0.24, size * scale * 0.8, size * scale * 0.55, flat(ink.top(tone, min(1.0, toward)), 0.92))


def trunk(sheet: Sheet, points: Sequence[Point], foot: float, head: float, local: str) -> None:
    """A trunk or bough along the points, `foot` wide at its first and `head` at its last."""
    count = len(points) - 1
    left = [(px - (foot + (head - foot) * k / count) / 2, py) for k, (px, py) in enumerate(points)]
    right = [(px + (foot + (head - foot) * k / count) / 2, py) for k, (px, py) in enumerate(points)]
    path = smooth(left, closed=False)
    for point in reversed(right):
        path.lineTo(*point)
    path.close()
    x0, x1 = min(p[0] for p in left), max(p[0] for p in right)
    sheet.shape(path, linear((x0, 0), (x1, 0), sheet.ink.across(local, 0.02, 0.85)))


def _broadleaf(sheet: Sheet, x: float, y: float, h: float) -> None:
    rolls = sheet.dice
    bark = "#6b4a35"
    trunk(sheet, [(x + h * 0.02, y), (x, y - h * 0.2), (x + h * 0.015, y - h * 0.5)], h * 0.12, h * 0.055, bark)
    for side in (-1, 1):
        trunk(sheet, [(x, y - h * 0.28), (x + side * h * 0.1, y - h * 0.42), (x + side * h * 0.2, y - h * 0.56)], h * 0.05, h * 0.02, bark)
    green = rolls.choice(("#5f8a3c", "#6d9440", "#527f3f"))
    for dx, dy, r in ((-0.24, -0.55, 0.18), (0.25, -0.56, 0.17), (-0.12, -0.74, 0.2), (0.14, -0.75, 0.19), (0.0, -0.58, 0.22), (0.02, -0.86, 0.14)):
        leafage(
            sheet, x + dx * h * rolls.uniform(0.9, 1.1), y + dy * h, r * h, r * h * 0.8, green, 60 if h > 300 else 34, dab=0.13 if h > 300 else 0.2
        )


def _blossom(sheet: Sheet, x: float, y: float, h: float) -> None:
    lean = sheet.dice.choice((-1, 1))
    bark = "#4d3532"
    trunk(sheet, [(x, y), (x - lean * h * 0.05, y - h * 0.24), (x + lean * h * 0.06, y - h * 0.52)], h * 0.09, h * 0.04, bark)
    for reach, high in ((0.3, 0.56), (-0.26, 0.6), (0.12, 0.78)):
        trunk(
            sheet,
            [(x, y - h * 0.34), (x + lean * reach * h * 0.5, y - h * (high - 0.1)), (x + lean * reach * h, y - h * high)],
            h * 0.035,
            h * 0.012,
            bark,
        )
    for dx, dy, r in ((0.3, -0.58, 0.16), (-0.27, -0.62, 0.16), (0.0, -0.66, 0.2), (0.16, -0.8, 0.17), (-0.12, -0.84, 0.15), (0.34, -0.74, 0.11)):
        leafage(sheet, x + lean * dx * h, y + dy * h, r * h, r * h * 0.72, "#f2a3b8", 40, dab=0.16)


def _pine(sheet: Sheet, x: float, y: float, h: float) -> None:
    ink, rolls = sheet.ink, sheet.dice
    sheet.rect(x - h * 0.018, y - h * 0.2, x + h * 0.018, y, ink.of("#5a3f30", 0.3))
    green = rolls.choice(("#3f6b4c", "#47744a", "#386352"))
    for k in range(7):
        top, wide = y - h * (0.3 + 0.115 * k) + h * 0.1, h * 0.23 * (1 - k * 0.125)
        _fringe(sheet, x, top, wide, h * 0.19, green, lit=0.12 + 0.05 * k)


def _fringe(sheet: Sheet, x: float, y: float, wide: float, high: float, local: str, lit: float) -> None:
    """One skirt of a fir: a ragged hem, the half towards the key brighter, snow on its shoulders."""
    hem = [(x + wide * (t / 5 - 1), y + high * 0.12 * (t % 2) - high * 0.16 * abs(t / 5 - 1)) for t in range(11)]
    ink = sheet.ink
    sheet.poly([(x, y - high), *hem], ink.of(local, lit))
    half = [p for p in hem if (p[0] <= x) == ink.from_left]
    sheet.poly([(x, y - high), *half, (x, y)], ink.of(local, lit + 0.4), 0.8)
    if ink.snow:
        crest = [(px, py - high * 0.12) for px, py in hem[2:9:2]]
        sheet.poly([(x, y - high), *crest], ink.top("#ffffff", 0.8), 0.9 * ink.snow)


def _cypress(sheet: Sheet, x: float, y: float, h: float) -> None:
    sheet.rect(x - h * 0.02, y - h * 0.12, x + h * 0.02, y, sheet.ink.of("#5a4030", 0.3))
    for t in (0.0, 0.25, 0.5, 0.75):
        wide = h * 0.105 * math.sin(math.pi * (0.34 + 0.6 * t))
        leafage(sheet, x, y - h * (0.26 + 0.66 * t * 0.86), wide, h * 0.2, "#3f6844", 26, dab=0.13)


def _palm(sheet: Sheet, x: float, y: float, h: float) -> None:
    _feathers(sheet, x, y, h, slim=0.042, fronds=12, bark="#7d5f47", green="#4f8a3f")
    for k in range(4):
        sheet.oval(x + _LEAN * h + (k - 1.5) * h * 0.026, y - h * 0.95, h * 0.026, h * 0.03, sheet.ink.of("#8a5a2c", 0.2 + 0.2 * k))


def _date(sheet: Sheet, x: float, y: float, h: float) -> None:
    _feathers(sheet, x, y, h, slim=0.06, fronds=16, bark="#8d6a48", green="#66894a")
    for k in range(3):
        sheet.oval(x + _LEAN * h + (k - 1) * h * 0.045, y - h * 0.9, h * 0.022, h * 0.05, sheet.ink.of("#b5702c", 0.5))


_LEAN = 0.07


def _feathers(sheet: Sheet, x: float, y: float, h: float, *, slim: float, fronds: int, bark: str, green: str) -> None:
    ink, rolls = sheet.ink, sheet.dice
    tip_x, tip_y = x + _LEAN * h, y - h
    trunk(sheet, [(x, y), (x + h * 0.005, y - h * 0.4), (tip_x, tip_y)], h * slim * 1.5, h * slim * 0.8, bark)
    for k in range(int(h / 16)):
        t = k / max(1, int(h / 16))
        sheet.line(
            [(x + _LEAN * h * t * t - h * slim * 0.5, y - h * t), (x + _LEAN * h * t * t + h * slim * 0.5, y - h * t + 1)],
            ink.of("#3d2a22", 0.2),
            1.3,
            0.4,
        )
    order = sorted(range(fronds), key=lambda k: -abs(k - (fronds - 1) / 2))
    for k in order:
        turn = (k - (fronds - 1) / 2) / (fronds - 1)
        angle = -math.pi / 2 + turn * 4.4 + rolls.uniform(-0.09, 0.09)
        length = h * rolls.uniform(0.40, 0.5)
        end = (tip_x + length * math.cos(angle), tip_y + length * math.sin(angle) * 0.72 + abs(turn) * h * 0.26)
        lit = 0.28 + 0.5 * (0.5 - turn if ink.from_left else 0.5 + turn)
        _frond(sheet, (tip_x, tip_y), end, length, ink.of(green, lit), ink.of(green, min(1.0, lit + 0.45)))


def _frond(sheet: Sheet, start: Point, end: Point, length: float, colour: tuple[float, float, float], rim: tuple[float, float, float]) -> None:
    """A feathered leaf: a bent rib and leaflets that hang from it."""
    (sx, sy), (ex, ey) = start, end
    mx, my = (sx + ex) / 2, (sy + ey) / 2 - length * 0.3
    leaf = []
    for k in range(13):
        t = k / 12
        px, py = _bezier(start, (mx, my), end, t)
        leaf.append((px, py, length * 0.15 * math.sin(math.pi * min(1.0, 0.12 + t * 0.95)) + 1))
    down = [(px - (ex - sx) * 0.02 + (0.3 if k % 2 else -0.1) * drop, py + drop * (1.0 if k % 2 else 0.35)) for k, (px, py, drop) in enumerate(leaf)]
    sheet.poly([(px, py - drop * 0.22) for px, py, drop in leaf] + down[::-1], colour)
    sheet.bend([(px, py) for px, py, _ in leaf[::3]], rim, max(1.0, length * 0.014), 0.85)


def _bezier(a: Point, b: Point, c: Point, t: float) -> Point:
    u = 1 - t
    return (u * u * a[0] + 2 * u * t * b[0] + t * t * c[0], u * u * a[1] + 2 * u * t * b[1] + t * t * c[1])


def _baobab(sheet: Sheet, x: float, y: float, h: float) -> None:
    bark = "#9a7359"
    trunk(sheet, [(x, y), (x - h * 0.01, y - h * 0.3), (x, y - h * 0.56)], h * 0.3, h * 0.2, bark)
    for reach, high, wide in ((-0.36, 0.74, 0.07), (-0.2, 0.9, 0.06), (0.04, 0.95, 0.06), (0.24, 0.86, 0.065), (0.4, 0.7, 0.065)):
        start = (x + reach * h * 0.2, y - h * 0.5)
        bent = (x + reach * h * 0.55, y - h * (0.5 + (high - 0.5) * 0.55))
        trunk(sheet, [start, bent, (x + reach * h, y - h * high)], h * wide * 1.3, h * wide * 0.35, bark)
        leafage(sheet, x + reach * h, y - h * high, h * 0.14, h * 0.075, "#7c9446", 24)
    for k in range(5):
        dx = (k - 2) * h * 0.045
        sheet.bend([(x + dx, y - h * 0.02), (x + dx * 0.9, y - h * 0.26), (x + dx * 0.6, y - h * 0.5)], sheet.ink.of("#5d3f30", 0.1), h * 0.008, 0.4)


def _acacia(sheet: Sheet, x: float, y: float, h: float) -> None:
    bark = "#5d4030"
    trunk(sheet, [(x, y), (x + h * 0.02, y - h * 0.3), (x, y - h * 0.46)], h * 0.06, h * 0.04, bark)
    for reach in (-0.42, -0.2, 0.1, 0.36):
        trunk(sheet, [(x, y - h * 0.42), (x + reach * h * 0.5, y - h * 0.6), (x + reach * h, y - h * 0.74)], h * 0.03, h * 0.012, bark)
    for dx, dy in ((-0.36, -0.74), (0.34, -0.75), (-0.12, -0.8), (0.14, -0.82), (0.0, -0.75)):
        leafage(sheet, x + dx * h, y + dy * h, h * 0.25, h * 0.065, "#788d42", 36, dab=0.13)


def _bamboo(sheet: Sheet, x: float, y: float, h: float) -> None:
    rolls, ink = sheet.dice, sheet.ink
    for k in range(5):
        foot = x + (k - 2) * h * 0.05 + rolls.uniform(-4, 4)
        lean, tall = rolls.uniform(-0.06, 0.06) * h, h * rolls.uniform(0.8, 1.05)
        trunk(sheet, [(foot, y), (foot + lean * 0.3, y - tall * 0.5), (foot + lean, y - tall)], h * 0.022, h * 0.012, "#7f9a4c")
        for j in range(1, 8):
            t = j / 8
            px, py = foot + lean * t * t, y - tall * t
            sheet.line([(px - h * 0.013, py), (px + h * 0.013, py)], ink.of("#4a5f2c", 0.3), 1.6, 0.8)
            if j > 3:
                for side in (-1, 1):
                    tip = (px + side * h * rolls.uniform(0.09, 0.16), py + h * rolls.uniform(0.0, 0.07))
                    sheet.blob(
                        [(px, py), ((px + tip[0]) / 2, (py + tip[1]) / 2 - h * 0.014), tip, ((px + tip[0]) / 2, (py + tip[1]) / 2 + h * 0.008)],
                        ink.of("#6f9445", rolls.uniform(0.2, 0.9)),
                    )


_KINDS: Mapping[str, Callable[[Sheet, float, float, float], None]] = MappingProxyType(
    {
        "broadleaf": _broadleaf,
        "blossom": _blossom,
        "pine": _pine,
        "cypress": _cypress,
        "palm": _palm,
        "date": _date,
        "baobab": _baobab,
        "acacia": _acacia,
        "bamboo": _bamboo,
    }
)
