"""The stage that writes what is said."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Analysis

READS = ("timeline.json", "speeches.json")
MAKES = ("film.srt", "film.vtt", "film.ass")
SETTINGS = ("aspect", "height")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitlesPart:
    analysis: Analysis  # its title, and of its scenes what is said: nobody who is only seen, and nothing that is only done
