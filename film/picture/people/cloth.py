"""Cloth on bodies: the shape of a garment, its shade, folds, borders and printed motifs. Cuts and closures are tops.py's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import cos, pi, sin
from types import MappingProxyType
from typing import Any

from film.picture.people.body import Body
from film.picture.people.canvas import Stage, Tone
from film.picture.people.forms import LEFT, RIGHT, Form, Point, Ring, View, cornered, lerp, smooth
from film.picture.people.outfits import Garment
from film.picture.people.paints import faded, fill, line, mix
from film.skia_loader import skia

_HIP = 0.60
_LIFE = 0.16  # of the height: how far the lap reaches forward


def garment_form(stage: Stage, garment: Garment) -> Form:
    """The form of a garment at this moment: as cut, opened by a stride, folded by sitting down."""
    form = _cut(stage.body, garment)
    if not stage.rig.stride and not stage.rig.seated:
        return form
    return Form(tuple(_moved(stage, ring) for ring in form.rings))


@lru_cache(maxsize=512)
def _cut(body: Body, garment: Garment) -> Form:
    upper = body.torso.widened(garment.ease)
    hip = body.level(_HIP)
    top, hem = body.level(garment.top), body.level(garment.hem)
    if not garment.fitted:
        upper = _unfitted(upper, body)
    if hem <= hip:
        return upper.cut(top, hem)
    return Form((*upper.cut(top, hip).rings, *_skirt(upper.ring(hip), hip, hem, garment.flare)))


def _unfitted(form: Form, body: Body) -> Form:
    """Hangs straight from chest to hips."""
    chest, hip = form.ring(body.level(0.84)), form.ring(body.level(_HIP))
    rings = []
    for y, a, b, c in form.rings:
        share = (y - chest[0]) / (hip[0] - chest[0])
        if 0 < share <= 1:
            a, b = max(a, lerp(chest[1], hip[1] + 2, share)), max(b, lerp(chest[2], hip[2] + 2, share))
        rings.append((y, a, b, c))
    return Form(tuple(rings))


def _skirt(hip: Ring, top: float, hem: float, flare: float) -> list[Ring]:
    _, a, b, c = hip
    rings = []
    for k in range(1, 9):
        share = k / 8
        wide = 1 + (flare - 1) * share ** (0.9 if flare > 1.5 else 1.0)
        rings.append((lerp(top, hem, share), a * wide, b * wide, lerp(c, 0.0, share)))
    return rings


def _moved(stage: Stage, ring: Ring) -> Ring:
    y, a, b, c = ring
    hip = stage.level(0.56)
    if y <= hip:
        return ring
    down = 1 - y / hip  # 0 at the hips, 1 on the floor
    open_ = stage.rig.stride * down * 0.85
    lap = stage.rig.seated * _LIFE * stage.body.tall
    folded = min(1.0, down / 0.3)
    return y, a + open_ * abs(sin(stage.rig.yaw)) * 0.3, b + open_ + lap * (1 - folded) * 0.62, c + lap * lerp(0.62, 1.15, folded)


def outline(view: View, top: float, bottom: float, hem_sag: float) -> Any:
    """The part of a form between two heights, its lower edge hanging towards the viewer."""
    return cornered(
        view.edges(LEFT, top, bottom),
        view.around(bottom, sag=hem_sag),
        list(reversed(view.edges(RIGHT, top, bottom))),
    )


def paint_shape(stage: Stage, view: View, path: Any, dye: Tone, top: float, bottom: float) -> None:
    """Flat colour, a soft step of shade on the far side of the light, a thin contour."""
    canvas = stage.canvas
    canvas.drawPath(path, fill(dye.base))
    shade(stage, view, dye, top, bottom)
    if not stage.coarse:
        canvas.drawPath(path, line(faded(dye.edge, 0.55), 1.5))


def shade(stage: Stage, view: View, dye: Tone, top: float, bottom: float) -> None:
    dark, bright = -stage.light, stage.light
    for share, strength in ((0.36, 0.34), (0.20, 0.30)):
        stage.canvas.drawPath(strip(view, dark, share, top, bottom), fill(faded(dye.shade, strength * 1.3)))
    stage.canvas.drawPath(strip(view, bright, 0.10, top, bottom), fill(faded(dye.light, 0.45)))


def strip(view: View, side: int, share: float, top: float, bottom: float) -> Any:
    """From one silhouette inwards by a share of the width."""
    outer = view.edges(side, top, bottom)
    other = view.edges(-side, top, bottom)
    last = max(1, len(outer) - 1)
    inner = [(x + (ox - x) * share * min(1.0, 0.25 + 4 * k / last), y) for k, ((x, y), (ox, _)) in enumerate(zip(outer, other, strict=True))]
    return cornered(outer, list(reversed(inner)))


def paint_folds(stage: Stage, view: View, kind: str, dye: Tone, top: float, bottom: float) -> None:
    if not kind or stage.scale < 0.16:
        return
    dark, light = skia.Path(), skia.Path()
    for degrees, start in _FOLDS[kind]:
        _add_fold(dark, stage, view, degrees, lerp(top, bottom, start), bottom, 5.0)
        if stage.fine:
            _add_fold(light, stage, view, degrees + 8, lerp(top, bottom, start + 0.04), bottom, 2.5)
    stage.canvas.drawPath(dark, fill(faded(dye.edge, 0.34)))
    if stage.fine:
        stage.canvas.drawPath(light, fill(faded(dye.light, 0.40)))


_FOLDS: Mapping[str, Sequence[tuple[float, float]]] = MappingProxyType(  # azimuth, where it begins between top and hem
    {
        "pleats": ((-24, 0.01), (-15, 0.0), (-7, 0.0), (1, 0.0), (9, 0.0), (17, 0.01), (-62, 0.25), (58, 0.2), (120, 0.2), (-120, 0.2), (160, 0.3)),
        "around": (
            (-72, 0.30),
            (-46, 0.45),
            (-22, 0.28),
            (4, 0.5),
            (26, 0.32),
            (50, 0.42),
            (74, 0.3),
            (110, 0.35),
            (140, 0.3),
            (-110, 0.35),
            (-140, 0.3),
        ),
        "soft": ((-52, 0.55), (-20, 0.72), (30, 0.62), (62, 0.5), (120, 0.6), (-120, 0.6)),
    }
)


def _add_fold(path: Any, stage: Stage, view: View, degrees: float, top: float, bottom: float, width: float) -> None:
    """A wedge that opens towards the hem and sways with it."""
    if view.facing(degrees, bottom) < 0.12:
        return
    steps = 4
    left, right = [], []
    for k in range(steps + 1):
        share = k / steps
        y = lerp(top, bottom - 1.5, share)
        x, level = view.at(degrees + 1.5 * sin(share * 5 + degrees), y)
        x += stage.rig.sway * 0.35 * share * share
        left.append((x - width * 0.5 * share, level))
        right.append((x + width * 0.5 * share, level))
    path.addPath(cornered(left, list(reversed(right))))


def paint_border(stage: Stage, view: View, dye: Tone, hem: float, height: float, sag: float) -> None:
    """A woven band along the hem with a finer line above it and, seen from near, a row of temple points."""
    top = hem - height
    band = cornered(
        view.edges(LEFT, top, hem), view.around(hem, sag=sag), list(reversed(view.edges(RIGHT, top, hem))), list(reversed(view.around(top, sag=sag)))
    )
    canvas = stage.canvas
    canvas.drawPath(band, fill(dye.base))
    if stage.coarse:
        return
    canvas.drawPath(smooth(view.around(top - height * 0.22, sag=sag), closed=False), line(dye.base, max(1.2, height * 0.08)))
    canvas.drawPath(smooth(view.around(top + height * 0.25, sag=sag), closed=False), line(faded(dye.edge, 0.6), max(1.0, height * 0.07)))
    if height > 14 and stage.scale > 0.4:
        canvas.drawPath(_points(view, top + height * 0.34, height * 0.5, sag), fill(faded(dye.edge, 0.5)))


def _points(view: View, top: float, height: float, sag: float) -> Any:
    path = skia.Path()
    arc = view.around(top, steps=40, sag=sag)
    for (x0, y0), (x1, y1) in zip(arc[::2], arc[2::2], strict=False):
        path.addPoly([(x0, y0 + height), ((x0 + x1) / 2, (y0 + y1) / 2), (x1, y1 + height)], True)
    return path


Decal = Sequence[tuple[float, float, float, float]]  # ovals: x, y, rx, ry


def _petals(count: int, reach: float, size: float, heart: float) -> Decal:
    ring = [(reach * cos(2 * pi * k / count), reach * sin(2 * pi * k / count), size, size) for k in range(count)]
    return (*ring, (0.0, 0.0, heart, heart))


MOTIFS: Mapping[str, tuple[Decal, float]] = MappingProxyType(  # what is printed, and how far apart, in units
    {
        "plain": ((), 0.0),
        "dots": (((0, 0, 2.3, 2.3),), 19.0),
        "paisley": (((0, 0, 3.4, 4.2), (1.8, -4.2, 2.2, 2.6), (3.4, -6.6, 1.2, 1.6)), 27.0),
        "checks": (((0, 0, 9.5, 0.7), (0, 0, 0.7, 9.5)), 19.0),
        "flowers": (_petals(5, 3.6, 2.4, 1.4), 27.0),
        "rings": (_petals(8, 5.4, 1.3, 2.0), 27.0),
        "blossoms": (_petals(5, 4.6, 3.3, 0.0), 42.0),
        "waves": (((-6, 0, 3.4, 1.2), (0, -2, 3.4, 1.2), (6, 0, 3.4, 1.2)), 30.0),
        "circles": (_petals(12, 8.0, 1.1, 3.2), 40.0),
        "stripes": (((0, 0, 1.4, 15.0),), 24.0),
        "diamonds": (((0, 0, 2.0, 6.5), (0, 0, 4.6, 2.2), (-8, 0, 1.3, 1.3), (8, 0, 1.3, 1.3)), 26.0),
        "wax_rings": ((*_petals(10, 10.5, 2.4, 0.0), *_petals(6, 4.6, 2.0, 2.2)), 34.0),
        "zigzag": (tuple((-11 + 2.75 * k, 5.0 * (k % 2) - 2.5 + (1.2 if k % 4 == 0 else 0), 2.3, 2.3) for k in range(9)), 22.0),
        "wax_leaves": (((0, -7, 3.4, 7.0), (-6, 3, 5.6, 2.8), (6, 3, 5.6, 2.8), (0, 1, 2.2, 2.2)), 32.0),
    }
)


def _spot(decal: Decal) -> Decal:
    area = sum(rx * ry for _, _, rx, ry in decal)
    wide = max((abs(dx) + rx for dx, _, rx, _ in decal), default=1.0)
    high = max((abs(dy) + ry for _, dy, _, ry in decal), default=1.0)
    share = (area / (wide * high)) ** 0.5
    return ((0.0, 0.0, wide * share, high * share),)


_SPOTS: Mapping[str, Decal] = MappingProxyType({name: _spot(decal) for name, (decal, _) in MOTIFS.items() if len(decal) > 3})


def paint_motif(stage: Stage, view: View, name: str, ink: int, top: float, bottom: float, clip: Any = None) -> None:
    """Prints the motif in staggered rows around the form, foreshortened towards the silhouette."""
    decal, apart = MOTIFS[name]
    if not decal or stage.scale < 0.2:
        return
    size = 1.0 if stage.body.kind != "child" else 0.85
    step = apart * size
    if stage.scale < 0.5:  # from far away a motif is one spot, as large as its parts together
        decal = _SPOTS.get(name, decal)
    path = skia.Path()
    rows = int((bottom - top) / step)
    for row in range(rows):
        y = top + (row + 0.5) * step
        around = max(8, round(2 * pi * 46 * size / step))
        azimuths = [360 * (column + 0.5 * (row % 2)) / around - 180 for column in range(around)]
        for x, level, facing in view.row(y, azimuths, 0.22):
            _print(path, (x, level), decal, facing * size, size)
    if clip is not None:
        stage.canvas.save()
        stage.canvas.clipPath(clip, doAntiAlias=False)
    stage.canvas.drawPath(path, fill(ink))
    if clip is not None:
        stage.canvas.restore()


def _print(path: Any, at: Point, decal: Decal, across: float, down: float) -> None:
    x, y = at
    for dx, dy, rx, ry in decal:
        path.addOval(skia.Rect.MakeLTRB(x + (dx - rx) * across, y + (dy - ry) * down, x + (dx + rx) * across, y + (dy + ry) * down))


def motif_ink(dye: Tone, trim: Tone) -> int:
    """Readable on its ground without shouting."""
    return faded(mix(dye.base, trim.base, 0.82), 0.9)


Painter = Callable[[Stage, View, Garment], None]
