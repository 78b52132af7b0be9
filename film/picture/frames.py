"""Renders one scene: frame i of it is a pure function of what the scene is, never of the frames that were rendered before.

The order on every frame: the set behind, the crowd, flames and shadows, people from back to front, what hangs before them, air;
then lens and laboratory, the title, the dip to black, the mark. What is kept between frames (blurred sheets, drawn people) is only
kept because making it again would give the same and cost time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from film.model import FilmFormat, Scene, SceneTimeline, ShotKind, Speech, TimedShot
from film.picture.acting import Acting
from film.picture.camera import View
from film.picture.crowd import Crowd
from film.picture.easing import smooth
from film.picture.flames import Flame, draw_flames
from film.picture.grade import Grade
from film.picture.light import lamp
from film.picture.particles import Particles
from film.picture.people.look import Look
from film.picture.sets.painting import SetPainting
from film.picture.sheets import Backdrop, lay_down
from film.picture.shots import Lens, lens_of, views
from film.picture.staging import Players
from film.picture.titles import lay_over, title_card, title_strength, watermark
from film.skia_loader import skia

DISSOLVE_MS, DIP_IN_MS, DIP_OUT_MS = 640, 520, 620
_CROWD_DEPTH = 0.6  # how much of the lens's unsharpness the crowd gets: it stands between the far set and the people
Picture = NDArray[np.uint8]


class SceneRenderer:
    """One scene, ready to be rendered. Holds about 150 MB while it lives; not for several threads."""

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
        cv2.setNumThreads(1)  # workers are processes; threads inside them would only fight
        self.frames = round(timeline.length_ms * format.fps / 1000)
        self._timeline, self._painting, self._format = timeline, painting, format
        self._starts = [timed.start_ms for timed in timeline.shots]
        light = lamp(painting.light)
        acting = Acting(scene, timeline, looks, speeches, light_from=light.side)
        self._players = Players(acting, looks, light, format, scene.unlit)
        self._backdrop = Backdrop(painting.layers)
        self._crowd = Crowd(scene, crowd, light, painting, _marks(timeline))
        self._particles = Particles(painting.particles, scene.culture, scene.id, light, painting.light.haze)
        self._grade = Grade(scene.hour, scene.mood, format)
        self._views = {timed.shot.id: views(timed.shot, painting, format) for timed in timeline.shots}
        self._cards = {timed.shot.id: title_card(timed.shot.title, format) for timed in timeline.shots if timed.shot.title}
        self._mark = watermark(format) if format.watermark else None

    def frame(self, i: int) -> Picture:
        """Frame `i` (0 .. frames - 1) as (height, width, 3) uint8 BGR."""
        if not 0 <= i < self.frames:
            raise IndexError(f"Frame {i} of a scene of {self.frames}.")
        ms = i * 1000 / self._format.fps
        index = self._shot_at(ms)
        timed = self._timeline.shots[index]
        out = self._grade.finish(self._mixed(index, ms), i)
        if timed.shot.id in self._cards:
            card, at = self._cards[timed.shot.id]
            lay_over(out, card, title_strength(ms - timed.start_ms, timed.end_ms - timed.start_ms), at)
        light = self._brightness(ms)
        if light < 1.0:
            out = cv2.convertScaleAbs(out, alpha=light)
        if self._mark is not None:
            lay_over(out, self._mark[0], 1.0, self._mark[1])
        return out

    def run(self, start: int = 0, end: int | None = None) -> Iterator[Picture]:
        """Frames from `start` to before `end`, one after the other."""
        return (self.frame(i) for i in range(start, self.frames if end is None else end))

    def _shot_at(self, ms: float) -> int:
        # Shot boundaries are whole milliseconds and frames are not: half a frame of grace puts a frame into the shot that it opens.
        return max(0, bisect_right(self._starts, ms + 500 / self._format.fps) - 1)

    def _mixed(self, index: int, ms: float) -> Picture:
        """The picture of the moment; while a dissolve lasts, the shot before it goes on beneath."""
        timed = self._timeline.shots[index]
        picture = self._picture(timed, ms)
        into = (ms - timed.start_ms) / DISSOLVE_MS
        if index == 0 or timed.shot.transition != "dissolve" or into >= 1.0:
            return picture
        before = self._picture(self._timeline.shots[index - 1], ms)
        share = smooth(max(0.0, into))
        both: Picture = cv2.addWeighted(picture, share, before, 1.0 - share, 0)
        return both

    def _brightness(self, ms: float) -> float:
        """0 at the very ends of the scene where it dips, 1 between."""
        last = self._timeline.length_ms - 1000 / self._format.fps
        falls = smooth((last - ms) / DIP_OUT_MS)
        first = self._timeline.shots[0]
        return min(falls, smooth(ms / DIP_IN_MS)) if first.shot.transition == "dip" else falls

    def _picture(self, timed: TimedShot, ms: float) -> Picture:
        """The shot at `ms`, ungraded BGRA. Times beyond its end show it going on."""
        t = ms / 1000
        lens = lens_of(timed.shot.kind)
        view = self._views[timed.shot.id].at((ms - timed.start_ms) / max(1, timed.end_ms - timed.start_ms), t)
        buffer = np.zeros((view.height, view.width, 4), np.uint8)
        canvas = skia.Surface.MakeRasterDirect(_info(view), buffer, view.width * 4).getCanvas()
        behind, before = self._flames(timed)
        unsharp = 0.0 if lens.near_sharp else lens.blur * 0.45
        self._draw_set(buffer, view, lens, t)
        draw_flames(canvas, behind, view, t, unsharp)
        self._particles.draw_behind(canvas, view, t)
        self._players.play(buffer, timed, view, lens, ms, self._views[timed.shot.id])
        draw_flames(canvas, self._players.lights(timed, lens, ms), view, t, 0.0)
        draw_flames(canvas, before, view, t, unsharp)
        self._draw_front(buffer, canvas, view, lens, t)
        return buffer

    def _draw_set(self, buffer: Picture, view: View, lens: Lens, t: float) -> None:
        crowd = self._crowd.sheets(t, lens.blur * _CROWD_DEPTH) if lens.kind is not ShotKind.INSERT else ()
        lay_down(buffer, [*self._backdrop.behind(lens.blur, lens.near_sharp), *crowd], view)
        self._particles.veil(buffer, view, t, 0.34)

    def _draw_front(self, buffer: Picture, canvas: object, view: View, lens: Lens, t: float) -> None:
        if lens.kind is not ShotKind.INSERT:  # nothing may hide the thing that it shows
            lay_down(buffer, self._backdrop.in_front(lens.blur), view)
        self._particles.veil(buffer, view, t, 0.13)
        self._particles.draw_before(canvas, view, t)

    def _flames(self, timed: TimedShot) -> tuple[list[Flame], list[Flame]]:
        """Flames behind the people of the shot, and those that stand nearer than all of them."""
        nearest = max((placing.y for placing in timed.shot.placings), default=1e9)
        flames = self._painting.flames
        return [one for one in flames if one[1] <= nearest], [one for one in flames if one[1] > nearest]


def _marks(timeline: SceneTimeline) -> frozenset[float]:
    """World x at which people stand in the wide pictures."""
    return frozenset(one.x for timed in timeline.shots if timed.shot.kind is ShotKind.WIDE for one in timed.shot.placings)


def _info(view: View) -> object:
    return skia.ImageInfo.Make(view.width, view.height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
