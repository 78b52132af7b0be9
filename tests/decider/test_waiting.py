"""A log that keeps one partition waiting: the others go on, and the decider says which one waits, and since when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from decider import process
from infra.event_log.sqlite import SqliteEventLog
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import GrantSource, Tier
from tests.support.deciding import append, deciding, now_ms, outcome, until

HERE, THERE = partition_of("acc_1"), partition_of("acc_2")
OPEN = OpenAccount(tier=Tier.PRO)


class Slow(SqliteEventLog):
    """What is appended to `topic` of the first account's partition waits until `goes_on`."""

    topic = ""
    goes_on: asyncio.Event

    async def append(self, topic: str, partition: int, *rest: Any, **more: Any) -> int:
        if (topic, partition) == (self.topic, HERE):
            await self.goes_on.wait()
        return await super().append(topic, partition, *rest, **more)


@pytest.fixture
async def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slow]:
    monkeypatch.setattr(process, "FLIGHT_S_MAX", 0.2)
    monkeypatch.setattr(process, "TICK_S", 0.02)
    log = await Slow.open(tmp_path / "log.db")
    assert isinstance(log, Slow)
    log.goes_on = asyncio.Event()
    yield log
    await log.close()


def waiting_for(partition: int) -> str:
    return f"the log has not answered for partition {partition} in "


async def test_a_tick_that_the_log_does_not_take_stops_the_ticks_of_no_other_partition(log: Slow, tmp_path: Path) -> None:
    async with deciding(log, tmp_path) as decider:
        for account in ("acc_1", "acc_2"):
            await append(log, OPEN, account=account, issuer="operator")
            grant = GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=5, expires_at=now_ms() + 300)
            await outcome(log, await append(log, grant, account=account, issuer="operator"), partition=partition_of(account))

        def expired(number: int, account: str) -> int:
            return decider.reigns[number].state.tenants[account].account.totals.expired  # type: ignore[union-attr]

        log.topic = COMMANDS
        await until(lambda: expired(THERE, "acc_2") == 5)
        await until(lambda: not decider.ready)
        assert (decider.unready or "").startswith(waiting_for(HERE))
        assert ";" not in (decider.unready or ""), "and for no other"
        assert expired(HERE, "acc_1") == 0
        log.goes_on.set()
        await until(lambda: decider.ready and expired(HERE, "acc_1") == 5)


async def test_a_batch_that_flies_for_long_is_told_and_stops_nobody_else(log: Slow, tmp_path: Path) -> None:
    async with deciding(log, tmp_path) as decider:
        log.topic = EVENTS
        waiting = await append(log, OPEN, issuer="operator")
        await outcome(log, await append(log, OPEN, account="acc_2", issuer="operator"), partition=THERE)
        await until(lambda: not decider.ready)
        assert (decider.unready or "").startswith(waiting_for(HERE))
        log.goes_on.set()
        await outcome(log, waiting)
        await until(lambda: decider.ready)


async def test_a_take_over_that_waits_is_told_by_its_partition(log: Slow, tmp_path: Path) -> None:
    decider = process.Decider(log, None, clock=now_ms, observer=None)  # type: ignore[arg-type]
    assert decider.unready == "it owns no partition yet"
    decider._owned = {HERE: None, THERE: None}  # type: ignore[dict-item]
    assert decider.unready == f"taking over partition {', '.join(map(str, sorted((HERE, THERE))))}"
    decider.stopped = {HERE: "its log is broken"}
    assert decider.unready == f"partition {HERE} is stopped: its log is broken; taking over partition {THERE}"


async def test_a_bug_in_what_ticks_stops_its_partition_alone(log: Slow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with deciding(log, tmp_path) as decider:
        tick = decider._tick_what_is_due

        async def broken(number: int, reign: Any) -> None:
            if number == HERE:
                raise ZeroDivisionError("a bug")
            await tick(number, reign)

        monkeypatch.setattr(decider, "_tick_what_is_due", broken)
        await until(lambda: decider.stopped)
        assert "ZeroDivisionError" in decider.stopped[HERE]
        await outcome(log, await append(log, OPEN, account="acc_2", issuer="operator"), partition=THERE)
