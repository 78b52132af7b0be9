"""What a lens and a laboratory do to every frame: bloom, vignette, colour, grain. It sees finished pictures and knows nothing of what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from film.model import FilmFormat, Hour, Mood
from film.picture.easing import generator

_BLOOM_FROM, _BLOOM, _BLOOM_AT_NIGHT = 172, 0.34, 0.55
_GRAIN_SIGMA, _GRAINS = 1.1, 7  # enough to hide the steps of a gradient; more would double the size of the film
_MIDDLE = 4  # of the grain
_WHOLE = 240.0  # the value of the vignette that leaves a colour as it is
Picture = NDArray[np.uint8]

_HOURS: Mapping[Hour, tuple[float, float, float]] = MappingProxyType(  # gain of blue, green, red
    {Hour.DAWN: (0.97, 1.0, 1.03), Hour.DAY: (0.99, 1.0, 1.01), Hour.DUSK: (0.96, 0.99, 1.04), Hour.NIGHT: (1.04, 1.0, 0.97)}
)
_MOODS: Mapping[Mood, tuple[float, float, float]] = MappingProxyType(  # contrast, lift of the shadows towards blue, saturation
    {
        Mood.FESTIVE: (1.07, 0.0, 1.10),
        Mood.DEVOTIONAL: (1.05, 0.5, 1.04),
        Mood.TENDER: (0.99, 1.5, 1.02),
        Mood.CALM: (1.02, 0.5, 1.0),
        Mood.SORROW: (0.98, 4.0, 0.86),
        Mood.TENSE: (1.10, 3.0, 0.90),
        Mood.HOPEFUL: (1.04, 0.0, 1.05),
    }
)


class Grade:
    """The finish of one scene; the same picture and number give the same result."""

    def __init__(self, hour: Hour, mood: Mood, format: FilmFormat) -> None:
        self._bloom = _BLOOM_AT_NIGHT if hour is Hour.NIGHT else _BLOOM
        contrast, lift, saturation = _MOODS[mood]
        self._curve = _curve(contrast, lift)
        self._colours = _saturation(saturation) if saturation != 1.0 else None
        self._vignette = _vignette(_HOURS[hour], format)
        # Grain repeats after a prime number of frames; one picture of it would stand still like dirt on the lens.
        self._grain = _grain(format)

    def finish(self, picture: Picture, number: int) -> Picture:
        """Bloom, colour, vignette and grain on a BGRA picture; returns BGR."""
        out = cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR)
        self._glow(out)
        if self._colours is not None:
            out = cv2.transform(out, self._colours)
        out = cv2.multiply(cv2.LUT(out, self._curve), self._vignette, scale=1 / _WHOLE)
        grained: Picture = cv2.add(out, self._grain[number % _GRAINS])
        return grained

    def _glow(self, picture: Picture) -> None:
        """Adds the light that bright places spill, in place: an eighth of the size, blurred, and back where there is any."""
        rows, columns = picture.shape[:2]
        half = cv2.resize(picture, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)  # by two is quick, and leaves a sixteenth for the rest
        small = cv2.resize(half, (columns // 8, rows // 8), interpolation=cv2.INTER_AREA)
        bright = cv2.convertScaleAbs(
            cv2.subtract(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.full(small.shape[:2], _BLOOM_FROM, np.uint8)), alpha=3.0
        )
        spilled = cv2.GaussianBlur(cv2.multiply(small, cv2.merge((bright, bright, bright)), scale=self._bloom / 255), (0, 0), rows / 144)
        if not spilled.any():
            return
        lit = _reach(spilled, rows, columns)
        picture[lit] = screen(picture[lit], cv2.resize(spilled, (columns, rows), interpolation=cv2.INTER_LINEAR)[lit])


def _reach(spilled: Picture, rows: int, columns: int) -> tuple[slice, slice]:
    """Where a picture of that size is lit by the small one."""
    left, top, wide, high = cv2.boundingRect(cv2.max(cv2.max(*cv2.split(spilled)[:2]), cv2.extractChannel(spilled, 2)))
    down, across = rows / spilled.shape[0], columns / spilled.shape[1]
    return (
        slice(max(0, floor((top - 1) * down)), ceil((top + high + 1) * down)),
        slice(max(0, floor((left - 1) * across)), ceil((left + wide + 1) * across)),
    )


def screen(picture: Picture, light: Picture) -> Picture:
    """The screen blend, 1 - (1 - a)(1 - b): light on light that never breaks out into white patches, as adding does."""
    both: Picture = cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(picture), cv2.bitwise_not(light), scale=1 / 255))
    return both


def _curve(contrast: float, lift: float) -> NDArray[np.uint8]:
    """256 values: a gentle S around the middle, lifted shadows, and room below for the grain that is added last."""
    x = np.arange(256, dtype=np.float64) / 255
    s = x + (contrast - 1.0) * 6.4 * (x - 0.5) * x * (1 - x)
    curve: NDArray[np.uint8] = np.rint(np.clip(s * 255 + lift * (1 - x) ** 3 - _MIDDLE, 0, 255)).astype(np.uint8)
    return curve


def _saturation(amount: float) -> NDArray[np.float32]:
    grey = np.array([0.0722, 0.7152, 0.2126]) * (1 - amount)
    return (np.tile(grey, (3, 1)) + np.eye(3) * amount).astype(np.float32)


def _vignette(gains: tuple[float, float, float], format: FilmFormat) -> Picture:
    """Darker corners and the tint of the hour in one factor a pixel and channel, _WHOLE = 1."""
    across = ((np.arange(format.width) + 0.5) / format.width - 0.5) ** 2
    down = (((np.arange(format.height) + 0.5) / format.height - 0.5) * 0.85) ** 2
    bright = np.clip(1.06 - (across + down[:, None]) * 0.78, 0, 1)
    factors: Picture = cv2.merge([np.rint(np.clip(bright * gain * _WHOLE, 0, 255)).astype(np.uint8) for gain in gains])
    return factors


def _grain(format: FilmFormat) -> list[Picture]:
    """One sheet of noise, laid each time in another place."""
    noise = generator("grain").standard_normal((format.height, format.width), np.float32) * np.float32(_GRAIN_SIGMA) + np.float32(_MIDDLE)
    sheet: Picture = cv2.min(cv2.convertScaleAbs(noise), 2.0 * _MIDDLE)
    down, across = format.height // _GRAINS, 3 * format.width // _GRAINS
    return [cv2.merge([np.roll(sheet, (k * down, k * across), (0, 1))] * 3) for k in range(_GRAINS)]
