"""Puts the players of a shot on the frame, from back to front, each with their shadow; in a shot over a shoulder, the shoulder too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from film.direction.geometry import scale_at
from film.model import FilmFormat, Gesture, Mouth, Placing, ShotKind, TimedShot
from film.picture.acting import Act, Acting
from film.picture.camera import View
from film.picture.figures import REACH, Box, Figure, Figures, ground_shadow, paste_at, stand
from film.picture.flames import Flame
from film.picture.people.things import flame_in_hand, gives_light
from film.picture.shots import Lens, Path

_SHOULDER_HOLD = 4
_TWOS = 2  # who only listens or has the mouth at rest is drawn every second frame, as hand-drawn film does
_MOUTH = 8  # hundredths: a lip that moves less within a frame is not seen to move
_MARGIN = 44.0  # world units around what the camera sees of a person: the light map looks a little beyond the edge
_SHOULDER_BLUR, _SHOULDER_DARK = 0.011, 0.55  # share of the picture's height; brightness left
_SHOULDER_COARSE = 3.0  # the shoulder is far out of focus and needs no detail
Picture = NDArray[np.uint8]


class Players:
    """Everybody with a name."""

    def __init__(self, acting: Acting, figures: Figures, format: FilmFormat, unlit: Collection[str] = ()) -> None:
        self._acting, self._figures, self._format, self._unlit = acting, figures, format, unlit

    def play(self, buffer: Picture, timed: TimedShot, view: View, lens: Lens, ms: float, path: Path) -> None:
        """Draws all people of the shot on the BGRA buffer, in place."""
        shoulder = timed.shot.placings[1:2] if lens.kind is ShotKind.OVER_SHOULDER else ()
        seen = sorted((one for one in timed.shot.placings if one not in shoulder), key=lambda one: one.y)
        drawn = [(act, figure) for one in seen for act, figure in [self._figure(timed, one, path, ms)] if figure is not None]
        for act, figure in drawn:
            ground_shadow(buffer, figure, view, act.x, act.y, scale_at(act.y), self._figures.lamp)
        for act, figure in drawn:
            stand(buffer, figure, view, act.x, act.y, scale_at(act.y))
        for one in shoulder:
            self._shoulder(buffer, timed, one, view, ms)

    def lights(self, timed: TimedShot, lens: Lens, ms: float) -> list[Flame]:
        """The flames in the hands of those who are seen."""
        found: list[Flame] = []
        for one in timed.shot.placings[: 1 if lens.kind is ShotKind.OVER_SHOULDER else None]:
            if gives_light(one.holds) and one.holds not in self._unlit:
                act = self._act(timed, one, ms)
                at = flame_in_hand(self._figures.looks[one.character], act.pose)
                scale = scale_at(act.y)
                found += [(act.x + at[0] * scale, act.y + at[1] * scale, scale)] if at else []
        return found

    def _figure(self, timed: TimedShot, placing: Placing, path: Path, ms: float) -> tuple[Act, Figure | None]:
        act = self._act(timed, placing, ms)
        scale = scale_at(act.y)
        finest = max(view.scale for view in path.views) * scale
        return act, self._figures.figure(act.character, act.pose, ceil(finest * 64) / 64, self._box(placing, path, scale))

    def _act(self, timed: TimedShot, placing: Placing, ms: float) -> Act:
        act = self._acting.act(timed, placing, ms)
        if act.lively:
            return act
        held = self._held(timed, placing, ms, _TWOS)
        return act if _opens(held.pose.mouth, act.pose.mouth) else held

    def _held(self, timed: TimedShot, placing: Placing, ms: float, frames: int) -> Act:
        """The act of the last frame whose number can be divided by `frames`."""
        number = round(ms * self._format.fps / 1000)
        return self._acting.act(timed, placing, (number - number % frames) * 1000 / self._format.fps)

    def _box(self, placing: Placing, path: Path, scale: float) -> Box:
        """What of a person the camera can see in this shot, in local units: no need to draw the feet of a face."""
        spans = [view.span for view in path.views]
        left, top = min(span[0] for span in spans) - _MARGIN, min(span[1] for span in spans) - _MARGIN
        right, bottom = max(span[2] for span in spans) + _MARGIN, max(span[3] for span in spans) + _MARGIN
        rows = max(REACH[1], (top - placing.y) / scale), min(REACH[3], (bottom - placing.y) / scale)
        if placing.gesture is Gesture.WALK:
            return REACH[0], rows[0], REACH[2], rows[1]
        columns = max(REACH[0], (left - placing.x) / scale), min(REACH[2], (right - placing.x) / scale)
        return columns[0], rows[0], columns[1], rows[1]

    def _shoulder(self, buffer: Picture, timed: TimedShot, placing: Placing, view: View, ms: float) -> None:
        """Whoever is spoken to, from behind: dark, large and soft, at the edge of the picture."""
        act = self._held(timed, placing, ms, _SHOULDER_HOLD)
        scale = scale_at(act.y)
        fine = ceil(view.scale * scale / _SHOULDER_COARSE * 64) / 64
        figure = self._figures.figure(act.character, act.pose, fine, REACH, self._format.height * _SHOULDER_BLUR / _SHOULDER_COARSE)
        if figure is None:
            return
        dark: Picture = cv2.multiply(figure.pixels, (_SHOULDER_DARK, _SHOULDER_DARK, _SHOULDER_DARK, 1.0))
        paste_at(buffer, replace(figure, pixels=dark), view.point(act.x, act.y), view.scale * scale)


def _opens(one: Mouth | None, other: Mouth | None) -> bool:
    """Or closes, or takes another shape: lips must be where they are heard."""
    if one is None or other is None:
        return one is not other
    return max(abs(one.open - other.open), abs(one.wide - other.wide), abs(one.teeth - other.teeth), abs(one.closed - other.closed)) > _MOUTH
