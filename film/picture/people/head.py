"""The head as a form: skull, face plan and how both follow age, sex and taste; what stands on the face is painted by its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sin
from typing import Any

from film.model import Age, Sex
from film.picture.people.canvas import Stage
from film.picture.people.forms import LEFT, RIGHT, Form, Point, Ring, View, lerp, smooth
from film.picture.people.look import Look

# y, half width, half depth, centre forward; 100 units from the chin (50) to the crown (-50)
_ADULT: tuple[Ring, ...] = (
    (-50, 2.5, 3, -6),
    (-49, 9.5, 11, -6),
    (-46, 17.8, 20.5, -6),
    (-40, 25.8, 29.5, -6),
    (-30, 32.2, 36.5, -6),
    (-16, 36.2, 40.6, -5.5),
    (-4, 36.8, 40.5, -4.5),
    (8, 35.8, 37, -1.5),
    (18, 34.2, 32, 3),
    (28, 30.8, 27, 8),
    (36, 26, 23, 11.5),
    (43, 19.5, 18, 15.5),
    (47.5, 13.5, 13, 19.5),
    (50, 6.5, 7, 24),
)
_CHILD: tuple[Ring, ...] = (
    (-50, 3, 3.5, -6),
    (-49, 10.5, 12, -6),
    (-46, 20, 22, -6),
    (-40, 28.5, 31, -6),
    (-30, 35.4, 38, -6),
    (-16, 40, 42.4, -5.5),
    (-4, 41, 42.5, -4),
    (8, 40.6, 39, -1),
    (18, 39.8, 34.5, 3.5),
    (28, 36, 29, 8),
    (36, 30, 24.5, 11.5),
    (43, 21.5, 18.5, 15.5),
    (47.5, 14, 13, 19.5),
    (50, 6.5, 7, 24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where features stand on the face, in head units seen from the front."""

    eye_y: float
    eye_x: float
    eye_wide: float  # half
    eye_high: float  # above the middle when open
    brow_y: float
    nose_y: float  # of the tip
    nose_out: float
    nose_wide: float  # half
    mouth_y: float
    mouth_wide: float  # half
    lip: float  # thickness
    child: bool
    woman: bool


@lru_cache(maxsize=256)
def head_form(look: Look) -> Form:
    child, woman = look.age is Age.CHILD, look.sex is Sex.FEMALE
    jaw = (look.face.jaw - 50) / 50 * 0.09 + (0.0 if child or woman else 0.06)
    cheeks = (look.face.cheeks - 50) / 50 * 0.035 + (look.figure.build - 50) / 50 * 0.035 - (0.03 if look.age is Age.ELDER else 0)
    chin = (look.face.chin - 50) / 50
    return Form.through([_shaped(ring, jaw, cheeks, chin) for ring in (_CHILD if child else _ADULT)], steps=2)


def _shaped(ring: Ring, jaw: float, cheeks: float, chin: float) -> Ring:
    y, a, b, c = ring
    low = min(1.0, max(0.0, (y - 12) / 26))
    middle = max(0.0, 1 - abs(y - 20) / 18)
    tip = max(0.0, (y - 36) / 14)
    return y + 2.2 * chin * tip, a * (1 + jaw * low + cheeks * middle), b, c + 1.5 * chin * tip


@lru_cache(maxsize=256)
def plan(look: Look) -> Plan:
    face = look.face
    child, woman = look.age is Age.CHILD, look.sex is Sex.FEMALE
    size = (face.eye_size - 50) / 50
    return Plan(
        eye_y=10.0 if child else 4.5,
        eye_x=17.8 if child else 16.6,
        eye_wide=(10.2 if child else 9.8 if woman else 8.7) + 0.7 * size,
        eye_high=(8.6 if child else 7.0 if woman else 5.7) * (0.80 if face.eye_fold else 1.0) + 0.8 * size,
        brow_y=-6.0 if child else -9.0 if woman else -7.6,
        nose_y=24.0 if child else 21.5 + (face.nose - 50) / 50 * 1.8,
        nose_out=5.5 if child else (8.0 if woman else 9.5) + (face.nose - 50) / 50 * 1.8,
        nose_wide=(5.0 if child else 5.6 if woman else 6.6) + (face.nose_width - 50) / 50 * 1.3,
        mouth_y=34.0 if child else 33.5,
        mouth_wide=(9.5 if child else 11.2 if woman else 12.2) + (face.mouth - 50) / 50 * 1.3,
        lip=(2.3 if child else 3.7 if woman else 2.5) + (face.mouth - 50) / 50 * 0.6,
        child=child,
        woman=woman,
    )


