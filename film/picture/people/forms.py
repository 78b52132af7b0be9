"""Bodies as stacks of rings that can be turned: it alone knows how a point on a head, a torso or a skirt moves when a person turns.

A ring is an ellipse at height y with half width `a`, half depth `b` and its centre `c` in front of the axis. Seen under a yaw of
theta (0: to the camera, positive: to the right of the picture), the point at azimuth alpha (0: front, positive: right of the picture
when seen from the front) stands at x = c sin(theta) + a sin(alpha) cos(theta) + b cos(alpha) sin(theta). Everything on a person is
placed in these coordinates once and is then right from every side. All lengths are local units, y grows downwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin
from typing import Any

from film.skia_loader import skia

Point = tuple[float, float]
Point3 = tuple[float, float, float]
Ring = tuple[float, float, float, float]  # y, a, b, c
Spine = Callable[[float], Point3]  # y -> how far the ring at that height is moved: in the picture's x, in y, and forward

LEFT, RIGHT = -1, 1


def straight(_y: float) -> Point3:
    return 0.0, 0.0, 0.0


@dataclass(frozen=True, slots=True)
class Form:
    """A stack of rings, densely sampled from top to bottom."""

    rings: tuple[Ring, ...]

    @staticmethod
    def through(rings: Sequence[Ring], steps: int = 3) -> Form:
        """A smooth form through a few rings (Catmull-Rom in every quantity)."""
        dense: list[Ring] = []
        for i in range(len(rings) - 1):
            four = rings[max(i - 1, 0)], rings[i], rings[i + 1], rings[min(i + 2, len(rings) - 1)]
            dense.extend(_between(four, k / steps) for k in range(steps))
        return Form((*dense, rings[-1]))

    def widened(self, width: float, depth: float | None = None) -> Form:
        """The same form with cloth of this thickness around it."""
        more = width if depth is None else depth
        return Form(tuple((y, a + width, b + more, c) for y, a, b, c in self.rings))

    def cut(self, top: float, bottom: float) -> Form:
        """The part from y = top down to y = bottom."""
        inside = tuple(ring for ring in self.rings if top < ring[0] < bottom)
        return Form((self.ring(top), *inside, self.ring(bottom)))

    def ring(self, y: float) -> Ring:
        ys = [one[0] for one in self.rings]
        i = min(max(bisect_right(ys, y), 1), len(ys) - 1)
        upper, lower = self.rings[i - 1], self.rings[i]
        share = min(1.0, max(0.0, (y - upper[0]) / ((lower[0] - upper[0]) or 1.0)))
        a, b, c = (upper[k] + (lower[k] - upper[k]) * share for k in (1, 2, 3))
        return y, a, b, c


def _between(four: tuple[Ring, Ring, Ring, Ring], t: float) -> Ring:
    y, a, b, c = (_catmull_rom(four[0][k], four[1][k], four[2][k], four[3][k], t) for k in range(4))
    return y, a, b, c


def _catmull_rom(p0: float, p1: float, p2: float, p3: float, t: float) -> float:
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (3 * p1 - p0 - 3 * p2 + p3) * t**3)


class View:
    """A form seen under a yaw, its rings moved along a spine. Heights are always given as in the form, before the spine moved them."""

    __slots__ = ("_half", "_rings", "_ys", "cos", "sin")

    def __init__(self, form: Form, yaw: float, spine: Spine = straight) -> None:
        self.sin, self.cos = sin(yaw), cos(yaw)
        self._ys = [ring[0] for ring in form.rings]
        self._rings = [self._placed(ring, spine) for ring in form.rings]
        self._half = [hypot(a * self.cos, b * self.sin) for _, _, a, b in self._rings]

    @property
    def top(self) -> float:
        return self._ys[0]

    @property
    def bottom(self) -> float:
        return self._ys[-1]

    def edge(self, side: int, y: float) -> Point:
        """The silhouette at that height; `side` is LEFT or RIGHT."""
        x, level, a, b = self._ring(y)
        return x + side * hypot(a * self.cos, b * self.sin), level

    def at(self, azimuth: float, y: float) -> Point:
        """The point at an azimuth; what lies behind the silhouette stands on it."""
        return self._on(radians(azimuth), y)

    def front(self, x: float, y: float) -> Point:
        """The point that stands at x when the form is seen from the front."""
        a = self._ring(y)[2]
        return self._on(asin(max(-1.0, min(1.0, x / a))) if a else 0.0, y)

    def facing(self, azimuth: float, y: float) -> float:
        """How much that point faces the viewer: 1 fully, 0 on the silhouette, negative behind it."""
        _, _, a, b = self._ring(y)
        alpha = radians(azimuth)
        across, ahead = sin(alpha) / max(a, 1e-6), cos(alpha) / max(b, 1e-6)
        return (ahead * self.cos - across * self.sin) / (hypot(across, ahead) or 1.0)

    def trace(self, points: Sequence[Point]) -> list[Point]:
        """The part of a line of (azimuth in degrees, y), given from left to right, that is not hidden behind the silhouette; where
        it goes out of sight it ends exactly there."""
        seen: list[Point] = []
        for k, (azimuth, y) in enumerate(points):
            low = degrees(self._left(y))
            high = low + 180.0
            if low <= azimuth <= high:
                if k and points[k - 1][0] < low:
                    seen.append(self._crossing(points[k - 1], (azimuth, y), low))
                seen.append(self.at(azimuth, y))
            elif azimuth > high:
                if k and points[k - 1][0] < high:
                    seen.append(self._crossing(points[k - 1], (azimuth, y), high))
                break
        return seen

    def _crossing(self, one: Point, other: Point, azimuth: float) -> Point:
        share = (azimuth - one[0]) / ((other[0] - one[0]) or 1.0)
        return self.at(azimuth, one[1] + (other[1] - one[1]) * share)

    def edges(self, side: int, top: float, bottom: float) -> list[Point]:
        """The silhouette of one side from top to bottom."""
        first, last = bisect_right(self._ys, top + 0.5), bisect_left(self._ys, bottom - 0.5)
        between = [(ring[0] + side * half, ring[1]) for ring, half in zip(self._rings[first:last], self._half[first:last], strict=True)]
        return [self.edge(side, top), *between, self.edge(side, bottom)]

    def row(self, y: float, azimuths: Sequence[float], least: float) -> list[tuple[float, float, float]]:
        """x, y and how much it faces the viewer, of those points of one ring that face the viewer by more than `least`."""
        x, level, a, b = self._ring(y)
        seen = []
        for azimuth in azimuths:
            across, ahead = sin(radians(azimuth)), cos(radians(azimuth))
            nx, nz = across * b, ahead * a
            facing = (nz * self.cos - nx * self.sin) / (hypot(nx, nz) or 1.0)
            if facing > least:
                seen.append((x + a * across * self.cos + b * ahead * self.sin, level, facing))
        return seen

    def along(self, azimuth: float, top: float, bottom: float, steps: int = 6) -> list[Point]:
        """A line of constant azimuth from top to bottom."""
        return [self.at(azimuth, top + (bottom - top) * k / steps) for k in range(steps + 1)]

    def around(self, y: float, start: float = -180.0, end: float = 180.0, steps: int = 8, sag: float = 0.0) -> list[Point]:
        """The visible part of a ring from left to right; `sag` is how much lower its nearest point hangs."""
        low, high = max(radians(start), self._left(y)), min(radians(end), self._left(y) + pi)
        if high <= low:
            return []
        turns = [low + (high - low) * k / steps for k in range(steps + 1)]
        points = [self._on(turn, y) for turn in turns]
        return [(x, level + sag * sin(turn - self._left(y))) for (x, level), turn in zip(points, turns, strict=True)]

    def _placed(self, ring: Ring, spine: Spine) -> Ring:
        y, a, b, c = ring
        across, down, ahead = spine(y)
        return across + (c + ahead) * self.sin, y + down, a, b

    def _ring(self, y: float) -> Ring:
        ys = self._ys
        i = bisect_right(ys, y)
        if i == 0:
            return self._rings[0]
        if i == len(ys):
            return self._rings[-1]
        share = (y - ys[i - 1]) / ((ys[i] - ys[i - 1]) or 1.0)
        x0, y0, a0, b0 = self._rings[i - 1]
        x1, y1, a1, b1 = self._rings[i]
        return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, a0 + (a1 - a0) * share, b0 + (b1 - b0) * share

    def _left(self, y: float) -> float:
        """Azimuth of the left silhouette in radians; the right one lies half a turn further."""
        _, _, a, b = self._ring(y)
        return atan2(a * self.cos, b * self.sin) - pi

    def _on(self, alpha: float, y: float) -> Point:
        x, level, a, b = self._ring(y)
        left = atan2(a * self.cos, b * self.sin) - pi
        alpha = min(left + pi, max(left, alpha))
        return x + a * sin(alpha) * self.cos + b * cos(alpha) * self.sin, level


def smooth(points: Sequence[Point], *, closed: bool = True) -> Any:
    """A skia path through the points (Catmull-Rom as cubic Bezier segments)."""
    path = skia.Path()
    if len(points) < 2:
        return path
    path.moveTo(*points[0])
    if closed:
        _curve(path, [points[-1], *points, points[0], points[1]])
        path.close()
    else:
        _curve(path, [points[0], *points, points[-1]])
    return path


def cornered(*runs: Sequence[Point]) -> Any:
    """A closed path of smooth runs that meet at corners."""
    path = skia.Path()
    started = False
    for run in runs:
        if not run:
            continue
        if started:
            path.lineTo(*run[0])
        else:
            path.moveTo(*run[0])
            started = True
        _curve(path, [run[0], *run, run[-1]])
    path.close()
    return path


def _curve(path: Any, points: Sequence[Point]) -> None:
    """From the second point to the last but one; the first and the last only say how the curve begins and ends."""
    cubic = path.cubicTo
    for i in range(len(points) - 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[i : i + 4]
        cubic(x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)


def polygon(points: Sequence[Point]) -> Any:
    return skia.Path.Polygon(list(points), True)


def oval(x: float, y: float, rx: float, ry: float) -> Any:
    return skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry)


def lerp(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


def eased(share: float) -> float:
    """0 to 1 with a soft start and a soft end."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)
