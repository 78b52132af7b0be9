"""What an engine is, whatever its stage: work in, files out. Runs in a child process; knows no streams, no accounts, no log."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from schemas.commands.job import FilmFacts
from schemas.errors import EngineFailed
from schemas.values import FilmSettings, TaskKind

T = TypeVar("T")

Report = Callable[[float], None]
"""Tells how much is done, 0 to 1; may be called as often as one likes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineType:
    """One line of the registry. A new `version` whenever the same input would give other bytes: it is part of every step's key."""

    kind: TaskKind
    name: str
    version: int
    path: str  # "package.module:Class"; imported in child processes only
    settings: tuple[str, ...] = ()  # fields of FilmSettings, and "watermark", that it reads
    reads: tuple[str, ...] = ()  # names of the blobs that it reads of the tasks before it; it gets no others

    @property
    def label(self) -> str:
        return f"{self.name}/{self.version}"

    @property
    def module(self) -> str:
        return self.path.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One task as its engine sees it: paths of files to read, and a folder of its own to write to.

    `part` is what an earlier task, mostly the analysis, has put down for this one in its parts.json, as JSON. The key holds this part alone,
    so what belongs to other tasks can change without this one being made again.
    """

    kind: TaskKind
    task_id: str
    subject: str  # scene, shot, character or line that it is about; "" for the whole film
    settings: FilmSettings
    watermark: bool
    scratch: str
    part: str = "null"
    script: str = ""  # only where the kind is ANALYSIS
    analysis: str = ""  # likewise: the analysis that the plan was made from
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # task id -> blob name -> path

    def read_part(self, type_: type[T]) -> T:
        return msgspec.json.decode(self.part, type=type_)

    def path(self, task_id: str, name: str) -> Path:
        """A blob that another task has made. Raises EngineFailed when the task did not get it."""
        try:
            return Path(self.inputs[task_id][name])
        except KeyError:
            raise EngineFailed(f"{self.task_id} needs {name} of {task_id}, which it was not given.", transient=False) from None

    def read(self, task_id: str, name: str, type_: type[T]) -> T:
        """A JSON blob that another task has made."""
        return msgspec.json.decode(self.path(task_id, name).read_bytes(), type=type_)

    def of_kind(self, kind: TaskKind) -> Iterator[str]:
        """Ids of the needed tasks of a kind, in the plan's order."""
        return (task_id for task_id in self.inputs if task_id.partition(".")[0] == kind)

    def file(self, name: str) -> Path:
        """Where to write an output."""
        return Path(self.scratch) / name

    def write(self, name: str, data: bytes | object, media_type: str) -> OutputFile:
        """Put bytes, or a dataclass as JSON, into the scratch folder."""
        path = self.file(name)
        path.write_bytes(data if isinstance(data, bytes) else msgspec.json.encode(data))
        return OutputFile(name=name, media_type=media_type, path=str(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    name: str  # of the blob: "clip.mp4"
    media_type: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    files: tuple[OutputFile, ...]
    note: str = ""  # what a person should know: a stand-in spoke, a font was missing
    film: FilmFacts | None = None  # of the task that encodes the film


class Engine(Protocol):
    """Made once in a child process and then used for task after task, so that it may keep what is slow to load."""

    def run(self, work: Work, report: Report) -> Output:
        """Deterministic: the same work gives the same bytes.

        Raises EngineFailed (detail `transient=False`: trying again is no use), StorageFull, ToolMissing, ScriptRefused; any other exception is a bug
        of the engine and counts as an attempt.
        """
        ...


def load(path: str) -> Engine:
    """The engine that a registry line names."""
    module, _, name = path.partition(":")
    made: Any = getattr(importlib.import_module(module), name)()
    return made  # type: ignore[no-any-return]
