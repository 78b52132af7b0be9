"""What becomes of one record, whichever adapter has brought it: it is handled, answered by a refusal, tried again, or parked."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infra.streams.keeping import keep
from infra.streams.messages import Message, StreamRecord, decode
from infra.streams.port import Parked, Parking, Subscription
from schemas.errors import Corrupt, Refused, StudioError, Unavailable

log = logging.getLogger(__name__)

RETRY_S = 0.05
"""Before the second attempt; doubled for each one after it."""

RETRY_S_MAX = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies."""

    partition: int
    offset: int


async def handle(
    subscription: Subscription,
    place: Place,
    record: StreamRecord,
    parking: Parking,
    *,
    hear: Callable[[Message], Awaitable[None]] | None = None,
    released: asyncio.Event | None = None,
) -> bool:
    """Until it is done, refused or parked. False: it was `released` before an attempt, and is for whoever comes next. Raises what a bug raises.

    `hear` stands for the subscription's own handler where that is observed.
    """
    try:
        message = decode(record, *subscription.types)
    except Corrupt as error:
        await keep(parking, _parked(subscription, place, record, error, 1))
        return True
    for attempt in itertools.count(1):
        try:
            await (hear or subscription.handler)(message)
            return True
        except Refused as refusal:
            log.info("%s: refused: %s", subscription.topic, refusal)
            return True
        except Unavailable as error:
            if attempt >= subscription.attempts:
                await keep(parking, _parked(subscription, place, record, error, attempt))
                return True
        if await _within(released, min(RETRY_S * 2 ** (attempt - 1), RETRY_S_MAX)):
            break
    return False


async def _within(released: asyncio.Event | None, seconds: float) -> bool:
    if released is None:
        await asyncio.sleep(seconds)
        return False
    try:
        async with asyncio.timeout(seconds):
            await released.wait()
    except TimeoutError:
        return False
    return True


def _parked(subscription: Subscription, place: Place, record: StreamRecord, error: StudioError, attempts: int) -> Parked:
    told = f"{error.code}: {error}"
    return Parked(topic=subscription.topic, partition=place.partition, offset=place.offset, record=record, error=told, attempts=attempts)
