"""How a person stands at one moment of the film; plain data that the frames decide and the drawing obeys."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Emotion, Gesture, Mouth


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    t: float  # seconds, for breathing, blinking, cloth
    turn: float = 0.0  # head and body, -1 profile left .. 0 front .. 1 profile right; 0.4-0.6 is three-quarter
    gaze: tuple[float, float] = (0.0, 0.0)  # where the eyes look, -1..1: right and down are positive
    emotion: Emotion = Emotion.NEUTRAL
    gesture: Gesture = Gesture.REST
    phase: float = 0.0  # 0 rest .. 1 done, the limbs arrive at about 0.4; for WALK the distance walked in steps (feet plant)
    mouth: Mouth | None = None  # None: as the emotion has it, at rest
    blink: float = 0.0  # 0 open .. 1 shut
    talking: float = 0.0  # 0..1 loudness, moves head and brows
    light: float = 1.0  # where the key light comes from: -1 left, 1 right
    holds: str = ""  # the thing in a hand
    partner: float = 1.0  # in an embrace: the other one's height as a share of one's own
    head_turn: float | None = None  # where the head looks when it is not where the body looks; same scale as `turn`
