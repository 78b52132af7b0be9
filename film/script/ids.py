"""Names for things that must keep their name while the script around them is edited."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable
from hashlib import sha256

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_LONGEST = 48
_SOFTER = {"nnna": "na", "nna": "na", "rra": "ra", "llla": "zha", "lla": "la", "tta": "ta", "ttha": "tha", "dda": "da", "ddha": "dha", "ssa": "sha"}


def slug(text: str) -> str:
    """Lower-case ASCII for paths and URLs: "Lakshmi Amma" -> "lakshmi-amma", "லட்சுமி" -> "latcumi". Never empty, never longer than 48.

    Accents are dropped; a text with letters that have no such spelling, or too long a text, ends in a digest of itself.
    """
    decomposed = unicodedata.normalize("NFKD", _romanised(unicodedata.normalize("NFC", text.casefold())))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _NOT_PLAIN.sub("-", bare).strip("-")
    if plain and len(plain) <= _LONGEST and bare.isascii():
        return plain
    return f"{plain[: _LONGEST - 9].strip('-')}-{digest(text)}".strip("-")


def _romanised(text: str) -> str:
    """Indic letters by their Unicode names, which never change: TAMIL LETTER KA is "ka", a vowel sign replaces the inherent a."""
    spelled: list[str] = []  # letter by letter: a long text is not copied for each
    for letter in text:
        if not 0x0900 <= ord(letter) <= 0x0DFF:
            spelled.append(letter)
            continue
        name = unicodedata.name(letter, "")
        sound = name.rsplit(" ", 1)[-1].lower()
        if "VOWEL SIGN" in name:
            _drop_a(spelled)
            spelled.extend(sound)
        elif sound == "virama":
            _drop_a(spelled)
        elif "SIGN" in name:
            spelled.extend({"anusvara": "m", "visarga": "h", "candrabindu": "n"}.get(sound, ""))
        else:
            spelled.extend(_SOFTER.get(sound, sound))
    return "".join(spelled)


def _drop_a(spelled: list[str]) -> None:
    if spelled and spelled[-1] == "a":
        spelled.pop()


def digest(*parts: str) -> str:
    """Eight hex digits over the parts; the same in every process and on every machine."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Ordinals:
    """Tells equal things apart: the first "a" is "a", the second "a-2"."""

    def __init__(self) -> None:
        self._seen: Counter[Hashable] = Counter()
        self._given: set[str] = set()

    def name(self, stem: str) -> str:
        while True:
            self._seen[stem] += 1
            name = stem if self._seen[stem] == 1 else f"{stem}-{self._seen[stem]}"
            if name not in self._given:
                self._given.add(name)
                return name
