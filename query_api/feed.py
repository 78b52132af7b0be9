"""Fine progress for people who watch: the latest word on each task, kept while its job is watched, and gone when it is not. Never history."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from typing import Any

from infra.streams.messages import Progress, WorkerAlive
from infra.streams.port import PROGRESS, Subscription


class ProgressFeed:
    """One for a process: whoever wires it joins its subscription; each stream of a job follows it from then on."""

    def __init__(self) -> None:
        self._watchers: dict[tuple[str, str], set[_Watcher]] = {}

    def subscription(self) -> Subscription:
        """A listener: hears all from now on, and holds nobody back."""
        return Subscription(topic=PROGRESS, handler=self.hear, types=(WorkerAlive, Progress))

    async def hear(self, message: Any) -> None:
        """A message of studio.progress; heartbeats and other news pass by."""
        if isinstance(message, Progress):
            for watcher in self._watchers.get((message.account_id, message.job_id), ()):
                watcher.put(message)

    async def follow(self, account_id: str, job_id: str) -> AsyncGenerator[Progress, None]:
        """What is told from now on, for ever; who is slow misses words about a task but never the last one."""
        watcher, key = _Watcher(), (account_id, job_id)
        self._watchers.setdefault(key, set()).add(watcher)
        try:
            while True:
                yield await watcher.get()
        finally:
            self._watchers[key].discard(watcher)
            if not self._watchers[key]:
                del self._watchers[key]


class _Watcher:
    """Holds one word for each task, the newest; bounded by the tasks of a job that are worked on at once."""

    def __init__(self) -> None:
        self._words: OrderedDict[str, Progress] = OrderedDict()
        self._news = asyncio.Event()

    def put(self, message: Progress) -> None:
        self._words[message.task_id] = message
        self._news.set()

    async def get(self) -> Progress:
        while not self._words:
            self._news.clear()
            await self._news.wait()
        return self._words.popitem(last=False)[1]
