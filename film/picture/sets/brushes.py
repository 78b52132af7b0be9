"""The brushes: a Sheet to paint one layer on, and the paints (flat, pen, linear, radial). Shapes only; what is painted stands elsewhere."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from film.picture.sets.painting import CENTRE_X, CENTRE_Y, WORLD_HEIGHT, WORLD_WIDTH, Pixels
from film.picture.sets.palette import Ink, Rgb
from film.picture.sets.texture import paper
from film.skia_loader import skia

Paint = Any  # a skia.Paint
Path = Any  # a skia.Path
Point = tuple[float, float]
Stop = tuple[float, Rgb] | tuple[float, Rgb, float]  # where, colour, alpha


def flat(colour: Rgb, alpha: float = 1.0, soft: float = 0.0) -> Paint:
    """One colour; `soft` is the sigma of its edge in world units."""
    return _softened(skia.Paint(AntiAlias=True, Color4f=_colour(colour, alpha)), soft)


def pen(colour: Rgb, width: float, alpha: float = 1.0, soft: float = 0.0) -> Paint:
    """A round pen."""
    paint = skia.Paint(AntiAlias=True, Color4f=_colour(colour, alpha), Style=skia.Paint.kStroke_Style, StrokeWidth=width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return _softened(paint, soft)


def linear(start: Point, end: Point, stops: Sequence[Stop]) -> Paint:
    """Colours along a line."""
    return _shaded(skia.GradientShader.MakeLinear([start, end], _colours(stops), [stop[0] for stop in stops]))


def radial(centre: Point, radius: float, stops: Sequence[Stop], *, add: bool = False) -> Paint:
    """Colours around a point; `add` makes it light instead of paint."""
    paint = _shaded(skia.GradientShader.MakeRadial(centre, radius, _colours(stops), [stop[0] for stop in stops]))
    if add:
        paint.setBlendMode(skia.BlendMode.kPlus)
    return paint


def down(y0: float, y1: float, top: Rgb, bottom: Rgb) -> Paint:
    """From `top` at y0 to `bottom` at y1."""
    return linear((0.0, y0), (0.0, y1), ((0.0, top), (1.0, bottom)))


def smooth(points: Sequence[Point], *, closed: bool = True) -> Path:
    """A curve through the points (Catmull-Rom)."""
    path, count = skia.Path(), len(points)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    path.moveTo(*points[0])
    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = at(i - 1), at(i), at(i + 1), at(i + 2)
        path.cubicTo(bx + (cx - ax) / 6, by + (cy - ay) / 6, cx - (dx - bx) / 6, cy - (dy - by) / 6, cx, cy)
    if closed:
        path.close()
    return path


def straight(points: Sequence[Point], *, closed: bool = True) -> Path:
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in points], closed)
    return path


def arch(x: float, base: float, width: float, height: float, kind: str = "round") -> Path:
    """An opening that stands on y = base: "round", "pointed", "lobed", "flat" or "keyhole"; `height` is that of its crown."""
    half = width / 2
    spring = base - height + half * (1.0 if kind == "round" else 1.25)
    path = skia.Path()
    path.moveTo(x - half, base)
    if kind == "flat":
        for corner in ((x - half, base - height), (x + half, base - height)):
            path.lineTo(*corner)
    elif kind == "round":
        path.lineTo(x - half, spring)
        path.arcTo(skia.Rect.MakeLTRB(x - half, spring - half, x + half, spring + half), 180, 180, False)
    elif kind == "lobed":
        _lobes(path, x, half, spring, base - height)
    else:
        wide = half * (1.22 if kind == "keyhole" else 1.0)
        path.lineTo(x - half, spring + half * 0.15)
        path.cubicTo(x - wide * 1.06, spring - half * 0.55, x - half * 0.35, base - height + half * 0.25, x, base - height)
        path.cubicTo(x + half * 0.35, base - height + half * 0.25, x + wide * 1.06, spring - half * 0.55, x + half, spring + half * 0.15)
    path.lineTo(x + half, base)
    path.close()
    return path


def _lobes(path: Path, x: float, half: float, spring: float, crown: float) -> None:
    """The cusped arch of the Mughals: five leaves between the two springers."""
    path.lineTo(x - half, spring)
    feet = [(x - half, spring), (x - half * 0.84, spring - (spring - crown) * 0.42), (x - half * 0.45, spring - (spring - crown) * 0.76), (x, crown)]
    feet += [(2 * x - px, py) for px, py in reversed(feet[:-1])]
    for (ax, ay), (bx, by) in itertools.pairwise(feet):
        mx, my = (ax + bx) / 2, (ay + by) / 2
        lean = 0.42
        path.quadTo(mx + (mx - x) * lean * 0.6, my - (spring - crown) * lean * 0.5, bx, by)


class Sheet:
    """A transparent sheet to paint one layer on, in world units and in the light of its ink."""

    __slots__ = ("canvas", "dice", "ink", "pixels")

    def __init__(self, ink: Ink, rolls: random.Random, width: int = WORLD_WIDTH, height: int = WORLD_HEIGHT) -> None:
        self.ink, self.dice = ink, rolls
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
        surface = skia.Surface.MakeRasterDirect(info, self.pixels, width * 4)
        self.canvas = surface.getCanvas()
        self.canvas.translate(width / 2 - CENTRE_X, height / 2 - CENTRE_Y)

    def shape(self, path: Path, paint: Paint | Rgb, alpha: float = 1.0) -> None:
        self.canvas.drawPath(path, _paint(paint, alpha))

    def rect(self, x0: float, y0: float, x1: float, y1: float, paint: Paint | Rgb, alpha: float = 1.0, *, radius: float = 0.0) -> None:
        box = skia.Rect.MakeLTRB(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if radius:
            self.canvas.drawRoundRect(box, radius, radius, _paint(paint, alpha))
        else:
            self.canvas.drawRect(box, _paint(paint, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, paint: Paint | Rgb, alpha: float = 1.0) -> None:
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), _paint(paint, alpha))

    def poly(self, points: Sequence[Point], paint: Paint | Rgb, alpha: float = 1.0) -> None:
        self.canvas.drawPath(straight(points), _paint(paint, alpha))

    def blob(self, points: Sequence[Point], paint: Paint | Rgb, alpha: float = 1.0) -> None:
        """A smooth closed shape through the points."""
        self.canvas.drawPath(smooth(points), _paint(paint, alpha))

    def line(self, points: Sequence[Point], colour: Rgb, width: float, alpha: float = 1.0) -> None:
        self.canvas.drawPath(straight(points, closed=False), pen(colour, width, alpha))

    def bend(self, points: Sequence[Point], colour: Rgb, width: float, alpha: float = 1.0) -> None:
        """A smooth open stroke through the points."""
        self.canvas.drawPath(smooth(points, closed=False), pen(colour, width, alpha))

    def glow(self, x: float, y: float, radius: float, colour: Rgb, strength: float = 0.5, *, flat_to: float = 1.0) -> None:
        """Light around a point; `flat_to` < 1 flattens it, as light lies on the ground."""
        with self.placed(x, y, 1.0, flat_to):
            self.oval(
                0, 0, radius, radius, radial((0, 0), radius, ((0.0, colour, strength), (0.4, colour, strength * 0.36), (1.0, colour, 0.0)), add=True)
            )

    def shade(self, x: float, y: float, rx: float, ry: float, alpha: float = 0.3) -> None:
        """A soft contact shadow on the ground."""
        with self.placed(x, y, 1.0, ry / rx):
            self.oval(0, 0, rx, rx, radial((0, 0), rx, ((0.0, SHADE, alpha), (0.55, SHADE, alpha * 0.7), (1.0, SHADE, 0.0))))

    @contextmanager
    def placed(self, x: float, y: float, sx: float = 1.0, sy: float | None = None, turn: float = 0.0) -> Iterator[None]:
        """Paints with (0, 0) at world (x, y), scaled and turned by degrees."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(sx, sx if sy is None else sy)
        yield
        self.canvas.restore()

    @contextmanager
    def within(self, path: Path) -> Iterator[None]:
        """Paints inside the path only."""
        self.canvas.save()
        self.canvas.clipPath(path, True)
        yield
        self.canvas.restore()

    def cut(self, path: Path) -> None:
        """Cuts a hole: what lies behind is seen."""
        paint = skia.Paint(AntiAlias=True)
        paint.setBlendMode(skia.BlendMode.kClear)
        self.canvas.drawPath(path, paint)

    def dried(self) -> Pixels:
        """The pixels with the grain of the paper."""
        height, width = self.pixels.shape[:2]
        return np.asarray(cv2.multiply(self.pixels, paper(width, height), scale=1 / 255), np.uint8)


