"""Joins the voices and the bed of a scene: the bed steps back while somebody speaks, and a little compression holds them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film.model import Setting
from film.sound.filters import HOP, equalised, in_room, level, per_sample, room
from film.sound.stereo import add, louder_side, panned, scaled
from film.sound.wav import RATE, Samples, decode

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


def mixed(scene: SceneSound) -> Samples:
    """(length, 2) at 48 kHz, not yet as loud as the film will be: its lines in its room, over its bed. Raises Corrupt when a WAV is none of ours."""
    return compressed(laid(scene))


def laid(scene: SceneSound) -> Samples:
    """(length, 2): voices over the ducked bed."""
    size = scene.length_ms * RATE // 1000
    dry, close = placed(scene.lines, size, narrated=False), placed(scene.lines, size, narrated=True)
    sound = in_its_room(dry, scene) + close
    if scene.cue:
        add(sound, stepped_back(decode(scene.cue)[:size], dry + close), 0)
    return sound


def placed(lines: Sequence[Line], size: int, *, narrated: bool) -> Samples:
    """(size, 2): the lines of one kind at their time and place."""
    stereo = np.zeros((size, 2), np.float32)
    for line in lines:
        if line.narrated is narrated:
            add(stereo, panned(decode(line.wav), *standing(line.pan)), line.start_ms * RATE // 1000)
    return stereo


def standing(pan: float) -> tuple[float, float]:
    """Gains left and right. Equal power; in the middle as loud as it came."""
    angle = (1 + PAN_MAX * min(1.0, max(-1.0, pan))) * np.pi / 4
    return float(np.cos(angle) * np.sqrt(2)), float(np.sin(angle) * np.sqrt(2))


def in_its_room(dry: Samples, scene: SceneSound) -> Samples:
    if not dry.any():
        return dry
    place = ROOMS.get(scene.setting, CHAMBER) if scene.interior else OPEN_AIR
    return dry + np.float32(place.wet) * in_room(dry, room(place.seconds, place.darkness_hz))


def stepped_back(bed: Samples, speech: Samples) -> Samples:
    """The bed under the speech: softer as a whole, and softer still where words are understood."""
    if not speech.any():
        return bed
    share = speaking(speech[: len(bed)])
    ducked = np.exp(np.float32(DUCK_DB * np.log(10) / 20) * share)
    return np.stack([ducked * (side + share * (equalised(side, CARVED) - side)) for side in bed.T], axis=1)


def speaking(speech: Samples) -> Samples:
    """(n,) 0..1: rises before a line begins, is held over short pauses, falls after the last word."""
    heard = level(louder_side(speech), 0.002, 0.02) > 0.008
    slope, first, last = steps(DUCK_SLOPE_S), steps(DUCK_BEFORE_S), steps(DUCK_AFTER_S)
    around = first + last + slope
    padded = np.pad(bridged(heard, steps(DUCK_BRIDGE_S)), around)
    reach = np.convolve(padded, np.ones(first + last + 1))[first : first + len(padded)] > 0.5
    bell = np.hanning(slope + 2)[1:-1]
    share = np.convolve(reach, bell / bell.sum(), "same")[around:-around]
    return per_sample(np.clip(share, 0, 1), len(speech))


def bridged(heard: NDArray[np.bool_], pause: int) -> NDArray[np.bool_]:
    """Pauses of fewer steps than this are held as well."""
    at, held = np.flatnonzero(heard), heard.copy()
    for before in np.flatnonzero((np.diff(at) > 1) & (np.diff(at) <= pause)):
        held[at[before] : at[before + 1]] = True
    return held


def steps(seconds: float) -> int:
    return round(seconds * RATE / HOP)


def compressed(stereo: Samples) -> Samples:
    """Light glue: 1.3:1 above the level that voices have, slow enough to leave syllables alone."""
    followed = level(louder_side(stereo), 0.015, 0.25)
    gains = (0.22 / np.maximum(followed, 0.22)) ** (1 - 1 / 1.3)
    return scaled(stereo, per_sample(gains, len(stereo)))
