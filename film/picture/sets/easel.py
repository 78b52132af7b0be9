"""The easel: holds the scene, its light and what has been painted so far; every setting paints on one and nothing else."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from film.model import Hour, Scene, Weather
from film.picture.sets.brushes import Sheet, linear
from film.picture.sets.culture import STYLES, Style
from film.picture.sets.painting import FRONT_HEIGHT, FRONT_WIDTH, WORLD_HEIGHT, WORLD_WIDTH, Bgr, Layer, Light, SetPainting
from film.picture.sets.palette import Ink, Rgb, grey, hex_of, mix, palette, rgb
from film.picture.sets.sky import HORIZON, paint_sky, place_sun
from film.picture.sets.texture import dice, seed_of


class Easel:
    """Sheets go on it from the farthest to the nearest; `finish` takes the painting off."""

    def __init__(self, scene: Scene, seed: int, *, inside: bool = False) -> None:
        self.scene, self.inside = scene, inside
        self.seed = seed_of(seed, scene.setting, scene.culture, inside)
        self.palette = palette(scene.hour, scene.weather)
        self.sun = place_sun(self.palette, self.seed)
        self.dice = dice(self.seed, "plan")
        self._tint = (rgb(self.dice.choice(_TINTS)), self.dice.uniform(0.06, 0.26))
        self.style = self._varied(STYLES[scene.culture])
        self.flames: list[tuple[float, float, float]] = []
        self.props: dict[str, tuple[float, float]] = {}
        self._layers: list[Layer] = []

    def _varied(self, style: Style) -> Style:
        """The culture's style as this one place has it: its cloths in another order, its walls and roofs in another shade."""
        turn = self.dice.randrange(len(style.cloths))
        cloths = (*style.cloths[turn:], *style.cloths[:turn])
        accent = self.dice.choice((style.accent, style.accent, cloths[0]))
        return replace(style, cloths=cloths, accent=accent, wall=self.tinted(style.wall), roof=self.tinted(style.roof))

    def tinted(self, local: str) -> str:
        """A local colour in the shade that this set has taken."""
        colour, amount = self._tint
        return hex_of(mix(rgb(local), colour, amount))

    @property
    def event(self) -> str:
        return self.scene.event

    @property
    def festive(self) -> bool:
        return self.scene.event in ("wedding", "festival", "birthday", "party", "celebration", "engagement")

    @property
    def lamps(self) -> float:
        return self.palette.lamps

    def ink(self, lost: float = 0.0, *, inside: bool | None = None) -> Ink:
        """The light outdoors, or indoors; `lost` is the distance, 0..1, made more by thick air."""
        colours = self.palette
        indoors = self.inside if inside is None else inside
        return Ink(
            key=colours.inside_key if indoors else self._key(lost),
            ambient=colours.inside_ambient if indoors else colours.ambient,
            haze=colours.haze,
            from_left=self.sun.from_left,
            lost=lost if indoors else min(0.94, lost * (0.55 + 0.65 * colours.air)),
            snow=0.0 if indoors else colours.snow,
        )

    def _key(self, lost: float) -> Rgb:
        """Near the people lamps add their warmth to the moon, at a feast twice as much."""
        red, green, blue = self.palette.key
        warm = max(0.0, self.palette.lamps - 0.5) * max(0.0, 1 - 4 * lost) * (1.0 if self.festive else 0.45)
        return (red + 0.95 * warm, green + 0.52 * warm, blue + 0.06 * warm)

    def sheet(self, name: str, lost: float = 0.0, *, front: bool = False, inside: bool | None = None) -> Sheet:
        """A fresh sheet; sheets that hang in front of the people are larger than the world."""
        size = (FRONT_WIDTH, FRONT_HEIGHT) if front else (WORLD_WIDTH, WORLD_HEIGHT)
        return Sheet(self.ink(lost, inside=inside), dice(self.seed, name), *size)

    def hang(self, sheet: Sheet, parallax: float, *, in_front: bool = False) -> None:
        if self.palette.veil and not self.inside and not in_front:
            self._veil(sheet, parallax)
        self._layers.append(Layer(pixels=sheet.dried(), parallax=parallax, in_front=in_front))

    def _veil(self, sheet: Sheet, parallax: float) -> None:
        """Rain or fog in the air before a layer: thick along the ground far away, thin where the people stand."""
        tone, thick = self.palette.haze, self.palette.veil * (0.62 if parallax >= 1.0 else 1.0)
        low = 930.0 if parallax >= 1.0 else 960.0
        stops = ((0.0, tone, thick * 0.35), (0.62, tone, thick), (0.74, tone, thick * 0.8), (1.0, tone, thick * (0.12 if parallax >= 1.0 else 0.8)))
        sheet.rect(-20, 0, WORLD_WIDTH + 20, low, linear((0, 0), (0, low), stops))

    def hang_sky(self, parallax: float = 0.2, *, horizon: float = HORIZON) -> None:
        """Must be hung first; a low sun stands on the set's own horizon."""
        if self.palette.sun_y > 400:
            self.sun = replace(self.sun, y=self.sun.y + horizon - HORIZON)
        sheet = self.sheet("sky")
        paint_sky(sheet, self.palette, self.sun, self.seed, horizon=horizon)
        self._layers.append(Layer(pixels=sheet.pixels, parallax=parallax))

    def finish(self, particles: str, *, ground_y: float = 780.0) -> SetPainting:
        """The painting; the weather outdoors has its own particles."""
        return SetPainting(
            layers=tuple(self._layers),
            light=self._light(),
            flames=tuple(self.flames),
            particles=particles if self.inside else _WEATHER.get(self.scene.weather, particles),
            ground_y=ground_y,
            props=MappingProxyType(dict(self.props)),
        )

    def _light(self) -> Light:
        ink = self.ink()
        contrast = 1 - grey(ink.ambient) / max(grey(ink.key), 1e-6)
        haze = mix(ink.ambient, ink.key, 0.4) if self.inside else self.palette.haze
        return Light(
            key=_bgr(ink.key), ambient=_bgr(ink.ambient), from_left=ink.from_left, haze=_bgr(haze), strength=round(min(1.0, max(0.2, contrast)), 3)
        )


_TINTS = ("#f6e7c4", "#c98f6a", "#d9e0d4", "#e8b49a", "#b9a88c", "#cfd6e2")
_WEATHER = MappingProxyType({Weather.RAIN: "rain", Weather.SNOW: "snow", Weather.FOG: "mist"})


def by_hour(hour: Hour, day: str, night: str) -> str:
    """The particles of day and dawn, or those of dusk and night."""
    return night if hour in (Hour.NIGHT, Hour.DUSK) else day


def _bgr(colour: Rgb) -> Bgr:
    red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in colour)
    return (blue, green, red)
