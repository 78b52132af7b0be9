"""A face on its head: skin and its shades, ears, nose, age, marks, glasses, beards; eyes and mouth come from their own modules."""

from __future__ import annotations

from math import sin
from typing import Any

from film.model import Age, Emotion
from film.picture.people.canvas import Stage
from film.picture.people.expression import Expression, expression
from film.picture.people.eyes import paint_brows, paint_eyes, paint_tears
from film.picture.people.forms import LEFT, RIGHT, View, cornered, oval, polygon, smooth
from film.picture.people.head import Plan, head_outline, plan
from film.picture.people.mouth import mouth_shape, paint_mouth
from film.picture.people.paints import GOLD, colour, darker, faded, fill, lighter, line, mix


def paint_face(stage: Stage, view: View) -> None:
    """In head units; hair and headwear are painted over it afterwards."""
    features, feeling = plan(stage.look), expression(stage.look, stage.pose)
    outline = head_outline(stage, view)
    _paint_skin(stage, view, outline, features, feeling)
    if stage.scale < 0.14:
        return
    _paint_beard(stage, view, features, feeling)
    if stage.look.age in _YEARS and not stage.coarse:
        _paint_years(stage, view, features, _YEARS[stage.look.age])
    paint_eyes(stage, view, features, feeling)
    paint_brows(stage, view, features, feeling)
    _paint_nose(stage, view, features)
    paint_mouth(stage, view, features, feeling)
    _paint_moustache(stage, view, features, feeling)
    paint_tears(stage, view, features, feeling)
    _paint_mark(stage, view, features)
    _paint_glasses(stage, view, features)


def paint_ear(stage: Stage, view: View, side: int) -> None:
    """One ear with what hangs in it; nothing when it is on the far side."""
    facing = view.facing(side * 96, 9)
    if facing < -0.35:
        return
    canvas, skin = stage.canvas, stage.skin
    x, y = view.at(side * 96, 10)
    if abs(facing) < 0.5:
        x += side * 1.5
    wide = 4.6 + 4.2 * max(0.0, facing)
    ear = smooth(
        [(x - wide * 0.7, y - 9), (x + wide * 0.2, y - 11.5), (x + wide, y - 6), (x + wide * 0.55, y + 4), (x, y + 10.5), (x - wide * 0.6, y + 7)]
    )
    if side == LEFT:
        ear = smooth(
            [(x + wide * 0.7, y - 9), (x - wide * 0.2, y - 11.5), (x - wide, y - 6), (x - wide * 0.55, y + 4), (x, y + 10.5), (x + wide * 0.6, y + 7)]
        )
    canvas.drawPath(ear, fill(mix(skin.base, skin.shade, 0.35)))
    if stage.fine:
        canvas.drawPath(ear, line(faded(skin.edge, 0.45), 1.1))
        canvas.drawPath(
            smooth([(x + side * wide * 0.4, y - 7), (x + side * wide * 0.5, y - 2), (x, y + 3)], closed=False), line(faded(skin.edge, 0.4), 1.1)
        )


def _paint_skin(stage: Stage, view: View, outline: Any, features: Plan, feeling: Expression) -> None:
    canvas, skin = stage.canvas, stage.skin
    canvas.drawPath(outline, fill(skin.base))
    if stage.coarse:
        return
    canvas.save()
    canvas.clipPath(outline, doAntiAlias=True)
    dark = -stage.light
    for inset, strength in ((0.30, 0.30), (0.16, 0.36)):
        edge = view.edges(dark, -34, 50)
        inner = [(x + (view.edge(-dark, y_)[0] - x) * inset, y) for (x, y), y_ in zip(edge, _heights(-34, 50, len(edge)), strict=True)]
        canvas.drawPath(cornered([(x + dark * 8, y) for x, y in edge], list(reversed(inner))), fill(faded(skin.shade, strength)))
    _paint_cheeks(stage, view, features, feeling)
    canvas.restore()
    canvas.drawPath(outline, line(faded(skin.edge, 0.5), 1.2))


def _heights(top: float, bottom: float, count: int) -> list[float]:
    return [top + (bottom - top) * k / (count - 1) for k in range(count)]


