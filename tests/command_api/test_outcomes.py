"""How an answer is heard from the log: whatever comes first, by the claim alone, and never half of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from command_api import outcomes as module
from command_api.commands import Commands, Request, refusal
from command_api.outcomes import Outcomes
from infra.database.engine import open_database
from infra.database.identity import create_identity_tables
from infra.event_log.port import EventLog, NewRecord
from infra.event_log.sqlite import SqliteEventLog
from infra.keyring.database import DatabaseKeyring
from schemas.commands.account import OpenAccount
from schemas.commands.project import CreateProject
from schemas.envelope import Position, Sealed
from schemas.errors import NotAllowed, NotFound, OutcomePending, Overloaded, Refused, Unavailable
from schemas.events.account import AccountOpened
from schemas.events.project import ProjectCreated
from schemas.events.system import CommandRejected
from schemas.partitions import COMMANDS, EVENTS, partition_of
from schemas.values import Tier
from tests.support.deciding import append, deciding, outcome, until
from tests.support.faulty_log import RestlessLog

ACCOUNT = "acc_1"
PARTITION = partition_of(ACCOUNT)
CREATE = CreateProject(project_id="prj_1", title=Sealed("t"))


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    yield log
    await log.close()


@asynccontextmanager
async def hearing(log: EventLog, now: list[float]) -> AsyncIterator[Outcomes]:
    outcomes = Outcomes(log, lambda: now[0])
    task = asyncio.create_task(outcomes.run())
    await until(lambda: outcomes.following.is_set() or task.done())
    try:
        yield outcomes
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_an_outcome_is_heard_whole_before_or_after_one_asks_for_it(log: SqliteEventLog, tmp_path: Path) -> None:
    async with hearing(log, [0.0]) as outcomes, deciding(log, tmp_path):
        first = await append(log, OpenAccount(tier=Tier.PRO), issuer="operator")
        waited = await outcomes.of(PARTITION, first, 10)
        assert isinstance(waited[0].event, AccountOpened)
        assert len(waited) == waited[0].count == 2  # with the monthly grant
        second = await append(log, CREATE)
        await outcome(log, second)  # decided, and heard by nobody
        await asyncio.sleep(0.05)
        late = await outcomes.of(PARTITION, second, 10)
        assert isinstance(late[0].event, ProjectCreated)
        again = await outcomes.first(PARTITION, waited[0].seq)
        assert [one.event for one in again] == [one.event for one in waited]


async def test_a_log_that_is_away_for_a_while_is_waited_for(log: SqliteEventLog, tmp_path: Path) -> None:
    restless = RestlessLog(log)
    async with hearing(restless, [0.0]) as outcomes, deciding(log, tmp_path):
        for number in range(5):
            command = OpenAccount() if number == 0 else CreateProject(project_id=f"prj_{number}", title=Sealed("t"))
            offset = await append(log, command, issuer="command_api" if number else "operator")
            assert {one.command_offset for one in await outcomes.of(PARTITION, offset, 10)} == {offset}
    assert restless.failures > 5


async def test_what_was_not_decided_in_time_is_pending_and_known_to_be_in_the_log(log: SqliteEventLog, tmp_path: Path) -> None:
    async with hearing(log, [0.0]) as outcomes:
        offset = await append(log, OpenAccount(tier=Tier.PRO), issuer="operator")
        with pytest.raises(OutcomePending, match=r"same Idempotency-Key.* without one, look first"):
            await outcomes.of(PARTITION, offset, 0.02)
        async with deciding(log, tmp_path):
            assert isinstance((await outcomes.of(PARTITION, offset, 10))[0].event, AccountOpened)


async def test_a_record_that_lies_elsewhere_than_it_says_is_no_answer(log: SqliteEventLog, tmp_path: Path) -> None:
    """A zombie's decision reaches the log; nobody is told of it."""
    async with deciding(log, tmp_path / "one"):
        await outcome(log, await append(log, OpenAccount(tier=Tier.PRO), issuer="operator"))
    true = (await log.read(EVENTS, PARTITION, 0))[-1]
    async with hearing(log, [0.0]) as outcomes:
        offset = await append(log, CREATE)
        forged = {**true.headers, "command": f"{offset}:0:1", "at": "7777"}
        await log.append(EVENTS, PARTITION, [NewRecord(true.key, true.value, forged, true.time)])
        with pytest.raises(OutcomePending):
            await outcomes.of(PARTITION, offset, 0.1)


