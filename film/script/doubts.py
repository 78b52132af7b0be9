"""Lines that may have been meant otherwise than they were taken, told to whoever wrote them. Changes nothing of how they are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from film.model import Diagnostic
from film.script.lexicon.markup import NOT_A_CUE
from film.script.lexicons import VERBS
from film.script.lines import PARTICLES, Line, LineKind
from film.script.tokens import tokenise, writing

DOUBTS_MAX = 20
_NAME_WORDS_MAX = 3
_HEADING_LENGTH_MAX = 60
_LIKE_SPEECH = re.compile(r"^([^:：!?\"“”«»]{1,48})[:：](?!//|\d)\s*\S")
_LIKE_HEADING = re.compile(r"^(?=.*\S [-–—] \S)[^.!?,;。！？؟،]+$")
# Writings whose words for inside, outside, places and hours are in the lexicons.
_READ = frozenset({"LATIN", "TAMIL", "TELUGU", "DEVANAGARI", "CYRILLIC", "ARABIC", ""})


def doubts(lines: Sequence[Line]) -> Iterator[Diagnostic]:
    """One for each line in doubt, of the first twenty of them."""
    yield from islice((doubt for line in lines if (doubt := _doubt(line))), DOUBTS_MAX)


def _doubt(line: Line) -> Diagnostic | None:
    found = _LIKE_SPEECH.match(line.text) if line.kind is LineKind.TOLD else None
    if found and _may_be_name(found.group(1)):
        message = f'"{found.group(1).strip()}:" was not taken for somebody who speaks. Write the name alone and in capitals: "ANNA: Hello.".'
        return Diagnostic(severity="warning", code="not_dialogue", message=message, line=line.number)
    if _is_heading(line) and writing(line.text) not in _READ:
        message = f'Headings in {writing(line.text).capitalize()} writing are not read yet. Write INT. or EXT. before it: "INT. KITCHEN - NIGHT".'
        return Diagnostic(severity="warning", code="heading_not_read", message=message, line=line.number)
    return None


def _is_heading(line: Line) -> bool:
    if line.kind is LineKind.TOLD:
        return len(line.text) <= _HEADING_LENGTH_MAX and _LIKE_HEADING.match(line.text) is not None
    return line.kind is LineKind.HEADING and not line.chapter


def _may_be_name(words: str) -> bool:
    """No verb but what "the" makes a noun: "She smiled:", "the old cook:"."""
    tokens = tokenise(words)
    if words.strip().casefold() in NOT_A_CUE or (VERBS.has(words) and tokens[0].norm != "the"):
        return False
    return 0 < sum(token.norm not in PARTICLES for token in tokens) <= _NAME_WORDS_MAX
