"""What workers made: one fact for each completed task, named for its kind, and one for each asset beside it."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.values import Blob


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompletion:
    """The part that every completion fact has."""

    job_id: str
    task_id: str
    lease: str
    subject: str
    inputs_hash: str
    engine: str
    blobs: tuple[Blob, ...]
    ms: int  # that the engine worked; 0 when it was found finished
    cached: bool
    note: str = ""  # what a person should know: a stand-in spoke, a font was missing


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptAnalyzed(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterRendered(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRendered(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRendered(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LipSynced(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneComposed(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRendered(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicRendered(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitlesWritten(TaskCompletion):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmEncoded(TaskCompletion):
    length_ms: int
    width: int
    height: int
    watermark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetGenerated:
    """A blob that a person may look at, under a name."""

    asset_id: str
    job_id: str
    project_id: str
    type: str  # P-5.1
    name: str
    blob: Blob


COMPLETIONS = (
    ScriptAnalyzed, CharacterRendered, SceneRendered, VoiceRendered, LipSynced,
    SceneComposed, ClipRendered, MusicRendered, SubtitlesWritten, FilmEncoded,
)  # fmt: skip
