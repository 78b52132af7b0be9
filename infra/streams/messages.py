"""What travels on the streams, and how it looks as bytes: JSON values, and the type in a text header; the only file that knows.

Every message may come twice, late, or not at all: leases make that harmless, the router makes it heal. What is decoded can be used as it is: names
fit a header, account ids are accounts, numbers fit a column and a number of JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from schemas.codec import BROKEN
from schemas.commands.job import FilmFacts
from schemas.errors import Undecodable, UnknownVersion
from schemas.values import Blob, FilmSettings, TaskKind, Text, Whole, WorkClass

TYPE = "type"
"""The header that names the message's type and version."""

WORK_PARTITIONS = 16
"""Of each topic of work: as many workers of a class can have some."""

Name = Annotated[str, Meta(pattern=r"\A[!-~]{1,128}\Z")]
AccountId = Annotated[str, Meta(pattern=r"\A(?!partition:)[!-~]{1,128}\Z")]  # a whole partition is addressed by ours alone
Correlation = Annotated[str, Meta(pattern=r"\A[ -~]{0,256}\Z")]
WorkPartition = Annotated[int, Meta(ge=0, lt=WORK_PARTITIONS)]
Percent = Annotated[int, Meta(ge=0, le=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """Which task a message is about, and under which lease: the part that work and results share."""

    account_id: AccountId
    job_id: Name
    task_id: Name
    lease: Name
    worker: Name
    correlation_id: Correlation = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a task that came before has made."""

    task_id: Name
    blobs: tuple[Blob, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord(Leased):
    """One leased task and all that its engine needs to know; the blobs themselves lie in the object store under the account."""

    attempt: Whole
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
    engine: Name
    blobs: tuple[Blob, ...]
    ms: Whole  # that the engine worked; 0 when the step was found finished
    cached: bool = False
    note: Text = ""
    film: FilmFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Leased):
    code: Name
    message: Text
    transient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack(Leased):
    """The worker goes, was busy, or lost sight of the router: the task is whole and free again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Leased):
    """Fine progress for people who watch; never history."""

    kind: TaskKind
    subject: str
    percent: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAlive:
    """A worker's announcement every 2 s and whenever it changes; while it is busy, the heartbeat of its lease."""

    worker: Name
    work_class: WorkClass
    partitions: tuple[WorkPartition, ...]  # of studio.work.<class>, that it owns
    engines: Mapping[TaskKind, Name]  # what it can make, and with which engine: "animatic/1"
    busy: Leased | None = None
    leaving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAlive:
    router: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Whoever holds this lease stops at once: it has ended."""

    lease: Name
    job_id: Name


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


def decode(record: StreamRecord, *types: type[Any]) -> Message:
    """Raises UnknownVersion for a type that this studio does not know, Undecodable for what it never wrote, or never wrote there: `types`, if any
    are named, are those that may come."""
    if not (name := record.headers.get(TYPE)):
        raise Undecodable("No message of the studio: it has no type.")
    if name not in TYPES:
        raise UnknownVersion(f"{name!r} is no message of this version of the studio.")
    if types and TYPES[name] not in types:
        raise Undecodable(f"A {name} does not belong here.")
    try:
        return _decoder(name).decode(record.value)  # type: ignore[no-any-return]
    except BROKEN as error:
        raise Undecodable(f"Not a {name}: {error}") from error


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(TYPES[name])
