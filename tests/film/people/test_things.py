"""What is in a hand: each thing looks like itself, is held by a free hand, and is put away for what needs both."""

from __future__ import annotations

import numpy as np
import pytest

from film.model import Age, Gesture, Sex
from film.picture.people import Pose
from film.picture.people.forms import LEFT, RIGHT
from film.picture.people.gestures import holding_side
from film.picture.people.things import flame_in_hand, gives_light
from film.script.lexicon.props import HELD
from tests.film.people.paper import Picture, drawn, someone

MIRA = someone("Mira")


def picture(holds: str, gesture: Gesture = Gesture.REST, turn: float = 0.4) -> Picture:
    return drawn(MIRA, Pose(t=1.0, turn=turn, gesture=gesture, phase=0.4, holds=holds), scale=0.4, width=280, height=320, feet=(140, 300))


def test_everything_that_scripts_put_into_hands_is_drawn_and_nothing_looks_like_another() -> None:
    seen = {thing: picture(thing) for thing in ("", *sorted(HELD))}
    for one, mine in seen.items():
        for other, theirs in seen.items():
            changed = int((np.abs(mine.astype(int) - theirs.astype(int)).max(axis=2) > 30).sum())
            assert one == other or changed > 60, (one, other)


@pytest.mark.parametrize("gesture", [Gesture.EMBRACE, Gesture.GREET, Gesture.WEEP])
def test_what_needs_both_hands_is_done_with_empty_hands(gesture: Gesture) -> None:
    assert np.array_equal(picture("cup", gesture), picture("", gesture))
    assert flame_in_hand(MIRA, Pose(t=1.0, gesture=gesture, holds="lamp")) is None


def test_the_hand_on_the_side_that_somebody_faces_holds_it_and_never_that_of_the_stick() -> None:
    assert holding_side(MIRA, Pose(t=0.0, turn=0.5, holds="cup")) == RIGHT
    assert holding_side(MIRA, Pose(t=0.0, turn=-0.5, holds="cup")) == LEFT
    old = next(one for k in range(40) if (one := someone(f"Old {k}", Sex.MALE, Age.ELDER)).figure.stick)
    assert holding_side(old, Pose(t=0.0, turn=0.5, holds="cup")) == LEFT
    assert holding_side(MIRA, Pose(t=0.0)) is None


def test_a_flame_burns_where_the_hand_holds_a_light() -> None:
    assert [gives_light(thing) for thing in ("lamp", "lantern", "cup")] == [True, True, False]
    at = flame_in_hand(MIRA, Pose(t=1.0, turn=0.5, holds="lamp"))
    assert at is not None
    assert 10 < at[0] < 200, "before the body, on the side that she faces"
    assert -0.95 * MIRA.figure.height < at[1] < -0.5 * MIRA.figure.height
    assert flame_in_hand(MIRA, Pose(t=1.0, holds="cup")) is None
