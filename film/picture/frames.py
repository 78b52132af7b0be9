"""Renders shots, and scenes of them: a frame is a pure function of what its shot is, never of the frames that were rendered before.

What the camera has taken goes through lens and laboratory; then come the title, the dip to black, the mark.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from film.direction.excerpt import excerpt, scenery
from film.model import FilmFormat, Scene, SceneTimeline, ShotExcerpt, Speech
from film.picture.easing import smooth
from film.picture.people.look import Look
from film.picture.sets.painting import SetPainting
from film.picture.stage import Stage
from film.picture.take import Take
from film.picture.titles import lay_over, title_card, title_strength

DISSOLVE_MS, DIP_IN_MS, DIP_OUT_MS = 640, 520, 620
TELLING = 0.55  # of a shot: the moment that stands for it
Picture = NDArray[np.uint8]


class ShotRenderer:
    """One shot on its stage, frame by frame."""

    def __init__(self, stage: Stage, excerpt: ShotExcerpt) -> None:
        self._stage, self._excerpt, self._fps = stage, excerpt, stage.format.fps
        self.start_ms, self._length_ms = excerpt.timed.start_ms, excerpt.timed.end_ms - excerpt.timed.start_ms
        self.frames = round(self._length_ms * self._fps / 1000)
        self.telling = int(TELLING * self.frames)  # the frame that tells most
        self.take = Take(stage, excerpt)

    def frame(self, i: int) -> Picture:
        """Frame `i` (0 .. frames - 1) as (height, width, 3) uint8 BGR."""
        if not 0 <= i < self.frames:
            raise IndexError(f"Frame {i} of a shot of {self.frames}.")
        ms = i * 1000 / self._fps
        out = self._stage.grade.finish(self._mixed(ms), round(self.start_ms * self._fps / 1000) + i)
        if self._card is not None:
            lay_over(out, self._card[0], title_strength(ms, self._length_ms), self._card[1])
        light = self._brightness(i)
        if light < 1.0:
            out = cv2.convertScaleAbs(out, alpha=light)
        if self._stage.mark is not None:
            lay_over(out, self._stage.mark[0], 1.0, self._stage.mark[1])
        return out

    def _mixed(self, ms: float) -> Picture:
        """The picture `ms` into the shot; while a dissolve lasts, the shot before it goes on beneath, in a clock of its own."""
        picture = self.take.picture(self.start_ms + ms)
        before = self._excerpt.before
        if before is None or self._beneath is None or ms >= DISSOLVE_MS:
            return picture
        share = smooth(ms / DISSOLVE_MS)
        both: Picture = cv2.addWeighted(picture, share, self._beneath.picture(before.timed.end_ms + ms), 1.0 - share, 0)
        return both

    def _brightness(self, i: int) -> float:
        """0 at the very ends of the scene where it dips, 1 between."""
        since = self._excerpt.runs_before_ms + i * 1000 / self._fps
        left = self._excerpt.runs_after_ms + (self.frames - 1 - i) * 1000 / self._fps
        rises = smooth(since / DIP_IN_MS)
        return min(rises, smooth(left / DIP_OUT_MS))

    @cached_property
    def _beneath(self) -> Take | None:
        return Take(self._stage, self._excerpt.before) if self._excerpt.before else None

    @cached_property
    def _card(self) -> tuple[Picture, tuple[int, int]] | None:
        title = self._excerpt.timed.shot.title
        return title_card(title, self._stage.format) if title else None


class SceneRenderer:
    """A scene, frame by frame: each is a frame of its shot."""

    def __init__(
        self,
        scene: Scene,
        timeline: SceneTimeline,
        painting: SetPainting,
        looks: Mapping[str, Look],
        speeches: Mapping[str, Speech],
        crowd: Sequence[Look],
        format: FilmFormat,
    ) -> None:
        self._stage = Stage(scenery(scene, [timed.shot for timed in timeline.shots]), painting, looks, crowd, format)
        self._excerpt = partial(excerpt, scene, timeline, speeches, fps=format.fps)
        self._shots: dict[int, ShotRenderer] = {}
        self._starts = [round(timed.start_ms * format.fps / 1000) for timed in timeline.shots]
        self.frames = round(timeline.length_ms * format.fps / 1000)

    def frame(self, i: int) -> Picture:
        """Frame `i` (0 .. frames - 1) as (height, width, 3) uint8 BGR."""
        if not 0 <= i < self.frames:
            raise IndexError(f"Frame {i} of a scene of {self.frames}.")
        number = bisect_right(self._starts, i)
        return self.shot(number).frame(i - self._starts[number - 1])

    def run(self, start: int = 0, end: int | None = None) -> Iterator[Picture]:
        """Frames from `start` to before `end`, one after the other."""
        return (self.frame(i) for i in range(start, self.frames if end is None else end))

    def shot(self, number: int) -> ShotRenderer:
        """From 1."""
        if number not in self._shots:
            self._shots[number] = ShotRenderer(self._stage, self._excerpt(number=number))
        return self._shots[number]
