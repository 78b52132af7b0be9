"""People who are not the local account: opened by an operator's command on the log, with a token of their own, while the studio runs."""

from __future__ import annotations

import asyncio
import uuid

from infra.database.engine import open_database
from infra.database.identity import LocalTokens
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from schemas import codec
from schemas.commands.account import OpenAccount
from schemas.envelope import Issued
from schemas.partitions import COMMANDS, partition_of
from schemas.values import Tier
from studio.folder import Folder, new_account_id


def newcomer(folder: Folder, tier: Tier = Tier.FREE) -> str:
    """The token of a new account."""
    return asyncio.run(_opened(folder, tier))


async def _opened(folder: Folder, tier: Tier) -> str:
    account_id = new_account_id()
    log, keys = await SqliteEventLog.open(folder.log), open_database(f"sqlite:///{folder.keys}", durable=True)
    try:
        command = OpenAccount(tier=tier)
        issued = Issued(command_id=str(uuid.uuid4()), account_id=account_id, actor="operator", issuer="operator", command=command)
        record = NewRecord(account_id, codec.encode(command), codec.command_headers(issued))
        await log.append(COMMANDS, partition_of(account_id), [record])
        return await LocalTokens(keys).issue(account_id, role="member")
    finally:
        await log.close()
        await keys.close()
