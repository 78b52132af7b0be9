"""Reads ages out of English words and digits: "a woman of thirty", "(60s)", "She was seventy now". Knows texts, not whom they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from film.model import Age
from film.script.lexicon.people import NUMBERS, YEARS
from film.script.lexicons import AGE_WORDS

_UNITS = "|".join(list(NUMBERS)[1:10])
_SPELLED = rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:{_UNITS}))?|{'|'.join(reversed(list(NUMBERS)[1:20]))}"
# Behind "of" many things are counted: only a child is "of six", and no mother is.
_OF_CHILD = r"(?:girl|boy|child|kid|baby|lad|lass|toddler|son|daughter|grandson|granddaughter|niece|nephew|student|pupil)\s+of"
_OF_GROWN = r"(?<!mother\s)(?<!father\s)(?<!parent\s)of(?=\s+(?:[1-9]\d|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety))"
_LED_IN = rf"(?:\b(?:aged?|now|only|about|nearly|almost|turned|turning|{_OF_CHILD}|{_OF_GROWN})\s+)"

# A number is an age when it says so ("8 years", "aged 8", "of 80") or stands alone: "(8)", ", 8,". In "Guard 1" it is part of a name.
_UNIT = r"(?:years?[- ]old|years?|yrs?|y/o|yo|வயது|ఏళ్ల|ఏళ్ళ|साल|वर्ष)"
_YEARS = re.compile(
    rf"(?<![\d:])(\d{{1,3}})\s*[-–]?\s*{_UNIT}|{_LED_IN}(\d{{1,3}})(?![\d:])"
    r"|(?<![\d:])(\d{2})['’]?s\b|(?:^|[,(/])\s*(\d{1,3})\s*(?=$|[,)/])",
    re.IGNORECASE,
)
_SPELLED_YEARS = re.compile(rf"\b({_SPELLED})[- ]years?[- ]old\b|{_LED_IN}({_SPELLED})\b(?!-)", re.IGNORECASE)

# "was seventy now", "is very old,", "had grown old": behind a name or a pronoun, and nothing counted or described behind it.
_IS = r"(?:was|were|is|are|looked|looks|seemed|seems|turned|turns|(?:had|has|have)\s+(?:grown|become|turned)|grew|became)"
_HOW = r"(?:(?:now|only|just|already|very|so|quite|still|too|really|about|almost|nearly|over|in|her|his|early|mid|late)\s+)*"
_WORDS = r"old|young|elderly|frail|middle[- ]aged|little|(?:twen|thir|for|fif|six|seven|eigh)ties"
_ENDS = r"(?=\s*(?:[.,;:!?…)\"”]|$)|\s+(?:now|today|and|but|when|then|already|by\s+then)\b)"
_PREDICATE = rf"{_IS}\s+{_HOW}(\d{{1,3}}|{_SPELLED}|{_WORDS})(?:\s+years?(?:\s+old)?)?{_ENDS}"
_BEHIND_NAME = re.compile(rf"\s+{_PREDICATE}", re.IGNORECASE)
_OF_PRONOUN = re.compile(rf"(?<!when )(?<!since )(?<!until )(?<!before )(?<!though )(?<!if )\b(?:she|he)\s+{_PREDICATE}", re.IGNORECASE)
_OF_SPEAKER = re.compile(rf"\bI(?:['’]m|\s+am)\s+{_HOW}(\d{{1,3}}|{_SPELLED})(?:\s+years?\s+old)?{_ENDS}", re.IGNORECASE)
_COUNTED_MAX = 3  # "I am one of them", "We are two": too few years for somebody who says them


@dataclass(frozen=True, slots=True)
class ToldAge:
    age: Age
    text: str  # verbatim
    counted: bool  # in years


def described(text: str) -> Iterator[ToldAge]:
    """The ages in words that describe somebody: "a proud man of 80". Years come first."""
    years = _years(text)
    if years:
        yield years
        text = text.replace(years.text, " ")
    for hit in AGE_WORDS.find(text):
        yield ToldAge(hit.label, hit.text, False)


def behind(text: str, end: int) -> ToldAge | None:
    """What is said of the name that ends there: "Rosa was old and Ines was young"."""
    return _told(_BEHIND_NAME.match(text, end))


def of_pronoun(text: str) -> ToldAge | None:
    """ "She was seventy now"; not how old she was when something else happened."""
    return _told(_OF_PRONOUN.search(text))


def of_speaker(speech: str) -> ToldAge | None:
    """ "I am seventy." """
    found = _told(_OF_SPEAKER.search(speech))
    return found if found and found.counted else None


def _told(found: re.Match[str] | None) -> ToldAge | None:
    if found is None:
        return None
    word = found.group(1)
    years = _number(word)
    if years is not None:
        return ToldAge(_age(years), found.group().strip(), True) if _COUNTED_MAX < years < 120 else None
    hits = AGE_WORDS.find(word)
    return ToldAge(hits[0].label, found.group().strip(), False) if hits else None


def _years(text: str) -> ToldAge | None:
    spelled = _SPELLED_YEARS.search(text)
    if spelled:
        return ToldAge(_age(_number(spelled.group(1) or spelled.group(2)) or 0), spelled.group(), True)
    found = _YEARS.search(text)
    years = int(next(number for number in found.groups() if number)) if found else 0
    return ToldAge(_age(years), found.group().strip(" ,(/"), True) if found and 0 < years < 120 else None


def _number(word: str) -> int | None:
    """Of digits, or of a number that is spelled: "seventy-two"."""
    if word.isdigit():
        return int(word)
    parts = re.split(r"[- ]", word.casefold())
    return sum(NUMBERS[part] for part in parts) if all(part in NUMBERS for part in parts) else None


def _age(years: int) -> Age:
    return next((age for most, age in YEARS if years <= most), Age.ELDER)
