"""Puts a record aside for certain: who has read it goes on only when it is kept."""

from __future__ import annotations

import logging

from infra.pause import Pause
from infra.streams.port import Parked, Parking
from schemas.errors import Unavailable

log = logging.getLogger(__name__)


async def keep(parking: Parking, parked: Parked) -> None:
    """Park it, however long that takes: a full disk holds up whoever asks for this, and ends nobody."""
    log.warning("parks a record of %s after %d attempts: %s", parked.topic, parked.attempts, parked.error)
    pause = Pause()
    while True:
        try:
            return await parking.park(parked)
        except Unavailable as error:
            log.error("cannot park a record of %s: %s", parked.topic, error)
        await pause.take()
