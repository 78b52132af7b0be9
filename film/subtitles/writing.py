"""Writes captions as SRT, WebVTT and ASS, through pysubs2. What a person wrote stays text: it can never become a tag."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Final

import pysubs2

from film.model import Analysis, FilmFormat
from film.subtitles.cues import Cue

NARRATOR_STYLE: Final = "Narrator"
FONTS: Final[Mapping[str, str]] = {  # families in film/fonts, for the languages that Noto Sans itself does not write
    "ar": "Noto Sans Arabic",
    "bn": "Noto Sans Bengali",
    "hi": "Noto Sans Devanagari",
    "kn": "Noto Sans Kannada",
    "ml": "Noto Sans Malayalam",
    "mr": "Noto Sans Devanagari",
    "sa": "Noto Sans Devanagari",
    "ta": "Noto Sans Tamil",
    "te": "Noto Sans Telugu",
    "ur": "Noto Sans Arabic",
}
COLOURS: Final = (
    (255, 255, 255),
    (255, 236, 150),
    (170, 230, 255),
    (190, 255, 190),
    (255, 205, 225),
    (230, 210, 255),
    (255, 215, 170),
    (190, 245, 235),
)
BASE_DIRECTION_FROM_TEXT: Final = -1  # libass: right-to-left text begins at the right


def write(cues: Sequence[Cue], analysis: Analysis, format: FilmFormat) -> Mapping[str, bytes]:
    """{"srt", "vtt", "ass"} -> the file, UTF-8. ASS has a style per speaker, of the film's size, for burning in."""
    return {
        "srt": plain(cues, "srt", lambda text: text.replace("<", "‹").replace(">", "›")),
        "vtt": plain(cues, "vtt", lambda text: escape(text, quote=False)),
        "ass": styled(cues, analysis, format),
    }


def plain(cues: Sequence[Cue], format: str, safe: Callable[[str], str]) -> bytes:
    """Without styles: a slanted one would put <i> into SRT."""
    subtitles = pysubs2.SSAFile()
    subtitles.events = [pysubs2.SSAEvent(start=cue.start_ms, end=cue.end_ms, text=safe(untagged(cue.text))) for cue in cues]
    return bytes(subtitles.to_string(format).encode())


def styled(cues: Sequence[Cue], analysis: Analysis, format: FilmFormat) -> bytes:
    subtitles = pysubs2.SSAFile()
    subtitles.info.update({"Title": untagged(one_line(analysis.title)), "PlayResX": str(format.width), "PlayResY": str(format.height)})
    subtitles.info.update({"WrapStyle": "2", "ScaledBorderAndShadow": "yes", "YCbCr Matrix": "TV.709"})
    names = style_names(analysis)
    subtitles.styles = {name: style(format, number) for number, name in enumerate(names.values())}
    subtitles.events = [
        pysubs2.SSAEvent(start=cue.start_ms, end=cue.end_ms, text=face(cue) + untagged(cue.text), style=names.get(cue.speaker, NARRATOR_STYLE))
        for cue in cues
    ]
    return bytes(subtitles.to_string("ass").encode())


def style_names(analysis: Analysis) -> Mapping[str, str]:
    """Speaker -> style, all different; a style's name stands between commas, so it holds none."""
    return {"": NARRATOR_STYLE} | {one.id: one.id.replace(",", "_") for one in analysis.characters if one.lines}


def style(format: FilmFormat, number: int) -> pysubs2.SSAStyle:
    """White for the narrator (slanted), a colour each for the others, dark outline; inside the title-safe area."""
    size = format.height / 18
    return pysubs2.SSAStyle(
        fontname="Noto Sans",
        fontsize=round(size, 1),
        primarycolor=pysubs2.Color(*COLOURS[number % len(COLOURS)]),
        outlinecolor=pysubs2.Color(12, 12, 16),
        backcolor=pysubs2.Color(0, 0, 0, 120),
        italic=number == 0,
        outline=round(size / 14, 1),
        shadow=round(size / 28, 1),
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=format.width // 12,
        marginr=format.width // 12,
        marginv=format.height // 18,
        encoding=BASE_DIRECTION_FROM_TEXT,
    )


def face(cue: Cue) -> str:
    """The font of the caption's script, where it is not the style's."""
    return f"{{\\fn{FONTS[cue.language]}}}" if cue.language in FONTS else ""


def untagged(text: str) -> str:
    """Braces and backslashes mean something to ASS, an empty line ends a caption, control characters belong nowhere."""
    safe = text.replace("{", "(").replace("}", ")").replace("\\", "/")
    safe = "".join(letter for letter in safe if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs"))
    return "\\N".join(line for line in safe.split("\n") if line.strip())


def one_line(text: str) -> str:
    return " ".join(text.split())
