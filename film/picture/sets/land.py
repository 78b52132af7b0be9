"""The lie of the land: hills, peaks, grounds of every kind and what grows on them. Nothing built, nothing that casts a shadow by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from film.picture.sets.brushes import Point, Sheet, down, flat, linear, straight
from film.picture.sets.painting import CENTRE_X, CENTRE_Y, WORLD_HEIGHT, WORLD_WIDTH
from film.picture.sets.palette import Rgb, mix
from film.picture.sets.texture import clouded
from film.picture.sets.trees import leafage

VANISH_Y = 574.0  # where lines of the ground meet: 46 % of the height of a person, as people are scaled
LEFT, RIGHT, BOTTOM = -20.0, WORLD_WIDTH + 20.0, WORLD_HEIGHT + 20.0


def ridge(sheet: Sheet, height_at: Callable[[float], float], local: str | Rgb, *, lit: float = 0.5, fade: float = 150.0, mist: float = 0.5) -> None:
    """A ridge across the whole sheet, its foot in the mist; filled down to the sheet's end."""
    points = [(x, height_at(x)) for x in range(int(LEFT), int(RIGHT) + 16, 16)]
    top = min(y for _, y in points)
    colour = sheet.ink.top(local, lit)
    sheet.poly(
        [*points, (RIGHT, BOTTOM), (LEFT, BOTTOM)], linear((0, top), (0, top + fade), ((0.0, colour), (1.0, mix(colour, sheet.ink.haze, mist))))
    )
    sheet.line(points, sheet.ink.top(local, min(1.0, lit + 0.35)), 2.0, 0.55)


def rolling(y: float, swell: float, phase: float) -> Callable[[float], float]:
    """The height of soft hills at x."""
    return lambda x: (
        y + swell * (0.62 * math.sin(x * 0.0041 + phase) + 0.28 * math.sin(x * 0.0113 + phase * 2.3) + 0.1 * math.sin(x * 0.031 + phase * 5))
    )


def peaks(sheet: Sheet, base: float, summits: Sequence[tuple[float, float, float]], local: str, *, cap: float = 0.42) -> None:
    """Mountains (x, y of the summit, half width): a lit face, a shaded one, broken snow below the summit (`cap` of the height)."""
    ink, rolls = sheet.ink, sheet.dice
    for x, y, half in summits:
        left, right = _flank(rolls.uniform, (x, y), (x - half, base)), _flank(rolls.uniform, (x, y), (x + half, base))
        spine = [(x + rolls.uniform(-0.07, 0.07) * half + half * 0.05 * k, y + (base - y) * k / 5) for k in range(1, 6)]
        for flank, is_right in ((left, False), (right, True)):
            light = ink.side(is_right, 0.8, 0.12)
            face = [(x, y), *flank[1:], (spine[-1][0], base), *reversed(spine)]
            sheet.poly(face, down(y, base, ink.of(local, light), mix(ink.of(local, light), ink.haze, 0.55)))
            with sheet.within(straight(face)):
                _snow(sheet, (x, y), flank, spine, (base - y) * cap, light)
                _gullies(sheet, (x, y), flank, light, local)


def _flank(uniform: Callable[[float, float], float], top: Point, foot: Point) -> list[Point]:
    points = [top]
    for k in range(1, 9):
        t = k / 9
        points.append((top[0] + (foot[0] - top[0]) * (t**0.92) + uniform(-9, 9), top[1] + (foot[1] - top[1]) * t + uniform(-12, 12)))
    return [*points, foot]


def _snow(sheet: Sheet, top: Point, flank: Sequence[Point], spine: Sequence[Point], deep: float, light: float) -> None:
    rolls = sheet.dice
    edge = flank[-1][0]
    hem: list[Point] = []
    for k in range(13):
        t = k / 12
        x = spine[-1][0] + (edge - spine[-1][0]) * t
        hem.append((x, top[1] + deep * (0.95 if k % 2 else 0.55) * (1 - 0.25 * t) * rolls.uniform(0.75, 1.2)))
    far = edge + (edge - top[0]) * 0.2
    sheet.poly([(top[0] - (far - top[0]) * 0.3, top[1] - 20), *hem, (far, top[1] - 20)], sheet.ink.of("#f4f6fb", light))


