"""The last stage: clips, sound and words become one file that any player opens; one of the stills is its poster. Nothing is rendered here."""

from film.finish.assembly import FilmFacts, encode_sound, finish
from film.finish.decoded import decoded_hash
from film.finish.poster import liveliest

__all__ = ["FilmFacts", "decoded_hash", "encode_sound", "finish", "liveliest"]
