"""When everything happens: shots meet on frame boundaries and every voice is heard in full."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from film.direction import direct, frame_ms, lay_out
from film.model import Analysis, BeatKind, Scene, ScenePlan, SceneTimeline, ShotKind
from film.script import analyse, read
from tests.film.direction.test_grammar import SCRIPTS

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))


def spoken(scene: Scene, ms: int = 1700) -> dict[str, int]:
    return {beat.id: ms + 13 * place for place, beat in enumerate(scene.beats) if beat.kind is not BeatKind.ACTION}


def laid_out(analysis: Analysis, fps: int = 24, ms: int = 1700) -> list[tuple[Scene, ScenePlan, SceneTimeline]]:
    plans = zip(analysis.scenes, direct(analysis), strict=True)
    return [(scene, plan, lay_out(scene, plan, spoken(scene, ms), fps)) for scene, plan in plans]


def check(scene: Scene, plan: ScenePlan, timeline: SceneTimeline, speech: dict[str, int], fps: int) -> None:
    assert tuple(one.shot for one in timeline.shots) == plan.shots
    assert timeline.shots[0].start_ms == 0
    assert timeline.shots[-1].end_ms == timeline.length_ms
    for one, other in pairwise(timeline.shots):
        assert one.end_ms == other.start_ms
    for shot in timeline.shots:
        assert shot.end_ms - shot.start_ms >= 1000
        assert frame_ms(round(shot.end_ms * fps / 1000), fps) == shot.end_ms
    assert [one.beat for one in timeline.beats] == [beat.id for beat in scene.beats]
    for before, after in pairwise(timeline.beats):
        assert after.start_ms - before.end_ms >= 340
    for beat in timeline.beats:
        assert beat.end_ms - beat.start_ms >= speech.get(beat.beat, 1800)
        covering = [shot for shot in timeline.shots if beat.beat in shot.shot.beats]
        assert covering[0].start_ms <= beat.start_ms
        assert beat.end_ms <= covering[-1].end_ms
    assert timeline.length_ms - timeline.beats[-1].end_ms >= 900


@settings(max_examples=80, deadline=None)
@given(SCRIPTS, st.integers(200, 15_000), st.sampled_from([24, 25, 30]))
def test_shots_partition_the_scene_and_hold_their_beats(text: str, ms: int, fps: int) -> None:
    for scene, plan, timeline in laid_out(analyse(text), fps, ms):
        check(scene, plan, timeline, spoken(scene, ms), fps)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_lines_of_the_examples_follow_each_other_at_the_pace_of_talk(path: Path) -> None:
    for _, plan, timeline in laid_out(analyse(read(path.read_bytes()))):
        heard = {one.beat: one for one in timeline.beats}
        for one, other in pairwise(plan.shots):
            if one.beats and other.beats and one.beats[-1] != other.beats[0]:
                assert 350 <= heard[other.beats[0]].start_ms - heard[one.beats[-1]].end_ms <= 650 or one.kind is ShotKind.ESTABLISHING


def test_an_establishing_shot_lasts_two_seconds_even_when_silent() -> None:
    for _, _, timeline in laid_out(analyse("INT. HOME - DAY\n\nMira: Hi.\n\nEXT. SEA - DAY\n\nMira: Hi.")):
        first = timeline.shots[0]
        assert first.shot.kind is ShotKind.ESTABLISHING
        assert first.end_ms - first.start_ms >= 2000


def test_a_titled_shot_can_be_read() -> None:
    titled, plain = (
        timeline.shots[0] for _, _, timeline in laid_out(analyse("INT. HOME - DAY\n\nMira: Hi.\n\nEXT. SEA - DAY\n\nMira: Hi.", title="A Title"))
    )
    assert titled.end_ms >= 3000
    assert titled.end_ms > plain.end_ms + 700


def test_silent_deeds_get_time_to_be_seen() -> None:
    scene, plan, _ = laid_out(analyse("INT. HOME - DAY\n\nMira: Hi.\n\nMira nods.\n\nMira looks " + "and looks " * 10))[0]
    timeline = lay_out(scene, plan, spoken(scene), 24)
    short, long = [one.end_ms - one.start_ms for one in timeline.beats[1:]]
    assert (short, long) == (1800, 3500)


def test_a_listener_is_seen_within_a_long_line() -> None:
    scene, plan, _ = laid_out(analyse("INT. HOME - DAY\n\nMira: Hello.\nTom: Hello.\nMira: " + "I have walked so far over the hills " * 3))[0]
    long = scene.beats[-1].id
    timeline = lay_out(scene, plan, {beat.id: 8000 for beat in scene.beats}, 24)
    speaker, listener = [one for one in timeline.shots if long in one.shot.beats]
    heard = timeline.beats[-1]
    assert (listener.shot.kind, listener.start_ms) == (ShotKind.REACTION, speaker.end_ms)
    assert heard.start_ms + 4000 < listener.start_ms < heard.end_ms - 2000


def test_a_line_without_a_voice_is_our_mistake() -> None:
    analysis = analyse("Mira: Hello.")
    with pytest.raises(ValueError, match="no speech"):
        lay_out(analysis.scenes[0], direct(analysis)[0], {}, 24)


@given(st.integers(0, 200_000), st.sampled_from([12, 24, 25, 30, 60]))
def test_a_frame_is_found_again_from_its_time(frame: int, fps: int) -> None:
    assert round(frame_ms(frame, fps) * fps / 1000) == frame
