"""The bed of a scene: its music, its place and its weather, joined and faded; the speech comes in mixing.py."""

from __future__ import annotations

from typing import Final

import numpy as np

from film.model import Hour, Scene, Setting
from film.sound import instruments
from film.sound.ambience import ambience
from film.sound.filters import high_passed
from film.sound.loudness import SILENCE_LUFS, integrated_lufs
from film.sound.music import music
from film.sound.seeds import generator
from film.sound.stereo import add, panned
from film.sound.wav import RATE, Samples, encode

MUSIC_LUFS: Final = -28.0
PEAK_MAX: Final = 0.7
FADE_IN_S: Final = 0.8
FADE_OUT_S: Final = 1.6
RUMBLE_HZ: Final = 28.0  # below it there is nothing to hear
BELL_EVENTS: Final = frozenset({"wedding", "festival", "prayer", "ceremony", "puja"})


def cue(scene: Scene, length_ms: int, seed: int) -> bytes:
    """WAV, stereo, 48 kHz, exactly `length_ms` long: the same for the same scene, length and seed. Music lies at -28 LUFS, the place under it."""
    length_s = max(1, length_ms) / 1000
    bed = at_level(music(scene.culture, scene.mood, length_s, seed)) + ambience(scene, length_s, seed) + foley(scene, length_s, seed)
    bed = np.stack([high_passed(side, RUMBLE_HZ) for side in bed.T], axis=1)
    peak = float(np.abs(bed).max(initial=0.0))
    return encode(faded(bed * np.float32(min(1.0, PEAK_MAX / max(peak, 1e-6)))))


def at_level(sound: Samples) -> Samples:
    loudness = integrated_lufs(sound)
    return sound * np.float32(10 ** ((MUSIC_LUFS - loudness) / 20)) if loudness > SILENCE_LUFS else sound


def foley(scene: Scene, length_s: float, seed: int) -> Samples:
    """Bells that open a ceremony: a temple's at any time, a feast's anywhere."""
    count = int(length_s * RATE)
    sound = np.zeros((count, 2), np.float32)
    if scene.setting is not Setting.TEMPLE and scene.event not in BELL_EVENTS:
        return sound
    rng = generator("foley", scene.id, seed)
    strokes = 2 if scene.hour is Hour.NIGHT else 3
    for stroke in range(strokes):
        start = int((0.9 + stroke * 1.15 + float(rng.normal(0, 0.03))) * RATE)
        add(sound, panned(instruments.bell(523.25 if scene.setting is Setting.TEMPLE else 784.0, 3.5), 0.05, 0.035), start)
    return sound


def faded(sound: Samples) -> Samples:
    """In place: in at the start, out at the end; a very short scene has short fades."""
    rise, fall = (min(len(sound) // 3, int(one * RATE)) for one in (FADE_IN_S, FADE_OUT_S))
    sound[:rise] *= (np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2)[:, None]
    sound[len(sound) - fall :] *= (np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2)[:, None]
    return sound
