"""How one task is made: looked up by its key, or rendered in a scratch folder, stored blob by blob, and remembered. Every outcome is a Result."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from gpu_consumers.damage import throw_away_damaged, unreadable
from gpu_consumers.engines.port import EngineType, Output, Report, Work
from gpu_consumers.protocol import Broken, Request
from gpu_consumers.rendering import Renderer
from gpu_consumers.steps import Step, Steps, key_of
from infra.faults import fault_point
from infra.object_store.port import ObjectStore
from infra.streams.messages import Completed, Failed, Input, Leased, Result, WorkRecord
from schemas.codec import BROKEN
from schemas.errors import NotFound, StorageFull, Unavailable, Undecodable
from schemas.labels import Labels
from schemas.values import Blob, TaskKind

log = logging.getLogger(__name__)

PARTS = "parts.json"
"""Blob of a task that decides for later ones, the analysis or a composition: task id -> the part that this task reads."""

KEPT = 4
"""Films whose parts and labels are remembered."""


class Maker:
    def __init__(self, *, store: ObjectStore, renderer: Renderer, engines: Mapping[TaskKind, EngineType], scratch: Path) -> None:
        self._store, self._renderer, self._engines, self._scratch = store, renderer, engines, scratch
        self._steps = Steps(store)
        self._parts: dict[str, dict[str, msgspec.Raw]] = {}  # by hash, the last few
        self._labels: dict[str, Labels] = {}

    async def make(self, record: WorkRecord, worker: str, report: Report) -> Result:
        """Never raises but for bugs."""
        try:
            return await self._make(record, worker, report)
        except NotFound as error:
            return _failed(record, worker, "input_missing", f"{error} Hand the script in again, then ask for the film.", transient=False)
        except Undecodable as error:
            return _failed(record, worker, "input_unreadable", str(error), transient=False)
        except Unavailable as error:  # StorageFull among them
            return _failed(record, worker, error.code, str(error), transient=True)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                return _failed(record, worker, StorageFull.code, "The disk of the scratch folder is full: make some room.", transient=True)
            log.warning("%s could not be made", record.task_id, exc_info=error)
            return _failed(record, worker, "files_failed", f"{type(error).__name__} while its files were read or stored.", transient=True)

    async def _make(self, record: WorkRecord, worker: str, report: Report) -> Result:
        try:
            return await self._found_or_rendered(record, worker, report)
        except NotFound:
            if damaged := await throw_away_damaged(self._store, record):
                raise unreadable(damaged) from None
            raise

    async def _found_or_rendered(self, record: WorkRecord, worker: str, report: Report) -> Result:
        engine = self._engines.get(record.kind)
        if engine is None:
            return _failed(record, worker, "no_engine", f"This worker has no engine for {record.kind}.", transient=False)
        named = await self._named(record)
        part = await self._part(named)
        key = key_of(named, engine, part)
        if step := await self._steps.find(record.account_id, key):
            return _completed(record, worker, engine, step, ms=0, cached=True)
        folder = self._scratch / record.lease
        await asyncio.to_thread(folder.mkdir, parents=True)
        try:
            return await self._render(record, named, worker, engine, key, part, folder, report)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _render(
        self, record: WorkRecord, named: WorkRecord, worker: str, engine: EngineType, key: str, part: bytes, folder: Path, report: Report
    ) -> Result:
        request = Request(engine=engine.path, work=await self._work(named, engine, part, folder))
        began = asyncio.get_running_loop().time()
        outcome = await self._renderer.render(request, report)
        ms = round((asyncio.get_running_loop().time() - began) * 1000)
        fault_point("worker.after_render", named.task_id)
        if isinstance(outcome, Broken):
            if damaged := await throw_away_damaged(self._store, record):  # how an engine fails of a damaged file, nobody can foresee
                raise unreadable(damaged)
            return _failed(record, worker, outcome.code, outcome.message, transient=outcome.transient)
        step = await self._kept(record.account_id, outcome)
        fault_point("worker.after_put", named.task_id)
        await self._steps.keep(record.account_id, key, step)
        fault_point("worker.kept", named.task_id)
        return _completed(record, worker, engine, step, ms=ms, cached=False)

    async def _kept(self, account_id: str, output: Output) -> Step:
        """The output's files as blobs."""
        stored = await asyncio.gather(*(self._store.put(account_id, Path(file.path), file.media_type) for file in output.files))
        blobs = tuple(
            Blob(name=file.name, hash=one.hash, size=one.size, media_type=file.media_type) for file, one in zip(output.files, stored, strict=True)
        )
        return Step(blobs=blobs, note=output.note, film=output.film)

    async def _work(self, record: WorkRecord, engine: EngineType, part: bytes, folder: Path) -> Work:
        """Raises NotFound when a blob is gone."""
        is_analysis = record.kind is TaskKind.ANALYSIS
        return Work(
            kind=record.kind, task_id=record.task_id, subject=record.subject, settings=record.settings, watermark=record.watermark,
            scratch=str(folder), part=part.decode(),
            script=await self._path(record, record.script) if is_analysis else "",
            analysis=await self._path(record, record.analysis) if is_analysis else "",
            inputs={one.task_id: await self._paths(record, one, engine) for one in record.inputs},
        )  # fmt: skip

    async def _paths(self, record: WorkRecord, of: Input, engine: EngineType) -> dict[str, str]:
        return {blob.name: await self._path(record, blob.hash) for blob in of.blobs if blob.name in engine.reads}

    async def _path(self, record: WorkRecord, hash: str) -> str:
        return str(await self._store.path_of(record.account_id, hash))

    async def _named(self, record: WorkRecord) -> WorkRecord:
        """The same record with the names that its labels stand for: engines speak of people and scenes, the log does not."""
        labels = await self._labels_in(record)
        inputs = tuple(replace(one, task_id=_renamed(one.task_id, labels)) for one in record.inputs)
        return replace(record, task_id=_renamed(record.task_id, labels), subject=labels.named(record.subject), inputs=inputs)

    async def _labels_in(self, record: WorkRecord) -> Labels:
        if record.analysis not in self._labels:
            path = await self._store.path_of(record.account_id, record.analysis)
            _make_room(self._labels)
            self._labels[record.analysis] = Labels.read(await asyncio.to_thread(path.read_bytes))
        return self._labels[record.analysis]

    async def _part(self, record: WorkRecord) -> bytes:
        """What one of the tasks before has put down for this one; for a task that nobody has anything for, nothing."""
        for hash in [blob.hash for one in record.inputs for blob in one.blobs if blob.name == PARTS]:
            part = (await self._parts_in(record, hash)).get(record.task_id)
            if part is not None:
                return bytes(part)
        return b"null"

    async def _parts_in(self, record: WorkRecord, hash: str) -> Mapping[str, msgspec.Raw]:
        if hash not in self._parts:
            path = await self._store.path_of(record.account_id, hash)
            _make_room(self._parts)
            self._parts[hash] = await self._decoded(record, hash, await asyncio.to_thread(path.read_bytes))
        return self._parts[hash]

    async def _decoded(self, record: WorkRecord, hash: str, parts: bytes) -> dict[str, msgspec.Raw]:
        if hashlib.sha256(parts).hexdigest() != hash:
            raise unreadable(await throw_away_damaged(self._store, record))
        try:
            return msgspec.json.decode(parts, type=dict[str, msgspec.Raw])
        except BROKEN as error:
            raise Undecodable(f"{PARTS} has another shape than this worker knows: {error}.") from error


def _renamed(task_id: str, labels: Labels) -> str:
    kind, dot, subject = task_id.partition(".")
    return kind + dot + labels.named(subject)


def _make_room(kept: dict[str, Any]) -> None:
    while len(kept) >= KEPT:
        del kept[next(iter(kept))]


def _completed(record: WorkRecord, worker: str, engine: EngineType, step: Step, *, ms: int, cached: bool) -> Completed:
    return Completed(**lease_of(record, worker), engine=engine.label, blobs=step.blobs, ms=ms, cached=cached, note=step.note, film=step.film)


def _failed(record: WorkRecord, worker: str, code: str, message: str, *, transient: bool) -> Failed:
    return Failed(**lease_of(record, worker), code=code, message=message, transient=transient)


def lease_of(of: Leased, worker: str) -> dict[str, str]:
    """The fields of `Leased` for what `worker` says about it."""
    return {
        "account_id": of.account_id, "job_id": of.job_id, "task_id": of.task_id, "lease": of.lease, "worker": worker,
        "correlation_id": of.correlation_id,
    }  # fmt: skip
