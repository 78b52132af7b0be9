"""Carries a changed configuration from the key `system`, where it is decided, to every partition, which adopts it."""

from __future__ import annotations

import uuid
from contextlib import aclosing

from infra.event_log.claim import Claim
from infra.event_log.port import EventLog, NewRecord
from schemas import codec
from schemas.commands.system import AdoptConfig
from schemas.envelope import Issued
from schemas.events.system import ConfigChanged
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS, SYSTEM, partition_of
from schemas.registry import EVENT_OF_CLASS
from schemas.values import Config

NAMESPACE = uuid.UUID("0b8f3b0e-5a0f-4c55-8c3a-0d6d1c1f7a55")


class Configuration:
    """Follows the partition of `system` from its first record; a partition that has adopted a version refuses it the next time."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    async def run(self) -> None:
        """Until cancelled."""
        number = partition_of(SYSTEM)
        claim, wire = Claim(number), EVENT_OF_CLASS[ConfigChanged].wire
        async with aclosing(self._log.tail(EVENTS, {number: 0})) as tail:
            async for batch in tail:
                for record in batch.records:
                    if claim.check(record) is not None and record.headers["ce_type"] == wire:
                        await self._spread(codec.decode_event(wire, record.value).after)

    async def _spread(self, config: Config) -> None:
        for number in range(PARTITIONS):
            key = f"partition:{number}"
            id = uuid.uuid5(NAMESPACE, f"{key} {config.version}")
            issued = Issued(command_id=str(id), account_id=key, actor="system", issuer="configuration", command=AdoptConfig(config=config))
            await self._log.append(COMMANDS, number, [NewRecord(key, codec.encode(issued.command), codec.command_headers(issued))])
