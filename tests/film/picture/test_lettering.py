"""Letters are shaped, every script that we promise has its letters, and long titles fit."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from film.model import FilmFormat
from film.picture.lettering import FONTS, SANS, SERIF, letters
from film.picture.titles import title_card, title_strength
from film.skia_loader import skia

SCRIPTS = {
    "Latin": "Añb", "Tamil": "கொடு", "Telugu": "శ్రీ", "Devanagari": "क्षि", "Kannada": "ಕನ್ನಡ", "Malayalam": "മലയാളം", "Bengali": "বাংলা",
    "Hebrew": "שלום", "Arabic": "سلام",
}  # fmt: skip


def ink(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray(picture[..., 3] > 96)


def unshaped(text: str, font: str) -> NDArray[np.uint8]:
    """One glyph for each character in the order of the characters, as drawString sets them."""
    paper = np.zeros((100, 400, 4), np.uint8)
    info = skia.ImageInfo.Make(400, 100, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, paper, 1600).getCanvas()
    face = skia.Typeface.MakeFromFile(str(FONTS / font))
    canvas.drawString(text, 10, 70, skia.Font(face, 48), skia.Paint(Color=0xFFFFFFFF, AntiAlias=True))
    return paper


def columns(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    filled = np.asarray(ink(picture).any(axis=0))
    where = np.flatnonzero(filled)
    return filled[where[0] : where[-1] + 1]


@pytest.mark.parametrize(
    ("text", "font"), [("கொ", "NotoSerifTamil-Bold.ttf"), ("శ్రీ", "NotoSerifTelugu-Bold.ttf"), ("क्षि", "NotoSerifDevanagari-Bold.ttf")]
)
def test_indian_scripts_are_shaped(text: str, font: str) -> None:
    shaped, raw = columns(letters(text, size=48, width=400, families=SERIF)), columns(unshaped(text, font))
    assert abs(len(shaped) - len(raw)) > 3 or (shaped != raw).mean() > 0.1


def test_letters_that_need_no_shaping_look_as_they_always_do() -> None:
    """The control of the test above: both ways of drawing agree where shaping changes nothing."""
    shaped, raw = columns(letters("ண", size=48, width=400, families=SERIF)), columns(unshaped("ண", "NotoSerifTamil-Bold.ttf"))
    assert abs(len(shaped) - len(raw)) <= 1


@pytest.mark.parametrize("families", [SANS, SERIF])
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_has_its_letters(script: str, families: tuple[str, ...]) -> None:
    """No two letters of a script look alike; letters that a font has not are all the same box."""
    text = SCRIPTS[script]
    pictures = [letters(letter, size=40, width=100, families=families)[..., 3] for letter in (text[0], text[-1], "\U00013000")]
    assert all(picture.max() == 255 for picture in pictures)
    narrow = [picture[: min(map(len, pictures))] for picture in pictures]
    assert not np.array_equal(narrow[0], narrow[1])
    assert not np.array_equal(narrow[0], narrow[2])
    assert not np.array_equal(narrow[1], narrow[2])


def test_text_from_right_to_left_ends_on_the_left() -> None:
    filled = columns(letters("שלום!", size=48, width=400, families=SANS))
    first_gap = int(np.flatnonzero(~filled)[0])
    assert first_gap < 0.1 * len(filled)  # the exclamation mark, which is narrow, stands first from the left


def test_a_long_title_becomes_smaller_and_stays_in_the_picture() -> None:
    words = letters("Light " * 30, size=70, width=1000, families=SERIF, lines=2)
    assert words.shape[0] < 2 * 70 * 1.75 + 4
    card, (top, left) = title_card("Light " * 60, FilmFormat())
    assert top + card.shape[0] <= 720
    assert left + card.shape[1] <= 1280


def test_a_title_is_never_seen_at_a_cut() -> None:
    for length in (2500.0, 3400.0, 9000.0):
        assert title_strength(0, length) == title_strength(length, length) == 0
        assert max(title_strength(ms, length) for ms in range(0, int(length), 50)) == 1


def test_fonts_are_free_and_small() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    assert sum(file.stat().st_size for file in FONTS.glob("*.ttf")) < 4_000_000
