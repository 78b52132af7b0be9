"""What a painted set is, and how it becomes bytes and comes back; knows nothing of how sets are painted.

Where a layer lies: pixel (i, j) of a layer of width w and height h shows the world point (832 + i - w / 2, 468 + j - h / 2), that is,
every layer is centred on the centre of the world whatever its size. Layers up to parallax 1.0 are as large as the world. Layers in
front of the people move more than the world and so show more than it: they are FRONT_WIDTH x FRONT_HEIGHT, which no camera inside
the world (zoom 0.80 to 2.6, parallax up to 1.6) sees the end of.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORLD_WIDTH, WORLD_HEIGHT = 1664, 936
CENTRE_X, CENTRE_Y = 832.0, 468.0
FRONT_WIDTH, FRONT_HEIGHT = 2432, 1344
WITH_STAGE = 0.999  # parallax of a layer with flames behind the stage: one layer alone has 1.0, but flames must stay on their lamps

Pixels = NDArray[np.uint8]
Bgr = tuple[int, int, int]

_MAGIC = b"SET2"
_FAST = 1  # zlib's lowest level; a PNG is no smaller, and twice as slow to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One sheet of the set: (height >= 936, width >= 1664, 4) premultiplied BGRA, contiguous, centred on the world's centre."""

    pixels: Pixels
    parallax: float  # 0.2 (sky) .. 1.0 (stage) .. 1.6 (foreground): how much it moves with the camera
    in_front: bool = False  # drawn over the people


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """How people who stand in the set are lit. Colours are BGR, 0 to 255."""

    key: Bgr
    ambient: Bgr
    from_left: bool  # where the key comes from
    haze: Bgr
    strength: float  # of the key against the ambient, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPainting:
    """A set, from the farthest layer to the nearest. Positions are world units, y down."""

    layers: tuple[Layer, ...]
    light: Light
    flames: tuple[tuple[float, float, float], ...]  # x, y, scale of living flames on the stage layer; y is the foot of the flame
    particles: str  # "petals" | "dust" | "rain" | "snow" | "fireflies" | "leaves" | "mist" | ""
    ground_y: float  # where feet of the middle row stand
    props: Mapping[str, tuple[float, float]]  # name -> the middle of a thing that an INSERT shot can frame


def pack(painting: SetPainting) -> bytes:
    """One blob: a JSON head, then the pixels of one layer after the other, deflated. The same painting gives the same bytes."""
    images = [zlib.compress(layer.pixels.data, _FAST) for layer in painting.layers]
    light = painting.light
    head = {
        "layers": [
            {"parallax": layer.parallax, "in_front": layer.in_front, "shape": layer.pixels.shape, "size": len(image)}
            for layer, image in zip(painting.layers, images, strict=True)
        ],
        "light": {"key": light.key, "ambient": light.ambient, "from_left": light.from_left, "haze": light.haze, "strength": light.strength},
        "flames": painting.flames,
        "particles": painting.particles,
        "ground_y": painting.ground_y,
        "props": dict(painting.props),
    }
    text = json.dumps(head, separators=(",", ":")).encode()
    return b"".join((_MAGIC, struct.pack("<I", len(text)), text, *images))


def unpack(data: bytes) -> SetPainting:
    """What `pack` was given. Raises ValueError when the bytes are not a packed set: only a damaged store can hand us such."""
    if data[:4] != _MAGIC:
        raise ValueError("These bytes are not a packed set; paint the set again.")
    (length,) = struct.unpack_from("<I", data, 4)
    head = json.loads(data[8 : 8 + length])
    layers, at = [], 8 + length
    for each in head["layers"]:
        layers.append(Layer(pixels=_inflated(data[at : at + each["size"]], each["shape"]), parallax=each["parallax"], in_front=each["in_front"]))
        at += each["size"]
    return SetPainting(
        layers=tuple(layers),
        light=_light(head["light"]),
        flames=tuple((x, y, scale) for x, y, scale in head["flames"]),
        particles=head["particles"],
        ground_y=head["ground_y"],
        props=MappingProxyType({name: (x, y) for name, (x, y) in head["props"].items()}),
    )


def _inflated(layer: bytes, shape: tuple[int, int, int]) -> Pixels:
    try:
        return np.frombuffer(zlib.decompress(layer, bufsize=prod(shape)), np.uint8).reshape(shape)
    except (zlib.error, ValueError) as error:
        raise ValueError("A layer of this packed set is damaged; paint the set again.") from error


def _light(head: Mapping[str, Any]) -> Light:
    def bgr(name: str) -> Bgr:
        blue, green, red = head[name]
        return (blue, green, red)

    return Light(key=bgr("key"), ambient=bgr("ambient"), from_left=head["from_left"], haze=bgr("haze"), strength=head["strength"])
