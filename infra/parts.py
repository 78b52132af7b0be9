"""What runs for as long as its process does: tasks, and the first of them that fails is told to whoever waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


class Parts:
    """`failed` raises what ended a part that must not end."""

    def __init__(self) -> None:
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    def start(self, part: Coroutine[Any, Any, None]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(part)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Whatever ended it: one that was cancelled by somebody else, or has just ended, would leave a process that lives and does nothing."""
        error = None if task.cancelled() else task.exception()
        if not self._stopping and not self.failed.done():
            self.failed.set_exception(error or RuntimeError(f"{task.get_coro()} ended, and nobody had told it to"))

    async def stop(self) -> None:
        self._stopping = True
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self.failed.done():
            with suppress(Exception):  # whoever waited has heard it; whoever did not must not be told by the garbage collector
                self.failed.result()


@asynccontextmanager
async def parts() -> AsyncIterator[Parts]:
    """They end before what they read and write is closed: to be entered after that."""
    running = Parts()
    try:
        yield running
    finally:
        await running.stop()
