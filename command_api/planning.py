"""From a script to a plan and its price: analysed here, deterministically, so that a quote costs nothing and a request carries its plan."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from domain.config import quote
from domain.plan import GRAPH
from film.direction import direct
from film.model import Analysis, BeatKind, Culture, ScenePlan
from film.script import analyse
from infra.object_store.port import ObjectStore
from schemas import codec
from schemas.errors import TooLarge
from schemas.values import Config, Estimate, FilmSettings, Plan, PlannedScene

CACHED = 64
PLAN_BYTES_MAX = 100_000
WORDS_PER_S = 2.3  # spoken
SHOT_MS, SCENE_MS = 450, 3_400  # silence around a line, and around a scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    plan: Plan
    estimate: Estimate
    analysis: Analysis


class Planner:
    """Analyses scripts off the event loop and remembers the last few (`CACHED`) by what they are."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._cache: OrderedDict[str, tuple[Analysis, tuple[ScenePlan, ...]]] = OrderedDict()

    async def plan(self, account_id: str, script: str, title: str, settings: FilmSettings, config: Config) -> Planned:
        """Raises ScriptRefused, and TooLarge when the plan does not fit into a command."""
        analysis, shots = await self._analysed(script, title, settings)
        stored = await self._objects.put(account_id, codec.encode(analysis), "application/json")
        length_ms = estimated_ms(analysis)
        plan = Plan(
            script_hash=hashlib.sha256(script.encode()).hexdigest(), settings_hash=short_hash(settings), analysis=stored.hash,
            characters=tuple(one.id for one in analysis.characters), character_hashes=tuple(short_hash(one) for one in analysis.characters),
            scenes=tuple(_scene(analysis, number, len(scene.shots)) for number, scene in enumerate(shots)), length_ms=length_ms, graph=GRAPH,
        )  # fmt: skip
        if (size := len(codec.encode(plan))) > PLAN_BYTES_MAX:
            raise TooLarge(f"The plan of this script takes {size} bytes and {PLAN_BYTES_MAX} fit: film it in parts.")
        return Planned(plan=plan, estimate=quote(config, length_ms), analysis=analysis)

    async def _analysed(self, script: str, title: str, settings: FilmSettings) -> tuple[Analysis, tuple[ScenePlan, ...]]:
        key = short_hash((script, title, settings))
        if key not in self._cache:
            self._cache[key] = await asyncio.to_thread(_analyse, script, title, settings)
            while len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        self._cache.move_to_end(key)
        return self._cache[key]


def estimated_ms(analysis: Analysis) -> int:
    """How long the film will be, from its words alone; the voices will say exactly."""
    return sum(SCENE_MS + sum(_beat_ms(len(beat.text), beat.kind) for beat in scene.beats) for scene in analysis.scenes)


def _beat_ms(characters: int, kind: BeatKind) -> int:
    """Five letters and a space make a word on average, in any alphabet near enough."""
    return 2_200 if kind is BeatKind.ACTION else SHOT_MS + round(characters / 6 / WORDS_PER_S * 1000)


def short_hash(value: object) -> str:
    return hashlib.sha256(codec.encode(value)).hexdigest()[:16]


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