def _paint_cheeks(stage: Stage, view: View, features: Plan, feeling: Expression) -> None:
    red = mix(stage.skin.base, 0xFFD8404A, 0.55)
    if feeling.blush:
        strength = 0.16 + 0.16 * feeling.blush
    else:
        strength = 0.20 if features.child else 0.15 if features.woman else 0.07
    for side in (LEFT, RIGHT):
        x, y = view.front(side * 21, features.eye_y + 15)
        if view.facing(side * 36, features.eye_y + 15) > 0.05:
            stage.canvas.drawOval(oval(x, y, 10, 7), fill(faded(red, strength * 0.6)))
            stage.canvas.drawOval(oval(x, y, 6.5, 4.6), fill(faded(red, strength * 0.6)))


def _paint_nose(stage: Stage, view: View, features: Plan) -> None:
    """Bridge, tip and wings in depth: from the front a shade below the tip, from the side a silhouette."""
    canvas, skin = stage.canvas, stage.skin
    y, wide, out = features.nose_y, features.nose_wide, features.nose_out
    s, c = view.sin, view.cos
    base_x, base_y = view.front(0.0, y + 4.0)
    top_x, top_y = view.front(0.0, features.eye_y - 2.5)
    tip_x, tip_y = view.front(0.0, y)
    tip_x += out * s
    way = 1 if s >= 0 else -1
    turned = abs(s)
    wing_x = base_x - way * wide * c * 0.95
    if turned > 0.18:
        shape = smooth(
            [
                (top_x, top_y),
                ((top_x + tip_x) / 2 - way * 0.8 * turned, (top_y + tip_y) / 2),
                (tip_x - way * 0.6, tip_y - 2.6),
                (tip_x, tip_y + 0.4),
                (tip_x - way * 2.2, tip_y + 3.2),
                (base_x, base_y),
                (wing_x, base_y - 1.0),
                (wing_x + way * 0.6, base_y - 5.0),
            ]
        )
        canvas.drawPath(shape, fill(skin.base))
        contour = [
            (top_x + way * 0.4, top_y + 3),
            ((top_x + tip_x) / 2 - way * 0.6 * turned, (top_y + tip_y) / 2),
            (tip_x - way * 0.5, tip_y - 2.4),
            (tip_x, tip_y + 0.4),
            (tip_x - way * 2.0, tip_y + 3.0),
            (base_x + way * 0.5, base_y),
        ]
        canvas.drawPath(smooth(contour, closed=False), line(faded(skin.edge, 0.25 + 0.45 * turned), 1.3))
    else:
        dark = -stage.light
        shadow = [
            (top_x + dark * 3.0, top_y + 7),
            (tip_x + dark * 3.4, tip_y - 5),
            (tip_x + dark * wide, tip_y + 1.5),
            (tip_x + dark * 2.2, tip_y + 2.6),
            (tip_x + dark * 1.2, tip_y - 4),
        ]
        canvas.drawPath(smooth(shadow), fill(faded(skin.shade, 0.55)))
    if stage.coarse:
        return
    under = smooth(
        [
            (wing_x, base_y - 2.4),
            (tip_x - way * 2.5 * turned - wide * 0.45 * c, base_y + 0.4),
            (tip_x - way * 2.0 * turned, base_y + 0.9),
            (base_x + wide * 0.5 * c * (1 - turned) + (tip_x - base_x) * 0.5, base_y + 0.4),
            (base_x + wide * 0.95 * c, base_y - 2.4 if turned < 0.5 else base_y),
        ],
        closed=False,
    )
    canvas.drawPath(under, line(faded(skin.edge, 0.6), 1.4))
    if turned >= 0.18:
        canvas.drawPath(
            smooth([(wing_x + way * 0.8, base_y - 5.2), (wing_x - way * 0.8, base_y - 2.0), (wing_x + way * 1.2, base_y + 0.4)], closed=False),
            line(faded(skin.edge, 0.6), 1.3),
        )
    canvas.drawOval(oval(tip_x + stage.light * 1.0 - way * 2.2 * turned, tip_y - 2.2, 1.9, 2.4), fill(faded(skin.light, 0.75)))
    if "nose_stud" in stage.look.dress.jewels:
        canvas.drawCircle(base_x - way * wide * 0.8 * c, base_y - 2.6, 1.5, fill(0xFFFFE7A0))
    if "nose_ring" in stage.look.dress.jewels:
        canvas.drawOval(oval(base_x - wide * 0.8, base_y + 1.6, 3.6, 4.2), line(GOLD, 1.1))


_YEARS = {Age.ADULT: 0.66, Age.ELDER: 1.0}  # how deep the lines of age are


