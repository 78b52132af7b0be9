"""Carries a changed configuration from the key `system`, where it is decided, to every partition, which adopts it."""

from __future__ import annotations

import uuid
from functools import partial

from infra.commands import append_command
from infra.event_log.claim import Claim
from infra.event_log.facts import facts
from infra.event_log.following import patiently
from infra.event_log.kept import Kept
from infra.event_log.port import EventLog
from schemas.commands.system import AdoptConfig
from schemas.envelope import Issued
from schemas.events.system import ConfigAdopted, ConfigChanged
from schemas.partitions import PARTITIONS, SYSTEM, partition_of
from schemas.values import Config

NAMESPACE = uuid.UUID("0b8f3b0e-5a0f-4c55-8c3a-0d6d1c1f7a55")


class Configuration:
    """Follows the partition of `system`, which adopts last: that it has adopted a version says that all have been told of it."""

    def __init__(self, log: EventLog, kept: Kept[Config | None] | None = None) -> None:
        """`kept`: where it left off; without it the partition is read from its beginning."""
        self._log, self._kept = log, kept
        self._claim = Claim(partition_of(SYSTEM))
        self._waiting: Config | None = None  # what not everybody has been told; of several, the newest says all

    async def run(self) -> None:
        """Until cancelled, or until the history of that partition is broken. While the log is away it waits."""
        if self._kept and (found := await self._kept.load(self._log, self._claim.partition)):
            self._claim.head, self._waiting = found
        try:
            await self._catch_up()
            self._keep()
            async for changed in facts(self._log, self._claim, ConfigChanged):
                self._waiting = changed.after
                await self._spread(changed.after)
        finally:
            self._keep()

    async def _catch_up(self) -> None:
        """What an earlier run has not told is told."""
        async for event in facts(self._log, self._claim, ConfigChanged, ConfigAdopted, to_end=True):
            if isinstance(event, ConfigChanged):
                self._waiting = event.after
            elif self._waiting and self._waiting.version <= event.config.version:
                self._waiting = None
        if self._waiting is not None:
            await self._spread(self._waiting)

    def _keep(self) -> None:
        if self._kept:
            self._kept.save(self._claim.head, self._waiting)

    async def _spread(self, config: Config) -> None:
        last = partition_of(SYSTEM)
        for number in (*(one for one in range(PARTITIONS) if one != last), last):
            key = f"partition:{number}"
            id = uuid.uuid5(NAMESPACE, f"{key} {config.version}")
            issued = Issued(command_id=str(id), account_id=key, actor="system", issuer="configuration", command=AdoptConfig(config=config))
            await patiently(partial(append_command, self._log, issued))  # twice is harmless: who has adopted a version refuses it
        self._waiting = None
