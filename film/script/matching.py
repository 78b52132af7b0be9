"""Finds the words of a lexicon in text, in any of its languages; the lexicons themselves are data (film/script/lexicon)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from film.script.tokens import WORD, Token, is_indic, normal, tokenise

L = TypeVar("L")

# language -> comma-separated words and phrases
Words = Mapping[str, str]

# Tamil, Telugu and Hindi add endings ("கோவில்" -> "கோவிலில்"), so a word matches by its stem and at most so many letters more.
_ENDING_MAX = 9
_STEM_MIN = 3
# Hindi puts few endings on a word, and many a name begins like a noun ("दिन" and "दिनेश"), so its endings are spelled out.
_HINDI = re.compile("[\u0900-\u0963]")
_HINDI_ENDING = re.compile("[\u0900-\u0903\u093c-\u094d]*(?:कर|ते|ता|ती|ना|ने|नी|या|यी|ये|ई|ए|ओ|ओं|एँ|एगा|एगी|याँ|यों)?[\u0900-\u0903]*")
_LAST_SIGNS = re.compile("(?:[\u094d\u09cd\u0bcd\u0c4d\u0ccd\u0d4d]|ம்|ం)$")


@dataclass(frozen=True, slots=True)
class Hit(Generic[L]):
    label: L
    weight: float
    first: int  # index of the first token
    last: int  # index of the last token
    text: str  # verbatim
    exact: bool = True  # False where an ending follows the stem


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[L]):
    words: tuple[str, ...]
    label: L
    weight: float


class Lexicon(Generic[L]):
    """Phrases with labels. English nouns and verbs are given in their first form; `plurals` and `verbs` make the others."""

    def __init__(self) -> None:
        self._phrases: dict[str, list[_Phrase[L]]] = {}

    def add(self, words: Words, label: L, *, weight: float = 1.0, plurals: bool = False, verbs: bool = False) -> Lexicon[L]:
        for phrase in (part.strip() for part in ",".join(words.values()).split(",")):
            for form in _forms(phrase, plurals, verbs):
                self._add_phrase(tuple(map(normal, WORD.findall(form))), label, weight)
        return self

    def _add_phrase(self, words: tuple[str, ...], label: L, weight: float) -> None:
        if not words:
            return
        known = self._phrases.setdefault(_stem(words[0]), [])
        if not any(one.words == words and one.label == label for one in known):
            known.append(_Phrase(words, label, weight))

    def find(self, text: str) -> list[Hit[L]]:
        """Every longest phrase in the text, left to right, without overlap; one hit for each label it carries."""
        tokens = tokenise(text)
        hits: list[Hit[L]] = []
        at = 0
        while at < len(tokens):
            found = self._longest(tokens, at, text)
            hits += found
            at = found[0].last + 1 if found else at + 1
        return hits

    def has(self, text: str) -> bool:
        return bool(self.find(text))

    def _longest(self, tokens: Sequence[Token], at: int, text: str) -> list[Hit[L]]:
        for key in _keys(tokens[at].norm):
            found = [one for one in self._phrases.get(key, ()) if _matches(one.words, tokens, at)]
            if found:
                size = max(len(one.words) for one in found)
                return [_hit(one, tokens, at, text) for one in found if len(one.words) == size]
        return []


def _hit(phrase: _Phrase[L], tokens: Sequence[Token], at: int, text: str) -> Hit[L]:
    last = at + len(phrase.words) - 1
    exact = tokens[last].norm == phrase.words[-1]
    return Hit(phrase.label, phrase.weight, at, last, text[tokens[at].start : tokens[last].end], exact)


def _keys(word: str) -> Iterable[str]:
    yield word
    if is_indic(word):
        for size in range(len(word) - 1, max(_STEM_MIN, len(word) - _ENDING_MAX - 2) - 1, -1):
            yield word[:size]


def _matches(words: tuple[str, ...], tokens: Sequence[Token], at: int) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(_same(word, tokens[at + index].norm) for index, word in enumerate(words))


def _same(word: str, token: str) -> bool:
    if word == token:
        return True
    stem = _stem(word)
    if not is_indic(word) or len(stem) < _STEM_MIN or not token.startswith(stem):
        return False
    ending = token[len(stem) :]
    return _HINDI_ENDING.fullmatch(ending) is not None if _HINDI.match(word) else len(ending) <= _ENDING_MAX


def _stem(word: str) -> str:
    if not is_indic(word):
        return word
    stem = _LAST_SIGNS.sub("", word)
    return stem if len(stem) >= _STEM_MIN else word


def _forms(phrase: str, plurals: bool, verbs: bool) -> list[str]:
    if not phrase.isascii() or not phrase:
        return [phrase]
    head, _, rest = phrase.partition(" ")
    if verbs:
        return [f"{form} {rest}".strip() for form in verb_forms(head)]
    return [phrase, plural(phrase)] if plurals else [phrase]


def plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def verb_forms(verb: str) -> list[str]:
    """The regular forms of an English verb; irregular ones are written out in the lexicon."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    doubled = verb + verb[-1]
    return [verb, plural(verb), verb + "ed", verb + "ing", doubled + "ed", doubled + "ing"]
