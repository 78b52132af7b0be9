"""The plan of a film unfolded into tasks: who needs whom, in the order in which they are scheduled; pure, so that everybody unfolds alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from schemas.values import Plan, PlannedScene, Stage, TaskKind, WorkClass

WORK_CLASS: Mapping[TaskKind, WorkClass] = {
    TaskKind.ANALYSIS: WorkClass.ANALYSIS,
    TaskKind.CHARACTER: WorkClass.IMAGE,
    TaskKind.SCENE: WorkClass.IMAGE,
    TaskKind.VOICE: WorkClass.VOICE,
    TaskKind.LIPS: WorkClass.VOICE,
    TaskKind.COMPOSITION: WorkClass.COMPOSE,
    TaskKind.CLIP: WorkClass.VIDEO,
    TaskKind.MUSIC: WorkClass.MUSIC,
    TaskKind.SUBTITLES: WorkClass.COMPOSE,
    TaskKind.FILM: WorkClass.COMPOSE,
}
STAGES: tuple[tuple[Stage, int, frozenset[TaskKind]], ...] = (
    (Stage.ANALYSIS, 5, frozenset({TaskKind.ANALYSIS})),
    (Stage.CHARACTERS, 20, frozenset({TaskKind.CHARACTER})),
    (Stage.SCENES, 35, frozenset({TaskKind.SCENE})),
    (Stage.COMPOSITION, 50, frozenset({TaskKind.COMPOSITION})),
    (Stage.VIDEO, 70, frozenset({TaskKind.CLIP, TaskKind.LIPS})),
    (Stage.AUDIO, 85, frozenset({TaskKind.VOICE, TaskKind.MUSIC, TaskKind.SUBTITLES})),
    (Stage.FINAL, 100, frozenset({TaskKind.FILM})),
)
"""The marks of P-3.5: a stage is reached when all its tasks and those of all stages before it are done, so progress only rises."""


GRAPH = 2
"""Of new plans. In 2 the film's sound is made beside its pictures: each scene is mixed with its music, and the task "music" makes one sound of
them; its storyboard is drawn while its clips are; and a scene needs only the characters that are in it. In 1, which stays as long as there are logs
that hold it, the task that joins the film mixes it too, clips wait for storyboards, and every scene needs all characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    id: str
    kind: TaskKind
    subject: str
    needs: tuple[str, ...]
    inputs_hash: str


def unfold(plan: Plan) -> Mapping[str, PlannedTask]:
    """Every task of the plan by its id, needs before those who need them, scene after scene so that the first pictures come early."""
    kept = _kept.get(id(plan))
    if kept is None or kept[0] is not plan:
        if len(_kept) >= KEPT_MAX:
            _kept.clear()
        kept = _kept[id(plan)] = plan, _unfolded(plan)
    return kept[1]


KEPT_MAX = 1024
_kept: dict[int, tuple[Plan, Mapping[str, PlannedTask]]] = {}
"""By identity, because to hash a plan of a thousand tasks takes longer than a decision; the plan is held, so that its id stays its own."""


@lru_cache(maxsize=KEPT_MAX)
def _unfolded(plan: Plan) -> Mapping[str, PlannedTask]:
    return {task.id: task for task in _tasks(plan)}


def _tasks(plan: Plan) -> Iterator[PlannedTask]:
    yield _task(plan, TaskKind.ANALYSIS, "", (), plan.script_hash)
    for one, hash in zip(plan.characters, plan.character_hashes, strict=True):
        yield _task(plan, TaskKind.CHARACTER, one, ("analysis",), hash)
    for scene in plan.scenes:
        yield from _scene_tasks(plan, scene)
    compositions = tuple(f"composition.{scene.scene}" for scene in plan.scenes)
    storyboards = tuple(_storyboard(scene) for scene in plan.scenes) if plan.graph > 1 else ()
    yield _task(plan, TaskKind.SUBTITLES, "", ("analysis", *compositions), plan.script_hash)
    clips = tuple(f"clip.{shot}" for scene in plan.scenes for shot in _shots(scene))
    sounds = tuple(f"music.{scene.scene}" for scene in plan.scenes)
    if plan.graph == 1:
        sounds += tuple(f"voice.{line}" for scene in plan.scenes for line in scene.lines)
    else:
        yield _task(plan, TaskKind.MUSIC, "", ("analysis", *sounds), plan.script_hash)
        sounds = ("music",)
    yield _task(plan, TaskKind.FILM, "", ("analysis", *compositions, *storyboards, *clips, *sounds, "subtitles"), plan.script_hash)


def _scene_tasks(plan: Plan, scene: PlannedScene) -> Iterator[PlannedTask]:
    characters = tuple(f"character.{one}" for one in (plan.characters if plan.graph == 1 else scene.cast))
    voices = tuple(f"voice.{line}" for line in scene.lines)
    for line, hash in zip(scene.lines, scene.line_hashes, strict=True):
        yield _task(plan, TaskKind.VOICE, line, ("analysis",), hash)
    background, lips, composition = f"scene.{scene.scene}", f"lips.{scene.scene}", f"composition.{scene.scene}"
    yield _task(plan, TaskKind.SCENE, scene.scene, ("analysis",), scene.hash)
    yield _task(plan, TaskKind.LIPS, scene.scene, ("analysis", *voices), scene.hash)
    seen = ("analysis", *characters, background)
    if plan.graph == 1:
        yield _task(plan, TaskKind.COMPOSITION, scene.scene, (*seen, lips), scene.hash)
    else:
        yield _task(plan, TaskKind.COMPOSITION, scene.scene, ("analysis", lips), scene.hash)
    for shot in _shots(scene):
        yield _task(plan, TaskKind.CLIP, shot, (*seen, lips, composition), scene.hash)
    yield _task(plan, TaskKind.MUSIC, scene.scene, ("analysis", composition, *(() if plan.graph == 1 else voices)), scene.hash)
    if plan.graph > 1:
        yield _task(plan, TaskKind.COMPOSITION, _storyboard(scene).partition(".")[2], (*seen, composition), scene.hash)


def _storyboard(scene: PlannedScene) -> str:
    return f"composition.{scene.scene}.storyboard"


def _shots(scene: PlannedScene) -> tuple[str, ...]:
    return tuple(f"{scene.scene}.{number}" for number in range(1, scene.shots + 1))


def _task(plan: Plan, kind: TaskKind, subject: str, needs: tuple[str, ...], asked: str) -> PlannedTask:
    id = f"{kind}.{subject}" if subject else str(kind)
    inputs = hashlib.sha256(f"{id}\n{asked}\n{plan.settings_hash}".encode()).hexdigest()[:16]
    return PlannedTask(id=id, kind=kind, subject=subject, needs=needs, inputs_hash=inputs)
