"""A scene made ready for the camera, from the blobs of the tasks before: shared by the animatic clips and their storyboard."""

from __future__ import annotations

from film.model import FilmFormat, Scene, SceneTimeline
from film.picture.frames import SceneRenderer
from film.picture.people import Look, crowd
from film.picture.sets import unpack
from gpu_consumers.engines.formats import seed_of
from gpu_consumers.engines.lips.port import Lips
from gpu_consumers.engines.port import Work
from schemas.values import TaskKind

CROWD = 9


def renderer(work: Work, scene: Scene, timeline: SceneTimeline, format: FilmFormat) -> SceneRenderer:
    """Needs look.json of the characters, set.pack and lips.json of the scene among the inputs."""
    looks = {look.id: look for task_id in work.of_kind(TaskKind.CHARACTER) for look in [work.read(task_id, "look.json", Look)]}
    painting = unpack(work.path(f"scene.{scene.id}", "set.pack").read_bytes())
    speeches = work.read(f"lips.{scene.id}", "lips.json", Lips)
    extras = crowd(seed_of(f"{scene.id}/crowd", work.settings), scene.culture, CROWD, scene.event) if scene.crowd else ()
    return SceneRenderer(scene, timeline, painting, {id: looks[id] for id in scene.characters}, speeches, extras, format)
