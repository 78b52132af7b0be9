"""Light comes from where the set says, and people are never lost in the dark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from film.direction.excerpt import scenery
from film.model import Culture
from film.picture.camera import View
from film.picture.crowd import Crowd, obstacles
from film.picture.figures import Figures, ground_shadow
from film.picture.light import Lamp, lamp, light_person
from film.picture.people import crowd, look
from film.picture.people.pose import Pose
from film.picture.sets.painting import Light
from tests.support.little_scene import MIRA, SCENE, painting

SCENERY = scenery(SCENE, ())  # nobody's marks
LEFT = Light(key=(200, 225, 255), ambient=(150, 110, 100), from_left=True, haze=(0, 0, 0), strength=0.6)
RIGHT = Light(key=LEFT.key, ambient=LEFT.ambient, from_left=False, haze=LEFT.haze, strength=LEFT.strength)
MOON = Light(key=(60, 40, 30), ambient=(40, 22, 18), from_left=True, haze=(0, 0, 0), strength=0.4)


def grey_body() -> NDArray[np.uint8]:
    body = np.zeros((400, 200, 4), np.uint8)
    body[20:380, 40:160] = (120, 120, 120, 255)
    return body


def lit(light: Light) -> NDArray[np.uint8]:
    body = grey_body()
    light_person(body, lamp(light), 1.0)
    return body


@pytest.mark.parametrize(("light", "towards"), [(LEFT, -1), (RIGHT, 1)])
def test_the_side_that_faces_the_key_is_the_brighter_one(light: Light, towards: int) -> None:
    body = lit(light)[..., :3].astype(int)
    left, right = body[100:300, 44:70].mean(), body[100:300, 130:156].mean()
    assert (right - left) * towards > 15


def test_light_leaves_the_outline_alone() -> None:
    assert np.array_equal(lit(LEFT)[..., 3], grey_body()[..., 3])


def test_colours_of_the_light_are_on_the_people() -> None:
    blue, _, red, _ = lit(LEFT)[200, 50]
    assert red > blue


def test_nobody_is_lost_in_the_night() -> None:
    assert lit(MOON)[100:300, 60:140, :3].mean() > 0.45 * 120


def test_the_shadow_falls_away_from_the_key() -> None:
    view = View(x=400.0, y=300.0, scale=1.0, width=800, height=600)
    for light, towards in ((LEFT, 1), (RIGHT, -1)):
        beam: Lamp = lamp(light)
        figure = Figures({"mira": look(MIRA)}, beam).figure("mira", Pose(t=0.0), 0.5)
        assert figure is not None
        ground = np.full((600, 800, 4), 200, np.uint8)
        ground_shadow(ground, figure, view, 400.0, 400.0, 0.5, beam)
        dark = np.argwhere(ground[..., 1] < 190)
        assert (dark[:, 1].mean() - 400) * towards > 10
        assert dark[:, 0].max() > 400


def test_the_crowd_keeps_clear_of_what_stands_on_the_stage() -> None:
    set_ = painting()
    set_.layers[2].pixels[705:790, 420:520] = (20, 160, 220, 255)  # a sack
    blocked = obstacles(set_)
    assert blocked[310:330].all()
    assert blocked[425:515].all()
    assert blocked[1190:1210].all()
    assert not blocked[600:1000].any()
    people = Crowd(SCENERY, crowd(3, Culture.SOUTH_INDIAN, 6), lamp(set_.light), set_).places
    assert len(people) == 6
    assert not any(blocked[round(x)] for x, _ in people)
    assert all(abs(x - 832) > 100 for x, _ in people)


def test_nobody_in_the_crowd_dances_out_of_the_loop() -> None:
    """The loop runs forth and back: its last picture is followed by its first without a jump."""
    scene = Crowd(SCENERY, crowd(3, Culture.SOUTH_INDIAN, 3), lamp(painting().light), painting())
    pictures = [scene.sheets(k / 5 + 0.01, 0.0) for k in range(11)]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(pictures[0], pictures[10], strict=True))
    assert any(a.pixels.shape != b.pixels.shape or not np.array_equal(a.pixels, b.pixels) for a, b in zip(pictures[0], pictures[3], strict=True))


def test_nobody_of_the_crowd_stands_right_behind_those_whom_the_scene_is_about() -> None:
    looks, bare = crowd(3, Culture.SOUTH_INDIAN, 6), painting()
    before = {x for x, _y in Crowd(SCENERY, looks, lamp(bare.light), bare).places}
    taken = min(before)
    after = {x for x, _y in Crowd(replace(SCENERY, marks=(taken,)), looks, lamp(bare.light), bare).places}
    assert min(abs(x - taken) for x in after) > 40
