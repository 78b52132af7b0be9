"""Words, sentences and scripts of writing: cuts text into pieces, and knows nothing of films."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# `\w` leaves out combining marks, without which no Indic, Thai, Arabic or Hebrew word holds together; dandas end sentences.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u1ab0-\u1aff\u200c\u200d"
_LETTERS = rf"(?:[^\W_]|[{_MARKS}])"
WORD = re.compile(rf"[^\W_]{_LETTERS}*(?:['’]{_LETTERS}+)*")

_INDIC = re.compile("[\u0900-\u0dff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

_CLOSERS = "\"'”’»)]}』」*_"
# A run of stops is tried as a whole and once: from its first one, giving nothing back. So are the spaces before a joint.
_END = re.compile(rf"(?<![.!?…।॥؟۔])[.!?…।॥؟۔]++[{re.escape(_CLOSERS)}]*+(?=\s|$)|[。！？]+[{re.escape(_CLOSERS)}]*")
# Titles that are written with a dot, in any case.
TITLE_ABBREVIATIONS = "Mrs?|Ms|Mx|Dr|Prof|St|Sr|Jr|Smt|Sri|Shri|Capt|Lt|Sgt|Col|Gen|Rev|Hon"
_ABBREVIATION = re.compile(rf"(?:^|[\s(])(?:[A-Z]|(?i:{TITLE_ABBREVIATIONS})|No|vs|etc|e\.g|i\.e)\.$")

_ABBREVIATION_MAX = 8  # characters of the longest, with what stands before it

WORDS_A_BEAT = 25
LETTERS_A_BEAT = 180
_CLAUSE = re.compile(
    r"(?<=[,;:—–،、，；])\s*|(?<!\s)\s++(?=(?:and|but|while|because|when|then|so|or|who|which|until|before|after|मगर|लेकिन|और|மற்றும்|ஆனால்|మరియు|కానీ)\s)"
)


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    norm: str  # casefolded, without a possessive
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def owns(self) -> bool:
        """Is it a possessive, "Anna's"?"""
        return self.text.casefold().endswith(("'s", "’s"))


@lru_cache(maxsize=4096)
def tokenise(text: str) -> tuple[Token, ...]:
    return tuple(Token(found.group(), normal(found.group()), found.start()) for found in WORD.finditer(text))


def normal(word: str) -> str:
    return word.replace("’", "'").casefold().removesuffix("'s").removesuffix("'")


def is_indic(word: str) -> bool:
    return _INDIC.search(word) is not None


def is_cased(text: str) -> bool:
    """Does the writing tell capitals from small letters, and does this text use both?"""
    return text.upper() != text != text.lower()


def has_words(text: str) -> bool:
    return WORD.search(text) is not None


def word_count(text: str) -> int:
    """Words; where writing leaves no spaces (Thai, Han, kana), two letters count as one."""
    unspaced = len(_UNSPACED.findall(text))
    return len(WORD.findall(_UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with its offset. A dot after a title or an initial, or before a small letter, does not end one."""
    start = 0
    for found in _END.finditer(text):
        if _goes_on(text, start, found):
            continue
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _goes_on(text: str, start: int, found: re.Match[str]) -> bool:
    if found.group() == "." and _ABBREVIATION.search(text, max(start, found.end() - _ABBREVIATION_MAX), found.end()):
        return True
    return text[found.end() : found.end() + 8].lstrip()[:1].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), piece.strip()


def bites(sentence: str) -> Iterator[tuple[int, str]]:
    """A sentence cut, at its clauses where it can be, into pieces that a voice says in one breath (about 25 words).

    Pieces are balanced: a sentence of 30 words gives two of about 15, not one of 25 and a rest.
    """
    pieces = -(-max(word_count(sentence), 1) // WORDS_A_BEAT)
    pieces = max(pieces, -(-len(sentence) // LETTERS_A_BEAT))
    if pieces == 1:
        yield 0, sentence
        return
    target = len(sentence) / pieces
    start = 0
    for end in _cuts(sentence, target):
        yield from _trimmed(sentence, start, end)
        start = end


def _cuts(sentence: str, target: float) -> Iterator[int]:
    joints = [found.end() for found in _CLAUSE.finditer(sentence)]
    gaps = [found.end() for found in re.finditer(r"\s+", sentence)]
    start = 0
    while len(sentence) - start > target * 1.3:
        wish = start + target
        near = [at for at in _within(joints, wish - target, wish + target) if abs(at - wish) <= target * 0.35]
        near = near or [at for at in _within(gaps, start, wish + target) if start < at <= wish + target * 0.3]
        at = min(near, key=lambda at: abs(at - wish), default=start + int(target) + 1)
        yield at
        start = at
    yield len(sentence)


def _within(places: list[int], first: float, last: float) -> list[int]:
    return places[bisect_left(places, first) : bisect_right(places, last)]


def writing(text: str) -> str:
    """The script that most letters belong to: "LATIN", "TAMIL", "ARABIC", ...; "" without letters."""
    counts: dict[str, int] = {}
    for letter in text[:4000]:
        if letter.isalpha():
            name = _writing_of(letter)
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name], default="")


@lru_cache(maxsize=2048)
def _writing_of(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").split(" ", 1)[0]


def word_set(words: str) -> frozenset[str]:
    """Data as prose: words with spaces between."""
    return frozenset(words.split())
