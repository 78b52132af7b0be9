"""The stage that scores scenes, and mixes what is heard: of each scene with its lines, and of all scenes together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from film.model import Scene, Setting

SCENE_SOUND, SCENE_LEVELS, FILM_SOUND = "scene.f32", "scene.levels", "film.m4a"
READS = ("timeline.json", "speech.wav", SCENE_SOUND, SCENE_LEVELS)
MAKES = ("cue.wav", SCENE_SOUND, SCENE_LEVELS)
MAKES_OF_ALL = (FILM_SOUND,)
SETTINGS = ("seed", "music")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardScene:
    """What the mix must know of a scene."""

    scene: str
    setting: Setting
    interior: bool
    narrated: tuple[str, ...]  # beat ids that are told from outside of the scene
    speakers: Mapping[str, str]  # beat id -> character id, "" for the narrator; in order


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicPart:
    """Of a scene."""

    scene: Scene  # without its people and what happens in it
    heard: HeardScene


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPart:
    """Of the whole film."""

    scenes: tuple[str, ...]
