"""The stage that scores scenes."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Scene

READS = ("timeline.json",)
MAKES = ("cue.wav",)
SETTINGS = ("seed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicPart:
    scene: Scene  # without its people and what happens in it
