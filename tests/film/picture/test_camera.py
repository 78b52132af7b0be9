"""Whatever the camera is asked, its picture is full: no sheet ends inside of it, and slow moves have no steps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from film.model import FilmFormat, Frame
from film.picture.camera import JOINT_Y, position, view_of
from film.picture.sets.painting import CENTRE_X, CENTRE_Y, FRONT_HEIGHT, FRONT_WIDTH, WORLD_HEIGHT, WORLD_WIDTH
from tests.support.little_scene import SHOTS

FRAMES = st.builds(
    Frame, x=st.floats(-500, 2500), y=st.floats(-500, 1500), zoom=st.floats(0.2, 4.0)
)  # fmt: skip
FORMATS = st.sampled_from([FilmFormat(), FilmFormat(width=320, height=180), FilmFormat(width=1080, height=1080), FilmFormat(width=1920, height=800)])


@given(FRAMES, FORMATS, st.floats(0.1, 1.8))
def test_every_sheet_covers_the_whole_picture(frame: Frame, format: FilmFormat, parallax: float) -> None:
    width, height = (FRONT_WIDTH, FRONT_HEIGHT) if parallax > 1.0 else (WORLD_WIDTH, WORLD_HEIGHT)
    matrix = view_of(frame, format).matrix(parallax, width, height)
    left, top = matrix @ (CENTRE_X - width / 2, CENTRE_Y - height / 2, 1)
    right, bottom = matrix @ (CENTRE_X + width / 2, CENTRE_Y + height / 2, 1)
    assert left < 0.01
    assert top < 0.01
    assert right > format.width - 0.01
    assert bottom > format.height - 0.01


@given(FRAMES)
def test_a_frame_inside_the_world_is_shown_as_asked(frame: Frame) -> None:
    inside = view_of(frame, FilmFormat())
    again = view_of(Frame(x=inside.x, y=inside.y, zoom=inside.scale), FilmFormat())
    assert np.allclose((again.x, again.y, again.scale), (inside.x, inside.y, inside.scale))


def test_zoom_one_shows_1280_by_720_units() -> None:
    left, top, right, bottom = view_of(Frame(x=832.0, y=468.0, zoom=1.0), FilmFormat()).span
    assert np.allclose((right - left, bottom - top), (1280, 720))


def test_what_stands_far_away_stays_on_the_ground_when_the_camera_nears() -> None:
    for zoom in (0.9, 1.2, 1.6):
        view = view_of(Frame(x=832.0, y=560.0, zoom=zoom), FilmFormat())
        assert abs(view.point(832.0, JOINT_Y, 0.5)[1] - view.point(832.0, JOINT_Y, 1.0)[1]) < 0.01


def test_the_camera_moves_every_frame_and_never_by_much() -> None:
    shot = replace(SHOTS[2], camera_from=Frame(x=600, y=500, zoom=1.5), camera_to=Frame(x=660, y=500, zoom=1.6))
    places = [position(shot.camera_from, shot.camera_to, shot, k / 96, k / 24) for k in range(97)]
    steps = [abs(b.x - a.x) + abs(b.y - a.y) for a, b in pairwise(places)]
    assert min(steps) > 0
    assert max(steps) < 2.0
    assert abs(places[0].x - 600) < 3
    assert abs(places[-1].x - 660) < 3
