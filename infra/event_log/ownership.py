"""Who stands for the partitions: a task beside whoever asked; and on one machine a lock of the kernel for each group, which goes with its holder."""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from infra.locks import locked

POLL_S = 0.05


@asynccontextmanager
async def beside(stand: Coroutine[Any, Any, None], standing: set[asyncio.Task[None]]) -> AsyncIterator[None]:
    """`stand` runs for as long as the body does, among `standing`. When it fails, the body is cancelled, and what it raised is raised here.

    Whoever is cancelled while it goes is told at once; it goes on going, and stays among `standing` until it has gone.
    """
    body = asyncio.current_task()
    assert body is not None
    inside = True

    def ended(done: asyncio.Task[None]) -> None:
        standing.discard(done)
        if inside and failed(done):
            body.cancel()

    task = asyncio.get_running_loop().create_task(stand)
    standing.add(task)
    task.add_done_callback(ended)
    try:
        yield
    except asyncio.CancelledError:
        if not failed(task):
            raise
        body.uncancel()
    finally:
        inside = False
        await gone({task})
        if failed(task):
            task.result()


async def gone(standing: Iterable[asyncio.Task[None]]) -> None:
    """Each is told to go, but only once: told again it would not do to its end what it does about the first time."""
    tasks = set(standing)
    for task in tasks:
        if not task.cancelling():
            task.cancel()
    if tasks:
        await asyncio.wait(tasks)


def failed(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


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
