"""Where the feet are while a person walks; pure geometry, so that planted feet can be proven to stand still."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin

from film.model import Age
from film.picture.people.body import body
from film.picture.people.forms import eased
from film.picture.people.look import Look
from film.picture.people.outfits import OUTFITS

_STANCE = 1.16  # of the two steps of a cycle, how many a foot stays planted; above 1 both feet touch the ground for a while


@dataclass(frozen=True, slots=True)
class Foot:
    ahead: float  # of the body, in steps
    lift: float  # off the ground, 0..1
    planted: bool


def feet(phase: float) -> tuple[Foot, Foot]:
    """Left and right foot after `phase` steps walked. While planted, a foot moves back by exactly as much as the body moves on."""
    return _foot(phase % 2), _foot((phase + 1) % 2)


def step_length(look: Look) -> float:
    """How far the body moves a step, in local units along the picture: who moves a walker must move them by this much a step.
    Long narrow cloth and old age make it shorter."""
    garments = OUTFITS[look.dress.outfit].garments
    narrow = any(garment.hem < 0.10 and garment.flare < 1.3 for garment in garments)
    share = 0.27 * (0.80 if narrow else 1.0) * (0.82 if look.age is Age.ELDER else 1.0)
    return round(share * body(look).tall, 3)


def _foot(phase: float) -> Foot:
    if phase < _STANCE:
        return Foot(_STANCE / 2 - phase, 0.0, planted=True)
    share = (phase - _STANCE) / (2 - _STANCE)
    return Foot(_STANCE * (eased(share) - 0.5), sin(pi * share), planted=False)
