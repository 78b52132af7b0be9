"""Joins voices and beds into the sound of the film: the bed steps back while somebody speaks, the whole meets -14 LUFS and -1 dBTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.ndimage

from film.model import Setting
from film.sound.filters import HOP, equalised, float32, in_room, level, per_sample, room
from film.sound.loudness import SILENCE_LUFS, integrated_lufs, limited, step_peaks
from film.sound.wav import RATE, Samples, decode, encode

LOUDNESS_LUFS: Final = -14.0
PEAK_DBTP: Final = -1.0
CEILING_DBTP: Final = -2.0  # what we limit to: AAC gives back peaks up to 0.7 dB higher, and other meters interpolate a little differently
TOLERANCE_LU: Final = 0.2
GAIN_DB_MAX: Final = 30.0  # a film of whispers is not blown up to noise

DUCK_DB: Final = -18.0
CARVED: Final = ((0, 0), (150, 0), (350, -8), (4500, -8), (8000, 0), (24000, 0))  # (Hz, dB), besides DUCK_DB
DUCK_BEFORE_S: Final = 0.30
DUCK_AFTER_S: Final = 0.75  # while the caption still stands: music that jumps in is heard as a word
DUCK_BRIDGE_S: Final = 1.40  # pauses shorter than this do not let the bed up
DUCK_SLOPE_S: Final = 0.40
PAN_MAX: Final = 0.5  # nobody speaks out of one loudspeaker alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    wav: bytes  # from `speak`
    start_ms: int  # in its scene
    pan: float = 0.0  # -1 left .. 1 right, as the speaker stands in the picture
    narrated: bool = False  # told from outside the scene: close, without the scene's room


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSound:
    start_ms: int  # in the film
    length_ms: int
    setting: Setting
    interior: bool
    cue: bytes  # from `cue`, stereo
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    seconds: float
    darkness_hz: float
    wet: float  # amplitude of the room's answer against the voice


OPEN_AIR: Final = Room(seconds=0.35, darkness_hz=2500, wet=0.04)
CHAMBER: Final = Room(seconds=0.40, darkness_hz=3500, wet=0.08)
ROOMS: Final[Mapping[Setting, Room]] = {
    Setting.TEMPLE: Room(seconds=1.4, darkness_hz=3000, wet=0.13),
    Setting.PALACE: Room(seconds=1.2, darkness_hz=3500, wet=0.12),
    Setting.OFFICE: Room(seconds=0.4, darkness_hz=4500, wet=0.08),
    Setting.CLASSROOM: Room(seconds=0.6, darkness_hz=4500, wet=0.09),
}


def mix(scenes: Sequence[SceneSound], length_ms: int = 0) -> bytes:
    """The film's sound as WAV, stereo, 48 kHz: -14 LUFS within 0.5, no true peak above -1 dBTP. `length_ms` 0: until the last scene ends.

    Raises Corrupt when a WAV is none of ours.
    """
    return encode(mastered(compressed(laid(scenes, frames(scenes, length_ms)))))


def frames(scenes: Sequence[SceneSound], length_ms: int) -> int:
    return (length_ms or max((one.start_ms + one.length_ms for one in scenes), default=0)) * RATE // 1000


def laid(scenes: Sequence[SceneSound], length: int) -> Samples:
    """(length, 2): the scenes where they belong, voices over ducked beds."""
    film = np.zeros((length, 2), np.float32)
    for scene in scenes:
        size = scene.length_ms * RATE // 1000
        dry, close = placed(scene.lines, size, narrated=False), placed(scene.lines, size, narrated=True)
        add(film, in_its_room(dry, scene) + close, scene.start_ms)
        if scene.cue:
            add(film, stepped_back(decode(scene.cue)[:size], dry + close), scene.start_ms)
    return film


def placed(lines: Sequence[Line], size: int, *, narrated: bool) -> Samples:
    """(size, 2): the lines of one kind at their time and place."""
    stereo = np.zeros((size, 2), np.float32)
    for line in lines:
        if line.narrated is narrated:
            add(stereo, panned(decode(line.wav), line.pan), line.start_ms)
    return stereo


def add(onto: Samples, sound: Samples, start_ms: int) -> None:
    start = start_ms * RATE // 1000
    part = sound[: max(0, len(onto) - start)]
    onto[start : start + len(part)] += part


def panned(mono: Samples, pan: float) -> Samples:
    """Equal power; in the middle as loud as it came."""
    angle = (1 + PAN_MAX * min(1.0, max(-1.0, pan))) * np.pi / 4
    return mono[:, None] * float32([np.cos(angle), np.sin(angle)]) * np.float32(np.sqrt(2))


def in_its_room(dry: Samples, scene: SceneSound) -> Samples:
    if not dry.any():
        return dry
    place = ROOMS.get(scene.setting, CHAMBER) if scene.interior else OPEN_AIR
    return dry + np.float32(place.wet) * in_room(dry, room(place.seconds, place.darkness_hz))


def stepped_back(bed: Samples, speech: Samples) -> Samples:
    """The bed under the speech: softer as a whole, and softer still where words are understood."""
    if not speech.any():
        return bed
    share = speaking(speech[: len(bed)])[:, None]
    carved = np.stack([equalised(bed[:, side], CARVED) for side in (0, 1)], axis=1)  # linear phase: the two fade without a hole between them
    return (bed + share * (carved - bed)) * np.float32(10) ** (np.float32(DUCK_DB / 20) * share)


def speaking(speech: Samples) -> Samples:
    """(n,) 0..1: rises before a line begins, is held over short pauses, falls after the last word."""
    heard = level(louder_side(speech), 0.002, 0.02) > 0.008
    bridge, slope = steps(DUCK_BRIDGE_S), steps(DUCK_SLOPE_S)
    padded = np.pad(heard, bridge)
    padded = scipy.ndimage.binary_closing(padded, np.ones(bridge, bool))
    first, last = steps(DUCK_BEFORE_S), steps(DUCK_AFTER_S)
    reach = np.convolve(padded, np.ones(first + last + 1))[first : first + len(padded)] > 0.5
    bell = np.hanning(slope + 2)[1:-1]
    share = np.convolve(reach, bell / bell.sum(), "same")[bridge:-bridge]
    return per_sample(np.clip(share, 0, 1), len(speech))


def louder_side(stereo: Samples) -> Samples:
    """(n,) 0 and up; much faster than to let numpy look for the greater of two along the short axis."""
    return np.maximum(np.abs(stereo[:, 0]), np.abs(stereo[:, 1]))


def steps(seconds: float) -> int:
    return round(seconds * RATE / HOP)


def compressed(stereo: Samples) -> Samples:
    """Light glue: 1.3:1 above the level that voices have, slow enough to leave syllables alone. In place."""
    if not len(stereo):
        return stereo
    followed = level(louder_side(stereo), 0.015, 0.25)
    gains = (0.22 / np.maximum(followed, 0.22)) ** (1 - 1 / 1.3)
    stereo *= per_sample(gains, len(stereo))[:, None]
    return stereo


def mastered(stereo: Samples) -> Samples:
    """At LOUDNESS_LUFS under the ceiling: limiting takes some loudness away, so the gain is corrected until it fits."""
    gain_db, peaks = missing_db(stereo), step_peaks(stereo)
    master = stereo
    for _ in range(4):
        gain = np.float32(10 ** (gain_db / 20))
        master = limited(stereo * gain, peaks * gain, CEILING_DBTP)
        left = LOUDNESS_LUFS - integrated_lufs(master)
        if abs(left) <= TOLERANCE_LU:
            break
        gain_db = min(GAIN_DB_MAX, gain_db + left * 1.15)
    return master


def missing_db(stereo: Samples) -> float:
    """The gain to LOUDNESS_LUFS; none for silence."""
    loudness = integrated_lufs(stereo)
    return 0.0 if loudness <= SILENCE_LUFS else min(GAIN_DB_MAX, LOUDNESS_LUFS - loudness)
