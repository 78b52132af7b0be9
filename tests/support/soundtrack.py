"""The film of a script with its real sound and a black picture: every engine but those that draw, through the studio's own plan and maker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import cv2
import msgspec
import numpy as np

from command_api.planning import Planner
from domain.config import FIRST
from domain.plan import WORK_CLASS, unfold
from film import ffmpeg
from film.model import Analysis, SceneTimeline
from film.picture.encode import encode_clip
from film.picture.planes import planes
from film.sound.wav import RATE, Samples
from film.subtitles.cues import Cue, cues
from gpu_consumers.engines.clips.port import ClipPart
from gpu_consumers.engines.composition import laid_out
from gpu_consumers.engines.composition.port import STORYBOARD, Speeches
from gpu_consumers.engines.formats import film_format
from gpu_consumers.engines.port import Engine, EngineType, Output, OutputFile, Report, Work, load
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.making import Maker
from gpu_consumers.protocol import Request
from infra.object_store.folder import FolderObjectStore
from infra.streams.messages import Completed, Input, WorkRecord
from schemas.values import FilmSettings, TaskKind
from tests.support.labels import label_key

T = TypeVar("T")

ACCOUNT = "acc_1"
SMALL = FilmSettings(height=90, quality="preview")


@dataclass(frozen=True, kw_only=True)
class Soundtrack:
    """A finished film to listen to. Times are ms of the film."""

    film: Path  # the MP4, as anybody gets it but for the picture
    analysis: Analysis
    timelines: tuple[SceneTimeline, ...]
    cues: tuple[Cue, ...]

    def samples(self) -> Samples:
        """(n, 2) of the decoded AAC track; beyond -1..1 where the decoder overshoots."""
        pcm = ffmpeg.run("-i", self.film, "-map", "0:a", "-ar", str(RATE), "-ac", "2", "-f", "f32le", "-")
        return np.frombuffer(pcm, np.float32).reshape(-1, 2)


async def soundtrack(script: str, folder: Path, settings: FilmSettings = SMALL) -> Soundtrack:
    """Makes the whole film of a script below `folder`, one task after the other in this process."""
    store = FolderObjectStore(folder / "objects")
    stored = await store.put(ACCOUNT, script.encode(), "text/plain")
    planned = await Planner(store, label_key).plan(ACCOUNT, script, "", settings, FIRST)
    maker = Maker(store=store, renderer=InThisProcess(), engines=unpainted(), scratch=folder / "scratch")
    made: dict[str, Completed] = {}
    for task in unfold(planned.plan).values():
        record = WorkRecord(
            account_id=ACCOUNT, job_id="job_1", task_id=task.id, lease=task.id, worker="w", attempt=1, kind=task.kind,
            work_class=WORK_CLASS[task.kind], subject=task.subject, inputs_hash=task.inputs_hash, settings=settings, watermark=False,
            script=stored.hash, analysis=planned.plan.analysis, inputs=tuple(Input(task_id=one, blobs=made[one].blobs) for one in task.needs),
        )  # fmt: skip
        result = await maker.make(record, "w", lambda _: None)
        assert isinstance(result, Completed), result
        made[task.id] = result

    async def blob(task_id: str, name: str) -> Path:
        return await store.path_of(ACCOUNT, next(one.hash for one in made[task_id].blobs if one.name == name))

    async def read(task_id: str, name: str, type_: type[T]) -> T:
        return msgspec.json.decode((await blob(task_id, name)).read_bytes(), type=type_)

    scenes = [f"composition.{scene.scene}" for scene in planned.plan.scenes]
    timelines = tuple([await read(scene, "timeline.json", SceneTimeline) for scene in scenes])
    speeches = {beat: speech for scene in scenes for beat, speech in (await read(scene, "speeches.json", Speeches)).items()}
    return Soundtrack(
        film=await blob("film", "film.mp4"),
        analysis=planned.analysis,
        timelines=timelines,
        cues=cues(timelines, planned.analysis, speeches),
    )


class InThisProcess:
    """A renderer without a child process; what an engine raises is raised."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}

    async def render(self, request: Request, report: Report) -> Output:
        engine = self._engines.setdefault(request.engine, load(request.engine))
        return engine.run(request.work, report)

    async def stop(self) -> None:
        """There is nothing to stop."""


def unpainted() -> Mapping[TaskKind, EngineType]:
    """The registry, with blanks in the place of what is only seen."""
    here = {TaskKind.CHARACTER: "Undressed", TaskKind.SCENE: "Unbuilt", TaskKind.COMPOSITION: "Undrawn", TaskKind.CLIP: "Black"}
    return {one.kind: replace(one, path=f"{__name__}:{here[one.kind]}") if one.kind in here else one for one in ENGINES}


class Undressed:
    def run(self, work: Work, report: Report) -> Output:
        return Output(files=(work.write("look.json", b"null", "application/json"),))


class Unbuilt:
    def run(self, work: Work, report: Report) -> Output:
        return Output(files=(work.write("set.pack", b"none", "application/octet-stream"),))


class Undrawn(laid_out.LaidOut):
    """The real composition, without the drawing of its storyboard."""

    def run(self, work: Work, report: Report) -> Output:
        if work.subject.endswith(STORYBOARD):
            return Output(files=(work.write("storyboard.png", b"none", "image/png"),))
        return super().run(work, report)


class Black:
    def run(self, work: Work, report: Report) -> Output:
        timed, format = work.read_part(ClipPart).shot.timed, film_format(work.settings, work.watermark)
        count = round(timed.end_ms * format.fps / 1000) - round(timed.start_ms * format.fps / 1000)
        black = np.zeros((format.height, format.width, 3), np.uint8)
        clip = work.file("clip.mp4")
        encode_clip((planes(black) for _ in range(count)), count, clip, format)
        still = work.write("still.jpg", cv2.imencode(".jpg", black)[1].tobytes(), "image/jpeg")
        return Output(files=(OutputFile(name=clip.name, media_type="video/mp4", path=str(clip)), still))
