"""The stage that makes sets."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Scene

MAKES = ("set.pack", "still.png")
SETTINGS = ("seed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenePart:
    scene: Scene  # without its people and what happens in it
