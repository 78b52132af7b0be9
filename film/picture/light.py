"""Puts the light of a set on people who were drawn in plain daylight: key and ambient, a rim, and the shadow on the ground.

The same rule as in the sets gives the same look: a local colour is multiplied by a mixture of ambient and key. How much key a point
gets is read off the silhouette: blurred, its slope tells which way a rounded body faces there. That is a light map for the price of
a blur of a small picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from film.picture.sets.painting import Light

_ONE = 96.0  # the value of the light map that leaves a colour as it is; what is above 255 / 96 is cut
_FACES = 0.56  # nobody's skin falls below this part of its daylight brightness: a film is about faces
_ROUND = 20.0  # local units over which a body turns away from the light
_RIM = 5.0  # width of the rim, local units
_SMALL = 4  # the light map is made at a quarter of the resolution
Picture = NDArray[np.uint8]
Mask = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """A set's light as factors on people, BGR."""

    key: tuple[float, float, float]
    ambient: tuple[float, float, float]
    rim: tuple[float, float, float]
    side: int  # -1 the key comes from the left, 1 from the right
    strength: float


def lamp(light: Light) -> Lamp:
    """The light of a set, lifted where it would hide faces."""
    middle = sum(weight * (0.45 * a + 0.55 * k) / 255 for weight, a, k in zip((0.0722, 0.7152, 0.2126), light.ambient, light.key, strict=True))
    lift = max(1.0, _FACES / max(middle, 0.05))
    grey = min(0.5, 0.22 + 0.12 * (lift - 1.0))  # skin must stay skin: coloured light is felt with less, and a lifted moon would be ink
    key, ambient = (_mixed([part / 255 * lift for part in colour], grey) for colour in (light.key, light.ambient))
    rim = _triple([255 * min(1.0, part / 255 * 1.15 * lift**0.5) * (0.22 + 0.55 * light.strength) for part in light.key])
    return Lamp(key=key, ambient=ambient, rim=rim, side=-1 if light.from_left else 1, strength=light.strength)


