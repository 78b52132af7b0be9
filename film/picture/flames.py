"""Living flames of lamps and fires: where the set says there is one, a small fire that never stands still. Out of focus it is a disc of light."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import pi, sin
from typing import Any

from film.picture.camera import View
from film.picture.easing import chance
from film.skia_loader import skia

_HEIGHT, _WIDTH = 25.0, 8.5  # world units of a flame of scale 1
_GLOW = 27.0
_OUTER, _INNER, _CORE = 0xFFFF8A1E, 0xFFFFC84A, 0xFFFFF6D0
Flame = tuple[float, float, float]


def draw_flames(canvas: Any, flames: Sequence[Flame], view: View, t: float, blur: float) -> None:
    """Draws flames given by foot and scale in world units; `blur` is the radius of the lens's unsharpness in world units."""
    for index, (x, y, scale) in enumerate(flames):
        left, top, right, bottom = view.span
        if left - 80 < x < right + 80 and top - 80 < y < bottom + 120:
            _draw(canvas, view.point(x, y), view.scale * scale, _life(t, index), blur * view.scale)


def _life(t: float, index: int) -> tuple[float, float]:
    """How tall (about 1) and how bent (-1..1) a flame is now."""
    a, b = 2 * pi * chance("flame", index), 2 * pi * chance("wind", index)
    tall = 1.0 + 0.09 * sin(7.3 * t + a) + 0.06 * sin(17.1 * t + b) + 0.05 * sin(2.1 * t + a)
    return tall, 0.45 * sin(1.3 * t + 0.2 * index) + 0.35 * sin(4.7 * t + b) + 0.2 * sin(11.9 * t + a)


def _draw(canvas: Any, foot: tuple[float, float], size: float, life: tuple[float, float], blur: float) -> None:
    tall, bent = life
    canvas.save()
    canvas.translate(*foot)
    reach = _GLOW * size * (0.9 + 0.1 * tall)
    canvas.drawImageRect(
        _glow(),
        skia.Rect.MakeLTRB(-reach, -reach - _HEIGHT * 0.4 * size, reach, reach - _HEIGHT * 0.4 * size),
        skia.SamplingOptions(skia.FilterMode.kLinear),
        _added(0.5 * tall),
    )
    if blur > 4.0:
        _disc(canvas, size, blur)
    else:
        canvas.scale(size, size)
        for share, colour in ((1.0, _OUTER), (0.74, _INNER), (0.44, _CORE)):
            canvas.drawPath(_shape(share, tall, bent), _paint(colour))
    canvas.restore()


def _disc(canvas: Any, size: float, blur: float) -> None:
    """A point of light out of focus shows the opening of the lens."""
    radius = blur * 1.3 + _WIDTH * size * 0.5
    canvas.drawCircle(0, -_HEIGHT * 0.5 * size, radius, skia.Paint(Color=0x60FFC066, AntiAlias=True, BlendMode=skia.BlendMode.kScreen))
    rim = skia.Paint(Color=0x38FFE0A0, AntiAlias=True, BlendMode=skia.BlendMode.kScreen, Style=skia.Paint.kStroke_Style, StrokeWidth=1.6)
    canvas.drawCircle(0, -_HEIGHT * 0.5 * size, radius - 0.8, rim)


def _shape(share: float, tall: float, bent: float) -> Any:
    half, high = _WIDTH / 2 * share, _HEIGHT * tall * share
    tip = bent * 5.0 * share
    path = skia.Path()
    path.moveTo(0, 0)
    path.cubicTo(half * 1.5, -high * 0.05, half * 1.25, -high * 0.5, tip, -high)
    path.cubicTo(-half * 1.25, -high * 0.5, -half * 1.5, -high * 0.05, 0, 0)
    return path


@cache
def _paint(colour: int) -> Any:
    return skia.Paint(Color=colour, AntiAlias=True)


def _added(strength: float) -> Any:
    return skia.Paint(BlendMode=skia.BlendMode.kScreen, Alphaf=min(1.0, strength))


@cache
def _glow() -> Any:
    """A round glow, 64 x 64, painted once: a gradient for every flame of every frame would be slow."""
    surface = skia.Surface(64, 64)
    shader = skia.GradientShader.MakeRadial((32, 32), 32, [0xC8FFA83C, 0x50FF8A28, 0x00FF8A28], [0.0, 0.35, 1.0])
    surface.getCanvas().drawPaint(skia.Paint(Shader=shader))
    return surface.makeImageSnapshot()
