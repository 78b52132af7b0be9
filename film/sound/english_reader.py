"""Opens the dictionaries of hibari-tts so that an entry is decoded when it is looked up: a line has a dozen words, they hold 180,000.

What it reads is what hibari's own reader reads; that one decodes all of it first, which takes longer than to speak the line.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec


class Entries:
    """The part of a dict that hibari uses."""

    def __init__(self, data: bytes | msgspec.Raw) -> None:
        self._raw = msgspec.json.decode(data, type=dict[str, msgspec.Raw])

    def get(self, key: str) -> Any:
        raw = self._raw.get(key)
        return None if raw is None else msgspec.json.decode(raw)


def reader(assets: Path) -> Any:
    """A `hibari.g2p.G2P` of American English. Raises ImportError, OSError, and msgspec's and gzip's errors when a file is damaged."""
    from hibari.g2p import G2P, Lexicon, Tagger, Tokenizer

    opened: Any = G2P.__new__(G2P)
    opened.lexicon = Lexicon(*(Entries(unpacked(assets / f"lexicon_us_{name}.json.gz")) for name in ("gold", "silver")))
    opened.tokenizer = Tokenizer(msgspec.json.decode((assets / "tokenizer_exceptions.json").read_bytes()))
    opened.tagger = Tagger(tagging(unpacked(assets / "tagger.json.gz")))
    opened.unk, opened.british = "", False
    opened._oov = None  # loaded by itself with the first word that is in no dictionary
    return opened


def tagging(data: bytes) -> dict[str, Any]:
    """The tagger's model: its weights, which are most of it, stay as they are written."""
    parts = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    return {name: Entries(part) if name == "weights" else msgspec.json.decode(part) for name, part in parts.items()}


def unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())
