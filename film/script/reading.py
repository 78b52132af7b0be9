"""Bytes that somebody uploaded become text, or are refused with what to do about it. The only door into film/script."""

from __future__ import annotations

import re
import unicodedata

from schemas.errors import ScriptRefused

SCRIPT_BYTES_MAX = 256 * 1024
LINE_LENGTH_MAX = 20_000

# Replaces each control character, so that analyse() can still say on which lines something was dropped.
DROPPED = "\ufffd"

_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u2066-\u2069\u202a-\u202e]")
_NEWLINE = re.compile("\r\n?|\x85|\u2028|\u2029|\x0c")
_BINARY_SHARE = 0.02

_MAGIC = (
    (b"%PDF", "It is a PDF: open it and save its text as a .txt file in UTF-8."),
    (b"PK\x03\x04", "It is a Word or zip file: save it as plain text (.txt) in UTF-8."),
    (b"\xd0\xcf\x11\xe0", "It is an old Word file: save it as plain text (.txt) in UTF-8."),
    (b"{\\rtf", "It is an RTF file: save it as plain text (.txt) in UTF-8."),
    (b"\xff\xfe", "It is in UTF-16: save it again as UTF-8."),
    (b"\xfe\xff", "It is in UTF-16: save it again as UTF-8."),
    (b"\x1f\x8b", "It is compressed: unpack it first."),
    (b"\x89PNG", "It is a picture: type its words into a .txt file."),
    (b"\xff\xd8\xff", "It is a picture: type its words into a .txt file."),
)


def read(data: bytes, *, bytes_max: int = SCRIPT_BYTES_MAX, line_length_max: int = LINE_LENGTH_MAX) -> str:
    """The script as text: UTF-8, no BOM, lines ended by \\n, each control character replaced by U+FFFD.

    Raises ScriptRefused, naming the cure, for what cannot be a script.
    """
    if len(data) > bytes_max:
        raise ScriptRefused(
            f"The script has {len(data):,} bytes and at most {bytes_max:,} are taken. Split it into parts and make a film of each.",
            bytes=len(data),
            bytes_max=bytes_max,
        )
    _refuse_other_formats(data)
    text = clean(_decoded(data))
    refuse_empty(text)
    _refuse_long_lines(text, line_length_max)
    return text


def clean(text: str) -> str:
    """The same words with plain newlines and without control characters (bidi overrides count as such)."""
    return _CONTROL.sub(DROPPED, _NEWLINE.sub("\n", text.removeprefix("\ufeff")))


def refuse_empty(text: str) -> None:
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text):
        raise ScriptRefused("The script is empty, or holds no word. Write at least one, for example: Lakshmi arrives at the temple.")


def _refuse_other_formats(data: bytes) -> None:
    for magic, cure in _MAGIC:
        if data.startswith(magic):
            raise ScriptRefused(f"This is not a text file. {cure}")
    control = len(re.findall(_CONTROL_BYTE, data))
    if control > len(data) * _BINARY_SHARE and control > 1:
        line = 1 + data.count(b"\n", 0, re.search(_CONTROL_BYTE, data).start())  # type: ignore[union-attr]  # there is one: they were counted
        raise ScriptRefused(
            f"This is not plain text: line {line} holds a control character, and there are {control} of them. Remove them, or save the script as "
            "plain text (.txt) in UTF-8.",
            control_bytes=control, line=line,
        )  # fmt: skip


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        raise ScriptRefused(f"The script is not UTF-8: line {line} holds a byte that is none. Save it again as UTF-8.", line=line) from None


def _refuse_long_lines(text: str, line_length_max: int) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > line_length_max:
            raise ScriptRefused(
                f"Line {number} has {len(line):,} characters and at most {line_length_max:,} are taken. Break it into paragraphs.",
                line=number,
                length=len(line),
                length_max=line_length_max,
            )
