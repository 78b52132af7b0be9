"""The stage that shapes mouths: a scene's speeches, their mouth keys filled in."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Speech

READS = ("speech.wav", "speech.json")
MAKES = ("lips.json",)

Lips = dict[str, Speech]
"""lips.json: beat id -> its speech, with mouth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LipsPart:
    beats: tuple[str, ...]  # that are spoken, in order
