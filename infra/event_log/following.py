"""The log for those who wait out its absence: they ask again, later and later, and go on from where they stand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import TypeVar

from infra.event_log.port import Batch, EventLog, Record
from infra.pause import Pause
from schemas.errors import Corrupt, Unavailable

T = TypeVar("T")
log = logging.getLogger(__name__)


async def following(
    log_: EventLog, topic: str, stands: Callable[[], Mapping[int, int]], stop: Callable[[int, Corrupt], None] | None = None
) -> AsyncGenerator[Batch, None]:
    """EventLog.tail, which after Unavailable begins again. `stands`: for each partition the next offset that its reader has not taken yet.

    `stop`: told of a partition that cannot be read, and from then on it is missing in `stands`; the others go on. Raises what else the tail raises:
    PositionGone, Corrupt where nobody is told of it, or no one partition is to blame, and bugs.
    """
    pause = Pause()
    while starts := stands():
        try:
            async with aclosing(log_.tail(topic, starts)) as tail:
                async for batch in tail:
                    pause.reset()
                    yield batch
        except Unavailable as error:
            log.warning("%s cannot be followed for now: %s", topic, error)
        except Corrupt as error:
            if stop is None or (partition := unreadable(error)) is None:
                raise
            stop(partition, error)
            continue
        await pause.take()
    await asyncio.Event().wait()  # nothing is left to follow


def unreadable(error: Corrupt) -> int | None:
    """The one partition that the log cannot give; None: it did not say that it can give the others."""
    partition = error.details.get("partition")
    return partition if isinstance(partition, int) else None


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer, however often it must be asked for. Only for what may be done twice: nobody knows whether an attempt that failed was one."""
    pause = Pause()
    while True:
        try:
            return await ask()
        except Unavailable as error:
            log.warning("the log is asked again: %s", error)
        await pause.take()


async def come_together(tail: AsyncGenerator[Batch], most: int) -> AsyncGenerator[Mapping[int, Sequence[Record]]]:
    """What has come by now of all partitions, until it is `most` records or more: whoever takes it in one transaction pays for one.

    Nothing is waited for beyond the first batch. Raises what the tail raises, after what came before.
    """
    coming: asyncio.Task[Batch | None] = asyncio.create_task(_next(tail))
    try:
        while (batch := await coming) is not None:
            came = {batch.partition: list(batch.records)}
            while True:
                coming = asyncio.create_task(_next(tail))
                await asyncio.sleep(0)  # as far as it comes without waiting
                if sum(map(len, came.values())) >= most or not coming.done() or coming.exception() is not None or (batch := coming.result()) is None:
                    break
                came.setdefault(batch.partition, []).extend(batch.records)
            yield came
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


async def _next(tail: AsyncGenerator[Batch]) -> Batch | None:
    async for batch in tail:
        return batch
    return None
