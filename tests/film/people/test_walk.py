"""Feet that stand on the ground stand still while the body walks on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from film.model import Age, Culture, Gesture, Sex
from film.picture.people import Pose, feet, step_length
from film.picture.people.rig import rig
from tests.film.people.paper import someone

STEPS = [k / 40 for k in range(160)]


@given(st.floats(0, 50), st.floats(0, 0.4))
def test_a_planted_foot_moves_back_by_what_the_body_moves_on(phase: float, more: float) -> None:
    for before, after in zip(feet(phase), feet(phase + more), strict=True):
        if before.planted and after.planted and before.ahead >= after.ahead:
            assert before.ahead - after.ahead == pytest.approx(more, abs=1e-6)


@given(st.floats(0, 50))
def test_one_foot_is_always_on_the_ground_and_no_foot_jumps(phase: float) -> None:
    left, right = feet(phase)
    assert left.planted or right.planted
    for foot in (left, right):
        assert foot.lift == 0 if foot.planted else 0 <= foot.lift <= 1
    for before, after in zip(feet(phase), feet(phase + 0.001), strict=True):
        assert abs(before.ahead - after.ahead) < 0.01
        assert abs(before.lift - after.lift) < 0.01


@pytest.mark.parametrize("turn", [-1.0, -0.6, 0.7, 1.0])
def test_on_the_picture_the_ankle_of_a_planted_foot_stays_where_it_is(turn: float) -> None:
    for sex, age in ((Sex.FEMALE, Age.ADULT), (Sex.MALE, Age.ELDER), (Sex.MALE, Age.CHILD)):
        who = someone("Robin", sex, age, Culture.WESTERN)
        way = step_length(who) * (1 if turn > 0 else -1)
        for side in (0, 1):
            places = _planted_places(who, turn, side, way)
            assert len(places) >= 2
            for stance in places:
                assert max(stance) - min(stance) < 1e-6


def _planted_places(who: object, turn: float, side: int, way: float) -> list[list[float]]:
    """World x of one ankle, one list for each time that it stands on the ground."""
    stances: list[list[float]] = []
    standing = False
    for phase in STEPS:
        planted = feet(phase)[side].planted
        if planted and not standing:
            stances.append([])
        standing = planted
        if planted:
            leg = rig(who, Pose(t=0.0, turn=turn, gesture=Gesture.WALK, phase=phase)).legs[side]  # type: ignore[arg-type]
            stances[-1].append(leg.ankle[0] + phase * way)
            assert leg.lift == 0
    return stances


def test_who_stands_keeps_both_feet_where_they_are() -> None:
    who = someone()
    ankles = {tuple(leg.ankle for leg in rig(who, Pose(t=t / 3, turn=0.4, gesture=Gesture.TALK, talking=0.8, phase=1)).legs) for t in range(12)}
    assert len(ankles) == 1