def _paint_years(stage: Stage, view: View, features: Plan, deep: float) -> None:
    """The lines that age draws: beside the nose, under and beside the eyes, on the forehead."""
    edge = stage.skin.edge
    soft, fine = line(faded(edge, 0.5 * deep), 1.3), line(faded(edge, 0.34 * deep), 1.0)
    canvas, eye = stage.canvas, features.eye_y
    for side in (LEFT, RIGHT):
        if view.facing(side * 24, 24) > 0.15:
            canvas.drawPath(smooth([view.front(side * x, y) for x, y in ((8.5, 19), (13.0, 25), (15.0, 32))], closed=False), soft)
            canvas.drawPath(smooth([view.front(side * x, eye + y) for x, y in ((9.5, 8.0), (17, 10.2), (24, 7.5))], closed=False), fine)
        if view.facing(side * 46, eye) > 0.2 and stage.fine:
            for rise in (-3.0, 0.5, 4.0):
                canvas.drawLine(*view.front(side * 27.5, eye + rise * 0.6), *view.front(side * 31.5, eye + rise * 1.5), fine)
    for y in (-22.0, -17.0):
        canvas.drawPath(smooth([view.front(x, y - 1.2 * (1 - (x / 15) ** 2)) for x in (-15.0, 0.0, 15.0)], closed=False), fine)


def _paint_mark(stage: Stage, view: View, features: Plan) -> None:
    mark, canvas = stage.look.dress.mark, stage.canvas
    if not mark or view.facing(0, -12) < 0.12:
        return
    across = max(0.35, abs(view.cos))
    x, y = view.front(0.0, features.brow_y - 3.4)
    if mark == "bindi":
        size = 1.9 if features.child else 2.5
        canvas.drawOval(oval(x, y, size * across, size), fill(0xFFA3122B))
    elif mark == "tilak":
        canvas.drawPath(polygon([view.front(dx, y + dy) for dx, dy in ((-1.7, 2), (1.7, 2), (1.1, -13), (-1.1, -13))]), fill(0xFFBB3A22))
    elif mark == "ash":
        for k in range(3):
            row = [view.front(dx, y - 13 + 4.4 * k) for dx in (-14.0, -7.0, 0.0, 7.0, 14.0)]
            canvas.drawPath(smooth(row, closed=False), line(0xD9F4EEE4, 2.0))
        canvas.drawOval(oval(x, y - 4.4, 2.4 * across, 2.4), fill(0xFFB3202E))


def _paint_glasses(stage: Stage, view: View, features: Plan) -> None:
    kind = stage.look.face.glasses
    if not kind:
        return
    canvas = stage.canvas
    frame = 0xFF2A2226 if kind == "square" else 0xFF8A6A3A
    rx, ry = (11.6, 8.6) if kind == "square" else (10.8, 10.2)
    y = features.eye_y + 1.4
    pen = line(frame, 2.0 if kind == "square" else 1.5)
    for side in (LEFT, RIGHT):
        if view.facing(side * 27, y) < 0.02:
            continue
        rim = [view.front(side * features.eye_x + rx * ux, y + ry * uy) for ux, uy in (_SQUARE if kind == "square" else _ROUND)]
        canvas.drawPath(smooth(rim), fill(0x1EFFFFFF))
        canvas.drawPath(smooth(rim), pen)
        if view.facing(side * 62, y) > 0:
            canvas.drawLine(*view.front(side * (features.eye_x + rx), y - 3), *view.at(side * 93, y - 2), pen)
    bridge = [view.front(x, y - 1.5 - (1.2 if x == 0 else 0)) for x in (-(features.eye_x - rx), 0.0, features.eye_x - rx)]
    canvas.drawPath(smooth(bridge, closed=False), pen)


_SQUARE = ((-1, -0.85), (0, -1), (1, -0.85), (1.02, 0.1), (0.82, 0.9), (0, 1), (-0.82, 0.9), (-1.02, 0.1))
_ROUND = ((-0.71, -0.71), (0, -1), (0.71, -0.71), (1, 0), (0.71, 0.71), (0, 1), (-0.71, 0.71), (-1, 0))


def _beard_colour(stage: Stage) -> int:
    return mix(colour(stage.look.hair.colour), stage.skin.edge, 0.12)


_LENGTHS = {"stubble": 0.0, "short": 1.5, "full": 7.0, "long": 34.0, "goatee": 3.0}


