"""The painted layers of a set, made ready for the camera: focused, trimmed, and laid over each other as the camera sees them.

A sheet is a rectangle cut from a layer that is worth drawing: nothing in it is empty for long, and one that hides all behind it is
known as such, because laying such a sheet down is a third of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from film.picture.camera import View
from film.picture.sets.painting import CENTRE_X, CENTRE_Y, Layer

_SHARP_BELOW = 1.2  # blur, in world units, that nobody would see
_LANE = 40  # empty rows or columns that are worth a cut
_HALVED_FROM = 2.4  # blur from which half the resolution holds all there is to see
Picture = NDArray[np.uint8]
Rect = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    pixels: Picture  # (h, w, 4) premultiplied BGRA
    x: float  # world position of the outer corner of pixel (0, 0)
    y: float
    unit: float  # world units a pixel
    parallax: float
    whole: tuple[int, int]  # width and height of the layer it was cut from: what the camera must stay inside of
    solid: bool  # no pixel lets anything through
    blur: float = 0.0  # world units by which it is out of focus

    def matrix(self, view: View) -> NDArray[np.float64]:
        """2 x 3, from centres of this sheet's pixels to centres of the picture's."""
        world = view.matrix(self.parallax, *self.whole)
        out = world.copy()
        out[:, :2] *= self.unit
        half = 0.5 * self.unit
        out[0, 2] += world[0, 0] * (self.x + half) - 0.5
        out[1, 2] += world[1, 1] * (self.y + half) - 0.5
        return out

    def rect(self, view: View) -> Rect:
        """What it covers of the picture, clipped to it."""
        matrix = self.matrix(view)
        rows, columns = self.pixels.shape[:2]
        grow = 0 if self.solid else 1
        left, top = matrix[0, 2] - 0.5 * matrix[0, 0], matrix[1, 2] - 0.5 * matrix[1, 1]
        right, bottom = left + columns * matrix[0, 0], top + rows * matrix[1, 1]
        return (
            max(0, int(np.ceil(left - 0.01)) - grow),
            max(0, int(np.ceil(top - 0.01)) - grow),
            min(view.width, int(right + 0.51) + grow),
            min(view.height, int(bottom + 0.51) + grow),
        )


class Backdrop:
    """The layers of one painting at any depth of field. Keeps what it has blurred, because blurring is slow."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers
        self._focused_before: dict[tuple[int, float], tuple[Sheet, ...]] = {}

    def behind(self, blur: float, near_sharp: bool = False) -> list[Sheet]:
        """Sheets behind the people, farthest first, when the lens blurs the far distance by `blur` world units."""
        found: list[Sheet] = []
        for index, layer in enumerate(self._layers):
            if not layer.in_front:
                depth = min(1.0, 1.45 - layer.parallax)  # 1 far away, 0.45 on the stage: people stand before it
                found.extend(self._focused(index, 0.0 if near_sharp and layer.parallax >= 0.9 else round(blur * depth, 1)))
        return found

    def in_front(self, blur: float) -> list[Sheet]:
        found: list[Sheet] = []
        for index, layer in enumerate(self._layers):
            if layer.in_front:
                near = max(0.0, layer.parallax - 0.9)
                found.extend(self._focused(index, round(blur * 1.4 * near + 3.0 * max(0.0, layer.parallax - 1.2), 1)))
        return found

    def _focused(self, index: int, blur: float) -> tuple[Sheet, ...]:
        layer = self._layers[index]
        if (index, blur) not in self._focused_before:
            self._focused_before[index, blur] = tuple(cut(layer.pixels, layer.parallax, blur))
        return self._focused_before[index, blur]


