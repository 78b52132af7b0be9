"""Sets as painted layers, and a still of each as the camera would see it empty."""

from __future__ import annotations

import cv2

from film.model import FilmFormat, Frame, Scene, SceneTimeline, Shot, ShotKind, TimedShot
from film.picture.frames import SceneRenderer
from film.picture.sets import SetPainting, pack, paint
from gpu_consumers.engines.formats import seed_of
from gpu_consumers.engines.port import Output, Report, Work
from gpu_consumers.engines.scenes.port import ScenePart

STILL = FilmFormat(width=1280, height=720)
MOMENT = 24  # frame: a second in, when the air moves
LENGTH_MS = 3000


class Painted:
    def run(self, work: Work, report: Report) -> Output:
        scene = work.read_part(ScenePart).scene
        painting = paint(scene, seed_of(scene.id, work.settings))
        report(0.5)
        packed = work.write("set.pack", pack(painting), "application/octet-stream")
        report(0.7)
        return Output(files=(packed, work.write("still.png", still(scene, painting), "image/png")))


def still(scene: Scene, painting: SetPainting) -> bytes:
    """The whole set, nobody in it, as PNG."""
    everything = Frame(x=832.0, y=468.0, zoom=0.8)
    shot = Shot(id=f"{scene.id}.0", scene=scene.id, kind=ShotKind.ESTABLISHING, beats=(), camera_from=everything, camera_to=everything, placings=())
    timeline = SceneTimeline(scene=scene.id, shots=(TimedShot(shot=shot, start_ms=0, end_ms=LENGTH_MS),), beats=(), length_ms=LENGTH_MS)
    picture = SceneRenderer(scene, timeline, painting, {}, {}, (), STILL).frame(MOMENT)
    return cv2.imencode(".png", picture)[1].tobytes()
