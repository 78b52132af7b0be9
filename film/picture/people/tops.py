"""Garments as they are cut: necklines, collars, closures and sashes over the plain cloth of cloth.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from film.picture.people.canvas import Stage, Tone
from film.picture.people.cloth import garment_form, motif_ink, outline, paint_border, paint_folds, paint_motif, paint_shape
from film.picture.people.forms import LEFT, RIGHT, Point, View, cornered, lerp, polygon, smooth
from film.picture.people.outfits import Garment
from film.picture.people.paints import GOLD, darker, faded, fill, lighter, line

Neckline = Sequence[tuple[float, float]]  # azimuth, height as a share of floor to chin, from left to right

NECKLINES: Mapping[str, Neckline] = MappingProxyType(
    {
        "none": (),
        "scoop": ((-40, 0.950), (-33, 0.915), (-18, 0.888), (0, 0.880), (18, 0.888), (33, 0.915), (40, 0.950)),
        "round": ((-50, 0.957), (-28, 0.940), (0, 0.930), (28, 0.940), (50, 0.957)),
        "boat": ((-52, 0.945), (-36, 0.915), (0, 0.893), (36, 0.915), (52, 0.945)),
        "v": ((-44, 0.955), (-20, 0.905), (0, 0.862), (20, 0.905), (44, 0.955)),
        "collar": ((-40, 0.958), (-12, 0.930), (0, 0.908), (12, 0.930), (40, 0.958)),
        "peter": ((-50, 0.957), (-28, 0.942), (0, 0.934), (28, 0.942), (50, 0.957)),
        "lapels": ((-44, 0.958), (-24, 0.90), (-10, 0.80), (0, 0.735), (10, 0.80), (24, 0.90), (44, 0.958)),
        "vest": ((-44, 0.958), (-24, 0.89), (0, 0.80), (24, 0.89), (44, 0.958)),
        "crossed": ((-44, 0.958), (-20, 0.915), (-2, 0.872), (12, 0.905), (44, 0.958)),
        "open": ((-44, 0.958), (-22, 0.90), (-17, 0.80), (17, 0.80), (22, 0.90), (44, 0.958)),
    }
)  # "mandarin", "high" and "roll" close around the neck and have no opening


def paint_garment(stage: Stage, garment: Garment) -> None:
    form = garment_form(stage, garment)
    view = stage.view(form)
    dye = stage.dye(garment.colour)
    top, hem = view.top, view.bottom
    sag = form.ring(hem)[2] * 0.11
    path = _cut_path(stage, view, garment, hem, sag)
    _paint_inside(stage, view, dye, hem, sag)
    paint_shape(stage, view, path, dye, min(hem, stage.level(0.90) if garment.neck != "none" else top), hem)
    if garment.motif:
        trim = stage.dye("trim" if garment.colour != "trim" else "main")
        highest = max(top, stage.level(0.93))
        paint_motif(stage, view, stage.look.dress.motif, motif_ink(dye, trim), highest, hem - garment.border * stage.body.tall, path)
    if stage.outfit.garments[0] is garment or garment.hem < 0.5 or garment.folds == "soft":
        paint_folds(stage, view, garment.folds, dye, max(top, stage.level(0.72 if garment.folds != "pleats" else 0.705)), hem)
    if garment.border:
        paint_border(stage, view, stage.dye("trim"), hem, garment.border * stage.body.tall, sag)
    if not stage.coarse or garment.front in _BOLD:
        _FRONTS.get(garment.front, _nothing)(stage, view, garment)
        _COLLARS.get(garment.neck, _nothing)(stage, view, garment)


def _cut_path(stage: Stage, view: View, garment: Garment, hem: float, sag: float) -> Any:
    neckline = NECKLINES.get(garment.neck, ())
    if not neckline:
        return outline(view, view.top, hem, sag)
    opening = [view.at(degrees, stage.level(share)) for degrees, share in neckline]
    start = stage.level(neckline[0][1])
    if garment.neck == "open":
        return _open_front(stage, view, hem, sag)
    return cornered(view.edges(LEFT, start, hem), view.around(hem, sag=sag), list(reversed(view.edges(RIGHT, start, hem))), list(reversed(opening)))


def _open_front(stage: Stage, view: View, hem: float, sag: float) -> Any:
    """A coat that hangs open: two halves with a gap between them from neck to hem."""
    start = stage.level(0.958)
    path = None
    for side in (LEFT, RIGHT):
        heights = [stage.level(0.958), stage.level(0.90), stage.level(0.80), stage.level(0.68), lerp(stage.level(0.68), hem, 0.5), hem]
        inner = [view.at(side * degrees, y) for degrees, y in zip((44, 22, 16, 15, 16, 18), heights, strict=True)]
        low, high = (-180, -18) if side == LEFT else (18, 180)
        arc = view.around(hem, low, high, sag=sag)
        half = cornered(view.edges(side, start, hem), arc if side == LEFT else list(reversed(arc)), list(reversed(inner)))
        if path is None:
            path = half
        else:
            path.addPath(half)
    return path


def _paint_inside(stage: Stage, view: View, dye: Tone, hem: float, sag: float) -> None:
    """The far inside of a wide hem, seen below the near edge."""
    if sag < 4:
        return
    arc = view.around(hem, sag=sag)
    back = [(x, 2 * view.edge(LEFT, hem)[1] - y) for x, y in reversed(arc)]
    stage.canvas.drawPath(cornered(arc, back), fill(dye.edge))


def _nothing(_stage: Stage, _view: View, _garment: Garment) -> None:
    """Not every garment closes in front."""


def _down(stage: Stage, view: View, degrees: float, top: float, bottom: float) -> list[Point]:
    return view.along(degrees, stage.level(top), stage.level(bottom))


def _seam(stage: Stage, view: View, degrees: float, top: float, bottom: float, of: int, width: float) -> None:
    if view.facing(degrees, stage.level((top + bottom) / 2)) > 0.05:
        stage.canvas.drawPath(smooth(_down(stage, view, degrees, top, bottom), closed=False), line(of, width))


def _dots(stage: Stage, view: View, degrees: float, top: float, bottom: float, count: int, of: int, radius: float) -> None:
    for k in range(count):
        y = stage.level(lerp(top, bottom, k / max(1, count - 1)))
        facing = view.facing(degrees, y)
        if facing > 0.1:
            x, level = view.at(degrees, y)
            stage.canvas.drawCircle(x, level, radius * (0.6 + 0.4 * facing), fill(of))


def _buttons(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye(garment.colour)
    top = NECKLINES["vest"][2][1] - 0.01 if garment.neck == "vest" else 0.925
    bottom = max(garment.hem + 0.03, 0.42)
    _seam(stage, view, 3, top + 0.01, garment.hem, faded(dye.edge, 0.7), 1.6)
    _dots(stage, view, 0, top, bottom, 6, stage.dye("trim").base if garment.colour != "trim" else dye.edge, 2.6)


def _shirt(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye(garment.colour)
    for degrees in (-5, 5):
        _seam(stage, view, degrees, 0.905, garment.hem, faded(dye.edge, 0.4), 1.2)
    _dots(stage, view, 0, 0.885, garment.hem + 0.03, 6, faded(dye.edge, 0.75), 1.9)
    if stage.fine:
        pocket = [view.at(a, stage.level(y)) for a, y in ((24, 0.845), (46, 0.845), (46, 0.795), (35, 0.782), (24, 0.795))]
        if view.facing(35, stage.level(0.82)) > 0.2:
            stage.canvas.drawPath(polygon(pocket), line(faded(dye.edge, 0.45), 1.3))


def _placket(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye(garment.colour)
    band = [*_down(stage, view, -5, 0.955, 0.74), *reversed(_down(stage, view, 5, 0.955, 0.74))]
    stage.canvas.drawPath(polygon(band), fill(faded(stage.dye("trim").base, 0.85)))
    _dots(stage, view, 0, 0.93, 0.77, 5, darker(dye.base, 0.45), 2.0)


def _frogs(stage: Stage, view: View, _garment: Garment) -> None:
    """Knotted loops down the right of a changshan."""
    trim = stage.dye("trim").base
    curve = [view.at(a, stage.level(y)) for a, y in ((0, 0.955), (14, 0.93), (40, 0.90), (52, 0.84), (54, 0.70))]
    stage.canvas.drawPath(smooth(curve, closed=False), line(trim, 2.6))
    for degrees, share in ((10, 0.937), (38, 0.902), (53, 0.82), (54, 0.74)):
        if view.facing(degrees, stage.level(share)) > 0.1:
            x, y = view.at(degrees, stage.level(share))
            stage.canvas.drawLine(x - 8, y, x + 8, y, line(trim, 3.2))


def _zari(stage: Stage, view: View, garment: Garment) -> None:
    """A broad embroidered band down the middle."""
    trim = stage.dye("trim")
    bottom = garment.hem + 0.005
    band = [*_down(stage, view, -11, 0.955, bottom), *reversed(_down(stage, view, 11, 0.955, bottom))]
    stage.canvas.drawPath(polygon(band), fill(trim.base))
    for degrees in (-11, 11):
        _seam(stage, view, degrees, 0.955, bottom, faded(trim.edge, 0.8), 1.6)
    _dots(stage, view, 0, 0.935, bottom + 0.02, 12 if garment.hem > 0.1 else 20, stage.dye("accent").base, 3.4)
    if stage.fine:
        _dots(stage, view, 0, 0.935, bottom + 0.02, 12 if garment.hem > 0.1 else 20, lighter(trim.base, 0.7), 1.4)


def _tie(stage: Stage, view: View, garment: Garment) -> None:
    _shirt(stage, view, garment)
    dye = stage.dye("accent")
    knot = [view.at(a, stage.level(y)) for a, y in ((-9, 0.915), (9, 0.915), (6, 0.893), (-6, 0.893))]
    blade = [view.at(a, stage.level(y)) for a, y in ((-5, 0.893), (5, 0.893), (11, 0.70), (0, 0.675), (-11, 0.70))]
    if view.facing(0, stage.level(0.85)) > 0.15:
        stage.canvas.drawPath(polygon(blade), fill(dye.base))
        stage.canvas.drawPath(polygon(blade), line(faded(dye.edge, 0.6), 1.2))
        stage.canvas.drawPath(polygon(knot), fill(dye.shade))


def _bow(stage: Stage, view: View, garment: Garment) -> None:
    _shirt(stage, view, garment)
    for side in (LEFT, RIGHT):
        wing = [view.at(a, stage.level(y)) for a, y in ((0, 0.912), (side * 24, 0.928), (side * 24, 0.894))]
        stage.canvas.drawPath(polygon(wing), fill(0xFF24222A))


def _lapels(stage: Stage, view: View, garment: Garment) -> None:
    """Two turned-back leaves that meet at the button, and pockets."""
    dye = stage.dye(garment.colour)
    for side in (LEFT, RIGHT):
        leaf = ((44, 0.958), (24, 0.90), (10, 0.80), (1, 0.735), (20, 0.80), (40, 0.862), (32, 0.872), (46, 0.895), (58, 0.945))
        points = [view.at(side * a, stage.level(y)) for a, y in leaf]
        stage.canvas.drawPath(polygon(points), fill(lighter(dye.base, 0.10)))
        stage.canvas.drawPath(polygon(points), line(faded(dye.edge, 0.75), 1.5))
        pocket = [view.at(side * a, stage.level(0.605)) for a in (34, 48, 62)]
        if view.facing(side * 48, stage.level(0.605)) > 0.25 and garment.hem < 0.58:
            stage.canvas.drawPath(smooth(pocket, closed=False), line(faded(dye.edge, 0.7), 2.0))
    _seam(stage, view, 1, 0.735, garment.hem, faded(dye.edge, 0.8), 1.6)
    _dots(stage, view, 3, 0.715, 0.655 if garment.hem > 0.4 else 0.50, 2 if garment.hem > 0.4 else 4, darker(dye.base, 0.55), 2.8)


def _double(stage: Stage, view: View, garment: Garment) -> None:
    """A sea coat: two rows of brass."""
    _lapels(stage, view, garment)
    for degrees in (-16, 18):
        _dots(stage, view, degrees, 0.72, 0.50, 4, GOLD, 3.6)


def _crossed(stage: Stage, view: View, _garment: Garment) -> None:
    """The collar of a robe: a band from the right of the neck down across the chest, over one that comes from the left."""
    band = stage.dye("accent")
    under = ((44, 0.958), (14, 0.905), (-2, 0.868), (-12, 0.845))
    over = ((-44, 0.958), (-20, 0.915), (-2, 0.872), (26, 0.80), (48, 0.72))
    for edge, wide in ((under, 9.0), (over, 10.0)):
        points = [view.at(a, stage.level(y)) for a, y in edge]
        canvas = stage.canvas
        canvas.drawPath(smooth(points, closed=False), line(band.base, wide * stage.body.tall / 520, butt=True))
        if stage.fine:
            canvas.drawPath(smooth(points, closed=False), line(faded(band.light, 0.5), 1.4))


def _open(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye(garment.colour)
    for side in (LEFT, RIGHT):
        _seam(stage, view, side * 16, 0.80, garment.hem, faded(dye.edge, 0.6), 2.0)


def _badge(stage: Stage, view: View, garment: Garment) -> None:
    _shirt(stage, view, garment)
    for side in (LEFT, RIGHT):
        x, y = view.at(side * 72, stage.level(0.937))
        stage.canvas.drawLine(x - side * 10, y - 1, x + side * 4, y + 3, line(GOLD, 5.0))
    if view.facing(-36, stage.level(0.86)) > 0.2:
        x, y = view.at(-36, stage.level(0.86))
        stage.canvas.drawCircle(x, y, 4.6, fill(GOLD))


def _yoke(stage: Stage, view: View, _garment: Garment) -> None:
    """Embroidery around the neck and down the chest, as on a dashiki or an agbada."""
    trim, accent = stage.dye("trim"), stage.dye("accent")
    shape = (
        (-46, 0.957),
        (-40, 0.86),
        (-17, 0.80),
        (-15, 0.70),
        (0, 0.675),
        (15, 0.70),
        (17, 0.80),
        (40, 0.86),
        (46, 0.957),
        (20, 0.905),
        (0, 0.862),
        (-20, 0.905),
    )
    path = polygon([view.at(a, stage.level(y)) for a, y in shape])
    stage.canvas.drawPath(path, fill(trim.base))
    stage.canvas.drawPath(path, line(accent.base, 3.0))
    if stage.fine:
        for degrees in (-9, 9):
            _dots(stage, view, degrees, 0.845, 0.71, 5, accent.base, 2.6)


def _stripes(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye("second")
    for share in (0.86, 0.80, 0.74, 0.68, 0.62, 0.56):
        y = stage.level(share)
        if share > garment.hem + 0.01:
            stage.canvas.drawPath(smooth(view.around(y, sag=2.0), closed=False), line(faded(dye.base, 0.8), 6.0, butt=True))


_FRONTS: Mapping[str, Callable[[Stage, View, Garment], None]] = MappingProxyType(
    {
        "buttons": _buttons,
        "shirt": _shirt,
        "placket": _placket,
        "frogs": _frogs,
        "zari": _zari,
        "tie": _tie,
        "bow": _bow,
        "lapels": _lapels,
        "double": _double,
        "crossed": _crossed,
        "open": _open,
        "badge": _badge,
        "yoke": _yoke,
        "stripes": _stripes,
    }
)
_BOLD = frozenset({"zari", "tie", "lapels", "double", "crossed", "yoke", "stripes"})  # seen even from far away


def _collar(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye(garment.colour)
    for side in (LEFT, RIGHT):
        leaf = ((34, 0.975), (8, 0.925), (0, 0.908), (17, 0.880), (36, 0.918), (58, 0.958))
        points = [view.at(side * a, stage.level(y)) for a, y in leaf]
        stage.canvas.drawPath(polygon(points), fill(lighter(dye.base, 0.22)))
        stage.canvas.drawPath(polygon(points), line(faded(dye.edge, 0.6), 1.3))


def _peter(stage: Stage, view: View, _garment: Garment) -> None:
    for side in (LEFT, RIGHT):
        leaf = ((50, 0.960), (20, 0.940), (0, 0.934), (8, 0.895), (36, 0.885), (62, 0.920), (70, 0.955))
        path = smooth([view.at(side * a, stage.level(y)) for a, y in leaf])
        stage.canvas.drawPath(path, fill(0xFFF7F1E6))
        stage.canvas.drawPath(path, line(0x66604A4A, 1.2))


def _mandarin(stage: Stage, view: View, garment: Garment) -> None:
    dye = stage.dye(garment.colour)
    _stand(stage, view, dye, 0.985 if garment.neck == "mandarin" else 0.995)
    if garment.neck == "mandarin" and view.facing(0, view.top) > 0.2:
        x, y = view.at(0, stage.level(0.958))
        stage.canvas.drawLine(x, y, x, y - stage.body.tall * 0.022, line(faded(dye.edge, 0.7), 1.6))


def _roll(stage: Stage, view: View, garment: Garment) -> None:
    _stand(stage, view, stage.dye(garment.colour), 1.0)
    for share in (0.965, 0.98):
        arc = [(x, y) for x, y in view.around(stage.level(share), sag=3.0)]
        stage.canvas.drawPath(smooth(arc, closed=False), line(faded(stage.dye(garment.colour).edge, 0.4), 1.6))


def _stand(stage: Stage, view: View, dye: Tone, upper: float) -> None:
    """A collar that stands around the neck."""
    low = view.around(stage.level(0.945), sag=5.0)
    (lx, ly), (rx, ry) = view.edge(LEFT, view.top), view.edge(RIGHT, view.top)
    rise = (upper - 0.962) * stage.body.tall
    band = [(lx, ly - rise), (lx - 1, ly), *low[1:-1], (rx + 1, ry), (rx, ry - rise), ((lx + rx) / 2, ly - rise + 4)]
    path = polygon(band)
    stage.canvas.drawPath(path, fill(dye.base))
    stage.canvas.drawPath(path, line(faded(dye.edge, 0.6), 1.4))


_COLLARS: Mapping[str, Callable[[Stage, View, Garment], None]] = MappingProxyType(
    {"collar": _collar, "peter": _peter, "mandarin": _mandarin, "high": _mandarin, "roll": _roll}
)
