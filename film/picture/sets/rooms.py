"""The shell of a room in one-point perspective: walls, floor, ceiling, windows that show the hour, and light that falls through them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from film.picture.sets.brushes import Point, Sheet, arch, down, linear, pen, radial, spread, straight
from film.picture.sets.easel import Easel
from film.picture.sets.land import VANISH_Y, ridge, rolling
from film.picture.sets.painting import CENTRE_X
from film.picture.sets.palette import Rgb, mix, rgb
from film.picture.sets.trees import tree

NEAR = 4.4  # depth factor of what is nearest: below the foot of the world in every room


def deep(point: Point, k: float) -> Point:
    """A point of the back wall (k = 1) pulled towards the camera, k times as large."""
    return (CENTRE_X + (point[0] - CENTRE_X) * k, VANISH_Y + (point[1] - VANISH_Y) * k)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The back wall of a room in world units; the other walls follow from the perspective."""

    left: float = 372.0
    right: float = 1292.0
    top: float = 150.0
    base: float = 688.0

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        return ((self.left, self.top), (self.right, self.top), (self.right, self.base), (self.left, self.base))

    def side(self, right: bool, near: float, far: float, low: float, high: float) -> list[Point]:
        """A patch of a side wall between two depths and two heights (0 the floor, 1 the ceiling)."""
        x = self.right if right else self.left
        y0, y1 = self.base + (self.top - self.base) * low, self.base + (self.top - self.base) * high
        return [deep((x, y0), far), deep((x, y1), far), deep((x, y1), near), deep((x, y0), near)]


def shell(sheet: Sheet, room: Room, *, wall: str, floor: str, ceiling: str) -> None:
    """Paints the five faces: the wall towards the light is dark, the one across from it bright."""
    ink = sheet.ink
    a, b, c, d = room.corners
    near = [deep(point, NEAR) for point in room.corners]
    lit, dim = (0.78, 0.24)
    left, right = (dim, lit) if ink.from_left else (lit, dim)
    sheet.poly([a, b, near[1], near[0]], down(-80, room.top, ink.of(ceiling, 0.2), ink.of(ceiling, 0.5)))
    sheet.poly(
        [d, c, near[2], near[3]],
        linear((0, room.base), (0, 940), ((0.0, ink.of(floor, 0.62)), (0.35, ink.of(floor, 0.5)), (1.0, ink.of(floor, 0.14)))),
    )
    sheet.poly([a, d, near[3], near[0]], linear((room.left, 0), (-20, 0), ((0.0, ink.of(wall, left)), (1.0, ink.of(wall, left * 0.45)))))
    sheet.poly([b, c, near[2], near[1]], linear((room.right, 0), (1684, 0), ((0.0, ink.of(wall, right)), (1.0, ink.of(wall, right * 0.45)))))
    across = ((0.0, ink.of(wall, 0.4)), (0.5, ink.of(wall, 0.62)), (1.0, ink.of(wall, 0.5)))
    sheet.poly([a, b, c, d], linear((room.left, room.top), (room.right, room.base), across))
    for start, end in ((a, near[0]), (b, near[1]), (c, near[2]), (d, near[3]), (a, b), (b, c), (d, a)):
        sheet.line([start, end], ink.of("#2a1c22", 0.1), 2.5, 0.28)
    for x0, x1 in ((room.left, room.left + 90), (room.right, room.right - 90)):
        sheet.rect(
            min(x0, x1),
            room.top,
            max(x0, x1),
            room.base,
            linear((x0, 0), (x1, 0), ((0.0, ink.of("#2a1c22", 0.0), 0.24), (1.0, ink.of("#2a1c22", 0.0), 0.0))),
        )
    sheet.rect(
        room.left,
        room.top,
        room.right,
        room.top + 90,
        linear((0, room.top), (0, room.top + 90), ((0.0, ink.of("#2a1c22", 0.0), 0.22), (1.0, ink.of("#2a1c22", 0.0), 0.0))),
    )


def skirting(sheet: Sheet, room: Room, local: str, high: float = 0.035) -> None:
    """A board at the foot of the three walls."""
    ink = sheet.ink
    for right in (False, True):
        sheet.poly(room.side(right, NEAR, 1.0, 0.0, high), ink.of(local, ink.side(not right, 0.6, 0.25)))
    sheet.rect(room.left, room.base + (room.top - room.base) * high, room.right, room.base, ink.of(local, 0.5))


