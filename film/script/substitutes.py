"""Whether a set is what a heading names, or only what comes nearest to it. Reads headings, and decides nothing of what is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from film.model import Setting
from film.script.lexicon.settings import NAMES, NEAR_INDOORS, NO_SET, ROOMS_OF_A_HOME
from film.script.lexicons import GIVEN
from film.script.matching import Hit, Lexicon
from film.script.tokens import Token, tokenise

# What a place is; None of which no set is.
_PLACES: Lexicon[Setting | None] = Lexicon()
for _setting, _words in NAMES.items():
    _PLACES.add(_words, _setting, plurals=True)
_PLACES.add(NO_SET, None, plurals=True)
_INDOORS: Lexicon[str] = Lexicon()
for _words in NEAR_INDOORS.values():
    _INDOORS.add(_words, "inside")
# "The house by the sea" is a house; the deck of the ship is no place of its own.
_MORE = re.compile(r"\s+(?:by|near|at|in|on|of|above|behind|beside|outside|opposite|overlooking)\s+|[,/(]|\s[-–—]\s", re.IGNORECASE)


def has_no_set(place: str) -> bool:
    """Is it one of the places that are known to be in no set?"""
    return any(hit.label is None for hit in _PLACES.find(place))


def is_own(place: str, setting: Setting, inside: bool) -> bool:
    """Is `setting` what the words name: "beach house" a home, "bus stop" a street? "Engine room", "ship's cabin" and "park" are none of it."""
    part = next((part for part in _MORE.split(place) if _PLACES.has(part)), place)
    hits = _PLACES.find(part)
    last = max((hit.last for hit in hits), default=-1)
    own = [hit for hit in hits if hit.label is setting]
    if not own or any(hit.label is None and hit.last == last for hit in hits):
        return False
    if setting is not Setting.HOME and own[-1].last == last:
        return True
    if has_no_set(part) or (inside and _is_elsewhere(part, hits)):
        return False
    return setting is not Setting.HOME or own[-1].text.casefold() != "room" or _is_of_a_home(tokenise(part)[: own[-1].first])


def _is_elsewhere(part: str, hits: Sequence[Hit[Setting | None]]) -> bool:
    """Does it name an inside that no set is made for, and not as a piece of a longer name: "lecture hall"?"""
    return any(not any(hit.first <= inside.first and inside.last <= hit.last for hit in hits) for inside in _INDOORS.find(part))


def _is_of_a_home(before: Sequence[Token]) -> bool:
    """What stands before "room": "Anna's", "the small", "her"; "engine" tells of another kind of room."""
    return all(token.norm in ROOMS_OF_A_HOME or token.owns or GIVEN.has(token.text) for token in before)
