"""What is tied around the waist: belts, girdles, broad sashes and their ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from film.picture.people.canvas import Stage, Tone, tone
from film.picture.people.forms import LEFT, RIGHT, View, cornered, polygon, smooth
from film.picture.people.paints import GOLD, colour, faded, fill, line
from film.skia_loader import skia


def paint_sash(stage: Stage) -> None:
    """What is tied around the waist, over all garments."""
    kind = stage.outfit.sash
    if not kind:
        return
    widest = max(garment.ease for garment in stage.outfit.garments) + 2
    view = stage.view(stage.body.torso.widened(widest))
    upper, lower, name = _SASHES[kind]
    dye = tone(GOLD) if name == "gold" else stage.dye(name)
    top, bottom = stage.level(upper), stage.level(lower)
    band = cornered(
        view.edges(LEFT, top, bottom),
        view.around(bottom, sag=4),
        list(reversed(view.edges(RIGHT, top, bottom))),
        list(reversed(view.around(top, sag=3))),
    )
    stage.canvas.drawPath(band, fill(dye.base))
    if stage.coarse:
        return
    stage.canvas.drawPath(band, line(faded(dye.edge, 0.6), 1.4))
    _SASH_KNOTS.get(kind, _no_knot)(stage, view, dye, bottom)


_SASHES: Mapping[str, tuple[float, float, str]] = MappingProxyType(  # from, to, colour
    {
        "belt": (0.712, 0.692, "#4a3226"),
        "zari": (0.722, 0.695, "gold"),
        "obi": (0.795, 0.675, "accent"),
        "ribbon": (0.735, 0.700, "accent"),
    }
)


def _no_knot(_stage: Stage, _view: View, _dye: Tone, _y: float) -> None:
    """A girdle without ends."""


def _buckle(stage: Stage, view: View, _dye: Tone, y: float) -> None:
    if view.facing(0, y) > 0.3:
        x, level = view.at(0, y)
        height = stage.body.tall * 0.02
        stage.canvas.drawRect(skia.Rect.MakeLTRB(x - 6, level - height + 2, x + 6, level + 5), line(colour("#d9b25a"), 2.4))


def _ends(stage: Stage, view: View, dye: Tone, y: float) -> None:
    """A bow at the side whose ends hang and sway."""
    if view.facing(18, y) < 0.1:
        return
    x, level = view.at(18, y)
    long = stage.body.tall * 0.17
    for shift, spread in ((-4, -0.6), (5, 0.9)):
        swing = stage.rig.sway * 0.8 + spread * 6
        tail = [
            (x + shift - 3, level - 6),
            (x + shift + 4, level - 6),
            (x + shift + swing + 7, level + long),
            (x + shift + swing - 3, level + long - 6),
        ]
        stage.canvas.drawPath(polygon(tail), fill(dye.shade if spread < 0 else dye.base))
        stage.canvas.drawPath(polygon(tail), line(faded(dye.edge, 0.5), 1.2))
    stage.canvas.drawCircle(x, level - stage.body.tall * 0.014, 5.5, fill(dye.light))


def _cord(stage: Stage, view: View, _dye: Tone, y: float) -> None:
    """The thin cord that holds an obi."""
    middle = y - stage.body.tall * 0.06
    trim = stage.dye("trim")
    stage.canvas.drawPath(smooth(view.around(middle, sag=4), closed=False), line(trim.base, 4.0))
    if view.facing(0, middle) > 0.2:
        x, level = view.at(0, middle)
        stage.canvas.drawCircle(x, level + 4, 4.4, fill(trim.light))


_SASH_KNOTS: Mapping[str, Callable[[Stage, View, Tone, float], None]] = MappingProxyType({"belt": _buckle, "ribbon": _ends, "obi": _cord})
