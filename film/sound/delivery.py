"""How a line is given: what emotion and manner do to pitch, pace, strength and breath. Data and one look-up, for every voice engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from film.model import Beat, Emotion


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    pitch: float = 1.0  # times the voice's
    range: float = 1.0  # of the melody: 0 monotone, 1 as spoken, 2 twice as lively
    speed: float = 1.0
    gain_db: float = 0.0
    breath_db: float = 0.0  # of the noise against the tone
    tilt_db: float = 0.0  # at 4 kHz: above 0 is a pressed, bright voice
    pause: float = 1.0  # times the usual pauses
    whisper: bool = False


FEELING: Final[Mapping[Emotion, Delivery]] = {
    Emotion.NEUTRAL: Delivery(),
    Emotion.JOYFUL: Delivery(pitch=1.08, range=1.40, speed=1.05, gain_db=1.5, tilt_db=1.0, pause=0.9),
    Emotion.SAD: Delivery(pitch=0.95, range=0.65, speed=0.87, gain_db=-2.0, breath_db=2.0, tilt_db=-1.5, pause=1.4),
    Emotion.ANGRY: Delivery(pitch=1.06, range=1.45, speed=1.07, gain_db=3.0, breath_db=-1.0, tilt_db=2.5, pause=0.8),
    Emotion.TENDER: Delivery(pitch=0.98, range=0.85, speed=0.93, gain_db=-2.0, breath_db=2.5, tilt_db=-1.5, pause=1.2),
    Emotion.AFRAID: Delivery(pitch=1.12, range=1.15, speed=1.08, gain_db=-0.5, breath_db=3.0, pause=1.0),
}

MANNERS: Final[tuple[tuple[re.Pattern[str], Mapping[str, Any]], ...]] = (
    (re.compile(r"\bwhisper", re.IGNORECASE), {"whisper": True, "gain_db": -3.0, "speed": 0.92}),
    (re.compile(r"\b(shout|yell|scream|cry out|cries out|call)", re.IGNORECASE), {"pitch": 1.10, "range": 1.3, "gain_db": 3.0, "tilt_db": 2.5}),
    (re.compile(r"\b(soft|quiet|gentl|low voice|murmur)", re.IGNORECASE), {"gain_db": -2.5, "breath_db": 2.5, "tilt_db": -1.5, "speed": 0.94}),
    (re.compile(r"\b(slow|tired|weary|hesita)", re.IGNORECASE), {"speed": 0.85, "pause": 1.4}),
    (re.compile(r"\b(quick|hurr|urgent|breathless|fast)", re.IGNORECASE), {"speed": 1.12, "pause": 0.7}),
)


def delivery(beat: Beat) -> Delivery:
    """The delivery of a beat: its emotion, bent by the first manner that its parenthetical names."""
    feeling = FEELING[beat.emotion]
    for pattern, changes in MANNERS:
        if pattern.search(beat.manner):
            return replace(feeling, **changes)
    return feeling
