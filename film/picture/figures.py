"""Draws people once and keeps them: a lit, cut-out picture of somebody in a pose, ready to be put anywhere on the frame.

Drawing and lighting a person is the dearest thing in a frame. The same pose is drawn once, a little larger than it is shown,
and then only sampled, so the camera may move between the drawings without anybody seeing that people are drawn on twos.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from film.picture.camera import View
from film.picture.hairlight import apart
from film.picture.light import Lamp, fall, light_person, shadow_of, touch
from film.picture.people import draw
from film.picture.people.look import Look
from film.picture.people.pose import Pose
from film.picture.sheets import paste
from film.skia_loader import skia

REACH = (-330.0, -790.0, 330.0, 46.0)  # local units that anybody in any gesture may take: left, top, right, bottom
_KEPT = 24
_MARGIN = 3  # empty pixels around a figure, so that sampling its edge finds nothing beyond it
Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A lit person: (h, w, 4) premultiplied BGRA; the soles stand at (x, y) of it, `pixels_per_unit` pixels a local unit."""

    pixels: Picture
    x: float
    y: float
    pixels_per_unit: float
    shadow: Picture
    shadow_row: int
    shadow_column: float


class Figures:
    """The people of one scene in the light of its set."""

    def __init__(self, looks: Mapping[str, Look], lamp: Lamp) -> None:
        self.looks, self.lamp = {who: apart(look, lamp) for who, look in looks.items()}, lamp
        self._kept: OrderedDict[tuple[str, Pose, float, Box, float], Figure | None] = OrderedDict()

    def figure(self, who: str, pose: Pose, pixels_per_unit: float, box: Box = REACH, blur: float = 0.0) -> Figure | None:
        """The person in that pose, drawn where they are inside `box` (local units); None when there is nothing of them."""
        key = (who, pose, pixels_per_unit, box, blur)
        if key not in self._kept:
            self._kept[key] = self._draw(*key)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _draw(self, who: str, pose: Pose, pixels_per_unit: float, box: Box, blur: float) -> Figure | None:
        left, top, right, bottom = box
        columns, rows = round((right - left) * pixels_per_unit), round((bottom - top) * pixels_per_unit)
        if columns < 4 or rows < 4:
            return None
        paper = np.zeros((rows, columns, 4), np.uint8)
        canvas = skia.Surface.MakeRasterDirect(_info(columns, rows), paper, columns * 4).getCanvas()
        canvas.scale(pixels_per_unit, pixels_per_unit)
        canvas.translate(-left, -top)
        draw(canvas, self.looks[who], pose)
        x, y, width, height = cv2.boundingRect(cv2.extractChannel(paper, 3))
        if width == 0:
            return None
        margin = _MARGIN + round(3 * blur)
        person = cv2.copyMakeBorder(paper[y : y + height, x : x + width], *(margin,) * 4, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
        light_person(person, self.lamp, pixels_per_unit)
        if blur > 0.5:
            person = cv2.GaussianBlur(person, (0, 0), blur)
        origin = (-left * pixels_per_unit - x + margin, -top * pixels_per_unit - y + margin)
        shadow, row = shadow_of(person, origin[1])
        return Figure(
            pixels=person, x=origin[0], y=origin[1], pixels_per_unit=pixels_per_unit, shadow=shadow, shadow_row=row, shadow_column=origin[0] / 4 + 6
        )  # fmt: skip


def stand(buffer: Picture, figure: Figure, view: View, x: float, y: float, scale: float) -> None:
    """Puts a figure with the soles at world (x, y) on the BGRA buffer, in place; `scale` is world units a local unit."""
    at = view.point(x, y)
    paste_at(buffer, figure, at, view.scale * scale)


def paste_at(buffer: Picture, figure: Figure, soles: tuple[float, float], pixels_per_unit: float) -> None:
    """Puts a figure with the soles at a point of the buffer, so large that a local unit takes that many pixels."""
    zoom = pixels_per_unit / figure.pixels_per_unit
    matrix = np.array([[zoom, 0.0, soles[0] - figure.x * zoom + 0.5 * zoom - 0.5], [0.0, zoom, soles[1] - figure.y * zoom + 0.5 * zoom - 0.5]])
    rows, columns = figure.pixels.shape[:2]
    left, top = int(matrix[0, 2]) - 1, int(matrix[1, 2]) - 1
    rect = (
        max(0, left),
        max(0, top),
        min(buffer.shape[1], left + int(columns * zoom) + 4),
        min(buffer.shape[0], top + int(rows * zoom) + 4),
    )
    paste(buffer, figure.pixels, matrix, rect)


def ground_shadow(buffer: Picture, figure: Figure, view: View, x: float, y: float, scale: float, lamp: Lamp) -> None:
    """The shadow that a person throws and the dark spot under their feet, in place; nothing when their feet are out of the picture."""
    at = view.point(x, y)
    size = view.scale * scale
    if at[1] > view.height + 30 * size:
        return
    fall(figure.shadow, buffer, at, figure.shadow_row, figure.shadow_column, 4 * size / figure.pixels_per_unit, lamp)
    touch(buffer, at, 74 * size, 13 * size)


def _info(width: int, height: int) -> object:
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
