"""Subtitles as they are delivered: from a script, through the analysis' part for them, to the files that the engine writes."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import msgspec
import pysubs2
import pytest

from film.model import Analysis, BeatKind, SceneTimeline, Speech, TimedBeat, Word
from film.script import analyse
from gpu_consumers.engines.analysis.parts import parts
from gpu_consumers.engines.port import Work
from gpu_consumers.engines.subtitles.written import Written
from schemas.values import FilmSettings, TaskKind

SCRIPT = """INT. KITCHEN - NIGHT

NARRATOR: It was late.

Anna, 20, opens the door.

ANNA: Who is there?

BEA: Only the wind.

CARL: And me.

ANNA: Come in.
"""


def read(script: str) -> Analysis:
    return analyse(script, title="The Visit")


def part(script: str) -> bytes:
    return msgspec.json.encode(parts(read(script))["subtitles"])


def said(analysis: Analysis, folder: Path) -> dict[str, dict[str, str]]:
    """The timelines and speeches of the scenes, as files: one word a beat, a second each."""
    given = {}
    for scene in analysis.scenes:
        beats = [beat for beat in scene.beats if beat.kind is not BeatKind.ACTION]
        timed = tuple(TimedBeat(beat=beat.id, start_ms=1000 * at, end_ms=1000 * at + 900) for at, beat in enumerate(beats))
        words = {beat.id: (Word(text=beat.text.split()[0], start_ms=0, end_ms=900),) for beat in beats}
        files = {
            "timeline.json": SceneTimeline(scene=scene.id, shots=(), beats=timed, length_ms=1000 * len(beats)),
            "speeches.json": {beat: Speech(beat=beat, engine="test", length_ms=900, words=heard) for beat, heard in words.items()},
        }
        given[f"composition.{scene.id}"] = {name: str(folder / f"{scene.id}.{name}") for name in files}
        for name, value in files.items():
            Path(folder, f"{scene.id}.{name}").write_bytes(msgspec.json.encode(value))
    return given


@pytest.fixture
def delivered(tmp_path: Path) -> pysubs2.SSAFile:
    work = Work(
        kind=TaskKind.SUBTITLES, task_id="subtitles", subject="", settings=FilmSettings(), watermark=False, scratch=str(tmp_path),
        part=part(SCRIPT).decode(), inputs=said(read(SCRIPT), tmp_path),
    )  # fmt: skip
    Written().run(work, lambda _: None)
    return pysubs2.SSAFile.load(str(tmp_path / "film.ass"))


def test_each_speaker_stands_upright_in_a_colour_of_its_own_and_the_narrator_white_and_slanted(delivered: pysubs2.SSAFile) -> None:
    assert [one.style for one in delivered.events] == ["Narrator", "anna", "bea", "carl", "anna"]
    narrator, *speakers = (delivered.styles[name] for name in ("Narrator", "anna", "bea", "carl"))
    assert (narrator.primarycolor, narrator.italic) == (pysubs2.Color(255, 255, 255), True)
    assert len({astuple(one.primarycolor) for one in (narrator, *speakers)}) == 1 + len(speakers)
    assert not any(one.italic for one in speakers)


def test_what_people_look_like_is_not_read_and_makes_no_subtitles_again() -> None:
    aged = SCRIPT.replace("Anna, 20, opens", "Anna, 80, in a red saree, shuts")
    assert read(aged).characters != read(SCRIPT).characters
    assert part(aged) == part(SCRIPT)
    assert part(SCRIPT.replace("Come in.", "Come in, all of you.")) != part(SCRIPT)
