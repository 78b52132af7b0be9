"""The mouth: one shape for every sound, on top of what the feeling does to its corners."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Mouth
from film.picture.people.canvas import Stage
from film.picture.people.expression import Expression
from film.picture.people.forms import Point, View, cornered, lerp, smooth
from film.picture.people.head import Plan
from film.picture.people.paints import colour, darker, faded, fill, lighter, line, mix

_INSIDE, _TEETH, _TONGUE = 0xFF4A1018, 0xFFFBF4EA, 0xFFB9525A


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All in head units seen from the front, around the middle of the mouth."""

    half: float  # width
    gap: float  # between the lips
    corner: float  # up is positive
    upper: float  # thickness of the lips
    lower: float
    teeth: float  # 0..1 of the upper row
    tuck: float  # 0..1: the lower lip under the upper teeth, as for f and v
    tongue: float


def mouth_shape(plan: Plan, mouth: Mouth | None, face: Expression) -> Shape:
    """Lips as they are for a sound, or, silent, for a feeling."""
    if mouth is None:
        return _silent(plan, face)
    open_, wide, teeth, closed = (value / 100 for value in (mouth.open, mouth.wide, mouth.teeth, mouth.closed))
    open_ *= 1 - closed
    spread = (wide - 0.5) * 2
    round_ = max(0.0, -spread)
    return Shape(
        half=plan.mouth_wide * (1 + 0.22 * max(0.0, spread) - 0.46 * round_ - 0.08 * open_) + 1.6 * max(0.0, face.smile),
        gap=0.0 if closed > 0.6 else (1.0 + 14.5 * open_) * (1 - closed) * (1 - 0.35 * teeth) + (1.4 * teeth),
        corner=2.4 * face.smile * (1 - 0.5 * open_),
        upper=plan.lip * (1 + 0.30 * round_ - 0.40 * closed),
        lower=plan.lip * (1.15 + 0.35 * round_ - 0.45 * closed - 0.55 * teeth * (1 - open_)),
        teeth=max(0.35 + 0.65 * teeth, 0.75 * max(0.0, spread)) * (1 - round_),
        tuck=teeth * (1 - open_),
        tongue=open_,
    )


def _silent(plan: Plan, face: Expression) -> Shape:
    return Shape(
        half=plan.mouth_wide * (1 + 0.26 * max(0.0, face.smile) - 0.06 * max(0.0, -face.smile) - 0.05 * face.pressed),
        gap=11.0 * face.parted,
        corner=4.2 * face.smile,
        upper=plan.lip * (1 - 0.45 * face.pressed - 0.12 * max(0.0, face.smile)),
        lower=plan.lip * (1.2 - 0.45 * face.pressed),
        teeth=1.0 if face.smile > 0.5 else 0.3,
        tuck=0.0,
        tongue=0.3 if face.parted > 0.4 else 0.0,
    )


def paint_mouth(stage: Stage, view: View, plan: Plan, face: Expression) -> None:
    shape = mouth_shape(plan, stage.pose.mouth, face)
    y = plan.mouth_y
    inner_top, inner_bottom = _inner(view, y, shape)
    outer_top, outer_bottom = _outer(view, y, shape)
    lips = colour(stage.look.face.lips)
    canvas = stage.canvas
    canvas.drawPath(cornered(outer_top, list(reversed(inner_top))), fill(mix(lips, 0xFF3A0A14, 0.22)))
    if shape.gap > 0.5:
        _paint_inside(stage, view, y, shape, inner_top, inner_bottom)
    canvas.drawPath(cornered(inner_bottom, list(reversed(outer_bottom))), fill(lips))
    if stage.fine:
        _paint_gloss(stage, view, y, shape, plan)
    seam = smooth(inner_top, closed=False)
    canvas.drawPath(seam, line(faded(darker(lips, 0.75), 0.9 if shape.gap < 0.5 else 0.5), 1.5 if shape.gap < 0.5 else 0.9))
    if not stage.coarse:
        _paint_corners(stage, view, y, shape, face)


