"""The small closed sets and value objects that commands and events share.

What comes in by a command is bounded where it is decoded, so that whatever is decided fits a record, a column and a number of JSON (RFC 8259, 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=128)]
Text = Annotated[str, Meta(max_length=2_000)]
Whole = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Credits = Annotated[int, Meta(ge=-(10**13), le=10**13)]
"""1/100 credits; sums of them stay exact."""
Hash = Annotated[str, Meta(max_length=64)]


class Tier(StrEnum):
    FREE = "free"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class GrantSource(StrEnum):
    FREE_MONTHLY = "free_monthly"
    PLAN_MONTHLY = "plan_monthly"
    PURCHASE = "purchase"
    BONUS = "bonus"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


class ReleaseReason(StrEnum):
    UNUSED = "unused"  # the film was shorter than estimated
    FAILED = "failed"  # failed work is free
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the job ran out of its time


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Stage(StrEnum):
    """The seven stages that a person sees; `domain/plan.py` says which tasks belong to each."""

    ANALYSIS = "analysis"
    CHARACTERS = "characters"
    SCENES = "scenes"
    COMPOSITION = "composition"
    VIDEO = "video"
    AUDIO = "audio"
    FINAL = "final"


class TaskKind(StrEnum):
    """What one task makes; each kind has an engine port of its own."""

    ANALYSIS = "analysis"
    CHARACTER = "character"
    SCENE = "scene"
    VOICE = "voice"
    LIPS = "lips"
    COMPOSITION = "composition"
    CLIP = "clip"
    MUSIC = "music"
    SUBTITLES = "subtitles"
    FILM = "film"


class WorkClass(StrEnum):
    """The consumer group that takes a task: what machine it needs."""

    ANALYSIS = "analysis"
    IMAGE = "image"
    VIDEO = "video"
    VOICE = "voice"
    MUSIC = "music"
    COMPOSE = "compose"


@dataclass(frozen=True, slots=True)
class Line:
    """A part of an amount: so much out of that grant."""

    grant_id: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRef:
    """A script by what it says: the text itself lies in the object store under the account."""

    hash: Hash  # SHA-256 of the UTF-8 bytes, 64 hex digits
    size: Whole  # bytes
    format: Id = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmSettings:
    """How a project is filmed (P-2.3). A new field needs a default; None or "auto" leaves it to the analysis."""

    style: Id = "cinematic"
    culture: Id = "auto"
    language: Id = "auto"
    aspect: Id = "16:9"
    height: Whole = 720
    quality: Id = "standard"
    music: bool = True
    subtitles: bool = True
    seed: Whole = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedScene:
    """One scene of a plan: ids are stable across edits of the script, hashes say what is asked for."""

    scene: str
    hash: str  # of the scene as analysed, 16 hex digits
    shots: Whole
    lines: tuple[str, ...]  # beat ids that are spoken
    line_hashes: tuple[str, ...]  # 16 hex digits each, same order
    cast: tuple[str, ...] = ()  # characters that are in it, since graph 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a job will make, compact (P-3.21); domain/plan.py unfolds it into tasks."""

    script_hash: str
    settings_hash: str  # 16 hex digits: format, watermark, style, seed
    analysis: str  # blob of the analysis that the plan was made from
    characters: tuple[str, ...]
    character_hashes: tuple[str, ...]
    scenes: tuple[PlannedScene, ...]
    length_ms: Whole  # estimate
    graph: Whole = 1  # which of the graphs of domain/plan.py it unfolds into


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """An artifact by the hash of its bytes."""

    name: Id  # "set.npz", "clip.mp4", ...
    hash: Hash  # SHA-256, 64 hex digits
    size: Whole
    media_type: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One line of a quote: `amount` = `unit_price` x `units`, in 1/100 credit."""

    item: str
    units: Whole
    unit_price: Credits
    amount: Credits


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    amount: Credits
    price_version: Whole
    lines: tuple[PriceLine, ...]
    length_ms: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLimits:
    running_jobs: Whole
    projects: Whole
    film_ms_max: Whole
    height_max: Whole
    monthly_credits: Whole  # 1/100 credit
    watermark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Prices and limits that decisions use; versioned, decided under `system`, adopted partition by partition."""

    version: Whole
    film_minute: Whole  # 1/100 credit per started minute, still motion
    queued_jobs_max: Whole
    task_window: Whole  # open tasks of one account
    attempts_max: Whole
    lost_leases_max: Whole
    job_time_max_ms: Whole
    tiers: dict[str, TierLimits]
