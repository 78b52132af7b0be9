"""The character sheet is a picture that a browser shows, the same every time."""

from __future__ import annotations

import struct

from film.picture.people import sheet
from tests.film.people.paper import someone


def test_a_sheet_is_a_png_of_the_size_asked_for() -> None:
    for size in ((900, 600), (450, 300), (500, 600)):
        png = sheet(someone(), *size)
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", png[16:24]) == size


def test_the_same_person_has_the_same_sheet_and_another_has_another() -> None:
    assert sheet(someone("Lakshmi")) == sheet(someone("Lakshmi"))
    assert sheet(someone("Lakshmi")) != sheet(someone("Meera"))
