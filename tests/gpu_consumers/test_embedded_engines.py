"""The embedded engines, each in a real child process, make one small film; what they give is what their ports say."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import importlib
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import pysubs2
import pytest

from command_api.planning import Planner
from domain.config import FIRST
from domain.plan import GRAPH, WORK_CLASS, unfold
from film import ffmpeg
from film.finish import decoded_hash
from film.model import SceneTimeline, Speech
from gpu_consumers.engines.port import EngineType
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.making import Maker
from gpu_consumers.rendering import ChildProcess
from infra.object_store.folder import FolderObjectStore
from infra.streams.messages import Completed, Input, WorkRecord
from schemas.labels import Labels
from schemas.values import FilmSettings, PlannedScene, TaskKind
from tests.support.labels import label_key

SCRIPT = """La Lampe

INT. MAISON - NUIT

MEERA: Qui est là ?
ARJUN: Rien que le vent.
MEERA: Ferme la porte.
ARJUN: Elle est fermée.

EXT. PLAGE - AUBE

Le soleil se lève.
"""
EDITED = SCRIPT.replace("Rien que le vent.", "Rien que le vent de la nuit.")
JOINED_BY_A_THIRD = (
    SCRIPT
    + """
BIJU: Bonjour, la mer.
"""
)
MOVED = SCRIPT.replace("La Lampe\n", "La Lampe\n\n\n")
TINY = FilmSettings(height=90, quality="preview", language="fr")  # espeak-ng speaks French, and is quick to start
ACCOUNT = "acc_1"


@dataclass
class Studio:
    """Makes the tasks of a plan in order, each in one child process; afterwards they go by the names that their labels stand for."""

    folder: Path
    made: dict[str, Completed] = field(default_factory=dict)
    scenes: list[PlannedScene] = field(default_factory=list)

    async def film(self, child: ChildProcess, script: str = SCRIPT, *, watermark: bool = True, graph: int = GRAPH) -> Studio:
        store = FolderObjectStore(self.folder / "objects")
        stored = await store.put(ACCOUNT, script.encode(), "text/plain")
        plan = replace((await Planner(store, label_key).plan(ACCOUNT, script, "La Lampe", TINY, FIRST)).plan, graph=graph)
        labels = Labels.read((await store.path_of(ACCOUNT, plan.analysis)).read_bytes())
        maker = Maker(store=store, renderer=child, engines={one.kind: one for one in ENGINES}, scratch=self.folder / "scratch")
        for task in unfold(plan).values():
            record = WorkRecord(
                account_id=ACCOUNT, job_id="job_1", task_id=task.id, lease=task.id, worker="w", attempt=1, kind=task.kind,
                work_class=WORK_CLASS[task.kind], subject=task.subject, inputs_hash=task.inputs_hash, settings=TINY, watermark=watermark,
                script=stored.hash, analysis=plan.analysis, inputs=tuple(Input(task_id=one, blobs=self.made[one].blobs) for one in task.needs),
            )  # fmt: skip
            result = await maker.make(record, "w", lambda _: None)
            assert isinstance(result, Completed), result
            self.made[task.id] = result
        self.made = {named(task, labels): made for task, made in self.made.items()}
        self.scenes = [replace(scene, scene=labels.named(scene.scene), lines=tuple(map(labels.named, scene.lines))) for scene in plan.scenes]
        return self

    @property
    def fresh(self) -> set[str]:
        return {task for task, one in self.made.items() if not one.cached}

    def path(self, task_id: str, name: str) -> Path:
        blob = next(one for one in self.made[task_id].blobs if one.name == name)
        return self.folder / "objects" / "users" / ACCOUNT / "blobs" / blob.hash

    def read(self, task_id: str, name: str, type_: Any) -> Any:
        return msgspec.json.decode(self.path(task_id, name).read_bytes(), type=type_)

    def of(self, kind: TaskKind) -> list[str]:
        return [task_id for task_id in self.made if task_id.partition(".")[0] == kind]


def named(task_id: str, labels: Labels) -> str:
    kind, dot, subject = task_id.partition(".")
    return kind + dot + labels.named(subject)


@dataclass(frozen=True)
class Runs:
    """One film, and then the same again under other circumstances; in one store."""

    first: Studio
    again: Studio
    edited: Studio
    moved: Studio
    plain: Studio
    third: Studio
    old: Studio
    alone: Studio


@contextlib.asynccontextmanager
async def child_process() -> AsyncIterator[ChildProcess]:
    child = ChildProcess([])
    try:
        yield child
    finally:
        await child.stop()


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("studio")

    async def make() -> Runs:
        async with child_process() as child:
            first = await Studio(folder).film(child)
            again = await Studio(folder).film(child)
            edited, moved = await Studio(folder).film(child, EDITED), await Studio(folder).film(child, MOVED)
            plain = await Studio(folder).film(child, watermark=False)
            third = await Studio(folder).film(child, JOINED_BY_A_THIRD)
            old = await Studio(folder).film(child, graph=1)
        first.path(second_clip(first), "clip.mp4").unlink()
        async with child_process() as child:
            alone = await Studio(folder).film(child)
        return Runs(first=first, again=again, edited=edited, moved=moved, plain=plain, third=third, old=old, alone=alone)

    return asyncio.run(make())


@pytest.fixture
def film(runs: Runs) -> Studio:
    return runs.first


def second_clip(studio: Studio) -> str:
    return f"clip.{studio.scenes[0].scene}.2"


@pytest.mark.parametrize("engine", ENGINES, ids=lambda one: one.name)
def test_an_engine_gives_what_its_port_says(film: Studio, engine: EngineType) -> None:
    port = importlib.import_module(engine.module.rpartition(".")[0] + ".port")
    tasks = [film.made[task_id] for task_id in film.of(engine.kind)]
    assert tasks
    for task in tasks:
        makes = port.MAKES
        if task.task_id == "music":
            makes = port.MAKES_OF_ALL
        if task.task_id.endswith(".storyboard"):
            makes = port.MAKES_STORYBOARD
        assert tuple(blob.name for blob in task.blobs) == makes
        assert all(blob.size > 0 for blob in task.blobs)
        assert (task.engine, task.cached) == (engine.label, False)


def test_the_film_is_as_long_as_its_scenes_and_carries_its_words(film: Studio) -> None:
    timelines = [film.read(f"composition.{scene.scene}", "timeline.json", SceneTimeline) for scene in film.scenes]
    facts = ffmpeg.probe(film.path("film", "film.mp4"))
    told = film.made["film"].film
    assert told is not None
    assert (told.width, told.height) == (160, 90)
    assert abs(told.length_ms - sum(timeline.length_ms for timeline in timelines)) <= 2
    assert [len(facts.of(kind)) for kind in ("video", "audio", "subtitle")] == [1, 1, 1]
    assert facts.title == "La Lampe"
    assert "Rien que le vent" in film.path("subtitles", "film.srt").read_text()


def test_its_styled_subtitles_tell_who_speaks(film: Studio) -> None:
    ass = pysubs2.SSAFile.load(str(film.path("subtitles", "film.ass")))
    said = [(one.style, ass.styles[one.style].italic) for one in ass.events]
    assert said == [("meera", False), ("arjun", False), ("meera", False), ("arjun", False), ("Narrator", True)]
    assert len({astuple(one.primarycolor) for one in ass.styles.values()}) == 3


def test_a_clip_holds_the_frames_of_its_shot(film: Studio) -> None:
    for scene in film.scenes:
        timeline = film.read(f"composition.{scene.scene}", "timeline.json", SceneTimeline)
        assert len(timeline.shots) == scene.shots
        for number, timed in enumerate(timeline.shots, 1):
            frames = round(timed.end_ms * 24 / 1000) - round(timed.start_ms * 24 / 1000)
            assert ffmpeg.packet_count(film.path(f"clip.{scene.scene}.{number}", "clip.mp4")) == frames


def test_lips_carry_the_speeches_with_mouths_and_compositions_without(film: Studio) -> None:
    scene = film.scenes[0]
    lips = film.read(f"lips.{scene.scene}", "lips.json", dict[str, Speech])
    plain = film.read(f"composition.{scene.scene}", "speeches.json", dict[str, Speech])
    assert tuple(lips) == tuple(plain) == scene.lines
    assert all(speech.mouth for speech in lips.values())
    assert not any(speech.mouth for speech in plain.values())


def test_a_second_run_finds_every_step(runs: Runs) -> None:
    assert runs.again.fresh == set()
    assert {task: one.blobs for task, one in runs.again.made.items()} == {task: one.blobs for task, one in runs.first.made.items()}


def test_one_edited_line_makes_itself_and_the_shots_that_show_it_again(runs: Runs) -> None:
    """The later shots of the scene begin later, and are the same."""
    edited, scene = runs.edited, runs.edited.scenes[0].scene
    voices = {task for task in edited.fresh if task.startswith("voice.")}
    line = next(iter(voices)).partition(".")[2]
    before, after = (film.read(f"composition.{scene}", "timeline.json", SceneTimeline) for film in (runs.first, edited))
    clips = {f"clip.{timed.shot.id}" for timed in after.shots if line in timed.shot.beats}
    assert len(voices) == 1
    assert len(after.shots) >= len(clips) + 3
    assert after.shots[-1].start_ms > before.shots[-1].start_ms
    composed = {f"composition.{scene}", f"composition.{scene}.storyboard"}
    assert edited.fresh == {*voices, *clips, *composed, "analysis", f"lips.{scene}", f"music.{scene}", "music", "subtitles", "film"}


def test_empty_lines_make_nothing_again(runs: Runs) -> None:
    """The numbers of lines are in no key but that of the analysis."""
    assert runs.moved.fresh == {"analysis"}


def test_a_new_character_in_one_scene_leaves_the_pictures_of_the_others(runs: Runs) -> None:
    first, second = (scene.scene for scene in runs.third.scenes)
    made = {task for task in runs.third.fresh if first in task}
    assert "character.biju" in runs.third.fresh
    assert f"composition.{second}" in runs.third.fresh
    assert not {task for task in made if task.startswith(("clip.", "composition.", "scene."))}


def test_without_watermark_clips_are_rendered_again_and_nothing_before_them(runs: Runs) -> None:
    assert runs.plain.fresh == {"film", *runs.first.of(TaskKind.CLIP)}


def test_a_film_that_was_planned_with_the_old_graph_is_the_same(runs: Runs) -> None:
    """Who updates the studio while a film is being made gets that film."""
    assert runs.old.fresh >= {"film", *(f"music.{scene.scene}" for scene in runs.old.scenes)}
    assert "music" not in runs.old.made
    assert decoded_hash(runs.old.path("film", "film.mp4")) == decoded_hash(runs.first.path("film", "film.mp4"))


def test_a_clip_made_alone_in_a_new_process_is_the_same(runs: Runs) -> None:
    """Its neighbours were made on a stage that was kept; a film that was interrupted must come out the same."""
    task_id = second_clip(runs.first)
    assert runs.alone.fresh == {task_id}
    assert runs.alone.made[task_id].blobs == runs.first.made[task_id].blobs


def test_blobs_are_what_their_hashes_say(film: Studio) -> None:
    for task_id, one in film.made.items():
        for blob in one.blobs:
            assert hashlib.sha256(film.path(task_id, blob.name).read_bytes()).hexdigest() == blob.hash


def test_workers_import_no_engine() -> None:
    """They may live in the process that serves people; what is heavy or may crash lives in the children."""
    program = "import sys, gpu_consumers.crew; print([one for one in ('numpy', 'cv2', 'skia', 'scipy', 'onnxruntime') if one in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
