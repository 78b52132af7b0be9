"""The stage that lays a scene out in time: what the clips, the music, the subtitles and the mix of this scene go by."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Character, Scene, ScenePlan, Speech

READS = ("look.json", "set.pack", "lips.json")
MAKES = ("timeline.json", "speeches.json", "parts.json", "storyboard.png")
SETTINGS = ("seed", "aspect")

Speeches = dict[str, Speech]
"""speeches.json: beat id -> its speech, without mouth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionPart:
    scene: Scene  # without its number
    plan: ScenePlan
    number: int
    people: tuple[Character, ...]  # that are in it
