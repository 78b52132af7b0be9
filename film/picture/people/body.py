"""Proportions: how long and wide each part of a person is, by sex, age and build. Nothing here moves or is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from film.model import Age, Sex
from film.picture.people.forms import Form, Ring
from film.picture.people.look import Look

Kind = str  # "woman" | "man" | "child"

# Rings as (share of the height floor to chin, half width, half depth, centre forward); widths for the usual height of the kind.
_TORSOS: Mapping[Kind, Sequence[Ring]] = MappingProxyType(
    {
        "woman": (
            (0.962, 15, 14, -3), (0.945, 28, 17, -3), (0.925, 46, 20, -2), (0.903, 51, 23, 0), (0.86, 43, 27, 3), (0.815, 43, 33, 6),
            (0.77, 37, 26, 2), (0.715, 33.5, 23, 0), (0.65, 42, 30, -2), (0.60, 47.5, 35, -4), (0.54, 46, 34, -4),
        ),
        "man": (
            (0.962, 20, 18, -3), (0.945, 36, 21, -3), (0.925, 60, 25, -2), (0.903, 67, 28, 0), (0.86, 59, 33, 2), (0.815, 56, 35, 3),
            (0.76, 50, 32, 2), (0.70, 46, 30, 1), (0.65, 46, 31, 0), (0.60, 47, 32, -1), (0.54, 46, 32, -2),
        ),
        "child": (
            (0.962, 13, 12, -2), (0.945, 23, 14, -2), (0.925, 34, 17, -1), (0.903, 38, 19, 0), (0.86, 34, 22, 1), (0.80, 33, 23, 2),
            (0.70, 32, 24, 4), (0.60, 34, 24, 1), (0.54, 33, 24, 0),
        ),
    }
)  # fmt: skip
_USUAL: Mapping[Kind, float] = MappingProxyType({"woman": 520.0, "man": 556.0, "child": 318.0})  # floor to chin
_ARMS: Mapping[Kind, tuple[float, float, float]] = MappingProxyType({"woman": (12.0, 10.0, 7.5), "man": (16.0, 13.5, 10), "child": (9.5, 8.2, 6.5)})
_LEGS: Mapping[Kind, tuple[float, float, float]] = MappingProxyType({"woman": (24, 16, 10), "man": (25, 18, 12), "child": (17, 13, 9)})
_HANDS: Mapping[Kind, float] = MappingProxyType({"woman": 46.0, "man": 54.0, "child": 31.0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Lengths in local units; heights by `level`, which grows upwards from the floor (0) to the chin (1)."""

    kind: Kind
    tall: float  # floor to chin
    head: float  # scale of the head: 1 is 100 units from chin to crown
    stoop: float  # 0..1
    shoulder: float  # half width, at the joints
    hip: float  # half width, at the joints
    upper_arm: float
    forearm: float
    hand: float
    arm: tuple[float, float, float]  # half thickness at shoulder, elbow, wrist
    leg: tuple[float, float, float]  # half thickness at hip, knee, ankle
    torso: Form

    def level(self, share: float) -> float:
        """y of a height given as a share of floor to chin."""
        return -share * self.tall


@lru_cache(maxsize=256)
def body(look: Look) -> Body:
    kind = "child" if look.age is Age.CHILD else "woman" if look.sex is Sex.FEMALE else "man"
    tall = float(look.figure.height - look.figure.head)
    size = tall / _USUAL[kind]
    stout = (look.figure.build - 50) / 50
    thick = size * (1 + 0.10 * stout)
    upper, elbow, wrist = (width * thick for width in _ARMS[kind])
    hip, knee, ankle = (width * thick for width in _LEGS[kind])
    return Body(
        kind=kind,
        tall=tall,
        head=look.figure.head / 100,
        stoop=look.figure.stoop / 100,
        shoulder={"woman": 42.5, "man": 55.5, "child": 31.0}[kind] * size * (1 + 0.05 * stout),
        hip={"woman": 21.0, "man": 22.0, "child": 16.0}[kind] * size,
        upper_arm=0.178 * tall,
        forearm=0.162 * tall,
        hand=_HANDS[kind] * size,
        arm=(upper, elbow, wrist),
        leg=(hip, knee, ankle),
        torso=Form.through([_ring(ring, tall, size, stout) for ring in _TORSOS[kind]]),
    )


def _ring(ring: Ring, tall: float, size: float, stout: float) -> Ring:
    """Stoutness gathers at the waist; thinness is taken from everywhere."""
    level, a, b, c = ring
    waist = max(0.0, 1 - abs(level - 0.70) / 0.16)
    wide = size * (1 + stout * (0.05 + 0.13 * waist))
    deep = size * (1 + stout * (0.05 + (0.30 if stout > 0 else 0.12) * waist))
    return -level * tall, a * wide, b * deep, (c + 7 * max(0.0, stout) * waist) * size
