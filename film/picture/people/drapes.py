"""Cloth that is laid over the body and not sewn: the end of a saree, veils and stoles, cloaks. Its loose ends sway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import sin
from types import MappingProxyType
from typing import Any

from film.picture.people.canvas import Stage, Tone, tone
from film.picture.people.cloth import motif_ink, paint_motif
from film.picture.people.forms import LEFT, RIGHT, Point, View, cornered, lerp, oval, smooth
from film.picture.people.paints import GOLD, faded, fill, lighter, line

Edge = Sequence[tuple[float, float]]  # azimuth, height as a share of floor to chin

_INNER: Edge = ((-96, 0.715), (-66, 0.755), (-34, 0.825), (-8, 0.885), (14, 0.930), (34, 0.957))  # towards the neck
_OUTER: Edge = ((-96, 0.64), (-60, 0.655), (-22, 0.705), (16, 0.775), (48, 0.845), (78, 0.915))


def paint_drape_behind(stage: Stage) -> None:
    """The part that hangs down the back; painted before the body."""
    painter = _BEHIND.get(stage.outfit.drape)
    if painter is not None:
        painter(stage)


def paint_drape(stage: Stage) -> None:
    """The part that lies on chest and shoulders."""
    painter = _ON.get(stage.outfit.drape)
    if painter is not None:
        painter(stage)


def _chest(stage: Stage, ease: float = 6.0) -> View:
    return stage.view(stage.body.torso.widened(ease))


def _points(stage: Stage, view: View, edge: Edge) -> list[Point]:
    return [view.at(a, stage.level(y)) for a, y in edge]


def _fall(stage: Stage, at: Point, wide: float, bottom: float, *, flare: float = 1.25, lag: float = 1.0) -> tuple[Any, list[Point], list[Point]]:
    """A panel that hangs from a point of the shoulder down to a height; returns its path and its two long edges."""
    x, y = at
    steps = 5
    left, right = [], []
    for k in range(steps + 1):
        share = k / steps
        half = wide / 2 * lerp(0.08, flare, share**0.5)
        dx = _swing(stage, share) * lag
        level = lerp(y, bottom, share)
        left.append((x - half + dx, level))
        right.append((x + half + dx, level))
    left[-1] = (left[-1][0], left[-1][1] - wide * 0.10)
    return cornered(left, list(reversed(right))), left, right


def _paint_panel(stage: Stage, path: Any, left: list[Point], right: list[Point], dye: Tone, trim: Tone, band: float) -> None:
    canvas = stage.canvas
    canvas.drawPath(path, fill(dye.base))
    (lx, ly), (rx, ry), (ux, _), (vx, _) = left[-1], right[-1], left[-2], right[-2]
    up = band / max(1.0, ly - left[-2][1])
    canvas.drawPath(cornered([(lerp(lx, ux, up), ly - band), (lx, ly), (rx, ry), (lerp(rx, vx, up), ry - band)]), fill(trim.base))
    if stage.coarse:
        return
    for share in (0.3, 0.62):
        fold = [(lerp(a[0], b[0], share), a[1]) for a, b in zip(left[1:], right[1:], strict=True)]
        canvas.drawPath(smooth(fold, closed=False), line(faded(dye.edge, 0.40), 2.2))
    canvas.drawPath(smooth(left, closed=False), line(trim.base, 4.0))
    canvas.drawPath(path, line(faded(dye.edge, 0.5), 1.4))


def _pallu_behind(stage: Stage) -> None:
    """Over the left shoulder and down the back to the knees."""
    view = _chest(stage)
    x, y = view.at(78, stage.level(0.915))
    back = -view.sin * 0.055 * stage.body.tall
    wide = stage.body.tall * (0.105 + 0.05 * abs(view.sin))
    path, left, right = _fall(stage, (x + back - 12 * view.cos, y), wide, stage.level(0.30))
    dye = stage.dye("main")
    _paint_panel(stage, path, left, right, Tone(dye.shade, dye.edge, dye.base, dye.edge), stage.dye("trim"), stage.body.tall * 0.075)


def _pallu(stage: Stage) -> None:
    """From the right hip across the chest to the left shoulder, pleated, with its border."""
    view, dye, trim, canvas = _chest(stage), stage.dye("main"), stage.dye("trim"), stage.canvas
    inner, outer = _points(stage, view, _INNER), _points(stage, view, _OUTER)
    path = cornered(inner, list(reversed(outer)))
    canvas.drawPath(path, fill(lighter(dye.base, 0.05)))
    if stage.look.dress.motif != "plain" and not stage.coarse:
        paint_motif(stage, view, stage.look.dress.motif, motif_ink(dye, trim), stage.level(0.93), stage.level(0.65), path)
    if not stage.coarse:
        for share in (0.30, 0.50, 0.70, 0.86):
            fold = [(lerp(a[0], b[0], share), lerp(a[1], b[1], share)) for a, b in zip(inner, outer, strict=True)]
            canvas.drawPath(smooth(fold, closed=False), line(faded(dye.edge, 0.42), 2.0))
        shadow = [(x, y + 4) for x, y in outer]
        canvas.drawPath(smooth(shadow, closed=False), line(faded(dye.edge, 0.22), 5.0))
    canvas.drawPath(smooth(inner, closed=False), line(trim.base, stage.body.tall * 0.021, butt=True))
    if stage.fine:
        canvas.drawPath(smooth(inner, closed=False), line(faded(trim.edge, 0.55), 1.5))
    canvas.drawPath(smooth(outer, closed=False), line(faded(trim.base, 0.9), 3.0))
    if not stage.coarse:
        canvas.drawPath(path, line(faded(dye.edge, 0.45), 1.3))


_SCARF: Edge = ((-86, 0.945), (-56, 0.88), (-26, 0.835), (0, 0.82), (26, 0.835), (56, 0.88), (86, 0.945))
_SCARF_LOW: Edge = ((-98, 0.90), (-62, 0.825), (-30, 0.775), (0, 0.76), (30, 0.775), (62, 0.825), (98, 0.90))


def _dupatta_behind(stage: Stage) -> None:
    """Both ends of a veil laid over the chest hang down the back."""
    view = _chest(stage)
    dye, trim = _veil_dyes(stage)
    for degrees in (-76, 76):
        x, y = view.at(degrees, stage.level(0.92))
        back = -view.sin * 0.06 * stage.body.tall
        path, left, right = _fall(stage, (x + back - (12 if degrees > 0 else -12) * view.cos, y + 4), stage.body.tall * 0.10, stage.level(0.36))
        _paint_panel(stage, path, left, right, Tone(dye.shade, dye.edge, dye.base, dye.edge), trim, stage.body.tall * 0.03)


def _dupatta(stage: Stage) -> None:
    dye, trim = _veil_dyes(stage)
    _scarf(stage, _chest(stage, 7.0), dye, trim, _SCARF, _SCARF_LOW)


def _veil_dyes(stage: Stage) -> tuple[Tone, Tone]:
    """The veil and its border: never the colour of the blouse below it."""
    return (stage.dye("trim"), stage.dye("accent")) if stage.outfit.drape == "veil" else (stage.dye("accent"), stage.dye("trim"))


def _scarf(stage: Stage, view: View, dye: Tone, trim: Tone, upper: Edge, lower: Edge) -> None:
    canvas = stage.canvas
    top, low = _points(stage, view, upper), _points(stage, view, lower)
    path = cornered(top, list(reversed(low)))
    canvas.drawPath(path, fill(faded(dye.base, 0.92)))
    if stage.coarse:
        return
    for share in (0.25, 0.5, 0.75):
        fold = [(lerp(a[0], b[0], share), lerp(a[1], b[1], share)) for a, b in zip(top, low, strict=True)]
        canvas.drawPath(smooth(fold, closed=False), line(faded(dye.edge if share != 0.5 else dye.light, 0.42), 2.0))
    canvas.drawPath(smooth(low, closed=False), line(trim.base, 4.0))
    canvas.drawPath(path, line(faded(dye.edge, 0.5), 1.3))


def _stole(stage: Stage, sides: Sequence[int] = (LEFT, RIGHT), low: float = 0.46) -> None:
    """A folded cloth over the shoulders, its ends hanging in front."""
    view, dye, trim = _chest(stage, 8.0), stage.dye("accent"), stage.dye("trim")
    for side in sides:
        if view.facing(side * 46, stage.level(0.85)) < -0.35:
            continue
        outer = [view.at(side * a, stage.level(y)) for a, y in ((40, 0.975), (74, 0.94), (72, 0.88), (66, 0.80))]
        inner = [view.at(side * a, stage.level(y)) for a, y in ((34, 0.968), (34, 0.93), (32, 0.88), (28, 0.80))]
        dx = _swing(stage, 1.0) * 0.5
        end = stage.level(low)
        outer += [(outer[-1][0] + dx * 0.5, stage.level(0.65)), (outer[-1][0] + dx, end)]
        inner += [(inner[-1][0] + dx * 0.5, stage.level(0.65)), (inner[-1][0] + dx, end)]
        left, right = (outer, inner) if outer[-1][0] < inner[-1][0] else (inner, outer)
        _paint_panel(stage, cornered(left, list(reversed(right))), left, right, dye, trim, stage.body.tall * 0.04)


def _stole_one(stage: Stage) -> None:
    _stole(stage, (RIGHT,), 0.36)


def _sash_cloth(stage: Stage) -> None:
    """A priest's upper cloth from the left shoulder to the right hip, and the thread below it."""
    view = _chest(stage, 2.0)
    thread = [view.at(a, stage.level(y)) for a, y in ((44, 0.955), (18, 0.87), (-16, 0.78), (-56, 0.70))]
    stage.canvas.drawPath(smooth(thread, closed=False), line(0xFFF4ECDA, 2.4))
    cloth, trim = tone(0xFFF3E4C4), tone(0xFFC2672A)
    _scarf(
        stage,
        _chest(stage, 4.0),
        cloth,
        trim,
        ((30, 0.96), (52, 0.90), (58, 0.82), (56, 0.72), (54, 0.62)),
        ((74, 0.945), (88, 0.90), (86, 0.82), (84, 0.72), (80, 0.62)),
    )