def head_view(stage: Stage, form: Form | None = None) -> View:
    """The head as it is turned now, in head units around the head's centre; the jaw drops with an open mouth."""
    mouth = stage.pose.mouth
    drop = 0.0 if mouth is None else 3.6 * mouth.open / 100 * (1 - mouth.closed / 100)
    nod = stage.rig.nod

    def moved(y: float) -> tuple[float, float, float]:
        jaw = max(0.0, min(1.0, (y - 30) / 14)) * drop
        return 0.0, jaw + nod * 3.2 * (1 - (y / 50) ** 2), 0.0

    return View(form or head_form(stage.look), stage.rig.head_yaw, moved)


def head_outline(stage: Stage, view: View) -> Any:
    """Skull and face as one shape; the side that the face turns to gets brow, cheek, lips and chin."""
    top, bottom = view.top, view.bottom
    left, right = view.edges(LEFT, top, bottom), view.edges(RIGHT, top, bottom)
    far = RIGHT if stage.rig.head_yaw > 0 else LEFT
    turned = abs(view.sin)
    relief = [(x + far * _relief(y, turned), y) for x, y in (right if far == RIGHT else left)]
    left, right = (left, relief) if far == RIGHT else (relief, right)
    return smooth([*left, *reversed(right)])


_QUARTER = ((-50, 0.0), (-14, 0.4), (1, -1.9), (14, 1.5), (26, 0.4), (34, -0.6), (46, 0.8), (60, 0.0))
_PROFILE = ((-50, 0.0), (-26, 0.6), (-8, 1.6), (2, -2.6), (14, -0.5), (26, 0.6), (33, 2.6), (36, 1.4), (38.5, 2.2), (42, -0.2), (47, 2.2), (60, 0.0))


def _relief(y: float, turned: float) -> float:
    """How far the contour of a turned face stands out at that height."""
    quarter = turned * (1 - turned) * 4 if turned < 0.97 else 0.0
    profile = max(0.0, (turned - 0.70) / 0.26)
    return _read(_QUARTER, y) * quarter * (1 - profile) + _read(_PROFILE, y) * profile


def _read(table: tuple[tuple[float, float], ...], y: float) -> float:
    for (y0, v0), (y1, v1) in pairwise(table):
        if y <= y1:
            return lerp(v0, v1, max(0.0, (y - y0) / (y1 - y0)))
    return 0.0


def neck_path(stage: Stage) -> Any:
    """From inside the head down to the shoulders."""
    left, right = neck_sides(stage)
    return smooth([*left, *reversed(right)])


def neck_sides(stage: Stage) -> tuple[list[Point], list[Point]]:
    """Both contours from top to bottom."""
    body, rig = stage.body, stage.rig
    wide = {"woman": 14.5, "man": 20.0, "child": 12.5}[body.kind] * body.head * (1 + 0.05 * (stage.look.figure.build - 50) / 50)
    torso = stage.view(body.torso)
    hx, hy = rig.head
    back = -7.5 * body.head * sin(rig.head_yaw)
    top, low = hy + 20 * body.head, stage.level(0.945)
    ends = torso.edge(LEFT, low), torso.edge(RIGHT, low)
    middle = (hx + back + (ends[0][0] + ends[1][0]) / 2) / 2
    waist = (top + ends[0][1]) / 2 + 6
    left, right = (
        [(hx + back + side * wide * 1.06, top), (middle + side * wide, waist), (x * 0.65 + middle * 0.35 + side * 3, y - 5), (x + side * 2, y + 3)]
        for side, (x, y) in zip((LEFT, RIGHT), ends, strict=True)
    )
    return left, right
