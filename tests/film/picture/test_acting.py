"""People walk on planted feet, look at who speaks, blink, and show what is said to them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from film.direction.excerpt import happening, scenery
from film.direction.geometry import scale_at
from film.model import Beat, Emotion, Gesture, Mood
from film.picture.acting import Acting
from film.picture.people import feet, look, step_length
from tests.support.little_scene import BEATS, MIRA, SCENE, SHOTS, TIMELINE, TOM, speeches

LOOKS = {one.id: look(one) for one in (MIRA, TOM)}
WIDE, SINGLE, SHOULDER = TIMELINE.shots[1], TIMELINE.shots[2], TIMELINE.shots[3]


def acting(*, beats: tuple[Beat, ...] = BEATS, mood: Mood = SCENE.mood) -> Acting:
    """The whole scene in its own clock."""
    by_id = {beat.id: beat for beat in beats}
    happenings = [happening(by_id[one.beat], one.start_ms, one.end_ms, speeches().get(one.beat)) for one in TIMELINE.beats if one.beat in by_id]
    return Acting(happenings, scenery(SCENE, SHOTS).homes, mood, LOOKS, light_from=-1)


def test_a_planted_foot_stands_still_while_the_body_walks_on() -> None:
    play, placing = acting(), WIDE.shot.placings[0]
    step = step_length(LOOKS["mira"]) * scale_at(placing.y)
    tracks: list[list[float]] = [[], []]
    moved, slips = 0, []
    for ms in range(WIDE.start_ms, WIDE.end_ms, 20):
        act = play.act(WIDE, placing, ms)
        walking = act.pose.gesture is Gesture.WALK
        moved += walking
        for track, foot in zip(tracks, feet(act.pose.phase), strict=True):
            if walking and foot.planted:
                track.append(act.x + foot.ahead * step)
                slips.append(abs(track[-1] - track[0]))
            else:
                track.clear()
    assert moved > 40
    assert max(slips) < 0.5


@pytest.mark.parametrize(("enters_from", "begins"), [(400.0, (395, 405)), (-900.0, (150, 500))])
def test_a_walker_arrives_at_the_mark_and_stays(enters_from: float, begins: tuple[float, float]) -> None:
    """Also one who could not walk so far in the time that the shot has: that one is on the way when it begins."""
    play, placing = acting(), replace(WIDE.shot.placings[0], enters_from=enters_from)
    wide = replace(WIDE, shot=replace(WIDE.shot, placings=(placing,)))
    assert begins[0] < play.act(wide, placing, WIDE.start_ms).x < begins[1]
    arrived = [play.act(wide, placing, ms) for ms in (WIDE.end_ms - 350, WIDE.end_ms + 500)]
    assert [act.x for act in arrived] == [placing.x, placing.x]
    assert all(act.pose.gesture is not Gesture.WALK for act in arrived)


def test_two_who_come_in_together_do_not_walk_inside_each_other() -> None:
    mira, tom = WIDE.shot.placings
    both = replace(WIDE, shot=replace(WIDE.shot, placings=(mira, replace(tom, gesture=Gesture.WALK, enters_from=260.0))))
    play = acting()
    gaps = {round(play.act(both, both.shot.placings[1], ms).x - play.act(both, mira, ms).x) for ms in range(WIDE.start_ms, WIDE.end_ms, 100)}
    assert min(gaps) > 0.6 * (tom.x - mira.x)


def test_the_listener_looks_at_the_speaker() -> None:
    mira, tom = WIDE.shot.placings
    said = acting().act(WIDE, tom, 7000).pose
    assert said.head_turn is not None
    assert said.head_turn < -0.3
    assert acting().act(WIDE, replace(mira, gesture=Gesture.REST, facing=-0.2), 9500).pose.gaze[0] > 0.2


def test_a_head_turns_and_does_not_jump() -> None:
    mira = replace(WIDE.shot.placings[0], gesture=Gesture.REST, facing=-0.5)
    turns = [acting().act(WIDE, mira, ms).pose.head_turn or 0.0 for ms in range(5500, 10500, 42)]
    assert max(abs(a - b) for a, b in pairwise(turns)) < 0.35


@pytest.mark.parametrize(("feeling", "shown"), [(Emotion.ANGRY, Emotion.AFRAID), (Emotion.SAD, Emotion.SAD), (Emotion.NEUTRAL, Emotion.JOYFUL)])
def test_the_listener_shows_what_words_do(feeling: Emotion, shown: Emotion) -> None:
    hurt = acting(beats=(*BEATS[:2], replace(BEATS[2], emotion=feeling), BEATS[3]))
    start = TIMELINE.beats[2].start_ms
    assert hurt.emotion("mira", start + 1500) is shown
    assert hurt.emotion("mira", start + 100) is Emotion.JOYFUL  # the mood of the feast, before the words have arrived


def test_only_the_speaker_moves_lips_and_only_while_the_speech_lasts() -> None:
    play, (mira, tom) = acting(), WIDE.shot.placings
    still = replace(mira, gesture=Gesture.REST)
    assert play.act(SINGLE, still, 6500).pose.mouth is not None
    assert play.act(SINGLE, tom, 6500).pose.mouth is None
    assert play.act(SINGLE, still, 7950).pose.mouth is None
    assert play.act(SINGLE, still, 6500).pose.talking > 0.2


def test_everybody_blinks_fully_and_not_together() -> None:
    play = acting()
    blinks = {placing.character: [play.act(SHOULDER, placing, ms).pose.blink for ms in range(0, 12000, 20)] for placing in WIDE.shot.placings}
    assert all(max(values) > 0.95 and sum(value > 0.5 for value in values) < 60 for values in blinks.values())
    assert blinks["mira"] != blinks["tom"]


def test_who_sits_stays_seated_while_they_speak() -> None:
    seated = replace(SINGLE.shot.placings[0], gesture=Gesture.SIT)
    poses = [acting().act(SINGLE, seated, ms).pose for ms in (SINGLE.start_ms, 6500, SINGLE.end_ms)]
    assert {pose.gesture for pose in poses} == {Gesture.SIT}


@pytest.mark.parametrize(("felt", "shown"), [(Emotion.JOYFUL, Emotion.JOYFUL), (Emotion.ANGRY, Emotion.NEUTRAL)])
def test_a_warm_feeling_lasts_through_a_plain_line_and_anger_does_not(felt: Emotion, shown: Emotion) -> None:
    comes, asks, says, burns = BEATS
    play = acting(mood=Mood.CALM, beats=(comes, replace(asks, emotion=felt), says, burns))
    assert play.emotion("tom", SHOULDER.start_ms + 900) is shown


def test_in_an_embrace_each_knows_how_tall_the_other_is() -> None:
    play, placings = acting(beats=()), tuple(replace(one, gesture=Gesture.EMBRACE, enters_from=None) for one in WIDE.shot.placings)
    timed = replace(WIDE, shot=replace(WIDE.shot, placings=placings))
    mira, tom = (play.act(timed, one, WIDE.end_ms - 200).pose for one in placings)
    assert mira.partner == pytest.approx(LOOKS["tom"].figure.height / LOOKS["mira"].figure.height)
    assert mira.partner * tom.partner == pytest.approx(1.0)
