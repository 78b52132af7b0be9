"""Clips drawn frame by frame on the CPU: only the frames of the shot that the task is about."""

from __future__ import annotations

from film.model import FilmFormat, Scene, SceneTimeline
from film.picture.encode import encode_clip
from film.picture.frames import SceneRenderer
from gpu_consumers.engines.clips.stage import renderer
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.port import Output, OutputFile, Report, Work
from schemas.errors import EngineFailed


class Animatic:
    """Keeps the stage of the last scene, about 150 MB: the next clip is mostly of the same one."""

    def __init__(self) -> None:
        self._stage: tuple[object, SceneRenderer] | None = None

    def run(self, work: Work, report: Report) -> Output:
        scene_id, _, number = work.subject.rpartition(".")
        composition = f"composition.{scene_id}"
        scene, timeline = work.read(composition, "scene.json", Scene), work.read(composition, "timeline.json", SceneTimeline)
        if int(number) > len(timeline.shots):
            raise EngineFailed(f"Scene {scene_id} has {len(timeline.shots)} shots, and the plan wants {number}.", transient=False)
        timed = timeline.shots[int(number) - 1]
        format = film_format(work.settings, work.watermark)
        start, end = (round(ms * format.fps / 1000) for ms in (timed.start_ms, timed.end_ms))
        frames = self._renderer(work, scene, timeline, format).run(start, end)
        path = work.file("clip.mp4")
        encode_clip(frames, end - start, path, format, lambda done: report(done / (end - start)))
        return Output(files=(OutputFile(name="clip.mp4", media_type="video/mp4", path=str(path)),))

    def _renderer(self, work: Work, scene: Scene, timeline: SceneTimeline, format: FilmFormat) -> SceneRenderer:
        """Paths name blobs by their hashes, so the same paths and settings give the same stage."""
        key = (work.inputs, work.settings, format)
        if self._stage is None or self._stage[0] != key:
            self._stage = None  # never two at once
            self._stage = (key, renderer(work, scene, timeline, format))
        return self._stage[1]