def light_person(person: Picture, lamp: Lamp, pixels_per_unit: float) -> None:
    """Lights one person, premultiplied BGRA with a margin around them, in place."""
    rows, columns = person.shape[:2]
    small = (max(2, columns // _SMALL), max(2, rows // _SMALL))
    alpha = cv2.resize(cv2.extractChannel(person, 3), small, interpolation=cv2.INTER_AREA).astype(np.float32) * (1 / 255)
    unit = pixels_per_unit / _SMALL
    amount = _key_amount(alpha, lamp, unit)
    light = np.empty((*alpha.shape, 4), np.float32)
    for channel in range(3):
        light[..., channel] = (lamp.ambient[channel] + (lamp.key[channel] - lamp.ambient[channel]) * amount) * _ONE
    light[..., 3] = _ONE
    cv2.multiply(person, cv2.resize(cv2.convertScaleAbs(light), (columns, rows), interpolation=cv2.INTER_LINEAR), dst=person, scale=1 / _ONE)
    _add_rim(person, lamp, pixels_per_unit)


def shadow_of(person: Picture, below: float) -> tuple[Picture, int]:
    """A person's outline at a quarter of the resolution, softened, as they throw it; and the row of it on which they stand.

    `below`: how many rows of the person's picture lie above the soles.
    """
    rows, columns = person.shape[:2]
    alpha = cv2.resize(cv2.extractChannel(person, 3), (max(2, columns // _SMALL), max(2, rows // _SMALL)), interpolation=cv2.INTER_AREA)
    margin = 6
    wide = cv2.copyMakeBorder(alpha, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    return cv2.blur(wide, (7, 7)), round(below / _SMALL) + margin


def fall(shadow: Picture, buffer: Picture, soles: tuple[float, float], foot_row: int, foot_column: float, scale: float, lamp: Lamp) -> None:
    """Lays a shadow on the ground of the BGRA buffer, in place: it falls away from the key, flat, towards the viewer.

    `soles`: where the person stands on the picture; `scale`: picture pixels a pixel of the shadow.
    """
    lean, flat = -lamp.side * 0.42, 0.30
    # A point h above the soles falls h * flat below them and h * lean aside.
    matrix = np.array([[scale, -lean * scale, 0.0], [0.0, -flat * scale, 0.0]])
    matrix[0, 2] = soles[0] - scale * foot_column + lean * scale * foot_row
    matrix[1, 2] = soles[1] + flat * scale * foot_row
    _darken_through(buffer, shadow, matrix, 0.16 + 0.38 * lamp.strength)


def darken(ground: Picture, amount: Picture) -> None:
    """Multiplies BGRA ground by 1 - amount, in place; the darkness is a little blue, as shadows under a sky are."""
    clear = cv2.bitwise_not(amount)
    bluish = cv2.addWeighted(clear, 0.88, np.full_like(clear, 255), 0.12, 0)
    cv2.multiply(ground, cv2.merge((bluish, clear, clear, np.full_like(clear, 255))), dst=ground, scale=1 / 255)


def touch(buffer: Picture, soles: tuple[float, float], half_width: float, half_height: float) -> None:
    """The soft dark spot where feet touch the ground of the BGRA buffer, in place."""
    spot = _spot()
    x, y = 2 * half_width / spot.shape[1], 2 * half_height / spot.shape[0]
    _darken_through(buffer, spot, np.array([[x, 0.0, soles[0] - half_width], [0.0, y, soles[1] - half_height]]), 1.0)


@cache
def _spot() -> Picture:
    y, x = np.mgrid[-1:1:48j, -1:1:64j]
    spot: Picture = (np.clip(1.0 - (x * x + y * y), 0.0, 1.0) ** 1.5 * 165).astype(np.uint8)
    return spot


def _darken_through(buffer: Picture, mask: Picture, matrix: NDArray[np.float64], strength: float) -> None:
    """Darkens what the mask covers when it is seen through the 2 x 3 matrix."""
    rows, columns = mask.shape
    corners = matrix @ np.array([[0, columns, 0, columns], [0, 0, rows, rows], [1, 1, 1, 1]], np.float64)
    left, right = max(0, int(corners[0].min())), min(buffer.shape[1], int(corners[0].max()) + 1)
    top, bottom = max(0, int(corners[1].min())), min(buffer.shape[0], int(corners[1].max()) + 1)
    if right <= left or bottom <= top:
        return
    local = matrix.copy()
    local[:, 2] -= (left, top)
    dark = cv2.warpAffine(mask, local, (right - left, bottom - top), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    darken(buffer[top:bottom, left:right], cv2.convertScaleAbs(dark, alpha=strength))


def _key_amount(alpha: Mask, lamp: Lamp, unit: float) -> Mask:
    """How much of the key each point gets, about 0.2..1.1."""
    reach = max(1, round(_ROUND * unit))
    soft = cv2.GaussianBlur(alpha, (0, 0), max(0.8, 0.75 * _ROUND * unit), borderType=cv2.BORDER_CONSTANT)
    towards = _moved(soft, lamp.side * reach, 0) - _moved(soft, -lamp.side * reach, 0)
    upwards = _moved(soft, 0, -reach) - _moved(soft, 0, reach)
    modelled = (0.42 * towards + 0.10 * upwards) * np.float32(0.4 + 0.6 * lamp.strength)
    return np.float32(0.58) - modelled


def _moved(picture: Mask, x: int, y: int) -> Mask:
    """What lies x to the right and y below each point; beyond the edge there is nothing."""
    rows, columns = picture.shape
    out = np.zeros_like(picture)
    if abs(x) < columns and abs(y) < rows:
        out[max(0, -y) : rows - max(0, y), max(0, -x) : columns - max(0, x)] = picture[
            max(0, y) : rows - max(0, -y), max(0, x) : columns - max(0, -x)
        ]
    return out


def _add_rim(person: Picture, lamp: Lamp, pixels_per_unit: float) -> None:
    """A line of key light along the edges that face it. Made at half the resolution: it is soft anyway."""
    rows, columns = person.shape[:2]
    alpha = cv2.resize(cv2.extractChannel(person, 3), (max(2, columns // 2), max(2, rows // 2)), interpolation=cv2.INTER_AREA)
    width = max(1, round(_RIM * pixels_per_unit / 2))
    outside = np.zeros_like(alpha)
    if lamp.side < 0:
        outside[:, width:] = alpha[:, :-width]
    else:
        outside[:, :-width] = alpha[:, width:]
    edge = cv2.blur(cv2.subtract(alpha, outside), (2 * (width // 2) + 1,) * 2)
    edge = cv2.min(edge, alpha)
    tinted = cv2.merge([cv2.convertScaleAbs(edge, alpha=part / 255) for part in lamp.rim] + [np.zeros_like(edge)])
    cv2.add(person, cv2.resize(tinted, (columns, rows), interpolation=cv2.INTER_LINEAR), dst=person)


def _mixed(colour: list[float], grey: float) -> tuple[float, float, float]:
    mean = 0.0722 * colour[0] + 0.7152 * colour[1] + 0.2126 * colour[2]
    return _triple([part + (mean - part) * grey for part in colour])


def _triple(parts: list[float]) -> tuple[float, float, float]:
    blue, green, red = parts
    return blue, green, red
