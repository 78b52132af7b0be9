"""What floats in the air of a set: petals, dust, rain, snow, fireflies, leaves, mist. Each is where it is by arithmetic alone, at any moment.

A particle lives in a box around the picture, somewhat larger than it, and comes back on the other side when it leaves. It has a depth:
what is near is larger, faster, softer, and moves more with the camera; only what is far is drawn behind the people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, degrees, pi, sin, sqrt
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from film.model import Culture
from film.picture.camera import View
from film.picture.easing import generator
from film.picture.light import Lamp
from film.picture.sets.painting import CENTRE_X, CENTRE_Y
from film.skia_loader import skia

_NEAR, _FAR = 1.25, 0.85  # parallax: from here on before the people, down from here behind them
Picture = NDArray[np.uint8]
Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speck:
    u: float  # where it begins, 0..1 of the box
    v: float
    depth: float  # parallax, 0.6 .. 1.9
    turn: float  # radians, its own clock
    size: float  # 0.6 .. 1.5
    kind: int


class Particles:
    """All that floats in one scene."""

    def __init__(self, kind: str, culture: Culture, seed: str, lamp: Lamp, haze: tuple[int, int, int]) -> None:
        self._kind, self._culture, self._lamp, self._haze = kind, culture, lamp, haze
        self._specks = _specks(seed, _COUNTS.get(kind, 0))
        self._mist = _mist_texture(seed) if kind == "mist" else None

    def draw_behind(self, canvas: Any, view: View, t: float) -> None:
        self._draw(canvas, view, t, [speck for speck in self._specks if speck.depth < _FAR])

    def draw_before(self, canvas: Any, view: View, t: float) -> None:
        self._draw(canvas, view, t, [speck for speck in self._specks if speck.depth >= _FAR])

    def veil(self, buffer: Picture, view: View, t: float, strength: float) -> None:
        """Mist over the BGRA buffer, in place; nothing when there is none."""
        if self._mist is None:
            return
        thick = _mist_slice(self._mist, view, t, strength)
        cv2.multiply(buffer, cv2.merge((cv2.bitwise_not(thick),) * 4), dst=buffer, scale=1 / 255)
        veil = [cv2.convertScaleAbs(thick, alpha=part / 255) for part in self._haze]
        cv2.add(buffer, cv2.merge((*veil, thick)), dst=buffer)

    def _draw(self, canvas: Any, view: View, t: float, specks: list[Speck]) -> None:
        draw = _DRAW.get(self._kind)
        if draw is not None and specks:
            draw(_Scene(canvas=canvas, view=view, t=t, specks=specks, lamp=self._lamp, culture=self._culture))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    canvas: Any
    view: View
    t: float
    specks: list[Speck]
    lamp: Lamp
    culture: Culture

    @property
    def pixel(self) -> float:
        """Picture pixels of a world unit at zoom 1: particles do not grow with a long lens as much as people do."""
        return sqrt(self.view.scale * self.view.height / 720)

    def lit(self, colour: Rgb, opacity: float, amount: float = 0.8) -> int:
        """ARGB of a local colour in the light of the set."""
        factors = [a + (k - a) * amount for a, k in zip(reversed(self.lamp.ambient), reversed(self.lamp.key), strict=True)]
        red, green, blue = (min(255, round(part * factor)) for part, factor in zip(colour, factors, strict=True))
        return skia.ColorSetARGB(round(255 * opacity), red, green, blue)  # type: ignore[no-any-return]

    def place(self, speck: Speck, across: float, down: float) -> tuple[float, float]:
        """Where it is when it has drifted `across` and `down` world units since it began."""
        view, margin = self.view, 70.0
        wide, high = view.width + 2 * margin, view.height + 2 * margin
        size = self.pixel * speck.depth
        x = speck.u * wide + across * size - (view.x - CENTRE_X) * view.scale * speck.depth
        y = speck.v * high + down * size - (view.y - CENTRE_Y) * view.scale * speck.depth
        return x % wide - margin, y % high - margin


_COUNTS: Mapping[str, int] = MappingProxyType({"petals": 54, "dust": 60, "rain": 260, "snow": 230, "fireflies": 28, "leaves": 30})
_PETALS: Mapping[Culture, tuple[Rgb, ...]] = MappingProxyType(
    {
        Culture.SOUTH_INDIAN: ((255, 180, 40), (245, 130, 30), (255, 214, 90), (226, 60, 84), (255, 246, 228)),
        Culture.NORTH_INDIAN: ((226, 60, 84), (240, 96, 120), (255, 180, 40), (250, 150, 50)),
        Culture.EAST_ASIAN: ((255, 204, 216), (250, 182, 200), (255, 228, 234)),
        Culture.WESTERN: ((255, 240, 238), (250, 214, 220), (240, 190, 200)),
        Culture.MIDDLE_EASTERN: ((226, 70, 92), (250, 196, 206), (255, 238, 226)),
        Culture.AFRICAN: ((236, 92, 60), (255, 190, 60), (170, 70, 160)),
    }
)
_LEAVES: tuple[Rgb, ...] = ((120, 150, 60), (170, 160, 60), (196, 140, 50), (150, 96, 44))


def _petals(scene: _Scene) -> None:
    _tumbling(scene, _PETALS[scene.culture], 6.2, 0.62, 34.0)


def _leaves(scene: _Scene) -> None:
    _tumbling(scene, _LEAVES, 9.0, 0.40, 46.0)


def _tumbling(scene: _Scene, colours: tuple[Rgb, ...], length: float, breadth: float, fall: float) -> None:
    for speck in scene.specks:
        t = scene.t + speck.turn
        x, y = scene.place(speck, 26.0 * sin(0.9 * t) + 14.0 * scene.t, (fall + 14.0 * speck.size) * scene.t + 5.0 * sin(1.8 * t))
        size, near = length * speck.size * speck.depth * scene.pixel, speck.depth > _NEAR
        scene.canvas.save()
        scene.canvas.translate(x, y)
        scene.canvas.rotate(degrees(0.8 * t + 0.5 * sin(1.3 * t)))
        scene.canvas.scale(size, size * breadth * (0.3 + 0.7 * abs(cos(1.9 * t))))
        lit = scene.lit(colours[speck.kind % len(colours)], 0.75 if near else 0.92, 0.55 + 0.4 * sin(1.9 * t))
        if near:
            _blot(scene.canvas, lit)
        else:
            scene.canvas.drawPath(_petal(), _fill(lit))
        scene.canvas.restore()


def _blot(canvas: Any, colour: int) -> None:
    """A petal too near to be sharp."""
    paint = skia.Paint(ColorFilter=skia.ColorFilters.Blend(colour, skia.BlendMode.kModulate))
    canvas.drawImageRect(_soft_dot(), skia.Rect.MakeLTRB(-1.7, -1.7, 1.7, 1.7), skia.SamplingOptions(skia.FilterMode.kLinear), paint)


def _dust(scene: _Scene) -> None:
    for speck in scene.specks:
        t = scene.t + speck.turn
        x, y = scene.place(speck, 16.0 * sin(0.31 * t) + 6.0 * scene.t, -7.0 * scene.t + 10.0 * sin(0.43 * t))
        glint = 0.10 + 0.22 * (0.5 + 0.5 * sin(1.1 * t)) ** 2
        reach = (1.6 if speck.depth < _NEAR else 4.5) * speck.size * scene.pixel * speck.depth
        _stamp(scene.canvas, x, y, reach * 2, scene.lit((255, 244, 214), glint, 1.0))


def _fireflies(scene: _Scene) -> None:
    for speck in scene.specks:
        t = 0.6 * scene.t + speck.turn
        x, y = scene.place(speck, 60.0 * sin(0.7 * t) + 30.0 * sin(1.9 * t), 34.0 * sin(1.1 * t + 2) + 16.0 * sin(2.3 * t))
        glow = max(0.0, sin(2.2 * t)) ** 0.7
        if glow > 0.03:
            size = speck.size * scene.pixel * speck.depth
            _stamp(scene.canvas, x, y, 11 * size, skia.ColorSetARGB(round(130 * glow), 190, 235, 90))
            _stamp(scene.canvas, x, y, 3.0 * size, skia.ColorSetARGB(round(255 * glow), 246, 255, 180))


def _rain(scene: _Scene) -> None:
    """One call a depth: a streak is a line that the shutter draws."""
    for low, high in ((0.0, 0.85), (0.85, 1.25), (1.25, 3.0)):
        ends = []
        for speck in scene.specks:
            if low <= speck.depth < high:
                x, y = scene.place(speck, -95.0 * scene.t, (1050.0 + 120.0 * speck.size) * scene.t)
                long = 26.0 * speck.depth * scene.pixel
                ends += [(x, y), (x + long * 0.09, y - long)]
        width = {0.0: 0.9, 0.85: 1.3, 1.25: 2.2}[low] * scene.pixel
        scene.canvas.drawPoints(skia.Canvas.kLines_PointMode, ends, _stroke(scene.lit((214, 226, 240), 0.30 if low else 0.22, 0.9), width))


def _snow(scene: _Scene) -> None:
    for low, high in ((0.0, 0.85), (0.85, 1.25), (1.25, 3.0)):
        for kind in range(3):
            spots = []
            for speck in scene.specks:
                if low <= speck.depth < high and speck.kind % 3 == kind:
                    t = scene.t + speck.turn
                    spots.append(scene.place(speck, 20.0 * sin(0.8 * t) - 18.0 * scene.t, (64.0 + 26.0 * speck.size) * scene.t))
            width = (3.0 + 1.5 * kind) * max(low, 0.7) * scene.pixel
            opacity = 0.5 if low > 1 else 0.85
            scene.canvas.drawPoints(skia.Canvas.kPoints_PointMode, spots, _stroke(scene.lit((250, 252, 255), opacity, 0.8), width))


_DRAW: Mapping[str, Callable[[_Scene], None]] = MappingProxyType(
    {"petals": _petals, "leaves": _leaves, "dust": _dust, "fireflies": _fireflies, "rain": _rain, "snow": _snow}
)


def _specks(seed: str, count: int) -> tuple[Speck, ...]:
    dice = generator("particles", seed)
    depths = np.where(dice.random(count) < 0.4, dice.uniform(0.6, 0.84, count), dice.uniform(0.9, 1.24, count))
    depths = np.where(dice.random(count) < 0.12, dice.uniform(1.4, 1.9, count), depths)  # few are near: they would hide faces
    rows = zip(
        dice.random(count),
        dice.random(count),
        depths,
        dice.random(count) * 40,
        dice.uniform(0.6, 1.5, count),
        dice.integers(0, 60, count),
        strict=True,
    )
    return tuple(
        Speck(u=float(u), v=float(v), depth=float(d), turn=float(turn), size=float(size), kind=int(kind)) for u, v, d, turn, size, kind in rows
    )


def _mist_texture(seed: str) -> NDArray[np.float32]:
    """Clouds that repeat sideways, (90, 640) in 0..1, thickest near the ground."""
    noise = generator("mist", seed).random((90, 640)).astype(np.float32)
    wide = np.hstack([noise] * 3)
    clouds = sum(cv2.GaussianBlur(wide, (0, 0), 9.0 * scale, sigmaY=3.2 * scale) * scale for scale in (1.0, 2.2, 4.5))
    clouds = clouds[:, 640:1280]
    clouds = (clouds - clouds.min()) / (clouds.max() - clouds.min())
    height = np.linspace(0.0, 1.0, 90, dtype=np.float32)[:, None]
    result: NDArray[np.float32] = (clouds * (0.25 + 0.75 * np.sin(pi * np.clip(height, 0, 0.72) / 0.9) ** 2)).astype(np.float32)
    return result


def _mist_slice(texture: NDArray[np.float32], view: View, t: float, strength: float) -> Picture:
    columns = 160
    shifts = (9.0 * t + 0.12 * view.x, 300.0 - 5.5 * t + 0.2 * view.x)
    thick = np.zeros((90, columns), np.float32)
    for shift in shifts:
        whole, part = int(shift // 1), float(shift % 1)
        both = np.take(texture, range(whole, whole + columns + 1), axis=1, mode="wrap")
        thick += both[:, :-1] * (1 - part) + both[:, 1:] * part
    small = np.clip(thick * (120.0 * strength), 0, 235).astype(np.uint8)
    slice_: Picture = cv2.resize(small, (view.width, view.height), interpolation=cv2.INTER_CUBIC)
    return slice_


def _stamp(canvas: Any, x: float, y: float, reach: float, colour: int) -> None:
    """A soft round light of that colour."""
    paint = skia.Paint(BlendMode=skia.BlendMode.kScreen, ColorFilter=skia.ColorFilters.Blend(colour, skia.BlendMode.kModulate))
    canvas.drawImageRect(_dot(), skia.Rect.MakeLTRB(x - reach, y - reach, x + reach, y + reach), skia.SamplingOptions(skia.FilterMode.kLinear), paint)


@cache
def _dot() -> Any:
    surface = skia.Surface(48, 48)
    shader = skia.GradientShader.MakeRadial((24, 24), 24, [0xFFFFFFFF, 0x78FFFFFF, 0x00FFFFFF], [0.0, 0.4, 1.0])
    surface.getCanvas().drawPaint(skia.Paint(Shader=shader))
    return surface.makeImageSnapshot()


@cache
def _soft_dot() -> Any:
    surface = skia.Surface(48, 48)
    shader = skia.GradientShader.MakeRadial((24, 24), 24, [0xFFFFFFFF, 0xE0FFFFFF, 0x00FFFFFF], [0.0, 0.4, 1.0])
    surface.getCanvas().drawPaint(skia.Paint(Shader=shader))
    return surface.makeImageSnapshot()


@cache
def _petal() -> Any:
    path = skia.Path()
    path.moveTo(-1, 0)
    path.cubicTo(-0.5, -1.1, 0.6, -1.0, 1, -0.1)
    path.cubicTo(0.7, 0.9, -0.4, 1.0, -1, 0)
    return path


def _fill(colour: int) -> Any:
    return skia.Paint(Color=colour, AntiAlias=True)


def _stroke(colour: int, width: float) -> Any:
    return skia.Paint(Color=colour, AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap)
