"""Where the camera is at a moment and where it puts a point of the world on the picture. Pure geometry; it never lets an edge of the set show.

A view shows the stage (parallax 1) around its centre at `scale` pixels a world unit. Layers behind the stage move less and grow less,
layers in front move more and grow more. What stands on the ground far away must not part from the ground when the camera rises or
nears, so the layers behind are scaled about the line where the ground ends (JOINT_Y), the way a real horizon stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from film.model import FilmFormat, Frame, Shot, ShotKind
from film.picture.easing import between, smooth, sway
from film.picture.sets.painting import CENTRE_X, CENTRE_Y, WORLD_HEIGHT, WORLD_WIDTH

LENS_WIDTH, LENS_HEIGHT = 1280, 720  # world units seen at zoom 1
JOINT_Y = 690.0
HANDHELD_UNITS = 2.2  # how far a hand wanders at zoom 1, world units

_ZOOM_MIN, _ZOOM_MAX = 0.80, 2.6
_STEADY = {ShotKind.ESTABLISHING: 0.4, ShotKind.WIDE: 0.6}  # a crane and a tripod; all other shots are held by hand
_GROWTH = 0.55  # share of the zoom that a layer infinitely far away is spared


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the picture of (width, height) pixels shows: the world around (x, y), `scale` pixels a unit on the stage."""

    x: float
    y: float
    scale: float
    width: int
    height: int

    def point(self, x: float, y: float, parallax: float = 1.0) -> tuple[float, float]:
        """Picture coordinates of a world point on a sheet of this parallax."""
        matrix = self.matrix(parallax, WORLD_WIDTH, WORLD_HEIGHT)
        return float(matrix[0, 0] * x + matrix[0, 2]), float(matrix[1, 1] * y + matrix[1, 2])

    @property
    def span(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is seen of the stage, in world units."""
        half_width, half_height = self.width / 2 / self.scale, self.height / 2 / self.scale
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    def matrix(self, parallax: float, sheet_width: int, sheet_height: int) -> NDArray[np.float64]:
        """2 x 3, from world units to pixels, for a sheet of this size that is centred on the world; the sheet covers the whole picture."""
        unit = self._unit
        cover = max(self.width / sheet_width, self.height / sheet_height)
        growth = 1.0 - _GROWTH * (1.0 - parallax) if parallax < 1.0 else 1.0 + 0.35 * (parallax - 1.0)
        scale = self.scale if parallax == 1.0 else max(unit * (self.scale / unit) ** growth, cover)
        x = self.width / 2 - (CENTRE_X + (self.x - CENTRE_X) * parallax) * scale
        if parallax <= 1.0:
            y = self.height / 2 + (JOINT_Y - self.y) * self.scale - JOINT_Y * scale
        else:
            y = self.height / 2 - (CENTRE_Y + (self.y - CENTRE_Y) * parallax) * scale
        left, top = CENTRE_X - sheet_width / 2, CENTRE_Y - sheet_height / 2
        return np.array(
            [[scale, 0.0, _covered(x, scale, left, sheet_width, self.width)], [0.0, scale, _covered(y, scale, top, sheet_height, self.height)]]
        )

    @property
    def _unit(self) -> float:
        return max(self.width / LENS_WIDTH, self.height / LENS_HEIGHT)


def _covered(offset: float, scale: float, start: float, length: float, pixels: int) -> float:
    """The offset nearest to the one wanted with which the sheet covers all pixels."""
    return min(-start * scale, max(pixels - (start + length) * scale, offset))


def view_of(frame: Frame, format: FilmFormat) -> View:
    """The view of a camera position, moved as little as needed to stay inside the world."""
    unit = max(format.width / LENS_WIDTH, format.height / LENS_HEIGHT)
    fits = max(format.width / WORLD_WIDTH, format.height / WORLD_HEIGHT) * 1.002
    scale = max(unit * min(_ZOOM_MAX, max(_ZOOM_MIN, frame.zoom)), fits)
    half_width, half_height = format.width / 2 / scale, format.height / 2 / scale
    x = min(WORLD_WIDTH - half_width, max(half_width, frame.x))
    y = min(WORLD_HEIGHT - half_height, max(half_height, frame.y))
    return View(x=x, y=y, scale=scale, width=format.width, height=format.height)


def position(start: Frame, end: Frame, shot: Shot, share: float, t: float) -> Frame:
    """The camera `share` (0..1, beyond: it rests) of the way through the shot, `t` seconds into the scene, held by a living hand."""
    way = 0.25 * min(1.0, max(0.0, share)) + 0.75 * smooth(share)  # never quite at rest inside a shot: a cut on a standing camera looks dead
    zoom = start.zoom * (end.zoom / start.zoom) ** way
    hand = HANDHELD_UNITS * _STEADY.get(shot.kind, 1.0) / zoom
    return Frame(
        x=between(start.x, end.x, way) + hand * sway(t, shot.id, "x"),
        y=between(start.y, end.y, way) + hand * 0.7 * sway(t, shot.id, "y"),
        zoom=zoom,
    )
