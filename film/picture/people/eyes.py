"""Eyes, lids, lashes and brows; a lid is a shape that comes down, so that a blink closes and never merely squeezes."""

from __future__ import annotations

from math import asin, degrees

from film.model import Age
from film.picture.people.canvas import Stage
from film.picture.people.expression import Expression
from film.picture.people.forms import LEFT, RIGHT, Point, View, cornered, lerp, oval, smooth
from film.picture.people.head import Plan
from film.picture.people.paints import INK, WHITE, brightness, colour, darker, faded, fill, lighter, line, mix

_VISIBLE = 0.10  # of the eye's middle, how much it must face the viewer


def paint_eyes(stage: Stage, view: View, plan: Plan, face: Expression) -> None:
    for side in (LEFT, RIGHT):
        if view.facing(_azimuth(view, side * plan.eye_x, plan.eye_y), plan.eye_y) > _VISIBLE:
            _paint_eye(stage, view, plan, face, side)


def _azimuth(view: View, x: float, y: float) -> float:
    half = (view.edge(RIGHT, y)[0] - view.edge(LEFT, y)[0]) / 2
    return degrees(asin(max(-1.0, min(1.0, x / max(half, 36.0)))))


def lid_share(face: Expression) -> float:
    """How far the eye is open: 0 shut, 1 as wide as at rest."""
    return max(0.0, face.lid * (1 - face.shut))


def _paint_eye(stage: Stage, view: View, plan: Plan, face: Expression, side: int) -> None:
    canvas, skin = stage.canvas, stage.skin
    tilt = (stage.look.face.eye_tilt - 50) / 50 * 2.6
    open_ = lid_share(face)
    upper = _lid_curve(view, plan, side, tilt, plan.eye_high * open_ - 1.6 * (1 - min(1.0, open_)))
    lower = _lid_curve(view, plan, side, tilt, -plan.eye_high * 0.62 * (1 - 0.55 * face.squint))
    rest = _lid_curve(view, plan, side, tilt, plan.eye_high * max(1.12, face.lid * 1.08))
    _paint_socket(stage, upper, lower, rest)
    if open_ > 0.10:
        _paint_ball(stage, view, plan, face, side, upper, lower)
    lash = darker(colour(stage.look.hair.colour), 0.75) if stage.look.age is not Age.ELDER else 0xFF3A2A2A
    width = (2.1 if plan.woman else 1.5) if not plan.child else 1.9
    canvas.drawPath(smooth(upper, closed=False), line(lash, width))
    if plan.woman:
        _paint_wing(stage, upper, side, lash, width)
    if not stage.fine:
        return
    canvas.drawPath(smooth(lower[1:-1], closed=False), line(faded(skin.edge, 0.6), 0.8))
    if not stage.look.face.eye_fold and open_ > 0.4:
        canvas.drawPath(smooth([(x, y - 1.3) for x, y in rest[1:-1]], closed=False), line(faded(skin.edge, 0.6), 0.9))


def _lid_curve(view: View, plan: Plan, side: int, tilt: float, rise: float) -> list[Point]:
    """From the left corner to the right one; `rise` is how high its middle stands above the corners' level."""
    shape = ((-1.0, 0.0), (-0.62, 0.74), (-0.15, 1.0), (0.40, 0.86), (0.80, 0.46), (1.0, 0.0))  # from the inner corner outwards
    points = [view.front(side * (plan.eye_x + u * plan.eye_wide), plan.eye_y + 0.9 - tilt * u * 0.8 - rise * v) for u, v in shape]
    return points if side == RIGHT else points[::-1]


def _paint_socket(stage: Stage, upper: list[Point], lower: list[Point], rest: list[Point]) -> None:
    """The lid itself, as far as it has come down, in the colour of shaded skin."""
    skin = stage.skin
    paint = mix(skin.shade, colour(stage.look.face.lips), 0.18 if stage.look.sex.value == "female" and stage.look.age is not Age.CHILD else 0.0)
    stage.canvas.drawPath(cornered(rest, list(reversed(upper))), fill(faded(paint, 0.85)))
    stage.canvas.drawPath(cornered(upper, list(reversed(lower))), fill(skin.shade))


