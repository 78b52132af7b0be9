"""The stage that speaks lines."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Beat
from film.sound.voices import Voice

MAKES = ("speech.wav", "speech.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePart:
    beat: Beat
    voice: Voice  # of its speaker, as the whole cast has it
