"""The last stage: clips, sound and words become one file that any player opens, and a poster. Nothing is rendered here."""

from film.finish.assembly import FilmFacts, finish
from film.finish.decoded import decoded_hash
from film.finish.poster import poster

__all__ = ["FilmFacts", "decoded_hash", "finish", "poster"]
