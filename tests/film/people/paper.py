"""People for the tests, and paper to draw them on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from film.model import Age, Character, Culture, Sex
from film.picture.people import Look, Pose, draw, look
from film.skia_loader import skia

Picture = NDArray[np.uint8]  # (height, width, 4), premultiplied BGRA


def someone(
    name: str = "Lakshmi",
    sex: Sex = Sex.FEMALE,
    age: Age = Age.ADULT,
    culture: Culture = Culture.SOUTH_INDIAN,
    *,
    role: str = "",
    wardrobe: tuple[str, ...] = (),
    event: str = "",
) -> Look:
    return look(Character(id=name.lower(), name=name, sex=sex, age=age, culture=culture, role=role, wardrobe=wardrobe), event)


def drawn(who: Look, pose: Pose, *, scale: float, width: int, height: int, feet: tuple[float, float]) -> Picture:
    """The person on transparent paper of that many pixels, their feet at the pixel `feet`."""
    pixels = np.zeros((height, width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, height, skia.ColorType.kBGRA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, width * 4)
    canvas = surface.getCanvas()
    canvas.translate(*feet)
    canvas.scale(scale, scale)
    draw(canvas, who, pose)
    return pixels
