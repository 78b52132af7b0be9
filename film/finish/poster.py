"""Chooses the picture that stands for the film: lively, well lit, sharp; it looks at the keyframes of the film and at nothing else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from film import ffmpeg
from schemas.errors import EngineFailed

_CANDIDATES = 60
_SEEN_AT = (320, 180)
_QUALITY = 90
Picture = NDArray[np.uint8]


def poster(film: Path) -> bytes:
    """The best keyframe of a film as JPEG, as large as the film. The same film gives the same poster.

    Every shot of ours begins with one, and none is more than two seconds from the next. Raises EngineFailed, Corrupt.
    """
    facts = ffmpeg.probe(film)
    every = max(1, round(facts.duration_ms / 1000 / _CANDIDATES))  # there is about one keyframe a second
    candidates: Picture | list[Picture] = _keyframes(film, f"not(mod(n\\,{every}))", *_SEEN_AT) if facts.of("video") else []
    if not len(candidates):
        raise EngineFailed(f"{film.name} has no picture that could stand for it.")
    best = max(range(len(candidates)), key=lambda k: merit(candidates[k]))
    (chosen,) = _keyframes(film, f"eq(n\\,{best * every})", facts.of("video")[0].width, facts.of("video")[0].height)
    return cv2.imencode(".jpg", chosen, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()


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


def _keyframes(film: Path, chosen: str, width: int, height: int) -> Picture:
    """(count, height, width, 3) uint8 BGR of the keyframes for which the expression of ffmpeg's select filter holds."""
    size = f"{width}:{height}:in_color_matrix=bt709:in_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"
    filters = f"select={chosen},scale={size},format=bgr24"
    raw = ffmpeg.run("-skip_frame", "nokey", "-i", film, "-map", "0:v:0", "-vf", filters, "-fps_mode", "passthrough", "-f", "rawvideo", "-")
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)