def cut(pixels: Picture, parallax: float, blur: float) -> Iterable[Sheet]:
    """A layer's pixels, blurred by `blur` world units, as one sheet or as two: what lets light through, and what does not."""
    whole = (pixels.shape[1], pixels.shape[0])
    unit, pixels = _blurred(pixels, blur)
    alpha = pixels[..., 3]
    if alpha.min() == 255:
        return (_sheet(pixels, (0, 0, pixels.shape[1], pixels.shape[0]), unit, parallax, whole, solid=True, blur=blur),)
    solid_from = _solid_from(alpha) + 1  # the edge itself is half seen through when it is sampled, so it belongs to the part above
    if solid_from >= pixels.shape[0] - 8:
        solid_from = pixels.shape[0]
    upper = min(solid_from + 1, pixels.shape[0])  # both parts have one row, so that no seam can open between them
    sheets = [_sheet(pixels, rect, unit, parallax, whole, solid=False, blur=blur) for rect in islands(alpha[:upper] > 0)]
    if solid_from < pixels.shape[0]:
        sheets.append(_sheet(pixels, (0, solid_from, pixels.shape[1], pixels.shape[0]), unit, parallax, whole, solid=True, blur=blur))
    return sheets


def blurred(sheet: Sheet, blur: float) -> Sheet:
    """A sheet that lets light through all around, out of focus by `blur` world units."""
    if blur < _SHARP_BELOW:
        return sheet
    margin = 2 * round(1.5 * blur)  # room for what spreads beyond the edge
    rows, columns = sheet.pixels.shape[:2]
    # Even sides: half of an odd number of pixels would be squeezed.
    wide = cv2.copyMakeBorder(sheet.pixels, margin, margin + rows % 2, margin, margin + columns % 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    unit, soft = _blurred(wide, blur)
    return replace(sheet, pixels=soft, blur=blur, unit=unit * sheet.unit, x=sheet.x - margin * sheet.unit, y=sheet.y - margin * sheet.unit)


def islands(filled: NDArray[np.bool_], left: int = 0, top: int = 0) -> list[Rect]:
    """Rectangles that together hold everything filled, cut along broad empty lanes, across and down by turns (an XY-cut)."""
    for axis in (1, 0):  # rows first
        lanes = _runs(np.asarray(filled.any(axis=axis)))
        if not lanes:
            return []
        if len(lanes) > 1 or lanes[0] != (0, filled.shape[1 - axis]):
            parts = [(filled[a:b], left, top + a) if axis == 1 else (filled[:, a:b], left + a, top) for a, b in lanes]
            return [rect for part in parts for rect in islands(*part)]
    return [(left, top, left + filled.shape[1], top + filled.shape[0])]


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where something is, as (start, end); pieces with less than a lane of nothing between them are one."""
    places = np.flatnonzero(filled)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > _LANE)
    starts, ends = [0, *(breaks + 1)], [*breaks, len(places) - 1]
    return [(int(places[a]), int(places[b]) + 1) for a, b in zip(starts, ends, strict=True)]


def lay_down(buffer: Picture, sheets: Sequence[Sheet], view: View) -> None:
    """Draws the sheets, farthest first, on the BGRA buffer, in place; what a solid sheet will hide is not drawn."""
    jobs = _visible(sheets, view)
    soft = 0
    while soft < len(jobs) and jobs[0][0].solid and jobs[soft][0].unit > 1.0:  # solid: what was in the buffer is painted over anyway
        soft += 1
    if soft:
        _lay_soft(buffer, jobs[:soft], view)
    for sheet, rect in jobs[soft:]:
        paste(buffer, sheet.pixels, sheet.matrix(view), rect, solid=sheet.solid)


def _lay_soft(buffer: Picture, jobs: Sequence[tuple[Sheet, Rect]], view: View) -> None:
    """What is out of focus is put together at half the size, or at a quarter: it holds no detail that would be lost, and is so much less work."""
    share = _coarseness([sheet for sheet, _ in jobs], view)
    coarse = replace(view, scale=view.scale / share, width=-(-view.width // share), height=-(-view.height // share))
    small = np.zeros((coarse.height, coarse.width, 4), np.uint8)
    for sheet, (left, top, right, bottom) in jobs:
        rect = (left // share, top // share, min(coarse.width, -(-right // share)), min(coarse.height, -(-bottom // share)))
        paste(small, sheet.pixels, sheet.matrix(coarse), rect, solid=sheet.solid)
    cv2.resize(small, (view.width, view.height), dst=buffer, interpolation=cv2.INTER_LINEAR)


def _coarseness(sheets: Sequence[Sheet], view: View) -> int:
    """A quarter where the camera is so near that even the sharpest of them is as soft there as any must be for half."""
    sharpest = min(sheet.blur * float(sheet.matrix(view)[0, 0]) / sheet.unit for sheet in sheets)  # pixels
    return 4 if sharpest >= 2 * _HALVED_FROM and view.width % 4 == view.height % 4 == 0 else 2


def _visible(sheets: Sequence[Sheet], view: View) -> list[tuple[Sheet, Rect]]:
    """Each sheet with the part of the picture where it can be seen, farthest first."""
    hidden_from = view.height
    found: list[tuple[Sheet, Rect]] = []
    for sheet in reversed(sheets):
        left, top, right, bottom = sheet.rect(view)
        if right > left and min(bottom, hidden_from) > top:
            found.append((sheet, (left, top, right, min(bottom, hidden_from))))
        if sheet.solid and (left, right, bottom) == (0, view.width, view.height):
            hidden_from = min(hidden_from, top + 2)  # two rows more: softness looks past the edge
    return found[::-1]


def paste(buffer: Picture, pixels: Picture, matrix: NDArray[np.float64], rect: Rect, *, solid: bool = False) -> None:
    """Samples `pixels` (premultiplied BGRA) through `matrix` and lays them over that rectangle of the buffer, in place."""
    left, top, right, bottom = rect
    if right <= left or bottom <= top:
        return
    local = matrix.copy()
    local[0, 2] -= left
    local[1, 2] -= top
    size = (right - left, bottom - top)
    under = buffer[top:bottom, left:right]
    if solid:
        under[:] = cv2.warpAffine(pixels, local, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return
    over(under, cv2.warpAffine(pixels, local, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT))


def over(under: Picture, above: Picture) -> None:
    """Porter-Duff "over" of premultiplied BGRA, in place."""
    clear = cv2.bitwise_not(cv2.extractChannel(above, 3))
    cv2.multiply(under, cv2.merge((clear, clear, clear, clear)), dst=under, scale=1 / 255)
    cv2.add(under, above, dst=under)


def _blurred(pixels: Picture, blur: float) -> tuple[float, Picture]:
    """World units a pixel, and the blurred pixels."""
    if blur < _SHARP_BELOW:
        return 1.0, pixels
    if blur < _HALVED_FROM:
        return 1.0, cv2.GaussianBlur(pixels, (0, 0), blur, borderType=cv2.BORDER_REPLICATE)
    half = cv2.resize(pixels, (pixels.shape[1] // 2, pixels.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return 2.0, cv2.GaussianBlur(half, (0, 0), blur / 2, borderType=cv2.BORDER_REPLICATE)


def _sheet(pixels: Picture, at: Rect, unit: float, parallax: float, whole: tuple[int, int], *, solid: bool, blur: float) -> Sheet:
    left, top, right, bottom = at
    return Sheet(
        pixels=np.ascontiguousarray(pixels[top:bottom, left:right]),
        x=CENTRE_X - whole[0] / 2 + left * unit,
        y=CENTRE_Y - whole[1] / 2 + top * unit,
        unit=unit,
        parallax=parallax,
        whole=whole,
        solid=solid,
        blur=blur,
    )


def _solid_from(alpha: Picture) -> int:
    """The first row from which all rows down to the last are solid."""
    open_rows = np.flatnonzero(alpha.min(axis=1) < 255)
    return int(open_rows[-1]) + 1 if len(open_rows) else 0
