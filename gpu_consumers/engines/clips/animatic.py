"""Clips drawn frame by frame on the CPU: the frames of the shot that the task is about, from what the composition has put down for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import cv2

from film.model import FilmFormat, Scenery
from film.picture.encode import encode_clip
from film.picture.frames import Picture, ShotRenderer
from film.picture.planes import planes
from film.picture.stage import Stage
from film.picture.together import drawn_together
from gpu_consumers.engines.clips.cores import drawing
from gpu_consumers.engines.clips.port import ClipPart
from gpu_consumers.engines.clips.stage import stage
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.port import Output, OutputFile, Report, Work
from schemas.errors import EngineFailed

STILL_QUALITY = 90


class Animatic:
    """Keeps the stage of the last scene, about 150 MB: the next clip is mostly of the same one."""

    def __init__(self) -> None:
        self._stage: tuple[object, Stage] | None = None

    def run(self, work: Work, report: Report) -> Output:
        if work.part == "null":
            raise EngineFailed("The composition of its scene does not have this shot, and the plan wants it.", transient=False)
        part = work.read_part(ClipPart)
        format = film_format(work.settings, work.watermark)
        shot = ShotRenderer(self._staged(work, part.scenery, format), part.shot)
        path = work.file("clip.mp4")
        still = work.write("still.jpg", _still(shot.frame(shot.telling)), "image/jpeg")
        with _frames(shot, format) as frames:
            encode_clip(frames, shot.frames, path, format, lambda done: report(done / shot.frames))
        return Output(files=(OutputFile(name="clip.mp4", media_type="video/mp4", path=str(path)), still))

    def _staged(self, work: Work, scenery: Scenery, format: FilmFormat) -> Stage:
        """Paths name blobs by their hashes, so the same paths and settings give the same stage."""
        key = (work.inputs, work.settings, scenery, format)
        if self._stage is None or self._stage[0] != key:
            self._stage = None  # never two at once
            self._stage = (key, stage(work, scenery, format))
        return self._stage[1]


def _still(picture: Picture) -> bytes:
    return cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, STILL_QUALITY))[1].tobytes()


@contextmanager
def _frames(shot: ShotRenderer, format: FilmFormat) -> Iterator[Iterator[Picture]]:
    """Drawn by a second process as well where a core would be idle: mostly when one shot of a film was edited."""

    def draw(i: int) -> Picture:
        return planes(shot.frame(i))

    with drawing() as alone:
        if not alone:
            yield map(draw, range(shot.frames))
            return
        with drawn_together(draw, shot.frames, (format.height * 3 // 2, format.width)) as frames:
            yield frames
