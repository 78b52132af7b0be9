"""Colours and skia paints of people; it alone mixes colours, and it keeps each paint, because making one costs more than using it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from film.skia_loader import skia

_SHADOW, _GLOW = 0xFF2A1030, 0xFFFFEACB  # shadows drift to plum and lights to candle, so that no colour ever turns grey

INK = 0xFF1A0D12
WHITE = 0xFFFFFFFF
GOLD = 0xFFE3AE3F


@lru_cache(maxsize=4096)
def colour(text: str) -> int:
    """'#rrggbb' as opaque ARGB."""
    return 0xFF000000 | int(text[1:], 16)


@lru_cache(maxsize=16384)
def mix(one: int, other: int, share: float) -> int:
    """`share` 0 is all `one`, 1 all `other`; alpha is mixed as well."""
    shifts = (24, 16, 8, 0)
    return sum(round((one >> s & 255) * (1 - share) + (other >> s & 255) * share) << s for s in shifts)


def darker(of: int, share: float) -> int:
    return mix(of, _SHADOW, share)


def lighter(of: int, share: float) -> int:
    return mix(of, _GLOW, share)


def faded(of: int, opacity: float) -> int:
    return (of & 0xFFFFFF) | round(255 * min(1.0, max(0.0, opacity))) << 24


def brightness(of: int) -> float:
    """Perceived, 0 to 1 (ITU-R BT.601)."""
    return (0.299 * (of >> 16 & 255) + 0.587 * (of >> 8 & 255) + 0.114 * (of & 255)) / 255


@lru_cache(maxsize=8192)
def fill(of: int) -> Any:
    return skia.Paint(Color=of, AntiAlias=True)


@lru_cache(maxsize=8192)
def line(of: int, width: float, *, butt: bool = False) -> Any:
    return skia.Paint(
        Color=of,
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kButt_Cap if butt else skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )
