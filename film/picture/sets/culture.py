"""The cultures as data: colours of walls, roofs and cloth, shapes of arches, trees and lamps. No painting here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from film.model import Culture


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a culture builds with and decorates with. Colours are local colours, '#rrggbb'."""

    culture: Culture
    wall: str
    stone: str
    roof: str
    timber: str
    accent: str
    cloths: tuple[str, ...]
    arch: str  # kind of brushes.arch
    tree: str  # kind of trees.tree
    second_tree: str
    blossom: tuple[str, ...]  # garlands and flowers
    earth: str

    @property
    def indian(self) -> bool:
        return self.culture in (Culture.SOUTH_INDIAN, Culture.NORTH_INDIAN)


STYLES: Mapping[Culture, Style] = MappingProxyType(
    {
        Culture.SOUTH_INDIAN: Style(
            culture=Culture.SOUTH_INDIAN,
            wall="#ecd2a4",
            stone="#c09a76",
            roof="#b4552f",
            timber="#6e3f26",
            accent="#c8293f",
            cloths=("#d6336c", "#f2a31b", "#1d7a6b", "#8c2f8f", "#e2572b"),
            arch="flat",
            tree="palm",
            second_tree="broadleaf",
            blossom=("#ff9c1a", "#ffc62e", "#f3741a", "#fff1d6"),
            earth="#b97b52",
        ),
        Culture.NORTH_INDIAN: Style(
            culture=Culture.NORTH_INDIAN,
            wall="#e6b98c",
            stone="#cf8f68",
            roof="#c9785a",
            timber="#70432c",
            accent="#b8243c",
            cloths=("#e0398a", "#f5b21c", "#1f8f5f", "#3b4fa8", "#e8582a"),
            arch="lobed",
            tree="broadleaf",
            second_tree="cypress",
            blossom=("#ff9c1a", "#ffd23e", "#e83e6a", "#fff1d6"),
            earth="#c29a68",
        ),
        Culture.EAST_ASIAN: Style(
            culture=Culture.EAST_ASIAN,
            wall="#efe6d4",
            stone="#b3b0a6",
            roof="#44606b",
            timber="#9c3126",
            accent="#d22f27",
            cloths=("#c8242b", "#2b4f7a", "#e9b949", "#f0ead8", "#3d6b4f"),
            arch="flat",
            tree="blossom",
            second_tree="pine",
            blossom=("#ffc3d3", "#ffe1ea", "#e8506a", "#ffffff"),
            earth="#a89a7c",
        ),
        Culture.WESTERN: Style(
            culture=Culture.WESTERN,
            wall="#dccbb0",
            stone="#b9ae9d",
            roof="#8c4a3c",
            timber="#6b4a34",
            accent="#2f5d8a",
            cloths=("#b8343a", "#e7e0d0", "#2f5d8a", "#3f7a4a", "#e2b13c"),
            arch="round",
            tree="broadleaf",
            second_tree="pine",
            blossom=("#ffffff", "#f7d6dc", "#e2748c", "#f4e9c8"),
            earth="#a3855e",
        ),
        Culture.MIDDLE_EASTERN: Style(
            culture=Culture.MIDDLE_EASTERN,
            wall="#ead2a6",
            stone="#dcc096",
            roof="#2f93a3",
            timber="#6a4530",
            accent="#1f6f8f",
            cloths=("#1f6f8f", "#b5322f", "#e6b34a", "#5a2f6b", "#2e8a6a"),
            arch="keyhole",
            tree="date",
            second_tree="cypress",
            blossom=("#ffffff", "#f2b8c6", "#d8334f", "#f6d98a"),
            earth="#d6b07a",
        ),
        Culture.AFRICAN: Style(
            culture=Culture.AFRICAN,
            wall="#c07a44",
            stone="#b8824f",
            roof="#c79f56",
            timber="#5a3420",
            accent="#d9412b",
            cloths=("#d9412b", "#f2b01e", "#1f7a4d", "#20406b", "#f3ead8"),
            arch="round",
            tree="baobab",
            second_tree="acacia",
            blossom=("#f2b01e", "#d9412b", "#ff7f2a", "#fff1d6"),
            earth="#b5673a",
        ),
    }
)
