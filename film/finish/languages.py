"""Three-letter codes of languages, which is how an MP4 file names the language of a track (ISO 639-2/T, "und" when not known)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CODES: Mapping[str, str] = MappingProxyType(
    {
        "am": "amh", "ar": "ara", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fa": "fas",
        "fi": "fin", "fr": "fra", "gu": "guj", "ha": "hau", "he": "heb", "hi": "hin", "hu": "hun", "id": "ind", "ig": "ibo", "it": "ita",
        "ja": "jpn", "kn": "kan", "ko": "kor", "ml": "mal", "mr": "mar", "ms": "msa", "nb": "nob", "ne": "nep", "nl": "nld", "no": "nor",
        "or": "ori", "pa": "pan", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "si": "sin", "sv": "swe", "sw": "swa", "ta": "tam",
        "te": "tel", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "yo": "yor", "zh": "zho", "zu": "zul",
    }
)  # fmt: skip


def three_letters(language: str) -> str:
    """ "ta" or "ta-IN" -> "tam"; a code that already has three letters stays."""
    code = language.lower().split("-")[0]
    return code if len(code) == 3 else _CODES.get(code, "und")
