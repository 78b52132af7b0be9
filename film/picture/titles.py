"""The film's title over its first shot, and the studio's mark in a corner; draws words over a finished picture and nothing else."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from film.model import FilmFormat
from film.picture.easing import smooth
from film.picture.lettering import SANS, SERIF, letters

WATERMARK = "AI Film Studio"

_GOLD, _PAPER, _NIGHT = (196, 232, 255), (255, 255, 255), (24, 8, 16)  # BGR
_APPEARS_MS, _FADE_MS, _LEAVES_MS, _FULL_MS = 350, 650, 600, 3600
Picture = NDArray[np.uint8]


def title_card(title: str, format: FilmFormat) -> tuple[Picture, tuple[int, int]]:
    """The title on a soft dark cloud as premultiplied BGRA, and the (row, column) where its upper left corner goes."""
    card = np.zeros((format.height, format.width, 4), np.uint8)
    words = letters(title, size=format.height * 0.098, width=round(format.width * 0.8), colour=_GOLD, families=SERIF, lines=2)
    rows, columns = words.shape[:2]
    top, left = max(0, round(format.height * 0.27 - rows / 2)), (format.width - columns) // 2
    at = np.s_[top : top + rows, left : left + columns]
    shape = np.zeros((format.height, format.width), np.uint8)
    shape[at] = words[: format.height - top, :, 3]
    card[:] = _over(_cloud(shape, format), _shadow(shape, format))
    card[at] = _over(card[at], words[: format.height - top])
    left, top, columns, rows = cv2.boundingRect(cv2.extractChannel(card, 3))
    return np.ascontiguousarray(card[top : top + rows, left : left + columns]), (top, left)


def title_strength(ms: float, shot_ms: float) -> float:
    """How visible the title is `ms` after its shot began: it comes, stays to be read, and is gone before the shot ends."""
    leaves = min(_APPEARS_MS + _FADE_MS + _FULL_MS, shot_ms - _LEAVES_MS - 100)
    return smooth((ms - _APPEARS_MS) / _FADE_MS) * (1.0 - smooth((ms - leaves) / _LEAVES_MS))


def watermark(format: FilmFormat) -> tuple[Picture, tuple[int, int]]:
    """The mark as premultiplied BGRA, and the (row, column) where its upper left corner goes."""
    width = round(format.width * 0.16)
    words = letters(WATERMARK, size=format.height * 0.026, width=width, colour=_PAPER, families=SANS)
    margin = round(format.height * 0.03)
    return (words * 0.55).astype(np.uint8), (margin, format.width - width - margin // 2)


def lay_over(picture: Picture, words: Picture, strength: float, at: tuple[int, int] = (0, 0)) -> None:
    """Composites premultiplied BGRA `words`, faded to `strength` (0..1), on the BGR `picture`, in place."""
    row, column = at
    rows, columns = words.shape[:2]
    under = picture[row : row + rows, column : column + columns]
    faded = cv2.convertScaleAbs(words, alpha=strength)
    clear = cv2.bitwise_not(cv2.merge([faded[..., 3]] * 3))
    under[:] = cv2.add(cv2.multiply(under, clear, scale=1 / 255), faded[..., :3])


def _cloud(shape: Picture, format: FilmFormat) -> Picture:
    """Soft darkness around the words, so that they can be read over any sky. Blurred small: nobody sees the difference."""
    small = cv2.resize(shape, (format.width // 8, format.height // 8), interpolation=cv2.INTER_AREA)
    wide = cv2.GaussianBlur(small, (0, 0), format.height / 90, sigmaY=format.height / 140).astype(np.float32)
    soft = cv2.resize(wide, (format.width, format.height), interpolation=cv2.INTER_CUBIC)
    return _tinted(soft * (120.0 / max(float(soft.max()), 1.0)))


def _shadow(shape: Picture, format: FilmFormat) -> Picture:
    near = cv2.GaussianBlur(shape, (0, 0), format.height / 240).astype(np.float32)
    return _tinted(np.roll(near, round(format.height / 240), axis=0) * 0.8)


def _tinted(alpha: NDArray[np.float32]) -> Picture:
    alpha = np.clip(alpha, 0, 255)
    colour = [alpha * (part / 255) for part in _NIGHT]
    return np.dstack([*colour, alpha]).astype(np.uint8)


def _over(under: Picture, above: Picture) -> Picture:
    clear = cv2.bitwise_not(cv2.merge([np.ascontiguousarray(above[..., 3])] * 4))
    both: Picture = cv2.add(cv2.multiply(np.ascontiguousarray(under), clear, scale=1 / 255), above)
    return both
