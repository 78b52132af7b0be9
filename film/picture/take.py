"""One shot as the lens sees it, at any moment of its clock, before lens and laboratory have had their say.

The order in every picture: the set behind, the crowd, flames and shadows, people from back to front, what hangs before them, air.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from film.model import ShotExcerpt, ShotKind
from film.picture.acting import Acting
from film.picture.camera import View
from film.picture.flames import Flame, draw_flames
from film.picture.foreground import kept
from film.picture.sheets import Sheet, lay_down
from film.picture.shots import lens_of, views
from film.picture.stage import Stage
from film.picture.staging import Players
from film.skia_loader import skia

_CROWD_DEPTH = 0.6  # how much of the lens's unsharpness the crowd gets: it stands between the far set and the people
_WAY = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the camera: where is looked whether something hides a face
Picture = NDArray[np.uint8]


class Take:
    def __init__(self, stage: Stage, excerpt: ShotExcerpt) -> None:
        scenery = stage.scenery
        acting = Acting(excerpt.happenings, scenery.homes, scenery.mood, stage.figures.looks, light_from=stage.light.side)
        self._stage, self._timed = stage, excerpt.timed
        self._lens = lens_of(excerpt.timed.shot.kind)
        self._path = views(excerpt.timed.shot, stage.painting, stage.format)
        self._players = Players(acting, stage.figures, stage.format, scenery.unlit)
        self._behind, self._before = self._flames()
        self._nearest = self._foreground()

    def view(self, ms: float) -> View:
        """Where the camera is."""
        start, end = self._timed.start_ms, self._timed.end_ms
        return self._path.at((ms - start) / max(1, end - start), ms / 1000)

    def picture(self, ms: float) -> Picture:
        """BGRA, ungraded. Times beyond the end of the shot show it going on."""
        t, view = ms / 1000, self.view(ms)
        buffer = np.zeros((view.height, view.width, 4), np.uint8)
        canvas = skia.Surface.MakeRasterDirect(_info(view), buffer, view.width * 4).getCanvas()
        unsharp = 0.0 if self._lens.near_sharp else self._lens.blur * 0.45
        self._draw_set(buffer, view, t)
        draw_flames(buffer, canvas, self._behind, view, t, unsharp)
        self._stage.particles.draw_behind(canvas, view, t)
        self.draw_people(buffer, ms)
        draw_flames(buffer, canvas, self._players.lights(self._timed, self._lens, ms), view, t, 0.0)
        draw_flames(buffer, canvas, self._before, view, t, unsharp)
        self._draw_front(buffer, canvas, view, t)
        return buffer

    def draw_people(self, buffer: Picture, ms: float) -> None:
        """Everybody with a name, on the BGRA buffer, in place."""
        self._players.play(buffer, self._timed, self.view(ms), self._lens, ms, self._path)

    def _draw_set(self, buffer: Picture, view: View, t: float) -> None:
        stage, lens = self._stage, self._lens
        crowd = stage.crowd.sheets(t, lens.blur * _CROWD_DEPTH) if lens.kind is not ShotKind.INSERT else ()
        lay_down(buffer, [*stage.backdrop.behind(lens.blur, lens.near_sharp), *crowd], view)
        stage.particles.veil(buffer, view, t, 0.34)

    def _draw_front(self, buffer: Picture, canvas: object, view: View, t: float) -> None:
        lay_down(buffer, self._nearest, view)
        self._stage.particles.veil(buffer, view, t, 0.13)
        self._stage.particles.draw_before(canvas, view, t)

    def _foreground(self) -> list[Sheet]:
        """What hangs before the people and hides nobody's face, nor the thing of an insert."""
        if self._lens.kind is ShotKind.INSERT:
            return []
        views = [self._path.at(share, 0.0) for share in _WAY]
        return kept(self._stage.backdrop.in_front(self._lens.blur), self._timed.shot, self._stage.figures.looks, views)

    def _flames(self) -> tuple[list[Flame], list[Flame]]:
        """Flames behind the people of the shot, and those that stand nearer than all of them."""
        nearest = max((placing.y for placing in self._timed.shot.placings), default=1e9)
        flames = self._stage.painting.flames
        return [one for one in flames if one[1] <= nearest], [one for one in flames if one[1] > nearest]


def _info(view: View) -> object:
    return skia.ImageInfo.Make(view.width, view.height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
