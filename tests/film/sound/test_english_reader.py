"""The dictionaries, opened where they lie, read every word as hibari's own reader does."""

from pathlib import Path
from typing import Any

import hibari
import msgspec
import pytest
from hibari.g2p import G2P, normalize

from film.sound.english_reader import Entries, reader
from film.sound.spoken import speakable

ASSETS = Path(hibari.__file__).with_name("assets")
TEXTS = (
    *(speakable(line) for name in ("wedding", "lighthouse", "office") for line in Path(f"examples/{name}.txt").read_text().splitlines()),
    "DEFAULT NOUN VERB None, IN and TO and US: I used to read what I read on the 3rd of March 2024 at 7:30 for $9.99.",
    "Xyzzy flurbs the Thamirabarani; \"don't\" — 'twas Dr. Smith's O'Neill-McDonald record, live & well…",
)


def read(g2p: Any, text: str) -> list[tuple[str, str, str]]:
    return [(token.text, token.tag, token.phonemes) for token in g2p.phonemize_tokens(g2p.tokenize(normalize(text)))]


def test_every_line_is_read_as_hibari_reads_it() -> None:
    ours, theirs = reader(ASSETS), G2P()
    for text in filter(None, TEXTS):
        assert read(ours, text) == read(theirs, text)


def test_what_stands_inside_an_entry_is_no_entry() -> None:
    entries = Entries(b'{"used":{"DEFAULT":"juzd","VBD":"just"},"a":"ei"}')
    assert (entries.get("a"), entries.get("used"), entries.get("VBD")) == ("ei", {"DEFAULT": "juzd", "VBD": "just"}, None)


def test_a_damaged_dictionary_is_told() -> None:
    with pytest.raises(msgspec.DecodeError):
        Entries(b'{"a":')
