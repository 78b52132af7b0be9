"""Hair on heads: what hangs behind the person and what frames the face, by style. Beards are face.py's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin
from types import MappingProxyType
from typing import Any

from film.model import Age, Sex
from film.picture.people.canvas import Stage, Tone
from film.picture.people.forms import LEFT, RIGHT, Form, Point, View, cornered, lerp, oval, polygon, smooth
from film.picture.people.head import head_form
from film.picture.people.look import Look
from film.picture.people.paints import colour, darker, faded, fill, lighter, line, mix
from film.picture.people.tresses import BEFORE, BEHIND, bumps, paint_flowers
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
    (132, 12),
    (150, 18),
    (180, 22),
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
    (132, 12),
    (150, 18),
    (180, 22),
)
_PARTED: Line = ((0, -40), (12, -36), (30, -29), (50, -18), (66, -3), (76, 8), (90, 4), (98, 4), (108, 9), (124, 17), (150, 23), (180, 25))
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
    behind: str = ""  # what hangs behind: a key of tresses.BEHIND
    before: str = ""  # what hangs before the shoulders: a key of tresses.BEFORE
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


_TURNED = 0.05  # sine of the turn from which one side is the far one
_TEMPLE = -2.0  # how far down hair is seen between the far edge of the face and its own
_RECEDES = 9.0
_GREY = 0xFFB9B4B0
_THINS = 16.0  # over which height
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
        BEHIND[hair.behind](stage, view, hair_tone(stage.look))
    if stage.look.hair.flowers:
        paint_flowers(stage, view, behind=True)


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
    if stage.look.hair.greying:
        _paint_temples(on_hair, stage, hair)
    if not hair.curls:
        _paint_shine(stage, on_hair, dye)
    if hair.strands != "none":
        _paint_strands(stage, on_hair, hair, dye)
    canvas.drawPath(smooth(line_points, closed=False), line(faded(dye.edge, 0.4), 1.0))


def paint_hair_beyond(stage: Stage, view: View) -> None:
    """What of the hair is on the far side of a turned head: the face, painted next, hides its beginning."""
    hair, dye = style(stage.look), hair_tone(stage.look)
    if stage.look.dress.headwear in _COVERED:
        return
    if hair.line:
        on_hair = View(hair_form(stage.look), stage.rig.head_yaw)
        hairline = _hairline(stage, on_hair, hair)
        left, right = (_tapered(on_hair, view, side, min(_TEMPLE, end[1])) for side, end in ((LEFT, hairline[0]), (RIGHT, hairline[-1])))
        stage.canvas.drawPath(polygon([*left, *reversed(right)]), fill(dye.base))
    for side in (LEFT, RIGHT):
        if hair.before and side * view.sin > _TURNED:
            BEFORE[hair.before](stage, view, dye, side)


def _tapered(hair: View, face: View, side: int, end: float) -> list[Point]:
    """The silhouette of the hair on one side, thinning out towards its end at the edge of the face."""
    points = []
    for x, y in hair.edges(side, hair.top, end):
        thin = min(1.0, max(0.0, (y - end) / _THINS + 1.0))
        points.append((lerp(x, face.edge(side, y)[0], thin * thin) if thin else x, y))
    return points


def paint_hair_before(stage: Stage, view: View) -> None:
    """Locks and braids that fall over the chest; painted last of the head."""
    hair = style(stage.look)
    if hair.before and stage.look.dress.headwear not in _COVERED:
        for side in (LEFT, RIGHT):
            if side * view.sin <= _TURNED:
                BEFORE[hair.before](stage, view, hair_tone(stage.look), side)
    if stage.look.hair.flowers and stage.look.dress.headwear not in _COVERED:
        paint_flowers(stage, view, behind=False)


def _hairline(stage: Stage, view: View, hair: Style) -> list[Point]:
    """From the left nape over the forehead to the right nape, as far as it is seen."""
    shift = (stage.look.hair.parting - 50) * 0.62
    right = [(_moved(a, shift), y) for a, y in hair.line]
    left = [(_moved(-a, shift), y) for a, y in reversed(hair.line[1:])]
    if stage.look.sex is Sex.MALE and stage.look.age is Age.ADULT:
        right, left = ([(a, y - _RECEDES * _corner(abs(a))) for a, y in half] for half in (right, left))
    if hair.lopsided:
        heavy = 1 if shift < 0 else -1
        right = [(a, y + (3.0 if heavy > 0 and 0 < a < 50 else 0)) for a, y in right]
        left = [(a, y + (3.0 if heavy < 0 and -50 < a < 0 else 0)) for a, y in left]
    return view.trace((*left, *right))


def _corner(azimuth: float) -> float:
    """1 at the corners of the forehead, where men's hair goes first."""
    return max(0.0, 1 - abs(azimuth - 38) / 26)


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


def _paint_temples(view: View, stage: Stage, hair: Style) -> None:
    """The first grey: strands above the ears."""
    for side in (LEFT, RIGHT):
        for azimuth in range(68, 112, 6):
            low = min(_height_at(hair.line, float(azimuth)), 10.0) - 2.0
            points = [(side * (azimuth - 6.0), low - 20.0), (side * (azimuth - 2.0), low - 9.0), (side * float(azimuth), low)]
            if min(view.facing(a, y) for a, y in points) > 0.05:
                stage.canvas.drawPath(smooth([view.at(a, y) for a, y in points], closed=False), line(faded(_GREY, 0.62), 2.0))


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
        beyond = side * view.sin > 0.2  # there the curls end where the forehead begins, or they stand in the air
        low = min(-30.0 if beyond else -16.0, end[1] - 2 * size)
        for k, (x, y) in enumerate(view.edges(side, view.top, low)):
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


def _paint_cloud(stage: Stage, view: View) -> None:
    """An afro: a round mass behind the whole head."""
    dye = hair_tone(stage.look)
    x = -6 * view.sin
    contour = [(x + 62 * cos(a), -14 + 56 * sin(a)) for a in (2 * pi * k / 30 for k in range(30))]
    stage.canvas.drawPath(bumps(contour, 5.0, stage.look.seed), fill(dye.base))
    if stage.fine:
        inner = [(x + stage.light * 10 + 44 * cos(a), -24 + 36 * sin(a)) for a in (2 * pi * k / 18 for k in range(18))]
        stage.canvas.drawPath(bumps(inner, 4.0, stage.look.seed), fill(faded(dye.light, 0.30)))


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
