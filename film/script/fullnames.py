"""Finds full names in writing that has capitals: a title, a first name, a surname. Knows names as they are written, not who bears them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from film.script.lexicon.people import AGE_TITLES, NOT_A_NAME, PLACE_BEFORE, TITLE_SPELLINGS, TITLES
from film.script.lexicons import AGE_WORDS, FROM, GIVEN, NO_PLACES, PLACES, ROLE_WORDS, THINGS, VERBS
from film.script.lines import PARTICLES
from film.script.tokens import Token, tokenise, word_set

Key = tuple[str, ...]

_WORDS_MAX: Final = 4  # more capitals in a row are a title or a sign
_PARTICLES: Final = PARTICLES - {"of", "the", "and", "&", "'n"}
_DIRECTIONS: Final = word_set("enter enters exit exits exeunt")  # "EXIT KYLE"
# What may stand behind a name and tells of a person: "(60s)", ", 29,", ", a man of 30"; ", the capital" does not.
_BRACKET: Final = re.compile(r"\s*\(([^()]{1,80})\)")
_APPOSITION: Final = re.compile(
    r"\s*,\s*(?:(?:\d{1,3}|(?:early|mid|late)?[- ]*\d0['’]?s)\s*[,.;]|(?:an?|the|her|his|their|my|aged)\s+([^.;!?(),]{1,60}))"
)
_YEARS: Final = re.compile(r"(?<!\d)\d{1,2}(?:['’]?s)?(?!\d)|\b(?:f|m|female|male)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FullName:
    """All words but `text` as in the keys of a cast: small letters, no dots."""

    titles: Key  # ("sergeant",)
    given: Key  # ("anna",)
    surname: str  # "petrova"
    text: str  # as written

    def keys(self) -> Iterator[Key]:
        """The words that mean this person, with each spelling of the title; a first name or a surname alone may be somebody else's as well."""
        yield (*self.given, self.surname)
        for title in self.titles:
            for spelling in sorted(spellings_of(title)):
                yield (spelling, *self.given, self.surname)
                yield (spelling, self.surname)


def spellings_of(title: str) -> frozenset[str]:
    return next((spellings for spellings in TITLE_SPELLINGS if title in spellings), frozenset({title}))


def full_names(text: str, spoken: frozenset[str]) -> Iterator[FullName]:
    """Those that are surely somebody's: by a title, a known first name, words that describe a person, or a word of `spoken`, the names of cues."""
    tokens = tokenise(text)
    at = 0
    while at < len(tokens):
        run = _run(tokens, at, text)
        name = _parted(run, text)
        if name and _is_person(name, run, tokens[at - 1].norm if at else "", text, spoken):
            yield name
        at += max(1, len(run))


def full_name(cue: str) -> FullName | None:
    """Of a cue, where it begins with a first name that is known: "SARAH CONNOR", not "LITTLE GIRL" nor "POLICE RADIO"."""
    run = list(tokenise(cue))
    name = _parted(run, cue) if len(run) <= _WORDS_MAX and all(token.text[0].isupper() for token in run) else None
    surname_told = name is not None and is_name_word(run[-1]) and not ROLE_WORDS.has(run[-1].text)
    return name if name and surname_told and GIVEN.has(" ".join(name.given)) else None


def _run(tokens: tuple[Token, ...], at: int, text: str) -> list[Token]:
    """The words from `at` on that may make up one name: capitals all along, all of one kind, and particles between them."""
    run: list[Token] = []
    for token in tokens[at : at + 2 * _WORDS_MAX]:
        if (run and not _is_joined(run[-1], text[run[-1].end : token.start])) or not _continues(run, token):
            break
        run.append(token)
    while run and run[-1].norm in _PARTICLES and run[-1].text.islower():
        run.pop()
    return run


def _is_joined(word: Token, gap: str) -> bool:
    """ "Jean-Luc", "J. R. Smith", "Dr. Lopez"; what belongs to somebody ends their name."""
    if word.owns:
        return False
    return gap in (" ", "-") or (gap == ". " and (len(word.text) == 1 or word.norm in TITLES))


def _continues(run: list[Token], token: Token) -> bool:
    if token.text.islower():
        return bool(run) and token.norm in _PARTICLES
    if not token.text[0].isupper() or token.norm in NOT_A_NAME:
        return False
    if not run and (token.norm in _DIRECTIONS or (VERBS.has(token.text) and not GIVEN.has(token.text))):
        return False
    named = [one for one in run if one.norm not in TITLES and len(one.text) > 1]
    in_capitals = len(token.text) > 1 and token.text.isupper()
    if named and len(token.text) > 1 and in_capitals != named[0].text.isupper():
        return False
    return not (named and in_capitals and VERBS.has(token.text) and token.text.endswith("S"))


def _parted(run: list[Token], text: str) -> FullName | None:
    titles = 0
    while titles < len(run) - 1 and run[titles].norm in TITLES:
        titles += 1
    words = run[titles:]
    capital = sum(token.text[0].isupper() for token in words)
    if not 2 <= capital <= _WORDS_MAX:
        return None
    norms = tuple(token.norm for token in words)
    known = GIVEN.find(text[words[0].start : words[-1].end])
    given = norms[: known[0].last + 1] if known and known[0].first == 0 and known[0].last + 1 < len(norms) else norms[:1]
    spelled = text[run[0].start : words[-1].start] + words[-1].text[: len(norms[-1])]
    ranks = tuple(token.norm for token in run[:titles] if token.norm not in AGE_TITLES)
    return FullName(titles=ranks, given=given, surname=norms[-1], text=spelled)


def _is_person(name: FullName, run: list[Token], before: str, text: str, spoken: frozenset[str]) -> bool:
    known = GIVEN.has(" ".join(name.given)) or name.given[-1] in spoken
    if _is_described(text[run[-1].end :]) and (known or before not in PLACE_BEFORE):
        return known or all(is_name_word(token) for token in run if token.norm not in TITLES)
    plain = is_name_word(run[-1]) and not ROLE_WORDS.has(run[-1].text)
    return plain and (known or (bool(name.titles) and before not in PLACE_BEFORE))


def is_name_word(token: Token) -> bool:
    """May the word be a name, as far as lists of other words tell?"""
    if token.norm in NOT_A_NAME or token.norm in TITLES:
        return False
    return not any(lexicon.has(token.norm) for lexicon in (VERBS, PLACES, NO_PLACES, ROLE_WORDS, THINGS, FROM))


def _is_described(after: str) -> bool:
    bracket = _BRACKET.match(after)
    if bracket:
        return bool(_YEARS.search(bracket.group(1))) or ROLE_WORDS.has(bracket.group(1)) or AGE_WORDS.has(bracket.group(1))
    apposition = _APPOSITION.match(after)
    if apposition is None:
        return False
    words = apposition.group(1)
    return words is None or ROLE_WORDS.has(words) or AGE_WORDS.has(words) or bool(_YEARS.search(words))
