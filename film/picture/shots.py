"""What each kind of shot asks of lens and camera: how soft the distance is, and the path that the camera takes over the set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from film.model import FilmFormat, Frame, Shot, ShotKind
from film.picture.camera import View, position, view_of
from film.picture.sets.painting import SetPainting

_INSERT_ZOOM = (1.95, 2.12)
_PROP_RISES = 0.02  # share of the picture's height by which a thing stands below its middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    kind: ShotKind
    blur: float  # of the far distance, radius in world units
    near_sharp: bool = False  # the stage is in focus, not the people


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The camera's way through one shot."""

    shot: Shot
    start: Frame
    end: Frame
    format: FilmFormat

    def at(self, share: float, t: float) -> View:
        return view_of(position(self.start, self.end, self.shot, share, t), self.format)

    @property
    def views(self) -> tuple[View, View]:
        return view_of(self.start, self.format), view_of(self.end, self.format)


_LENSES: Mapping[ShotKind, Lens] = MappingProxyType(
    {
        ShotKind.ESTABLISHING: Lens(kind=ShotKind.ESTABLISHING, blur=0.0),
        ShotKind.WIDE: Lens(kind=ShotKind.WIDE, blur=0.0),
        ShotKind.TWO: Lens(kind=ShotKind.TWO, blur=3.4),
        ShotKind.SINGLE: Lens(kind=ShotKind.SINGLE, blur=6.0),
        ShotKind.OVER_SHOULDER: Lens(kind=ShotKind.OVER_SHOULDER, blur=5.4),
        ShotKind.REACTION: Lens(kind=ShotKind.REACTION, blur=6.0),
        ShotKind.INSERT: Lens(kind=ShotKind.INSERT, blur=7.0, near_sharp=True),
    }
)


def lens_of(kind: ShotKind) -> Lens:
    return _LENSES[kind]


def views(shot: Shot, painting: SetPainting, format: FilmFormat) -> Path:
    """The planned path; an insert goes to where the painter of the set has put the thing."""
    place = painting.props.get(shot.prop) if shot.kind is ShotKind.INSERT else None
    if place is None:
        return Path(shot=shot, start=shot.camera_from, end=shot.camera_to, format=format)
    x, y = place
    near, nearer = _INSERT_ZOOM
    rises = _PROP_RISES * 720 / near
    return Path(shot=shot, start=Frame(x=x - 14, y=y - rises, zoom=near), end=Frame(x=x, y=y - rises, zoom=nearer), format=format)
