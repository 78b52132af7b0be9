"""From a script to a plan and its price: analysed here, deterministically, so that a quote costs nothing and a request carries its plan."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from domain.config import quote
from domain.plan import GRAPH
from film.direction import direct
from film.model import Analysis, BeatKind, Culture, PlannedAnalysis, Scene, ScenePlan
from film.script import analyse
from infra.object_store.port import ObjectStore
from schemas import codec
from schemas.errors import Overloaded, Refused, TooLarge
from schemas.labels import keyed_hash, label
from schemas.values import Config, Estimate, FilmSettings, Plan, PlannedScene

CACHED = 64
THREADS = 2
"""Of the analysis alone: whoever reads a file must not wait behind scripts."""
WAITING_MAX = 32
"""Different scripts that are being analysed or wait for it."""
PLAN_BYTES_MAX = 100_000
WORDS_PER_S = 2.3  # spoken
SHOT_MS, SCENE_MS = 450, 3_400  # silence around a line, and around a scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    plan: Plan
    estimate: Estimate
    analysis: Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a script of one account comes to. `data` is the analysis as it is stored, with what its labels stand for (schemas/labels.py)."""

    analysis: Analysis
    data: bytes
    plan: Plan


class Planner:
    """Reads scripts in threads of its own, equal ones once, and remembers the last few (`CACHED`) by what they are: plans and refusals."""

    def __init__(self, objects: ObjectStore, label_key: Callable[[str], Awaitable[bytes]]) -> None:
        """`label_key`: of an account, 32 bytes that nobody has once it is erased."""
        self._objects, self._label_key = objects, label_key
        self._threads = ThreadPoolExecutor(THREADS, "analysis")
        self._known: OrderedDict[str, asyncio.Future[Read]] = OrderedDict()

    async def plan(self, account_id: str, script: str, title: str, settings: FilmSettings, config: Config) -> Planned:
        """Raises ScriptRefused, TooLarge when the plan does not fit into a command, Overloaded while too many wait, and what `label_key` does."""
        found = await self._read(script, title, settings, await self._label_key(account_id))
        await self._objects.put(account_id, found.data, "application/json")
        return Planned(plan=found.plan, estimate=quote(config, found.plan.length_ms), analysis=found.analysis)

    async def _read(self, script: str, title: str, settings: FilmSettings, label_key: bytes) -> Read:
        key = keyed_hash(label_key, codec.encode((script, title, settings)))
        if (known := self._known.get(key)) is None:
            known = self._begin(key, script, title, settings, label_key)
        self._known.move_to_end(key)
        return await asyncio.shield(known)  # whoever leaves, others may wait for the same

    def _begin(self, key: str, script: str, title: str, settings: FilmSettings, label_key: bytes) -> asyncio.Future[Read]:
        if sum(not one.done() for one in self._known.values()) >= WAITING_MAX:
            raise Overloaded(f"{WAITING_MAX} scripts are being read: try again in a moment.", retry_after_s=1)
        reading = asyncio.get_running_loop().run_in_executor(self._threads, _read, script, title, settings, label_key)
        self._known[key] = reading
        reading.add_done_callback(partial(self._keep, key))
        return reading

    def _keep(self, key: str, reading: asyncio.Future[Read]) -> None:
        """A refusal is as lasting as a plan; anything else that went wrong is tried again."""
        if reading.cancelled() or not isinstance(reading.exception(), Refused | None):
            del self._known[key]
        while len(self._known) > CACHED:
            del self._known[next(each for each, one in self._known.items() if one.done())]


def estimated_ms(analysis: Analysis) -> int:
    """How long the film will be, from its words alone; the voices will say exactly."""
    return sum(SCENE_MS + sum(_beat_ms(len(beat.text), beat.kind) for beat in scene.beats) for scene in analysis.scenes)


def _beat_ms(characters: int, kind: BeatKind) -> int:
    """Five letters and a space make a word on average, in any alphabet near enough."""
    return 2_200 if kind is BeatKind.ACTION else SHOT_MS + round(characters / 6 / WORDS_PER_S * 1000)


def _read(script: str, title: str, settings: FilmSettings, key: bytes) -> Read:
    """Raises ScriptRefused, TooLarge."""
    analysis, shots = _analyse(script, title, settings)
    labels = _labels(analysis, key)
    data = codec.encode(PlannedAnalysis(analysis=analysis, labels={label: name for name, label in labels.items()}))
    plan = Plan(
        script_hash=hashlib.sha256(script.encode()).hexdigest(), settings_hash=hashlib.sha256(codec.encode(settings)).hexdigest()[:16],
        analysis=hashlib.sha256(data).hexdigest(),
        characters=tuple(labels[one.id] for one in analysis.characters), character_hashes=_hashes(analysis.characters, key),
        scenes=tuple(_scene(scene, len(planned.shots), labels, key) for scene, planned in zip(analysis.scenes, shots, strict=True)),
        length_ms=estimated_ms(analysis), graph=GRAPH,
    )  # fmt: skip
    if (size := len(codec.encode(plan))) > PLAN_BYTES_MAX:
        raise TooLarge(f"The plan of this script takes {size} bytes and {PLAN_BYTES_MAX} fit: film it in parts.")
    return Read(analysis=analysis, data=data, plan=plan)


def _analyse(script: str, title: str, settings: FilmSettings) -> tuple[Analysis, tuple[ScenePlan, ...]]:
    culture = None if settings.culture == "auto" else Culture(settings.culture)
    language = None if settings.language == "auto" else settings.language
    analysis = analyse(script, title=title, culture=culture, language=language)
    return analysis, direct(analysis)


def _labels(analysis: Analysis, key: bytes) -> Mapping[str, str]:
    """Name -> label, of everything that the plan speaks of; a character and a scene of one name share a label, as they share the name."""
    names = [*(one.id for one in analysis.characters), *(scene.id for scene in analysis.scenes)]
    return {name: label(key, name) for name in [*names, *(beat.id for scene in analysis.scenes for beat in scene.spoken)]}


def _scene(scene: Scene, shots: int, labels: Mapping[str, str], key: bytes) -> PlannedScene:
    return PlannedScene(
        scene=labels[scene.id], hash=_hashes([scene], key)[0], shots=shots,
        lines=tuple(labels[beat.id] for beat in scene.spoken), line_hashes=_hashes(scene.spoken, key),
        cast=tuple(labels[one] for one in scene.characters),
    )  # fmt: skip


def _hashes(of: Sequence[object], key: bytes) -> tuple[str, ...]:
    return tuple(keyed_hash(key, codec.encode(one)) for one in of)
