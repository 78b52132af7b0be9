"""Heads stay in the picture, eyes on the upper third, and no frame shows the edge of the world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from film.direction import direct
from film.direction import geometry as g
from film.model import Age, Analysis, Character, Frame, Placing, Shot, ShotKind
from film.script import analyse

TALK = "INT. HOME - DAY\n\n" + "\n\n".join(
    f"{name}: {line}"
    for name, line in [
        ("Mira", "Is anybody there?"),
        ("Grandfather", "Only me."),
        ("Little Tom", "And me!"),
        ("Mira", "I am so happy to see you both again, after all these years at sea, in storms and in sunshine, far away from home."),
        ("Grandfather", "Sit down."),
        ("Little Tom", "I was afraid."),
        ("Mira", "So was I."),
        ("Grandfather", "Enough!"),
        ("Mira", "Thank you, dear."),
    ]
)
TALK += "\n\nMira hugs Grandfather.\n"


def shots(analysis: Analysis) -> Iterator[tuple[Shot, Character, Placing]]:
    for shot in (shot for plan in direct(analysis) for shot in plan.shots):
        for placing in shot.placings:
            yield shot, analysis.character(placing.character), placing


def top_bottom(frame: Frame) -> tuple[float, float]:
    return frame.y - g.LENS_HEIGHT / frame.zoom / 2, frame.y + g.LENS_HEIGHT / frame.zoom / 2


def eyes_y(person: Character, placing: Placing) -> float:
    """World y of the middle of the head."""
    return g.crown_y(person.sex, person.age, placing.y) + 0.5 * g.head_size(person.age) * g.scale_at(placing.y)


def test_scale_and_ground_undo_each_other() -> None:
    assert g.scale_at(700) == pytest.approx(0.44)
    assert g.scale_at(860) == pytest.approx(0.74)
    for scale in (0.44, 0.6, 0.98, 1.1):
        assert g.scale_at(g.ground_at(scale)) == pytest.approx(scale)


@given(st.floats(-3000, 3000), st.floats(-3000, 3000), st.floats(0.01, 20))
def test_no_frame_leaves_the_world(x: float, y: float, zoom: float) -> None:
    frame = g.inside(Frame(x=x, y=y, zoom=zoom))
    left, right = g.left_right(frame)
    top, bottom = top_bottom(frame)
    assert left >= -0.5
    assert right <= g.WORLD_WIDTH + 0.5
    assert top >= -0.5
    assert bottom <= g.WORLD_HEIGHT + 0.5


@pytest.mark.parametrize("kind", [ShotKind.SINGLE, ShotKind.REACTION, ShotKind.TWO, ShotKind.WIDE, ShotKind.ESTABLISHING])
def test_heads_are_whole_with_room_above(kind: ShotKind) -> None:
    analysis = analyse(TALK)
    seen = [(shot, person, placing) for shot, person, placing in shots(analysis) if shot.kind is kind]
    assert seen
    for shot, person, placing in seen:
        crown = g.crown_y(person.sex, person.age, placing.y)
        chin = crown + g.head_size(person.age) * g.scale_at(placing.y)
        for frame in (shot.camera_from, shot.camera_to):
            top, bottom = top_bottom(frame)
            left, right = g.left_right(frame)
            assert top + 0.02 * (bottom - top) <= crown
            assert chin <= bottom
            assert left <= placing.x <= right


def test_singles_have_the_eyes_on_the_upper_third_and_room_to_look_into() -> None:
    for shot, person, placing in shots(analyse(TALK)):
        if shot.kind is ShotKind.SINGLE:
            top, bottom = top_bottom(shot.camera_from)
            share = (eyes_y(person, placing) - top) / (bottom - top)
            assert 0.26 <= share <= 0.42
            assert (shot.camera_from.x - placing.x) * placing.facing > 0


def test_wides_show_people_head_to_foot() -> None:
    for shot, _, placing in shots(analyse(TALK)):
        if shot.kind in (ShotKind.WIDE, ShotKind.ESTABLISHING) and shot.beats:
            assert placing.y <= top_bottom(shot.camera_from)[1]


def test_two_shots_show_both_from_the_knees_up() -> None:
    analysis = analyse("INT. HOME - DAY\n\nMira hugs Tom.\n\nMira: Hello.")
    two = [(shot, person, placing) for shot, person, placing in shots(analysis) if shot.kind is ShotKind.TWO]
    assert len(two) >= 2
    for shot, _, placing in two:
        knee = placing.y - 172 * g.scale_at(placing.y)
        assert knee == pytest.approx(top_bottom(shot.camera_from)[1], abs=12)


def test_an_over_the_shoulder_keeps_the_listener_at_the_edge_and_nearer() -> None:
    found = [shot for shot, _, _ in shots(analyse(TALK)) if shot.kind is ShotKind.OVER_SHOULDER]
    assert found
    for shot in found:
        speaker, listener = shot.placings
        left, right = g.left_right(shot.camera_from)
        assert min(abs(listener.x - left), abs(listener.x - right)) < 0.08 * (right - left)
        assert g.scale_at(listener.y) > g.scale_at(speaker.y)


@pytest.mark.parametrize("age", list(Age))
def test_every_age_fits_a_single(age: Age) -> None:
    words = {Age.CHILD: "a girl of 8", Age.YOUNG: "a young woman", Age.ADULT: "a woman of 40", Age.ELDER: "an old woman"}
    analysis = analyse(f"INT. HOME - DAY\n\nMira, {words[age]}, waits.\n\nMira: Hello?\n\nMira: Is nobody at home?")
    assert analysis.characters[0].age is age
    singles = [(shot, person, placing) for shot, person, placing in shots(analysis) if shot.kind is ShotKind.SINGLE]
    assert singles
    for shot, person, placing in singles:
        assert top_bottom(shot.camera_from)[0] < g.crown_y(person.sex, person.age, placing.y)