async def test_a_studio_that_does_not_keep_up_says_so_early(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    async with hearing(log, now) as outcomes:
        asked = [asyncio.create_task(outcomes.of(PARTITION, await append(log, OpenAccount(), issuer="operator"), 10)) for _ in range(3)]
        await asyncio.sleep(0)
        outcomes.check_load(PARTITION)
        now[0] = module.OLDEST_S_MAX + 0.1
        with pytest.raises(Overloaded, match="3 commands"):
            outcomes.check_load(PARTITION)
        now[0] = 0.0
        monkeypatch.setattr(module, "UNDECIDED_MAX", 2)
        with pytest.raises(Overloaded):
            outcomes.check_load(PARTITION)
        async with deciding(log, tmp_path):
            await asyncio.gather(*asked)
        outcomes.check_load(PARTITION)


async def test_who_leaves_leaves_nothing_behind(log: SqliteEventLog, tmp_path: Path) -> None:
    async with hearing(log, [0.0]) as outcomes:
        offset = await append(log, OpenAccount(), issuer="operator")
        waiting = asyncio.create_task(outcomes.of(PARTITION, offset, 10))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        async with deciding(log, tmp_path):
            assert isinstance((await outcomes.of(PARTITION, offset, 10))[0].event, AccountOpened)
            outcomes.check_load(PARTITION)


# --- commands


@asynccontextmanager
async def sending(log: SqliteEventLog, folder: Path) -> AsyncIterator[Commands]:
    keys = open_database(f"sqlite:///{folder / 'keys.db'}", durable=True)
    await create_identity_tables(keys)
    async with hearing(log, [0.0]) as outcomes, deciding(log, folder):
        yield Commands(log, outcomes, DatabaseKeyring(keys, bytes(32)))
    await keys.close()


def asked(key: str | None = None, body: bytes = b"{}", ip: str = "") -> Request:
    return Request(account_id=ACCOUNT, actor=ACCOUNT, operation="POST /x", body=body, key=key, request_id="r", ip=ip)


async def test_a_refusal_is_raised_as_the_error_it_was(log: SqliteEventLog, tmp_path: Path) -> None:
    async with sending(log, tmp_path) as commands:
        with pytest.raises(NotFound):
            await commands.send(asked(), "c1", CREATE)
        await append(log, OpenAccount(tier=Tier.PRO), issuer="operator")
        await commands.send(asked(), "c2", CREATE)
        with pytest.raises(Refused) as refused:
            await commands.send(asked(), "c3", CREATE)
        assert refused.value.code == "already_exists"
        assert str(refused.value.details["position"]).startswith(f"{PARTITION}:")


async def test_the_outcome_of_another_command_at_our_place_is_no_answer(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that lost its tail gives places to others that it has acknowledged to us."""

    async def misplaced(log_: EventLog, _issued: Any) -> int:
        return await log_.end(COMMANDS, PARTITION) - 1

    async with sending(log, tmp_path) as commands:
        await outcome(log, await append(log, OpenAccount(tier=Tier.PRO), issuer="operator"))
        monkeypatch.setattr("command_api.commands.append_command", misplaced)
        with pytest.raises(Unavailable, match="lost commands"):
            await commands.send(asked(), "c1", CREATE)


async def test_a_bug_in_a_decision_is_our_fault_and_not_the_callers(log: SqliteEventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a bug")

    async with sending(log, tmp_path) as commands:
        await append(log, OpenAccount(tier=Tier.PRO), issuer="operator")
        monkeypatch.setattr("domain.project.created", broken)
        with pytest.raises(Exception, match="not in your request") as error:
            await commands.send(asked(), "c", CREATE)
        assert not isinstance(error.value, Refused)
        assert error.value.details["fingerprint"]  # type: ignore[attr-defined]


def test_every_code_of_a_refusal_is_turned_back_into_its_error() -> None:
    for code, kind in (("not_allowed", NotAllowed), ("not_found", NotFound), ("of another version", Refused)):
        rejected = CommandRejected(command="x", code=code, reason="why")
        assert type(refusal(rejected, Position(0, 0))) is kind


async def test_addresses_are_sealed(log: SqliteEventLog, tmp_path: Path) -> None:
    async with sending(log, tmp_path) as commands:
        await append(log, OpenAccount(tier=Tier.PRO), issuer="operator")
        await commands.send(asked(key="k", ip="203.0.113.7"), "c", CREATE)
    for topic in (COMMANDS, EVENTS):
        assert all("203.0.113.7" not in repr(one) for one in await log.read(topic, PARTITION, 0))


# --- partitions fall alone


async def test_a_partition_that_stands_still_holds_up_nobody_else(log: SqliteEventLog) -> None:
    now = [0.0]
    async with hearing(log, now) as outcomes:
        waiting = asyncio.create_task(outcomes.of(PARTITION, await append(log, OpenAccount(), issuer="operator"), 0.2))
        await asyncio.sleep(0)
        now[0] = module.OLDEST_S_MAX + 0.1
        with pytest.raises(Overloaded):
            outcomes.check_load(PARTITION)
        outcomes.check_load((PARTITION + 1) % 16)
        with pytest.raises(OutcomePending):
            await waiting
        outcomes.check_load(PARTITION)  # whoever comes next may try


async def test_where_history_is_broken_one_can_only_read(log: SqliteEventLog, tmp_path: Path) -> None:
    other = partition_of("acc_2")
    assert other != PARTITION
    async with deciding(log, tmp_path):
        for account in (ACCOUNT, "acc_2"):
            await outcome(log, await append(log, OpenAccount(), account=account, issuer="operator"), partition=partition_of(account))
    async with hearing(log, [0.0]) as outcomes:
        true = (await log.read(EVENTS, PARTITION, 0))[-1]
        end = await log.end(EVENTS, PARTITION)
        forged = [{**true.headers, "at": str(end + place), "seq": str(77 * place)} for place in range(2)]
        await log.append(EVENTS, PARTITION, [NewRecord(true.key, true.value, headers, true.time) for headers in forged])
        await until(lambda: outcomes.stopped)
        with pytest.raises(Unavailable, match="read only"):
            outcomes.check_load(PARTITION)
        outcomes.check_load(other)
