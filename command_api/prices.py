"""What a film costs now: follows the configuration that was decided last, so that a quote is made with the prices that the decider will check."""

from __future__ import annotations

from domain.config import FIRST
from infra.event_log.claim import Claim
from infra.event_log.facts import facts
from infra.event_log.port import EventLog
from schemas.events.system import ConfigChanged
from schemas.partitions import SYSTEM, partition_of
from schemas.values import Config


class Prices:
    """Between a change and its adoption by every partition a quote may be refused as stale; the next one is right again."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.config: Config = FIRST

    async def run(self) -> None:
        """Until cancelled, or until the history of that partition is broken."""
        async for changed in facts(self._log, Claim(partition_of(SYSTEM)), ConfigChanged):
            self.config = changed.after
