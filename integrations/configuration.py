"""Carries a changed configuration from the key `system`, where it is decided, to every partition, which adopts it."""

from __future__ import annotations

import uuid
from functools import partial

from infra.commands import append_command
from infra.event_log.claim import Claim
from infra.event_log.facts import facts
from infra.event_log.following import patiently
from infra.event_log.port import EventLog
from schemas.commands.system import AdoptConfig
from schemas.envelope import Issued
from schemas.events.system import ConfigAdopted, ConfigChanged
from schemas.partitions import PARTITIONS, SYSTEM, partition_of
from schemas.values import Config

NAMESPACE = uuid.UUID("0b8f3b0e-5a0f-4c55-8c3a-0d6d1c1f7a55")


class Configuration:
    """Follows the partition of `system`, which adopts last: that it has adopted a version says that all have been told of it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    async def run(self) -> None:
        """Until cancelled, or until the history of that partition is broken. While the log is away it waits."""
        claim = Claim(partition_of(SYSTEM))
        waiting: Config | None = None  # what an earlier run has not told everybody; of several, the newest says all
        async for event in facts(self._log, claim, ConfigChanged, ConfigAdopted, to_end=True):
            waiting = event.after if isinstance(event, ConfigChanged) else waiting if waiting and waiting.version > event.config.version else None
        if waiting is not None:
            await self._spread(waiting)
        async for changed in facts(self._log, claim, ConfigChanged):
            await self._spread(changed.after)

    async def _spread(self, config: Config) -> None:
        last = partition_of(SYSTEM)
        for number in (*(one for one in range(PARTITIONS) if one != last), last):
            key = f"partition:{number}"
            id = uuid.uuid5(NAMESPACE, f"{key} {config.version}")
            issued = Issued(command_id=str(id), account_id=key, actor="system", issuer="configuration", command=AdoptConfig(config=config))
            await patiently(partial(append_command, self._log, issued))  # twice is harmless: who has adopted a version refuses it
