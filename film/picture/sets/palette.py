"""The colours of the hours and of the weather, as data, and Ink, which tells how a local colour looks in that light and air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from film.model import Hour, Weather

Rgb = tuple[float, float, float]  # 0..1; a light may exceed 1


@lru_cache(maxsize=4096)
def rgb(hex_code: str) -> Rgb:
    """'#b89272' as red, green, blue in 0..1."""
    code = hex_code.lstrip("#")
    return (int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255)


def hex_of(colour: Rgb) -> str:
    """The inverse of `rgb`."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in colour)


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    """`a` at t = 0, `b` at t = 1."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def times(a: Rgb, b: Rgb) -> Rgb:
    """The colour `a` under the light `b`."""
    return (min(1.0, a[0] * b[0]), min(1.0, a[1] * b[1]), min(1.0, a[2] * b[2]))


def grey(colour: Rgb) -> float:
    """Luminance, 0..1 (Rec. 709)."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The light and air of an hour, changed by the weather."""

    sky: tuple[Rgb, ...]  # from the zenith to the horizon
    key: Rgb  # sun or moon
    ambient: Rgb
    haze: Rgb
    sun: Rgb  # the disc
    glow: Rgb  # around the disc
    sun_y: float  # world y of the disc
    sun_size: float
    cloud_lit: Rgb
    cloud_dark: Rgb
    clouds: float  # 0 clear .. 1 covered
    air: float  # how soon the distance is lost in the haze, 0..1
    rays: float  # strength of sun rays
    stars: float  # 0..1
    lamps: float  # how much lamps and windows glow, 0..1
    shadow: float  # darkness of cast shadows
    shadow_length: float  # of a shadow, as a part of the height of what casts it
    moon: bool = False
    inside_key: Rgb = (1.0, 0.95, 0.88)  # light that falls through windows, or that lamps give
    inside_ambient: Rgb = (0.6, 0.6, 0.62)
    snow: float = 0.0  # how white the ground is
    wet: float = 0.0  # how much the ground mirrors
    veil: float = 0.0  # how much each layer of air outdoors hides


def _sky(*codes: str) -> tuple[Rgb, ...]:
    return tuple(rgb(code) for code in codes)


PALETTES: Mapping[Hour, Palette] = MappingProxyType(
    {
        Hour.DAWN: Palette(
            sky=_sky("#434699", "#8866b8", "#e785ab", "#ffb38f", "#ffe0a2"),
            key=(1.20, 0.93, 0.72),
            ambient=(0.56, 0.44, 0.62),
            haze=rgb("#f7a98f"),
            sun=rgb("#fff6d8"),
            glow=rgb("#ffc27a"),
            sun_y=486.0,
            sun_size=66.0,
            cloud_lit=rgb("#ffcfa6"),
            cloud_dark=rgb("#8d5d9c"),
            clouds=0.45,
            air=0.72,
            rays=0.8,
            stars=0.12,
            lamps=0.18,
            shadow=0.32,
            shadow_length=1.5,
            inside_key=(1.20, 0.92, 0.76),
            inside_ambient=(0.60, 0.49, 0.60),
        ),
        Hour.DAY: Palette(
            sky=_sky("#2a78c6", "#4f9be0", "#86c1ee", "#bfe0f4", "#eef6ee"),
            key=(1.10, 1.06, 0.97),
            ambient=(0.56, 0.64, 0.78),
            haze=rgb("#d3e8f2"),
            sun=rgb("#fffef2"),
            glow=rgb("#fff3c4"),
            sun_y=112.0,
            sun_size=46.0,
            cloud_lit=rgb("#ffffff"),
            cloud_dark=rgb("#a9c6e2"),
            clouds=0.42,
            air=0.62,
            rays=0.0,
            stars=0.0,
            lamps=0.0,
            shadow=0.36,
            shadow_length=0.22,
            inside_key=(1.08, 1.03, 0.95),
            inside_ambient=(0.66, 0.68, 0.72),
        ),
        Hour.DUSK: Palette(
            sky=_sky("#161338", "#45205f", "#96305f", "#e85a2a", "#ffa63a"),
            key=(1.12, 0.56, 0.30),
            ambient=(0.31, 0.20, 0.40),
            haze=rgb("#b8484a"),
            sun=rgb("#ffd28a"),
            glow=rgb("#ff7a28"),
            sun_y=560.0,
            sun_size=92.0,
            cloud_lit=rgb("#ff7f3e"),
            cloud_dark=rgb("#3a1c50"),
            clouds=0.5,
            air=0.6,
            rays=0.35,
            stars=0.3,
            lamps=0.85,
            shadow=0.45,
            shadow_length=1.9,
            inside_key=(1.08, 0.56, 0.32),
            inside_ambient=(0.34, 0.23, 0.36),
        ),
        Hour.NIGHT: Palette(
            sky=_sky("#040920", "#0a1740", "#142a63", "#274480", "#4a6496"),
            key=(0.44, 0.54, 0.86),
            ambient=(0.15, 0.19, 0.37),
            haze=rgb("#2c4478"),
            sun=rgb("#f4f6ff"),
            glow=rgb("#8fb0ee"),
            sun_y=150.0,
            sun_size=48.0,
            cloud_lit=rgb("#6d87bd"),
            cloud_dark=rgb("#142350"),
            clouds=0.3,
            air=0.6,
            rays=0.0,
            stars=1.0,
            lamps=1.0,
            shadow=0.4,
            shadow_length=0.5,
            moon=True,
            inside_key=(0.90, 0.64, 0.40),
            inside_ambient=(0.22, 0.21, 0.34),
        ),
    }
)

_STORM: Mapping[Hour, Rgb] = MappingProxyType(  # what an overcast sky tends to
    {Hour.DAWN: rgb("#9a8698"), Hour.DAY: rgb("#8fa2b2"), Hour.DUSK: rgb("#5e4a62"), Hour.NIGHT: rgb("#1b2647")}
)


def palette(hour: Hour, weather: Weather) -> Palette:
    """The colours of the hour in that weather."""
    clear = PALETTES[hour]
    match weather:
        case Weather.CLEAR:
            return clear
        case Weather.RAIN:
            return replace(_covered(clear, _STORM[hour], 0.82), wet=1.0, veil=0.14, air=min(1.0, clear.air + 0.16), clouds=1.0)
        case Weather.SNOW:
            white = mix(_STORM[hour], (1.0, 1.0, 1.0), 0.0 if hour is Hour.NIGHT else 0.42)
            return replace(_covered(clear, white, 0.7), snow=1.0, veil=0.10, air=min(1.0, clear.air + 0.12), clouds=0.9)
        case Weather.FOG:
            veil = mix(_STORM[hour], clear.haze, 0.28)
            return replace(_covered(clear, veil, 0.72), veil=0.46, air=1.0, clouds=0.7, haze=mix(clear.haze, veil, 0.75))


def _covered(clear: Palette, sky: Rgb, amount: float) -> Palette:
    """The same hour under clouds: a flat light, hardly a shadow, and no sun to see."""
    even = mix(clear.key, clear.ambient, 0.45)
    return replace(
        clear,
        sky=tuple(mix(one, sky, amount) for one in clear.sky),
        key=even,
        ambient=mix(clear.ambient, even, 0.18),
        haze=mix(clear.haze, sky, amount),
        cloud_lit=mix(clear.cloud_lit, sky, amount * 0.9),
        cloud_dark=mix(clear.cloud_dark, times(sky, (0.7, 0.7, 0.74)), amount),
        rays=0.0,
        stars=0.0,
        sun_size=0.0,
        lamps=max(clear.lamps, 0.35),
        shadow=clear.shadow * 0.35,
        inside_key=mix(clear.inside_key, even, 0.3 if clear.lamps < 0.5 else 0.0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """Local colours as they look in one light, at one distance."""

    key: Rgb
    ambient: Rgb
    haze: Rgb
    from_left: bool
    lost: float = 0.0  # 0 at hand .. 1 all haze
    snow: float = 0.0

    def of(self, local: str | Rgb, light: float = 0.5) -> Rgb:
        """`local` lit by `light`: 0 in the shade, 1 full in the key."""
        colour = rgb(local) if isinstance(local, str) else local
        return mix(times(colour, mix(self.ambient, self.key, light)), self.haze, self.lost)

    def top(self, local: str | Rgb, light: float = 0.6) -> Rgb:
        """A face that looks at the sky: snow lies on it."""
        colour = rgb(local) if isinstance(local, str) else local
        return self.of(mix(colour, (0.93, 0.95, 1.0), 0.86 * self.snow), light)

    def across(self, local: str | Rgb, dark: float = 0.1, bright: float = 0.95) -> tuple[tuple[float, Rgb], ...]:
        """Stops from left to right of a rounded thing: bright on the side of the key."""
        stops = ((0.0, self.of(local, bright)), (0.45, self.of(local, (dark + bright) * 0.5)), (1.0, self.of(local, dark)))
        return stops if self.from_left else tuple((1.0 - at, colour) for at, colour in reversed(stops))

    def away(self, lost: float) -> Ink:
        """The same light, `lost` in the haze."""
        return replace(self, lost=lost)

    def side(self, right_face: bool, bright: float = 0.85, dark: float = 0.18) -> float:
        """The light on a flat face that looks to the right or to the left."""
        return dark if right_face == self.from_left else bright
