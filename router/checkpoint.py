"""Where a router left off: the heads of the log and the open jobs, in one small file. A cache: when in doubt it is dropped and the log read again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from infra.event_log.claim import Head
from infra.files import replacing
from router.board import OpenJob

VERSION = 1
"""Raised when the shape or the fold of OpenJob changes; other versions are dropped."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    version: int
    heads: Mapping[int, Head]  # by partition
    jobs: tuple[OpenJob, ...]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Checkpoint)


class CheckpointFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Checkpoint | None:
        """None when there is none, or none that can be used."""
        try:
            checkpoint = _decoder.decode(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            log.warning("dropped the router's checkpoint: %s", error)
            return None
        return checkpoint if checkpoint.version == VERSION else None

    def save(self, heads: Mapping[int, Head], jobs: list[OpenJob]) -> None:
        """Whole or not at all; not synced, because losing it costs a little reading."""
        try:
            with replacing(self._path, durable=False) as file:
                file.write(_encoder.encode(Checkpoint(version=VERSION, heads=heads, jobs=tuple(jobs))))
        except OSError as error:
            log.warning("could not keep the router's checkpoint: %s", error)

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)
