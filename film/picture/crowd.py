"""The other people of a scene, who live in the back: one more sheet of the set, painted a few times over so that it breathes.

Crowds are small, far and often out of focus, so they need not be drawn for every frame: a loop of pictures that runs forth and back
has no seam, and each person runs through it at a moment of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from film.direction.geometry import scale_at
from film.model import Gesture, Scenery
from film.picture.acting import mood_face
from film.picture.camera import View
from film.picture.easing import chance
from film.picture.figures import Figures, ground_shadow, stand
from film.picture.light import Lamp
from film.picture.people.look import Look
from film.picture.people.pose import Pose
from film.picture.sets.painting import CENTRE_X, CENTRE_Y, WORLD_HEIGHT, WORLD_WIDTH, SetPainting
from film.picture.sheets import Sheet, blurred, cut

_PICTURES, _A_SECOND, _SECONDS = 10, 5.0, 2.0  # pictures of the loop, how many are shown a second, how much of a life they hold
_BACK_Y, _FRONT_Y = 704.0, 738.0
_FROM_CENTRE, _TO_EDGE = 215.0, 700.0  # groups stand left and right of the middle, which belongs to the story
_APART = 68.0
_CHESTS, _SOLES = (560, 680), (712, 768)  # rows of the world where the crowd's chests and feet are, and what would hide the feet
_UNLIKE = 42  # of 255
_EVERYWHERE = 0.6  # what fills more of the width than this is a wall or a pattern, and no obstacle
_PROP_HALF, _FLAME_HALF, _FOOT, _SHOULDERS, _BEHIND = 62, 34, 22, 46.0, 42
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

    def __init__(self, scenery: Scenery, looks: Sequence[Look], lamp: Lamp, painting: SetPainting) -> None:
        """Nobody stands right behind those whom the scene is about."""
        self._figures = Figures({f"{k}": look for k, look in enumerate(looks)}, lamp)
        blocked = obstacles(painting)
        for x in scenery.marks:
            blocked[max(0, int(x) - _BEHIND) : max(0, int(x) + _BEHIND)] = True
        self._people = _places(scenery.scene, len(looks), blocked)
        haze = painting.light.haze
        self._lamp, self._haze, self._face = lamp, haze, mood_face(scenery.mood)
        self._sheets: dict[tuple[int, float], tuple[Sheet, ...]] = {}

    @property
    def places(self) -> list[tuple[float, float]]:
        """World positions of the soles, those behind first."""
        return [(one.x, one.y) for one in self._people]

    def sheets(self, t: float, blur: float) -> tuple[Sheet, ...]:
        """The crowd at `t` seconds as sheets of the stage, seen through a lens that blurs them by `blur` world units."""
        if not self._people:
            return ()
        picture, blur = int(t * _A_SECOND) % _PICTURES, round(blur, 1)
        if (picture, blur) not in self._sheets:
            # Softer pictures are made from the sharp one: drawing people is dearer than blurring them.
            sharp = self._sheets.get((picture, 0.0)) or tuple(cut(self._paint(picture), 1.0, 0.0))
            self._sheets[picture, 0.0] = sharp
            self._sheets[picture, blur] = tuple(blurred(sheet, blur) for sheet in sharp)
        return self._sheets[picture, blur]

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
        if layer.parallax > 0.99 and not layer.in_front:
            for found in (_upright(layer.pixels), _on_the_ground(layer.pixels)):
                blocked |= found & (found.mean() < _EVERYWHERE)
    for x, _y in painting.props.values():
        blocked[max(0, int(x) - _PROP_HALF) : max(0, int(x) + _PROP_HALF)] = True
    for x, y, _scale in painting.flames:
        if _CHESTS[0] < y < _SOLES[1]:  # a lamp may be too thin to be found, and its flame would burn on somebody's clothes
            blocked[max(0, int(x) - _FLAME_HALF) : max(0, int(x) + _FLAME_HALF)] = True
    return blocked


def _upright(stage: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray(stage[_CHESTS[0] : _CHESTS[1], :WORLD_WIDTH, 3].mean(axis=0) > 100)


def _on_the_ground(stage: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Sacks, wells, plinths: where the ground does not look as it does along most of its width."""
    rows = stage[_SOLES[0] : _SOLES[1], :WORLD_WIDTH, :3].astype(np.int16)
    unlike = np.abs(rows - np.median(rows, axis=1, keepdims=True)).max(axis=2) > _UNLIKE
    return np.asarray(unlike.mean(axis=0) > 0.4)


def _places(seed: str, count: int, blocked: NDArray[np.bool_]) -> list[_Stranger]:
    """Groups of two and three, who face each other, where nothing of the set stands in their place; who stands behind comes first."""
    people: list[_Stranger] = []
    group = placed = 0
    while placed < count:
        size = min(count - placed, 2 + (chance(seed, "size", group) < 0.45))
        side = -1.0 if (group + (chance(seed, "side") < 0.5)) % 2 else 1.0
        middle = _free_place(seed, group, side, size, blocked, people)
        y = _BACK_Y + (_FRONT_Y - _BACK_Y) * chance(seed, "y", group)
        for one in _group(seed, group, size, middle, y, placed):
            people.extend(_stepped_aside(one, blocked, people))
        placed += size
        group += 1
    return sorted(people, key=lambda one: one.y)


def _free_place(seed: str, group: int, side: float, size: int, blocked: NDArray[np.bool_], others: Sequence[_Stranger]) -> float:
    """The best of some places on one side: nothing in the way, and far from who stands there already."""
    half = size * _APART / 2
    tries = [CENTRE_X + side * (_FROM_CENTRE + (_TO_EDGE - _FROM_CENTRE) * chance(seed, "x", group, k)) for k in range(24)]

    def cost(x: float) -> float:
        in_the_way = float(blocked[max(0, int(x - half)) : int(x + half)].mean())
        near = min((abs(other.x - x) for other in others), default=400.0)
        return 2.5 * in_the_way - 1.6 * min(near, 200.0) / 200.0 + 0.5 * abs(x - CENTRE_X) / _TO_EDGE

    return min(tries, key=cost)


def _stepped_aside(one: _Stranger, blocked: NDArray[np.bool_], others: Sequence[_Stranger]) -> list[_Stranger]:
    """As near to their place as there is room for two feet and nobody right before them; nobody, where all places are taken."""
    for way in sorted(range(-420, 421, 6), key=abs):
        x = one.x + way
        on_stage = _FROM_CENTRE - 60 < abs(x - CENTRE_X) < _TO_EDGE
        has_footing = not blocked[max(0, int(x) - _FOOT) : int(x) + _FOOT].any()
        if on_stage and has_footing and all(abs(other.x - x) > _SHOULDERS for other in others):
            return [replace(one, x=x)]
    return []


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
