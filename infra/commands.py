"""How a command comes onto the log: under its account's key, in its account's partition, whoever issues it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from infra.event_log.port import EventLog, NewRecord
from schemas import codec
from schemas.envelope import Issued
from schemas.partitions import COMMANDS, partition_of


async def append_command(log: EventLog, issued: Issued[Any]) -> int:
    """Returns its offset in the partition of its account, once it is durable. Raises what EventLog.append raises."""
    record = NewRecord(issued.account_id, codec.encode(issued.command), codec.command_headers(issued))
    return await log.append(COMMANDS, partition_of(issued.account_id), [record])


def sender(log: EventLog) -> Callable[[Issued[Any]], Awaitable[None]]:
    """`append_command`, for who need not know where it landed."""

    async def send(issued: Issued[Any]) -> None:
        await append_command(log, issued)

    return send
