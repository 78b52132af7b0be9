"The words that make a line a heading, a title or no name at all, as regular expressions or in small letters."

from __future__ import annotations

# Begin a scene heading and say inside or outside.
INTERIOR_WORDS = ("உள்ளே", "உள்", "வெளியே", "வெளி", "లోపల", "బయట", "अंदर", "भीतर", "बाहर", "आंतरिक", "बाह्य", "INTERIOR", "EXTERIOR")
INSIDE_FIRST = ("int", "interior", "உள்ளே", "உள்", "లోపల", "अंदर", "भीतर", "आंतरिक", "i/e", "i./e")
OUTSIDE_FIRST = ("ext", "exterior", "est", "வெளியே", "வெளி", "బయట", "बाहर", "बाह्य")

# "Scene 3 - The market, noon", "Chapter One", "காட்சி 2: ...".
HEADING_WORDS = (
    r"scene(?=\s+\w+|:)",
    r"act(?=\s+(?:\d+|[ivx]+|one|two|three|four|five)\b)",
    r"chapter(?=\s+\w+|:)",
    r"part(?=\s+(?:\d+|[ivx]+|one|two|three|four|five)\b)",
    r"காட்சி",
    r"அத்தியாயம்",
    r"దృశ్యం",
    r"సన్నివేశం",
    r"అధ్యాయం",
    r"दृश्य",
    r"अध्याय",
)

# Keys of a title page; True where the value is the film's title.
TITLE_KEYS: dict[str, bool] = {
    "title": True,
    "film": True,
    "தலைப்பு": True,
    "శీర్షిక": True,
    "शीर्षक": True,
    "titre": True,
    "titel": True,
    "título": True,
} | dict.fromkeys(
    (
        "author",
        "authors",
        "written by",
        "credit",
        "source",
        "draft date",
        "date",
        "contact",
        "copyright",
        "revision",
        "notes",
        "language",
        "genre",
        "logline",
        "எழுத்து",
        "రచన",
        "लेखक",
    ),
    False,
)

# In capitals or before a colon, and still nobody's name.
NOT_A_CUE = frozenset(
    {
        "note",
        "notes",
        "ps",
        "p.s",
        "warning",
        "example",
        "summary",
        "time",
        "place",
        "setting",
        "location",
        "date",
        "scene",
        "the end",
        "end",
        "fin",
        "cut to",
        "fade in",
        "fade out",
        "insert",
        "close on",
        "close up",
        "angle on",
        "montage",
        "flashback",
        "intercut",
        "super",
        "title",
        "title card",
        "later",
        "continuous",
        "silence",
        "beat",
        "pause",
        "cast",
        "characters",
        "music",
        "sfx",
        "sound",
        "http",
        "https",
        "moral",
        "intermission",
        "credits",
        "wide on",
        "remember",
        "but",
        "and",
        "so",
        "then",
        "lesson",
        "back to scene",
        "day",
        "night",
        "dawn",
        "dusk",
        "இடம்",
        "நேரம்",
        "స్థలం",
        "సమయం",
        "स्थान",
        "समय",
    }
)

# "Place: the temple" and "Time: night" right after a heading belong to it.
PLACE_KEYS = frozenset({"place", "setting", "location", "time", "இடம்", "நேரம்", "స్థలం", "సమయం", "स्थान", "समय"})
