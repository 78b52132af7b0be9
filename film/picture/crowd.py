"""The other people of a scene, who live in the back: one more sheet of the set, painted a few times over so that it breathes.

Crowds are small, far and often out of focus, so they need not be drawn for every frame: a loop of pictures that runs forth and back
has no seam, and each person runs through it at a moment of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from film.direction.geometry import scale_at
from film.model import Gesture, Scene
from film.picture.acting import mood_face
from film.picture.camera import View
from film.picture.easing import chance
from film.picture.figures import Figures, ground_shadow, stand
from film.picture.light import Lamp
from film.picture.people.look import Look
from film.picture.people.pose import Pose
from film.picture.sets.painting import CENTRE_X, CENTRE_Y, WORLD_HEIGHT, WORLD_WIDTH, SetPainting
from film.picture.sheets import Sheet, cut

_PICTURES, _A_SECOND, _SECONDS = 10, 5.0, 2.0  # pictures of the loop, how many are shown a second, how much of a life they hold
_BACK_Y, _FRONT_Y = 704.0, 738.0
_FROM_CENTRE, _TO_EDGE = 215.0, 700.0  # groups stand left and right of the middle, which belongs to the story
_APART = 68.0
_CHESTS = (560, 680)  # rows of the world where the crowd's chests are
_PROP_HALF = 62
_HAZE = 0.13


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stranger:
    look: str
    x: float
    y: float
    facing: float
    talks: bool
    moment: float  # 0..1, where in the loop


class Crowd:
    """Painted on demand; nothing at all when nobody is there."""

    def __init__(self, scene: Scene, looks: Sequence[Look], lamp: Lamp, painting: SetPainting) -> None:
        self._figures = Figures({f"{k}": look for k, look in enumerate(looks)}, lamp)
        self._people = _places(scene.id, len(looks), obstacles(painting))
        haze = painting.light.haze
        self._lamp, self._haze, self._face = lamp, haze, mood_face(scene.mood)
        self._cut = lru_cache(maxsize=3 * _PICTURES)(self._paint_and_cut)
        self._painted = lru_cache(maxsize=_PICTURES)(self._paint)

    @property
    def places(self) -> list[tuple[float, float]]:
        """World positions of the soles, those behind first."""
        return [(one.x, one.y) for one in self._people]

    def sheets(self, t: float, blur: float) -> tuple[Sheet, ...]:
        """The crowd at `t` seconds as sheets of the stage, seen through a lens that blurs them by `blur` world units."""
        if not self._people:
            return ()
        return self._cut(int(t * _A_SECOND) % _PICTURES, round(blur, 1))

    def _paint_and_cut(self, picture: int, blur: float) -> tuple[Sheet, ...]:
        return tuple(cut(self._painted(picture), 1.0, blur))

    def _paint(self, picture: int) -> NDArray[np.uint8]:
        paper = np.zeros((WORLD_HEIGHT, WORLD_WIDTH, 4), np.uint8)
        world = View(x=CENTRE_X, y=CENTRE_Y, scale=1.0, width=WORLD_WIDTH, height=WORLD_HEIGHT)
        for one in self._people:
            scale = scale_at(one.y)
            figure = self._figures.figure(one.look, self._pose(one, picture), scale)
            if figure is not None:
                ground_shadow(paper, figure, world, one.x, one.y, scale, self._lamp)
                stand(paper, figure, world, one.x, one.y, scale)
        return self._veiled(paper)

    def _pose(self, one: _Stranger, picture: int) -> Pose:
        share = (picture / _PICTURES + one.moment) % 1.0
        t = 40.0 * one.moment + _SECONDS * (1.0 - abs(2.0 * share - 1.0))  # forth and back
        talks = Gesture.TALK if one.talks else Gesture.REST
        return Pose(
            t=t, turn=one.facing, gesture=talks, phase=0.4, talking=0.5 if one.talks else 0.0, emotion=self._face, light=float(self._lamp.side)
        )

    def _veiled(self, paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """People in the back have some air before them."""
        alpha = cv2.extractChannel(paper, 3)
        air = cv2.merge([cv2.convertScaleAbs(alpha, alpha=part / 255) for part in self._haze] + [alpha])
        veiled: NDArray[np.uint8] = cv2.addWeighted(paper, 1.0 - _HAZE, air, _HAZE, 0)
        return veiled


def obstacles(painting: SetPainting) -> NDArray[np.bool_]:
    """For each world x whether something of the stage stands before the back of the ground: a post, a lamp, a thing on a plinth."""
    blocked = np.zeros(WORLD_WIDTH, bool)
    for layer in painting.layers:
        if layer.parallax == 1.0 and not layer.in_front:
            blocked |= layer.pixels[_CHESTS[0] : _CHESTS[1], :WORLD_WIDTH, 3].mean(axis=0) > 100
    for x, _y in painting.props.values():
        blocked[max(0, int(x) - _PROP_HALF) : max(0, int(x) + _PROP_HALF)] = True
    return blocked if blocked.mean() < 0.6 else np.zeros(WORLD_WIDTH, bool)  # a wall behind everything is no obstacle


def _places(seed: str, count: int, blocked: NDArray[np.bool_]) -> list[_Stranger]:
    """Groups of two and three, who face each other, where nothing of the set stands in their place; who stands behind comes first."""
    people: list[_Stranger] = []
    group = 0
    while len(people) < count:
        size = min(count - len(people), 2 + (chance(seed, "size", group) < 0.45))
        side = -1.0 if (group + (chance(seed, "side") < 0.5)) % 2 else 1.0
        middle = _free_place(seed, group, side, size, blocked, people)
        y = _BACK_Y + (_FRONT_Y - _BACK_Y) * chance(seed, "y", group)
        people.extend(_group(seed, group, size, middle, y, len(people)))
        group += 1
    return sorted(people, key=lambda one: one.y)


def _free_place(seed: str, group: int, side: float, size: int, blocked: NDArray[np.bool_], others: Sequence[_Stranger]) -> float:
    """The best of some places on one side: nothing in the way, and far from who stands there already."""
    half = size * _APART / 2
    tries = [CENTRE_X + side * (_FROM_CENTRE + (_TO_EDGE - _FROM_CENTRE) * chance(seed, "x", group, k)) for k in range(24)]

    def cost(x: float) -> float:
        in_the_way = float(blocked[max(0, int(x - half)) : int(x + half)].mean())
        near = min((abs(other.x - x) for other in others), default=400.0)
        return 3.0 * in_the_way - min(near, 260.0) / 260.0

    return min(tries, key=cost)


def _group(seed: str, group: int, size: int, middle: float, y: float, number: int) -> list[_Stranger]:
    people = []
    for k in range(size):
        offset = (k - (size - 1) / 2) * _APART + 10.0 * (chance(seed, "step", group, k) - 0.5)
        facing = 0.15 - 0.3 * chance(seed, "turn", group, k) if abs(offset) < 20 else (-0.62 if offset > 0 else 0.62)
        people.append(
            _Stranger(
                look=f"{number + k}",
                x=middle + offset,
                y=y + 12.0 * chance(seed, "row", group, k),
                facing=facing,
                talks=k == group % size,
                moment=chance(seed, "moment", group, k),
            )
        )
    return people
