"""Cloths that are worn around the head and frame the face: scarves, turbans, headties, veils. In head units, over the hair."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sin
from typing import Any

from film.picture.people.canvas import Stage, Tone, tone
from film.picture.people.forms import LEFT, RIGHT, Form, View, cornered, oval, smooth
from film.picture.people.hairdo import hair_form
from film.picture.people.head import head_form
from film.picture.people.paints import GOLD, faded, fill, lighter, line
from film.skia_loader import skia


def around_head(stage: Stage, thick: float, up: float) -> View:
    """The head with cloth of this thickness around it, level with the face in front."""
    rings = []
    for y, a, b, c in head_form(stage.look).rings:
        high = min(1.0, max(0.0, -y / 50))
        rings.append((y - up * high**1.5, a + thick, b + thick * 0.55, c - thick * 0.45))
    return View(Form(tuple(rings)), stage.rig.head_yaw)


def head_band(view: View, top: float, bottom: float, sag: float = 2.0) -> Any:
    """A ring of cloth or metal between two heights."""
    return cornered(
        view.edges(LEFT, top, bottom),
        view.around(bottom, sag=sag),
        list(reversed(view.edges(RIGHT, top, bottom))),
        list(reversed(view.around(top, sag=sag))),
    )


def _framed(view: View, opening: Sequence[tuple[float, float]], bottom: float) -> Any:
    """Everything around the head except an opening for the face."""
    outer = smooth([*view.edges(LEFT, view.top, bottom), *reversed(view.edges(RIGHT, view.top, bottom))])
    hole = smooth([view.at(a, y) for a, y in opening])
    outer.addPath(hole)
    outer.setFillType(skia.PathFillType.kEvenOdd)
    return outer


_OVAL = (
    (0, -27),
    (26, -25),
    (44, -16),
    (54, 0),
    (55, 18),
    (46, 34),
    (26, 45),
    (0, 49),
    (-26, 45),
    (-46, 34),
    (-55, 18),
    (-54, 0),
    (-44, -16),
    (-26, -25),
)


def paint_hijab_behind(stage: Stage, view: View) -> None:
    dye = stage.dye("accent")
    x = -7 * view.sin
    points = [(x - 42, -10), (x - 50, 40), (x - 60, 84), (x - 20, 100), (x + 20, 100), (x + 60, 84), (x + 50, 40), (x + 42, -10)]
    stage.canvas.drawPath(smooth(points), fill(dye.shade))


def paint_hijab(stage: Stage, _view: View) -> None:
    dye, canvas = stage.dye("accent"), stage.canvas
    around = around_head(stage, 6.5, 5.0)
    path = _framed(around, _OVAL, 50)
    _neck_wrap(stage, around, dye)
    canvas.drawPath(path, fill(dye.base))
    if stage.coarse:
        return
    canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.3))
    for side, reach in ((LEFT, 1.0), (RIGHT, 0.8)):
        fold = [around.at(side * a, y) for a, y in ((30, -34), (58 * reach, -16), (68 * reach, 8), (62 * reach, 30))]
        canvas.drawPath(smooth(fold, closed=False), line(faded(dye.edge, 0.42), 1.6))
        gleam = [around.at(side * a, y) for a, y in ((14, -42), (46, -30), (66, -8))]
        canvas.drawPath(smooth(gleam, closed=False), line(faded(dye.light, 0.5), 2.2))


def _neck_wrap(stage: Stage, around: View, dye: Tone) -> None:
    """The cloth below the chin, crossed over and thrown over one shoulder."""
    s, c = around.sin, around.cos
    x = 6 * s
    points = [
        (x - 34 * c - 8 - 6 * s, 36),
        (x - 44 * c - 4, 60),
        (x - 56 * c - 6, 84),
        (x - 24, 102),
        (x + 12, 106),
        (x + 54 * c + 8, 84),
        (x + 42 * c + 4, 58),
        (x + 34 * c + 8 - 6 * s, 36),
        (x + 20 * c + 8 * s, 50),
        (x + 14 * s, 53),
        (x - 20 * c + 8 * s, 50),
    ]
    path = smooth(points)
    stage.canvas.drawPath(path, fill(dye.base))
    if stage.coarse:
        return
    stage.canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.3))
    for k in range(4):
        fold = [(x - 36 * c + k * 3, 50 + k * 8), (x + k * 2, 64 + k * 9), (x + 42 * c, 54 + k * 9)]
        stage.canvas.drawPath(smooth(fold, closed=False), line(faded(dye.edge if k % 2 else dye.light, 0.42), 1.8))


def paint_keffiyeh_behind(stage: Stage, view: View) -> None:
    x = -8 * view.sin
    swing = stage.rig.sway * 0.6
    points = [
        (x - 40, -20),
        (x - 45, 30),
        (x - 48 + swing, 76),
        (x - 18 + swing, 84),
        (x + 18 + swing, 84),
        (x + 48 + swing, 76),
        (x + 45, 30),
        (x + 40, -20),
    ]
    stage.canvas.drawPath(smooth(points), fill(0xFFDCD3C4))


def paint_keffiyeh(stage: Stage, _view: View) -> None:
    """A cloth over the head held by a double cord, open at the face and falling to the shoulders."""
    canvas, cloth = stage.canvas, tone(0xFFF7F3EA)
    check = stage.dye("accent")
    around = around_head(stage, 6.0, 5.0)
    line_up = (
        (-180, 52),
        (-84, 52),
        (-74, 36),
        (-68, 10),
        (-62, -10),
        (-46, -23),
        (-20, -28),
        (0, -29),
        (20, -28),
        (46, -23),
        (62, -10),
        (68, 10),
        (74, 36),
        (84, 52),
        (180, 52),
    )
    hem = [around.at(a, y) for a, y in line_up]
    path = cornered(hem, [*reversed(around.edges(RIGHT, around.top, 50)), *around.edges(LEFT, around.top, 50)])
    canvas.drawPath(path, fill(cloth.base))
    swing = stage.rig.sway * 0.5
    for side in (LEFT, RIGHT):
        if around.facing(side * 80, 20) < -0.1:
            continue
        x, _ = around.at(side * 78, 30)
        inner, _ = around.at(side * 66, 20)
        fall = smooth(
            [(inner, 16), (x + side * 6, 30), (x + side * 16 * around.cos + swing, 96), (inner + side * 2 + swing, 88), (inner - side * 3, 44)]
        )
        canvas.drawPath(fall, fill(cloth.base))
        if not stage.coarse:
            canvas.drawPath(fall, line(faded(cloth.edge, 0.45), 1.2))
    if not stage.coarse:
        _paint_check(stage, around, path, check)
        canvas.drawPath(path, line(faded(cloth.edge, 0.5), 1.2))
    for y in (-33.0, -38.5):
        canvas.drawPath(smooth(around.around(y, sag=3.0), closed=False), line(0xFF1E1A20, 4.6))


def _paint_check(stage: Stage, view: View, clip: Any, dye: Tone) -> None:
    path = skia.Path()
    for row in range(14):
        for column in range(22):
            degrees, y = column * 16.4 - 180 + (8 if row % 2 else 0), -50 + row * 7.5
            facing = view.facing(degrees, y)
            if facing > 0.1:
                x, level = view.at(degrees, y)
                path.addOval(oval(x, level, 2.0 * facing, 1.9))
    stage.canvas.save()
    stage.canvas.clipPath(clip, doAntiAlias=False)
    stage.canvas.drawPath(path, fill(faded(dye.base, 0.75)))
    stage.canvas.restore()


def paint_turban(stage: Stage, view: View) -> None:
    dye, trim, canvas = stage.dye("accent" if stage.look.role not in {"groom", "king"} else "trim"), stage.dye("trim"), stage.canvas
    if stage.look.role in {"groom", "king"}:
        dye, trim = stage.dye("#b3262f"), tone(GOLD)
    x = -4 * view.sin
    wide = 50.0
    low = [view.at(a, y) for a, y in ((-92, -6), (-60, -16), (-24, -24), (0, -26), (24, -24), (60, -16), (92, -6))]
    dome = [
        (x + wide, -18),
        (x + wide * 1.06, -40),
        (x + wide * 0.78, -68),
        (x + 6, -79),
        (x - wide * 0.78, -68),
        (x - wide * 1.06, -40),
        (x - wide, -18),
    ]
    path = cornered(low, dome)
    tail = [
        (x - 34 * view.cos - 20 * view.sin, -10),
        (x - 52 - 14 * view.sin, 30),
        (x - 50 - 14 * view.sin + stage.rig.sway, 78),
        (x - 34 - 14 * view.sin + stage.rig.sway, 80),
        (x - 30, 20),
    ]
    canvas.drawPath(smooth(tail), fill(dye.shade))
    canvas.drawPath(path, fill(dye.base))
    if stage.coarse:
        return
    for k in range(5):
        y = -70 + k * 11
        wrap = [(x - wide * (0.55 + 0.08 * k), y + 24), (x - 8, y + 3 + k * 2), (x + wide * (0.6 + 0.06 * k), y + k * 3)]
        canvas.drawPath(smooth(wrap, closed=False), line(faded(dye.edge if k % 2 else dye.light, 0.55), 2.4))
    canvas.drawPath(smooth(low, closed=False), line(trim.base, 3.4))
    canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.4))
    if stage.look.role in {"groom", "king", "prince"} or stage.look.dress.outfit == "sherwani":
        _plume(stage, view)


def _plume(stage: Stage, view: View) -> None:
    if view.facing(0, -30) < 0.1:
        return
    x, y = view.front(0, -30)
    y -= 10
    canvas = stage.canvas
    canvas.drawPath(smooth([(x - 3, y - 4), (x - 9, y - 34), (x + 2, y - 52), (x + 7, y - 30), (x + 3, y - 4)]), fill(0xFFF7EBCB))
    canvas.drawOval(oval(x, y, 7, 9), fill(GOLD))
    canvas.drawOval(oval(x, y, 3.4, 4.6), fill(0xFF1E6B5A))


def paint_veil_behind(stage: Stage, view: View) -> None:
    swing = stage.rig.sway
    x = -20 * view.sin
    points = [
        (x - 44, -36),
        (x - 66, 60),
        (x - 78 + swing, 220),
        (x - 20 + swing, 250),
        (x + 40 + swing, 246),
        (x + 78 + swing, 214),
        (x + 66, 60),
        (x + 44, -36),
    ]
    stage.canvas.drawPath(smooth(points), fill(0xB3FBF7F0))


def paint_veil(stage: Stage, _view: View) -> None:
    around = View(hair_form(stage.look), stage.rig.head_yaw)
    top = [around.at(a, -34 - 6 * sin(pi * (a + 80) / 160)) for a in range(-80, 81, 20)]
    for x, y in top[2:-2]:
        stage.canvas.drawCircle(x, y, 4.2, fill(0xFFFFFBF2))
        stage.canvas.drawCircle(x, y, 1.6, fill(0xFFE9D6A6))


def paint_headwrap(stage: Stage, view: View) -> None:
    _wrapped(stage, view, 1.0)


def paint_gele(stage: Stage, view: View) -> None:
    """The great festive headtie: stiff folds that rise like a sail."""
    dye, canvas = stage.dye("second"), stage.canvas
    x = -8 * view.sin
    for k in range(4):
        lean = 12 - k * 9
        sail = [
            (x - 46 + k * 5, -26),
            (x - 60 + k * 8 + lean, -66 - k * 5),
            (x - 8 + lean * 1.6, -94 + k * 7),
            (x + 52 - k * 6 + lean * 0.5, -68 - k * 2),
            (x + 46 - k * 4, -26),
        ]
        path = smooth(sail)
        canvas.drawPath(path, fill(lighter(dye.base, 0.05 * k) if k % 2 else dye.base))
        if not stage.coarse:
            canvas.drawPath(path, line(faded(dye.edge, 0.55), 1.4))
    _wrapped(stage, view, 0.55)


def _wrapped(stage: Stage, view: View, height: float) -> None:
    dye, trim, canvas = stage.dye("second"), stage.dye("trim"), stage.canvas
    around = around_head(stage, 6.0, 5.0)
    low = [around.at(a, y) for a, y in ((-104, 14), (-84, 0), (-50, -18), (0, -27), (50, -18), (84, 0), (104, 14))]
    x = -6 * around.sin
    (lx, ly), (rx, ry) = low[0], low[-1]
    top = -54 - 22 * height
    dome = [(rx + 2, ry - 8), (x + 50, -34), (x + 34, top + 12), (x + 2, top), (x - 34, top + 12), (x - 50, -34), (lx - 2, ly - 8)]
    path = cornered(low, dome)
    canvas.drawPath(path, fill(dye.base))
    if height > 0.8:
        _knot(stage, view, dye)
    if stage.coarse:
        return
    canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.3))
    for k in range(4):
        y = -28 - k * 10
        fold = [(x - 44, y + 16), (x, y - 2 + k), (x + 44, y + 14 - k * 2)]
        canvas.drawPath(smooth(fold, closed=False), line(faded(dye.edge, 0.38) if k % 2 else faded(trim.base, 0.85), 2.2))


def _knot(stage: Stage, view: View, dye: Tone) -> None:
    x, y = view.at(30, -44)
    y -= 16
    for dx, dy in ((-12, -12), (12, -10), (0, -18)):
        stage.canvas.drawPath(
            smooth([(x - 4, y + 6), (x + dx - 5, y + dy), (x + dx + 6, y + dy - 1), (x + 5, y + 6)]), fill(dye.light if dx else dye.base)
        )
    stage.canvas.drawOval(oval(x, y + 5, 7, 6), fill(dye.shade))