def _inner(view: View, y: float, shape: Shape) -> tuple[list[Point], list[Point]]:
    """The edges of the opening from left to right."""
    half, gap = shape.half * 0.94, shape.gap
    top = ((-1.0, 0.0), (-0.55, 0.22), (0.0, 0.30), (0.55, 0.22), (1.0, 0.0))
    bow = 0.55 * max(0.0, shape.corner)
    upper = [view.front(u * half, y - shape.corner * u * u - gap * 0.30 * (v / 0.30) + bow * (1 - u * u) * 0.6) for u, v in top]
    lower = [
        view.front(u * half, y - shape.corner * u * u + gap * 0.70 * (1 - u * u) ** 0.8 + bow * (1 - u * u) * 0.6)
        for u in (-1.0, -0.6, 0.0, 0.6, 1.0)
    ]
    return upper, lower


def _outer(view: View, y: float, shape: Shape) -> tuple[list[Point], list[Point]]:
    half, gap = shape.half, shape.gap
    bow = 0.55 * max(0.0, shape.corner) * 0.6
    top = ((-1.0, 0.0), (-0.55, 0.66), (-0.20, 1.05), (0.0, 0.84), (0.20, 1.05), (0.55, 0.66), (1.0, 0.0))
    upper = [view.front(u * half, y - shape.corner * u * u - gap * 0.30 * (1 - u * u) - shape.upper * v + bow * (1 - u * u)) for u, v in top]
    low = ((-1.0, 0.0), (-0.62, 0.72), (-0.25, 1.05), (0.25, 1.05), (0.62, 0.72), (1.0, 0.0))
    lower = [view.front(u * half, y - shape.corner * u * u + gap * 0.70 * (1 - u * u) ** 0.8 + shape.lower * v + bow * (1 - u * u)) for u, v in low]
    return upper, lower


def _paint_inside(stage: Stage, view: View, y: float, shape: Shape, top: list[Point], bottom: list[Point]) -> None:
    canvas = stage.canvas
    opening = cornered(top, list(reversed(bottom)))
    canvas.drawPath(opening, fill(_INSIDE))
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    if shape.tongue > 0.25:
        rise = y + shape.gap * lerp(0.52, 0.40, shape.tongue)
        tongue = [view.front(u * shape.half * 0.7, rise + 2.2 * u * u) for u in (-1.0, -0.5, 0.0, 0.5, 1.0)]
        canvas.drawPath(cornered(tongue, [view.front(shape.half * 0.7, y + 20), view.front(-shape.half * 0.7, y + 20)]), fill(_TONGUE))
    if shape.teeth > 0.15:
        edge = y - shape.gap * 0.30 + lerp(1.4, 3.9, shape.teeth) + shape.tuck * 1.2
        row = [view.front(u * shape.half * 0.92, edge - shape.corner * u * u) for u in (-1.0, -0.5, 0.0, 0.5, 1.0)]
        canvas.drawPath(cornered([view.front(-shape.half * 0.92, y - 9), view.front(shape.half * 0.92, y - 9)], list(reversed(row))), fill(_TEETH))
    canvas.restore()


def _paint_gloss(stage: Stage, view: View, y: float, shape: Shape, plan: Plan) -> None:
    if shape.lower < 2.0:
        return
    level = y + shape.gap * 0.70 + shape.lower * 0.45
    points = [view.front(u * shape.half * 0.34 + stage.light * 1.4, level + 0.5 * abs(u)) for u in (-1.0, 0.0, 1.0)]
    strength = 0.55 if plan.woman else 0.2
    stage.canvas.drawPath(smooth(points, closed=False), line(faded(lighter(colour(stage.look.face.lips), 0.55), strength), 1.3))


def _paint_corners(stage: Stage, view: View, y: float, shape: Shape, face: Expression) -> None:
    """The small lines beside and below a mouth that make it part of a face."""
    canvas, edge = stage.canvas, stage.skin.edge
    below = y + shape.gap * 0.70 + shape.lower + 2.6
    canvas.drawPath(smooth([view.front(u * 4.5, below + 0.8 * (1 - u * u)) for u in (-1.0, 0.0, 1.0)], closed=False), line(faded(edge, 0.32), 1.2))
    if abs(face.smile) < 0.4:
        return
    for side in (-1, 1):
        x = side * (shape.half + 1.6)
        points = [
            view.front(x, y - shape.corner - 1.8),
            view.front(x + side * 1.2, y - shape.corner),
            view.front(x + side * 0.2, y - shape.corner + 1.8),
        ]
        canvas.drawPath(smooth(points, closed=False), line(faded(edge, 0.5), 1.1))
