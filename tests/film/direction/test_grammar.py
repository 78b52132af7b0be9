"""Which shots a script gets, and that film grammar holds for every script."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from film.direction import direct
from film.direction import geometry as g
from film.model import Analysis, Gesture, Scene, Shot, ShotKind
from film.script import analyse, read
from schemas.errors import ScriptRefused

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))
S = ShotKind

_NAMES = ("Mira", "Tom", "Rajan", "Anna", "Kofi", "Layla", "Hiroshi", "Emily")
_LINES = st.one_of(
    st.tuples(st.sampled_from(_NAMES), st.sampled_from(["Yes.", "I am so afraid of the dark!", "word " * 30, "Come here, my child.", "Why?"])).map(
        ": ".join
    ),
    st.tuples(
        st.sampled_from(_NAMES), st.sampled_from(["walks in.", "hugs Tom.", "weeps.", "sits down.", "looks at the letter.", "and Mira wait."])
    ).map(" ".join),
    st.sampled_from(["Rain falls.", "A bell rings.", "Later, the lamp goes out.", "EXT. SEA - NIGHT", "INT. HOME - DAY"]),
)
SCRIPTS = st.lists(_LINES, min_size=1, max_size=25).map("\n\n".join)


def all_shots(analysis: Analysis) -> list[Shot]:
    return [shot for plan in direct(analysis) for shot in plan.shots]


def kinds(text: str) -> list[ShotKind]:
    return [shot.kind for shot in all_shots(analyse(text))]


def check(scene: Scene, shots: tuple[Shot, ...]) -> None:
    covered = [beat for shot in shots for beat in shot.beats]
    assert list(dict.fromkeys(covered)) == [beat.id for beat in scene.beats], "each beat is covered, in order"
    for beat in scene.beats:
        where = [place for place, shot in enumerate(shots) if beat.id in shot.beats]
        assert where == list(range(where[0], where[-1] + 1)), "the shots of one beat follow each other"
    for beat in scene.beats:
        seen = {placing.character for shot in shots if beat.id in shot.beats for placing in shot.placings}
        assert not beat.speaker or beat.speaker in seen, "who speaks is on the screen"
    assert shots[0].kind is S.ESTABLISHING
    assert [shot.transition for shot in shots].count("dip") == 1
    assert shots[0].transition == "dip"
    assert len({shot.id for shot in shots}) == len(shots)
    check_line(shots)
    for shot in shots:
        assert len(shot.placings) <= 6
        assert len({placing.character for placing in shot.placings}) == len(shot.placings)
        assert min(shot.camera_from.zoom, shot.camera_to.zoom) >= 0.8
        assert max(shot.camera_from.zoom, shot.camera_to.zoom) <= 2.6
        for placing in shot.placings:
            assert (placing.enters_from is not None) == (placing.gesture is Gesture.WALK)


def check_line(shots: tuple[Shot, ...]) -> None:
    """The 180-degree line: whoever is left of somebody once is left of them in every shot."""
    left_of: set[tuple[str, str]] = set()
    for shot in shots:
        order = [placing.character for placing in sorted(shot.placings, key=lambda one: one.x)]
        left_of |= {(one, other) for place, one in enumerate(order) for other in order[place + 1 :]}
    assert not {(other, one) for one, other in left_of} & left_of


@settings(max_examples=120, deadline=None)
@given(SCRIPTS)
def test_grammar_holds_for_every_script(text: str) -> None:
    analysis = analyse(text)
    for scene, plan in zip(analysis.scenes, direct(analysis), strict=True):
        assert plan.scene == scene.id
        check(scene, plan.shots)
    assert direct(analysis) == direct(analyse(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600))
def test_any_text_can_be_shot(text: str) -> None:
    try:
        analysis = analyse(text)
    except ScriptRefused:
        return
    for scene, plan in zip(analysis.scenes, direct(analysis), strict=True):
        check(scene, plan.shots)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_shot_with_variety(path: Path) -> None:
    analysis = analyse(read(path.read_bytes()))
    shots = all_shots(analysis)
    assert len({shot.kind for shot in shots}) >= 5
    for one, other in pairwise(shots):
        same = one.kind is other.kind and one.placings == other.placings and one.camera_from == other.camera_from
        assert not same or one.scene != other.scene, "a cut must show something new"


def test_people_do_not_stand_in_each_other() -> None:
    text = "INT. HOME - DAY\n\n" + "\n".join(f"{name}: Hello." for name in _NAMES)
    wides = [shot for shot in all_shots(analyse(text)) if shot.kind in (S.WIDE, S.ESTABLISHING)]
    assert max(len(shot.placings) for shot in wides) == 6
    for shot in wides:
        places = sorted((placing.x, placing.y) for placing in shot.placings)
        for (one, y), (other, _) in pairwise(places):
            assert other - one > 0.9 * g.WIDTH * g.scale_at(y)


_CROWD = [f"{first}{rest}" for first in "BDFGKLMNPR" for rest in ("ella", "oris", "una")]


def _meeting(speakers: list[str]) -> str:
    return "INT. HOME - DAY\n\n" + "\n\n".join(f"{name}: My name is {name}." for name in speakers)


def test_thirty_people_are_all_seen_when_they_speak() -> None:
    (scene,) = analyse(_meeting(_CROWD)).scenes
    assert len(scene.characters) == 30
    (plan,) = direct(analyse(_meeting(_CROWD)))
    check(scene, plan.shots)
    assert all(shot.placings for shot in plan.shots)
    assert [len(shot.placings) for shot in plan.shots if shot.kind is S.WIDE] == [6] * 6, "each company is seen together, and at the end once more"


def test_a_late_line_of_another_restages_no_early_shot_of_a_crowd() -> None:
    before = all_shots(analyse(_meeting(_CROWD[:14])))
    after = all_shots(analyse(_meeting([*_CROWD[:13], "Bella"])))
    same = next(place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one.placings != other.placings)
    late = next(place for place, shot in enumerate(before) if any(one.character == _CROWD[12].lower() for one in shot.placings))
    assert same >= late


def test_other_words_restage_nobody_in_a_crowd() -> None:
    text = _meeting(_CROWD[:14])
    edited = text.replace(f"My name is {_CROWD[9]}.", f"You may call me {_CROWD[9]}.")
    assert edited != text
    assert [shot.placings for shot in all_shots(analyse(edited))] == [shot.placings for shot in all_shots(analyse(text))]


def test_who_is_needed_no_more_stays_until_somebody_needs_the_room() -> None:
    text = _meeting(_CROWD[:8])
    (plan,) = direct(analyse(text))
    last = [one.character for one in plan.shots[-1].placings]
    assert set(last) == {name.lower() for name in _CROWD[2:8]}


def test_two_who_talk_face_each_other() -> None:
    for shot in all_shots(analyse("INT. HOME - DAY\n\nMira: Hello.\nTom: Hello.\nMira: Sad news.\nTom: Why?\nMira: I am sorry.")):
        if len(shot.placings) == 2:
            left, right = sorted(shot.placings, key=lambda one: one.x)
            assert left.facing > 0 > right.facing
        elif len(shot.placings) == 1:
            (placing,) = shot.placings
            assert (placing.facing > 0) == (placing.character == "mira")


def test_who_arrives_walks_in_and_was_not_there_before() -> None:
    shots = all_shots(analyse("INT. HOME - DAY\n\nMira waits.\n\nTom walks in.\n\nTom: Hello."))
    entry = next(place for place, shot in enumerate(shots) if any(one.enters_from is not None for one in shot.placings))
    assert not any(one.character == "tom" for shot in shots[:entry] for one in shot.placings)
    (walker,) = [one for one in shots[entry].placings if one.gesture is Gesture.WALK]
    left, right = g.left_right(shots[entry].camera_from)
    assert walker.character == "tom"
    assert walker.enters_from is not None
    assert not left <= walker.enters_from <= right
    assert (walker.x - walker.enters_from) * walker.facing > 0


@pytest.mark.parametrize("order", [("Mira", "Tom"), ("Tom", "Mira")])
def test_an_entry_begins_outside_the_picture_on_the_side_of_the_mark(order: tuple[str, str]) -> None:
    first, second = order
    shots = all_shots(analyse(f"INT. HOME - DAY\n\nMira walks in.\n\nTom walks in.\n\n{first}: Hello.\n\n{second}: Hello."))
    for shot in shots:
        left, right = g.left_right(shot.camera_from)
        for one in shot.placings:
            if one.enters_from is not None:
                assert one.enters_from < left - 50 if one.character == "mira" else one.enters_from > right + 50


def test_who_comes_together_comes_from_one_side() -> None:
    shots = all_shots(analyse("EXT. SEA - DAY\n\nThe wind blows.\n\nMira walks in with Tom.\n\nMira: Look!"))
    entries = {one.enters_from for shot in shots for one in shot.placings if one.enters_from is not None}
    assert len(entries) == 1


def test_whom_somebody_walks_up_to_was_there_already() -> None:
    shots = all_shots(analyse("EXT. SEA - DAY\n\nMira walks up to Tom.\n\nMira: Look!"))
    assert {one.character for shot in shots for one in shot.placings if one.enters_from is not None} == {"mira"}
    assert [one.character for one in shots[0].placings] == ["tom"]


def test_a_feeling_is_seen_from_nearer() -> None:
    calm, sad = (
        next(shot.camera_from.zoom for shot in all_shots(analyse(f"INT. HOME - DAY\n\nMira waits.\n\nMira: {line}")) if shot.kind is S.SINGLE)
        for line in ("The train leaves at six.", "I miss you so much.")
    )
    assert sad > calm


def test_a_single_moves_less_than_six_percent() -> None:
    for path in EXAMPLES:
        for shot in all_shots(analyse(read(path.read_bytes()))):
            if shot.kind in (S.SINGLE, S.REACTION, S.TWO, S.OVER_SHOULDER):
                assert 1.0 < shot.camera_to.zoom / shot.camera_from.zoom <= 1.06


def test_a_long_line_is_shared_with_the_listener() -> None:
    shots = all_shots(
        analyse("INT. HOME - DAY\n\nMira: Hello.\nTom: Hello.\nMira: " + "I have walked so far over the hills and along the river " * 2)
    )
    long = [shot for shot in shots if shot.beats and shot.beats[-1] == shots[-2].beats[-1]]
    assert [shot.kind for shot in long] == [S.SINGLE, S.REACTION]
    assert [shot.placings[0].character for shot in long] == ["mira", "tom"]


def test_a_thing_has_its_own_shot_once() -> None:
    shots = all_shots(analyse("INT. HOME - DAY\n\nA letter lies on the floor.\n\nThe letter is old.\n\nThe letter is torn.\n\nMira: Oh."))
    assert [shot.prop for shot in shots if shot.kind is S.INSERT] == ["letter"]


def test_time_that_passes_dissolves() -> None:
    shots = all_shots(analyse("INT. HOME - DAY\n\nMira: I will wait.\n\nLater, the lamp burns low.\n\nMira: Still waiting."))
    assert [shot.transition for shot in shots if shot.transition != "cut"] == ["dip", "dissolve"]


def test_an_embrace_brings_two_together() -> None:
    shots = all_shots(analyse("INT. HOME - DAY\n\nMira: You came!\nTom: I did.\n\nMira hugs Tom."))
    (hug,) = [shot for shot in shots if any(one.gesture is Gesture.EMBRACE for one in shot.placings)]
    one, other = hug.placings
    assert hug.kind is S.TWO
    assert abs(one.x - other.x) < g.WIDTH * g.scale_at(one.y)


def test_the_title_stands_over_the_first_shot_only() -> None:
    shots = all_shots(analyse("INT. HOME - DAY\n\nMira: Hello.\n\nEXT. SEA - DAY\n\nMira: Goodbye.", title="Two Words"))
    assert [shot.title for shot in shots] == ["Two Words"] + [""] * (len(shots) - 1)


def test_one_sentence_is_a_small_film_of_its_own() -> None:
    assert kinds("Lakshmi arrives at temple in silk saree for wedding") == [S.ESTABLISHING, S.WIDE, S.SINGLE, S.WIDE]


def test_a_place_without_people_is_looked_at_from_several_sides() -> None:
    shots = all_shots(analyse("The sea was calm. The wind was warm. The sky was red."))
    assert all(shot.placings == () for shot in shots)
    assert len({shot.camera_from for shot in shots}) == len(shots) == 3


def test_a_mere_mention_in_the_middle_of_a_scene_does_not_put_somebody_there_from_its_start() -> None:
    shots = all_shots(analyse("EXT. SEA - DAY\n\nMira waits.\n\nMira: One.\n\nMira: Two.\n\nMira: Three.\n\nTom: Boo!"))
    assert not any(one.character == "tom" for one in shots[0].placings)


def test_who_sits_is_shown_whole_and_stays_seated() -> None:
    shots = all_shots(
        analyse("INT. HOME - DAY\n\nMira waits.\n\nTom sits down sadly.\n\nMira waits.\n\nMira: Are you well?\n\nTom gets up and walks away.")
    )
    gestures = [[one.gesture for one in shot.placings if one.character == "tom"] for shot in shots if shot.kind is S.WIDE]
    assert Gesture.SIT in [one for row in gestures for one in row]
    for shot in shots:
        if shot.kind not in (S.WIDE, S.ESTABLISHING):
            assert not any(one.gesture is Gesture.SIT for one in shot.placings)


def test_a_beat_of_sitting_down_is_never_framed_for_somebody_who_stands() -> None:
    analysis = analyse("INT. HOME - DAY\n\nThe king sits sadly on the throne.\n\nMira: My king?")
    (sitting,) = [beat.id for beat in analysis.scenes[0].beats if beat.gesture is Gesture.SIT]
    assert [shot.kind for shot in all_shots(analysis) if sitting in shot.beats] == [S.WIDE]


def test_whom_a_line_calls_is_there_and_is_looked_at() -> None:
    analysis = analyse("EXT. SEA - DAY\n\nMira waits.\n\nMira: Tom, look!\n\nMira: One.\n\nMira: Two.\n\nTom: Where?")
    assert any(one.character == "tom" for one in all_shots(analysis)[0].placings)


def test_both_of_an_embrace_embrace_and_stand_closer_than_two_who_talk() -> None:
    shots = all_shots(analyse("INT. HOME - DAY\n\nMIRA\nYou came.\n\nTOM\nI did.\n\nTom embraces Mira."))
    embrace = next(shot for shot in shots if any(one.gesture is Gesture.EMBRACE for one in shot.placings))
    talk = next(shot for shot in shots if shot.kind is ShotKind.TWO and shot is not embrace)
    assert [one.gesture for one in embrace.placings] == [Gesture.EMBRACE] * 2
    near, far = (abs(shot.placings[0].x - shot.placings[1].x) for shot in (embrace, talk))
    assert near < 0.7 * far
