"""What may become a script and what is refused, with the cure named."""

from __future__ import annotations

import pytest

from film.script import analyse, read
from film.script.reading import DROPPED
from schemas.errors import ScriptRefused

REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t\r\n ", "empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "empty"),
    "no word": (b"!!! ??? ...", "no word"),
    "Latin-1": ("Café in the rain".encode("latin-1"), "UTF-8"),
    "UTF-16": ("Mira waits.".encode("utf-16"), "UTF-8"),
    "a PDF": (b"%PDF-1.7 ...", ".txt"),
    "a Word file": (b"PK\x03\x04rest", ".txt"),
    "binary": (bytes(range(32)) * 20, ".txt"),
    "mostly NUL": (b"a\x00b\x00c\x00", "line 1 holds a control character, and there are 3"),
}


@pytest.mark.parametrize(("data", "cure"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_script_is_refused_with_its_cure(data: bytes, cure: str) -> None:
    with pytest.raises(ScriptRefused, match=cure):
        read(data)


def test_too_many_bytes_are_refused_at_the_limit_and_not_before() -> None:
    assert read(b"word " * 4, bytes_max=20)
    with pytest.raises(ScriptRefused, match="Split"):
        read(b"word " * 4 + b"s", bytes_max=20)


def test_ten_megabytes_are_refused() -> None:
    with pytest.raises(ScriptRefused, match="262,144"):
        read(b"a line\n" * 1_500_000)


def test_a_very_long_line_is_refused_by_its_number() -> None:
    with pytest.raises(ScriptRefused, match="Line 2") as refusal:
        read(b"short\n" + b"x" * 100_000)
    assert refusal.value.details["line"] == 2


def test_a_byte_that_is_not_utf8_is_found_by_its_line() -> None:
    with pytest.raises(ScriptRefused, match="line 3"):
        read(b"one\ntwo\nthr\xff\n")


def test_newlines_and_the_byte_order_mark_are_made_plain() -> None:
    assert read("\ufeffone\r\ntwo\rthree".encode()) == "one\ntwo\nthree"


def test_control_characters_go_and_the_analysis_says_where() -> None:
    text = read(b"Mira walks in.\nShe smi\x07les at the long old brick wall for a while.\n" + b"She sits down. " * 9)
    assert DROPPED in text
    analysis = analyse(text)
    assert [(one.code, one.line) for one in analysis.diagnostics if one.severity == "warning"] == [("unreadable_characters", 2)]
    assert "smiles" in " ".join(beat.text for beat in analysis.scenes[0].beats)


def test_a_bidi_override_cannot_turn_the_text_around() -> None:
    assert "\u202e" not in read("Mira \u202e enters the temple quietly.".encode())


def test_more_people_than_a_film_can_hold_are_refused() -> None:
    crowd = "\n".join(f"Guest{number}: Good evening." for number in range(300))
    with pytest.raises(ScriptRefused, match="100"):
        analyse(crowd)
    assert len(analyse(crowd, cast_max=300).characters) == 300
