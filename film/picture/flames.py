"""Living flames of lamps and fires: where the set says there is one, a small fire that never stands still. Out of focus it is a disc of light."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import ceil, floor, pi, sin
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from film.picture.camera import View
from film.picture.easing import chance
from film.picture.grade import screen
from film.skia_loader import skia

_HEIGHT, _WIDTH = 25.0, 8.5  # world units of a flame of scale 1
_GLOW = 27.0
_PIXELS = 64  # that the glow is painted with
_OUTER, _INNER, _CORE = 0xFFFF8A1E, 0xFFFFC84A, 0xFFFFF6D0
Flame = tuple[float, float, float]
Picture = NDArray[np.uint8]


def draw_flames(buffer: Picture, canvas: Any, flames: Sequence[Flame], view: View, t: float, blur: float) -> None:
    """Draws flames given by foot and scale in world units on the BGRA buffer, which is that of the canvas; `blur` is the radius of the lens's
    unsharpness in world units."""
    for index, (x, y, scale) in enumerate(flames):
        left, top, right, bottom = view.span
        if left - 80 < x < right + 80 and top - 80 < y < bottom + 120:
            _draw(buffer, canvas, view.point(x, y), view.scale * scale, _life(t, index), blur * view.scale)


def _life(t: float, index: int) -> tuple[float, float]:
    """How tall (about 1) and how bent (-1..1) a flame is now."""
    a, b = 2 * pi * chance("flame", index), 2 * pi * chance("wind", index)
    tall = 1.0 + 0.09 * sin(7.3 * t + a) + 0.06 * sin(17.1 * t + b) + 0.05 * sin(2.1 * t + a)
    return tall, 0.45 * sin(1.3 * t + 0.2 * index) + 0.35 * sin(4.7 * t + b) + 0.2 * sin(11.9 * t + a)


def _draw(buffer: Picture, canvas: Any, foot: tuple[float, float], size: float, life: tuple[float, float], blur: float) -> None:
    tall, bent = life
    _shine(buffer, foot[0], foot[1] - _HEIGHT * 0.4 * size, _GLOW * size * (0.9 + 0.1 * tall), 0.5 * tall)
    canvas.save()
    canvas.translate(*foot)
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


def _shine(buffer: Picture, x: float, y: float, reach: float, strength: float) -> None:
    """A round glow. Not by skia, which takes many times as long to enlarge a picture."""
    left, top = max(0, floor(x - reach)), max(0, floor(y - reach))
    right, bottom = min(buffer.shape[1], ceil(x + reach)), min(buffer.shape[0], ceil(y + reach))
    if right <= left or bottom <= top:
        return
    scale = 2 * reach / _PIXELS
    half = 0.5 * scale - 0.5
    matrix = np.array([[scale, 0.0, x - reach - left + half], [0.0, scale, y - reach - top + half]])
    glow = cv2.convertScaleAbs(_glow(), alpha=min(1.0, strength))
    lit = buffer[top:bottom, left:right]
    lit[:] = screen(lit, cv2.warpAffine(glow, matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR))


@cache
def _glow() -> Picture:
    """Premultiplied BGRA, painted once: a gradient for every flame of every frame would be slow."""
    glow, middle = np.zeros((_PIXELS, _PIXELS, 4), np.uint8), _PIXELS / 2
    shader = skia.GradientShader.MakeRadial((middle, middle), middle, [0xC8FFA83C, 0x50FF8A28, 0x00FF8A28], [0.0, 0.35, 1.0])
    info = skia.ImageInfo.Make(_PIXELS, _PIXELS, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    skia.Surface.MakeRasterDirect(info, glow, _PIXELS * 4).getCanvas().drawPaint(skia.Paint(Shader=shader))
    return glow
