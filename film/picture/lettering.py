"""Words as pictures: shaped, in any script that we have letters for. The only file that knows our fonts.

Letters are shaped by skia's Paragraph (HarfBuzz and ICU inside), never by drawString, which puts the vowel signs of Tamil, Telugu or
Devanagari in the wrong places. No font of the machine is ever used, so a title looks the same everywhere.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from film.skia_loader import skia

FONTS = Path(__file__).parent.parent / "fonts"
SERIF = (
    "Noto Serif",
    *(f"Noto Serif {script}" for script in ("Tamil", "Telugu", "Devanagari", "Kannada", "Malayalam", "Bengali", "Hebrew")),
    "Noto Naskh Arabic",
)
SANS = ("Noto Sans", *(f"Noto Sans {script}" for script in ("Tamil", "Telugu", "Devanagari", "Kannada", "Malayalam", "Bengali", "Hebrew", "Arabic")))

_RIGHT_TO_LEFT, _END = "\u2067", "\u2069"  # isolate: the bindings cannot set the direction of a paragraph, Unicode can
Bgr = tuple[int, int, int]


def letters(
    text: str, *, size: float, width: int, colour: Bgr = (255, 255, 255), families: tuple[str, ...] = SANS, centred: bool = True, lines: int = 0
) -> NDArray[np.uint8]:
    """The text as (height, width, 4) premultiplied BGRA, wrapped at `width` pixels and as high as its lines; `size` in pixels.

    With `lines` given, the size shrinks until the text takes no more lines than that (never below a third of it).
    """
    paragraph = _fitting(text, size, width, colour, families, centred, lines)
    paper = np.zeros((max(1, round(paragraph.Height) + 2), width, 4), np.uint8)
    info = skia.ImageInfo.Make(width, paper.shape[0], skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    paragraph.paint(skia.Surface.MakeRasterDirect(info, paper, width * 4).getCanvas(), 0, 1)
    return paper


def _fitting(text: str, size: float, width: int, colour: Bgr, families: tuple[str, ...], centred: bool, lines: int) -> Any:
    smallest = size / 3
    while True:
        paragraph = _paragraph(text, size, width, colour, families, centred)
        fits = not lines or (paragraph.Height <= lines * size * 1.75 and paragraph.MinIntrinsicWidth <= width)
        if fits or size <= smallest:
            return paragraph
        size *= 0.94


def _paragraph(text: str, size: float, width: int, colour: Bgr, families: tuple[str, ...], centred: bool) -> Any:
    layout = skia.textlayout
    style, letter = layout.ParagraphStyle(), layout.TextStyle()
    style.setTextAlign(layout.TextAlign.kCenter if centred else layout.TextAlign.kLeft)
    letter.setFontSize(size)
    letter.setFontFamilies(list(families))
    letter.setFontStyle(skia.FontStyle.Bold() if families is SERIF else skia.FontStyle.Normal())
    blue, green, red = colour
    letter.setColor(skia.ColorSetARGB(255, red, green, blue))
    builder = layout.ParagraphBuilder.make(style, _collection(), skia.Unicodes.ICU.Make())
    builder.pushStyle(letter)
    builder.addText(_directed(text))
    paragraph = builder.Build()
    paragraph.layout(width)
    return paragraph


def _directed(text: str) -> str:
    """Text whose first letter belongs to a script that runs from right to left is told so."""
    first = next((unicodedata.bidirectional(letter) for letter in text if unicodedata.bidirectional(letter) in ("L", "R", "AL")), "L")
    return text if first == "L" else f"{_RIGHT_TO_LEFT}{text}{_END}"


@cache
def _collection() -> Any:
    provider = skia.textlayout.TypefaceFontProvider()
    for file in sorted(FONTS.glob("*.ttf")):
        provider.registerTypeface(skia.Typeface.MakeFromFile(str(file)))
    collection = skia.textlayout.FontCollection()
    collection.setDefaultFontManager(provider)
    return collection