def _gullies(sheet: Sheet, top: Point, flank: Sequence[Point], light: float, local: str) -> None:
    rolls = sheet.dice
    for k in range(7):
        t = rolls.uniform(0.15, 0.9)
        x = top[0] + (flank[-1][0] - top[0]) * t * 0.8
        y = top[1] + (flank[-1][1] - top[1]) * (t * 0.8 + 0.08)
        reach = (flank[-1][1] - top[1]) * rolls.uniform(0.1, 0.28)
        side = 1 if flank[-1][0] > top[0] else -1
        tone = sheet.ink.of(local, max(0.0, light - 0.25) if k % 2 else min(1.0, light + 0.2))
        sheet.poly([(x, y), (x + side * reach * 0.5, y + reach), (x + side * reach * 0.16, y + reach * 0.8)], tone, 0.5)


def ground(sheet: Sheet, y: float, local: str, *, near: float = 0.18, far_haze: float = 0.5, edge: Callable[[float], float] | None = None) -> None:
    """The ground from y to the end of the sheet: lost in haze far away, lit in the middle, in the shade at the frame's foot."""
    ink = sheet.ink
    middle = ink.top(local, 0.62)
    stops = ((0.0, mix(ink.top(local, 0.7), ink.haze, far_haze)), (0.28, middle), (0.66, ink.top(local, 0.46)), (1.0, ink.top(local, near)))
    outline = [(x, edge(x) if edge else y) for x in range(int(LEFT), int(RIGHT) + 16, 16)]
    sheet.poly([*outline, (RIGHT, BOTTOM), (LEFT, BOTTOM)], linear((0, y), (0, WORLD_HEIGHT), stops))


