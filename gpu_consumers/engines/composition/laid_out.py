"""Layout by the grammar of shots: every line gets its time from its voice, every shot its length from its lines; the storyboard shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from film.direction import lay_out
from film.direction.excerpt import excerpt, scenery
from film.model import FilmFormat, SceneTimeline
from film.picture.frames import ShotRenderer
from film.picture.storyboard import panels, storyboard
from gpu_consumers.engines.clips.port import ClipPart
from gpu_consumers.engines.clips.stage import stage
from gpu_consumers.engines.composition.port import STORYBOARD, CompositionPart, StoryboardPart
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.lips.port import Lips
from gpu_consumers.engines.port import Output, Report, Work

PANEL_HEIGHT = 270
JSON = "application/json"
FPS = FilmFormat().fps


class LaidOut:
    def run(self, work: Work, report: Report) -> Output:
        report(0.0)
        return _storyboard(work) if work.subject.endswith(STORYBOARD) else _layout(work)


def _layout(work: Work) -> Output:
    part = work.read_part(CompositionPart)
    lips = work.read(f"lips.{part.scene.id}", "lips.json", Lips)
    timeline = lay_out(part.scene, part.plan, {beat: speech.length_ms for beat, speech in lips.items()}, FPS)
    clips = _clips(part, timeline, lips)
    files = (
        work.write("timeline.json", timeline, JSON),
        work.write("speeches.json", {beat: replace(speech, mouth=()) for beat, speech in lips.items()}, JSON),
        work.write("parts.json", _parts(part, timeline, clips), JSON),
    )
    return Output(files=files)


def _parts(part: CompositionPart, timeline: SceneTimeline, clips: tuple[ClipPart, ...]) -> Mapping[str, object]:
    shots = {f"clip.{one.shot.timed.shot.id}": one for one in clips}
    return {**shots, f"composition.{part.scene.id}{STORYBOARD}": StoryboardPart(composition=part, timeline=timeline, clips=clips)}


def _clips(part: CompositionPart, timeline: SceneTimeline, lips: Lips) -> tuple[ClipPart, ...]:
    everywhere = scenery(part.scene, part.plan.shots)
    numbers = range(1, len(timeline.shots) + 1)
    return tuple(ClipPart(scenery=everywhere, shot=excerpt(part.scene, timeline, lips, number, FPS)) for number in numbers)


def _storyboard(work: Work) -> Output:
    part = work.read_part(StoryboardPart)
    small = film_format(replace(work.settings, height=PANEL_HEIGHT), watermark=False)
    ready = stage(work, part.clips[0].scenery, small)
    shots = (ShotRenderer(ready, one.shot) for one in part.clips)
    people = {one.id: one for one in part.composition.people}
    drawn = storyboard(list(panels(replace(part.composition.scene, number=part.composition.number), part.timeline, shots, people)))
    return Output(files=(work.write("storyboard.png", drawn, "image/png"),))
