"""What all shots of a scene are filmed on, ready for the camera: painted set, light, crowd, air, people's figures, laboratory. Knows no times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2

from film.model import FilmFormat, Scenery
from film.picture.crowd import Crowd
from film.picture.figures import Figures
from film.picture.grade import Grade
from film.picture.light import lamp
from film.picture.particles import Particles
from film.picture.people.look import Look
from film.picture.sets.painting import SetPainting
from film.picture.sheets import Backdrop
from film.picture.titles import watermark


class Stage:
    """Holds about 150 MB while it lives; not for several threads. What it keeps between pictures (blurred sheets, drawn people) it only keeps
    because making it again would give the same and cost time."""

    def __init__(self, scenery: Scenery, painting: SetPainting, looks: Mapping[str, Look], crowd: Sequence[Look], format: FilmFormat) -> None:
        cv2.setNumThreads(1)  # workers are processes; threads inside them would only fight
        self.scenery, self.painting, self.format = scenery, painting, format
        self.light = lamp(painting.light)
        self.figures = Figures(looks, self.light)
        self.backdrop = Backdrop(painting.layers)
        self.crowd = Crowd(scenery, crowd, self.light, painting)
        self.particles = Particles(painting.particles, scenery.culture, scenery.scene, self.light, painting.light.haze)
        self.grade = Grade(scenery.hour, scenery.mood, format)
        self.mark = watermark(format) if format.watermark else None