def mottle(sheet: Sheet, seed: int, *, y0: float = 600.0, cell: float = 46.0, strength: float = 0.22, stretch: float = 4.0) -> None:
    """Lets light and dark patches lie on whatever is painted below y0, larger towards the camera."""
    height, width = sheet.pixels.shape[:2]
    start = max(0, int(y0 + height / 2 - CENTRE_Y))
    rows = height - start
    noise = clouded(width // 2, rows, seed, cell=cell, stretch=stretch, octaves=4)
    t = np.linspace(0, 1, rows, dtype=np.float32)
    lines = (rows - 1) * t**1.6
    map_x, map_y = np.meshgrid(np.arange(width, dtype=np.float32) / 2, lines)
    warped = cv2.remap(noise, map_x, map_y.astype(np.float32), cv2.INTER_LINEAR)
    factor = ((1 - strength) + strength * warped) * 255
    region = sheet.pixels[start:]
    shade = np.clip(factor, 0, 255).astype(np.uint8)
    region[..., :3] = cv2.multiply(region[..., :3], np.dstack((shade, shade, shade)), scale=1 / 255)


def perspective_lines(sheet: Sheet, y0: float, count: int, colour: Rgb, *, width: float = 1.6, alpha: float = 0.25, rows: int = 13) -> None:
    """The joints of paving, planks or a field: lines to the vanishing point and across, dense in the distance."""
    for k in range(-count, count + 1):
        end = CENTRE_X + k * 190
        slope = (end - CENTRE_X) / (BOTTOM - VANISH_Y)
        sheet.line([(CENTRE_X + slope * (y0 - VANISH_Y), y0), (end, BOTTOM)], colour, width, alpha)
    for y in receding(y0, rows):
        sheet.line([(LEFT, y), (RIGHT, y)], colour, width, alpha * 0.9)


def receding(y0: float, rows: int) -> list[float]:
    """World y of evenly spaced lines on the ground, from y0 to the sheet's foot."""
    far, near = 1 / (y0 - VANISH_Y), 1 / (BOTTOM - VANISH_Y)
    return [VANISH_Y + 1 / (far + (near - far) * k / rows) for k in range(1, rows)]


def depth_scale(y: float) -> float:
    """How large things are whose foot stands at y: 1.0 for a person of 620 units at y = 860."""
    return max(0.02, (y - VANISH_Y) / 286.0)


def tufts(
    sheet: Sheet, count: int, locals_: Sequence[str], *, y0: float = 650.0, clear: tuple[float, float] = (520.0, 1140.0), size: float = 34.0
) -> None:
    """Grass in perspective, thin where people stand."""
    ink, rolls = sheet.ink, sheet.dice
    places = sorted((y0 + (930 - y0) * rolls.random() ** 1.3, rolls.uniform(0, WORLD_WIDTH)) for _ in range(count))
    for y, x in places:
        if clear[0] < x < clear[1] and rolls.random() < 0.75:
            continue
        blade = size * depth_scale(y) * rolls.uniform(0.6, 1.2)
        colour = ink.top(rolls.choice(list(locals_)), rolls.uniform(0.15, 0.85))
        for k in range(5):
            lean = (k - 2) * blade * 0.2
            sheet.poly(
                [(x + lean * 0.4 - blade * 0.06, y), (x + lean, y - blade * rolls.uniform(0.7, 1.1)), (x + lean * 0.4 + blade * 0.06, y)], colour
            )


def pebbles(sheet: Sheet, count: int, local: str, *, y0: float = 660.0, size: float = 12.0) -> None:
    """Stones on the ground, each with its light and its shadow."""
    ink, rolls = sheet.ink, sheet.dice
    for _ in range(count):
        y = y0 + (930 - y0) * rolls.random()
        x, r = rolls.uniform(0, WORLD_WIDTH), size * depth_scale(y) * rolls.uniform(0.4, 1.3)
        sheet.oval(x, y, r * 1.25, r * 0.4, ink.of("#3a2c2c", 0.1), 0.35)
        sheet.oval(x, y - r * 0.25, r, r * 0.5, ink.top(local, rolls.uniform(0.25, 0.6)))
        sheet.oval(x + (-0.25 if ink.from_left else 0.25) * r, y - r * 0.4, r * 0.5, r * 0.22, ink.top(local, 0.95), 0.8)


def rock(sheet: Sheet, x: float, y: float, wide: float, high: float, local: str = "#8d8078") -> None:
    """A boulder of flat faces."""
    ink, rolls = sheet.ink, sheet.dice
    crown = [
        (x + wide * dx, y - high * dy * rolls.uniform(0.9, 1.1))
        for dx, dy in ((-0.5, 0.0), (-0.46, 0.45), (-0.2, 0.92), (0.14, 1.0), (0.42, 0.6), (0.5, 0.0))
    ]
    sheet.shade(x, y, wide * 0.62, high * 0.16, 0.4)
    sheet.poly(crown, down(y - high, y, ink.of(local, 0.5), ink.of(local, 0.12)))
    keel = (x + wide * rolls.uniform(-0.1, 0.1), y - high * 0.42)
    lit = [crown[1], crown[2], keel, (x - wide * 0.2, y)] if ink.from_left else [crown[4], crown[3], keel, (x + wide * 0.2, y)]
    sheet.poly([*lit, crown[0] if ink.from_left else crown[5]], ink.of(local, 0.85), 0.85)
    sheet.poly([crown[1], crown[2], crown[3], crown[4], keel], ink.top(local, 0.78), 0.9)


def bush(sheet: Sheet, x: float, y: float, wide: float, local: str = "#5d8540", flowers: Sequence[str] = ()) -> None:
    """A low bush, perhaps in flower."""
    for dx, r in ((-0.3, 0.26), (0.3, 0.27), (0.0, 0.36)):
        leafage(sheet, x + dx * wide, y - r * wide * 0.7, r * wide, r * wide * 0.8, local, 26)
    rolls = sheet.dice
    for _ in range(12 if flowers else 0):
        sheet.oval(
            x + rolls.uniform(-0.5, 0.5) * wide,
            y - wide * rolls.uniform(0.1, 0.58),
            wide * 0.03,
            wide * 0.03,
            sheet.ink.of(rolls.choice(list(flowers)), 0.9),
        )


def water(sheet: Sheet, y0: float, y1: float, local: str, sky: Sequence[Rgb], *, x0: float = LEFT, x1: float = RIGHT) -> None:
    """Still water that mirrors the sky, with ripples that widen towards the camera."""
    ink, rolls = sheet.ink, sheet.dice
    far, near = mix(ink.of(local, 0.7), sky[-1], 0.6), mix(ink.of(local, 0.4), sky[1], 0.4)
    sheet.rect(x0, y0, x1, y1, linear((0, y0), (0, y1), ((0.0, far), (0.35, mix(mix(far, near, 0.5), sky[-2], 0.3)), (1.0, near))))
    for _ in range(150):
        t = rolls.random() ** 1.7
        y, reach = y0 + (y1 - y0) * t, 12 + 110 * t * rolls.uniform(0.4, 1.2)
        x = rolls.uniform(x0, x1)
        tone = mix(sky[-1], (1.0, 1.0, 1.0), 0.2) if rolls.random() < 0.6 else ink.of(local, 0.15)
        sheet.oval(x, y, reach, 0.8 + 2.4 * t, flat(tone, 0.22 + 0.14 * (1 - t)))


def sun_path(sheet: Sheet, x: float, y0: float, y1: float, colour: Rgb, strength: float) -> None:
    """The glitter below a low sun or moon."""
    rolls = sheet.dice
    for _ in range(120):
        t = rolls.random()
        wide = 26 + 130 * t * rolls.random()
        sheet.oval(
            x + rolls.gauss(0, 1) * (14 + 70 * t), y0 + (y1 - y0) * t, wide * 0.5, 0.9 + 2.6 * t, flat(colour, strength * rolls.uniform(0.3, 1.0))
        )
