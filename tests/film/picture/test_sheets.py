"""The shortcuts of layering (islands, solid parts, half size for what is soft) change nothing that can be seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from film.model import FilmFormat, Frame
from film.picture import sheets
from film.picture.camera import View, view_of
from film.picture.sets.painting import Layer
from film.picture.sheets import Backdrop, Sheet, islands, lay_down, paste
from tests.support.little_scene import painting

FORMAT = FilmFormat(width=640, height=360)


@settings(max_examples=40)
@given(arrays(np.bool_, (90, 130), elements=st.booleans(), fill=st.just(False)))
def test_islands_hold_everything_and_do_not_overlap(filled: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> None:
    covered = np.zeros(filled.shape, int)
    for left, top, right, bottom in islands(filled):
        covered[top:bottom, left:right] += 1
    assert covered.max(initial=0) <= 1
    assert not (filled & (covered == 0)).any()


def test_islands_leave_out_broad_lanes() -> None:
    filled = np.zeros((400, 400), bool)
    filled[:50] = True
    filled[300:, :60] = True
    filled[300:, 350:] = True
    assert sorted(islands(filled)) == [(0, 0, 400, 50), (0, 300, 60, 400), (350, 300, 400, 400)]


def plainly(layers: tuple[Layer, ...], view: View) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Every layer as one sheet, each drawn in full over the one before."""
    buffer = np.zeros((view.height, view.width, 4), np.uint8)
    for layer in layers:
        if not layer.in_front:
            whole = (layer.pixels.shape[1], layer.pixels.shape[0])
            sheet = Sheet(
                pixels=layer.pixels, x=832 - whole[0] / 2, y=468 - whole[1] / 2, unit=1.0, parallax=layer.parallax, whole=whole, solid=False
            )
            paste(buffer, sheet.pixels, sheet.matrix(view), (0, 0, view.width, view.height))
    return buffer


def test_a_sharp_backdrop_looks_as_if_every_layer_had_been_drawn_in_full() -> None:
    layers = painting().layers
    for x, y, zoom in ((832, 468, 0.8), (640, 400, 1.3), (1100, 600, 2.1)):
        view = view_of(Frame(x=x, y=y, zoom=zoom), FORMAT)
        buffer = np.zeros((view.height, view.width, 4), np.uint8)
        lay_down(buffer, Backdrop(layers).behind(0.0), view)
        wrong = np.abs(buffer.astype(int) - plainly(layers, view)).max(axis=2)[1:-1, 1:-1]  # the plain way fades at the world's end
        assert np.mean(wrong > 2) < 0.002


def test_a_soft_backdrop_is_the_sharp_one_blurred() -> None:
    view = view_of(Frame(x=832, y=468, zoom=1.5), FORMAT)
    soft, sharp = (np.zeros((view.height, view.width, 4), np.uint8) for _ in range(2))
    lay_down(soft, Backdrop(painting().layers).behind(6.0), view)
    lay_down(sharp, Backdrop(painting().layers).behind(0.0), view)
    assert soft[..., 3].min() == 255
    assert abs(float(soft.mean()) - float(sharp.mean())) < 1.5

    def detail(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
        return float(np.abs(np.diff(picture[..., :3].astype(int), axis=1)).max())

    assert detail(soft) < 0.4 * detail(sharp)


def choices(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How small what is soft was put together, each time."""
    made: list[int] = []
    chosen = sheets._coarseness

    def coarseness(*given: Any) -> int:
        made.append(chosen(*given))
        return made[-1]

    monkeypatch.setattr(sheets, "_coarseness", coarseness)
    return made


def test_what_is_put_together_at_a_quarter_looks_as_if_at_half(monkeypatch: pytest.MonkeyPatch) -> None:
    near = view_of(Frame(x=832, y=468, zoom=2.5), FilmFormat())
    shares = choices(monkeypatch)
    quarter = np.zeros((near.height, near.width, 4), np.uint8)
    lay_down(quarter, Backdrop(painting().layers).behind(6.0), near)
    assert shares == [4]
    monkeypatch.setattr(sheets, "_coarseness", lambda *_: 2)
    half = np.zeros_like(quarter)
    lay_down(half, Backdrop(painting().layers).behind(6.0), near)
    assert np.abs(quarter.astype(int) - half).max() <= 8


def test_what_is_nearly_sharp_is_never_put_together_at_a_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = choices(monkeypatch)
    for zoom, format in ((1.0, FilmFormat()), (2.5, FORMAT)):
        view = view_of(Frame(x=832, y=468, zoom=zoom), format)
        lay_down(np.zeros((view.height, view.width, 4), np.uint8), Backdrop(painting().layers).behind(6.0), view)
    assert shares == [2, 2]
