"""Tells the lines of a script apart: headings, names, manners, speech, prose. Knows the shapes of lines, not what they mean.

Takes plain prose, `Name: dialogue`, Fountain, and Markdown, also mixed. Capitals mark names only in writing that has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from film.script.lexicon.markup import HEADING_WORDS, INTERIOR_WORDS, NOT_A_CUE, TITLE_KEYS
from film.script.tokens import TITLE_ABBREVIATIONS, has_words, is_cased, tokenise, word_set

CUE_LENGTH_MAX = 40
CUE_WORDS_MAX = 5
CUE_ROW_MAX = 200  # with all that stands in brackets behind the name
MANNER_LENGTH_MAX = 300


class LineKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    SAID = "said"
    TOLD = "told"
    BREAK = "break"  # a blank line between paragraphs
    SCENE_BREAK = "scene_break"  # *** or ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    kind: LineKind
    number: int
    text: str = ""
    speaker: str = ""
    manner: str = ""
    chapter: bool = False  # a heading by number or Markdown, that need not name a place


_INT_EXT = re.compile(
    rf"^\.?(?:(?:INT|EXT|EST)\.?(?:\s*/\s*(?:INT|EXT)\.?)?|I\.?/E\.?|{'|'.join(INTERIOR_WORDS)})(?:[.:]|\s|\s*[-–—])\s*(?=\S)", re.IGNORECASE
)
_NUMBERED = re.compile(rf"^(?:{'|'.join(HEADING_WORDS)})(?:\s+[\w.]+)?\s*(?:[-–—:.,]\s*|$)(.*)$", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6}\s+(.*)$")
_RULE = re.compile(r"^(?:(?:[*\-_~=•·]\s*){3,}|[⁂❦§]+)$")
_PAGE = re.compile(r"^\s*(?:page\s+)?\d{1,3}\.?\s*$", re.IGNORECASE)
_TRANSITION = re.compile(r"^>?\s*(?:[A-Z ]+ TO:|FADE (?:IN|OUT|TO BLACK)[.:]?|(?:THE )?END\.?|CUT TO BLACK\.?|SMASH CUT\.?)\s*<?$")
# Dots belong to a name behind a title and an initial ("MRS. CHEN", "J. R. SMITH"); what stands in brackets is the manner.
_SPOKEN = re.compile(
    rf"^(?:\d{{1,3}}[.)]\s+)?((?:\b(?:{TITLE_ABBREVIATIONS}|[^\W\d_])\.|[^:：.!?\"“”\[\]]){{1,48}}?)\s*((?:[(\[][^)\]]*[)\]]\s*)*)"
    r"[:：](?!//|\d)\s*(.*)$",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"\b(?:{TITLE_ABBREVIATIONS})\.", re.IGNORECASE)
_PARENTHESIS = re.compile(r"^[(\[](.*)[)\]][.,]?$", re.DOTALL)
_LEADING_MANNER = re.compile(r"^[(\[]([^)\]]{1,80})[)\]]\s*")
_CUE_SUFFIX = re.compile(r"\s*(\([^)]*\)|\^)\s*$")
_BYLINE = re.compile(
    r"(?:an? (?:\w+ ){1,3}|(?:(?:film|story|play|script|screenplay|written|directed)(?: and)? ){1,3})?by:? (\S+(?: \S+){0,5})(?<![.!?,;])",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,2}|`{1,6})(?=\S)(.{1,500}?)(?<=\S)\1")
_BONEYARD = {"/*": "*/", "[[": "]]", "<!--": "-->"}
_BONEYARD_BEGINS = re.compile("|".join(map(re.escape, _BONEYARD)))
PARTICLES = word_set("of the and de la von van der bin ibn al el da du di le & 'n")


def lines_of(text: str) -> Iterator[Line]:
    """The lines in order, without comments, page numbers and cuts. Each keeps its 1-based number in the script."""
    rows = _without_comments(text).split("\n")
    plain = _without_byline([_plain(row) for row in rows])
    title_rows = _title_page(plain)
    yield from (Line(kind=LineKind.TITLE, number=number, text=value) for number, value in title_rows if value)
    first = max((number for number, _ in title_rows), default=0)
    yield from _Reader(plain, is_cased(text)).lines(first)


def _without_comments(text: str) -> str:
    """Only their newlines are left. What is never closed is no comment, and is looked for once."""
    kept: list[str] = []
    at, look, unclosed = 0, 0, set[str]()
    while found := _BONEYARD_BEGINS.search(text, look):
        opener = found.group()
        end = -1 if opener in unclosed else text.find(_BONEYARD[opener], found.end())
        if end < 0:
            unclosed.add(opener)
            look = found.start() + 1
            continue
        look = end + len(_BONEYARD[opener])
        kept += [text[at : found.start()], "\n" * text.count("\n", found.start(), look)]
        at = look
    return "".join([*kept, text[at:]])


def _plain(row: str) -> str:
    row = row.strip()
    row = re.sub(r"^>\s?(?!.*<$)", "", row) if not _TRANSITION.match(row) else row
    row = re.sub(r"^(?:[-*+•]\s+)(?=\S)", "", row) if not _RULE.match(row) else row
    return _EMPHASIS.sub(r"\2", row) if not _RULE.match(row) else row


def _without_byline(rows: list[str]) -> list[str]:
    """ "by Jane Doe" alone below the first row, which is the title: nobody of the film."""
    written = [number for number, row in enumerate(rows) if row][:2]
    if len(written) == 2 and _is_byline(rows[written[1]]) and not "".join(rows[written[1] + 1 : written[1] + 2]):
        rows[written[1]] = ""
    return rows


def _is_byline(row: str) -> bool:
    """Names follow: "by the old sea" is the rest of a sentence."""
    found = _BYLINE.fullmatch(row)
    return found is not None and all(not word[0].islower() or word in PARTICLES - {"the"} for word in found.group(1).split())


def _title_page(rows: list[str]) -> list[tuple[int, str]]:
    """`Title: X` and its neighbours before the first blank line: (line number, the title or "")."""
    found: list[tuple[int, str]] = []
    for number, row in enumerate(rows, start=1):
        key, colon, value = row.partition(":")
        if not row and not found:
            continue
        if not colon or key.strip().casefold() not in TITLE_KEYS:
            break
        found.append((number, value.strip() if TITLE_KEYS[key.strip().casefold()] else ""))
    return found


class _Reader:
    """Walks the rows once; the only state is who is speaking."""

    def __init__(self, rows: list[str], cased: bool) -> None:
        self._rows = rows
        self._cased = cased
        self._speaker = ""
        self._manner = ""
        self._wraps = False  # a `Name: text` line may go on, a cue always does

    def lines(self, skip: int) -> Iterator[Line]:
        for number, row in enumerate(self._rows, start=1):
            if number > skip:
                yield from self._line(number, row)

    def _line(self, number: int, row: str) -> Iterator[Line]:
        if not row:
            self._hush()
            yield Line(kind=LineKind.BREAK, number=number)
        elif _RULE.match(row):
            self._hush()
            yield Line(kind=LineKind.SCENE_BREAK, number=number)
        elif _TRANSITION.match(row) or _PAGE.match(row):
            self._hush()
        else:
            yield self._worded(number, row)

    def _worded(self, number: int, row: str) -> Line:
        heading = _heading(row)
        if heading is not None:
            self._hush()
            return Line(kind=LineKind.HEADING, number=number, text=heading[0], chapter=heading[1])
        spoken = self._spoken(number, row)
        if spoken is not None:
            return spoken
        if self._is_cue(number, row):
            return self._cue(number, row)
        if self._speaker:
            return self._speech(number, row)
        return Line(kind=LineKind.TOLD, number=number, text=row.removeprefix("!").strip())

    def _spoken(self, number: int, row: str) -> Line | None:
        """`Name (manner): text`"""
        found = _SPOKEN.match(row)
        if found is None or not self._is_name(found.group(1)):
            return None
        manner, speech = found.group(2).strip(), found.group(3)
        leading = _LEADING_MANNER.match(speech)
        if leading:
            manner, speech = f"{manner} {leading.group(1)}", speech[leading.end() :]
        self._speaker, self._manner = found.group(1).strip().lstrip("@"), _bare(manner)
        self._wraps = _is_open(speech)
        return self._said(number, _unquoted(speech))

    def _is_name(self, name: str) -> bool:
        words = tokenise(_TITLE.sub("", name))
        if not words or len(words) > CUE_WORDS_MAX or name.strip().casefold() in NOT_A_CUE:
            return False
        if not self._cased or (not name.isascii() and name.upper() == name.lower()):
            return len(words) <= 3 and not name.strip().isdigit()
        return all(word.text[0].isupper() or word.norm in PARTICLES or word.text[0].isdigit() for word in words) and not words[0].text[0].isdigit()

    def _is_cue(self, number: int, row: str) -> bool:
        if len(row) > CUE_ROW_MAX:
            return False
        if row.startswith("@"):
            return True
        bare = _without_suffix(row)
        if not self._cased or not bare or bare != bare.upper() or bare == bare.lower() or len(bare) > CUE_LENGTH_MAX:
            return False
        if len(tokenise(bare)) > CUE_WORDS_MAX or re.search(r"[!?…;,:\"]|\.$|--", bare) or bare.casefold() in NOT_A_CUE:
            return False
        follower = self._rows[number] if number < len(self._rows) else ""
        return bool(follower) and (number < 2 or not self._rows[number - 2] or bool(self._speaker))

    def _cue(self, number: int, row: str) -> Line:
        manner = " ".join(_bare(part) for part in re.findall(r"\([^)]*\)", row))
        self._speaker, self._manner, self._wraps = _without_suffix(row).lstrip("@").strip(), _bare(manner), True
        return self._said(number, "")

    def _speech(self, number: int, row: str) -> Line:
        aside = _PARENTHESIS.match(row)
        if aside and self._wraps:
            self._manner = aside.group(1).strip()
            return self._said(number, "")
        if aside or not self._wraps:
            self._hush()
            return Line(kind=LineKind.TOLD, number=number, text=row)
        return self._said(number, _unquoted(row))

    def _said(self, number: int, speech: str) -> Line:
        return Line(kind=LineKind.SAID, number=number, text=speech, speaker=self._speaker, manner=self._manner[:MANNER_LENGTH_MAX])

    def _hush(self) -> None:
        self._speaker = self._manner = ""
        self._wraps = False


def _heading(row: str) -> tuple[str, bool] | None:
    markdown = _MARKDOWN.match(row)
    if markdown:
        return markdown.group(1).rstrip("#").rstrip(), True
    if row.startswith(".") and len(row) > 1 and row[1].isalnum():
        return row[1:].strip(), False
    if _INT_EXT.match(row) and len(row) <= 120:
        return row, False
    numbered = _NUMBERED.match(row)
    if numbered and len(row) <= 100 and has_words(row):
        return row, True
    dashed = row == row.upper() != row.lower() and re.search(r"\S\s+[-–—]\s+\S", row) and not row.endswith((".", "!", "?"))
    return (row, False) if dashed and len(row) <= 80 else None


def _without_suffix(row: str) -> str:
    bare = _CUE_SUFFIX.sub("", row)
    return bare if bare == row else _without_suffix(bare)


def _bare(manner: str) -> str:
    inner = re.sub(r"[()\[\]]", " ", manner)
    return re.sub(r"\s+", " ", re.sub(r"\b(?:CONT['’]?D|cont['’]?d|continued)\b\.?", " ", inner)).strip()


def _unquoted(speech: str) -> str:
    speech = speech.strip()
    inner = speech[1:-1]
    if len(speech) > 1 and (speech[0], speech[-1]) in {('"', '"'), ("“", "”"), ("«", "»"), ("「", "」")} and not re.search(r"[\"“”]", inner):
        return inner.strip()
    return speech


def _is_open(speech: str) -> bool:
    return not speech or not re.search(r"[.!?…।॥。！？][\"”’)]*$", speech)
