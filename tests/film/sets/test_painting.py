"""A packed set comes back as it was, and damage is told from a set."""

from __future__ import annotations

import numpy as np
import pytest

from film.picture.sets import Layer, Light, SetPainting, pack, unpack


def painting() -> SetPainting:
    rolls = np.random.default_rng(4)
    colour = rolls.integers(0, 100, (936, 1664, 4), np.uint8)
    colour[..., 3] = rolls.integers(100, 256, (936, 1664), np.uint8)
    return SetPainting(
        layers=(Layer(pixels=colour, parallax=0.2), Layer(pixels=colour[::-1].copy(), parallax=1.45, in_front=True)),
        light=Light(key=(1, 2, 3), ambient=(4, 5, 6), from_left=True, haze=(7, 8, 9), strength=0.5),
        flames=((10.5, 20.0, 1.5),),
        particles="petals",
        ground_y=780.0,
        props={"lamp": (400.0, 700.5)},
    )


def test_what_was_packed_comes_back() -> None:
    one = painting()
    other = unpack(pack(one))
    for before, after in zip(one.layers, other.layers, strict=True):
        assert np.array_equal(before.pixels, after.pixels)
        assert after.pixels.flags.c_contiguous
        assert (before.parallax, before.in_front) == (after.parallax, after.in_front)
    assert (one.light, one.flames, one.particles, one.ground_y) == (other.light, other.flames, other.particles, other.ground_y)
    assert dict(one.props) == dict(other.props)


def test_damage_is_noticed() -> None:
    packed = pack(painting())
    with pytest.raises(ValueError, match="not a packed set"):
        unpack(b"PNG!" + packed[4:])
    with pytest.raises(ValueError, match="damaged"):
        unpack(_broken(packed))


def _broken(packed: bytes) -> bytes:
    """Its first layer is no zlib stream any more."""
    at = packed.index(b"\x78\x01", packed.index(b"}}"))
    return packed[:at] + b"\0\0" + packed[at + 2 :]