def _paint_ball(stage: Stage, view: View, plan: Plan, face: Expression, side: int, upper: list[Point], lower: list[Point]) -> None:
    canvas = stage.canvas
    opening = cornered(upper, list(reversed(lower)))
    canvas.drawPath(opening, fill(0xFFF7F1EA))
    gaze_x, gaze_y = stage.pose.gaze
    x = side * plan.eye_x + gaze_x * plan.eye_wide * 0.42
    y = plan.eye_y - 0.6 + gaze_y * plan.eye_high * 0.38
    (cx, cy), (px, _) = view.front(x, y), view.front(x + 1, y)
    round_ = (plan.eye_high * 0.86 + (0.5 if plan.child else 0.0)) * face.iris * (1.08 if stage.look.face.eye_fold else 1.0)
    across = max(0.45, min(1.0, px - cx))
    iris = colour(stage.look.face.eyes)
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    canvas.drawOval(oval(cx, cy, round_ * across, round_), fill(darker(iris, 0.35)))
    if stage.fine:
        canvas.drawOval(oval(cx, cy + round_ * 0.22, round_ * across * 0.76, round_ * 0.68), fill(lighter(iris, 0.16)))
    canvas.drawOval(oval(cx, cy, round_ * across * 0.5, round_ * 0.5), fill(INK))
    top = [(px_, py_ + 2.4) for px_, py_ in upper]
    canvas.drawPath(cornered(upper, list(reversed(top))), fill(0x55301820))
    canvas.restore()
    if lid_share(face) > 0.35:
        canvas.drawOval(oval(cx + stage.light * 1.7 * across, cy - round_ * 0.36, 1.5, 1.6), fill(faded(WHITE, 0.95)))
        if stage.fine:
            canvas.drawOval(oval(cx - stage.light * 1.5 * across, cy + round_ * 0.42, 0.8, 0.8), fill(faded(WHITE, 0.5)))


def _paint_wing(stage: Stage, upper: list[Point], side: int, lash: int, width: float) -> None:
    """Lashes that reach beyond the outer corner."""
    (x1, y1), (x0, _) = (upper[-1], upper[-2]) if side == RIGHT else (upper[0], upper[1])
    stage.canvas.drawLine(x1, y1, x1 + (x1 - x0) * 0.55, y1 - 1.3, line(lash, width * 0.8))


def paint_brows(stage: Stage, view: View, plan: Plan, face: Expression) -> None:
    thick = (1.35 if plan.woman else 2.5 if not plan.child else 1.5) * (0.8 + 0.4 * stage.look.face.brows / 100)
    hair = colour(stage.look.hair.colour)
    of = mix(hair, stage.skin.edge, 0.15 if brightness(hair) < 0.4 else 0.5)
    for side in (LEFT, RIGHT):
        if view.facing(_azimuth(view, side * (plan.eye_x + 1), plan.brow_y), plan.brow_y) < 0.0:
            continue
        arch = 2.6 if plan.woman else 1.3
        inner, outer = face.brow_inner, face.brow_outer
        middle = lerp(inner, outer, 0.55)
        spine = ((7.0, -0.9 - inner), (13.0, -2.0 - lerp(inner, outer, 0.3)), (20.0, -1.4 - arch * 0.5 - middle), (27.5, 2.2 - outer))
        widths = (0.45, 1.0, 0.80, 0.12)
        upper = [view.front(side * x, plan.brow_y + y - thick * w) for (x, y), w in zip(spine, widths, strict=True)]
        lower = [view.front(side * x, plan.brow_y + y + thick * w) for (x, y), w in zip(spine, widths, strict=True)]
        stage.canvas.drawPath(cornered(upper, list(reversed(lower))), fill(of))


def paint_tears(stage: Stage, view: View, plan: Plan, face: Expression) -> None:
    if not face.tears or not stage.fine:
        return
    for side in (LEFT, RIGHT):
        azimuth = _azimuth(view, side * plan.eye_x, plan.eye_y + 10)
        if view.facing(azimuth, plan.eye_y + 10) < 0.25:
            continue
        path = smooth([view.front(side * (plan.eye_x + x), plan.eye_y + y) for x, y in ((1, 5.5), (1.6, 12), (1.2, 19), (0.4, 24))], closed=False)
        stage.canvas.drawPath(path, line(faded(WHITE, 0.42 * face.tears), 1.7))
        run = (stage.pose.t * 0.55 + (0.37 if side == LEFT else 0.0)) % 1.0
        x, y = view.front(side * (plan.eye_x + 1.2), plan.eye_y + 7 + 18 * run)
        stage.canvas.drawOval(oval(x, y, 1.5, 2.1), fill(faded(WHITE, 0.8 * face.tears)))
