"""The work of an analysis grows with the script and no faster, whatever is in it: anybody may send a quarter of a megabyte."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from film.script import analyse, read
from film.script.reading import SCRIPT_BYTES_MAX
from film.script.tokens import tokenise
from schemas.errors import ScriptRefused


def calls_of(work: Callable[[], Any]) -> int:
    """How many functions were called, those in C included: the same number on every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    tokenise.cache_clear()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def name(number: int) -> str:
    return f"Ab{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}ef"


SHAPES: dict[str, Callable[[int], str]] = {
    "one scene of many speeches": lambda n: "\n".join(f"{name(line % 60)}: Good evening, my friend." for line in range(n)),
    "one long speech": lambda n: "Anna: " + "word " * n * 5,
    "one long paragraph": lambda n: "Anna waits. " * n * 2,
    "lines of one paragraph": lambda n: "\n".join("anna walks on and on along the road that never comes to its end in this life" for _ in range(n)),
    "quotes of nobody": lambda n: 'It rains. "Go." ' * n,
    "everybody speaks": lambda n: "Anna: Hello.\n" + "Everyone: Good evening.\n" * n,
    "many clothes": lambda n: "\n".join(f"Anna wears a white saree{line} shawl." for line in range(n)),
    "somebody known already": lambda n: "Tom is the man. The man goes to the old man. " * n,
    "a long attribution": lambda n: '"' + "word " * n * 2 + '," said ' + "the man " * n * 2,
    "directions": lambda n: "Anna: " + "Well (a pause) then. " * n,
    "headings": lambda n: "INT. லட்சுமி வருகிறாள்\n" * n,
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_twice_the_script_is_twice_the_work(shape: Callable[[int], str]) -> None:
    one, two = [calls_of(lambda text=shape(size): analyse(text)) for size in (80, 160)]  # type: ignore[misc]
    assert two < 2.3 * one


@pytest.mark.parametrize(
    "line",
    [
        lambda number: f"PERSON{number:05d}: hi there friend",
        lambda number: f"Mr {name(number)}{number}: hi",
        lambda number: f"{name(number).capitalize()}{chr(97 + number // 676)} walks.",
        lambda number: f"Anna {name(number).capitalize()}{chr(97 + number // 676)}, a woman of 40, walks.",
        lambda number: f"ANNA {name(number).upper()}{chr(65 + number // 676)}: hi",
    ],
    ids=["by cue", "by title", "in prose", "by full name", "by full name as a cue"],
)
def test_a_telephone_directory_is_closed_at_the_hundredth_name(line: Callable[[int], str]) -> None:
    def refused(names: int) -> None:
        with pytest.raises(ScriptRefused, match="more than 100 characters"):
            analyse("\n".join(line(number) for number in range(names)))

    assert calls_of(lambda: refused(1_200)) < 2.3 * calls_of(lambda: refused(600))


# No function is called for what a regular expression does; where one of these were tried from each of its places, this test would not end.
PATIENCE = {
    "abbreviations": "x. ",
    "stops": "." * 19_000 + "x",
    "quotes": '"a" b ',
    "comments": "/*[[<!--",
    "emphasis": " `a *a ***a _a",
    "spaces": "A" + " " * 19_000 + "B",
    "hashes": "# " + "#" * 19_000 + "x",
    "brackets": "A " + "(" * 19_000,
    "asides": "A " + "(a)" * 6_000 + "x",
    "joints": "word, ",
    "clocks": "12 12: ",
    "a heading of blanks": "# INT" + " " * 19_000 + "x",
    "a heading without end": "# INT. a - b - ",
    "directions never closed": "Anna: a (b [c ",
    "directions": "Anna: a (b) c ",
    "initials": "a. b. c. d. e: ",
}


@pytest.mark.parametrize("piece", PATIENCE.values(), ids=PATIENCE.keys())
def test_the_longest_script_is_read_to_its_end(piece: str) -> None:
    row = piece * (19_000 // len(piece) or 1)
    text = "Anna waits.\n\n" + "\n".join([row] * (40_000 // len(row)))
    assert len(text) < SCRIPT_BYTES_MAX
    assert analyse(read(text.encode())).scenes
