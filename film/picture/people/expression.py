"""What a feeling does to a face: a table of brows, lids and mouths, blended with speech and blinks. It paints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sin
from types import MappingProxyType

from film.model import Age, Emotion, Gesture
from film.picture.people.look import Look
from film.picture.people.pose import Pose


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Lengths in head units (100 from chin to crown); shares from 0 to 1 unless said otherwise."""

    brow_inner: float = 0.0  # up is positive
    brow_outer: float = 0.0
    lid: float = 0.95  # how far the upper lid is open, 1.3 staring
    squint: float = 0.10  # how far the lower lid is raised
    smile: float = 0.26  # -1 corners down .. 1 up
    parted: float = 0.0  # how far the mouth is open when nobody speaks
    pressed: float = 0.0
    iris: float = 1.0
    blush: float = 0.0
    tears: float = 0.0
    shut: float = 0.0  # lids: 0 as `lid` has it .. 1 shut


_FACES: Mapping[Emotion, Expression] = MappingProxyType(
    {
        Emotion.NEUTRAL: Expression(),
        Emotion.JOYFUL: Expression(brow_inner=2.2, brow_outer=3.0, lid=0.90, squint=0.62, smile=1.0, parted=0.42, blush=0.7),
        Emotion.SAD: Expression(brow_inner=5.6, brow_outer=-2.6, lid=0.66, squint=0.08, smile=-0.85),
        Emotion.ANGRY: Expression(brow_inner=-6.2, brow_outer=2.6, lid=0.80, squint=0.42, smile=-0.55, pressed=0.5),
        Emotion.TENDER: Expression(brow_inner=2.6, brow_outer=0.6, lid=0.74, squint=0.34, smile=0.66, blush=1.0),
        Emotion.AFRAID: Expression(brow_inner=7.0, brow_outer=2.4, lid=1.30, squint=0.0, smile=-0.45, parted=0.34, iris=0.80),
    }
)


def expression(look: Look, pose: Pose) -> Expression:
    """The face of this moment."""
    weeping = pose.gesture is Gesture.WEEP
    face = _FACES[Emotion.SAD if weeping and pose.emotion is Emotion.NEUTRAL else pose.emotion]
    lively = pose.talking * (1.4 + 1.2 * sin(pose.t * 4.1 + look.seed % 9))
    if look.age is Age.ELDER:
        face = replace(face, lid=face.lid * 0.9)
    if weeping:
        face = replace(face, lid=min(face.lid, 0.38), tears=1.0, squint=0.3)
    return replace(
        face,
        brow_inner=face.brow_inner + lively,
        brow_outer=face.brow_outer + lively * 0.7,
        shut=min(1.0, max(0.0, pose.blink)),
    )
