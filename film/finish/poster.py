"""Chooses the picture that stands for the film: lively, well lit, sharp. It looks at stills of the film's shots and at nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.errors import Corrupt

_SEEN_AT = (320, 180)
Picture = NDArray[np.uint8]


def liveliest(stills: Sequence[Path]) -> Path:
    """The still (JPEG) that invites most; of equals the first. Raises Corrupt when one cannot be read, ValueError without any."""
    return max(stills, key=lambda still: merit(_seen(still)))


def merit(picture: Picture) -> float:
    """How much a BGR picture invites to look: contrast and colour, detail in its middle, and neither black nor burnt out."""
    small = cv2.resize(picture, _SEEN_AT, interpolation=cv2.INTER_AREA)
    light = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    grey = light.astype(np.float64)
    colour = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[..., 1].astype(np.float64)
    middle = cv2.Laplacian(light, cv2.CV_64F)[36:150, 64:256]
    exposure = 1.0 - abs(float(grey.mean()) - 118.0) / 118.0
    lost = float(np.mean((grey < 12) | (grey > 246)))
    return float(grey.std() / 64 + colour.mean() / 255 + min(1.0, float(np.abs(middle).mean()) / 14) + 1.5 * exposure - 2.0 * lost)


def _seen(still: Path) -> Picture:
    picture: Picture | None = cv2.imdecode(np.frombuffer(still.read_bytes(), np.uint8), cv2.IMREAD_REDUCED_COLOR_4)
    if picture is None:
        raise Corrupt(f"{still.name} is no picture.")
    return picture