def _paint_beard(stage: Stage, view: View, features: Plan, feeling: Expression) -> None:
    """From ear to ear around the jaw, its upper edge passing below the mouth."""
    kind = stage.look.hair.beard
    if not kind:
        return
    canvas = stage.canvas
    of = _beard_colour(stage)
    paint = fill(faded(of, 0.38)) if kind == "stubble" else fill(of)
    long = _LENGTHS[kind]
    mouth = mouth_shape(features, stage.pose.mouth, feeling)
    chin_x, chin_y = view.front(0.0, view.bottom)
    lip = features.mouth_y + mouth.gap * 0.7 + mouth.lower + 1.2
    upper = (
        (-62, 26),
        (-40, 28),
        (-24, features.mouth_y - 5.5),
        (-21, features.mouth_y + 1.5),
        (-14, lip + 1.5),
        (0, lip + 2.6),
        (14, lip + 1.5),
        (21, features.mouth_y + 1.5),
        (24, features.mouth_y - 5.5),
        (40, 28),
        (62, 26),
    )
    if kind == "goatee":
        chin = [view.front(x, y) for x, y in ((-8, lip + 2), (0, lip + 3), (8, lip + 2), (9, 46))]
        path = cornered(chin, [(chin_x + 6, chin_y + long), (chin_x - 6, chin_y + long), view.front(-9, 46)])
    else:
        low = [view.at(-88, 4), view.at(-92, 20)]
        line_up = [view.at(-80, 6), *(view.at(a, y) for a, y in upper), view.at(80, 6)]
        out = 0.6 + 0.10 * long
        left = [(x - out, y) for x, y in view.edges(LEFT, 14, 46)]
        right = [(x + out, y) for x, y in view.edges(RIGHT, 14, 46)]
        sway = stage.rig.sway * 0.25
        tip = [
            (chin_x - 13 - out, chin_y - 1 + long * 0.5),
            (chin_x - 5 + sway, chin_y + 1 + long),
            (chin_x + 5 + sway, chin_y + 1 + long),
            (chin_x + 13 + out, chin_y - 1 + long * 0.5),
        ]
        path = cornered(line_up, [*right, *reversed(tip), *reversed(left)])
        del low
    canvas.drawPath(path, paint)
    if kind in {"full", "long"} and stage.fine:
        strand = line(faded(lighter(of, 0.35), 0.5), 1.1)
        for x in (-12.0, -4.0, 5.0, 13.0):
            x0, y0 = view.front(x, 44)
            canvas.drawPath(
                smooth([(x0, y0), (x0 + sin(x) * 2, y0 + 4 + long * 0.3), (x0 * 0.6 + chin_x * 0.4, y0 + 4 + long * 0.8)], closed=False), strand
            )


def _paint_moustache(stage: Stage, view: View, features: Plan, feeling: Expression) -> None:
    kind = stage.look.hair.moustache
    if not kind and stage.look.hair.beard in {"full", "long", "short"}:
        kind = "thick" if stage.look.hair.beard != "short" else "thin"
    if not kind:
        return
    mouth = mouth_shape(features, stage.pose.mouth, feeling)
    y = features.mouth_y - mouth.gap * 0.3 - mouth.upper * 0.75
    top = features.nose_y + 4.6
    reach = mouth.half * (1.06 if kind != "curled" else 1.18)
    fat = {"thin": 2.0, "thick": 4.2, "curled": 3.4}[kind]
    curl = 6.5 if kind == "curled" else -2.0
    upper = [
        view.front(u * reach, y - fat * v - (curl * max(0.0, abs(u) - 0.72) / 0.28 if abs(u) > 0.72 else 0.0))
        for u, v in ((-1, 0), (-0.6, 0.85), (-0.2, 1.3), (0, 1.0), (0.2, 1.3), (0.6, 0.85), (1, 0))
    ]
    lower = [view.front(u * reach, y + fat * v) for u, v in ((-0.7, 0.35), (-0.3, 0.28), (0, -0.05), (0.3, 0.28), (0.7, 0.35))]
    upper = [(x, max(top, level) if k in {2, 3, 4} else level) for k, (x, level) in enumerate(upper)]
    stage.canvas.drawPath(cornered(upper, list(reversed(lower))), fill(darker(_beard_colour(stage), 0.1)))


def furrow(stage: Stage, view: View, features: Plan) -> None:
    """The crease between angry brows."""
    if stage.pose.emotion is not Emotion.ANGRY or not stage.fine or view.facing(0, features.brow_y) < 0.2:
        return
    for x in (-2.4, 2.4):
        stage.canvas.drawLine(*view.front(x, features.brow_y + 1), *view.front(x * 0.8, features.brow_y - 5), line(faded(stage.skin.edge, 0.5), 1.2))
