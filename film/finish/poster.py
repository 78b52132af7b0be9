"""Chooses the picture that stands for the film: lively, well lit, sharp; it looks at a handful of frames and at nothing else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from film import ffmpeg
from film.picture.stills import still

_CANDIDATES = 24
_QUALITY = 90
Picture = NDArray[np.uint8]


def poster(film: Path, width: int = 1280, height: int = 720) -> bytes:
    """The best frame of a film as JPEG, no larger than width x height. The same film gives the same poster. Raises EngineFailed, Corrupt."""
    length = ffmpeg.probe(film).duration_ms
    candidates = [still(film, length * (k + 0.5) / _CANDIDATES) for k in range(_CANDIDATES)]
    best = max(candidates, key=merit)
    fits = min(1.0, width / best.shape[1], height / best.shape[0])
    if fits < 1.0:
        best = cv2.resize(best, (round(best.shape[1] * fits), round(best.shape[0] * fits)), interpolation=cv2.INTER_AREA).astype(np.uint8)
    return cv2.imencode(".jpg", best, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()


def merit(picture: Picture) -> float:
    """How much a BGR picture invites to look: contrast and colour, detail in its middle, and neither black nor burnt out."""
    small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float64)
    colour = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[..., 1].astype(np.float64)
    middle = cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), cv2.CV_64F)[36:150, 64:256]
    exposure = 1.0 - abs(float(grey.mean()) - 118.0) / 118.0
    lost = float(np.mean((grey < 12) | (grey > 246)))
    return float(grey.std() / 64 + colour.mean() / 255 + min(1.0, float(np.abs(middle).mean()) / 14) + 1.5 * exposure - 2.0 * lost)
