"""Single pictures out of a finished film file."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from film import ffmpeg
from schemas.errors import EngineFailed


def still(film: Path, ms: float) -> NDArray[np.uint8]:
    """The frame shown at `ms`, (height, width, 3) uint8 BGR. Raises EngineFailed when the film has none there."""
    # Seeking before the input decodes from the nearest keyframe only; the film's own BT.709 is undone exactly.
    convert = "scale=in_color_matrix=bt709:in_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,format=rgb24"
    seek = ["-ss", f"{max(0.0, ms) / 1000:.3f}"]
    found = ffmpeg.run(*seek, "-i", film, "-map", "0:v:0", "-frames:v", "1", "-vf", convert, "-c:v", "png", "-f", "image2pipe", "-")
    picture = cv2.imdecode(np.frombuffer(found, np.uint8), cv2.IMREAD_COLOR) if found else None
    if picture is None:
        raise EngineFailed(f"{film.name} shows nothing at {ms:.0f} ms.")
    return np.asarray(picture, np.uint8)
