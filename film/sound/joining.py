"""A film's sound made scene by scene: what is mixed of one scene stays when another is edited, and the joined whole is the one that `mix` makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from film.sound.mixing import SceneSound, compressed, laid, mastered
from film.sound.wav import RATE, encode
from schemas.errors import Corrupt

STORED: Final = np.dtype("<f4")  # whole: what is rounded before it is mastered would be made louder afterwards
FRAME_BYTES: Final = 2 * STORED.itemsize


def scene_sound(scene: SceneSound) -> bytes:
    """The scene alone, not yet mastered: stereo samples at 48 kHz as 32-bit floats, side by side. Raises Corrupt when a WAV is none of ours."""
    return laid([replace(scene, start_ms=0)], scene.length_ms * RATE // 1000).astype(STORED).tobytes()


def film_sound(scenes: Iterable[bytes]) -> bytes:
    """WAV of all scenes, each from `scene_sound`, one after the other: loudness and peaks as of `mix`. Raises Corrupt."""
    stored = b"".join(scenes)
    if len(stored) % FRAME_BYTES:
        raise Corrupt("This is no sound of scenes: it ends within a sample.")
    return encode(mastered(compressed(np.frombuffer(stored, STORED).astype(np.float32).reshape(-1, 2))))
