"""Paints the sky: the hour's gradient, clouds lit by the sun, its rays, the disc, the moon and the stars. Always opaque."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from film.picture.sets.brushes import Sheet, flat, radial
from film.picture.sets.painting import WORLD_HEIGHT, WORLD_WIDTH
from film.picture.sets.palette import Palette, Rgb, mix
from film.picture.sets.texture import Field, clouded, dice, seed_of

HORIZON = 632.0  # world y where the ground of most sets begins
_HALF = 2  # the air is painted at half size: it has no edges


@dataclass(frozen=True, slots=True, kw_only=True)
class Sun:
    """Where the sun, or the moon, stands."""

    x: float
    y: float
    from_left: bool


def place_sun(palette: Palette, seed: int) -> Sun:
    """On one side of the sky, as the dice fall: never behind the people in the middle."""
    rolls = dice(seed, "sun")
    from_left = rolls.random() < 0.5
    off = rolls.uniform(0.22, 0.30) if palette.sun_y > 400 else rolls.uniform(0.16, 0.28)
    x = WORLD_WIDTH * (off if from_left else 1 - off)
    return Sun(x=x, y=palette.sun_y + rolls.uniform(-16, 16), from_left=from_left)


def paint_sky(sheet: Sheet, palette: Palette, sun: Sun, seed: int, *, horizon: float = HORIZON) -> None:
    """Covers the whole sheet."""
    air = _air(palette, sun, seed, horizon)
    full = cv2.resize(air, (WORLD_WIDTH, WORLD_HEIGHT), interpolation=cv2.INTER_LINEAR)
    full += np.random.default_rng(seed_of(seed, "dither")).uniform(-0.7, 0.7, (WORLD_HEIGHT, WORLD_WIDTH, 1)).astype(np.float32) / 255
    sheet.pixels[..., :3] = np.clip(full * 255 + 0.5, 0, 255).astype(np.uint8)
    sheet.pixels[..., 3] = 255
    _stars(sheet, palette, seed)
    if palette.moon:
        _moon(sheet, palette, sun)
    elif palette.sun_size:
        _disc(sheet, palette, sun)
    if palette.sun_y < 200 and palette.sun_size and not palette.moon:
        _heaps(sheet, palette, sun, seed)


def _air(palette: Palette, sun: Sun, seed: int, horizon: float) -> Field:
    height, width = WORLD_HEIGHT // _HALF, WORLD_WIDTH // _HALF
    stops = np.array(palette.sky, np.float32)[:, ::-1]
    at = np.linspace(0, horizon / _HALF, len(stops))
    rows = np.stack([np.interp(np.arange(height), at, stops[:, channel]) for channel in range(3)], axis=1).astype(np.float32)
    air = np.repeat(rows[:, None, :], width, axis=1)
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    dx, dy = xx - sun.x / _HALF, yy - sun.y / _HALF
    far = np.sqrt(dx * dx + dy * dy)
    glow = np.array(palette.glow[::-1], np.float32)
    veiled = 1.0 if palette.sun_size else 0.35
    light = veiled * (0.34 * np.exp(-far / 80) + 0.34 * np.exp(-far / 300))
    if palette.rays:
        light += palette.rays * _rays(dx, dy, far, seed)
    air = _screen(air, light[..., None] * glow)
    return _clouds(air, palette, far, seed)


def _rays(dx: Field, dy: Field, far: Field, seed: int) -> Field:
    """Beams fan out from the sun: noise around the circle, fading with the distance."""
    turns = np.arctan2(dy, dx) / (2 * math.pi) + 0.5
    rolls = np.random.default_rng(seed_of(seed, "rays"))
    beams = cv2.GaussianBlur(rolls.random((1, 360), dtype=np.float32) ** 3, (0, 0), 1.6)[0]
    beam = np.interp(turns.ravel() * 359, np.arange(360), beams).reshape(far.shape).astype(np.float32)
    return np.asarray(beam * np.exp(-far / 420) * np.clip(far / 60, 0, 1) * (dy < 60), np.float32)


def _clouds(air: Field, palette: Palette, far: Field, seed: int) -> Field:
    """Streaks of cloud, bright where they look at the sun."""
    height, width = far.shape
    noise = clouded(width, height, seed_of(seed, "clouds"), cell=84, stretch=3.4, octaves=6)
    edge = 0.66 - 0.42 * palette.clouds
    cover = np.clip((noise - edge) / 0.26, 0, 1) ** 1.4
    band = np.interp(np.arange(height), [0, height * 0.12, height * 0.5, height * 0.67], [0.75, 1.0, 0.85, 0.15]).astype(np.float32)
    cover *= band[:, None] * (0.72 + 0.25 * palette.clouds)
    thick = np.clip((cv2.GaussianBlur(noise, (0, 0), 7) - np.roll(noise, -4, axis=0)) * 3.4 + 0.45, 0, 1)
    near = np.exp(-far / 300)
    lit = np.clip(0.75 * thick + 0.55 * near, 0, 1)[..., None]
    dark, bright = (np.array(colour[::-1], np.float32) for colour in (palette.cloud_dark, palette.cloud_lit))
    colour = dark * (1 - lit) + bright * lit
    return np.asarray(air + (colour - air) * cover[..., None], np.float32)


def _screen(below: NDArray[np.float32], light: NDArray[np.float32]) -> Field:
    return np.asarray(1 - (1 - np.clip(below, 0, 1)) * (1 - np.clip(light, 0, 1)), np.float32)


def _stars(sheet: Sheet, palette: Palette, seed: int) -> None:
    rolls = dice(seed, "stars")
    for _ in range(int(230 * palette.stars)):
        x, y = rolls.uniform(0, WORLD_WIDTH), rolls.uniform(0, 1) ** 1.5 * 520
        size = rolls.choice((0.7, 0.9, 1.1, 1.5, 2.0))
        sheet.oval(x, y, size, size, (1.0, 0.98, 0.9), rolls.uniform(0.35, 1.0) * (1 - y / 640))
        if size == 2.0:
            sheet.glow(x, y, 9, (0.7, 0.8, 1.0), 0.5)


def _disc(sheet: Sheet, palette: Palette, sun: Sun) -> None:
    size = palette.sun_size
    sheet.glow(sun.x, sun.y, size * 4.2, palette.glow, 0.30)
    stops = ((0.0, palette.sun), (0.90, palette.sun), (0.965, mix(palette.sun, palette.glow, 0.3)), (1.0, palette.glow, 0.0))
    sheet.oval(sun.x, sun.y, size, size, radial((sun.x, sun.y), size, stops))


def _moon(sheet: Sheet, palette: Palette, sun: Sun) -> None:
    size = palette.sun_size
    if not size:
        return
    sheet.glow(sun.x, sun.y, size * 6, palette.glow, 0.34)
    stops = ((0.0, palette.sun), (0.8, palette.sun), (0.96, mix(palette.sun, palette.glow, 0.35)), (1.0, palette.glow, 0.0))
    sheet.oval(sun.x, sun.y, size, size, radial((sun.x, sun.y), size, stops))
    for dx, dy, part in ((-0.3, -0.2, 0.26), (0.22, 0.1, 0.2), (-0.12, 0.4, 0.15), (0.36, -0.38, 0.12), (0.05, -0.5, 0.1)):
        sheet.oval(sun.x + dx * size, sun.y + dy * size, part * size, part * size * 0.9, flat(mix(palette.sun, palette.glow, 0.6), 0.34, 1.5))


def _heaps(sheet: Sheet, palette: Palette, sun: Sun, seed: int) -> None:
    """Fair-weather clouds with flat feet, smaller towards the horizon."""
    rolls = dice(seed, "heaps")
    for y, size, count, alpha in ((520, 40, 4, 0.5), (420, 78, 3, 0.75), (270, 150, 2, 0.95)):
        start = rolls.uniform(0, 1)
        for k in range(count):
            x = WORLD_WIDTH * ((k + start) / count) + rolls.uniform(-70, 70)
            if abs(x - sun.x) + abs(y - sun.y) > 330:
                _heap(sheet, palette, (x, y + rolls.uniform(-30, 30)), size * rolls.uniform(0.8, 1.25), alpha, rolls)


def _heap(sheet: Sheet, palette: Palette, at: tuple[float, float], size: float, alpha: float, rolls: random.Random) -> None:
    """Puffs that stand on one line: their shaded bodies first, then the sunlit heads."""
    x, foot = at
    peak = rolls.uniform(0.3, 0.7)
    puffs = []
    for k in range(17):
        t = (k + rolls.uniform(-0.35, 0.35)) / 16
        high = max(0.0, 1 - abs(t - peak) / max(peak, 1 - peak)) ** 0.7
        radius = size * (0.12 + 0.24 * high) * rolls.uniform(0.75, 1.15)
        lift = size * 0.34 * high * rolls.random() if k % 3 == 0 else 0.0
        puffs.append((x + (t - 0.5) * size * 3.2, foot - radius * 0.72 - lift, radius))
    low = mix(palette.cloud_dark, palette.sky[3], 0.35)
    for px, py, radius in puffs:
        sheet.oval(px, py, radius * 1.06, radius * 0.8, radial((px, py), radius, ((0.0, low, alpha), (0.72, low, alpha), (1.0, low, 0.0))))
    for px, py, radius in puffs:
        sheet.oval(px, py - radius * 0.1, radius, radius * 0.8, radial((px, py - radius * 0.36), radius, _lit(palette.cloud_lit, alpha)))


def _lit(colour: Rgb, alpha: float) -> tuple[tuple[float, Rgb, float], ...]:
    return ((0.0, colour, alpha), (0.6, colour, alpha * 0.85), (1.0, colour, 0.0))
