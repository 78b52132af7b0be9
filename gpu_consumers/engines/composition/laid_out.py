"""Layout by the grammar of shots: every line gets its time from its voice, every shot its length from its lines; the storyboard shows it."""

from __future__ import annotations

from dataclasses import replace

from film.direction import lay_out
from film.direction.excerpt import excerpt, scenery
from film.model import FilmFormat, SceneTimeline
from film.picture.frames import ShotRenderer
from film.picture.storyboard import panels, storyboard
from gpu_consumers.engines.clips.port import ClipPart
from gpu_consumers.engines.clips.stage import stage
from gpu_consumers.engines.composition.port import CompositionPart
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.lips.port import Lips
from gpu_consumers.engines.port import Output, Report, Work

PANEL_HEIGHT = 270
JSON = "application/json"
FPS = FilmFormat().fps


class LaidOut:
    def run(self, work: Work, report: Report) -> Output:
        part = work.read_part(CompositionPart)
        lips = work.read(f"lips.{part.scene.id}", "lips.json", Lips)
        timeline = lay_out(part.scene, part.plan, {beat: speech.length_ms for beat, speech in lips.items()}, FPS)
        clips = _clips(part, timeline, lips)
        report(0.1)
        files = (
            work.write("timeline.json", timeline, JSON),
            work.write("speeches.json", {beat: replace(speech, mouth=()) for beat, speech in lips.items()}, JSON),
            work.write("parts.json", {f"clip.{one.shot.timed.shot.id}": one for one in clips}, JSON),
            work.write("storyboard.png", _storyboard(work, part, timeline, clips), "image/png"),
        )
        return Output(files=files)


def _clips(part: CompositionPart, timeline: SceneTimeline, lips: Lips) -> list[ClipPart]:
    everywhere = scenery(part.scene, part.plan.shots)
    numbers = range(1, len(timeline.shots) + 1)
    return [ClipPart(scenery=everywhere, shot=excerpt(part.scene, timeline, lips, number, FPS)) for number in numbers]


def _storyboard(work: Work, part: CompositionPart, timeline: SceneTimeline, clips: list[ClipPart]) -> bytes:
    small = film_format(replace(work.settings, height=PANEL_HEIGHT), watermark=False)
    ready = stage(work, clips[0].scenery, small)
    shots = (ShotRenderer(ready, one.shot) for one in clips)
    people = {one.id: one for one in part.people}
    return storyboard(list(panels(replace(part.scene, number=part.number), timeline, shots, people)))
