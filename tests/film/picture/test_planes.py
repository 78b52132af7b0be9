"""Planes say of each pixel what BT.709 says of it, and of four together what their colour is."""

from __future__ import annotations

import numpy as np
import pytest

from film.picture.planes import planes

WHITE, BLUE, GREEN, RED = (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255)


@pytest.mark.parametrize(
    ("colour", "luma", "blue", "red"),
    [((0, 0, 0), 16, 128, 128), (WHITE, 235, 128, 128), (BLUE, 32, 240, 118), (GREEN, 173, 42, 26), (RED, 63, 102, 240)],
)  # ITU-R BT.709-6, table 4
def test_a_colour_is_what_the_standard_says(colour: tuple[int, int, int], luma: int, blue: int, red: int) -> None:
    found = planes(np.full((4, 6, 3), colour, np.uint8))
    assert found.shape == (6, 6)
    assert (np.abs(found[:4].astype(int) - luma) <= 1).all()
    assert (np.abs(found[4:].reshape(2, 2, 3).astype(int) - np.array([blue, red])[:, None, None]) <= 1).all()


def test_brightness_is_kept_for_each_pixel_and_colour_for_four() -> None:
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[0, 0] = WHITE
    picture[2:, 2:] = RED
    found = planes(picture)
    assert (found[:2, :2] == [[235, 16], [16, 16]]).all()
    assert (found[4:].reshape(2, 2, 2)[1] > 200).tolist() == [[False, False], [False, True]]


def test_planes_hold_what_a_careful_converter_gives() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (36, 64, 3), np.uint8)
    blue, green, red = np.moveaxis(noise.astype(float), 2, 0)
    luma = 16 + 219 / 255 * (0.2126 * red + 0.7152 * green + 0.0722 * blue)
    assert np.abs(planes(noise)[:36] - luma).max() < 1.0
