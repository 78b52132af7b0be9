"""Words from whoever commits to whoever waits, by PostgreSQL's NOTIFY and LISTEN: a hint that may be lost, never a fact. SQLite carries none.

A pooler between us and the server that shares connections by the transaction (pgbouncer's `pool_mode = transaction`) carries none either: an ear
speaks to itself now and then, so it knows whether it hears.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from infra.database.dialects import asked_of_the_driver
from infra.pause import Pause

BEAT_S = 10.0
"""How often an ear makes sure that it hears: a connection may be dead without anybody saying so."""
HEAR_S = 2.0
QUEUE_USED_MAX = 0.5
"""Of the server's queue, which fills while somebody listens inside a transaction that does not end. When it is full a COMMIT that tells fails."""

log = logging.getLogger(__name__)
_TELL = text("SELECT pg_notify(:channel, :word) WHERE pg_notification_queue_usage() < :most")


async def tell(connection: AsyncConnection, channel: str, *words: str) -> None:
    """Heard by all ears of the channel once this transaction is committed; by none while the server's queue is half full. At most 7,999 bytes."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_TELL, [{"channel": channel, "word": word, "most": QUEUE_USED_MAX} for word in words])


class Ear:
    """One connection of its own that hears a channel, for all who wait in this process. `hears`: what is told from now on comes to `hear`."""

    def __init__(self, engine: AsyncEngine, channel: str, hear: Callable[[str], None], changed: Callable[[], None]) -> None:
        """`changed` is called when it has begun to hear, or hears no more: words may have been lost."""
        self.hears = False
        self._engine, self._channel, self._hear, self._changed = engine, channel, hear, changed
        self._warned = False

    async def run(self) -> None:
        """For ever; connects again when the server was away. Where there is nothing to hear, it only waits."""
        if self._engine.dialect.name != "postgresql":
            await asyncio.Event().wait()
        pause = Pause()
        while True:
            try:
                await self._listen(pause)
            except (DBAPIError, PoolTimeout, OSError) as error:
                log.warning("no word of %s comes while the database is away: %s", self._channel, error)
            finally:
                self._set(hears=False)
            await pause.take()

    async def _listen(self, pause: Pause) -> None:
        """Until the connection ends."""
        ended, ourselves = asyncio.Event(), asyncio.Event()
        own = f"{self._channel}_{os.urandom(8).hex()}"
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            async with asked_of_the_driver(connection, f"LISTEN {self._channel}") as driver:
                await connection.run_sync(lambda one: one.detach())  # it takes no place in the pool, and never comes back to it
                driver.add_termination_listener(lambda *_: ended.set())
                await driver.add_listener(self._channel, lambda _connection, _pid, _channel, word: self._hear(word))
                await driver.add_listener(own, lambda *_: ourselves.set())
            while not ended.is_set():
                await self._make_sure(connection, own, ourselves)
                pause.reset()
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_S):
                        await ended.wait()

    async def _make_sure(self, connection: AsyncConnection, own: str, ourselves: asyncio.Event) -> None:
        ourselves.clear()
        await tell(connection, own, "")
        try:
            async with asyncio.timeout(HEAR_S):
                await ourselves.wait()
        except TimeoutError:
            self._set(hears=False)
            if not self._warned:
                self._warned = True
                log.warning("no word comes by LISTEN: is DATABASE_URL a pooler that shares connections by the transaction? Who waits looks instead")
        else:
            self._set(hears=True)

    def _set(self, *, hears: bool) -> None:
        if hears != self.hears:
            self.hears = hears
            self._changed()
