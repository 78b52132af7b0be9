"""Writes captions as SRT, WebVTT and ASS, through pysubs2. What a person wrote stays text: it can never become a tag."""

from __future__ import annotations

import colorsys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Final

import pysubs2

from film.model import FilmFormat
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
WHITE: Final = (255, 255, 255)
FIRST_HUE: Final = 0.13  # yellow, then cyan, pink, green: the colours in which television tells speakers apart
GOLDEN_TURN: Final = 0.381966  # of the circle: however many hues there are, the next one lies in the widest gap between them
SATURATION: Final = 0.35  # pale enough to be read over any picture
BASE_DIRECTION_FROM_TEXT: Final = -1  # libass: right-to-left text begins at the right


def write(cues: Sequence[Cue], title: str, format: FilmFormat) -> Mapping[str, bytes]:
    """{"srt", "vtt", "ass"} -> the file, UTF-8. ASS has a style per speaker of the cues, of the film's size, for burning in."""
    return {
        "srt": plain(cues, "srt", lambda text: text.replace("<", "‹").replace(">", "›")),
        "vtt": plain(cues, "vtt", lambda text: escape(text, quote=False)),
        "ass": styled(cues, title, format),
    }


def plain(cues: Sequence[Cue], format: str, safe: Callable[[str], str]) -> bytes:
    """Without styles: a slanted one would put <i> into SRT."""
    subtitles = pysubs2.SSAFile()
    subtitles.events = [pysubs2.SSAEvent(start=cue.start_ms, end=cue.end_ms, text=safe(untagged(cue.text))) for cue in cues]
    return bytes(subtitles.to_string(format).encode())


def styled(cues: Sequence[Cue], title: str, format: FilmFormat) -> bytes:
    subtitles = pysubs2.SSAFile()
    subtitles.info.update({"Title": untagged(one_line(title)), "PlayResX": str(format.width), "PlayResY": str(format.height)})
    subtitles.info.update({"WrapStyle": "2", "ScaledBorderAndShadow": "yes", "YCbCr Matrix": "TV.709"})
    subtitles.styles = styles(cues, format)
    subtitles.events = [
        pysubs2.SSAEvent(start=cue.start_ms, end=cue.end_ms, text=face(cue) + untagged(cue.text), style=cue.speaker or NARRATOR_STYLE) for cue in cues
    ]
    return bytes(subtitles.to_string("ass").encode())


def styles(cues: Sequence[Cue], format: FilmFormat) -> dict[str, pysubs2.SSAStyle]:
    """The narrator's, white and slanted, and one for each who speaks, upright in a colour of its own, in the order in which they begin to speak."""
    speakers = dict.fromkeys(cue.speaker for cue in cues if cue.speaker)
    others = {speaker: style(format, colour(number), slanted=False) for number, speaker in enumerate(speakers)}
    return {NARRATOR_STYLE: style(format, WHITE, slanted=True)} | others


def colour(number: int) -> tuple[int, int, int]:
    """Red, green and blue of the speaker `number`, from 0: another for each, and never white."""
    red, green, blue = colorsys.hsv_to_rgb((FIRST_HUE + number * GOLDEN_TURN) % 1, SATURATION, 1)
    return round(red * 255), round(green * 255), round(blue * 255)


def style(format: FilmFormat, colour: tuple[int, int, int], *, slanted: bool) -> pysubs2.SSAStyle:
    """Dark outline; inside the title-safe area."""
    size = format.height / 18
    return pysubs2.SSAStyle(
        fontname="Noto Sans",
        fontsize=round(size, 1),
        primarycolor=pysubs2.Color(*colour),
        outlinecolor=pysubs2.Color(12, 12, 16),
        backcolor=pysubs2.Color(0, 0, 0, 120),
        italic=slanted,
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
