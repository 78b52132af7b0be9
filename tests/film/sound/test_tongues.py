"""Whose voice reads a line: what the analysis did not know is told by writing, letters and small words, and English stays English."""

from __future__ import annotations

from pathlib import Path

import pytest

from film.script import analyse, read
from film.sound.espeak import VOICES
from film.sound.tongues import CYRILLIC, LATIN, UNKNOWN, WRITINGS, tongue

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dzień dobry, jak się masz? Gdzie jest mój brat?", "pl"),
        ("Dziękuję.", "pl"),
        ("Dobrý den, jak se máte?", "cs"),
        ("Hoe gaat het met je?", "nl"),
        ("God morgon, jag är här.", "sv"),
        ("Hei, mitä kuuluu?", "fi"),
        ("Hogy vagy? Köszönöm, jól.", "hu"),
        ("Bună ziua, unde este fratele meu?", "ro"),
        ("Xin chào bạn, tôi là Lan.", "vi"),
        ("Selamat pagi, apa kabar?", "id"),
        ("Добрий день, мої друзі!", "uk"),
        ("Добрый день, друзья!", "ru"),
        ("გამარჯობა მეგობარო", "ka"),
        ("שלום לכולם", "he"),
        ("សួស្តី", UNKNOWN),
    ],
)
def test_a_line_taken_for_english_is_known_by_its_words(text: str, language: str) -> None:
    assert tongue(text, "en") == language


@pytest.mark.parametrize(
    "text",
    [
        "Café José!",
        "Łukasz loves Małgorzata.",
        "Renée and Zoë met Søren at the café.",
        "Jan, tell me: is my brother in Kraków or in Łódź?",
        "Ja.",
        "Hello 1 2 3",
        "...",
    ],
)
def test_a_name_makes_no_english_line_foreign(text: str) -> None:
    assert tongue(text, "en") == "en"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_line_of_the_examples_keeps_its_language(path: Path) -> None:
    for scene in analyse(read(path.read_bytes())).scenes:
        for beat in scene.beats:
            assert tongue(beat.text, beat.language) == beat.language


def test_what_the_analysis_knows_is_not_doubted() -> None:
    assert tongue("Dzień dobry, jak się masz?", "fr") == "fr"


def test_each_of_these_languages_has_a_voice() -> None:
    assert {*LATIN, *CYRILLIC, *WRITINGS.values()} <= set(VOICES)
