"""A stage from the blobs of the tasks before: shared by the animatic clips and their storyboard."""

from __future__ import annotations

from film.model import FilmFormat, Scenery
from film.picture.people import Look, crowd
from film.picture.sets import unpack
from film.picture.stage import Stage
from gpu_consumers.engines.formats import seed_of
from gpu_consumers.engines.port import Work
from schemas.values import TaskKind

CROWD = 9


def stage(work: Work, scenery: Scenery, format: FilmFormat) -> Stage:
    """Needs look.json of the characters and set.pack of the scene among the inputs."""
    looks = {look.id: look for task_id in work.of_kind(TaskKind.CHARACTER) for look in [work.read(task_id, "look.json", Look)]}
    painting = unpack(work.path(f"scene.{scenery.scene}", "set.pack").read_bytes())
    seed = seed_of(f"{scenery.scene}/crowd", work.settings)
    extras = crowd(seed, scenery.culture, CROWD, scenery.event) if scenery.crowd else ()
    return Stage(scenery, painting, {id: looks[id] for id in scenery.characters}, extras, format)
