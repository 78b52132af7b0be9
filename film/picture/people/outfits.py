"""Every outfit as data: which garments, from where to where, and how they are cut. cloth.py and its neighbours paint what stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Garment:
    """Heights are shares of the height from floor (0) to chin (1); colours a field of Dress or "#rrggbb"."""

    top: float
    hem: float
    colour: str
    ease: float = 3.0  # thickness around the body, in units
    flare: float = 1.0  # half width at the hem over that at the hips
    fitted: bool = True  # follows the waist
    neck: str = "none"  # a key of tops.NECKLINES
    sleeves: str = ""  # "" | "cap" | "short" | "elbow" | "long" | "bell" | "wide"
    folds: str = ""  # "" | "pleats" | "around" | "soft"
    border: float = 0.0  # height of the hem's border, share of the height
    motif: bool = False
    front: str = (
        ""  # what closes or adorns it: "" | "buttons" | "placket" | "shirt" | "tie" | "bow" | "lapels" | "crossed" | "zari" | "collar" | "apron"
    )
    sleeve_border: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    garments: tuple[Garment, ...]  # from the skin outwards
    trousers: str = ""  # colour; "" for bare legs
    trouser_width: float = 1.0
    trouser_end: float = 0.02  # share of the height
    drape: str = ""  # "" | "pallu" | "dupatta" | "stole" | "bisht" | "sash_cloth" | "cape"
    sash: str = ""  # "" | "belt" | "zari" | "obi" | "ribbon"
    shoes: str = "shoe"  # "bare" | "sandal" | "shoe" | "heel" | "boot"
    shoe_colour: str = "#3a2a28"


def _skirt(**changes: object) -> Garment:
    return replace(Garment(top=0.715, hem=0.015, colour="main", ease=4, flare=1.2, folds="around"), **changes)  # type: ignore[arg-type]


def _top(**changes: object) -> Garment:
    return replace(Garment(top=0.962, hem=0.58, colour="main", neck="round", sleeves="long"), **changes)  # type: ignore[arg-type]


_CHOLI = Garment(top=0.962, hem=0.755, colour="accent", ease=2, neck="scoop", sleeves="short", sleeve_border=True)
_SAREE = _skirt(flare=1.22, folds="pleats", border=0.045, motif=True)
_SHIRT = _top(colour="trim", neck="collar", front="shirt", hem=0.56, ease=3, folds="soft")
_JACKET = Garment(top=0.957, hem=0.50, colour="main", ease=6, flare=1.04, neck="lapels", sleeves="long", front="lapels")
_ROBE = Garment(top=0.962, hem=0.02, colour="main", ease=5, flare=1.42, neck="crossed", sleeves="wide", front="crossed", folds="around", border=0.03)

OUTFITS: Mapping[str, Outfit] = MappingProxyType(
    {
        # south India
        "saree": Outfit(garments=(_CHOLI, _SAREE), drape="pallu", shoes="sandal", shoe_colour="#7a4a2a"),
        "silk_saree": Outfit(garments=(replace(_CHOLI, sleeves="elbow"), replace(_SAREE, border=0.085)), drape="pallu", sash="zari", shoes="bare"),
        "pavadai": Outfit(
            garments=(
                _skirt(hem=0.06, flare=1.55, border=0.11, motif=True),
                _top(colour="accent", hem=0.70, sleeves="short", neck="scoop", sleeve_border=True),
            ),
            shoes="bare",
        ),
        "veshti_shirt": Outfit(
            garments=(
                _skirt(top=0.62, hem=0.03, colour="second", flare=1.12, folds="pleats", border=0.03),
                _top(neck="collar", front="shirt", sleeves="elbow", hem=0.53, ease=4, folds="soft", motif=False),
            ),
            shoes="sandal",
            shoe_colour="#5a3a24",
        ),
        "veshti_silk": Outfit(
            garments=(
                _skirt(top=0.62, hem=0.02, colour="#f7efdf", flare=1.14, folds="pleats", border=0.05),
                _top(colour="#f5ead2", neck="round", front="placket", sleeves="long", hem=0.53, ease=4, folds="soft"),
            ),
            drape="stole",
            shoes="bare",
        ),
        "boy_veshti": Outfit(
            garments=(
                _skirt(top=0.62, hem=0.06, colour="second", flare=1.12, folds="pleats", border=0.035),
                _top(neck="collar", front="shirt", sleeves="short", hem=0.54),
            ),
            shoes="bare",
        ),
        "priest": Outfit(
            garments=(_skirt(top=0.66, hem=0.03, colour="#f6ecd6", flare=1.14, folds="pleats", border=0.04),), drape="sash_cloth", shoes="bare"
        ),
        # north India
        "lehenga": Outfit(
            garments=(_skirt(flare=2.35, hem=0.015, border=0.10, motif=True), replace(_CHOLI, hem=0.765, sleeves="elbow")),
            drape="veil",
            shoes="sandal",
            shoe_colour="#c79a3a",
        ),
        "salwar": Outfit(
            garments=(_top(hem=0.30, flare=1.42, neck="v", sleeves="elbow", motif=True, border=0.035, sleeve_border=True, folds="soft"),),
            trousers="second",
            trouser_width=1.12,
            drape="dupatta",
            shoes="sandal",
            shoe_colour="#a9743a",
        ),
        "kurti": Outfit(
            garments=(_top(hem=0.33, flare=1.28, neck="v", sleeves="elbow", motif=True, border=0.02, folds="soft"),),
            trousers="#3a3f55",
            trouser_width=0.86,
            shoes="sandal",
            shoe_colour="#6a4630",
        ),
        "girl_lehenga": Outfit(
            garments=(
                _skirt(flare=1.9, hem=0.05, border=0.10, motif=True),
                _top(colour="accent", hem=0.71, sleeves="short", neck="scoop", sleeve_border=True),
            ),
            shoes="sandal",
            shoe_colour="#c79a3a",
        ),
        "kurta": Outfit(
            garments=(_top(hem=0.33, flare=1.12, ease=5, fitted=False, neck="mandarin", front="placket", folds="soft"),),
            trousers="#f3ecdd",
            trouser_width=1.05,
            shoes="sandal",
            shoe_colour="#6a4630",
        ),
        "kurta_vest": Outfit(
            garments=(
                _top(hem=0.33, colour="second", flare=1.12, ease=4, fitted=False, neck="mandarin", folds="soft"),
                Garment(top=0.957, hem=0.555, colour="accent", ease=8, neck="mandarin", front="buttons"),
            ),
            trousers="#f3ecdd",
            trouser_width=1.0,
            shoes="shoe",
        ),
        "sherwani": Outfit(
            garments=(_top(hem=0.29, flare=1.16, ease=6, neck="mandarin", front="zari", motif=True, border=0.03, sleeve_border=True),),
            trousers="#f1e6cf",
            trouser_width=0.85,
            drape="stole_one",
            shoes="shoe",
            shoe_colour="#b5853a",
        ),
        "boy_kurta": Outfit(
            garments=(_top(hem=0.34, flare=1.14, ease=4, fitted=False, neck="mandarin", front="placket"),), trousers="#f3ecdd", shoes="sandal"
        ),
        # east Asia
        "hanfu": Outfit(
            garments=(_skirt(top=0.76, colour="second", flare=1.62, folds="around", border=0.03, motif=True), replace(_ROBE, hem=0.70, border=0)),
            sash="ribbon",
            drape="silk_scarf",
            shoes="shoe",
        ),
        "hanfu_court": Outfit(
            garments=(_skirt(top=0.78, colour="second", flare=1.75, folds="around"), replace(_ROBE, motif=True, border=0.05, flare=1.55)),
            sash="obi",
            shoes="shoe",
        ),
        "kimono": Outfit(garments=(replace(_ROBE, flare=1.14, motif=True, border=0.0, folds="soft"),), sash="obi", shoes="sandal"),
        "hanfu_man": Outfit(garments=(replace(_ROBE, flare=1.22, border=0.03),), sash="belt", shoes="shoe"),
        "changshan": Outfit(
            garments=(_top(hem=0.06, flare=1.18, ease=5, fitted=False, neck="mandarin", front="frogs", folds="soft"),),
            trousers="accent",
            shoes="shoe",
        ),
        "girl_robe": Outfit(garments=(replace(_ROBE, hem=0.08, flare=1.5, motif=True),), sash="ribbon", shoes="shoe"),
        "boy_robe": Outfit(garments=(replace(_ROBE, hem=0.30, flare=1.3, sleeves="bell"),), trousers="accent", sash="belt", shoes="shoe"),
        # the west
        "dress": Outfit(
            garments=(_top(hem=0.27, flare=1.75, neck="boat", sleeves="short", motif=True, folds="around"),),
            sash="belt",
            shoes="heel",
            shoe_colour="#5a3038",
        ),
        "gown": Outfit(garments=(_top(hem=0.01, flare=2.0, neck="boat", sleeves="cap", folds="around", ease=2),), sash="ribbon", shoes="heel"),
        "bride_white": Outfit(
            garments=(_top(hem=0.01, colour="#f7f2ea", flare=2.3, neck="boat", sleeves="long", folds="around", ease=2, border=0.03),),
            sash="ribbon",
            shoes="heel",
        ),
        "cardigan_dress": Outfit(
            garments=(
                _top(hem=0.28, flare=1.6, neck="round", sleeves="", motif=True, folds="around"),
                Garment(top=0.957, hem=0.52, colour="accent", ease=6, neck="open", sleeves="long", front="open"),
            ),
            shoes="shoe",
            shoe_colour="#5a3a30",
        ),
        "blouse_skirt": Outfit(
            garments=(
                _top(colour="trim", neck="collar", front="shirt", hem=0.66, folds="soft"),
                _skirt(hem=0.27, flare=1.3, folds="around", top=0.735),
            ),
            sash="belt",
            shoes="heel",
        ),
        "suit_skirt": Outfit(
            garments=(
                _top(colour="trim", neck="v", sleeves="", hem=0.6),
                _skirt(hem=0.29, flare=0.98, folds="", colour="main"),
                replace(_JACKET, hem=0.55, ease=5),
            ),
            shoes="heel",
            shoe_colour="#2a2228",
        ),
        "sweater_jeans": Outfit(
            garments=(_top(hem=0.56, neck="round", ease=6, folds="soft"),),
            trousers="#3f5878",
            trouser_width=0.92,
            shoes="shoe",
            shoe_colour="#e9e4da",
        ),
        "jacket_woman": Outfit(
            garments=(_top(colour="trim", hem=0.58, neck="round"), replace(_JACKET, hem=0.57)), trousers="#2f3a4d", trouser_width=0.9, shoes="boot"
        ),
        "coat_woman": Outfit(
            garments=(_top(colour="trim", hem=0.58, neck="round"), replace(_JACKET, hem=0.24, flare=1.38, ease=8)),
            trousers="#2f333f",
            trouser_width=0.9,
            sash="belt",
            shoes="boot",
        ),
        "suit": Outfit(garments=(replace(_SHIRT, front="tie"), _JACKET), trousers="main", shoes="shoe", shoe_colour="#241c1e"),
        "shirt_tie": Outfit(garments=(replace(_SHIRT, front="tie"),), trousers="second", sash="belt", shoes="shoe", shoe_colour="#2a2022"),
        "shirt_trousers": Outfit(
            garments=(_top(neck="collar", front="shirt", sleeves="elbow", hem=0.555, folds="soft", ease=4),),
            trousers="#40444f",
            sash="",
            shoes="shoe",
        ),
        "sweater_trousers": Outfit(
            garments=(_top(hem=0.55, neck="round", ease=7, folds="soft"),), trousers="second", shoes="shoe", shoe_colour="#4a342a"
        ),
        "jacket_man": Outfit(
            garments=(_top(colour="trim", hem=0.55, neck="round"), replace(_JACKET, hem=0.53)), trousers="second", shoes="boot", shoe_colour="#4a342a"
        ),
        "coat": Outfit(
            garments=(_top(colour="trim", hem=0.58, neck="round"), replace(_JACKET, hem=0.25, flare=1.22, ease=9)), trousers="#33353f", shoes="boot"
        ),
        "keeper": Outfit(
            garments=(
                _top(colour="#e6dcc4", hem=0.56, neck="roll", ease=6, folds="soft"),
                replace(_JACKET, hem=0.40, flare=1.12, ease=9, front="double", border=0),
            ),
            trousers="#39424d",
            shoes="boot",
            shoe_colour="#2f2a28",
        ),
        "royal": Outfit(
            garments=(_top(hem=0.30, flare=1.2, ease=6, neck="mandarin", front="zari", border=0.04, sleeve_border=True),),
            trousers="#efe6d2",
            trouser_width=0.8,
            sash="belt",
            drape="cape",
            shoes="boot",
        ),
        "cassock": Outfit(
            garments=(_top(hem=0.02, colour="#2a2730", flare=1.22, fitted=False, neck="mandarin", front="buttons", ease=5, folds="soft"),),
            shoes="shoe",
        ),
        "waiter": Outfit(
            garments=(replace(_SHIRT, front="bow"), Garment(top=0.957, hem=0.555, colour="#2c2a33", ease=6, neck="vest", front="buttons")),
            trousers="#2c2a33",
            shoes="shoe",
        ),
        "doctor": Outfit(
            garments=(replace(_SHIRT, colour="main", front="tie"), replace(_JACKET, colour="#f3f4f2", hem=0.32, flare=1.14)),
            trousers="#43485a",
            shoes="shoe",
        ),
        "doctor_woman": Outfit(
            garments=(_top(hem=0.58, neck="v", sleeves="long"), replace(_JACKET, colour="#f3f4f2", hem=0.34, flare=1.2)),
            trousers="#43485a",
            trouser_width=0.9,
            shoes="shoe",
        ),
        "uniform": Outfit(
            garments=(_top(neck="collar", front="badge", hem=0.56, ease=4),), trousers="main", sash="belt", shoes="boot", shoe_colour="#241f22"
        ),
        "uniform_woman": Outfit(
            garments=(_top(neck="collar", front="badge", hem=0.56, ease=4),),
            trousers="main",
            trouser_width=0.92,
            sash="belt",
            shoes="boot",
            shoe_colour="#241f22",
        ),
        "frock": Outfit(
            garments=(_top(hem=0.33, flare=1.95, neck="peter", sleeves="short", motif=True, folds="around"),),
            sash="ribbon",
            shoes="shoe",
            shoe_colour="#8a3a4a",
        ),
        "girl_tee": Outfit(
            garments=(_top(hem=0.56, neck="round", sleeves="short", ease=4), _skirt(top=0.62, hem=0.36, colour="second", flare=1.7)),
            shoes="shoe",
            shoe_colour="#e9e4da",
        ),
        "boy_tee": Outfit(
            garments=(_top(hem=0.53, neck="round", sleeves="short", ease=6, front="stripes"),),
            trousers="#4a5a74",
            trouser_width=1.2,
            trouser_end=0.30,
            shoes="shoe",
            shoe_colour="#e9e4da",
        ),
        "boy_shirt": Outfit(
            garments=(_top(hem=0.53, neck="collar", front="shirt", sleeves="short", ease=5),),
            trousers="#57503f",
            trouser_width=1.2,
            trouser_end=0.30,
            shoes="sandal",
        ),
        # the Middle East
        "abaya": Outfit(
            garments=(_top(hem=0.01, flare=1.5, fitted=False, neck="high", sleeves="bell", ease=7, folds="around", sleeve_border=True, border=0.02),),
            shoes="shoe",
        ),
        "abaya_gold": Outfit(
            garments=(
                _top(
                    hem=0.01,
                    flare=1.6,
                    fitted=False,
                    neck="high",
                    sleeves="bell",
                    ease=7,
                    folds="around",
                    sleeve_border=True,
                    border=0.05,
                    front="zari",
                ),
            ),
            shoes="shoe",
        ),
        "abaya_coat": Outfit(
            garments=(
                _top(hem=0.05, flare=1.3, colour="second", neck="high", sleeves=""),
                replace(_JACKET, hem=0.03, flare=1.4, fitted=False, ease=8, front="open", neck="open", sleeve_border=True),
            ),
            shoes="shoe",
        ),
        "thobe": Outfit(garments=(_top(hem=0.03, flare=1.24, fitted=False, neck="mandarin", front="placket", ease=7, folds="soft"),), shoes="sandal"),
        "bisht": Outfit(
            garments=(_top(hem=0.03, flare=1.24, colour="#f5f0e6", fitted=False, neck="mandarin", front="placket", ease=6, folds="soft"),),
            drape="bisht",
            shoes="sandal",
        ),
        "girl_kaftan": Outfit(
            garments=(
                _top(hem=0.07, flare=1.5, neck="v", sleeves="bell", motif=True, border=0.04, folds="around", sleeve_border=True, colour="second"),
            ),
            sash="ribbon",
            shoes="shoe",
        ),
        "boy_thobe": Outfit(
            garments=(_top(hem=0.06, flare=1.24, fitted=False, neck="mandarin", front="placket", ease=5, folds="soft"),), shoes="sandal"
        ),
        # Africa
        "wax_dress": Outfit(
            garments=(_top(hem=0.24, flare=1.35, neck="boat", sleeves="cap", motif=True, border=0.03, folds="soft"),),
            sash="ribbon",
            shoes="heel",
            shoe_colour="#6a3a24",
        ),
        "wax_wrap": Outfit(
            garments=(
                _skirt(hem=0.03, flare=1.12, motif=True, border=0.03, folds="soft"),
                _top(hem=0.62, colour="main", flare=1.25, neck="boat", sleeves="bell", motif=True, ease=4),
            ),
            shoes="sandal",
        ),
        "wax_gown": Outfit(
            garments=(_top(hem=0.02, flare=1.65, neck="boat", sleeves="bell", motif=True, border=0.06, folds="around"),),
            sash="ribbon",
            shoes="heel",
            shoe_colour="#7a4a24",
        ),
        "girl_wax": Outfit(
            garments=(_top(hem=0.32, flare=1.75, neck="boat", sleeves="cap", motif=True, border=0.04, folds="around"),), shoes="sandal"
        ),
        "dashiki": Outfit(
            garments=(
                _top(
                    hem=0.45, flare=1.18, fitted=False, neck="v", sleeves="elbow", ease=7, front="yoke", motif=True, border=0.035, sleeve_border=True
                ),
            ),
            trousers="second",
            shoes="sandal",
        ),
        "wax_shirt": Outfit(
            garments=(_top(hem=0.53, neck="collar", front="shirt", sleeves="short", ease=5, motif=True),), trousers="second", shoes="shoe"
        ),
        "agbada": Outfit(
            garments=(
                _top(
                    hem=0.20,
                    flare=1.55,
                    fitted=False,
                    neck="v",
                    sleeves="wide",
                    ease=11,
                    front="yoke",
                    folds="around",
                    border=0.02,
                    sleeve_border=True,
                ),
            ),
            trousers="main",
            shoes="shoe",
            shoe_colour="#6a4a2a",
        ),
        "boy_dashiki": Outfit(
            garments=(_top(hem=0.46, flare=1.2, fitted=False, neck="v", sleeves="short", ease=5, front="yoke", motif=True, border=0.04),),
            trousers="second",
            trouser_end=0.08,
            shoes="sandal",
        ),
    }
)