def boards(sheet: Sheet, room: Room, local: str, count: int = 15, alpha: float = 0.3) -> None:
    """Floorboards to the vanishing point, with joints."""
    ink = sheet.ink
    reach = room.right - room.left
    xs = spread(room.left - reach * 0.2, room.right + reach * 0.2, count)
    for x in xs:
        sheet.line([deep((x, room.base), 1.0), deep((x, room.base), NEAR)], ink.of(local, 0.0), 1.8, alpha)
    for x0, x1 in itertools.pairwise(xs):
        for _ in range(2):
            k = 1 + 2.0 * sheet.dice.random() ** 1.4
            sheet.line([deep((x0, room.base), k), deep((x1, room.base), k)], ink.of(local, 0.0), 1.6, alpha)
            if sheet.dice.random() < 0.5:
                patch = [deep((x0, room.base), k), deep((x1, room.base), k), deep((x1, room.base), k * 1.3), deep((x0, room.base), k * 1.3)]
                sheet.poly(patch, ink.of(local, sheet.dice.choice((0.1, 0.95))), 0.14)


def tiles(sheet: Sheet, room: Room, light: str, dark: str, across: int = 12, alpha: float = 0.5) -> None:
    """A chequered floor."""
    ink = sheet.ink
    ks = [1.0]
    while ks[-1] < NEAR:
        ks.append(ks[-1] * 1.12 + 0.02)
    xs = spread(room.left - 480, room.right + 480, across * 2 + 1)
    for j, (k0, k1) in enumerate(itertools.pairwise(ks)):
        for i, (x0, x1) in enumerate(itertools.pairwise(xs)):
            quad = [deep((x0, room.base), k0), deep((x1, room.base), k0), deep((x1, room.base), k1), deep((x0, room.base), k1)]
            local, fade = (light if (i + j) % 2 else dark), 0.62 - 0.16 * (k0 - 1)
            sheet.poly(quad, ink.of(local, max(0.12, fade)), alpha)


def window(
    easel: Easel, sheet: Sheet, x: float, base: float, width: float, height: float, *, kind: str = "flat", frame: str = "#f2ebdd", bars: int = 2
) -> None:
    """A hole in the back wall with frame, bars and sill: what hangs behind is seen through it."""
    ink = sheet.ink
    path = arch(x, base, width, height, kind)
    sheet.shape(path, pen(ink.of(frame, 0.75), max(10.0, width * 0.07)))
    sheet.cut(path)
    _glass(easel, sheet, path)
    with sheet.within(path):
        for k in range(1, bars):
            px = x - width / 2 + width * k / bars
            sheet.rect(px - 3.5, base - height, px + 3.5, base, ink.of(frame, 0.4))
        for t in (0.36, 0.72):
            sheet.rect(x - width / 2, base - height * t - 3, x + width / 2, base - height * t + 3, ink.of(frame, 0.4))
    sheet.rect(x - width * 0.58, base, x + width * 0.58, base + 12, ink.of(frame, 0.85))
    sheet.rect(x - width * 0.56, base + 12, x + width * 0.56, base + 22, ink.of("#2a1c22", 0.0), 0.22)


def _glass(easel: Easel, sheet: Sheet, path: object) -> None:
    """The hour's own light in the pane, so that it is bright by day and deep blue by night."""
    sky = easel.palette.sky
    tone = mix(sky[2], sky[4], 0.5)
    sheet.shape(path, tone, 0.16)


def side_window(
    easel: Easel, sheet: Sheet, room: Room, right: bool, near: float, far: float, low: float = 0.32, high: float = 0.82, *, bars: int = 3
) -> None:
    """A window in a side wall: seen at a slant, it shows sky only."""
    ink, sky = sheet.ink, easel.palette.sky
    quad = room.side(right, near, far, low, high)
    edge = room.side(right, near + 0.03, far - 0.03, low - 0.02, high + 0.02)
    sheet.poly(edge, ink.of("#f2ebdd", 0.7))
    top, foot = min(p[1] for p in quad), max(p[1] for p in quad)
    sheet.poly(quad, linear((0, top), (0, foot), ((0.0, sky[1]), (0.5, sky[3]), (1.0, sky[4]))))
    for k in range(1, bars):
        t = far + (near - far) * k / bars
        post = room.side(right, t + 0.012, t - 0.012, low, high)
        sheet.poly(post, ink.of("#f2ebdd", 0.35))
    middle = low + (high - low) * 0.6
    sheet.poly(room.side(right, near, far, middle - 0.008, middle + 0.008), ink.of("#f2ebdd", 0.35))


def light_shaft(easel: Easel, sheet: Sheet, x: float, y0: float, width: float, reach: float, strength: float) -> None:
    """Light from a window that falls across the room, and the patch that it makes on the floor."""
    palette = easel.palette
    if palette.lamps > 0.9 or not palette.sun_size:
        return
    tone = mix(palette.glow, (1.0, 1.0, 1.0), 0.35)
    shift = reach if easel.sun.from_left else -reach
    beam = [(x - width / 2, y0), (x + width / 2, y0), (x + width * 0.9 + shift, 850), (x - width * 0.9 + shift, 850)]
    paint = linear((x, y0), (x + shift, 860), ((0.0, tone, 0.30 * strength), (0.7, tone, 0.10 * strength), (1.0, tone, 0.0)))
    sheet.poly(beam, paint)
    patch = [
        (x - width * 0.5 + shift * 0.72, 736),
        (x + width * 0.5 + shift * 0.72, 736),
        (x + width * 0.85 + shift, 846),
        (x - width * 0.65 + shift, 846),
    ]
    sheet.poly(patch, tone, 0.34 * strength)
    with sheet.within(straight(patch)):
        middle = (patch[0][0] + patch[1][0]) / 2
        sheet.line([(middle, 730), ((patch[2][0] + patch[3][0]) / 2, 850)], sheet.ink.of("#6b4a3a", 0.2), 7, 0.35)
        sheet.line([(patch[0][0] - 90, 786), (patch[1][0] + 120, 786)], sheet.ink.of("#6b4a3a", 0.2), 6, 0.35)


