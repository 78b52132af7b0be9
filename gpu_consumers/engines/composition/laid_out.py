"""Layout by the grammar of shots: every line gets its time from its voice, every shot its length from its lines; the storyboard shows it."""

from __future__ import annotations

from dataclasses import replace

from film.direction import lay_out
from film.model import FilmFormat
from film.picture.storyboard import panels, storyboard
from gpu_consumers.engines.clips.stage import renderer
from gpu_consumers.engines.composition.port import CompositionPart
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.lips.port import Lips
from gpu_consumers.engines.port import Output, Report, Work

PANEL_HEIGHT = 270
JSON = "application/json"


class LaidOut:
    def run(self, work: Work, report: Report) -> Output:
        part = work.read_part(CompositionPart)
        lips = work.read(f"lips.{part.scene.id}", "lips.json", Lips)
        timeline = lay_out(part.scene, part.plan, {beat: speech.length_ms for beat, speech in lips.items()}, FilmFormat().fps)
        report(0.1)
        small = film_format(replace(work.settings, height=PANEL_HEIGHT), watermark=False)
        scene = replace(part.scene, number=part.number)
        people = {one.id: one for one in part.people}
        sheet = storyboard(list(panels(scene, timeline, renderer(work, part.scene, timeline, small), people, small)))
        files = (
            work.write("scene.json", part.scene, JSON),
            work.write("timeline.json", timeline, JSON),
            work.write("speeches.json", {beat: replace(speech, mouth=()) for beat, speech in lips.items()}, JSON),
            work.write("storyboard.png", sheet, "image/png"),
        )
        return Output(files=files)
