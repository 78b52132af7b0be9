"""Where people stand and what a frame has to show of them. Pure arithmetic in world units; decides nothing about the story.

A person is drawn in local units (an adult woman is about 615 tall) at `scale_at(y)` of where the feet stand. For close shots people step
nearer to the camera than the set's ground reaches, where their feet are out of the picture, so that they are large and the set stays soft.
"""

from __future__ import annotations

from film.model import Age, Frame, Sex

WORLD_WIDTH, WORLD_HEIGHT = 1664.0, 936.0
CENTRE_X, CENTRE_Y = WORLD_WIDTH / 2, WORLD_HEIGHT / 2
LENS_WIDTH, LENS_HEIGHT = 1280.0, 720.0  # world units seen at zoom 1
ZOOM_MIN, ZOOM_MAX = 0.80, 2.6

BACK_Y, FRONT_Y = 700.0, 860.0
_BACK_SCALE, _SCALE_GAIN = 0.44, 0.30

# Middle of the ranges that people are drawn in, crown to floor.
_HEIGHTS = {
    (Sex.FEMALE, Age.CHILD): 410.0,
    (Sex.MALE, Age.CHILD): 415.0,
    (Sex.FEMALE, Age.YOUNG): 614.0,
    (Sex.MALE, Age.YOUNG): 651.0,
    (Sex.FEMALE, Age.ADULT): 621.0,
    (Sex.MALE, Age.ADULT): 663.0,
    (Sex.FEMALE, Age.ELDER): 575.0,
    (Sex.MALE, Age.ELDER): 615.0,
}
HEAD = 102.0  # local units, crown to chin
HEAD_CHILD = 94.0
WIDTH = 230.0  # local units that a standing person takes, arms included


def scale_at(y: float) -> float:
    """How large a person is drawn whose feet stand at world y: 0.44 at the back of the ground (700), 0.74 at its front (860)."""
    return _BACK_SCALE + (y - BACK_Y) / (FRONT_Y - BACK_Y) * _SCALE_GAIN


def ground_at(scale: float) -> float:
    """Where the feet of somebody drawn at this scale stand; the inverse of scale_at."""
    return BACK_Y + (scale - _BACK_SCALE) / _SCALE_GAIN * (FRONT_Y - BACK_Y)


def height(sex: Sex, age: Age) -> float:
    """Local units from the floor to the crown."""
    return _HEIGHTS[sex, age]


def head_size(age: Age) -> float:
    return HEAD_CHILD if age is Age.CHILD else HEAD


def crown_y(sex: Sex, age: Age, y: float) -> float:
    """World y of the top of the head of somebody whose feet stand at y."""
    return y - height(sex, age) * scale_at(y)


def inside(frame: Frame) -> Frame:
    """The nearest frame that shows nothing beyond the edge of the world."""
    zoom = min(ZOOM_MAX, max(ZOOM_MIN, frame.zoom))
    half_width, half_height = min(CENTRE_X, LENS_WIDTH / zoom / 2), min(CENTRE_Y, LENS_HEIGHT / zoom / 2)
    x = min(WORLD_WIDTH - half_width, max(half_width, frame.x))
    y = min(WORLD_HEIGHT - half_height, max(half_height, frame.y))
    return Frame(x=round(x, 2), y=round(y, 2), zoom=round(zoom, 4))


def left_right(frame: Frame) -> tuple[float, float]:
    return frame.x - LENS_WIDTH / frame.zoom / 2, frame.x + LENS_WIDTH / frame.zoom / 2


def framed(x: float, top: float, bottom: float, zoom_max: float = ZOOM_MAX) -> Frame:
    """The closest frame around x that shows everything between two heights."""
    zoom = min(zoom_max, LENS_HEIGHT / max(bottom - top, 1.0))
    return inside(Frame(x=x, y=(top + bottom) / 2, zoom=zoom))
