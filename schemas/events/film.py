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
    """The script is analysed: its characters, scenes and beats, and the part of them that each later task reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterRendered(TaskCompletion):
    """The look of a character is decided, and shown on a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRendered(TaskCompletion):
    """The set of a scene is painted, without its people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRendered(TaskCompletion):
    """A line is spoken: its sound, and when each word is heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LipSynced(TaskCompletion):
    """The mouths of a scene's lines are shaped after their sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneComposed(TaskCompletion):
    """A scene is laid out in time, shot by shot, after its voices; or its storyboard is drawn from that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRendered(TaskCompletion):
    """A shot is filmed and encoded, with one still of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicRendered(TaskCompletion):
    """A scene is scored and mixed with its lines; or the sound of the whole film is mastered from its scenes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitlesWritten(TaskCompletion):
    """What is said is written as SRT, WebVTT and ASS, timed by the spoken words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmEncoded(TaskCompletion):
    """Clips, sound and subtitles are joined into the finished film, with a poster."""

    length_ms: int
    width: int
    height: int
    watermark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetGenerated:
    """A blob that a task has made becomes an asset: a person may look at it, under a name."""

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
