"""What projectors of other processes say when a batch is committed, for those who wait for a position in this one.

A word wakes, and spares one question to the database; it is never remembered. Whoever waits without hearing one looks himself.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database import notices
from infra.database.engine import Database
from infra.database.notices import Ear
from schemas.envelope import Position

CHANNEL = "studio_applied"


async def tell(connection: AsyncConnection, seqs: Mapping[int, Mapping[str, int]]) -> None:
    """The live tables of these projections have the events of each partition up to `seq`, once this transaction is committed."""
    words = [" ".join([str(partition), *[f"{name}:{seq}" for name, seq in sorted(of.items())]]) for partition, of in seqs.items()]
    await notices.tell(connection, CHANNEL, *words)


class Heard:
    """One for a process, which runs it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ear: Ear | None = None
        self._waiting: defaultdict[int, set[Waiting]] = defaultdict(set)

    async def run(self) -> None:
        """For ever."""
        self._ear = self._database.ear(CHANNEL, self._hear, self._all_look)
        await self._ear.run()

    @property
    def hears(self) -> bool:
        """Whoever waits may trust to be woken, nearly always."""
        return self._ear is not None and self._ear.hears

    @contextmanager
    def waiting(self, position: Position, names: frozenset[str]) -> Iterator[Waiting]:
        """To be entered before the first look: what is said meanwhile counts."""
        one, all_ = Waiting(position.seq, names), self._waiting[position.partition]
        all_.add(one)
        try:
            yield one
        finally:
            all_.discard(one)

    def _hear(self, word: str) -> None:
        try:
            partition, seqs = _read(word)
        except ValueError:  # anybody who may connect can say anything
            return
        for one in self._waiting.get(partition, ()):
            one.hear(seqs)

    def _all_look(self) -> None:
        for waiting in self._waiting.values():
            for one in waiting:
                one.look()


class Waiting:
    """Somebody who waits until the tables of these projections have come to `seq`."""

    __slots__ = ("_names", "_seq", "_woken", "reached")

    def __init__(self, seq: int, names: frozenset[str]) -> None:
        self._seq, self._names, self._woken = seq, names, asyncio.Event()
        self.reached = False  # all of them, in one transaction

    def hear(self, seqs: Mapping[str, int]) -> None:
        there = {name for name in self._names if seqs.get(name, -1) >= self._seq}
        if there:
            self.reached = self.reached or there == self._names
            self.look()

    def look(self) -> None:
        self._woken.set()

    async def woken(self, timeout_s: float) -> None:
        """Returns when there is something to look at, or after `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


def _read(word: str) -> tuple[int, dict[str, int]]:
    """Raises ValueError."""
    partition, *seqs = word.split(" ")
    return int(partition), {name: int(seq) for name, _, seq in (one.partition(":") for one in seqs)}
