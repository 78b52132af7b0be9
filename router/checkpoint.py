"""Where a router left off: the heads of the log and the open jobs, in one small file. A cache: when in doubt it is dropped and the log read again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from infra.event_log.claim import Head
from infra.files import replacing
from router.board import OpenJob
from schemas.codec import BROKEN

VERSION = 2
"""Raised when the shape or the fold of OpenJob changes; other versions are dropped."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    heads: Mapping[int, Head]  # by partition
    jobs: Sequence[OpenJob]


class _Opening(msgspec.Struct, frozen=True, kw_only=True):
    """The first line; a job is on each of the others."""

    version: int
    heads: dict[int, Head]
    jobs: int = -1  # how many lines follow: a power cut may have left fewer


_encode = msgspec.json.Encoder().encode
_opening = msgspec.json.Decoder(_Opening)
_job = msgspec.json.Decoder(OpenJob)


class CheckpointFile:
    """Its methods may be called in any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._one_by_one = threading.Lock()

    def load(self) -> Checkpoint | None:
        """None when there is none, or none that can be used."""
        try:
            with self._path.open("rb") as file:
                opening = _opening.decode(file.readline())
                if opening.version != VERSION:
                    return None
                jobs = [_job.decode(line) for line in file]
        except FileNotFoundError:
            return None
        except (*BROKEN, OSError) as error:
            log.warning("dropped the router's checkpoint: %s", error)
            return None
        if len(jobs) != opening.jobs:
            log.warning("dropped the router's checkpoint: %d of %d jobs are there", len(jobs), opening.jobs)
            return None
        return Checkpoint(heads=opening.heads, jobs=jobs)

    def save(self, checkpoint: Checkpoint) -> None:
        """Whole or not at all; not synced, because losing it costs a little reading. Nobody may fold meanwhile.

        Job by job: one call for all of them would keep the interpreter, and so the event loop, for as long as it takes.
        """
        opening = _Opening(version=VERSION, heads=dict(checkpoint.heads), jobs=len(checkpoint.jobs))
        try:
            with self._one_by_one, replacing(self._path, durable=False) as file:
                for line in (opening, *checkpoint.jobs):
                    file.write(_encode(line) + b"\n")
        except OSError as error:
            log.warning("could not keep the router's checkpoint: %s", error)

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)