def _silk_scarf_behind(stage: Stage) -> None:
    """A long airy scarf that runs behind the back over both arms."""
    dye = stage.dye("accent")
    for arm in stage.rig.arms:
        x, y = arm.elbow
        path, left, right = _fall(stage, (x, y + 4), stage.body.tall * 0.045, stage.level(0.14), flare=1.5, lag=1.8)
        stage.canvas.drawPath(path, fill(faded(dye.light, 0.72)))
        if not stage.coarse:
            stage.canvas.drawPath(smooth(left, closed=False), line(faded(dye.base, 0.8), 1.6))
            stage.canvas.drawPath(smooth(right, closed=False), line(faded(dye.base, 0.5), 1.2))


def _cloak_behind(stage: Stage, dye: Tone, lining: Tone) -> None:
    view = _chest(stage, 12.0)
    (lx, ly), (rx, ry) = view.edge(LEFT, stage.level(0.925)), view.edge(RIGHT, stage.level(0.925))
    back = -view.sin * 0.07 * stage.body.tall
    dx = _swing(stage, 1.0)
    flare = 0.055 * stage.body.tall
    points = [
        (lx, ly),
        (lx - flare * 0.6 + back, stage.level(0.6)),
        (lx - flare * 1.5 + back + dx, stage.level(0.05)),
        (rx + flare * 1.5 + back + dx, stage.level(0.05)),
        (rx + flare * 0.6 + back, stage.level(0.6)),
        (rx, ry),
    ]
    path = cornered(points[:3], points[3:])
    stage.canvas.drawPath(path, fill(lining.shade))
    stage.canvas.drawPath(path, line(dye.base, 6.0))


