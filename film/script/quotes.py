"""Takes quoted speech out of prose: what is said, who the sentence says is saying it, and what is left to tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from film.script.lexicons import SAYING
from film.script.tokens import has_words, sentences

_QUOTE = re.compile(
    r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|「([^「」]+)」|„([^„“”]+)[“”]|(?<![\w’'])‘([^‘\n]+?)’(?!\w)|(?<![\w’'])'([^'\n]+?[,.!?])'(?!\w)"
)
_SPEECH_END = re.compile(r"[,.!?…—।-]\s*$")
_NEAR_BEFORE, _NEAR_AFTER = 8, 200
_CLAUSE_MAX = 500  # of the words around a quote that go with each of its pieces
_LEAD_IN = re.compile(r"(?:[,:：—–]|என்று|అని|कि)\s*$")
_PARTICIPLE = re.compile(r"^(.*?),\s*(\w+ing\b.*|with\b.*|in a\b.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    offset: int
    text: str
    speech: bool
    said_by: str = ""  # the words that name the speaker: "said the old keeper"; "" where none do
    manner: str = ""


def pieces(paragraph: str) -> Iterator[Piece]:
    """Speech and sentences of one paragraph, in order."""
    quotes = [found for found in _QUOTE.finditer(paragraph) if _is_speech(paragraph, found)]
    at = 0
    clause = ""
    for index, found in enumerate(quotes):
        before = paragraph[at : found.start()]
        told, lead = _lead_in(before)
        yield from _told(told, at)
        until = quotes[index + 1].start() if index + 1 < len(quotes) else len(paragraph)
        tail = _attribution(found.group(), paragraph[found.end() : until])
        clause = (tail or lead)[:_CLAUSE_MAX]
        yield Piece(found.start(), _inner(found), True, clause, _manner_of(clause))
        at = found.end() + len(tail)
    yield from _told(paragraph[at:], at)


def _inner(found: re.Match[str]) -> str:
    words = next(group for group in found.groups() if group is not None).strip()
    return words[:-1] + "." if words.endswith(",") else words


def _is_speech(paragraph: str, found: re.Match[str]) -> bool:
    """Not a title or a sign ("the sign said "Closed""): speech ends in a stop, or is led in by a comma or a colon."""
    inner = found.group()[1:-1]
    before = _before(paragraph, found.start())
    if not has_words(inner):
        return False
    if _SPEECH_END.search(inner) or _LEAD_IN.search(before) or not before:
        return True
    return bool(_attribution(found.group(), _after(paragraph, found.end())))


def _before(paragraph: str, end: int) -> str:
    """The last characters before a place, without the space between; a rule must not read the paragraph anew for each of its quotes."""
    while end and paragraph[end - 1].isspace():
        end -= 1
    return paragraph[max(0, end - _NEAR_BEFORE) : end]


def _after(paragraph: str, start: int) -> str:
    """What comes next, as much of it as tells whether it says who spoke."""
    while start < len(paragraph) and paragraph[start].isspace():
        start += 1
    return paragraph[start : start + _NEAR_AFTER]


def _lead_in(before: str) -> tuple[str, str]:
    """`Rain fell. Mira said, ` -> ("Rain fell. ", "Mira said,"): the clause that leads in is not told."""
    parts = list(sentences(before))
    if not parts:
        return before, ""
    offset, last = parts[-1]
    if re.search(r"[,:：]$", last) and SAYING.has(last):
        return before[:offset], last
    return before, last if re.search(r"[,:：]$", last) else ""


def _attribution(quote: str, after: str) -> str:
    """The rest of the sentence behind a quote where it says who spoke: ` said Mira, opening the door.`; a full stop ended that sentence."""
    if quote[-2] in ".।" and after.lstrip()[:1].isupper():
        return ""
    first = next(sentences(after), None)
    if first is None:
        return ""
    offset, clause = first
    near = SAYING.find(clause[:60])
    if not near or near[0].first > 4 or not re.match(r"[\w]", clause):
        return ""
    return after[: offset + len(clause)]


def _manner_of(clause: str) -> str:
    found = _PARTICIPLE.match(clause.strip().rstrip(".,:"))
    if found:
        return found.group(2).strip()
    adverb = re.search(r"\b(\w+ly)\b", clause)
    hits = SAYING.find(clause)
    return adverb.group(1) if adverb else (hits[0].text if hits else "")


def _told(text: str, offset: int) -> Iterator[Piece]:
    for start, sentence in sentences(text):
        bare = sentence.strip(' "“”,;:—–-')
        if bare:
            yield Piece(offset + start, sentence, False)
