"""The sets of the film: a scene's setting, hour, weather and culture become painted layers with their light; nothing moves here."""

from film.picture.sets.paint import paint
from film.picture.sets.painting import Layer, Light, SetPainting, pack, unpack

__all__ = ["Layer", "Light", "SetPainting", "pack", "paint", "unpack"]
