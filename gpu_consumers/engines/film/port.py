"""The stage that joins everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from film.model import Setting
from gpu_consumers.engines import formats

READS = ("timeline.json", "clip.mp4", "cue.wav", "speech.wav", "film.srt")
MAKES = ("film.mp4", "poster.jpg")
SETTINGS = ("music", "subtitles", *formats.SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardScene:
    """What the mix must know of a scene."""

    scene: str
    setting: Setting
    interior: bool
    narrated: tuple[str, ...]  # beat ids that are told from outside of the scene
    speakers: Mapping[str, str]  # beat id -> character id, "" for the narrator; in order


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPart:
    title: str
    language: str  # ISO 639-1
    scenes: tuple[HeardScene, ...]