def pendant(easel: Easel, sheet: Sheet, x: float, y: float, r: float, local: str, *, top: float = -30.0) -> None:
    """A lamp on a cord; lit when it is dark outside."""
    ink, lamps = sheet.ink, easel.lamps
    sheet.line([(x, top), (x, y - r)], ink.of("#2c2420", 0.3), 3)
    sheet.poly([(x - r * 0.22, y - r), (x + r * 0.22, y - r), (x + r, y), (x - r, y)], linear((x - r, 0), (x + r, 0), ink.across(local, 0.25, 1.0)))
    bulb: Rgb = mix(ink.of("#f6efdc", 0.8), rgb("#fff3c8"), lamps)
    sheet.oval(x, y, r * 0.92, r * 0.16, bulb)
    if lamps > 0.2:
        sheet.oval(
            x,
            y,
            r * 4.4,
            r * 4.4,
            radial((x, y), r * 4.4, ((0.0, rgb("#ffcf7e"), 0.42 * lamps), (0.5, rgb("#ffb04a"), 0.10 * lamps), (1.0, rgb("#ff9a3a"), 0.0)), add=True),
        )
        sheet.poly(
            [(x - r * 0.9, y), (x + r * 0.9, y), (x + r * 4, 800), (x - r * 4, 800)],
            linear((0, y), (0, 800), ((0.0, rgb("#ffcf7e"), 0.24 * lamps), (1.0, rgb("#ffcf7e"), 0.0))),
        )


def curtain(sheet: Sheet, x: float, top: float, width: float, foot: float, local: str) -> None:
    """A hanging cloth with folds."""
    ink = sheet.ink
    hem: Sequence[Point] = [(x - width / 2 * 1.1, foot), (x + width / 2 * 1.1, foot + 6)]
    sheet.poly(
        [(x - width / 2, top), (x + width / 2, top), hem[1], hem[0]], linear((x - width / 2, 0), (x + width / 2, 0), ink.across(local, 0.2, 0.9))
    )
    for k, px in enumerate(spread(x - width * 0.4, x + width * 0.4, 6)):
        sheet.line([(px, top + 6), (px + (px - x) * 0.1, foot)], ink.of(local, 0.02 if k % 2 else 1.0), 5, 0.35)
    sheet.rect(x - width * 0.6, top - 8, x + width * 0.6, top + 3, ink.of("#6b4a34", 0.6), radius=4)


def outdoors(easel: Easel, *, horizon: float = 520.0) -> None:
    """Hangs what a room's windows look out on: sky, then a line of trees and hills."""
    easel.hang_sky(0.35, horizon=horizon + 60)
    sheet = easel.sheet("outdoors", 0.35, inside=False)
    ridge(sheet, rolling(horizon - 30, 34, easel.dice.uniform(0, 6)), "#7f9a80", lit=0.5)
    sheet.ink = easel.ink(0.16, inside=False)
    for _ in range(16):
        kind = sheet.dice.choice((easel.style.tree, easel.style.second_tree))
        tree(sheet, kind, sheet.dice.uniform(0, 1664), horizon + sheet.dice.uniform(20, 60), sheet.dice.uniform(110, 240))
    ridge(sheet, rolling(horizon + 36, 10, 1.0), "#6c9150", lit=0.6, mist=0.2)
    easel.hang(sheet, 0.6)


def edge_in_front(sheet: Sheet, local: str, *, left: bool = True, right: bool = True, width: float = 96.0) -> None:
    """Dark jambs of the opening that we look through: they close the frame at both sides. A shot whose people they would hide goes without."""
    ink = sheet.ink
    for mirrored, wanted in ((False, left), (True, right)):
        if wanted:
            with sheet.placed(1664 if mirrored else 0, 0, -1 if mirrored else 1, 1):
                tone = mix(ink.of(local, 0.12), (0.02, 0.01, 0.03), 0.45)
                sheet.rect(-400, -240, width - 60, 1180, tone)
                sheet.rect(
                    width - 60,
                    -240,
                    width - 34,
                    1180,
                    linear((width - 60, 0), (width - 34, 0), ((0.0, tone), (1.0, mix(tone, ink.of(local, 0.9), 0.45)))),
                )
