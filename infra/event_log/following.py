"""The log for those who wait out its absence: they ask again, later and later, and go on from where they stand."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import TypeVar

from infra.event_log.port import Batch, EventLog
from infra.pause import Pause
from schemas.errors import Unavailable

T = TypeVar("T")
log = logging.getLogger(__name__)


async def following(log_: EventLog, topic: str, stands: Callable[[], Mapping[int, int]]) -> AsyncGenerator[Batch, None]:
    """EventLog.tail, which after Unavailable begins again. `stands`: for each partition the next offset that its reader has not taken yet.

    Raises what else the tail raises: PositionGone, and bugs.
    """
    pause = Pause()
    while True:
        try:
            async with aclosing(log_.tail(topic, stands())) as tail:
                async for batch in tail:
                    pause.reset()
                    yield batch
        except Unavailable as error:
            log.warning("%s cannot be followed for now: %s", topic, error)
        await pause.take()


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer, however often it must be asked for. Only for what may be done twice: nobody knows whether an attempt that failed was one."""
    pause = Pause()
    while True:
        try:
            return await ask()
        except Unavailable as error:
            log.warning("the log is asked again: %s", error)
        await pause.take()
