"""What a film costs now: follows the configuration that was decided last, so that a quote is made with the prices that the decider will check."""

from __future__ import annotations

from contextlib import aclosing

from domain.config import FIRST
from infra.event_log.claim import Claim
from infra.event_log.port import EventLog
from schemas import codec
from schemas.events.system import ConfigChanged
from schemas.partitions import EVENTS, SYSTEM, partition_of
from schemas.registry import EVENT_OF_CLASS
from schemas.values import Config


class Prices:
    """Between a change and its adoption by every partition a quote may be refused as stale; the next one is right again."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.config: Config = FIRST

    async def run(self) -> None:
        """Until cancelled."""
        number, wire = partition_of(SYSTEM), EVENT_OF_CLASS[ConfigChanged].wire
        claim = Claim(number)
        async with aclosing(self._log.tail(EVENTS, {number: 0})) as tail:
            async for batch in tail:
                for record in batch.records:
                    if claim.check(record) is not None and record.headers["ce_type"] == wire:
                        self.config = codec.decode_event(wire, record.value).after
