"""A shot's excerpt holds all that its pictures need and nothing that an edit elsewhere in the scene would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from film.direction import direct, lay_out
from film.direction.excerpt import EDGE_MS, excerpt, happening, scenery
from film.direction.layout import SHOT_MIN_MS
from film.model import BeatKind, Emotion, Mouth, Scene, ScenePlan, SceneTimeline, ShotExcerpt, Speech
from film.picture.acting import Acting
from film.picture.people import look
from film.script.analysis import analyse

FPS = 24
EXAMPLES = Path(__file__).parents[3] / "examples"
LONG_LINES = """INT. KITCHEN - NIGHT

ANNA: Who is there?
BEN: Only me, and the wind that has followed me all the way from the harbour up to this old and very cold house of yours.
ANNA: Come in.
BEN: I have brought the bread and the oil and the letters, and nobody on the whole long road has asked me for a single coin.
ANNA: Sit down.
BEN: I will not sit before you have read the first of them to me, slowly, with all the names and all the numbers that stand in it.
ANNA: Very well.
"""
TOLD = [  # a dissolve; lines that a speaker and a listener share, who answers in the same picture
    analyse(text) for text in (*((EXAMPLES / name).read_text(encoding="utf-8") for name in ("wedding.txt", "lighthouse.txt")), LONG_LINES)
]
SCENES = [pair for told in TOLD for pair in zip(told.scenes, direct(told), strict=True)]


def speeches(scene: Scene, longer: str = "", by_ms: int = 0) -> dict[str, Speech]:
    spoken = [beat for beat in scene.beats if beat.kind is not BeatKind.ACTION]
    lengths = {beat.id: 300 + 61 * len(beat.text) + (by_ms if beat.id == longer else 0) for beat in spoken}
    return {
        id: Speech(
            beat=id,
            engine="test",
            length_ms=ms,
            words=(),
            mouth=tuple(Mouth(at_ms=at, open=at % 90, wide=50, teeth=0, closed=0) for at in range(0, ms, 90)),
        )
        for id, ms in lengths.items()
    }


def laid_out(scene: Scene, plan: ScenePlan, sounds: Mapping[str, Speech]) -> SceneTimeline:
    return lay_out(scene, plan, {id: one.length_ms for id, one in sounds.items()}, FPS)


def excerpts(scene: Scene, plan: ScenePlan, sounds: Mapping[str, Speech]) -> list[ShotExcerpt]:
    timeline = laid_out(scene, plan, sounds)
    return [excerpt(scene, timeline, sounds, number, FPS) for number in range(1, len(plan.shots) + 1)]


def own_shots(plan: ScenePlan, beat: str) -> set[int]:
    """Indices of the shots that cover the beat, and of those that dissolve from one of them."""
    covering = {index for index, shot in enumerate(plan.shots) if beat in shot.beats}
    return covering | {index for index, shot in enumerate(plan.shots) if shot.transition == "dissolve" and index - 1 in covering}


@pytest.mark.parametrize("by_ms", [1, 20, 41, 97, 517, 3333])
def test_a_longer_line_changes_the_shots_that_show_it_and_no_other(by_ms: int) -> None:
    for scene, plan in SCENES:
        before = excerpts(scene, plan, speeches(scene))
        for beat in speeches(scene):
            after = excerpts(scene, plan, speeches(scene, beat, by_ms))
            changed = {index for index, (one, other) in enumerate(zip(before, after, strict=True)) if one != other}
            assert changed == own_shots(plan, beat)


def test_words_are_in_no_excerpt() -> None:
    for scene, plan in SCENES:
        untitled = replace(plan, shots=tuple(replace(shot, title="") for shot in plan.shots))
        told = msgspec.json.encode([scenery(scene, plan.shots), *excerpts(scene, untitled, speeches(scene))]).decode()
        assert not [beat for beat in scene.beats if beat.text in told or beat.id in told]


def everybody(scene: Scene, acting: Acting, ms: float) -> Iterator[object]:
    for who in scene.characters:
        yield acting.emotion(who, ms), acting._attended(who, ms), acting._mouth(who, ms), acting._loudness(who, ms)


def test_people_feel_look_and_speak_in_an_excerpt_as_they_do_in_the_whole_scene() -> None:
    looks = {one.id: look(one) for told in TOLD for one in told.characters}
    for scene, plan in SCENES:
        sounds = speeches(scene)
        timeline, homes = laid_out(scene, plan, sounds), scenery(scene, plan.shots).homes
        beats = {beat.id: beat for beat in scene.beats}
        happenings = [happening(beats[one.beat], one.start_ms, one.end_ms, sounds.get(one.beat)) for one in timeline.beats]
        whole = Acting(happenings, homes, scene.mood, looks, light_from=1)
        for timed, one in zip(timeline.shots, excerpts(scene, plan, sounds), strict=True):
            alone = Acting(one.happenings, homes, scene.mood, looks, light_from=1)
            for into in range(5, timed.end_ms - timed.start_ms - 5, 97):
                seen = list(everybody(scene, alone, one.timed.start_ms + into))
                there = [list(everybody(scene, whole, timed.start_ms + into + off)) for off in (-1, 0, 1)]  # frames begin between milliseconds
                assert seen in there, (timed.shot.id, into)


def test_after_a_strong_line_it_does_not_matter_what_was_felt_long_before() -> None:
    scene, plan = max(SCENES, key=lambda one: len(one[1].shots))
    lines = [beat.id for beat in scene.beats if beat.kind is BeatKind.DIALOGUE]
    strong, early = lines[len(lines) // 2], lines[0]
    felt = replace(scene, beats=tuple(replace(beat, emotion=Emotion.SAD) if beat.id == strong else beat for beat in scene.beats))
    other = replace(felt, beats=tuple(replace(beat, emotion=Emotion.ANGRY) if beat.id == early else beat for beat in felt.beats))
    one, two = (excerpts(changed, plan, speeches(scene)) for changed in (felt, other))
    assert one[:-1] != two[:-1]
    assert one[-1] == two[-1]


def test_only_the_ends_of_a_scene_know_that_they_are_its_ends() -> None:
    assert EDGE_MS < SHOT_MIN_MS
    for scene, plan in SCENES:
        first, *between, last = excerpts(scene, plan, speeches(scene))
        assert (first.runs_before_ms, last.runs_after_ms) == (0, 0)
        assert {(one.runs_before_ms, one.runs_after_ms) for one in between} == {(EDGE_MS, EDGE_MS)}


def test_shots_begin_at_clocks_of_their_own() -> None:
    begins = [one.timed.start_ms for scene, plan in SCENES for one in excerpts(scene, plan, speeches(scene))]
    assert len(set(begins)) > 0.8 * len(begins)
    assert all(round(ms * FPS / 1000) * 1000 == ms * FPS for ms in begins)
