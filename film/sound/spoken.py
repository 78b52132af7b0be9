"""What a voice engine hands over before anything is done to the sound, and the words of a text that it may time. Data only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from film.model import Phone, Word
from film.sound.wav import Samples

TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    samples: Samples  # mono
    rate: int
    words: Sequence[Word]
    phones: Sequence[Phone]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word where it stands in the text; punctuation around it is left out."""

    text: str
    start: int
    end: int


def speakable(text: str) -> str:
    """The text on one line, pictures and control characters as spaces; "" when nothing in it can be said."""
    plain = "".join(character if sayable(character) else " " for character in text)
    plain = " ".join(plain.split())
    return plain if any(character.isalnum() for character in plain) else ""


def sayable(character: str) -> bool:
    return unicodedata.category(character) not in ("So", "Sk", "Cc", "Cn", "Co", "Cs") and character != "\ufe0f"


def tokens(text: str) -> list[Token]:
    """The words between spaces that hold a letter or a digit."""
    found = (trimmed(match.group(), match.start()) for match in TOKEN.finditer(text))
    return [token for token in found if token.text]


def trimmed(piece: str, start: int) -> Token:
    inside = [index for index, character in enumerate(piece) if unicodedata.category(character)[0] in "LMN"]
    if not inside:
        return Token(text="", start=start, end=start)
    first, last = inside[0], inside[-1] + 1
    return Token(text=piece[first:last], start=start + first, end=start + last)
