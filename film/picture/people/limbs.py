"""Arms and legs with their sleeves, trousers and shoes. Hands are hands.py's."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, sin
from typing import Any

from film.picture.people.canvas import Stage, Tone
from film.picture.people.forms import Point, cornered, lerp, polygon, smooth
from film.picture.people.hands import paint_hand
from film.picture.people.outfits import Garment
from film.picture.people.paints import faded, fill, line
from film.picture.people.rig import Arm, Leg

_SHADE = {3: (0.12, 0.5, 0.34), 5: (0.2, 0.5, 0.5, 0.5, 0.3)}  # how deep the shade reaches along a limb
_SLEEVE_ENDS = {"cap": 0.42, "short": 0.72, "elbow": 1.12, "long": 1.94, "bell": 1.90, "wide": 1.86}  # 1 elbow, 2 wrist


def sleeved(stage: Stage) -> tuple[Garment | None, Garment | None]:
    """The garment whose sleeves are seen, and the one whose cuffs look out from under them."""
    with_sleeves = [garment for garment in stage.outfit.garments if garment.sleeves]
    outer = with_sleeves[-1] if with_sleeves else None
    return outer, with_sleeves[-2] if len(with_sleeves) > 1 else None


def paint_upper_arm(stage: Stage, arm: Arm) -> None:
    """From the shoulder to the elbow, skin first, then the sleeve as far as it goes."""
    w0, w1, _ = stage.body.arm
    outer, _ = sleeved(stage)
    if outer is None or _SLEEVE_ENDS[outer.sleeves] < 1:
        _paint_bone(stage, [arm.shoulder, _on(arm.shoulder, arm.elbow, 0.5), arm.elbow], [w0, (w0 + w1) / 2, w1], stage.skin)
    if outer is not None:
        end = min(1.0, _SLEEVE_ENDS[outer.sleeves])
        ease = 2.2 + outer.ease * 0.55
        tip = _on(arm.shoulder, arm.elbow, end)
        widths = [w0 + ease, lerp(w0, w1, 0.5 * end) + ease * 1.05, lerp(w0, w1, end) + ease * (1.35 if end < 1 else 1.0)]
        _paint_bone(stage, [arm.shoulder, _on(arm.shoulder, arm.elbow, end / 2), tip], widths, stage.dye(outer.colour), cut=end < 1)
        if outer.sleeve_border and end < 1:
            _paint_cuff(stage, arm.shoulder, tip, widths[2] + 0.6, stage.dye("trim"), 5.0)


def paint_forearm(stage: Stage, arm: Arm) -> None:
    """From the elbow to the finger-tips."""
    _, w1, w2 = stage.body.arm
    outer, inner = sleeved(stage)
    end = _SLEEVE_ENDS[outer.sleeves] - 1 if outer is not None else 0.0
    if end < 0.8:
        _paint_bone(stage, [arm.elbow, _on(arm.elbow, arm.wrist, 0.5), arm.wrist], [w1, (w1 * 0.95 + w2) / 2, w2], stage.skin)
    if outer is None or end <= 0:
        paint_hand(stage, arm)
        return
    if outer.sleeves in {"wide", "bell"}:
        _paint_wide_sleeve(stage, arm, outer)
        return
    if inner is not None and inner.sleeves == "long":
        _paint_cuff(stage, arm.elbow, arm.wrist, w2 + 3.0, stage.dye(inner.colour), 9.0)
    paint_hand(stage, arm)
    ease = 2.2 + outer.ease * 0.55
    tip = _on(arm.elbow, arm.wrist, end)
    widths = [w1 + ease, lerp(w1, w2, 0.5 * end) + ease, lerp(w1, w2, end) + ease * 0.9]
    _paint_bone(stage, [arm.elbow, _on(arm.elbow, arm.wrist, end / 2), tip], widths, stage.dye(outer.colour), cut=True)
    if outer.sleeve_border:
        _paint_cuff(stage, arm.elbow, tip, widths[2] + 0.6, stage.dye("trim"), 7.0)


def _paint_wide_sleeve(stage: Stage, arm: Arm, garment: Garment) -> None:
    """A sleeve that widens to a mouth at the wrist and hangs; the hand looks out of it."""
    dye = stage.dye(garment.colour)
    trim = stage.dye("trim" if garment.sleeve_border else "accent")
    over, under = _wide_sleeve_flanks(stage, arm, garment)
    middle = (lerp(over[-1][0], under[-1][0], 0.5), lerp(over[-1][1], under[-1][1], 0.5))
    ux, uy = _unit(arm.elbow, arm.wrist)
    mouth = [over[-1], (middle[0] + ux * 5, middle[1] + uy * 5), under[-1]]
    inside = [over[-1], (middle[0] + ux * 11, middle[1] + uy * 11), under[-1]]
    canvas = stage.canvas
    canvas.drawPath(cornered(mouth, list(reversed(inside))), fill(dye.edge))
    paint_hand(stage, arm)
    path = cornered(over, mouth, list(reversed(under)))
    canvas.drawPath(path, fill(dye.base))
    deep = [(lerp(x, ox, 0.4), lerp(y, oy, 0.4)) for (x, y), (ox, oy) in zip(under, over, strict=True)]
    canvas.drawPath(cornered(deep, list(reversed(under))), fill(faded(dye.shade, 0.6)))
    if not stage.coarse:
        edge = line(faded(dye.edge, 0.55), 1.5)
        canvas.drawPath(smooth(over, closed=False), edge)
        canvas.drawPath(smooth(under, closed=False), edge)
    canvas.drawPath(smooth(mouth, closed=False), line(trim.base, 4.5 * stage.body.tall / 520))


def _wide_sleeve_flanks(stage: Stage, arm: Arm, garment: Garment) -> tuple[list[Point], list[Point]]:
    """The upper and the lower edge from above the elbow to the mouth; what is level hangs, what is upright falls along the arm."""
    drop = stage.body.tall * (0.15 if garment.sleeves == "wide" else 0.055)
    near = stage.body.arm[1] + 3 + garment.ease * 0.4
    ux, uy = _unit(arm.elbow, arm.wrist)
    level = abs(ux)
    nx, ny = (-uy, ux) if ux >= 0 else (uy, -ux)  # across the arm, towards the ground
    if level < 0.2:
        nx, ny = -float(arm.side), 0.0
    mouth = _on(arm.elbow, arm.wrist, 0.94)
    above, below = near * 0.75 + drop * 0.16 * (1 - level), near + drop * (0.18 + 0.82 * level)
    hang = stage.rig.sway * 0.8
    start = _on(arm.shoulder, arm.elbow, 0.86)
    over = [
        (start[0] - nx * near, start[1] - ny * near),
        (arm.elbow[0] - nx * near, arm.elbow[1] - ny * near),
        (mouth[0] - nx * above, mouth[1] - ny * above),
    ]
    half = _on(arm.elbow, mouth, 0.5)
    sag = near + (below - near) * 0.62
    under = [
        (start[0] + nx * near, start[1] + ny * near),
        (half[0] + nx * sag + hang * 0.4, half[1] + ny * sag),
        (mouth[0] + nx * below + hang, mouth[1] + ny * below),
    ]
    return over, under


def _paint_bone(stage: Stage, points: Sequence[Point], widths: Sequence[float], dye: Tone, *, cut: bool = False) -> None:
    left, right = _flanks(points, widths)
    start = _cap(points[0], left[0], right[0], back=True)
    end = _hem(points, left[-1], right[-1]) if cut else _cap(points[-1], left[-1], right[-1], back=False)
    path = cornered(left, end, list(reversed(right)), start)
    canvas = stage.canvas
    canvas.drawPath(path, fill(dye.base))
    if stage.coarse:
        return
    shady = left if (left[1][0] < right[1][0]) == (stage.light > 0) else right
    inner = [(lerp(x, px, deep), lerp(y, py, deep)) for (x, y), (px, py), deep in zip(shady, points, _SHADE[len(points)], strict=True)]
    canvas.drawPath(cornered(shady, list(reversed(inner))), fill(faded(dye.shade, 0.75)))
    edge = line(faded(dye.edge, 0.6), 1.5)
    canvas.drawPath(smooth(left, closed=False), edge)
    canvas.drawPath(smooth(right, closed=False), edge)
    if cut:
        canvas.drawPath(smooth(end, closed=False), edge)


def _hem(points: Sequence[Point], left: Point, right: Point) -> list[Point]:
    """Where cloth is cut off around a limb: a shallow arc."""
    ux, uy = _unit(points[-2], points[-1])
    return [left, (lerp(left[0], right[0], 0.5) + ux * 2.6, lerp(left[1], right[1], 0.5) + uy * 2.6), right]


def _flanks(points: Sequence[Point], widths: Sequence[float]) -> tuple[list[Point], list[Point]]:
    left, right = [], []
    for i, ((x, y), width) in enumerate(zip(points, widths, strict=True)):
        ux, uy = _unit(points[max(0, i - 1)], points[min(len(points) - 1, i + 1)])
        left.append((x + uy * width, y - ux * width))
        right.append((x - uy * width, y + ux * width))
    return left, right


def _cap(centre: Point, left: Point, right: Point, *, back: bool) -> list[Point]:
    """Half a circle from one flank to the other around the end of a bone."""
    (x, y), (lx, ly) = centre, left
    ox, oy = (-(ly - y), lx - x) if not back else (ly - y, -(lx - x))
    start, end = (right, left) if back else (left, right)
    return [
        start,
        (x + ox * 0.9 + (start[0] - x) * 0.55, y + oy * 0.9 + (start[1] - y) * 0.55),
        (x + ox * 0.9 + (end[0] - x) * 0.55, y + oy * 0.9 + (end[1] - y) * 0.55),
        end,
    ]


def _paint_cuff(stage: Stage, start: Point, tip: Point, width: float, dye: Tone, long: float) -> None:
    if stage.coarse:
        return
    ux, uy = _unit(start, tip)
    x, y = tip
    corners = [
        (x + uy * width - ux * long, y - ux * width - uy * long),
        (x + uy * width, y - ux * width),
        (x - uy * width, y + ux * width),
        (x - uy * width - ux * long, y + ux * width - uy * long),
    ]
    stage.canvas.drawPath(polygon(corners), fill(dye.base))
    stage.canvas.drawPath(polygon(corners), line(faded(dye.edge, 0.5), 1.0))


def _on(one: Point, other: Point, share: float) -> Point:
    return lerp(one[0], other[0], share), lerp(one[1], other[1], share)


def _unit(one: Point, other: Point) -> Point:
    x, y = other[0] - one[0], other[1] - one[1]
    long = hypot(x, y) or 1.0
    return x / long, y / long


def paint_leg(stage: Stage, leg: Leg, *, shoe_only: bool) -> None:
    if not shoe_only:
        w0, w1, w2 = stage.body.leg
        points = [leg.hip, _on(leg.hip, leg.knee, 0.5), leg.knee, _on(leg.knee, leg.ankle, 0.5), leg.ankle]
        _paint_bone(stage, points, [w0, (w0 + w1) / 2, w1 * 0.94, w1 * 0.92, w2], stage.skin)
    _paint_foot(stage, leg)
    if stage.outfit.trousers and not shoe_only:
        _paint_trouser(stage, leg)


def _paint_trouser(stage: Stage, leg: Leg) -> None:
    w0, w1, w2 = (width * stage.outfit.trouser_width for width in stage.body.leg)
    end = stage.outfit.trouser_end / 0.035
    short = stage.outfit.trouser_end > 0.12
    foot = _on(leg.knee, leg.ankle, 0.06 if short else 1 + 0.03 * (1 - end))
    widths = [w0 + 4, (w0 + w1) / 2 + 4, w1 + 4, (w1 + w2) / 2 + 5, w2 + 5.5]
    points = [leg.hip, _on(leg.hip, leg.knee, 0.5), leg.knee, _on(leg.knee, foot, 0.5), foot]
    if short:
        points, widths = [leg.hip, _on(leg.hip, leg.knee, 0.5), foot], [widths[0], widths[1] + 1, widths[2] + 3]
    _paint_bone(stage, points, widths, stage.dye(stage.outfit.trousers), cut=True)


def _paint_foot(stage: Stage, leg: Leg) -> None:
    """A foot from above the ankle to the toes, seen from the side or from the front."""
    outfit, size = stage.outfit, stage.body.tall / 520
    bare = outfit.shoes in {"bare", "sandal"}
    dye = stage.skin if bare else stage.dye(outfit.shoe_colour)
    (x, y), (tx, ty) = leg.ankle, leg.toes
    sole = y + stage.body.tall * 0.035
    wide = 9.5 * size
    forward = abs(tx) / (0.074 * stage.body.tall)
    way = 1 if tx >= 0 else -1
    pitch = -0.22 * leg.lift * way * forward
    heel, toe = x - way * lerp(wide, 12 * size, forward), x + way * lerp(wide * 1.25, 33 * size, forward) + tx * 0.12
    front = lerp(ty, ty * 0.2, forward)
    points = [
        (x - way * wide * 0.85, y - 7 * size),
        (heel, sole - 6 * size),
        (heel + way * 1.5, sole),
        ((heel + toe) / 2, sole + front * 0.6),
        (toe, sole + front * 0.7),
        (toe + way * 1.5, sole - 6 * size + front * 0.3),
        (lerp(x, toe, 0.55), sole - 13 * size),
        (x + way * wide * 0.9, y - 7 * size),
    ]
    path = smooth([_turned((x, y), point, pitch) for point in points])
    stage.canvas.drawPath(path, fill(dye.base))
    if stage.coarse:
        return
    stage.canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.3))
    if outfit.shoes == "sandal":
        strap = stage.dye(outfit.shoe_colour)
        stage.canvas.drawPath(
            smooth([(heel, sole), ((heel + toe) / 2, sole + front * 0.6 + 1), (toe, sole + front * 0.7 + 1)], closed=False), line(strap.base, 3.6)
        )
        stage.canvas.drawLine(lerp(x, toe, 0.2), sole - 11 * size, lerp(x, toe, 0.75), sole - 1, line(strap.base, 3.0))
    elif outfit.shoes in {"shoe", "heel", "boot"}:
        stage.canvas.drawPath(
            smooth([(heel, sole - 1), ((heel + toe) / 2, sole + front * 0.6 - 1), (toe, sole + front * 0.7 - 1)], closed=False), line(dye.edge, 2.4)
        )


def _turned(around: Point, point: Point, by: float) -> Point:
    if not by:
        return point
    x, y = point[0] - around[0], point[1] - around[1]
    return around[0] + x * cos(by) - y * sin(by), around[1] + x * sin(by) + y * cos(by)


def paint_seat(stage: Stage) -> None:
    """A plain stool, so that nobody ever sits on air."""
    if stage.rig.seated < 0.35:
        return
    tall = stage.body.tall
    y = stage.rig.legs[0].hip[1] + 0.045 * tall
    wide = 0.105 * tall
    dye = stage.dye("#6b4630")
    canvas: Any = stage.canvas
    for side in (-1, 1):
        canvas.drawPath(
            polygon([(side * wide * 0.78, y), (side * wide * 0.95, y), (side * wide * 0.92, 0), (side * wide * 0.80, 0)]), fill(dye.shade)
        )
    top = polygon([(-wide, y - 7), (wide, y - 7), (wide * 1.04, y + 7), (-wide * 1.04, y + 7)])
    canvas.drawPath(top, fill(dye.base))
    canvas.drawPath(top, line(faded(dye.edge, 0.7), 1.5))


def paint_stick(stage: Stage, arm: Arm) -> None:
    x, y = arm.wrist
    dye = stage.dye("#6a4426")
    handle = stage.body.hand * 0.55
    path = smooth([(x + 9, y + handle * 0.2 - 4), (x + 2, y + handle * 0.1 - 10), (x - 4, y + handle * 0.35), (x + 3, 0)], closed=False)
    stage.canvas.drawPath(path, line(dye.edge, 8.0))
    stage.canvas.drawPath(path, line(dye.base, 5.4))
