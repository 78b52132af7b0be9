"""Which of what hangs before the people a shot may keep: it frames a picture, and never hides who is in it. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from film.direction.geometry import HEAD, WIDTH, height, scale_at
from film.model import Gesture, Placing, Shot, ShotKind
from film.picture.camera import View
from film.picture.people.look import Look
from film.picture.sheets import Sheet

_COARSE = 160  # columns of the little picture that this is judged by
_CLOSE = (ShotKind.SINGLE, ShotKind.REACTION, ShotKind.TWO, ShotKind.OVER_SHOULDER)
_CLOSE_MAX = 0.12  # share of a close picture that one thing out of focus may take
_SEEN = 24  # of 255: less than that dims nobody
_ASIDE = 0.9  # heads: a face leans and turns, and the camera is held by hand
_SAT_DOWN = 0.45  # of a height: how far a head may come down to sit
Mask = NDArray[np.uint8]


def kept(sheets: Sequence[Sheet], shot: Shot, looks: Mapping[str, Look], views: Sequence[View]) -> list[Sheet]:
    """Those of the sheets in front that leave every framed face free from each of these views, and a close picture to whom it shows."""
    framed = shot.placings[:1] if shot.kind is ShotKind.OVER_SHOULDER else shot.placings
    little = [_little(view) for view in views]
    faces = [_face(placing, looks[placing.character], little) for placing in framed]
    return [sheet for sheet in sheets if _harmless(sheet, faces, little, close=shot.kind in _CLOSE)]


def _harmless(sheet: Sheet, faces: Sequence[tuple[slice, slice]], views: Sequence[View], *, close: bool) -> bool:
    mask = np.maximum.reduce([_cover(sheet, view) for view in views])
    if close and mask.mean() > _CLOSE_MAX * 255:
        return False
    return not any((mask[face] > _SEEN).any() for face in faces)


def _cover(sheet: Sheet, view: View) -> Mask:
    """How much of each point of the little picture the sheet hides."""
    cover: Mask = cv2.warpAffine(np.ascontiguousarray(sheet.pixels[..., 3]), sheet.matrix(view), (view.width, view.height), flags=cv2.INTER_LINEAR)
    return cover


def _face(placing: Placing, look: Look, views: Sequence[View]) -> tuple[slice, slice]:
    """Rows and columns of the little picture that the head may be in."""
    scale = scale_at(placing.y)
    top = placing.y - height(look.sex, look.age) * scale
    foot = top + (_SAT_DOWN * height(look.sex, look.age) if placing.gesture is Gesture.SIT else 0.0) * scale + HEAD * scale
    half = min(_ASIDE * HEAD, WIDTH / 2) * scale
    corners = [view.point(placing.x + side * half, y) for view in views for side in (-1, 1) for y in (top, foot)]
    (left, right), (upper, lower) = ((min(line), max(line)) for line in zip(*corners, strict=True))
    return slice(max(0, int(upper)), max(0, int(lower) + 1)), slice(max(0, int(left)), max(0, int(right) + 1))


def _little(view: View) -> View:
    share = view.width / _COARSE
    return replace(view, scale=view.scale / share, width=_COARSE, height=round(view.height / share))
