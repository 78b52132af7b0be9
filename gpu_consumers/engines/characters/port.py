"""The stage that decides what people look like."""

from __future__ import annotations

from dataclasses import dataclass

from film.model import Character

MAKES = ("look.json", "sheet.png")


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterPart:
    character: Character
    occasion: str  # of the whole film: "wedding", ... or ""; it changes clothes
