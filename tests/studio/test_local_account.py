"""The account of this machine is opened and granted credits at the start; a start that cannot do it says why instead of going on without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.errors import Invalid
from schemas.events.system import CommandRejected
from schemas.partitions import partition_of
from studio import embedded
from studio.embedded import running
from studio.folder import Folder
from tests.support.deciding import history


async def test_a_refused_grant_ends_the_start_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LOCAL_GRANT", 0)
    with pytest.raises(Invalid):
        async with running(Folder(tmp_path), workers=False):
            pass


async def test_what_was_done_by_somebody_else_meanwhile_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    operate = embedded._operate

    async def twice(*told: Any) -> None:
        await operate(*told)
        await operate(*told)

    monkeypatch.setattr(embedded, "_operate", twice)
    async with running(Folder(tmp_path), workers=False) as studio:
        events = [one.event for one in await history(studio.log, partition_of(studio.local.account_id))]
    assert [one.code for one in events if isinstance(one, CommandRejected)] == ["already_exists"] * 2
