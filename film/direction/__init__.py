"""How a script is shot: the grammar of shots, where people stand, where the camera is, and when. Pure data in, pure data out."""

from film.direction.grammar import direct
from film.direction.layout import frame_ms, lay_out

__all__ = ["direct", "frame_ms", "lay_out"]
