"""The stage that films shots."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Scenery, ShotExcerpt
from gpu_consumers.engines import formats

READS = ("look.json", "set.pack")
MAKES = ("clip.mp4", "still.jpg")
SETTINGS = ("seed", *formats.SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipPart:
    """Written by the composition of the scene. An edit that leaves it equal leaves the clip as it was, wherever in the film it is shown."""

    scenery: Scenery
    shot: ShotExcerpt
