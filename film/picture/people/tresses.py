"""Tresses: what of the hair hangs or stands away from the head: knots, braids, locks, flowers. In head units; the cap is hairdo.py's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import cos, pi, sin
from types import MappingProxyType
from typing import Any

from film.picture.people.canvas import Stage, Tone
from film.picture.people.forms import LEFT, RIGHT, Point, View, cornered, lerp, oval, smooth
from film.picture.people.paints import GOLD, faded, fill, line

_AROUND = 0.62  # sine of the turn from which the neck hides what hangs on the far side


def bumps(contour: list[Point], size: float, seed: int) -> Any:
    path = smooth(contour)
    for k, (x, y) in enumerate(contour):
        path.addCircle(x, y, size * (0.72 + 0.28 * sin(k * 2.3 + seed % 7)))
    return path


def _back_x(view: View, far: float) -> float:
    """Where something at the back of the head stands in the picture."""
    return -far * view.sin


def _curtain(stage: Stage, view: View, dye: Tone, length: float, spread: float, wave: float) -> None:
    """Loose hair behind the shoulders."""
    x = _back_x(view, 14)
    swing = stage.rig.sway * 0.7
    wide = 43.0 if view.cos > 0.8 else 40.0
    left: list[Point] = [(x - wide, -12.0), (x - wide - 5, 20.0)]
    right: list[Point] = [(x + wide, -12.0), (x + wide + 5, 20.0)]
    for step in range(1, 5):
        share = step / 4
        ripple = wave * sin(step * 2.1)
        level = lerp(30, length, share)
        left.append((x - wide - 4 - spread * sin(share * 2.2) + ripple + swing * share, level))
        right.append((x + wide + 4 + spread * sin(share * 2.2) + ripple + swing * share, level))
    path = cornered(left, [(x + swing - 14, length + 8), (x + swing + 12, length + 7)], list(reversed(right)))
    stage.canvas.drawPath(path, fill(dye.shade))
    if stage.fine:
        for k in (-0.6, -0.2, 0.25, 0.62):
            strand = [(x + wide * k * 0.9, 25), (x + wide * k + wave * 0.6, (25 + length) / 2), (x + wide * k * 0.9 + swing, length - 4)]
            stage.canvas.drawPath(smooth(strand, closed=False), line(faded(dye.light, 0.35), 1.6))


def _long(stage: Stage, view: View, dye: Tone) -> None:
    _curtain(stage, view, dye, 128, 3, 0)


def _wavy(stage: Stage, view: View, dye: Tone) -> None:
    _curtain(stage, view, dye, 116, 8, 5)


def _half_up(stage: Stage, view: View, dye: Tone) -> None:
    _curtain(stage, view, dye, 150, -2, 0)
    _knob(stage, view, dye, (30, -52), 13, 11)


def _bob(stage: Stage, view: View, dye: Tone) -> None:
    x = _back_x(view, 10)
    points = [
        (x - 40, -20),
        (x - 46, 10),
        (x - 46, 38),
        (x - 40, 52),
        (x - 10, 50),
        (x + 10, 50),
        (x + 40, 52),
        (x + 46, 38),
        (x + 46, 10),
        (x + 40, -20),
    ]
    stage.canvas.drawPath(smooth(points), fill(dye.shade))


def _curly(stage: Stage, view: View, dye: Tone) -> None:
    x = _back_x(view, 12)
    contour = [(x + 50 * cos(a), 26 + (62 if sin(a) > 0 else 66) * sin(a)) for a in (2 * pi * k / 24 for k in range(24))]
    stage.canvas.drawPath(bumps(contour, 9.0, stage.look.seed), fill(dye.shade))


def _knob(stage: Stage, view: View, dye: Tone, at: tuple[float, float], wide: float, high: float) -> None:
    """A knot of hair at (how far back, y)."""
    x, y = _back_x(view, at[0]), at[1]
    stage.canvas.drawOval(oval(x, y, wide, high), fill(dye.base))
    if stage.fine:
        stage.canvas.drawOval(oval(x, y, wide, high), line(faded(dye.edge, 0.6), 1.3))
        for k in (-0.45, 0.1):
            points = [(x - wide * 0.7, y + high * k), (x, y + high * (k - 0.25)), (x + wide * 0.75, y + high * (k + 0.15))]
            stage.canvas.drawPath(smooth(points, closed=False), line(faded(dye.light, 0.5), 1.3))


def _bun(stage: Stage, view: View, dye: Tone) -> None:
    _knob(stage, view, dye, (48, 4), 20, 19)


def _topknot(stage: Stage, view: View, dye: Tone) -> None:
    _knob(stage, view, dye, (16, -58), 11, 11)
    x = _back_x(view, 16)
    if not stage.coarse:
        stage.canvas.drawLine(x - 17, -56, x + 17, -59, line(stage.dye("trim").base, 2.6))
        stage.canvas.drawLine(x - 7, -50, x + 7, -50, line(stage.dye("accent").base, 4.0))


def _top_bun(stage: Stage, view: View, dye: Tone) -> None:
    _knob(stage, view, dye, (20, -58), 17, 14)
    x = _back_x(view, 20)
    if not stage.coarse:
        stage.canvas.drawLine(x - 26, -54, x + 25, -63, line(stage.dye("trim").base, 2.4))
        stage.canvas.drawCircle(x + 25, -63, 3.6, fill(stage.dye("main").base))


def _puff(stage: Stage, view: View, dye: Tone) -> None:
    x = _back_x(view, 14)
    contour = [(x + 27 * cos(a), -60 + 22 * sin(a)) for a in (2 * pi * k / 16 for k in range(16))]
    stage.canvas.drawPath(bumps(contour, 6.0, stage.look.seed), fill(dye.base))


def _puffs(stage: Stage, view: View, dye: Tone) -> None:
    for side in (LEFT, RIGHT):
        x = side * 38 * view.cos - 10 * view.sin
        contour = [(x + 16 * cos(a), -44 + 15 * sin(a)) for a in (2 * pi * k / 12 for k in range(12))]
        stage.canvas.drawPath(bumps(contour, 5.0, stage.look.seed), fill(dye.base))
        stage.canvas.drawCircle(x - side * 9 * view.cos, -36, 3.4, fill(stage.dye("main").base))


def _buns(stage: Stage, view: View, dye: Tone) -> None:
    for side in (LEFT, RIGHT):
        x = side * 33 * view.cos - 8 * view.sin
        stage.canvas.drawCircle(x, -50, 13.5, fill(dye.base))
        stage.canvas.drawCircle(x, -50, 13.5, line(faded(dye.edge, 0.5), 1.2))
        stage.canvas.drawCircle(x - side * 7 * view.cos, -41, 3.6, fill(stage.dye("trim").base))


def _ponytail(stage: Stage, view: View, dye: Tone) -> None:
    x = _back_x(view, 44)
    swing = stage.rig.sway * 1.4
    way = -1 if view.sin >= 0 else 1
    out = abs(view.sin) * 16 * way
    points = [
        (x - 8, -26),
        (x + out * 0.8 - 10, 0),
        (x + out - 11 + swing * 0.5, 40),
        (x + out * 0.9 + swing, 82),
        (x + out + 10 + swing * 0.5, 40),
        (x + out + 9, 0),
        (x + 8, -26),
    ]
    stage.canvas.drawPath(smooth(points), fill(dye.base))
    stage.canvas.drawCircle(x, -22, 4.5, fill(stage.dye("main").base))


def _braid_back(stage: Stage, view: View, dye: Tone) -> None:
    """The part of the braid at the nape; its length hangs before the shoulder, or down the back where that shoulder is the far one."""
    _knob(stage, view, dye, (36, 24), 15, 15)
    if _braided_side(stage) * view.sin > _AROUND:
        x, swing = _back_x(view, 48), stage.rig.sway * 0.9
        _chain(stage, dye, [(x + swing * share * share, 34 + 122 * share) for share in (k / 12 for k in range(13))], 9.5, stage.dye("main").base)


def _chain(stage: Stage, dye: Tone, spine: Sequence[Point], thick: float, tie: int) -> None:
    """Plaits: overlapping ovals along a line, thinner towards the end."""
    canvas = stage.canvas
    count = len(spine)
    for k, (x, y) in enumerate(spine):
        size = thick * (1 - 0.42 * k / count)
        lean = 1.4 if k % 2 else -1.4
        canvas.drawOval(oval(x + lean, y, size, size * 0.92), fill(dye.base if k % 2 else dye.shade))
        if stage.fine:
            points = [(x + lean - size * 0.75, y - size * 0.35), (x + lean, y + size * 0.35), (x + lean + size * 0.75, y - size * 0.35)]
            canvas.drawPath(smooth(points, closed=False), line(faded(dye.light, 0.45), 1.3))
    x, y = spine[-1]
    canvas.drawOval(oval(x, y + thick * 0.9, thick * 0.55, thick * 1.0), fill(dye.base))
    canvas.drawCircle(x, y + thick * 0.2, thick * 0.5, fill(tie))


def _braided_side(stage: Stage) -> int:
    return RIGHT if stage.look.seed % 2 else LEFT


def _braid_front(stage: Stage, view: View, dye: Tone, side: int) -> None:
    """One braid, always on the same side; before the shoulder that the viewer sees, else it hangs beyond the neck."""
    if side != _braided_side(stage) or side * view.sin > _AROUND:
        return
    x0 = side * 34 * view.cos - 22 * view.sin
    swing = stage.rig.sway * 0.9
    bow = [(x0 + side * 8 * sin(share * 2.4) * view.cos + swing * share * share, 34 + 122 * share) for share in (k / 12 for k in range(13))]
    _chain(stage, dye, bow, 9.5, stage.dye("main").base)
    if stage.look.hair.flowers and not stage.coarse:
        for k, (x, y) in enumerate(bow[:8]):
            stage.canvas.drawCircle(x + (4 if k % 2 else -4), y + 2, 3.6, fill(0xFFFFFBF0 if k % 2 else 0xFFF3E8D2))


def _two_braids(stage: Stage, view: View, dye: Tone, side: int) -> None:
    if side * view.sin > _AROUND:
        return
    swing = stage.rig.sway * 0.9
    x0 = side * 37 * view.cos - 12 * view.sin
    spine = [(x0 + side * 7 * sin(share * 2.6) + swing * share * share, 22 + 62 * share) for share in (k / 7 for k in range(8))]
    _chain(stage, dye, spine, 8.5, stage.dye("main").base)


def _box_braids(stage: Stage, view: View, dye: Tone) -> None:
    swing = stage.rig.sway * 0.8
    for k in range(9):
        u = (k - 4) / 4
        x = _back_x(view, 12) + u * 40
        points = [(x * 0.9, 0), (x + u * 8, 50), (x + u * 4 + swing, 118 - 10 * abs(u))]
        stage.canvas.drawPath(smooth(points, closed=False), line(dye.shade if k % 2 else dye.base, 9.5))


def _box_braids_front(stage: Stage, view: View, dye: Tone, side: int) -> None:
    swing = stage.rig.sway * 0.8
    for k, start in enumerate((74, 86)):
        if view.facing(side * start, 0) < -0.2:
            continue
        x, y = view.at(side * start, -8)
        points = [(x + side * 3, y), (x + side * (7 + k * 4), 34), (x + side * (4 + k * 6) * view.cos + swing, 92 + 14 * k)]
        stage.canvas.drawPath(smooth(points, closed=False), line(dye.edge, 8.0))
        stage.canvas.drawPath(smooth(points, closed=False), line(dye.base, 6.6))
        stage.canvas.drawCircle(*points[-1], 4.0, fill(GOLD))


def _lock(stage: Stage, view: View, dye: Tone, side: int, length: float, wave: float) -> None:
    """From the temple down past the jaw over the shoulder."""
    if view.facing(side * 76, 0) < -0.15:
        return
    swing = stage.rig.sway * 0.7
    x0, y0 = view.at(side * 66, -14)
    x1, _ = view.at(side * 84, 0)
    x1 += side * 5
    reach = side * 10 * view.cos - 8 * view.sin
    outer = [(x1, -16), (x1 + side * 4, 14), (x1 + reach * 0.5 + wave, 46), (x1 + reach - wave + swing * 0.5, 84), (x1 + reach * 0.6 + swing, length)]
    inner = [(x0, y0), (x0 + side * 2, 12), (x0 + side * 1 + wave, 44), (x0 + reach * 0.6 - wave + swing * 0.5, 80)]
    path = cornered(outer, list(reversed(inner)))
    stage.canvas.drawPath(path, fill(dye.base))
    if stage.fine:
        stage.canvas.drawPath(path, line(faded(dye.edge, 0.5), 1.2))
        for share in (0.35, 0.7):
            strand = [(lerp(a[0], b[0], share), lerp(a[1], b[1], share)) for a, b in zip(inner, outer, strict=False)]
            stage.canvas.drawPath(smooth(strand, closed=False), line(faded(dye.light, 0.5), 1.3))


def _locks(stage: Stage, view: View, dye: Tone, side: int) -> None:
    _lock(stage, view, dye, side, 116, 0)


def _wavy_locks(stage: Stage, view: View, dye: Tone, side: int) -> None:
    _lock(stage, view, dye, side, 104, 4)


def paint_flowers(stage: Stage, view: View, *, behind: bool) -> None:
    """A string of jasmine over the back of the crown from ear to ear, and around the knot."""
    if stage.scale < 0.14:
        return
    count = 21
    for k in range(count):
        angle = pi * (1.04 + 0.92 * k / (count - 1))
        across, y, ahead = 47 * cos(angle), -1 + 51 * sin(angle), -16.0
        depth = ahead * view.cos - across * view.sin
        if behind == (depth < 0):
            _blossom(stage, across * view.cos + ahead * view.sin, y, k)
    if not behind and abs(view.sin) > 0.45:
        for k in range(9):
            angle = 2 * pi * k / 9
            _blossom(stage, -48 * view.sin + 15 * cos(angle) * abs(view.sin), 5 + 16 * sin(angle), k)


def _blossom(stage: Stage, x: float, y: float, k: int) -> None:
    stage.canvas.drawCircle(x, y, 5.0, fill((0xFFFFFDF4, 0xFFF4EAD4)[k % 2]))
    if stage.fine:
        stage.canvas.drawCircle(x - 0.8, y - 1.0, 2.0, fill((0xFFF4EAD4, 0xFFFFFDF4)[k % 2]))


_Painter = Callable[[Stage, View, Tone], None]
_SidePainter = Callable[[Stage, View, Tone, int], None]
BEHIND: Mapping[str, _Painter] = MappingProxyType(
    {
        "long": _long, "wavy": _wavy, "curly": _curly, "half_up": _half_up, "bob": _bob, "bun": _bun, "topknot": _topknot, "top_bun": _top_bun,
        "puff": _puff, "puffs": _puffs, "buns": _buns, "ponytail": _ponytail, "braid": _braid_back, "box_braids": _box_braids,
    }
)  # fmt: skip
# What falls before a shoulder, each side by itself.
BEFORE: Mapping[str, _SidePainter] = MappingProxyType(
    {"braid": _braid_front, "two_braids": _two_braids, "box_braids": _box_braids_front, "locks": _locks, "wavy_locks": _wavy_locks}
)
