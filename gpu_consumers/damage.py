"""Whether what a task was given still is what was stored. May delete what is not: then the step that made it is not found, and made again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from infra.object_store.port import ObjectStore
from infra.streams.messages import WorkRecord
from schemas.errors import NotFound, Undecodable


async def throw_away_damaged(store: ObjectStore, record: WorkRecord) -> Sequence[str]:
    """Reads every input of the task; which of them are not there with the bytes that their names say, in words.

    A task beside this one may have found the same damage a moment before and thrown it away, so what is gone is told as what is damaged.
    """
    damaged = []
    for one in record.inputs:
        for blob in one.blobs:
            if not await _is_whole(store, record.account_id, blob.hash):
                await store.delete(record.account_id, blob.hash)
                damaged.append(f"{blob.name} of {one.task_id}")
    return damaged


def unreadable(damaged: Sequence[str]) -> Undecodable:
    return Undecodable(f"Damaged or lost where it was stored: {', '.join(damaged)}. A retry of the job makes it again.")


async def _is_whole(store: ObjectStore, account_id: str, hash: str) -> bool:
    digest = hashlib.sha256()
    try:
        async for piece in store.open(account_id, hash):
            digest.update(piece)
    except NotFound:
        return False
    return digest.hexdigest() == hash
