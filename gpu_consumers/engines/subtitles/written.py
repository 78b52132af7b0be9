"""Subtitles from the times of the spoken words, as SRT, VTT and ASS."""

from __future__ import annotations

from film.model import SceneTimeline
from film.subtitles.cues import cues
from film.subtitles.writing import write
from gpu_consumers.engines.composition.port import Speeches
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.port import Output, Report, Work
from gpu_consumers.engines.subtitles.port import SubtitlesPart

MEDIA_TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt", "ass": "text/x-ass"}


class Written:
    def run(self, work: Work, report: Report) -> Output:
        analysis = work.read_part(SubtitlesPart).analysis
        report(0.0)
        scenes = [f"composition.{scene.id}" for scene in analysis.scenes]
        timelines = [work.read(scene, "timeline.json", SceneTimeline) for scene in scenes]
        speeches = {beat: speech for scene in scenes for beat, speech in work.read(scene, "speeches.json", Speeches).items()}
        written = write(cues(timelines, analysis, speeches), analysis.title, film_format(work.settings, watermark=False))
        return Output(files=tuple(work.write(f"film.{format}", data, MEDIA_TYPES[format]) for format, data in written.items()))
