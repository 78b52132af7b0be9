"""What a film costs now: follows the configuration that was decided last, so that a quote is made with the prices that the decider will check."""

from __future__ import annotations

from domain.config import FIRST
from infra.event_log.claim import Claim
from infra.event_log.facts import facts
from infra.event_log.kept import Kept
from infra.event_log.port import EventLog
from schemas.events.system import ConfigChanged
from schemas.partitions import SYSTEM, partition_of
from schemas.values import Config


class Prices:
    """Between a change and its adoption by every partition a quote may be refused as stale; the next one is right again."""

    def __init__(self, log: EventLog, kept: Kept[Config] | None = None) -> None:
        """`kept`: where it left off; without it the partition is read from its beginning."""
        self._log, self._kept = log, kept
        self._claim = Claim(partition_of(SYSTEM))
        self.config: Config = FIRST

    async def run(self) -> None:
        """Until cancelled, or until the history of that partition is broken. While the log is away it waits."""
        if self._kept and (found := await self._kept.load(self._log, self._claim.partition)):
            self._claim.head, self.config = found
        try:
            await self._follow(to_end=True)
            self._keep()
            await self._follow(to_end=False)
        finally:
            self._keep()

    async def _follow(self, *, to_end: bool) -> None:
        async for changed in facts(self._log, self._claim, ConfigChanged, to_end=to_end):
            self.config = changed.after

    def _keep(self) -> None:
        if self._kept:
            self._kept.save(self._claim.head, self.config)
