"""Hands with fingers, drawn in a frame where the wrist is the origin and the hand points along x; one unit is one hand long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import degrees, hypot
from types import MappingProxyType

from film.picture.people.canvas import Stage
from film.picture.people.forms import LEFT, Point, smooth
from film.picture.people.paints import GOLD, faded, fill, line
from film.picture.people.rig import Arm

Finger = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Shape:
    palm: Sequence[Point]
    fingers: Sequence[Finger]  # each a chain of joints; the thumb is the last
    thick: float = 0.145


_PALM = ((-0.06, -0.15), (0.25, -0.20), (0.50, -0.20), (0.54, 0.0), (0.50, 0.19), (0.25, 0.18), (-0.06, 0.13))
HANDS: Mapping[str, Shape] = MappingProxyType(  # the thumb lies on the side of negative y
    {
        "relaxed": Shape(
            _PALM,
            (
                ((0.46, 0.13), (0.66, 0.17), (0.78, 0.13)),
                ((0.48, 0.05), (0.72, 0.08), (0.87, 0.03)),
                ((0.48, -0.04), (0.74, -0.01), (0.90, -0.05)),
                ((0.46, -0.13), (0.70, -0.11), (0.84, -0.13)),
                ((0.12, -0.13), (0.32, -0.25), (0.52, -0.24)),
            ),
        ),
        "open": Shape(
            _PALM,
            (
                ((0.46, 0.14), (0.66, 0.24), (0.82, 0.31)),
                ((0.48, 0.05), (0.76, 0.10), (0.97, 0.14)),
                ((0.48, -0.05), (0.79, -0.06), (1.0, -0.07)),
                ((0.46, -0.14), (0.73, -0.21), (0.92, -0.27)),
                ((0.10, -0.12), (0.27, -0.33), (0.44, -0.46)),
            ),
        ),
        "palm": Shape(
            _PALM,
            (
                ((0.46, 0.13), (0.70, 0.14), (0.86, 0.08)),
                ((0.48, 0.05), (0.76, 0.06), (0.95, 0.0)),
                ((0.48, -0.04), (0.78, -0.03), (0.97, -0.08)),
                ((0.46, -0.12), (0.72, -0.13), (0.90, -0.18)),
                ((0.12, -0.12), (0.30, -0.28), (0.48, -0.34)),
            ),
        ),
        "flat": Shape(
            _PALM,
            (
                ((0.46, 0.13), (0.70, 0.15), (0.86, 0.13)),
                ((0.48, 0.05), (0.76, 0.055), (0.96, 0.05)),
                ((0.48, -0.04), (0.78, -0.035), (1.0, -0.03)),
                ((0.46, -0.12), (0.74, -0.12), (0.93, -0.11)),
                ((0.12, -0.13), (0.32, -0.24), (0.52, -0.23)),
            ),
        ),
        "pressed": Shape(
            ((-0.06, -0.10), (0.25, -0.13), (0.50, -0.11), (0.50, 0.08), (0.25, 0.10), (-0.06, 0.09)),
            (
                ((0.46, 0.03), (0.74, 0.035), (0.93, 0.02)),
                ((0.46, -0.04), (0.76, -0.03), (1.0, -0.02)),
                ((0.20, -0.10), (0.40, -0.15), (0.58, -0.10)),
            ),
            0.13,
        ),
        "point": Shape(
            ((-0.06, -0.15), (0.25, -0.20), (0.48, -0.19), (0.54, 0.0), (0.46, 0.18), (0.25, 0.18), (-0.06, 0.13)),
            (
                ((0.44, 0.12), (0.52, 0.14), (0.38, 0.17)),
                ((0.46, 0.04), (0.57, 0.06), (0.42, 0.10)),
                ((0.46, -0.04), (0.60, -0.02), (0.44, 0.03)),
                ((0.44, -0.13), (0.74, -0.15), (1.0, -0.16)),
                ((0.14, -0.14), (0.34, -0.20), (0.50, -0.12)),
            ),
        ),
        "fist": Shape(
            ((-0.06, -0.14), (0.22, -0.21), (0.44, -0.20), (0.52, 0.0), (0.44, 0.19), (0.22, 0.19), (-0.06, 0.13)),
            (
                ((0.40, 0.13), (0.47, 0.14), (0.36, 0.15)),
                ((0.42, 0.05), (0.52, 0.06), (0.38, 0.07)),
                ((0.42, -0.04), (0.53, -0.03), (0.38, -0.02)),
                ((0.40, -0.12), (0.50, -0.12), (0.36, -0.11)),
                ((0.12, -0.15), (0.30, -0.22), (0.44, -0.10)),
            ),
        ),
        "clasped": Shape(
            ((-0.06, -0.14), (0.25, -0.19), (0.48, -0.18), (0.52, 0.0), (0.46, 0.18), (0.25, 0.18), (-0.06, 0.13)),
            (
                ((0.42, 0.12), (0.58, 0.12), (0.62, 0.02)),
                ((0.44, 0.04), (0.64, 0.05), (0.68, -0.05)),
                ((0.44, -0.04), (0.66, -0.03), (0.69, -0.13)),
                ((0.42, -0.12), (0.62, -0.12), (0.64, -0.20)),
                ((0.12, -0.14), (0.30, -0.24), (0.46, -0.24)),
            ),
        ),
    }
)


def paint_hand(stage: Stage, arm: Arm) -> None:
    """Draws the hand at the end of an arm; palms face the body, so the two hands are mirror images."""
    canvas, skin, shape = stage.canvas, stage.skin, HANDS[arm.hand]
    size = stage.body.hand
    flip = -1 if _thumb_below(arm) else 1
    canvas.save()
    canvas.translate(*arm.wrist)
    canvas.rotate(degrees(arm.aim))
    canvas.scale(size * arm.shown, size * flip)
    palm = smooth(shape.palm)
    if not stage.coarse:
        canvas.drawPath(palm, line(faded(skin.edge, 0.7), 0.06))
    canvas.drawPath(palm, fill(skin.base))
    for chain in shape.fingers:
        finger = smooth(chain, closed=False)
        if not stage.coarse:
            canvas.drawPath(finger, line(faded(skin.edge, 0.75), shape.thick + 0.05))
        canvas.drawPath(finger, line(skin.base, shape.thick))
    canvas.drawPath(smooth(((0.0, -0.10), (0.28, -0.15), (0.46, -0.14), (0.46, 0.13), (0.26, 0.12), (0.0, 0.08))), fill(skin.base))
    canvas.restore()
    _paint_bangles(stage, arm)


def _thumb_below(arm: Arm) -> bool:
    """Thumbs point forward and inward: up when the forearm is level, towards the middle when the hand hangs or is raised."""
    pointing_right = -1.57 < arm.aim < 1.57
    return pointing_right == (arm.side == LEFT) if abs(abs(arm.aim) - 1.57) < 0.9 else not pointing_right


def _paint_bangles(stage: Stage, arm: Arm) -> None:
    if "bangles" not in stage.look.dress.jewels or stage.scale < 0.25:
        return
    width = stage.body.arm[2] * 1.12
    (ex, ey), (wx, wy) = arm.elbow, arm.wrist
    ux, uy = _direction(ex, ey, wx, wy)
    colours = (GOLD, stage.dye("main").base, GOLD, stage.dye("accent").base, GOLD)
    for k, of in enumerate(colours if stage.fine else colours[:1]):
        x, y = wx - ux * (4 + 3.6 * k), wy - uy * (4 + 3.6 * k)
        stage.canvas.drawLine(x + uy * width, y - ux * width, x - uy * width, y + ux * width, line(of, 3.0 if stage.fine else 8.0))


def _direction(x0: float, y0: float, x1: float, y1: float) -> Point:
    long = hypot(x1 - x0, y1 - y0) or 1.0
    return (x1 - x0) / long, (y1 - y0) / long
