"""Routes that show credits: the balance with its grants, and the statement that explains every movement."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select

from infra.http.callers import Caller
from projections.credits import CREDIT_BALANCE, CREDIT_STATEMENT, Movement, StatementLine
from projections.reading import Snapshot
from projections.tables import shape_of
from query_api.queries import Ask, Page, Pages, Queries, linked, perhaps
from schemas.codec import rfc3339
from schemas.envelope import Instant

CSV_LINES_MAX = 100_000
REASONS = {
    "free_monthly": "Free credits of the month",
    "plan_monthly": "Credits of the month",
    "purchase": "Bought credits",
    "bonus": "A bonus",
    "refund": "A refund",
    "adjustment": "An adjustment",
    "job_requested": "Held while the job is made",
    "delivered": "Charged for what was delivered",
    "unused": "Given back: less was needed than was held",
    "failed": "Given back: failed work is free",
    "cancelled": "Given back: the job was cancelled",
    "expired": "Given back: the job ran out of its time",
    "grant_expired": "The rest of a grant has lapsed",
}


class Grant(BaseModel):
    """Amounts in 1/100 credit."""

    grant_id: str
    source: str
    amount: int
    available: int
    held: int
    expires_at: str | None


class Credits(BaseModel):
    """Amounts in 1/100 credit: granted = available + reserved + spent + expired + revoked."""

    tier: str
    available: int
    reserved: int
    granted: int
    spent: int
    expired: int
    revoked: int
    grants: list[Grant]
    reset_at: str | None


class Transaction(BaseModel):
    """One movement. `amount` is what it does to the balance, except for a debit, which takes from what is held."""

    transaction_id: str
    type: Movement
    amount: int
    balance_after: int
    held_after: int
    reason: str
    description: str
    note: str | None
    job_id: str | None
    grant_id: str | None
    payment_id: str | None
    price_version: int | None
    expires_at: str | None
    command_id: str
    position: str
    created_at: str


class Filter:
    """Which movements."""

    def __init__(
        self,
        type: Movement | None = None,
        job_id: str | None = None,
        since: Annotated[int | None, Query(alias="from", ge=0, description="Milliseconds since 1970; from there on.")] = None,
        until: Annotated[int | None, Query(alias="to", ge=0, description="Milliseconds since 1970; before it.")] = None,
    ) -> None:
        self.type, self.job_id, self.since, self.until = type, job_id, since, until


async def lines_of(snapshot: Snapshot, wanted: Filter, below: int | None, limit: int) -> list[tuple[StatementLine, int]]:
    """The newest lines that pass, each with what was held after it: the sum of all changes up to there, whatever the filter shows."""
    table = snapshot.table(CREDIT_STATEMENT)
    held = func.sum(table.c.held_change).over(order_by=table.c.seq).label("held_after")
    all_lines = select(*table.c, held).where(table.c.account_id == snapshot.account_id).subquery()
    conditions = [condition for condition in _conditions(all_lines.c, wanted, below) if condition is not None]
    shape = shape_of(CREDIT_STATEMENT)
    rows = await snapshot.rows(select(all_lines).where(*conditions).order_by(all_lines.c.seq.desc()).limit(limit))
    return [(shape.row(row), int(row.held_after)) for row in rows]


def _conditions(columns: Any, wanted: Filter, below: int | None) -> Sequence[ColumnElement[bool] | None]:
    def when(value: Instant | str | None, condition: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool] | None:
        return None if value is None else condition(value)

    return [
        when(wanted.type, lambda value: columns.type == value),
        when(wanted.job_id, lambda value: columns.job_id == value),
        when(wanted.since, lambda value: columns.created_at >= value),
        when(wanted.until, lambda value: columns.created_at < value),
        when(below, lambda value: columns.seq < value),
    ]


def described(line: StatementLine) -> str:
    return REASONS.get(line.reason, line.reason) + (f" ({line.job_id})" if line.job_id else "")


async def transaction_of(queries: Queries, me: Caller, snapshot: Snapshot, line: StatementLine, held_after: int) -> Transaction:
    return Transaction(
        transaction_id=line.transaction_id, type=line.type, amount=line.amount, balance_after=line.balance_after, held_after=held_after,
        reason=line.reason, description=described(line), note=await queries.opened(me, line.note), job_id=line.job_id, grant_id=line.grant_id,
        payment_id=line.payment_id, price_version=line.price_version, expires_at=perhaps(line.expires_at), command_id=line.command_id,
        position=f"{snapshot.position.partition}:{line.seq}", created_at=rfc3339(line.created_at),
    )  # fmt: skip


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/credits", tags=["credits"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("")
    async def get_credits(ask: Ask, me: Me) -> Credits:
        async with queries.seen(ask, me, CREDIT_BALANCE) as snapshot:
            balance = await snapshot.the(CREDIT_BALANCE)
        grants = [
            Grant(
                grant_id=one.grant_id,
                source=one.source,
                amount=one.amount,
                available=one.available,
                held=one.held,
                expires_at=perhaps(one.expires_at),
            )
            for one in balance.grants
        ]
        return Credits(
            tier=balance.tier, available=balance.available, reserved=balance.reserved, granted=balance.granted, spent=balance.spent,
            expired=balance.expired, revoked=balance.revoked, grants=grants, reset_at=perhaps(balance.reset_at),
        )  # fmt: skip

    @router.get("/transactions")
    async def list_transactions(ask: Ask, me: Me, pages: Pages, wanted: Annotated[Filter, Depends()]) -> Page[Transaction]:
        """The statement, newest first."""
        async with queries.seen(ask, me, CREDIT_STATEMENT) as snapshot:
            lines = await lines_of(snapshot, wanted, pages.before, pages.limit + 1)
        items = [await transaction_of(queries, me, snapshot, *line) for line in lines[: pages.limit]]
        return linked(ask, items, lines[pages.limit - 1][0].seq if len(lines) > pages.limit else None)

    @router.get(
        "/transactions.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}, "description": "The statement, newest first."}}
    )
    async def list_transactions_as_csv(ask: Ask, me: Me, wanted: Annotated[Filter, Depends()]) -> Response:
        """The whole statement as a spreadsheet reads it; at most 100,000 lines, the newest."""
        async with queries.seen(ask, me, CREDIT_STATEMENT) as snapshot:
            lines = await lines_of(snapshot, wanted, None, CSV_LINES_MAX)
        rows = [await transaction_of(queries, me, snapshot, *line) for line in lines]
        headers = {**ask.response.headers, "Content-Disposition": 'attachment; filename="credits.csv"'}
        return Response(as_csv(rows), headers=headers, media_type="text/csv; charset=utf-8")

    return router


def as_csv(transactions: Sequence[Transaction]) -> str:
    """RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(Transaction.model_fields)
    for one in transactions:
        writer.writerow([_cell(value) for value in one.model_dump().values()])
    return text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
