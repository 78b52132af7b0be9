"""A statement of any length: what was held after each line, and that a page costs what the page costs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import accumulate
from pathlib import Path

import pytest

from infra.database.dialects import upsert_rows
from infra.database.engine import Database, open_database
from projections.credits import CREDIT_BALANCE, CREDIT_STATEMENT, Balance, StatementLine
from projections.reading import Snapshot
from projections.tables import shape_of
from query_api.credits import Filter, lines_of
from schemas.envelope import Position
from schemas.values import Tier
from tests.query_api.conftest import BOTH

ACCOUNT, STRANGER = "acc_1", "acc_2"
STEPS = 100
"""Of SQLite's virtual machine, that are counted as one."""


def line(account: str, seq: int) -> StatementLine:
    """A reservation, its debit, what is given back, a grant, and again."""
    type_, held = (("reserve", 100 + seq), ("debit", -60), ("release", -38 - seq), ("grant", 0))[seq % 4]
    return StatementLine(
        account_id=account, transaction_id=f"0:{seq}", seq=seq, type=type_, amount=1, held_change=held, balance_after=1, reason="bonus", note=None,  # type: ignore[arg-type]
        job_id=f"job_{seq // 4}", grant_id=None, reservation_id=None, payment_id=None, price_version=None, expires_at=None, command_id="c",
        created_at=seq,
    )  # fmt: skip


def balance(reserved: int, moved_seq: int) -> Balance:
    return Balance(
        account_id=ACCOUNT, tier=Tier.PRO, granted=0, available=0, reserved=reserved, spent=0, expired=0, revoked=0, grants=(), reset_at=None,
        updated_at=0, moved_seq=moved_seq,
    )  # fmt: skip


def held_after(count: int) -> list[int]:
    return list(accumulate(line(ACCOUNT, seq).held_change for seq in range(count)))


class Statement:
    """The tables of a statement and a balance, written by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tables = {each.name: shape_of(each).table(1) for each in (CREDIT_STATEMENT, CREDIT_BALANCE)}

    async def fill(self, count: int, balance: Balance) -> None:
        lines, balances = shape_of(CREDIT_STATEMENT), shape_of(CREDIT_BALANCE)
        async with self.database.writing() as connection:
            for table in self.tables.values():
                await connection.run_sync(table.create)
            rows = [lines.values(line(account, seq), 0) for account in (ACCOUNT, STRANGER) for seq in range(count)]
            await upsert_rows(connection, self.tables["credit_statement"], rows)
            await upsert_rows(connection, self.tables["credit_balance"], [balances.values(balance, 0)])

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        async with self.database.reading() as connection:
            yield Snapshot(connection, ACCOUNT, self.tables, Position(0, 0), None)

    async def steps(self, wanted: Filter, below: int | None) -> int:
        """How much SQLite works for one page."""
        count = 0

        def counted() -> int:
            nonlocal count
            count += 1
            return 0

        async with self.database.reading() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.set_progress_handler(counted, STEPS)
            await lines_of(Snapshot(connection, ACCOUNT, self.tables, Position(0, 0), None), wanted, below, 21)
            await driver.set_progress_handler(None, 0)
        return count


@asynccontextmanager
async def statement_of(url: str, count: int, balance: Balance) -> AsyncIterator[Statement]:
    database = open_database(url)
    statement = Statement(database)
    try:
        await statement.fill(count, balance)
        yield statement
    finally:
        await database.close()


FILTERS: dict[str, Filter] = {
    "all": Filter(since=None, until=None),
    "of a type": Filter(type="debit", since=None, until=None),
    "of a job": Filter(job_id="job_3", since=None, until=None),
    "of a time": Filter(since=10, until=31),
    "none": Filter(job_id="job_x", since=None, until=None),
}


@BOTH
@pytest.mark.parametrize("behind", [False, True])
async def test_each_line_tells_what_was_held_after_it_whatever_the_filter_shows(database_url: str, behind: bool) -> None:
    """Also where one of the read models stands still, and the balance is of another moment than the statement."""
    count = 42
    held = held_after(count)
    before = count - 5
    known = balance(held[before], before) if behind else balance(held[-1], count - 1)
    async with statement_of(database_url, count, known) as statement, statement.snapshot() as snapshot:
        for name, wanted in FILTERS.items():
            whole = await lines_of(snapshot, wanted, None, 1_000)
            assert [after for _, after in whole] == [held[one.seq] for one, _ in whole], name
            below, pages = None, list[tuple[StatementLine, int]]()
            while page := await lines_of(snapshot, wanted, below, 5):
                pages += page
                below = page[-1][0].seq
            assert pages == whole, name
        assert len(await lines_of(snapshot, FILTERS["all"], None, 1_000)) == count


async def test_a_page_costs_the_same_in_a_statement_ten_times_as_long(tmp_path: Path) -> None:
    costs = []
    for count in (400, 4_000):
        newest = f"job_{count // 4 - 2}"
        async with statement_of(f"sqlite:///{tmp_path / f'{count}.db'}", count, balance(held_after(count)[-1], count - 1)) as statement:
            wanted = (FILTERS["all"], Filter(job_id=newest, since=None, until=None), Filter(type="debit", since=None, until=None))
            costs.append([await statement.steps(each, None) for each in wanted])
    short, long = costs
    assert all(0 < many <= few + 2 for few, many in zip(short, long, strict=True)), costs
