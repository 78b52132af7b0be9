"""What every part of a drawing needs to know: the canvas, the person, the moment, the colours. Data and small questions only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from typing import Any

from film.picture.people.body import Body
from film.picture.people.forms import Form, View
from film.picture.people.look import Look
from film.picture.people.outfits import OUTFITS, Outfit
from film.picture.people.paints import colour, darker, lighter, mix
from film.picture.people.pose import Pose
from film.picture.people.rig import Rig

_FINE, _COARSE = 0.85, 0.34  # pixels to a unit


@dataclass(frozen=True, slots=True)
class Tone:
    """One colour as it looks in the light, in the shade, and as a contour."""

    base: int
    shade: int
    light: int
    edge: int


@lru_cache(maxsize=2048)
def tone(of: int) -> Tone:
    return Tone(of, darker(of, 0.24), lighter(of, 0.26), darker(of, 0.46))


@lru_cache(maxsize=512)
def skin_tone(hexadecimal: str) -> Tone:
    """Skin is shaded with warm red, not with plum."""
    base = colour(hexadecimal)
    return Tone(base, mix(base, 0xFF6E2418, 0.26), mix(base, 0xFFFFDDB8, 0.30), mix(base, 0xFF451410, 0.52))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    canvas: Any
    look: Look
    pose: Pose
    rig: Rig
    scale: float  # pixels to a unit
    light: int  # 1 from the right, -1 from the left

    @property
    def body(self) -> Body:
        return self.rig.body

    @property
    def outfit(self) -> Outfit:
        return OUTFITS[self.look.dress.outfit]

    @property
    def fine(self) -> bool:
        """Is the person so near that small things can be seen?"""
        return self.scale >= _FINE

    @property
    def coarse(self) -> bool:
        """Is the person so far away that only shapes and colours count?"""
        return self.scale < _COARSE

    @property
    def skin(self) -> Tone:
        return skin_tone(self.look.face.skin)

    def dye(self, name: str) -> Tone:
        """The tone of a colour given as "#rrggbb" or as a field of the dress."""
        return tone(colour(name if name.startswith("#") else getattr(self.look.dress, name)))

    def level(self, share: float) -> float:
        return self.body.level(share)

    def view(self, form: Form) -> View:
        return View(form, self.rig.yaw, self.rig.spine)


def pixels_to_a_unit(canvas: Any) -> float:
    matrix = canvas.getTotalMatrix()
    return hypot(matrix.getScaleX(), matrix.getSkewY())
