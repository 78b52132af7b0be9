"""From what a person chose to what engines render."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from film.model import FilmFormat
from schemas.errors import EngineFailed
from schemas.values import FilmSettings

SETTINGS = ("aspect", "height", "quality", "watermark")
"""The settings that a format is made of."""

QUALITIES: Mapping[str, tuple[str, int]] = {"preview": ("ultrafast", 26), "standard": ("veryfast", 20), "high": ("medium", 18)}
"""x264's preset and constant rate factor."""


def film_format(settings: FilmSettings, watermark: bool) -> FilmFormat:
    """Raises EngineFailed for an aspect or a quality that no engine of ours renders."""
    try:
        wide, high = map(int, settings.aspect.split(":"))
        preset, crf = QUALITIES[settings.quality]
    except (ValueError, KeyError):
        raise EngineFailed("This aspect or quality is not one that the studio renders.", transient=False) from None
    height = settings.height - settings.height % 2  # yuv420p halves both
    return FilmFormat(width=round(height * wide / high / 2) * 2, height=height, watermark=watermark, preset=preset, crf=crf)


def seed_of(id: str, settings: FilmSettings) -> int:
    """A number for what is drawn or played at random: the same for the same thing and the same choice of the person."""
    return int.from_bytes(hashlib.sha256(f"{settings.seed}/{id}".encode()).digest()[:4], "big")
