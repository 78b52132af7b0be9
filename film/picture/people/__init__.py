"""People: what they look like, how they stand and move, and their drawing; the only part of the film that draws a person."""

from film.picture.people.drawing import draw
from film.picture.people.look import Look, crowd, look
from film.picture.people.pose import Pose
from film.picture.people.sheet import sheet
from film.picture.people.walk import Foot, feet, step_length

__all__ = ["Foot", "Look", "Pose", "crowd", "draw", "feet", "look", "sheet", "step_length"]
