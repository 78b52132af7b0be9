"""What is worn on the head: hats, crowns and pins here, cloths in headcloths.py. In head units, painted over the hair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from film.picture.people.canvas import Stage, Tone, tone
from film.picture.people.forms import LEFT, RIGHT, View, cornered, lerp, oval, polygon, smooth
from film.picture.people.headcloths import (
    around_head,
    head_band,
    paint_gele,
    paint_headwrap,
    paint_hijab,
    paint_hijab_behind,
    paint_keffiyeh,
    paint_keffiyeh_behind,
    paint_turban,
    paint_veil,
    paint_veil_behind,
)
from film.picture.people.paints import GOLD, colour, faded, fill, line


def paint_headwear_behind(stage: Stage, view: View) -> None:
    painter = _BEHIND.get(stage.look.dress.headwear)
    if painter is not None:
        painter(stage, view)


def paint_headwear(stage: Stage, view: View) -> None:
    painter = _ON.get(stage.look.dress.headwear)
    if painter is not None:
        painter(stage, view)


def _crown(stage: Stage, _view: View) -> None:
    _points_of_gold(stage, -27, -40, -58, 9, 5.0)


def _tiara(stage: Stage, _view: View) -> None:
    _points_of_gold(stage, -34, -38, -52, 5, 3.0)


def _points_of_gold(stage: Stage, low: float, high: float, tip: float, count: int, thick: float) -> None:
    view = around_head(stage, thick, 4.0)
    dye, canvas = tone(GOLD), stage.canvas
    band = head_band(view, high, low, 3.0)
    reach = 82 if count > 5 else 56
    for k in range(count):
        middle = lerp(-reach, reach, k / (count - 1))
        if view.facing(middle, high) < 0.0:
            continue
        half = reach / count
        big = 1.0 if k % 2 == 0 else 0.7
        top = lerp(high, tip, big * (1.15 if k == count // 2 else 1.0))
        left, right = view.at(middle - half, high + 1), view.at(middle + half, high + 1)
        x, y = view.at(middle, high)[0] * 1.08, top
        canvas.drawPath(polygon([left, (x, y), right]), fill(dye.base))
        canvas.drawCircle(x, y, 2.6, fill(dye.light))
    canvas.drawPath(band, fill(dye.base))
    if stage.coarse:
        return
    canvas.drawPath(band, line(faded(dye.edge, 0.6), 1.2))
    for k in range(5):
        degrees = -56 + 28 * k
        if view.facing(degrees, low) > 0.15:
            x, y = view.at(degrees, (low + high) / 2)
            canvas.drawCircle(x, y + 2, 2.8, fill((0xFFB3202E, 0xFF1F6B8A)[k % 2]))


def _cap(stage: Stage, view: View) -> None:
    """A peaked cap."""
    around = around_head(stage, 6.0, 6.0)
    dye, canvas = stage.dye("main" if stage.look.dress.outfit.startswith("uniform") else "#26364f"), stage.canvas
    x = -3 * around.sin
    crown = smooth([(x - 47, -34), (x - 54, -48), (x - 30, -60), (x, -63), (x + 30, -60), (x + 54, -48), (x + 47, -34), (x, -28)])
    canvas.drawPath(crown, fill(dye.base))
    band = head_band(around, -36, -24, 4.0)
    canvas.drawPath(band, fill(dye.edge))
    way = around.sin
    peak = [around.at(a, -24) for a in (-56, -28, 0, 28, 56)]
    brim = [(px + way * 11, py + 8 * around.cos + 3 - 2.5 * abs(k - 2) * around.cos) for k, (px, py) in enumerate(peak)]
    canvas.drawPath(cornered(peak, list(reversed(brim))), fill(0xFF17151C))
    if not stage.coarse:
        canvas.drawPath(crown, line(faded(dye.edge, 0.7), 1.3))
        if view.facing(0, -30) > 0.1:
            bx, by = around.at(0, -31)
            canvas.drawCircle(bx, by + 2, 4.6, fill(GOLD))


def _hat(stage: Stage, _view: View) -> None:
    _brimmed(stage, stage.dye("#5a4636"), "#2e2420", 74, 30)


def _straw_hat(stage: Stage, view: View) -> None:
    dye, canvas = tone(0xFFD9B872), stage.canvas
    x = -3 * view.sin
    cone = smooth([(x - 88, -14), (x - 40, -44), (x, -72), (x + 40, -44), (x + 88, -14), (x, -8)])
    canvas.drawPath(cone, fill(dye.base))
    for k in range(7):
        canvas.drawLine(x, -70, x - 78 + 26 * k, -13 + (2 if k in {0, 6} else 4), line(faded(dye.edge, 0.35), 1.2))
    canvas.drawPath(cone, line(faded(dye.edge, 0.6), 1.4))


def _brimmed(stage: Stage, dye: Tone, band: str, wide: float, high: float) -> None:
    around = around_head(stage, 5.0, 5.0)
    canvas = stage.canvas
    x = -2 * around.sin
    canvas.drawOval(oval(x, -26, wide, 11), fill(dye.shade))
    crown = smooth(
        [
            (x - 43, -26),
            (x - 42, -44),
            (x - 34, -54 - high * 0.5),
            (x, -48 - high * 0.5),
            (x + 34, -54 - high * 0.5),
            (x + 42, -44),
            (x + 43, -26),
            (x, -20),
        ]
    )
    canvas.drawPath(crown, fill(dye.base))
    ribbon = [(x - 43, -40), (x, -33), (x + 43, -40), (x + 44, -28), (x, -21), (x - 44, -28)]
    canvas.drawPath(polygon(ribbon), fill(colour(band)))
    brim = smooth([(x - wide, -27), (x - 40, -20), (x, -16), (x + 40, -20), (x + wide, -27), (x + 40, -30), (x, -24), (x - 40, -30)])
    canvas.drawPath(brim, fill(dye.base))
    if not stage.coarse:
        canvas.drawPath(brim, line(faded(dye.edge, 0.7), 1.3))


def _kufi(stage: Stage, _view: View) -> None:
    around = around_head(stage, 3.5, 6.0)
    dye, trim, canvas = stage.dye("main"), stage.dye("trim"), stage.canvas
    x = -4 * around.sin
    top = [(x + 34, -53), (x + 20, -58), (x - 20, -58), (x - 34, -53)]
    low = around.around(-22, sag=-4.0)
    path = cornered(low, [around.edge(RIGHT, -38), *top, around.edge(LEFT, -38)])
    canvas.drawPath(path, fill(dye.base))
    if stage.coarse:
        return
    canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.3))
    canvas.drawPath(smooth(around.around(-27, sag=-4.0), closed=False), line(trim.base, 5.0))
    canvas.drawPath(smooth(around.around(-38, sag=-3.0), closed=False), line(faded(trim.base, 0.8), 2.2))


def _hairpins(stage: Stage, view: View) -> None:
    """Gold and blossoms in high-dressed hair, with beads that swing."""
    canvas, trim = stage.canvas, tone(GOLD)
    x = -14 * view.sin
    for side in (LEFT, RIGHT):
        px = x + side * 31 * view.cos
        canvas.drawLine(px, -50, px + side * 17 * view.cos, -58, line(trim.base, 2.4))
        canvas.drawCircle(px, -48, 6.0, fill(stage.dye("accent").light))
        canvas.drawCircle(px, -48, 2.2, fill(trim.light))
        if stage.fine:
            swing = stage.rig.sway * 0.5
            for k in range(4):
                canvas.drawCircle(px + side * 17 * view.cos + swing * k * 0.25, -52 + 6.5 * k, 1.8, fill(trim.base))


_Painter = Callable[[Stage, View], None]
_BEHIND: Mapping[str, _Painter] = MappingProxyType({"hijab": paint_hijab_behind, "keffiyeh": paint_keffiyeh_behind, "veil": paint_veil_behind})
_ON: Mapping[str, _Painter] = MappingProxyType(
    {
        "crown": _crown,
        "tiara": _tiara,
        "turban": paint_turban,
        "keffiyeh": paint_keffiyeh,
        "hijab": paint_hijab,
        "headwrap": paint_headwrap,
        "gele": paint_gele,
        "cap": _cap,
        "hat": _hat,
        "straw_hat": _straw_hat,
        "veil": paint_veil,
        "kufi": _kufi,
        "hairpins": _hairpins,
    }
)
HEADWEAR = frozenset(_ON)
