"""Things in a hand: how each looks there. Sizes are those of an adult's hand; a child holds smaller ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, sin
from types import MappingProxyType
from typing import Any

from film.picture.people.canvas import Stage
from film.picture.people.forms import LEFT, Point, cornered, oval, smooth
from film.picture.people.gestures import holding_side
from film.picture.people.look import Look
from film.picture.people.paints import GOLD, WHITE, faded, fill, line
from film.picture.people.pose import Pose
from film.picture.people.rig import Arm, Rig, rig

_ADULT_HAND = 48.0
_BRASS, _IRON, _WOOD, _PAPER = "#d9a441", "#3f3832", "#6a4426", "#f6ecd4"
_FLAME_AT: Mapping[str, Point] = MappingProxyType({"lamp": (2.0, -26.0), "lantern": (0.0, 82.0)})  # from the middle of the hand


def gives_light(thing: str) -> bool:
    return thing in _FLAME_AT


def flame_in_hand(look: Look, pose: Pose) -> Point | None:
    """Where the foot of the flame is, in local units; None for who holds no light at this moment."""
    side = holding_side(look, pose)
    if pose.holds not in _FLAME_AT or side is None:
        return None
    now = rig(look, pose)
    x, y, size = _middle(now, now.arms[0 if side == LEFT else 1])
    dx, dy = _FLAME_AT[pose.holds]
    return x + dx * size, y + dy * size


def paint_thing(stage: Stage, arm: Arm) -> None:
    """Draws the thing in the hand of that arm, to be painted before the hand that closes around it; nothing in an empty hand."""
    if arm.side != holding_side(stage.look, stage.pose):
        return
    x, y, size = _middle(stage.rig, arm)
    stage.canvas.save()
    stage.canvas.translate(x, y)
    stage.canvas.scale(size, size)
    _THINGS[stage.pose.holds](stage, stage.canvas, (x, y, size))
    stage.canvas.restore()


def _middle(now: Rig, arm: Arm) -> tuple[float, float, float]:
    """The middle of the hand, and the scale of what is in it."""
    reach = 0.36 * now.body.hand
    return arm.wrist[0] + reach * cos(arm.aim), arm.wrist[1] + reach * sin(arm.aim), now.body.hand / _ADULT_HAND


def _lamp(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    brass = stage.dye(_BRASS)
    canvas.drawPath(smooth([(-30, -24), (0, -19), (32, -27), (18, -5), (0, 0), (-18, -5)]), fill(brass.base))
    canvas.drawPath(smooth([(-30, -24), (-14, -18), (-4, -4), (-18, -5)]), fill(brass.shade))
    canvas.drawOval(oval(1, -23, 26, 4.5), fill(brass.edge))


def _lantern(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    iron = stage.dye(_IRON)
    canvas.drawPath(smooth([(-20, 32), (-14, 6), (0, 0), (14, 6), (20, 32)], closed=False), line(iron.base, 3.2))
    canvas.drawPath(cornered([(-18, 40), (-21, 84), (21, 84), (18, 40)]), fill(faded(stage.dye("#ffcf7a").base, 0.72)))
    for x in (-19, 0, 19):
        canvas.drawLine(x * 0.95, 40, x * 1.1, 84, line(iron.base, 2.6))
    canvas.drawPath(cornered([(-25, 40), (-9, 24), (9, 24), (25, 40)]), fill(iron.base))
    canvas.drawPath(cornered([(-26, 84), (-26, 93), (26, 93), (26, 84)]), fill(iron.base))


def _cup(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    china = stage.dye("#f4ede0")
    canvas.drawPath(smooth([(-18, -26), (-16, -2), (-8, 10), (8, 10), (16, -2), (18, -26)]), fill(china.base))
    canvas.drawPath(smooth([(-18, -26), (-16, -2), (-8, 10), (-4, 10), (-9, -8)]), fill(china.shade))
    canvas.drawOval(oval(0, -26, 18, 4.6), fill(china.light))
    canvas.drawOval(oval(0, -25.4, 15, 3.4), fill(stage.dye("#7a4420").base))
    for dx in (-5, 5):
        steam = smooth([(dx, -32), (dx + 5, -42), (dx - 4, -53), (dx + 3, -64)], closed=False)
        canvas.drawPath(steam, line(faded(WHITE, 0.34), 2.6))


def _umbrella(stage: Stage, canvas: Any, at: tuple[float, float, float]) -> None:
    """Its roof is above the head, wherever the hand is."""
    x, y, size = at
    head_x, head_y = stage.rig.head
    roof_x, roof_y = (0.72 * (head_x - x)) / size, (head_y - 78 * stage.body.head - y) / size
    canvas.drawLine(0, 20, roof_x, roof_y - 46, line(stage.dye(_WOOD).base, 4.0))
    cloth = stage.dye("#24507a")
    half, high = 148.0, 62.0
    edge = [(roof_x + half * (k / 3 - 1), roof_y + (0 if k % 2 else 5)) for k in range(7)]
    shoulder = (0.72 * half, roof_y - 0.68 * high)
    dome = [(roof_x - half, roof_y), (roof_x - shoulder[0], shoulder[1]), (roof_x, roof_y - high), (roof_x + shoulder[0], shoulder[1])]
    canvas.drawPath(smooth([*dome, (roof_x + half, roof_y), *reversed(edge[1:-1])]), fill(cloth.base))
    for k in (1, 3, 5):
        (x0, y0), (x1, y1) = edge[k - 1], edge[k]
        canvas.drawPath(cornered([(roof_x, roof_y - high), (x0, y0), (x1, y1)]), fill(faded(cloth.shade, 0.65)))
    canvas.drawLine(roof_x, roof_y - high, roof_x, roof_y - high - 12, line(stage.dye(_WOOD).base, 4.0))


def _letter(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    paper = stage.dye(_PAPER)
    canvas.drawPath(cornered([(-20, -58), (24, -50), (16, 12), (-26, 4)]), fill(paper.base))
    for k in range(5):
        canvas.drawLine(-15 - 1.2 * k, -44 + 9 * k, 15 - 1.2 * k, -39 + 9 * k, line(faded(paper.edge, 0.5), 1.6))


def _book(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    cover, paper = stage.dye("#7a2f3a"), stage.dye(_PAPER)
    canvas.drawPath(cornered([(-27, -44), (27, -44), (27, 22), (-27, 22)]), fill(cover.shade))
    canvas.drawPath(cornered([(-22, -41), (29, -41), (29, 18), (-22, 18)]), fill(paper.base))
    canvas.drawPath(cornered([(-27, -46), (24, -46), (24, 20), (-27, 20)]), fill(cover.base))
    canvas.drawLine(-20, -46, -20, 20, line(faded(GOLD, 0.9), 2.4))


def _phone(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    canvas.drawPath(cornered([(-11, -40), (13, -37), (9, 10), (-15, 7)]), fill(stage.dye("#23252c").base))
    canvas.drawPath(cornered([(-8.5, -35), (10, -32.6), (7, 3), (-11.5, 0.6)]), fill(stage.dye("#8ac8ff").base))


def _broom(stage: Stage, canvas: Any, at: tuple[float, float, float]) -> None:
    """It stands on the floor."""
    floor = -at[1] / at[2]
    straw = stage.dye("#c9a24f")
    canvas.drawLine(-3, -96, 9, floor - 62, line(stage.dye(_WOOD).base, 6.0))
    canvas.drawPath(smooth([(2, floor - 74), (18, floor - 72), (36, floor), (14, floor + 4), (-12, floor)]), fill(straw.base))
    for k in range(5):
        canvas.drawLine(6 + 2 * k, floor - 64, -8 + 10.5 * k, floor - 2, line(faded(straw.edge, 0.6), 1.6))
    canvas.drawLine(1, floor - 62, 20, floor - 60, line(stage.dye("#8a2f2a").base, 5.0))


def _basket(stage: Stage, canvas: Any, _at: tuple[float, float, float]) -> None:
    cane = stage.dye("#b98748")
    canvas.drawPath(smooth([(-34, 52), (-26, 10), (0, -2), (26, 10), (34, 52)], closed=False), line(cane.shade, 5.0))
    for x, y, of in ((-20, 46, "#e2572b"), (2, 42, "#f2b01e"), (21, 46, "#7aa63c")):
        canvas.drawOval(oval(x, y, 13, 13), fill(stage.dye(of).base))
    canvas.drawPath(cornered([(-39, 50), (39, 50), (29, 92), (-29, 92)]), fill(cane.base))
    for k in range(3):
        canvas.drawLine(-37 + 3 * k, 60 + 11 * k, 37 - 3 * k, 60 + 11 * k, line(faded(cane.edge, 0.55), 2.2))


_THINGS: Mapping[str, Callable[[Stage, Any, tuple[float, float, float]], None]] = MappingProxyType(
    {
        "lamp": _lamp,
        "lantern": _lantern,
        "cup": _cup,
        "umbrella": _umbrella,
        "letter": _letter,
        "book": _book,
        "phone": _phone,
        "broom": _broom,
        "basket": _basket,
    }
)
