"""The stage that joins everything."""

from __future__ import annotations

from dataclasses import dataclass

from gpu_consumers.engines import formats
from gpu_consumers.engines.music.port import FILM_SOUND, HeardScene

READS = ("timeline.json", "clip.mp4", "still.jpg", FILM_SOUND, "cue.wav", "speech.wav", "film.srt")
MAKES = ("film.mp4", "poster.jpg")
SETTINGS = ("music", "subtitles", *formats.SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPart:
    title: str
    language: str  # ISO 639-1
    scenes: tuple[HeardScene, ...]
