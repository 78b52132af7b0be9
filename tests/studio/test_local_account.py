"""The account of this machine is opened and granted credits at the start; a start that cannot do it says why instead of going on without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.errors import Invalid
from schemas.events.system import CommandRejected
from schemas.partitions import partition_of
from studio import local
from studio.embedded import running
from studio.folder import Folder
from studio.local import Bank
from tests.support.deciding import history


async def test_a_refused_grant_ends_the_start_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "GRANT", 0)
    with pytest.raises(Invalid):
        async with running(Folder(tmp_path), workers=False):
            pass


async def test_what_was_done_by_somebody_else_meanwhile_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Bank._order

    async def twice(bank: Bank, command: Any) -> None:
        await order(bank, command)
        await order(bank, command)

    monkeypatch.setattr(Bank, "_order", twice)
    async with running(Folder(tmp_path), workers=False) as studio:
        events = [one.event for one in await history(studio.log, partition_of(studio.local.account_id))]
    assert [one.code for one in events if isinstance(one, CommandRejected)] == ["already_exists"] * 2
