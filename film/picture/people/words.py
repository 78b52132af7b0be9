"""What the words of a script and the roles of people do to clothes: data tables only, read by dress.py and features.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from film.model import Sex

_F, _M = Sex.FEMALE, Sex.MALE

GARMENT_WORDS: Mapping[str, Mapping[Sex, str]] = MappingProxyType(  # the first that the script says wins; a garment of the other sex is passed over
    {
        "saree": {_F: "saree"},
        "sari": {_F: "saree"},
        "lehenga": {_F: "lehenga"},
        "salwar": {_F: "salwar"},
        "sherwani": {_M: "sherwani"},
        "kurta": {_F: "kurti", _M: "kurta"},
        "veshti": {_M: "veshti_shirt"},
        "dhoti": {_M: "veshti_shirt"},
        "kimono": {_F: "kimono", _M: "hanfu_man"},
        "hanfu": {_F: "hanfu", _M: "hanfu_man"},
        "changshan": {_M: "changshan"},
        "abaya": {_F: "abaya"},
        "thobe": {_M: "thobe"},
        "agbada": {_M: "agbada"},
        "dashiki": {_M: "dashiki"},
        "gown": {_F: "gown"},
        "dress": {_F: "dress"},
        "uniform": {_F: "uniform_woman", _M: "uniform"},
        "scrubs": {_F: "uniform_woman", _M: "uniform"},
        "suit": {_F: "suit_skirt", _M: "suit"},
        "coat": {_F: "coat_woman", _M: "coat"},
        "jacket": {_F: "jacket_woman", _M: "jacket_man"},
        "cardigan": {_F: "cardigan_dress", _M: "sweater_trousers"},
        "sweater": {_F: "sweater_jeans", _M: "sweater_trousers"},
        "jumper": {_F: "sweater_jeans", _M: "sweater_trousers"},
        "jeans": {_F: "sweater_jeans", _M: "sweater_trousers"},
        "skirt": {_F: "blouse_skirt"},
        "blouse": {_F: "blouse_skirt"},
        "shirt": {_F: "sweater_jeans", _M: "shirt_trousers"},
        "robe": {_F: "hanfu", _M: "hanfu_man"},
    }
)

COLOUR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "red": "#b3222f", "crimson": "#a01632", "scarlet": "#c92a2a", "maroon": "#6f1a2b", "pink": "#d8688f", "rose": "#d27a8a",
        "orange": "#e07a24", "saffron": "#e88a1a", "yellow": "#e6bb35", "gold": "#d3a02f", "golden": "#d3a02f", "mustard": "#c9972b",
        "green": "#2f7a48", "emerald": "#12704f", "olive": "#6b7036", "teal": "#1b7377", "turquoise": "#2aa0a0", "blue": "#27569b",
        "navy": "#1f2f55", "indigo": "#37327f", "purple": "#6a3590", "violet": "#7547a8", "lavender": "#a78bc9", "brown": "#6b4630",
        "beige": "#d6c2a0", "cream": "#f0e4c8", "ivory": "#f4ecda", "white": "#f5f1e8", "grey": "#80858c", "gray": "#80858c",
        "silver": "#b8bcc4", "black": "#26242c",
    }
)  # fmt: skip

HEADWEAR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "crown": "crown", "tiara": "tiara", "turban": "turban", "keffiyeh": "keffiyeh", "hijab": "hijab", "headscarf": "hijab",
        "headwrap": "headwrap", "gele": "gele", "cap": "cap", "hat": "hat", "veil": "veil", "kufi": "kufi", "beanie": "cap",
        "fedora": "hat", "bonnet": "hat",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTouch:
    """What a role adds to the dress of its culture. Empty: nothing."""

    occasion: str = ""
    outfits: Mapping[str, str] = field(default_factory=dict)  # "culture/sex" or "sex" -> outfit
    main: str = ""
    second: str = ""
    headwear: Mapping[str, str] = field(default_factory=dict)
    glasses_percent: int | None = None
    beard: str = ""


_ROYAL = RoleTouch(
    occasion="festive",
    glasses_percent=0,
    headwear=MappingProxyType({"male": "crown", "female": "tiara", "north_indian/male": "turban", "middle_eastern/male": "keffiyeh"}),
    outfits=MappingProxyType({"western/male": "royal", "western/female": "gown", "east_asian/female": "hanfu_court"}),
)
_OFFICE = RoleTouch(occasion="office")

ROLE_TOUCHES: Mapping[str, RoleTouch] = MappingProxyType(
    {
        "bride": RoleTouch(
            occasion="festive",
            glasses_percent=0,
            main="#b3122f",
            outfits=MappingProxyType({"western/female": "bride_white"}),
            headwear=MappingProxyType({"western/female": "veil"}),
        ),
        "groom": RoleTouch(occasion="festive", glasses_percent=0, headwear=MappingProxyType({"north_indian/male": "turban"})),
        "king": _ROYAL,
        "queen": _ROYAL,
        "prince": _ROYAL,
        "princess": _ROYAL,
        "emperor": _ROYAL,
        "teacher": RoleTouch(occasion="office", glasses_percent=65),
        "professor": RoleTouch(occasion="office", glasses_percent=85),
        "scientist": RoleTouch(outfits=MappingProxyType({"female": "doctor_woman", "male": "doctor"}), glasses_percent=70),
        "doctor": RoleTouch(outfits=MappingProxyType({"female": "doctor_woman", "male": "doctor"}), glasses_percent=40),
        "nurse": RoleTouch(outfits=MappingProxyType({"female": "uniform_woman", "male": "uniform"}), main="#5f9fb0"),
        "keeper": RoleTouch(
            outfits=MappingProxyType({"western/male": "keeper", "western/female": "coat_woman"}),
            main="#2c4a63",
            headwear=MappingProxyType({"western/male": "cap"}),
            beard="full",
        ),
        "fisherman": RoleTouch(
            outfits=MappingProxyType({"western/male": "keeper"}), headwear=MappingProxyType({"western/male": "cap"}), beard="full"
        ),
        "sailor": RoleTouch(outfits=MappingProxyType({"western/male": "keeper"}), headwear=MappingProxyType({"male": "cap"})),
        "police": RoleTouch(
            outfits=MappingProxyType({"female": "uniform_woman", "male": "uniform"}),
            main="#2a3a5f",
            headwear=MappingProxyType({"male": "cap", "female": "cap"}),
        ),
        "officer": RoleTouch(
            outfits=MappingProxyType({"female": "uniform_woman", "male": "uniform"}),
            main="#3f4a3a",
            headwear=MappingProxyType({"male": "cap", "female": "cap"}),
        ),
        "soldier": RoleTouch(
            outfits=MappingProxyType({"female": "uniform_woman", "male": "uniform"}),
            main="#57603f",
            headwear=MappingProxyType({"male": "cap", "female": "cap"}),
        ),
        "priest": RoleTouch(outfits=MappingProxyType({"south_indian/male": "priest", "north_indian/male": "priest", "western/male": "cassock"})),
        "monk": RoleTouch(outfits=MappingProxyType({"male": "priest", "western/male": "cassock", "east_asian/male": "hanfu_man"}), main="#c9702a"),
        "boss": _OFFICE,
        "manager": _OFFICE,
        "lawyer": _OFFICE,
        "clerk": _OFFICE,
        "secretary": _OFFICE,
        "engineer": _OFFICE,
        "director": _OFFICE,
        "farmer": RoleTouch(headwear=MappingProxyType({"western/male": "hat", "east_asian/male": "straw_hat", "north_indian/male": "turban"})),
        "waiter": RoleTouch(outfits=MappingProxyType({"male": "waiter"})),
    }
)

MOTIF_WORDS: Mapping[str, str] = MappingProxyType(
    {"plain": "plain", "striped": "stripes", "stripes": "stripes", "checked": "checks", "floral": "flowers", "dotted": "dots"}
)
JEWEL_WORDS: Mapping[str, str] = MappingProxyType({"pearls": "pearls", "necklace": "chain", "earrings": "drops", "bangles": "bangles"})
SILK_TRIM = "#e9b949"
FESTIVE_WORDS = frozenset({"silk", "wedding", "bridal", "jewels", "jewelled", "royal", "festive"})
OFFICE_WORDS = frozenset({"office", "business", "modern", "formal"})
FESTIVE_EVENTS = frozenset(
    {"wedding", "festival", "celebration", "party", "coronation", "birthday", "engagement", "diwali", "pongal", "eid", "christmas"}
)
MOURNING_EVENTS = frozenset({"funeral", "mourning", "burial", "wake"})

# Stems of other languages -> what the tables above know; a stem may stand anywhere in a word, with endings: "பச்சைப் புடவையில்".
NATIVE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "புடவை": "saree", "சேலை": "saree", "பட்டு": "silk", "வேட்டி": "veshti", "வேஷ்டி": "veshti", "சட்டை": "shirt", "கிரீடம்": "crown",
        "சீருடை": "uniform", "கண்ணாடி": "glasses", "பச்சை": "green", "சிவப்பு": "red", "மஞ்சள்": "yellow", "நீல": "blue", "வெள்ளை": "white",
        "கருப்பு": "black", "చీర": "saree", "పట్టు": "silk", "పంచె": "dhoti", "ధోవతి": "dhoti", "చొక్కా": "shirt", "కిరీటం": "crown",
        "కళ్ళజోడు": "glasses", "ఎరుపు": "red", "ఎర్ర": "red", "పచ్చ": "green", "నీలం": "blue", "తెల్ల": "white", "నల్ల": "black", "పసుపు": "yellow",
        "साड़ी": "saree", "लहंगा": "lehenga", "लहँगा": "lehenga", "धोती": "dhoti", "शेरवानी": "sherwani", "कुर्त": "kurta", "पगड़ी": "turban",
        "कमीज़": "shirt", "कोट": "coat", "मुकुट": "crown", "चश्म": "glasses", "टोपी": "cap", "वर्दी": "uniform", "रेशमी": "silk", "लाल": "red",
        "हरी": "green", "हरा": "green", "हरे": "green", "नील": "blue", "पील": "yellow", "सफ़ेद": "white", "सफेद": "white", "काल": "black",
        "सुनहर": "golden",
    }
)  # fmt: skip
