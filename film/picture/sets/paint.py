"""Chooses the painter of a setting; the only list of settings in this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from film.model import Scene, Setting
from film.picture.sets import city_street, classroom, desert, forest, home, market, mountain, office, palace, seaside, temple, village
from film.picture.sets.easel import Easel
from film.picture.sets.painting import SetPainting

PAINTERS: Mapping[Setting, Callable[[Easel], SetPainting]] = MappingProxyType(
    {
        Setting.TEMPLE: temple.paint,
        Setting.PALACE: palace.paint,
        Setting.VILLAGE: village.paint,
        Setting.CITY_STREET: city_street.paint,
        Setting.SEASIDE: seaside.paint,
        Setting.FOREST: forest.paint,
        Setting.HOME: home.paint,
        Setting.OFFICE: office.paint,
        Setting.CLASSROOM: classroom.paint,
        Setting.MARKET: market.paint,
        Setting.MOUNTAIN: mountain.paint,
        Setting.DESERT: desert.paint,
    }
)
ROOFED = frozenset({Setting.TEMPLE, Setting.PALACE, Setting.HOME, Setting.OFFICE, Setting.CLASSROOM})  # these have an inside of their own


def paint(scene: Scene, seed: int) -> SetPainting:
    """The set of the scene: six to eight layers of 1664 x 936 world units and more (painting.py says how they lie).

    The same scene and seed give the same bytes in any process; another seed gives another set of the same kind. A scene that plays
    inside a setting without an inside of its own (a market, say) is painted outdoors.
    """
    return PAINTERS[scene.setting](Easel(scene, seed, inside=scene.interior and scene.setting in ROOFED))
