"""Snapshots: the state of a partition at one position, so that a restart folds only the tail. A cache; the log stays the truth.

Written by a reader of the log (`take`), never from speculative state. One that another version wrote, or with a bit turned, is passed over.
"""

from __future__ import annotations

import gc
import hashlib
import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from domain.account import Account, NoAccount
from domain.job import Ended, Queued, Running
from domain.partition import VERSION, Fold, Partition
from domain.project import Archived, Project
from domain.tenant import Tenant
from infra.event_log.claim import Claim, Head
from infra.event_log.find import holds
from infra.event_log.port import EventLog
from schemas.codec import BROKEN
from schemas.envelope import Instant
from schemas.partitions import EVENTS
from schemas.values import Config

FORMAT = 1
log = logging.getLogger(__name__)


class SnapshotStore(Protocol):
    """Where snapshots lie: a few of each partition, so that one that cannot be used has another behind it."""

    def newest_first(self, partition: int) -> Iterator[tuple[int, bytes]]:
        """(seq, snapshot), read one by one as they are asked for."""
        ...

    def put(self, partition: int, seq: int, data: bytes) -> None:
        """Atomic: it is there whole, or what was there stays. The history ends at `seq`: those that lie beyond are of another one, and go."""
        ...

    def drop(self, partition: int, seq: int) -> None:
        """Gone, also when it was not there."""
        ...


@dataclass(slots=True)
class _SavedTenant:
    """A tenant with its unions taken apart, because msgpack tells dataclasses apart by place only."""

    account: Account | None
    projects: dict[str, Project]
    archived: dict[str, Project]
    queued_jobs: dict[str, Queued]
    running_jobs: dict[str, Running]
    ended_jobs: dict[str, Ended]
    running: tuple[str, ...]
    queued: tuple[str, ...]
    due: Instant | None
    remembered: dict[str, tuple[int, str, Instant]]


@dataclass(slots=True)
class _Saved:
    head: Head
    command_hash: str
    now: Instant
    config: Config
    system: Config
    ended: list[tuple[Instant, str, str]]
    tenants: dict[str, _SavedTenant] = field(default_factory=dict)


@dataclass(slots=True)
class Restored:
    """A partition at a position that the log confirmed."""

    state: Partition
    head: Head
    command_hash: str = ""  # of the last decided command


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(_Saved)


def dump(restored: Restored) -> bytes:
    """`studio-snapshot <format> <decider version> <sha-256>`, a newline, msgpack."""
    state = restored.state
    saved = _Saved(
        head=restored.head, command_hash=restored.command_hash, now=state.now, config=state.config, system=state.system, ended=list(state._ended),
        tenants={id: _save(tenant) for id, tenant in state.tenants.items()},
    )  # fmt: skip
    body = _encode(saved)
    return f"studio-snapshot {FORMAT} {VERSION} {hashlib.sha256(body).hexdigest()}\n".encode() + body


class _Unusable(Exception):
    """Says why."""


def load(partition: int, data: bytes) -> Restored | None:
    """None when this is no snapshot of this version, or not as it was written."""
    try:
        return _loaded(partition, data)
    except _Unusable as reason:
        log.warning("snapshot passed over", extra={"partition": partition, "reason": str(reason)})
        return None


def _loaded(partition: int, data: bytes) -> Restored:
    first, _, body = data.partition(b"\n")
    head, _, wanted = first.rpartition(b" ")
    if head != f"studio-snapshot {FORMAT} {VERSION}".encode():
        raise _Unusable("another version")
    with _without_collector(), ThreadPoolExecutor(1) as beside:
        whole = beside.submit(lambda: hashlib.sha256(body).hexdigest().encode() == wanted)  # on another core: it needs no interpreter
        try:
            saved = _decoder.decode(body)
        except BROKEN as error:
            raise _Unusable(f"not of the shape of this version: {error}") from error
        if not whole.result():
            raise _Unusable("damaged")
        state = Partition(partition, now=saved.now, config=saved.config, system=saved.system)
        state.tenants = {id: _restore(tenant) for id, tenant in saved.tenants.items()}
        state._ended = deque(saved.ended)
        state.rebuild_order()
    return Restored(state, saved.head, saved.command_hash)


async def restore(log_: EventLog, partition: int, store: SnapshotStore) -> Restored:
    """The newest snapshot that can be read and whose very last event the log still holds; a partition without history when there is none.

    One whose event the log does not hold is of another history, that of before a backup perhaps: it is dropped, so that it is never in the way again.
    """
    for seq, data in store.newest_first(partition):
        restored = load(partition, data)
        if restored is None:
            continue
        if await holds(log_, partition, restored.head):
            return restored
        log.warning("snapshot dropped: the log does not hold its last event", extra={"partition": partition, "seq": seq})
        store.drop(partition, seq)
    return Restored(Partition(partition), Head())


async def catch_up(log_: EventLog, restored: Restored, until: int) -> Claim:
    """Fold the true events up to offset `until` (exclusive); the claim that stands there. Raises BrokenLink and the like."""
    claim, fold = Claim(restored.state.number, restored.head), Fold(restored.state)
    while claim.head.next_offset < until:
        records = await log_.read(EVENTS, restored.state.number, claim.head.next_offset, min(5_000, until - claim.head.next_offset))
        if not records:
            break
        for recorded in claim.events(records):
            fold.apply(recorded)
            restored.command_hash = recorded.command_hash
    restored.head = claim.head
    return claim


async def take(log_: EventLog, partition: int, store: SnapshotStore) -> Restored:
    """Write a snapshot at the last whole command of the log: the newest one plus the tail."""
    restored = await restore(log_, partition, store)
    before = restored.head.seq
    await catch_up(log_, restored, await log_.end(EVENTS, partition))
    if restored.head.command_whole and restored.head.seq > before:
        store.put(partition, restored.head.seq, dump(restored))
    return restored


def _save(tenant: Tenant) -> _SavedTenant:
    def of(items: dict[str, Any], kind: type) -> dict[str, Any]:
        return {id: item for id, item in items.items() if type(item) is kind}

    return _SavedTenant(
        account=tenant.account if isinstance(tenant.account, Account) else None,
        projects=of(tenant.projects, Project), archived={id: one.project for id, one in of(tenant.projects, Archived).items()},
        queued_jobs=of(tenant.jobs, Queued), running_jobs=of(tenant.jobs, Running), ended_jobs=of(tenant.jobs, Ended),
        running=tenant.running, queued=tenant.queued, due=tenant.due, remembered=tenant.remembered,
    )  # fmt: skip


def _restore(saved: _SavedTenant) -> Tenant:
    archived = {id: Archived(project=project) for id, project in saved.archived.items()}
    return Tenant(
        account=saved.account or NoAccount(), projects={**saved.projects, **archived},
        jobs={**saved.queued_jobs, **saved.running_jobs, **saved.ended_jobs},
        running=saved.running, queued=saved.queued, due=saved.due, remembered=saved.remembered,
    )  # fmt: skip


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of new objects that all live on: the cyclic collector would walk them again and again and find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
