"""Noise and dice of our own seeding: the only sources of chance in a set, so that the same seed gives the same bytes anywhere."""

from __future__ import annotations

import hashlib
import random
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]


def seed_of(*names: object) -> int:
    """A number that depends on the names alone, never on the process."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, names)).encode()).digest()[:8], "big")


def dice(*names: object) -> random.Random:
    """Random numbers that depend on the names alone."""
    return random.Random(seed_of(*names))


def clouded(width: int, height: int, seed: int, *, cell: float = 160.0, stretch: float = 1.0, octaves: int = 5) -> Field:
    """Fractal noise (height, width) in 0..1 with features of about `cell` pixels, `stretch` times as wide as high."""
    source = np.random.default_rng(seed)
    field = np.zeros((height, width), np.float32)
    weight, total = 1.0, 0.0
    for octave in range(octaves):
        step = max(2.0, cell / 2**octave)
        columns, rows = max(2, round(width / (step * stretch)) + 2), max(2, round(height / step) + 2)
        coarse = source.random((rows, columns), dtype=np.float32)
        field += weight * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        total += weight
        weight *= 0.52
    field /= np.float32(total)
    low, high = float(field.min()), float(field.max())
    return np.asarray((field - low) / np.float32(max(high - low, 1e-6)), np.float32)


@lru_cache(maxsize=4)
def paper(width: int, height: int) -> NDArray[np.uint8]:
    """What a brush on paper does to every layer: a factor of 222..255 (height, width, 4); alpha is left alone."""
    blotches = clouded(width // 2, height // 2, 11, cell=70, octaves=4)
    strokes = clouded(width // 2, height // 2, 12, cell=7, stretch=2.5, octaves=2)
    factor = 224 + 31 * cv2.resize(0.55 * blotches + 0.45 * strokes, (width, height), interpolation=cv2.INTER_LINEAR)
    factor += np.random.default_rng(13).normal(0.0, 2.0, (height, width)).astype(np.float32)
    one = np.clip(factor, 212, 255).astype(np.uint8)
    return np.ascontiguousarray(np.dstack((one, one, one, np.full_like(one, 255))))
