"""What people of each culture look like and wear: data tables only. The words of a script choose among them in look.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from film.model import Culture

Palette = tuple[str, str, str, str]  # main, second, trim, accent


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradition:
    """One culture: its faces and its clothes, by sex and occasion. Every tuple is a list to choose from."""

    skins: tuple[str, ...]
    hair: tuple[str, ...]
    eyes: tuple[str, ...]
    eye_tilt: tuple[int, int]  # 0..100, 50 level
    fold: bool = False  # eyelids without a crease
    women: Mapping[str, tuple[str, ...]]  # occasion -> outfits (outfits.py)
    men: Mapping[str, tuple[str, ...]]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women_hair: tuple[str, ...]
    men_hair: tuple[str, ...]
    girls_hair: tuple[str, ...]
    boys_hair: tuple[str, ...]
    elder_women_hair: tuple[str, ...]
    elder_men_hair: tuple[str, ...]
    women_palettes: tuple[Palette, ...]
    men_palettes: tuple[Palette, ...]
    motifs: tuple[str, ...]
    women_headwear: Mapping[str, tuple[str, ...]]  # occasion -> headwear, "" for none
    men_headwear: Mapping[str, tuple[str, ...]]
    jewels: Mapping[str, tuple[str, ...]]  # occasion -> what a woman wears, all of it
    moustache_percent: int = 25
    beard_percent: int = 20


def _when(**occasions: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(occasions)


_NO_HAT = _when(everyday=("",), festive=("",), office=("",))

TRADITIONS: Mapping[Culture, Tradition] = MappingProxyType(
    {
        Culture.SOUTH_INDIAN: Tradition(
            skins=("#8a5634", "#9b6440", "#a97049", "#b98055", "#794829", "#c58d62"),
            hair=("#17100f", "#1e1413", "#120c10"),
            eyes=("#3a2012", "#2c170d", "#4a2a15"),
            eye_tilt=(46, 62),
            women=_when(everyday=("saree", "saree", "saree", "salwar"), festive=("silk_saree",), office=("saree", "kurti")),
            men=_when(everyday=("veshti_shirt", "veshti_shirt", "shirt_trousers"), festive=("veshti_silk",), office=("shirt_trousers",)),
            girls=("pavadai", "frock"),
            boys=("boy_shirt", "boy_veshti"),
            women_hair=("braid_flowers", "bun_flowers", "braid", "bun"),
            men_hair=("side_part", "wavy", "swept", "curly"),
            girls_hair=("two_braids", "braid"),
            boys_hair=("side_part", "mop"),
            elder_women_hair=("bun",),
            elder_men_hair=("bald", "side_part", "swept"),
            women_palettes=(
                ("#a81e3c", "#d2384f", "#e9b949", "#14604f"),
                ("#0f6b5c", "#1f8f78", "#f0bd4d", "#8c1d3f"),
                ("#7a2a6b", "#a2438f", "#eac15a", "#c2872a"),
                ("#d98a1f", "#efa93b", "#b3263c", "#8a1b3a"),
                ("#1f4f8b", "#3a74b4", "#edc35c", "#b12a45"),
                ("#c2473d", "#dd6a50", "#f2cd6d", "#27507f"),
                ("#4f7a2c", "#74a043", "#f1c75a", "#992d5b"),
                ("#cf5a7d", "#e5839e", "#f3d07a", "#3c6b63"),
            ),
            men_palettes=(
                ("#f3ead8", "#f8f2e4", "#d9a233", "#8a1f2f"),
                ("#e9e2cf", "#f4ecd9", "#2f7d4f", "#2f6f86"),
                ("#8fb4c9", "#f6efdf", "#8a2c3a", "#3f6d8a"),
                ("#d9b98a", "#f6efdf", "#a9403a", "#9a4a2f"),
                ("#a9c59b", "#f5eedd", "#7a5a1f", "#4c7a52"),
                ("#c98f8a", "#f5eedd", "#7b2f44", "#7b3f4f"),
            ),
            motifs=("dots", "paisley", "checks", "flowers"),
            women_headwear=_NO_HAT,
            men_headwear=_NO_HAT,
            jewels=_when(
                everyday=("jhumka", "chain", "bangles", "nose_stud"),
                festive=("jhumka", "choker", "haram", "bangles", "nose_stud", "tikka", "belt"),
                office=("studs", "chain", "bangles"),
            ),
            moustache_percent=72,
            beard_percent=18,
        ),
        Culture.NORTH_INDIAN: Tradition(
            skins=("#b07a50", "#c08a60", "#cf9c73", "#a06a43", "#d8a981"),
            hair=("#1c1312", "#251815", "#150e10", "#2e1c16"),
            eyes=("#40240f", "#54331a", "#2e1a10"),
            eye_tilt=(46, 60),
            women=_when(everyday=("salwar", "salwar", "saree", "salwar"), festive=("lehenga",), office=("kurti", "salwar")),
            men=_when(everyday=("kurta", "kurta_vest", "kurta"), festive=("sherwani",), office=("shirt_trousers", "suit")),
            girls=("girl_lehenga", "frock"),
            boys=("boy_kurta", "boy_shirt"),
            women_hair=("long", "braid", "bun", "wavy_long"),
            men_hair=("side_part", "swept", "wavy"),
            girls_hair=("two_braids", "ponytail"),
            boys_hair=("mop", "side_part"),
            elder_women_hair=("bun",),
            elder_men_hair=("bald", "side_part", "swept"),
            women_palettes=(
                ("#c2255c", "#e0447a", "#f0c04e", "#e58a2c"),
                ("#e0762b", "#f09a4a", "#c2254c", "#8e2a6a"),
                ("#1d7f86", "#37a3a8", "#f2c45c", "#d8486f"),
                ("#6a3fa0", "#8d62c2", "#eec765", "#2fa08f"),
                ("#2f8a5b", "#52b07c", "#f1c24f", "#d64a3c"),
                ("#e7c24a", "#f4da7d", "#d23f68", "#2d8a7c"),
                ("#c33a33", "#dd5f4f", "#f5cf72", "#2c6f4a"),
            ),
            men_palettes=(
                ("#efe3c8", "#f7efdd", "#c9962f", "#7b2f3f"),
                ("#6f8fb3", "#f0e9da", "#e5c27a", "#34506f"),
                ("#b9543f", "#f2e8d5", "#edc777", "#5a2f2a"),
                ("#3f6f5f", "#efe6d2", "#e9c46a", "#23443a"),
                ("#c9a15a", "#f4ecd9", "#7a3b2f", "#6b4a22"),
                ("#7c4a73", "#f1e7d6", "#e2b95f", "#43284a"),
            ),
            motifs=("paisley", "flowers", "dots", "rings"),
            women_headwear=_NO_HAT,
            men_headwear=_when(everyday=("", "", ""), festive=("turban",), office=("",)),
            jewels=_when(
                everyday=("jhumka", "chain", "bangles"),
                festive=("jhumka", "choker", "bangles", "tikka", "nose_ring"),
                office=("studs", "chain"),
            ),
            moustache_percent=48,
            beard_percent=38,
        ),
        Culture.EAST_ASIAN: Tradition(
            skins=("#f0cda6", "#e8bf96", "#f4d7b6", "#dfb287", "#d3a176"),
            hair=("#14101a", "#1b1418", "#231a1c", "#100d14"),
            eyes=("#2b1a12", "#3a2416", "#20140f"),
            eye_tilt=(60, 78),
            fold=True,
            women=_when(everyday=("hanfu", "hanfu", "kimono"), festive=("hanfu_court", "kimono"), office=("blouse_skirt", "suit_skirt")),
            men=_when(everyday=("changshan", "hanfu_man"), festive=("hanfu_man", "changshan"), office=("suit", "shirt_trousers")),
            girls=("girl_robe", "frock"),
            boys=("boy_robe", "boy_shirt"),
            women_hair=("top_bun", "long", "half_up", "bob"),
            men_hair=("topknot", "swept", "side_part"),
            girls_hair=("two_buns", "bob_fringe"),
            boys_hair=("bowl", "mop"),
            elder_women_hair=("bun", "top_bun"),
            elder_men_hair=("bald", "swept"),
            women_palettes=(
                ("#e7b7c2", "#f6e6e2", "#c2455f", "#8a2b4a"),
                ("#7fb2b5", "#eaf1ec", "#2f6f7c", "#c97a4a"),
                ("#c23b3b", "#f3e3d0", "#e4b24a", "#2f3f5f"),
                ("#9a8cc8", "#efeaf4", "#5b4a94", "#d9a441"),
                ("#8fbf8a", "#f1f2df", "#3f7a4f", "#c94f5f"),
                ("#f0c98a", "#fbf0dd", "#c9702f", "#5f7f4a"),
                ("#3f5f9a", "#dfe7f0", "#e0b95a", "#b33f4f"),
            ),
            men_palettes=(
                ("#3f5470", "#d9dfe0", "#a9b9c4", "#20304a"),
                ("#5a6f5a", "#e7e6d3", "#c9b06a", "#2f4034"),
                ("#7a4638", "#eaddc8", "#d2a75a", "#43251f"),
                ("#8a8f99", "#eeeeea", "#4a5060", "#33384a"),
                ("#4b3f6b", "#e3deea", "#c7a95f", "#2a2342"),
                ("#2f6d75", "#e2ece6", "#dbc27f", "#1b3f47"),
            ),
            motifs=("blossoms", "waves", "plain", "circles"),
            women_headwear=_when(everyday=("",), festive=("hairpins",), office=("",)),
            men_headwear=_NO_HAT,
            jewels=_when(everyday=("studs",), festive=("drops",), office=("studs",)),
            moustache_percent=14,
            beard_percent=16,
        ),
        Culture.WESTERN: Tradition(
            skins=("#f2cbaa", "#eab994", "#f6d7bd", "#d9a27a", "#c68a5f", "#8a5638", "#f0c2a0"),
            hair=("#3a2417", "#5a3820", "#8a5a2b", "#c99a4f", "#1d1512", "#8f3f1f", "#e0bd78", "#2a1a14"),
            eyes=("#3f6f8a", "#5a7a4a", "#4a2f1a", "#6a4a2a", "#3a5a6a"),
            eye_tilt=(42, 58),
            women=_when(
                everyday=("dress", "blouse_skirt", "sweater_jeans", "cardigan_dress"),
                festive=("gown", "dress"),
                office=("suit_skirt", "blouse_skirt"),
            ),
            men=_when(everyday=("shirt_trousers", "sweater_trousers", "jacket_man"), festive=("suit",), office=("suit", "shirt_tie")),
            girls=("frock", "girl_tee"),
            boys=("boy_tee", "boy_shirt"),
            women_hair=("long", "bob", "wavy_long", "ponytail", "bun", "curly_long"),
            men_hair=("side_part", "swept", "wavy", "curly", "crop"),
            girls_hair=("ponytail", "two_braids", "bob_fringe"),
            boys_hair=("mop", "crop", "side_part"),
            elder_women_hair=("short_curls", "bun", "bob"),
            elder_men_hair=("bald", "side_part", "swept"),
            women_palettes=(
                ("#b5384a", "#7a2433", "#f0dcc8", "#3a4a5f"),
                ("#3f6f8f", "#284a63", "#f1e6d4", "#a9523f"),
                ("#5f8a5a", "#3f5f45", "#f4ead2", "#8a5a3f"),
                ("#e0a43f", "#5a6a8a", "#fbf2de", "#7a4a2a"),
                ("#7a5a94", "#4a3a63", "#efe2f0", "#c28a5a"),
                ("#d98a8f", "#6a4a5f", "#fbeee8", "#8f5a4a"),
                ("#2f7f7a", "#264f55", "#f2ead8", "#c9704a"),
            ),
            men_palettes=(
                ("#34455f", "#3f4652", "#eef0f0", "#a83a3f"),
                ("#6a4a3a", "#57504a", "#f3ead9", "#3f6a5a"),
                ("#4f6a4f", "#4a4238", "#f0eee2", "#c27a3a"),
                ("#7f8894", "#3a4150", "#f2f2ee", "#2f5f8a"),
                ("#8a3f3f", "#3f4350", "#f2e9dc", "#d0a04a"),
                ("#3f7890", "#5b5346", "#f1efe6", "#b5643a"),
            ),
            motifs=("plain", "dots", "stripes", "flowers", "checks"),
            women_headwear=_NO_HAT,
            men_headwear=_NO_HAT,
            jewels=_when(everyday=("studs",), festive=("drops", "pearls"), office=("studs", "pearls")),
            moustache_percent=14,
            beard_percent=30,
        ),
        Culture.MIDDLE_EASTERN: Tradition(
            skins=("#d2a074", "#c18d60", "#deb189", "#b07c52", "#e4bd97"),
            hair=("#1c1412", "#251a15", "#15100f", "#33211a"),
            eyes=("#4a2d16", "#3a220f", "#5a4322"),
            eye_tilt=(48, 60),
            women=_when(everyday=("abaya", "abaya_coat"), festive=("abaya_gold",), office=("abaya", "abaya_coat")),
            men=_when(everyday=("thobe",), festive=("bisht",), office=("thobe", "suit")),
            girls=("girl_kaftan", "frock"),
            boys=("boy_thobe",),
            women_hair=("long",),
            men_hair=("side_part", "swept", "wavy"),
            girls_hair=("long", "ponytail"),
            boys_hair=("side_part", "mop"),
            elder_women_hair=("bun",),
            elder_men_hair=("bald", "side_part"),
            women_palettes=(
                ("#2b2836", "#8a3f5a", "#d9b25f", "#a35a74"),
                ("#28423f", "#e0cfae", "#d7b464", "#e6d3b2"),
                ("#4a2f4f", "#c9a0b4", "#dcb86c", "#cfa6ba"),
                ("#33425f", "#b9c7d6", "#d9bd7a", "#9fb4cb"),
                ("#6a3a33", "#e3c1a0", "#e0bd6f", "#dcb391"),
                ("#1f3a4a", "#6fa3a8", "#dabb70", "#7fb0b2"),
            ),
            men_palettes=(
                ("#f5f0e6", "#efe6d4", "#c2a05a", "#b83a3a"),
                ("#e8dcc4", "#f2e8d6", "#a97f3f", "#f6f2ea"),
                ("#cfd6d6", "#eef0ee", "#7f8f8f", "#b83a3a"),
                ("#b9a98a", "#efe6d4", "#7a5f33", "#f6f2ea"),
                ("#d9c9b4", "#f4ecdf", "#8f6f3f", "#3a3a44"),
            ),
            motifs=("plain", "diamonds", "rings"),
            women_headwear=_when(everyday=("hijab",), festive=("hijab",), office=("hijab",)),
            men_headwear=_when(everyday=("keffiyeh", "keffiyeh", "kufi"), festive=("keffiyeh",), office=("keffiyeh", "")),
            jewels=_when(everyday=(), festive=("chain",), office=()),
            moustache_percent=40,
            beard_percent=72,
        ),
        Culture.AFRICAN: Tradition(
            skins=("#5f3a24", "#6f452c", "#7f5235", "#4f2f1e", "#8c5d3d", "#452819"),
            hair=("#15100f", "#1c1413", "#100c0c"),
            eyes=("#2c1810", "#3a2114", "#24130c"),
            eye_tilt=(44, 58),
            women=_when(everyday=("wax_dress", "wax_wrap"), festive=("wax_gown", "wax_wrap"), office=("wax_dress", "suit_skirt")),
            men=_when(everyday=("dashiki", "dashiki", "wax_shirt"), festive=("agbada",), office=("suit", "shirt_trousers")),
            girls=("girl_wax",),
            boys=("boy_dashiki", "boy_tee"),
            women_hair=("afro", "box_braids", "short_afro", "top_puff"),
            men_hair=("fade", "fade", "short_afro"),
            girls_hair=("two_puffs", "box_braids"),
            boys_hair=("fade",),
            elder_women_hair=("short_afro",),
            elder_men_hair=("fade", "bald"),
            women_palettes=(
                ("#e08a1e", "#1f5f8a", "#f4d35a", "#b3262f"),
                ("#1f7a5f", "#f0b429", "#e5542f", "#f2e2b4"),
                ("#2a4f9a", "#f28c28", "#f6dd7a", "#d23b55"),
                ("#b02a4a", "#f2a33a", "#f9e3a2", "#1f6f7a"),
                ("#6a2f8a", "#f0c23a", "#4fb0a0", "#e8663f"),
                ("#d9482f", "#24486f", "#f5cf5a", "#f3e8cf"),
            ),
            men_palettes=(
                ("#1f5f7f", "#3a3a44", "#f0c24a", "#e07a2f"),
                ("#7a2f2f", "#4a3a30", "#f2c860", "#2f7a5a"),
                ("#2f6f4a", "#3f3a34", "#f2d06a", "#c9502f"),
                ("#4a3a7f", "#34344a", "#efc65a", "#d96a3a"),
                ("#d9b05a", "#5a4a34", "#7a3a1f", "#2f5f6f"),
                ("#f1ead9", "#efe6d2", "#c79a3a", "#2f4f7a"),
            ),
            motifs=("wax_rings", "zigzag", "diamonds", "wax_leaves"),
            women_headwear=_when(everyday=("headwrap", "", "headwrap"), festive=("gele",), office=("", "headwrap")),
            men_headwear=_when(everyday=("", "kufi"), festive=("kufi",), office=("",)),
            jewels=_when(everyday=("hoops", "beads"), festive=("hoops", "beads", "bangles"), office=("studs", "beads")),
            moustache_percent=30,
            beard_percent=42,
        ),
    }
)

MOURNING: Mapping[Culture, Palette] = MappingProxyType(
    {
        Culture.SOUTH_INDIAN: ("#e9e4d8", "#f3efe6", "#a9a294", "#d8d2c4"),
        Culture.NORTH_INDIAN: ("#ece8de", "#f5f2ea", "#b0aa9c", "#dcd7ca"),
        Culture.EAST_ASIAN: ("#dedcd6", "#f1f0ec", "#8a8a88", "#6f6f70"),
        Culture.WESTERN: ("#2b2a31", "#24232a", "#e8e6e2", "#3a3942"),
        Culture.MIDDLE_EASTERN: ("#24232a", "#2e2d34", "#5a5860", "#33323a"),
        Culture.AFRICAN: ("#2b2630", "#6f1f2a", "#8f2f36", "#37303a"),
    }
)
GREYS: tuple[str, ...] = ("#c9c5c2", "#b1adab", "#dedad5", "#9b9796", "#d2ccc4")
