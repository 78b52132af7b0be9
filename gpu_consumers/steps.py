"""Finished steps, found again: the key is the hash of everything that can change the result, the value says which blobs it was.

A hit counts only while each of its blobs still lies in the object store at its full length.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

import msgspec

from gpu_consumers.engines.port import EngineType
from infra.object_store.port import ObjectStore
from infra.streams.messages import WorkRecord
from schemas.codec import BROKEN
from schemas.commands.job import FilmFacts
from schemas.errors import NotFound
from schemas.values import Blob, TaskKind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an engine made."""

    blobs: tuple[Blob, ...]
    note: str = ""
    film: FilmFacts | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Step)


def key_of(record: WorkRecord, engine: EngineType, part: bytes) -> str:
    """SHA-256, 64 hex digits, of: task, engine and version, its part, and the settings and blobs that the engine reads."""
    settings = {name: record.watermark if name == "watermark" else getattr(record.settings, name) for name in engine.settings}
    sources = (record.script, record.analysis) if record.kind is TaskKind.ANALYSIS else ()
    blobs = sorted((one.task_id, blob.name, blob.hash) for one in record.inputs for blob in one.blobs if blob.name in engine.reads)
    asked = _encoder.encode([record.kind, record.task_id, engine.label, settings, sources, blobs])
    return hashlib.sha256(b"%d:%b,%b" % (len(part), part, asked)).hexdigest()


class Steps:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def find(self, account_id: str, key: str) -> Step | None:
        kept = await self._store.get_name(account_id, f"steps/{key}")
        if kept is None:
            return None
        try:
            step = _decoder.decode(kept)
            for blob in step.blobs:
                if (await self._store.stat(account_id, blob.hash)).size != blob.size:
                    raise NotFound(f"{blob.name} is cut short.")
        except (NotFound, *BROKEN) as gone:
            log.info("a finished step is made again: %s", gone)
            return None
        return step

    async def keep(self, account_id: str, key: str, step: Step) -> None:
        """Raises StorageFull."""
        await self._store.put_name(account_id, f"steps/{key}", _encoder.encode(step))
