"""From a script to a plan and its price: analysed here, deterministically, so that a quote costs nothing and a request carries its plan."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from domain.config import quote
from domain.plan import GRAPH
from film.direction import direct
from film.model import Analysis, BeatKind, Culture, ScenePlan
from film.script import analyse
from infra.object_store.port import ObjectStore
from schemas import codec
from schemas.errors import Overloaded, Refused, TooLarge
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
    """What a script comes to, whosever it is. `data` is the analysis as it is stored."""

    analysis: Analysis
    data: bytes
    plan: Plan


class Planner:
    """Reads scripts in threads of its own, equal ones once, and remembers the last few (`CACHED`) by what they are: plans and refusals."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._threads = ThreadPoolExecutor(THREADS, "analysis")
        self._known: OrderedDict[str, asyncio.Future[Read]] = OrderedDict()

    async def plan(self, account_id: str, script: str, title: str, settings: FilmSettings, config: Config) -> Planned:
        """Raises ScriptRefused, TooLarge when the plan does not fit into a command, and Overloaded while too many scripts wait."""
        found = await self._read(script, title, settings)
        await self._objects.put(account_id, found.data, "application/json")
        return Planned(plan=found.plan, estimate=quote(config, found.plan.length_ms), analysis=found.analysis)

    async def _read(self, script: str, title: str, settings: FilmSettings) -> Read:
        key = short_hash((script, title, settings))
        if (known := self._known.get(key)) is None:
            known = self._begin(key, script, title, settings)
        self._known.move_to_end(key)
        return await asyncio.shield(known)  # whoever leaves, others may wait for the same

    def _begin(self, key: str, script: str, title: str, settings: FilmSettings) -> asyncio.Future[Read]:
        if sum(not one.done() for one in self._known.values()) >= WAITING_MAX:
            raise Overloaded(f"{WAITING_MAX} scripts are being read: try again in a moment.", retry_after_s=1)
        reading = asyncio.get_running_loop().run_in_executor(self._threads, _read, script, title, settings)
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


def short_hash(value: object) -> str:
    return hashlib.sha256(codec.encode(value)).hexdigest()[:16]


def _read(script: str, title: str, settings: FilmSettings) -> Read:
    """Raises ScriptRefused, TooLarge."""
    analysis, shots = _analyse(script, title, settings)
    data = codec.encode(analysis)
    plan = Plan(
        script_hash=hashlib.sha256(script.encode()).hexdigest(), settings_hash=short_hash(settings), analysis=hashlib.sha256(data).hexdigest(),
        characters=tuple(one.id for one in analysis.characters), character_hashes=tuple(short_hash(one) for one in analysis.characters),
        scenes=tuple(_scene(analysis, number, len(scene.shots)) for number, scene in enumerate(shots)), length_ms=estimated_ms(analysis),
        graph=GRAPH,
    )  # fmt: skip
    if (size := len(codec.encode(plan))) > PLAN_BYTES_MAX:
        raise TooLarge(f"The plan of this script takes {size} bytes and {PLAN_BYTES_MAX} fit: film it in parts.")
    return Read(analysis=analysis, data=data, plan=plan)


def _analyse(script: str, title: str, settings: FilmSettings) -> tuple[Analysis, tuple[ScenePlan, ...]]:
    culture = None if settings.culture == "auto" else Culture(settings.culture)
    language = None if settings.language == "auto" else settings.language
    analysis = analyse(script, title=title, culture=culture, language=language)
    return analysis, direct(analysis)


def _scene(analysis: Analysis, number: int, shots: int) -> PlannedScene:
    scene = analysis.scenes[number]
    spoken = [beat for beat in scene.beats if beat.kind is not BeatKind.ACTION]
    return PlannedScene(
        scene=scene.id, hash=short_hash(scene), shots=shots,
        lines=tuple(beat.id for beat in spoken), line_hashes=tuple(short_hash(beat) for beat in spoken), cast=scene.characters,
    )  # fmt: skip
