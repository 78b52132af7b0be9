"""Tells which language a text is in, by its writing and its small words."""

from __future__ import annotations

from film.script.lexicon.languages import SMALL_WORDS, WRITINGS
from film.script.tokens import tokenise, writing

_ENOUGH = 2  # small words before Latin writing counts as anything but the language around it


def language_of(text: str, otherwise: str = "en") -> str:
    """ISO 639-1. Writing that several languages share, and too little of it, is `otherwise` where that shares it too."""
    script = writing(text)
    if script == "CJK" and any("\u3040" <= letter <= "\u30ff" for letter in text):
        return "ja"
    small = SMALL_WORDS.get(script)
    if small is None:
        return WRITINGS.get(script, otherwise)
    counts = {language: sum(token.norm in words for token in tokenise(text)) for language, words in small.items()}
    best = max(counts, key=lambda language: counts[language])
    if script == "LATIN":
        fallback = otherwise if otherwise in small or otherwise not in WRITINGS.values() else "en"
    else:
        fallback = otherwise if otherwise in small else next(iter(small))
    return best if counts[best] >= _ENOUGH and counts[best] > counts.get(fallback, 0) else fallback
