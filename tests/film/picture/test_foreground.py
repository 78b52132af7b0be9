"""What hangs before the people frames a picture; it never hides who is in it, however many they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from film.direction import direct
from film.direction import geometry as g
from film.direction.excerpt import excerpt, scenery
from film.direction.layout import lay_out
from film.model import Analysis, BeatKind, FilmFormat, Hour, Scene, Setting, Shot, ShotKind
from film.picture.camera import View, view_of
from film.picture.foreground import kept
from film.picture.people import look
from film.picture.sets import SetPainting, paint
from film.picture.sets.paint import ROOFED
from film.picture.sheets import Backdrop, Sheet, lay_down
from film.picture.shots import lens_of, views
from film.picture.stage import Stage
from film.picture.take import Take
from film.script import analyse

SMALL = FilmFormat(width=320, height=180)
NAMES = ("Anna", "Ben", "Carla", "David", "Eva", "Frank")
SAID = ("Good morning.", "I will not close my shop!", "Nobody asked you to close it, and nobody ever will, as long as I am here with you.")
SETS = [(setting, False) for setting in Setting] + [(setting, True) for setting in sorted(ROOFED)]


def talk(people: int) -> Analysis:
    """Each says all that there is to say, by turns."""
    return analyse("INT. OFFICE - DAY\n\n" + "\n\n".join(f"{name}: {said}" for said in SAID for name in NAMES[:people]))


TALKS = [talk(people) for people in range(1, 7)]
SHOTS = [(analysis, shot) for analysis in TALKS for plan in direct(analysis) for shot in plan.shots if shot.placings]


def in_front(painting: SetPainting, analysis: Analysis, shot: Shot, front: list[Sheet], *, all: bool = False) -> float:
    """The most that is hidden of a pixel of the speaker's face (else: of anybody's), 0..1."""
    looks = {person.id: look(person) for person in analysis.characters}
    path = views(shot, painting, SMALL)
    left = front if all else kept(front, shot, looks, [path.at(share, 0.0) for share in (0.0, 0.5, 1.0)])
    return max(hidden(analysis, shot, left, view_of(frame, SMALL)) for frame in (shot.camera_from, shot.camera_to))


def hidden(analysis: Analysis, shot: Shot, sheets: list[Sheet], view: View) -> float:
    cover = np.zeros((SMALL.height, SMALL.width, 4), np.uint8)
    lay_down(cover, sheets, view)
    people = shot.placings[: 1 if shot.kind is ShotKind.OVER_SHOULDER else None]
    return max(float(face(cover[..., 3], analysis, one.character, one.x, one.y, view).max(initial=0)) / 255 for one in people)


def face(cover: NDArray[np.uint8], analysis: Analysis, who: str, x: float, y: float, view: View) -> NDArray[np.uint8]:
    person, scale = analysis.character(who), g.scale_at(y)
    crown = g.crown_y(person.sex, person.age, y)
    left, top = view.point(x - 50 * scale, crown)
    right, bottom = view.point(x + 50 * scale, crown + g.HEAD * scale)
    return cover[max(0, int(top)) : max(0, int(bottom)), max(0, int(left)) : max(0, int(right))]


@pytest.mark.parametrize(("setting", "inside"), SETS, ids=lambda value: str(value))
def test_no_face_is_hidden_by_what_is_in_front_of_it(setting: Setting, inside: bool) -> None:
    scene = replace(TALKS[0].scenes[0], setting=setting, interior=inside)
    painting = paint(scene, 1)
    backdrop = Backdrop(painting.layers)
    for analysis, shot in SHOTS:
        worst = in_front(painting, analysis, shot, backdrop.in_front(lens_of(shot.kind).blur))
        assert worst < 0.1, (len(analysis.characters), shot.id, shot.kind, worst)


def test_what_hides_nobody_stays() -> None:
    painting = paint(office(), 1)
    front = Backdrop(painting.layers).in_front(0.0)
    establishing = SHOTS[0][1]
    assert front
    assert kept(front, establishing, {"anna": look(TALKS[0].character("anna"))}, views(establishing, painting, SMALL).views) == front


def test_the_sixth_speaker_is_on_the_screen() -> None:
    """As it would look with nothing in front: the jamb of the office stood before half of the face."""
    analysis = TALKS[-1]
    plan, scene = direct(analysis)[0], office()
    timeline = lay_out(scene, plan, {beat.id: 2000 for beat in scene.beats if beat.kind is not BeatKind.ACTION}, SMALL.fps)
    shots = [timed.shot for timed in timeline.shots]
    number = next(place for place, shot in enumerate(shots, 1) if shot.kind is ShotKind.SINGLE and shot.placings[0].character == "frank")
    painting = replace(paint(scene, 1), particles="")
    bare = replace(painting, layers=tuple(layer for layer in painting.layers if not layer.in_front))
    looks = {person.id: look(person) for person in analysis.characters}
    pictures = []
    for one in (painting, bare):
        taken = excerpt(scene, timeline, {}, number, SMALL.fps)
        pictures.append(Take(Stage(scenery(scene, shots), one, looks, (), SMALL), taken).picture(taken.timed.start_ms))
    assert in_front(painting, analysis, shots[number - 1], Backdrop(painting.layers).in_front(6.0), all=True) > 0.5, "nothing stands in the way"
    assert np.array_equal(pictures[0], pictures[1])


def office() -> Scene:
    return replace(TALKS[-1].scenes[0], setting=Setting.OFFICE, interior=True, hour=Hour.DAY)
