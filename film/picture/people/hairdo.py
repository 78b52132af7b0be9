"""Hair on heads: what hangs behind the person and what frames the face, by style. Beards are face.py's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin
from types import MappingProxyType
from typing import Any

from film.model import Sex
from film.picture.people.canvas import Stage, Tone
from film.picture.people.forms import LEFT, RIGHT, Form, Point, View, cornered, lerp, oval, smooth
from film.picture.people.head import head_form
from film.picture.people.look import Look
from film.picture.people.paints import GOLD, colour, darker, faded, fill, lighter, line, mix
from film.skia_loader import skia

Line = Sequence[tuple[float, float]]  # azimuth and height of the right half of the hairline, from the middle of the forehead outwards

_SHORT: Line = (
    (0, -31),
    (24, -31),
    (46, -26),
    (58, -16),
    (66, -8),
    (74, 2),
    (82, 8),
    (90, -6),
    (97, -4),
    (106, 0),
    (118, 5),
    (132, 14),
    (150, 27),
    (180, 32),
)
_SWEPT: Line = (
    (0, -34),
    (22, -32),
    (44, -30),
    (56, -20),
    (64, -9),
    (74, 0),
    (82, 6),
    (90, -6),
    (97, -4),
    (106, 1),
    (118, 6),
    (132, 15),
    (150, 29),
    (180, 34),
)
_PARTED: Line = ((0, -40), (12, -36), (30, -29), (50, -18), (66, -3), (76, 8), (90, 4), (98, 4), (108, 12), (124, 26), (150, 37), (180, 38))
_LOOSE: Line = ((0, -40), (12, -36), (31, -27), (46, -13), (54, 4), (58, 22), (62, 44), (100, 50), (180, 50))
_FRINGE: Line = ((0, -13), (20, -13), (40, -12), (49, -7), (54, 6), (57, 24), (61, 44), (100, 50), (180, 50))
_BOWL: Line = ((0, -15), (24, -15), (46, -12), (60, -4), (72, 4), (88, 8), (100, 12), (120, 26), (180, 30))
_ROUND: Line = ((0, -30), (24, -30), (46, -25), (62, -12), (72, 2), (82, 10), (92, -2), (98, -2), (106, 2), (118, 7), (132, 12), (150, 18), (180, 22))


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    line: Line
    volume: float  # thickness over the skull
    lift: float = 0.0  # more of it on top
    ears: bool = True  # are they seen?
    curls: float = 0.0  # size of curls along the contour
    lopsided: bool = False  # the parting moves the hairline
    behind: str = ""  # what hangs behind: a key of _BEHIND
    before: str = ""  # what hangs before the shoulders: a key of _BEFORE
    strands: str = "down"  # "down" | "back" | "none"


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "side_part": Style(line=_SHORT, volume=4.5, lift=4, lopsided=True),
        "swept": Style(line=_SWEPT, volume=4.5, lift=6, strands="back"),
        "wavy": Style(line=_SHORT, volume=6, lift=5, curls=5.0, lopsided=True, strands="none"),
        "curly": Style(line=_SHORT, volume=8, lift=5, curls=7.5, strands="none"),
        "crop": Style(line=_SHORT, volume=2.2, lift=1, strands="none"),
        "fade": Style(line=_ROUND, volume=2.6, lift=3.5, strands="none"),
        "mop": Style(line=_BOWL, volume=6, lift=3, curls=4.0, strands="none"),
        "bowl": Style(line=_BOWL, volume=5, lift=2),
        "bald": Style(line=(), volume=2.5, strands="none"),
        "topknot": Style(line=_SWEPT, volume=3, lift=1, behind="topknot", strands="back"),
        "bun": Style(line=_PARTED, volume=4, lift=1, behind="bun"),
        "bun_flowers": Style(line=_PARTED, volume=4, lift=1, behind="bun"),
        "braid": Style(line=_PARTED, volume=4, lift=1, behind="braid", before="braid"),
        "braid_flowers": Style(line=_PARTED, volume=4, lift=1, behind="braid", before="braid"),
        "long": Style(line=_LOOSE, volume=6, lift=2, ears=False, behind="long", before="locks"),
        "wavy_long": Style(line=_LOOSE, volume=7, lift=3, ears=False, behind="wavy", before="wavy_locks"),
        "curly_long": Style(line=_LOOSE, volume=8, lift=4, ears=False, curls=7.0, behind="curly", before="", strands="none"),
        "half_up": Style(line=_PARTED, volume=5, lift=3, behind="half_up", before=""),
        "ponytail": Style(line=_SWEPT, volume=4, lift=2, behind="ponytail", strands="back"),
        "bob": Style(line=_LOOSE, volume=6, lift=2, ears=False, behind="bob"),
        "bob_fringe": Style(line=_FRINGE, volume=6, lift=2, ears=False, behind="bob"),
        "top_bun": Style(line=_PARTED, volume=4, lift=2, behind="top_bun"),
        "short_curls": Style(line=_ROUND, volume=8, lift=4, curls=7.0, ears=True, strands="none"),
        "afro": Style(line=_ROUND, volume=24, lift=8, curls=7.0, ears=False, strands="none"),
        "short_afro": Style(line=_ROUND, volume=9, lift=4, curls=5.0, strands="none"),
        "top_puff": Style(line=_SWEPT, volume=3, behind="puff", strands="back"),
        "two_puffs": Style(line=_PARTED, volume=3, behind="puffs"),
        "box_braids": Style(line=_SWEPT, volume=5, lift=2, ears=False, behind="box_braids", before="box_braids", strands="back"),
        "two_braids": Style(line=_PARTED, volume=4.5, lift=1, behind="", before="two_braids"),
        "two_buns": Style(line=_FRINGE, volume=5, lift=1, ears=False, behind="buns"),
    }
)
_FLATTENS = frozenset({"kufi", "cap", "hat", "straw_hat", "turban", "crown"})
_COVERED = frozenset({"hijab", "gele", "headwrap", "keffiyeh"})


def style(look: Look) -> Style:
    """Under a hat hair lies flat."""
    return STYLES["crop" if look.dress.headwear in _FLATTENS and look.sex is Sex.MALE else look.hair.style]


def shows_ears(look: Look) -> bool:
    return style(look).ears and look.dress.headwear not in {"hijab", "gele", "keffiyeh"}


def hair_tone(look: Look) -> Tone:
    base = colour(look.hair.colour)
    light = mix(base, 0xFF8A6A5A, 0.26) if base & 0xFF < 0x50 else lighter(base, 0.28)
    return Tone(base, darker(base, 0.30), light, darker(base, 0.45))


_EAR = 8.0  # height of the ears in the head


@lru_cache(maxsize=256)
def hair_form(look: Look) -> Form:
    """The skull with the volume of the hair on it."""
    hair = style(look)
    skull = head_form(look)
    wide, high = 1 + hair.volume / 38, 1 + (hair.volume * 0.8 + hair.lift) / 44
    rings = []
    for y, a, b, c in skull.rings:
        if y > _EAR:  # hair hangs from the skull and does not follow the jaw
            _, a, b, c = skull.ring(_EAR)
            thin = 1 - 0.16 * min(1.0, (y - _EAR) / 30) ** 1.5
            a, b = a * thin, b * thin
        rings.append((-6 + (y + 6) * high if y < -6 else y, a * wide, b * wide, c - b * (wide - 1) * 0.55))
    return Form(tuple(rings))


def paint_hair_behind(stage: Stage, view: View) -> None:
    """Everything that hangs behind neck and shoulders; painted before the body."""
    hair = style(stage.look)
    if stage.look.dress.headwear in _COVERED:
        return
    if hair.curls and hair.volume > 15:
        _paint_cloud(stage, view)
    if hair.behind:
        _BEHIND[hair.behind](stage, view, hair_tone(stage.look))
    if stage.look.hair.flowers:
        _paint_flowers(stage, view, behind=True)


def paint_hair(stage: Stage, view: View) -> None:
    """The cap of hair around the face; painted over the face."""
    hair, dye = style(stage.look), hair_tone(stage.look)
    if stage.look.dress.headwear in _COVERED:
        return
    if not hair.line:
        _paint_fringe_of_bald(stage, view, dye)
        return
    on_hair = View(hair_form(stage.look), stage.rig.head_yaw)
    line_points = _hairline(stage, on_hair, hair)
    path = _cap(on_hair, line_points)
    canvas = stage.canvas
    canvas.drawPath(path, fill(dye.base))
    if hair.curls:
        _paint_curls(stage, on_hair, dye, hair.curls, line_points)
    if stage.coarse:
        return
    if not hair.curls:
        _paint_shine(stage, on_hair, dye)
    if hair.strands != "none":
        _paint_strands(stage, on_hair, hair, dye)
    canvas.drawPath(smooth(line_points, closed=False), line(faded(dye.edge, 0.4), 1.0))


def paint_hair_before(stage: Stage, view: View) -> None:
    """Locks and braids that fall over the chest; painted last of the head."""
    hair = style(stage.look)
    if hair.before and stage.look.dress.headwear not in _COVERED:
        _BEFORE[hair.before](stage, view, hair_tone(stage.look))
    if stage.look.hair.flowers and stage.look.dress.headwear not in _COVERED:
        _paint_flowers(stage, view, behind=False)


def _hairline(stage: Stage, view: View, hair: Style) -> list[Point]:
    """From the left nape over the forehead to the right nape, as far as it is seen."""
    shift = (stage.look.hair.parting - 50) * 0.62
    right = [(_moved(a, shift), y) for a, y in hair.line]
    left = [(_moved(-a, shift), y) for a, y in reversed(hair.line[1:])]
    if hair.lopsided:
        heavy = 1 if shift < 0 else -1
        right = [(a, y + (3.0 if heavy > 0 and 0 < a < 50 else 0)) for a, y in right]
        left = [(a, y + (3.0 if heavy < 0 and -50 < a < 0 else 0)) for a, y in left]
    return view.trace((*left, *right))


def _moved(azimuth: float, shift: float) -> float:
    """The parting moves the middle of the hairline and leaves the ears alone."""
    return azimuth + shift * max(0.0, 1 - abs(azimuth) / 62)


def _cap(view: View, hairline: list[Point]) -> Any:
    (_, left_y), (_, right_y) = hairline[0], hairline[-1]
    top = view.top
    return cornered(hairline, [*reversed(view.edges(RIGHT, top, right_y)), *view.edges(LEFT, top, left_y)])


def _paint_shine(stage: Stage, view: View, dye: Tone) -> None:
    """A soft band of light across the crown, on the lit side."""
    line_ = [(stage.light * 32 + 8.0 * k, view.top * 0.82 + 0.35 * k * k) for k in range(-4, 5)]
    band = [view.at(azimuth, y) for azimuth, y in line_ if view.facing(azimuth, y) > 0.25]
    if len(band) > 3:
        stage.canvas.drawPath(smooth(band, closed=False), line(faded(dye.light, 0.38), 5.0))
        stage.canvas.drawPath(smooth(band[1:-1], closed=False), line(faded(dye.light, 0.45), 2.0))


def _paint_strands(stage: Stage, view: View, hair: Style, dye: Tone) -> None:
    """Single hairs from the parting, or from the forehead back, that never cross the hairline."""
    if not stage.fine:
        return
    shift = (stage.look.hair.parting - 50) * 0.62
    light, dark = line(faded(dye.light, 0.42), 1.0), line(faded(dye.edge, 0.5), 1.1)
    for k, azimuth in enumerate((-82, -62, -44, -26, 26, 44, 62, 82)):
        root = min(-5.0, _height_at(hair.line, abs(azimuth)) - 3.5)
        top = view.top * 0.93
        if hair.strands == "down":
            points = [(azimuth * 0.22 + shift, top), (azimuth * 0.62 + shift * 0.5, lerp(top, root, 0.42)), (float(azimuth), root)]
        else:
            points = [(float(azimuth), root), (azimuth * 0.85, lerp(root, top, 0.6)), (azimuth * 0.6, top)]
        if min(view.facing(a, y) for a, y in points) > 0.05:
            stage.canvas.drawPath(smooth([view.at(a, y) for a, y in points], closed=False), light if k % 2 else dark)


def _height_at(line_: Line, azimuth: float) -> float:
    for (a0, y0), (a1, y1) in pairwise(line_):
        if azimuth <= a1:
            return lerp(y0, y1, (azimuth - a0) / (a1 - a0))
    return line_[-1][1]


def _paint_curls(stage: Stage, view: View, dye: Tone, size: float, hairline: list[Point]) -> None:
    """Bumps along the contour, so that curly hair has a curly edge."""
    path = skia.Path()
    for side, end in ((LEFT, hairline[0]), (RIGHT, hairline[-1])):
        for k, (x, y) in enumerate(view.edges(side, view.top, min(-16.0, end[1] - 2 * size))):
            path.addCircle(x - side * size * 0.25, y + size * 0.25, size * (0.74 + 0.26 * sin(k * 2.3 + side)))
    stage.canvas.drawPath(path, fill(dye.base))
    if stage.fine:
        for row in range(1, 6):
            for column in range(-4, 5):
                azimuth, y = column * 19.0 + 9.5 * (row % 2) + 14 * stage.light, view.top + 4 + row * 5.0
                if view.facing(azimuth, y) > 0.25 and y < -34 + abs(azimuth) * 0.1:
                    x, level = view.at(azimuth, y)
                    arc = [(x - size * 0.4, level + 1), (x, level - size * 0.4), (x + size * 0.45, level + 0.5)]
                    stage.canvas.drawPath(smooth(arc, closed=False), line(faded(dye.light, 0.34), 1.2))


def _bumps(contour: list[Point], size: float, seed: int) -> Any:
    path = smooth(contour)
    for k, (x, y) in enumerate(contour):
        path.addCircle(x, y, size * (0.72 + 0.28 * sin(k * 2.3 + seed % 7)))
    return path


def _paint_cloud(stage: Stage, view: View) -> None:
    """An afro: a round mass behind the whole head."""
    dye = hair_tone(stage.look)
    x = -6 * view.sin
    contour = [(x + 62 * cos(a), -14 + 56 * sin(a)) for a in (2 * pi * k / 30 for k in range(30))]
    stage.canvas.drawPath(_bumps(contour, 5.0, stage.look.seed), fill(dye.base))
    if stage.fine:
        inner = [(x + stage.light * 10 + 44 * cos(a), -24 + 36 * sin(a)) for a in (2 * pi * k / 18 for k in range(18))]
        stage.canvas.drawPath(_bumps(inner, 4.0, stage.look.seed), fill(faded(dye.light, 0.30)))


def _paint_fringe_of_bald(stage: Stage, view: View, dye: Tone) -> None:
    """Hair from temple to temple around the back of the head, and a gleam on top."""
    on_hair = View(hair_form(stage.look), stage.rig.head_yaw)
    for side in (LEFT, RIGHT):
        if view.facing(side * 90, 0) < -0.3:
            continue
        upper = ((70, -4), (82, -14), (100, -19), (130, -20), (180, -20))
        lower = ((180, 32), (130, 30), (106, 18), (98, 0), (88, -4), (78, 6))
        points = [on_hair.at(side * a, y) for a, y in (*upper, *lower)]
        stage.canvas.drawPath(smooth(points), fill(dye.base))
    if stage.fine:
        x, y = view.at(26 * stage.light, -34)
        stage.canvas.drawOval(oval(x, y, 8.5, 4.5), fill(faded(stage.skin.light, 0.6)))


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
    stage.canvas.drawPath(_bumps(contour, 9.0, stage.look.seed), fill(dye.shade))


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
    stage.canvas.drawPath(_bumps(contour, 6.0, stage.look.seed), fill(dye.base))


def _puffs(stage: Stage, view: View, dye: Tone) -> None:
    for side in (LEFT, RIGHT):
        x = side * 38 * view.cos - 10 * view.sin
        contour = [(x + 16 * cos(a), -44 + 15 * sin(a)) for a in (2 * pi * k / 12 for k in range(12))]
        stage.canvas.drawPath(_bumps(contour, 5.0, stage.look.seed), fill(dye.base))
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
    """The part of the braid at the nape; its length hangs before the shoulder."""
    _knob(stage, view, dye, (36, 24), 15, 15)


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


def _braid_front(stage: Stage, view: View, dye: Tone) -> None:
    side = RIGHT if stage.look.seed % 2 else LEFT
    x0 = side * 34 * view.cos - 22 * view.sin
    if side * view.sin > 0.45:
        x0 = -30 * view.sin
    swing = stage.rig.sway * 0.9
    bow = [(x0 + side * 8 * sin(share * 2.4) * view.cos + swing * share * share, 34 + 122 * share) for share in (k / 12 for k in range(13))]
    _chain(stage, dye, bow, 9.5, stage.dye("main").base)
    if stage.look.hair.flowers and not stage.coarse:
        for k, (x, y) in enumerate(bow[:8]):
            stage.canvas.drawCircle(x + (4 if k % 2 else -4), y + 2, 3.6, fill(0xFFFFFBF0 if k % 2 else 0xFFF3E8D2))


def _two_braids(stage: Stage, view: View, dye: Tone) -> None:
    swing = stage.rig.sway * 0.9
    for side in (LEFT, RIGHT):
        if side * view.sin > 0.75:
            continue
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


def _box_braids_front(stage: Stage, view: View, dye: Tone) -> None:
    swing = stage.rig.sway * 0.8
    for side in (LEFT, RIGHT):
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


def _locks(stage: Stage, view: View, dye: Tone) -> None:
    for side in (LEFT, RIGHT):
        _lock(stage, view, dye, side, 116, 0)


def _wavy_locks(stage: Stage, view: View, dye: Tone) -> None:
    for side in (LEFT, RIGHT):
        _lock(stage, view, dye, side, 104, 4)


def _paint_flowers(stage: Stage, view: View, *, behind: bool) -> None:
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
_BEHIND: Mapping[str, _Painter] = MappingProxyType(
    {
        "long": _long, "wavy": _wavy, "curly": _curly, "half_up": _half_up, "bob": _bob, "bun": _bun, "topknot": _topknot, "top_bun": _top_bun,
        "puff": _puff, "puffs": _puffs, "buns": _buns, "ponytail": _ponytail, "braid": _braid_back, "box_braids": _box_braids,
    }
)  # fmt: skip
_BEFORE: Mapping[str, _Painter] = MappingProxyType(
    {"braid": _braid_front, "two_braids": _two_braids, "box_braids": _box_braids_front, "locks": _locks, "wavy_locks": _wavy_locks}
)
