"""The account of this machine, until people and access exist: its token, and its credits, which never run dry."""

from __future__ import annotations

import uuid
from typing import Any

from command_api.commands import refusal
from command_api.outcomes import Outcomes
from infra.commands import append_command
from infra.database.identity import LocalTokens
from infra.event_log.port import EventLog
from infra.faults import fault_point
from infra.keyring.port import Keyring
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.envelope import Issued, Sealed
from schemas.errors import AlreadyExists
from schemas.events.system import CommandRejected
from schemas.partitions import partition_of
from schemas.values import GrantSource, Tier
from studio.folder import LOCAL_REASON, Folder, Local, new_account_id

GRANT = 100_000_000  # 1,000,000 credits
LOCAL_LOW = 1_000_000  # 1/100 credits, below which the local account is granted more
OUTCOME_S = 30.0


async def local_account(folder: Folder, tokens: LocalTokens) -> Local:
    """Made at the first start. A token whose row was lost is replaced."""
    local = folder.local()
    if local is not None and await tokens.find(local.token) is not None:
        return local
    account_id = local.account_id if local is not None else new_account_id()
    local = Local(account_id=account_id, token=await tokens.issue(account_id))
    folder.keep_local(local)
    fault_point("studio.local_kept")
    return local


class Bank:
    """Speaks as an operator for the local account. What was done already is not done again: both commands are idempotent by what they are."""

    def __init__(self, log: EventLog, outcomes: Outcomes, keyring: Keyring, local: Local) -> None:
        self._log, self._outcomes, self._keyring, self._local = log, outcomes, keyring, local

    async def open(self) -> None:
        await self._order(OpenAccount(tier=Tier.ENTERPRISE))

    async def grant(self, number: int) -> None:
        """Its grant of that number."""
        reason: Sealed[str] = await self._keyring.seal(self._local.account_id, LOCAL_REASON)
        await self._order(GrantCredits(grant_id=f"local-{number}", source=GrantSource.ADJUSTMENT, amount=GRANT, reason=reason))

    async def _order(self, command: Any) -> None:
        """Raises what was refused, unless it was done already."""
        account = self._local.account_id
        issued: Issued[Any] = Issued(command_id=str(uuid.uuid4()), account_id=account, actor="operator", issuer="operator", command=command)
        first, *_ = await self._outcomes.of(partition_of(account), await append_command(self._log, issued), OUTCOME_S)
        if isinstance(rejected := first.event, CommandRejected) and rejected.code != AlreadyExists.code:
            raise refusal(rejected, first.position)
