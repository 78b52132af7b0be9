"""Cuts what is said into captions that can be read: at most two lines, broken where a clause ends. Text only; cues.py knows about time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

LINES_MAX: Final = 2
LINE_MAX: Final = 42
WIDE_LINE_MAX: Final = 16  # Chinese, Japanese, Korean
NO_LINE_START: Final = frozenset("、。，．・：；？！」』）】〉》…ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.;:?!)]}%”’")

SENTENCE_END: Final = frozenset(".!?…。！？।॥؟۔")
CLAUSE_END: Final = frozenset(",;:—–、，；：،؛")
BREAK_COST: Final = {"sentence": 0.0, "clause": 1.0, "word": 5.0}
CAPTION_COST: Final = 2.5  # each further caption
EMPTY_COST: Final = 3.0  # of a caption that holds next to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a line may be broken after: a word with its punctuation, or one character where none stands between words."""

    text: str
    start: int  # in the whole text
    spaced: bool  # is there a space after it?


def line_max(text: str) -> int:
    """Characters a line may have: fewer where most letters are wide ones."""
    letters = [letter for letter in text if letter.isalnum()]
    return WIDE_LINE_MAX if sum(map(wide, letters)) * 2 > len(letters) else LINE_MAX


def wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def pieces(text: str) -> list[Piece]:
    """All that can be seen of the text, in order; nothing longer than a line."""
    limit = line_max(text)
    found: list[Piece] = []
    for start, token in tokens(text):
        parts = list(cut(token, limit))
        offset = start
        for index, part in enumerate(parts):
            found.append(Piece(text=part, start=offset, spaced=index == len(parts) - 1))
            offset += len(part)
    return found


def tokens(text: str) -> Iterator[tuple[int, str]]:
    start = None
    for index, letter in enumerate(text + " "):
        if letter.isspace() and start is not None:
            yield start, text[start:index]
            start = None
        elif not letter.isspace() and start is None:
            start = index


def cut(token: str, limit: int) -> Iterator[str]:
    """A token at its wide characters (Hangul is written with spaces and stays whole), and whatever is still longer than a line."""
    part = ""
    for letter in token:
        unspaced = wide(letter) and "HANGUL" not in unicodedata.name(letter, "")
        after_unspaced = part and wide(part[-1]) and "HANGUL" not in unicodedata.name(part[-1], "")
        joined = letter in NO_LINE_START or unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Mc", "Cf")
        if part and (len(part) >= limit or ((unspaced or after_unspaced) and not joined)):
            yield part
            part = ""
        part += letter
    if part:
        yield part


def joined(some: Sequence[Piece]) -> str:
    return "".join(one.text + (" " if one.spaced else "") for one in some).rstrip()


def captions(text: str) -> list[tuple[int, int]]:
    """(first piece, piece after the last) of each caption: the cheapest way to cut the text so that every caption fits on two lines."""
    all_pieces = pieces(text)
    limit, count = line_max(text), len(all_pieces)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, count + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            part = all_pieces[start:end]
            if end - start > 1 and not fits(part, limit):
                break
            choices.append((best[start][0] + cost(part, limit, last=end == count), start))
        best.append(min(choices))
    cuts, end = [], count
    while end:
        cuts.append((best[end][1], end))
        end = best[end][1]
    return cuts[::-1]


def width(some: Sequence[Piece]) -> int:
    return sum(len(one.text) + one.spaced for one in some) - (some[-1].spaced if some else 0)


def fits(some: Sequence[Piece], limit: int) -> bool:
    """Filling line after line as full as it goes: does LINES_MAX suffice?"""
    lines, used = 1, 0
    for one in some:
        if used and used + len(one.text) > limit:
            lines, used = lines + 1, 0
        used += len(one.text) + one.spaced
    return lines <= LINES_MAX


def cost(some: Sequence[Piece], limit: int, *, last: bool) -> float:
    """Few captions, none nearly empty, each ending where something ends."""
    filled = width(some) / (LINES_MAX * limit)
    return CAPTION_COST + EMPTY_COST * (1 - filled) ** 2 + (0.0 if last else break_cost(some[-1]))


def break_cost(piece: Piece) -> float:
    mark = piece.text.rstrip("\"'”’»)]」』")[-1:]
    return BREAK_COST["sentence" if mark in SENTENCE_END else "clause" if mark in CLAUSE_END else "word"] if mark else 0.0


@cache
def two_lines(text: str, limit: int) -> str:
    """The caption on one line where it fits, else on two of like length, the break after a clause where there is one near the middle."""
    some = pieces(text)
    if len(text) <= limit or len(some) < 2:
        return text
    halves = [(joined(some[:cut]), joined(some[cut:]), break_cost(some[cut - 1])) for cut in range(1, len(some))]
    _, above, below = min(
        (abs(len(above) - len(below)) + 2 * price + 1000 * (max(len(above), len(below)) > limit), above, below) for above, below, price in halves
    )
    return f"{above}\n{below}"