def _cape_behind(stage: Stage) -> None:
    _cloak_behind(stage, tone(0xFF7A1226), tone(0xFF9A1A34))


def _cape(stage: Stage) -> None:
    """Fur over the shoulders, held by a chain."""
    view = _chest(stage, 10.0)
    upper = ((-100, 0.955), (-60, 0.95), (-40, 0.965), (0, 0.93), (40, 0.965), (60, 0.95), (100, 0.955))
    lower = ((-110, 0.88), (-70, 0.87), (-36, 0.885), (0, 0.865), (36, 0.885), (70, 0.87), (110, 0.88))
    path = cornered(_points(stage, view, upper), list(reversed(_points(stage, view, lower))))
    stage.canvas.drawPath(path, fill(0xFFF6F0E4))
    if stage.coarse:
        return
    stage.canvas.drawPath(path, line(0x66604A50, 1.3))
    for degrees in range(-96, 97, 24):
        y = stage.level(0.905)
        if view.facing(degrees, y) > 0.15:
            x, level = view.at(degrees, y)
            stage.canvas.drawOval(oval(x, level - 1, 1.8, 4.0), fill(0xFF2A2026))


def _bisht_behind(stage: Stage) -> None:
    _cloak_behind(stage, tone(GOLD), tone(0xFF3A2C26))


def _bisht(stage: Stage) -> None:
    """A dark cloak with a gold edge, open in front."""
    view, dye = _chest(stage, 12.0), tone(0xFF3A2C26)
    dx = _swing(stage, 1.0) * 0.4
    for side in (LEFT, RIGHT):
        if view.facing(side * 50, stage.level(0.85)) < -0.4:
            continue
        inner = [view.at(side * a, stage.level(y)) for a, y in ((38, 0.965), (30, 0.90), (28, 0.80), (32, 0.66))]
        outer = view.edges(side, stage.level(0.945), stage.level(0.66))
        inner += [(inner[-1][0] + dx * 0.6, stage.level(0.4)), (inner[-1][0] + side * 4 + dx, stage.level(0.05))]
        tail = [(outer[-1][0] + side * 10 + dx * 0.6, stage.level(0.4)), (outer[-1][0] + side * 18 + dx, stage.level(0.05))]
        path = cornered(inner, list(reversed([*outer, *tail])))
        stage.canvas.drawPath(path, fill(dye.base))
        stage.canvas.drawPath(smooth(inner, closed=False), line(GOLD, 5.5))
        if not stage.coarse:
            stage.canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.4))


_Painter = Callable[[Stage], None]
_BEHIND: Mapping[str, _Painter] = MappingProxyType(
    {
        "pallu": _pallu_behind,
        "dupatta": _dupatta_behind,
        "veil": _dupatta_behind,
        "silk_scarf": _silk_scarf_behind,
        "cape": _cape_behind,
        "bisht": _bisht_behind,
    }
)
_ON: Mapping[str, _Painter] = MappingProxyType(
    {
        "pallu": _pallu,
        "dupatta": _dupatta,
        "veil": _dupatta,
        "stole": _stole,
        "stole_one": _stole_one,
        "sash_cloth": _sash_cloth,
        "cape": _cape,
        "bisht": _bisht,
    }
)


def _swing(stage: Stage, share: float) -> float:
    """How far hanging cloth has swung at a share of its length."""
    return stage.rig.sway * share * share + 1.5 * sin(stage.pose.t * 2.2 + share * 3) * share
