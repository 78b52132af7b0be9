"""The embedded engines, each in a real child process, make one small film; what they give is what their ports say."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from command_api.planning import Planner
from domain.config import FIRST
from domain.plan import WORK_CLASS, unfold
from film import ffmpeg
from film.model import SceneTimeline, Speech
from gpu_consumers.engines.port import EngineType
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.making import Maker
from gpu_consumers.rendering import ChildProcess
from infra.object_store.folder import FolderObjectStore
from infra.streams.messages import Completed, Input, WorkRecord
from schemas.values import Blob, FilmSettings, Plan, TaskKind

SCRIPT = """The Lamp

INT. VILLAGE HOUSE - NIGHT

MEERA: Who is at the door?
ARJUN: Only the wind.

EXT. SEASIDE - DAWN

Meera walks along the shore.
"""
TINY = FilmSettings(height=90, quality="draft")
ACCOUNT = "acc_1"


@dataclass
class Studio:
    """Makes the tasks of a plan in order, each in the one child process."""

    folder: Path
    made: dict[str, Completed] = field(default_factory=dict)

    async def film(self, script: str = SCRIPT, settings: FilmSettings = TINY, *, watermark: bool = True) -> Plan:
        store = FolderObjectStore(self.folder / "objects")
        stored = await store.put(ACCOUNT, script.encode(), "text/plain")
        plan = (await Planner(store).plan(ACCOUNT, script, "The Lamp", settings, FIRST)).plan
        child = ChildProcess([])
        maker = Maker(store=store, renderer=child, engines={one.kind: one for one in ENGINES}, scratch=self.folder / "scratch")
        self.made = {}
        try:
            for task in unfold(plan).values():
                record = WorkRecord(
                    account_id=ACCOUNT, job_id="job_1", task_id=task.id, lease=task.id, worker="w", attempt=1, kind=task.kind,
                    work_class=WORK_CLASS[task.kind], subject=task.subject, inputs_hash=task.inputs_hash, settings=settings, watermark=watermark,
                    script=stored.hash, analysis=plan.analysis, inputs=tuple(Input(task_id=one, blobs=self.made[one].blobs) for one in task.needs),
                )  # fmt: skip
                result = await maker.make(record, "w", lambda _: None)
                assert isinstance(result, Completed), result
                self.made[task.id] = result
        finally:
            await child.stop()
        return plan

    def path(self, task_id: str, name: str) -> Path:
        blob = next(one for one in self.made[task_id].blobs if one.name == name)
        return self.folder / "objects" / "users" / ACCOUNT / "blobs" / blob.hash

    def read(self, task_id: str, name: str, type_: Any) -> Any:
        return msgspec.json.decode(self.path(task_id, name).read_bytes(), type=type_)

    def of(self, kind: TaskKind) -> list[str]:
        return [task_id for task_id in self.made if task_id.partition(".")[0] == kind]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> tuple[Studio, Plan]:
    made = Studio(tmp_path_factory.mktemp("studio"))
    return made, asyncio.run(made.film())


@pytest.mark.parametrize("engine", ENGINES, ids=lambda one: one.name)
def test_an_engine_gives_what_its_port_says(studio: tuple[Studio, Plan], engine: EngineType) -> None:
    port = importlib.import_module(engine.module.rpartition(".")[0] + ".port")
    tasks = [studio[0].made[task_id] for task_id in studio[0].of(engine.kind)]
    assert tasks
    for task in tasks:
        assert tuple(blob.name for blob in task.blobs) == port.MAKES
        assert all(blob.size > 0 for blob in task.blobs)
        assert (task.engine, task.cached) == (engine.label, False)


def test_the_film_is_as_long_as_its_scenes_and_carries_its_words(studio: tuple[Studio, Plan]) -> None:
    made, plan = studio
    timelines = [made.read(f"composition.{scene.scene}", "timeline.json", SceneTimeline) for scene in plan.scenes]
    facts = ffmpeg.probe(made.path("film", "film.mp4"))
    film = made.made["film"].film
    assert film is not None
    assert (film.width, film.height) == (160, 90)
    assert abs(film.length_ms - sum(timeline.length_ms for timeline in timelines)) <= 2
    assert [len(facts.of(kind)) for kind in ("video", "audio", "subtitle")] == [1, 1, 1]
    assert facts.title == "The Lamp"
    assert "Only the wind" in made.path("subtitles", "film.srt").read_text()


def test_a_clip_holds_the_frames_of_its_shot(studio: tuple[Studio, Plan]) -> None:
    made, plan = studio
    for scene in plan.scenes:
        timeline = made.read(f"composition.{scene.scene}", "timeline.json", SceneTimeline)
        for number, timed in enumerate(timeline.shots, 1):
            frames = round(timed.end_ms * 24 / 1000) - round(timed.start_ms * 24 / 1000)
            assert ffmpeg.packet_count(made.path(f"clip.{scene.scene}.{number}", "clip.mp4")) == frames


def test_lips_carry_the_speeches_with_mouths_and_compositions_without(studio: tuple[Studio, Plan]) -> None:
    made, plan = studio
    scene = plan.scenes[0]
    lips = made.read(f"lips.{scene.scene}", "lips.json", dict[str, Speech])
    plain = made.read(f"composition.{scene.scene}", "speeches.json", dict[str, Speech])
    assert tuple(lips) == tuple(plain) == scene.lines
    assert all(speech.mouth for speech in lips.values())
    assert not any(speech.mouth for speech in plain.values())


def test_a_second_run_finds_every_step_and_one_edited_line_makes_its_scene_again(studio: tuple[Studio, Plan]) -> None:
    made, plan = studio
    again = Studio(made.folder)
    asyncio.run(again.film())
    assert all(one.cached for one in again.made.values())
    assert {task: one.blobs for task, one in again.made.items()} == {task: one.blobs for task, one in made.made.items()}

    first, second = (scene.scene for scene in plan.scenes)
    edited = Studio(made.folder)
    asyncio.run(edited.film(SCRIPT.replace("Only the wind.", "Only the cold night wind.")))
    fresh = {task for task, one in edited.made.items() if not one.cached}
    voices = [task for task in fresh if task.startswith("voice.")]
    assert len(voices) == 1
    clips = {task for task in edited.made if task.startswith(f"clip.{first}.")}
    assert fresh == {*voices, *clips, "analysis", f"lips.{first}", f"composition.{first}", f"music.{first}", "subtitles", "film"}
    assert not any(second in task for task in fresh)


def test_lines_put_in_before_make_nothing_again_that_they_do_not_touch(studio: tuple[Studio, Plan]) -> None:
    """The numbers of lines and scenes are in no key."""
    made, _ = studio
    moved = Studio(made.folder)
    asyncio.run(moved.film(SCRIPT.replace("The Lamp\n", "The Lamp\n\n\n")))
    assert {task for task, one in moved.made.items() if not one.cached} == {"analysis"}


def test_a_clip_made_alone_in_a_new_process_is_the_same(studio: tuple[Studio, Plan]) -> None:
    """Its neighbours were made on a stage that was kept; a film that was interrupted must come out the same."""
    made, plan = studio
    task_id = f"clip.{plan.scenes[1].scene}.2"
    made.path(task_id, "clip.mp4").unlink()
    again = Studio(made.folder)
    asyncio.run(again.film())
    assert [task for task, one in again.made.items() if not one.cached] == [task_id]
    assert again.made[task_id].blobs == made.made[task_id].blobs


def test_a_film_without_watermark_renders_its_clips_again_and_nothing_before_them(studio: tuple[Studio, Plan]) -> None:
    made, _ = studio
    plain = Studio(made.folder)
    asyncio.run(plain.film(watermark=False))
    fresh = {task for task, one in plain.made.items() if not one.cached}
    assert fresh == {"film", *made.of(TaskKind.CLIP)}


def test_blobs_are_what_their_hashes_say(studio: tuple[Studio, Plan]) -> None:
    made, _ = studio
    blobs: list[tuple[str, Blob]] = [(task, blob) for task, one in made.made.items() for blob in one.blobs]
    for task, blob in blobs:
        assert hashlib.sha256(made.path(task, blob.name).read_bytes()).hexdigest() == blob.hash


def test_workers_import_no_engine() -> None:
    """They may live in the process that serves people; what is heavy or may crash lives in the children."""
    program = "import sys, gpu_consumers.crew; print([one for one in ('numpy', 'cv2', 'skia', 'scipy', 'onnxruntime') if one in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
