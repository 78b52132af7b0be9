"""A film's sound made scene by scene: what is mixed and measured of one scene stays when another is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from film.sound.filters import per_sample
from film.sound.loudness import STEP, step_peaks, step_power
from film.sound.mastering import mastering
from film.sound.mixing import SceneSound, mixed
from film.sound.stereo import scaled
from film.sound.wav import encode
from schemas.errors import Corrupt

STORED: Final = np.dtype("<f4")  # whole: what is rounded before it is mastered would be made louder afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedScene:
    """Of one scene, as it is stored: two 32-bit floats for each sample, and two for each millisecond."""

    sound: bytes  # left and right at 48 kHz, not yet mastered
    levels: bytes  # `step_power` and `step_peaks`


def scene_sound(scene: SceneSound) -> MixedScene:
    """Raises Corrupt when a WAV is none of ours."""
    sound = mixed(scene)
    levels = np.stack([step_power(sound), step_peaks(sound)], axis=1)
    return MixedScene(sound=sound.astype(STORED).tobytes(), levels=levels.astype(STORED).tobytes())


def film_sound(scenes: Sequence[MixedScene]) -> bytes:
    """WAV of all scenes, one after the other: -14 LUFS within 0.5, no true peak above -1 dBTP. Raises Corrupt."""
    sound, levels = (pairs(b"".join(parts)) for parts in ([one.sound for one in scenes], [one.levels for one in scenes]))
    if len(sound) != len(levels) * STEP:
        raise Corrupt("This is no sound of scenes: what was measured of them is not of this length.")
    gains = mastering(*levels.T)
    return encode(scaled(sound, per_sample(gains, len(sound), STEP)))


def pairs(stored: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    if len(stored) % (2 * STORED.itemsize):
        raise Corrupt("This is no sound of scenes: it ends within a pair of numbers.")
    return np.frombuffer(stored, STORED).reshape(-1, 2)
