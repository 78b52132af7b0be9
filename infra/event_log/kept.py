"""What somebody has folded of one partition, and where he stood: a small file, a cache; when in doubt it is dropped and the log read again."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from infra.event_log.claim import Head
from infra.event_log.find import holds
from infra.event_log.following import patiently
from infra.event_log.port import EventLog
from infra.files import replacing
from schemas.codec import BROKEN

T = TypeVar("T")
log = logging.getLogger(__name__)


class _Saved(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    version: int
    head: Head
    folded: T


class Kept(Generic[T]):
    """`version` is raised when the meaning of what is kept changes; other versions are dropped."""

    def __init__(self, path: Path, type_: Any, version: int) -> None:
        self._path, self._version = path, version
        self._decoder = msgspec.json.Decoder(_Saved[type_])

    async def load(self, log_: EventLog, partition: int) -> tuple[Head, T] | None:
        """None when there is nothing, or nothing that was folded from this log."""
        try:
            saved = self._decoder.decode(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (*BROKEN, OSError) as error:
            log.warning("%s cannot be used: %s", self._path.name, error)
            return None
        if saved.version != self._version or not await patiently(partial(holds, log_, partition, saved.head)):
            return None
        return saved.head, saved.folded

    def save(self, head: Head, folded: T) -> None:
        """Not synced, because losing it costs a little reading."""
        try:
            with replacing(self._path, durable=False) as file:
                file.write(msgspec.json.encode(_Saved(version=self._version, head=head, folded=folded)))
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path.name, error)
