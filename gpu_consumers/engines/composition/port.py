"""The stage that lays a scene out in time: what the clips, the music, the subtitles and the mix of this scene go by; and shows it as a storyboard."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Character, Scene, ScenePlan, SceneTimeline, Speech
from gpu_consumers.engines.clips.port import ClipPart

STORYBOARD = ".storyboard"
"""How the subject ends of the task that draws it; the layout itself has the scene for its subject."""

READS = ("look.json", "set.pack", "lips.json")
MAKES = ("timeline.json", "speeches.json", "parts.json")
MAKES_STORYBOARD = ("storyboard.png",)
SETTINGS = ("seed", "aspect")

Speeches = dict[str, Speech]
"""speeches.json: beat id -> its speech, without mouth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionPart:
    scene: Scene  # without its number
    plan: ScenePlan
    number: int
    people: tuple[Character, ...]  # that are in it


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryboardPart:
    """Written by the layout."""

    composition: CompositionPart
    timeline: SceneTimeline
    clips: tuple[ClipPart, ...]