SHADE: Rgb = (0.06, 0.03, 0.10)


def ring(x: float, y: float, radius: float, count: int, *, squash: float = 1.0, start: float = 0.0) -> list[Point]:
    """`count` points around a centre."""
    return [
        (x + radius * math.cos(start + 2 * math.pi * k / count), y + radius * squash * math.sin(start + 2 * math.pi * k / count))
        for k in range(count)
    ]


def spread(first: float, last: float, count: int) -> list[float]:
    """`count` numbers from `first` to `last`."""
    return [first + (last - first) * k / max(count - 1, 1) for k in range(count)]


def _colour(colour: Rgb, alpha: float) -> Any:
    return skia.Color4f(min(1.0, max(0.0, colour[0])), min(1.0, max(0.0, colour[1])), min(1.0, max(0.0, colour[2])), min(1.0, max(0.0, alpha)))


def _colours(stops: Sequence[Stop]) -> list[int]:
    return [_colour(stop[1], stop[2] if len(stop) == 3 else 1.0).toColor() for stop in stops]


def _shaded(shader: Any) -> Paint:
    paint = skia.Paint(AntiAlias=True, Shader=shader)
    paint.setDither(True)
    return paint


def _softened(paint: Paint, soft: float) -> Paint:
    if soft:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, soft))
    return paint


def _paint(paint: Paint | Rgb, alpha: float) -> Paint:
    return flat(paint, alpha) if isinstance(paint, tuple) else paint
