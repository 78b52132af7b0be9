"""Who stands for the partitions on one machine: a lock of the kernel for each group, which goes when its holder goes, however it goes."""

from __future__ import annotations

import asyncio
import os
import weakref
from pathlib import Path

from infra.locks import locked

POLL_S = 0.05


class GroupLock:
    """Held by one process at a time. A child made by fork gives its copy back, else it would hold the lock beyond its parent's death."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    async def acquire(self) -> None:
        """Waits, without a bound, until whoever holds it goes."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            while not locked(descriptor):  # the kernel tells nobody when a lock comes free
                await asyncio.sleep(POLL_S)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        _held.add(self)

    def release(self) -> None:
        _held.discard(self)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


_held: weakref.WeakSet[GroupLock] = weakref.WeakSet()


def _let_go_in_child() -> None:
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_in_child)
