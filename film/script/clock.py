"""Reads the hour of the day off a clock: "3 AM", "18:30", "six in the evening". Knows times, not days."""

from __future__ import annotations

import re

from film.model import Hour

_NAMED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPOKEN = re.compile(
    rf"(?<![\d:.\w])(\d{{1,2}}|{'|'.join(_NAMED)})(?:[:.]([0-5]\d))? ?(?:o['’]clock )?"
    r"(a\.?m\b|p\.?m\b|in the morning\b|in the afternoon\b|in the evening\b|at night\b)",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_AFTER_NOON = ("p", "in the a", "in the e")


def clock(text: str) -> tuple[Hour, str] | None:
    """The first time of day in the text and its words, verbatim; None without one, or with one that no clock shows."""
    spoken = _SPOKEN.search(text)
    if spoken:
        told = spoken.group(1).casefold()
        number = int(told) if told.isdigit() else _NAMED.index(told) + 1
        return (_hour(_of_24(number, spoken.group(3).casefold())), spoken.group()) if number <= 12 else None
    written = _WRITTEN.search(text)
    return (_hour(int(written.group(1))), written.group()) if written else None


def _of_24(number: int, half: str) -> int:
    late = half.startswith(_AFTER_NOON) or (half == "at night" and 6 <= number < 12)
    return number % 12 + (12 if late else 0)


def _hour(of_24: int) -> Hour:
    if 5 <= of_24 < 7:
        return Hour.DAWN
    if 7 <= of_24 < 17:
        return Hour.DAY
    return Hour.DUSK if 17 <= of_24 < 20 else Hour.NIGHT
