"""Tells which language a text is in, by its writing and by the share of its words that are small words of a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from film.script.lexicon.languages import MORE_WORDS, SMALL_WORDS, WRITINGS
from film.script.tokens import tokenise, writing

_ENOUGH = 2  # different small words before a text counts as anything but the language around it
_SHARE = 0.12  # of all its words

# Writing -> its languages, and word -> those of them that have it.
_LANGUAGES: Mapping[str, Sequence[str]] = {script: tuple(languages) for script, languages in SMALL_WORDS.items()}
_WORDS: dict[str, dict[str, list[str]]] = {script: defaultdict(list) for script in SMALL_WORDS}
for _script, _languages in SMALL_WORDS.items():
    for _language, _small in _languages.items():
        for _word in sorted(_small | MORE_WORDS.get(_language, frozenset())):
            _WORDS[_script][_word].append(_language)


def language_of(text: str, otherwise: str = "en", names: Collection[str] = ()) -> str:
    """ISO 639-1. Writing that several languages share, and too little of it, is `otherwise` where that shares it too.

    names: words, in small letters, that prove nothing where they have a capital: "Ben" is somebody, "ben" is Turkish for "I".
    """
    script = writing(text)
    if script == "CJK" and any("\u3040" <= letter <= "\u30ff" for letter in text):
        return "ja"
    if script not in _LANGUAGES:
        return WRITINGS.get(script, otherwise)
    known = _LANGUAGES[script]
    said = list(_forms(text, names))
    found: dict[str, list[str]] = {language: [] for language in known}
    for forms in said:
        for language in {language for form in forms for language in _WORDS[script].get(form, ())}:
            found[language].append(forms[0])
    best = max(known, key=lambda language: len(found[language]))
    if script == "LATIN":
        fallback = otherwise if otherwise in known or otherwise not in WRITINGS.values() else "en"
    else:
        fallback = otherwise if otherwise in known else known[0]
    told = len(set(found[best])) >= _ENOUGH and len(found[best]) >= _SHARE * len(said)
    return best if told and len(found[best]) > len(found.get(fallback, ())) else fallback


def _forms(text: str, names: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Each word that is no name, with what is left of a small word before its apostrophe: "j'arrive" and "j'"."""
    for token in tokenise(text):
        if token.norm in names and not token.text[0].islower():
            continue
        before, apostrophe, _ = token.norm.partition("'")
        yield (token.norm, before + apostrophe) if apostrophe else (token.norm,)
