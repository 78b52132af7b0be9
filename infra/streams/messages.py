"""What travels on the streams, and how it looks as bytes: JSON values, and the type in a text header; the only file that knows.

Every message may come twice, late, or not at all: leases make that harmless, the router makes it heal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec

from schemas.commands.job import FilmFacts
from schemas.errors import Undecodable, UnknownVersion
from schemas.values import Blob, FilmSettings, TaskKind, WorkClass

TYPE = "type"
"""The header that names the message's type and version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """Which task a message is about, and under which lease: the part that work and results share."""

    account_id: str
    job_id: str
    task_id: str
    lease: str
    worker: str
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a task that came before has made."""

    task_id: str
    blobs: tuple[Blob, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord(Leased):
    """One leased task and all that its engine needs to know; the blobs themselves lie in the object store under the account."""

    attempt: int
    kind: TaskKind
    work_class: WorkClass
    subject: str
    inputs_hash: str  # what is asked for, whoever makes it
    settings: FilmSettings
    watermark: bool
    script: str  # hash of the script
    analysis: str  # hash of the analysis that the plan was made from
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(Leased):
    engine: str
    blobs: tuple[Blob, ...]
    ms: int  # that the engine worked; 0 when the step was found finished
    cached: bool = False
    note: str = ""
    film: FilmFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Leased):
    code: str
    message: str
    transient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack(Leased):
    """The worker goes, was busy, or lost sight of the router: the task is whole and free again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Leased):
    """Fine progress for people who watch; never history."""

    kind: TaskKind
    subject: str
    percent: int  # 0 to 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAlive:
    """A worker's announcement every 2 s and whenever it changes; while it is busy, the heartbeat of its lease."""

    worker: str
    work_class: WorkClass
    partitions: tuple[int, ...]  # of studio.work.<class>, that it owns
    engines: Mapping[TaskKind, str]  # what it can make, and with which engine: "animatic/1"
    busy: Leased | None = None
    leaving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAlive:
    router: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Whoever holds this lease stops at once: it has ended."""

    lease: str
    job_id: str


Result = Completed | Failed | HandedBack
Message = WorkRecord | Completed | Failed | HandedBack | Progress | WorkerAlive | RouterAlive | Cancel

TYPES: Mapping[str, type[Any]] = {
    "work.v1": WorkRecord,
    "task.completed.v1": Completed,
    "task.failed.v1": Failed,
    "task.handed_back.v1": HandedBack,
    "task.progress.v1": Progress,
    "worker.alive.v1": WorkerAlive,
    "router.alive.v1": RouterAlive,
    "task.cancel.v1": Cancel,
}
_names = {type_: name for name, type_ in TYPES.items()}
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """As it travels. Header names and values are printable ASCII."""

    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def encode(message: Message, key: str = "") -> StreamRecord:
    return StreamRecord(key=key, value=_encode(message), headers={TYPE: _names[type(message)], "content-type": "application/json"})


def decode(record: StreamRecord) -> Message:
    """Raises UnknownVersion for a type that this studio does not know, Undecodable for bytes that it never wrote."""
    name = record.headers.get(TYPE, "")
    if name not in TYPES:
        raise UnknownVersion(f"{name!r} is no message of this version of the studio.")
    try:
        return _decoder(name).decode(record.value)  # type: ignore[no-any-return]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Undecodable(f"Not a {name}: {error}") from error


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(TYPES[name])
