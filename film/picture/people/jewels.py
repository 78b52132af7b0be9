"""Earrings, necklaces, forehead jewels and garlands; small bright things that follow head and breath."""

from __future__ import annotations

from math import cos, pi, sin

from film.picture.people.canvas import Stage
from film.picture.people.forms import LEFT, RIGHT, View, oval, smooth
from film.picture.people.hairdo import hair_form
from film.picture.people.paints import GOLD, darker, faded, fill, lighter, line

_NECKLACES = {"chain": (24, 0.905), "choker": (24, 0.955), "haram": (38, 0.835), "pearls": (30, 0.925), "beads": (36, 0.885)}


def paint_earrings(stage: Stage, view: View) -> None:
    """In head units."""
    jewels = set(stage.look.dress.jewels)
    for side in (LEFT, RIGHT):
        if view.facing(side * 94, 20) < -0.25:
            continue
        x, y = view.at(side * 94, 20)
        x += side * 1.5
        swing = 1.2 * sin(stage.pose.t * 3.1 + side) + stage.rig.sway * 0.12
        if "jhumka" in jewels:
            _bell(stage, x, y, swing)
        elif "hoops" in jewels:
            stage.canvas.drawOval(oval(x + swing * 0.5, y + 9, 7.0 * (0.5 + 0.5 * abs(view.sin)) + 1.5, 8.5), line(GOLD, 2.2))
        elif "drops" in jewels:
            stage.canvas.drawLine(x, y, x + swing, y + 8, line(GOLD, 1.3))
            stage.canvas.drawOval(oval(x + swing, y + 11, 2.6, 4.0), fill(stage.dye("accent").light))
        elif jewels & {"studs", "pearls"}:
            stage.canvas.drawCircle(x, y, 2.2, fill(GOLD if "pearls" not in jewels else 0xFFFBF4E8))


def _bell(stage: Stage, x: float, y: float, swing: float) -> None:
    canvas = stage.canvas
    canvas.drawCircle(x, y, 3.0, fill(GOLD))
    bell = smooth(
        [(x - 1.5 + swing * 0.5, y + 3), (x - 5.5 + swing, y + 13), (x + swing, y + 14.5), (x + 5.5 + swing, y + 13), (x + 1.5 + swing * 0.5, y + 3)]
    )
    canvas.drawPath(bell, fill(GOLD))
    if stage.fine:
        canvas.drawPath(bell, line(faded(darker(GOLD, 0.5), 0.6), 0.9))
        for dx in (-3.6, 0.0, 3.6):
            canvas.drawCircle(x + dx + swing, y + 16, 1.2, fill(lighter(GOLD, 0.6)))


def paint_tikka(stage: Stage, view: View) -> None:
    """A jewel that hangs from the parting onto the forehead; in head units."""
    if "tikka" not in stage.look.dress.jewels or view.facing(0, -30) < 0.1 or stage.look.dress.headwear:
        return
    around = View(hair_form(stage.look), stage.rig.head_yaw)
    points = [around.front(0, y) for y in (-50, -42, -34)]
    x, y = view.front(0, -25)
    stage.canvas.drawPath(smooth([*points, (x, y)], closed=False), line(GOLD, 1.8))
    stage.canvas.drawCircle(x, y, 4.6, fill(GOLD))
    stage.canvas.drawCircle(x, y, 2.2, fill(0xFFB3122F))


def paint_necklaces(stage: Stage) -> None:
    """In body units, over the garments."""
    if stage.scale < 0.22:
        return
    view = stage.view(stage.body.torso.widened(4))
    for jewel in stage.look.dress.jewels:
        if jewel in _NECKLACES:
            _paint_string(stage, view, jewel)


def _paint_string(stage: Stage, view: View, jewel: str) -> None:
    reach, low = _NECKLACES[jewel]
    steps = 21 if stage.fine else 13
    depth = 0.962 - low
    bead = {"chain": 1.5, "choker": 2.8, "haram": 2.6, "pearls": 2.6, "beads": 3.4}[jewel]
    shades = {"pearls": (0xFFFBF5EA, 0xFFEDE3D2), "beads": (stage.dye("accent").base, GOLD)}.get(jewel, (GOLD, lighter(GOLD, 0.45)))
    for k in range(steps):
        angle = pi * k / (steps - 1)
        degrees = -reach * cos(angle)
        y = stage.level(0.962 - depth * sin(angle) ** 1.3)
        if view.facing(degrees, y) > 0.03:
            x, level = view.at(degrees, y)
            stage.canvas.drawCircle(x, level, bead, fill(shades[k % 2]))
    y = stage.level(low)
    if jewel in {"choker", "haram", "chain"} and view.facing(0, y) > 0.1:
        x, level = view.at(0, y)
        size = {"choker": 4.6, "haram": 7.0, "chain": 3.4}[jewel]
        stage.canvas.drawCircle(x, level + size * 0.8, size, fill(GOLD))
        stage.canvas.drawCircle(x, level + size * 0.8, size * 0.5, fill(0xFFB3122F if jewel != "chain" else lighter(GOLD, 0.5)))


def paint_garland(stage: Stage) -> None:
    """Flowers around the neck down to the waist."""
    if not stage.look.dress.garland:
        return
    view = stage.view(stage.body.torso.widened(9))
    count = 46
    for k in range(count):
        angle = pi * k / (count - 1)
        degrees = -46 * cos(angle) * (1.15 - 0.15 * sin(angle))
        y = stage.level(0.958 - 0.27 * sin(angle) ** 1.15)
        if view.facing(degrees, y) < 0.0:
            continue
        x, level = view.at(degrees, y)
        x += stage.rig.sway * 0.4 * sin(angle)
        size = 6.4 + 1.2 * sin(pi * k / 3)
        stage.canvas.drawCircle(x, level, size, fill((0xFFF4EBD6, 0xFFE9912B, 0xFFB3202E)[k % 3]))
        if stage.fine:
            stage.canvas.drawCircle(x - 1, level - 1.5, size * 0.5, fill((0xFFFFFDF4, 0xFFF6B652, 0xFFCB4150)[k % 3]))
