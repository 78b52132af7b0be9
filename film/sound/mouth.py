"""Shapes the mouth from what is heard: the phones of a speech say which shape, the loudness of the sound how wide. At most 24 keys a second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film.model import Mouth, Phone, Speech
from film.sound.filters import HOP, level
from film.sound.wav import RATE, decode

KEYS_PER_S: Final = 24
AHEAD_MS: Final = 20  # lips are seen to move before they are heard
BLEND_MS: Final = 55  # neighbouring sounds colour each other this far
SILENT_SHARE: Final = 0.03  # of the loudest moment (-30 dB): below it nobody is speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """0..1 each; `Mouth` says what they mean."""

    open: float = 0.0
    wide: float = 0.5
    teeth: float = 0.0
    closed: float = 0.0


REST: Final = Shape()
UNKNOWN: Final = Shape(open=0.35)


def shapes(rows: Iterable[tuple[str, Shape]]) -> Mapping[str, Shape]:
    return {symbol: shape for symbols, shape in rows for symbol in symbols}


# IPA as espeak-ng writes it, and the capitals and ligatures of the neural voice's alphabet (A = eɪ, I = aɪ, O = oʊ, W = aʊ, Y = ɔɪ, T = flap).
SHAPES: Final = shapes(
    (
        ("aɑʌɐæäIW", Shape(open=0.95, wide=0.60)),
        ("əɜɚɝɘᵊɤ", Shape(open=0.50, wide=0.50)),
        ("eɛAẽ", Shape(open=0.60, wide=0.75)),
        ("iɪjyᵻɨĩ", Shape(open=0.28, wide=0.95, teeth=0.3)),
        ("oɔɒOQYõø", Shape(open=0.68, wide=0.12)),
        ("uʊwʉɯũʍ", Shape(open=0.28, wide=0.0)),
        ("mbpɓ", Shape(wide=0.5, closed=1.0)),
        ("fvʋɱ", Shape(open=0.10, wide=0.55, teeth=1.0)),
        ("sztdnlɾɹrTɖʈɳɭʂɻðθɽɲʎ", Shape(open=0.22, wide=0.65, teeth=0.6)),
        ("ʃʒʧʤɕʑcɟ", Shape(open=0.24, wide=0.25, teeth=0.8)),
        ("kɡgŋxɣqχħʕhɦʔʁɴç", Shape(open=0.34, wide=0.55)),
    )
)


def lip_sync(speech: Speech, wav: bytes) -> Speech:
    """The speech with its mouth keys; closed in silence and pressed together for m, b and p. Raises Corrupt when `wav` is no sound of ours."""
    loudness = relative_level(wav)
    keys = [key_at(index * 1000 // KEYS_PER_S, speech, loudness) for index in range(speech.length_ms * KEYS_PER_S // 1000)]
    return replace(speech, mouth=tuple(changes([*keys, mouth(speech.length_ms, REST)])))


def relative_level(wav: bytes) -> NDArray[np.float32]:
    """(steps,) of 5 ms, 0..1 of the loudest."""
    followed = level(decode(wav), 0.002, 0.03)
    return followed / max(1e-4, float(followed.max(initial=0.0)))


def key_at(at_ms: int, speech: Speech, loudness: NDArray[np.float32]) -> Mouth:
    strength = heard_between(loudness, at_ms, at_ms + 1000 // KEYS_PER_S)
    if strength < SILENT_SHARE and not any(one.start_ms <= at_ms + AHEAD_MS < one.end_ms and closes(one) for one in speech.phones):
        return mouth(at_ms, REST)
    shape = blended(speech.phones, at_ms + AHEAD_MS) if speech.phones else UNKNOWN
    opening = shape.open * min(1.0, 0.55 + 0.6 * strength) * (1 - shape.closed)
    return mouth(at_ms, replace(shape, open=opening))


def heard_between(loudness: NDArray[np.float32], start_ms: int, end_ms: int) -> float:
    steps = loudness[start_ms * RATE // 1000 // HOP : end_ms * RATE // 1000 // HOP + 1]
    return float(steps.max(initial=0.0))


def blended(phones: Iterable[Phone], centre_ms: int) -> Shape:
    """The shapes around a moment, weighed by how much of it they hold; lips that must meet do meet, whatever stands beside them."""
    total, mixed, closed = 1e-6, np.zeros(3), 0.0
    for phone in phones:
        overlap = min(phone.end_ms, centre_ms + BLEND_MS) - max(phone.start_ms, centre_ms - BLEND_MS)
        if overlap <= 0:
            continue
        shape = shape_of(phone)
        inside = phone.start_ms - 1000 // KEYS_PER_S // 2 <= centre_ms < phone.end_ms + 1000 // KEYS_PER_S // 2
        weight = overlap * (2.5 if inside else 0.6)
        total, mixed = total + weight, mixed + weight * np.array((shape.open, shape.wide, shape.teeth))
        closed = max(closed, shape.closed if inside else 0.0)
    opening, wide, teeth = (mixed / total).tolist() if total > 1 else (0.0, REST.wide, 0.0)
    return Shape(open=opening, wide=wide, teeth=teeth * (1 - closed), closed=closed)


def shape_of(phone: Phone) -> Shape:
    """By the first letter that is a sound; stress, length and tone marks are not."""
    return next((SHAPES[letter] for letter in phone.ipa if letter in SHAPES), UNKNOWN)


def closes(phone: Phone) -> bool:
    return shape_of(phone).closed > 0


def mouth(at_ms: int, shape: Shape) -> Mouth:
    opening, wide, teeth, closed = (round(100 * value) for value in (shape.open, shape.wide, shape.teeth, shape.closed))
    return Mouth(at_ms=at_ms, open=opening, wide=wide, teeth=teeth, closed=closed)


def changes(keys: Iterable[Mouth]) -> Iterable[Mouth]:
    """Only the keys that differ from the one before."""
    last: Mouth | None = None
    for key in keys:
        if last is None or replace(key, at_ms=last.at_ms) != last:
            yield key
            last = key
