"""Heads are signed beside the decider, by a follower: in a process of its own each hour, and in this one when it stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from decider.beside import ended
from infra.event_log.port import EventLog
from infra.heads.port import HeadStore
from infra.heads.signed import SigningKey
from infra.heads.signing import sign
from schemas.envelope import Instant
from schemas.errors import Corrupt, PositionGone, StudioError
from schemas.partitions import EVENTS, PARTITIONS

AT_STOP_S = 3.0  # of the ten in which a process is gone
log = logging.getLogger(__name__)


async def for_ever(module: str, *words: str, first_s: float, every_s: float) -> None:
    """Again and again `python -m MODULE WORDS...`, which signs: so long after the start, and so long after each time."""
    await asyncio.sleep(first_s)
    while True:
        if (status := await ended(module, *words)) != 0:
            log.warning("heads not signed", extra={"status": status})
        await asyncio.sleep(every_s)


async def sign_all(log_: EventLog, store: HeadStore, key: SigningKey, clock: Callable[[], Instant], *, again_s: float | None = None) -> None:
    """Every partition that has something new, unless somebody signed it within `again_s`. One that cannot be signed holds up no other."""
    for partition in await _with_events(log_):
        try:
            now = clock()
            await sign(log_, partition, store, key, now, not_after=None if again_s is None else now - round(again_s * 1000))
        except (Corrupt, PositionGone) as reason:
            log.critical("history does not go on from what was signed", extra={"partition": partition, "reason": str(reason)})


async def sign_at_stop(log_: EventLog, store: HeadStore, key: Callable[[], SigningKey], clock: Callable[[], Instant]) -> None:
    """As much as there is time for; the rest is signed within the first hour after the next start."""
    try:
        async with asyncio.timeout(AT_STOP_S):
            await sign_all(log_, store, await asyncio.to_thread(key), clock)
    except (TimeoutError, StudioError, OSError) as reason:
        log.warning("heads not signed at the stop", extra={"reason": repr(reason)})


async def _with_events(log_: EventLog) -> Iterable[int]:
    ends = await asyncio.gather(*[log_.end(EVENTS, number) for number in range(PARTITIONS)])
    return [number for number, end in enumerate(ends) if end > 0]
