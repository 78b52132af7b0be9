"""Tells which language a text is in, by its writing and by the share of its words that are small words of a language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from film.script.lexicon.languages import MORE_WORDS, SMALL_WORDS, WRITINGS
from film.script.tokens import tokenise, writing

_ENOUGH = 2  # different small words before a text counts as anything but the language around it
_SHARE = 0.12  # of all its words

_WORDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    script: {language: words | MORE_WORDS.get(language, frozenset()) for language, words in languages.items()}
    for script, languages in SMALL_WORDS.items()
}


def language_of(text: str, otherwise: str = "en", names: Collection[str] = ()) -> str:
    """ISO 639-1. Writing that several languages share, and too little of it, is `otherwise` where that shares it too.

    names: words, in small letters, that prove nothing where they have a capital: "Ben" is somebody, "ben" is Turkish for "I".
    """
    script = writing(text)
    if script == "CJK" and any("\u3040" <= letter <= "\u30ff" for letter in text):
        return "ja"
    small = _WORDS.get(script)
    if small is None:
        return WRITINGS.get(script, otherwise)
    forms = list(_forms(text, names))
    found = {language: [words & form for form in forms if words & form] for language, words in small.items()}
    best = max(found, key=lambda language: len(found[language]))
    if script == "LATIN":
        fallback = otherwise if otherwise in small or otherwise not in WRITINGS.values() else "en"
    else:
        fallback = otherwise if otherwise in small else next(iter(small))
    different = len(frozenset[str]().union(*found[best]))
    told = different >= _ENOUGH and len(found[best]) >= _SHARE * len(forms)
    return best if told and len(found[best]) > len(found.get(fallback, ())) else fallback


def _forms(text: str, names: Collection[str]) -> Iterator[frozenset[str]]:
    """Each word that is no name, with what is left of a small word before its apostrophe: "j'arrive" and "j'"."""
    for token in tokenise(text):
        if token.norm in names and not token.text[0].islower():
            continue
        before, apostrophe, _ = token.norm.partition("'")
        yield frozenset({token.norm, before + apostrophe})
