"""Routes that show credits: the balance with its grants, and the statement that explains every movement."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select

from infra.http.callers import Caller
from projections.credits import CREDIT_BALANCE, CREDIT_STATEMENT, Movement, StatementLine
from projections.jobs import JOBS
from projections.projects import PROJECTS
from projections.reading import Snapshot
from query_api.queries import Ask, Page, Pages, Queries, linked, perhaps
from schemas.codec import rfc3339
from schemas.envelope import Instant, Sealed

CSV_LINES_MAX = 100_000
INSTANT_MAX = 2**53
AT_ONCE = 500
"""So many jobs are asked for at once: a database takes no more than some thousand values in a question."""
REASONS = {
    "free_monthly": "Free credits of the month",
    "plan_monthly": "Credits of the month",
    "purchase": "Bought credits",
    "bonus": "A bonus",
    "refund": "A refund",
    "adjustment": "An adjustment",
    "job_requested": "Held while {film} is made",
    "delivered": "Charged for {film}, out of what was held",
    "unused": "Given back: {film} needed less than was held",
    "failed": "Given back: {film} failed, and failed work is free",
    "cancelled": "Given back: {film} was cancelled",
    "expired": "Given back: {film} ran out of its time",
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
    """One movement: what it does to the balance and to what is held, each beside what it comes to; both sum up over the statement.

    `amount` is what people call it: of a debit, which takes from what is held, what was charged. `title` is that of the film.
    """

    transaction_id: str
    type: Movement
    amount: int
    balance_change: int
    balance_after: int
    held_change: int
    held_after: int
    reason: str
    description: str
    note: str | None
    title: str | None
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
        since: Annotated[int | None, Query(alias="from", ge=0, lt=INSTANT_MAX, description="Milliseconds since 1970; from there on.")] = None,
        until: Annotated[int | None, Query(alias="to", ge=0, lt=INSTANT_MAX, description="Milliseconds since 1970; before it.")] = None,
    ) -> None:
        self.type, self.job_id, self.since, self.until = type, job_id, since, until


async def lines_of(snapshot: Snapshot, wanted: Filter, below: int | None, limit: int) -> list[tuple[StatementLine, int]]:
    """The newest lines that pass, each with what was held after it: what is held now less all changes since, whatever the filter shows.

    Lines before the last one shown are not read. The snapshot has CREDIT_BALANCE too.
    """
    table = snapshot.table(CREDIT_STATEMENT).c
    conditions = [condition for condition in _conditions(table, wanted, below) if condition is not None]
    lines = await snapshot.many(CREDIT_STATEMENT, None, *conditions, newest="seq", limit=limit)
    if not lines:
        return []
    held = await _held_now(snapshot) - await _held_changes(snapshot, table.seq > lines[0].seq)
    since = func.sum(table.held_change).over(order_by=table.seq.desc()).label("since")
    shown = (table.account_id == snapshot.account_id, table.seq >= lines[-1].seq, table.seq <= lines[0].seq)
    span = select(table.seq, since).where(*shown).subquery()
    query = select(span.c.since).join_from(span, snapshot.table(CREDIT_STATEMENT), table.seq == span.c.seq)
    sums = await snapshot.rows(query.where(*shown, *conditions).order_by(span.c.seq.desc()))
    return [(line, held - int(row.since) + line.held_change) for line, row in zip(lines, sums, strict=True)]


async def _held_now(snapshot: Snapshot) -> int:
    """After the newest line: the balance knows, unless one of the two read models has come further than the other."""
    table, balance = snapshot.table(CREDIT_STATEMENT).c, await snapshot.one(CREDIT_BALANCE)
    (newest,) = await snapshot.rows(select(func.max(table.seq).label("seq")).where(table.account_id == snapshot.account_id))
    if balance is not None and balance.moved_seq == newest.seq:
        return balance.reserved
    return await _held_changes(snapshot)


async def _held_changes(snapshot: Snapshot, *where: ColumnElement[bool]) -> int:
    table = snapshot.table(CREDIT_STATEMENT).c
    (row,) = await snapshot.rows(
        select(func.coalesce(func.sum(table.held_change), 0).label("sum")).where(table.account_id == snapshot.account_id, *where)
    )
    return int(row.sum)


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


async def titles_of(queries: Queries, me: Caller, snapshot: Snapshot, lines: Sequence[tuple[StatementLine, int]]) -> Mapping[str, str]:
    """Job -> what its film is called now. The snapshot has JOBS and PROJECTS."""
    wanted = sorted({line.job_id for line, _ in lines if line.job_id is not None})
    jobs, projects = snapshot.table(JOBS).c, snapshot.table(PROJECTS).c
    titles: dict[str, str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        mine = (jobs.account_id == snapshot.account_id, projects.account_id == snapshot.account_id, jobs.project_id == projects.project_id)
        rows = await snapshot.rows(select(jobs.job_id, projects.title).where(*mine, jobs.job_id.in_(wanted[start : start + AT_ONCE])))
        opened = {box: await queries.opened(me, Sealed(box)) or "" for box in {row.title for row in rows}}
        titles |= {row.job_id: opened[row.title] for row in rows}
    return titles


def described(line: StatementLine, title: str | None) -> str:
    """Why, in the words of whoever made the film."""
    return REASONS.get(line.reason, line.reason).format(film=f"“{title}”" if title else f"the job {line.job_id}")


async def transaction_of(
    queries: Queries, me: Caller, snapshot: Snapshot, titles: Mapping[str, str], line: StatementLine, held_after: int
) -> Transaction:
    title = titles.get(line.job_id or "")
    return Transaction(
        transaction_id=line.transaction_id, type=line.type, amount=line.amount,
        balance_change=0 if line.type == "debit" else line.amount, balance_after=line.balance_after,
        held_change=line.held_change, held_after=held_after,
        reason=line.reason, description=described(line, title), note=await queries.opened(me, line.note), title=title,
        job_id=line.job_id, grant_id=line.grant_id,
        payment_id=line.payment_id, price_version=line.price_version, expires_at=perhaps(line.expires_at), command_id=line.command_id,
        position=f"{snapshot.position.partition}:{line.seq}", created_at=rfc3339(line.created_at),
    )  # fmt: skip


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/credits", tags=["credits"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("")
    async def get_credits(ask: Ask, me: Me) -> Credits:
        """The balance, and the grants that it is made of."""
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
        async with queries.seen(ask, me, CREDIT_STATEMENT, CREDIT_BALANCE, JOBS, PROJECTS) as snapshot:
            lines = await lines_of(snapshot, wanted, pages.before, pages.limit + 1)
            titles = await titles_of(queries, me, snapshot, lines)
        items = [await transaction_of(queries, me, snapshot, titles, *line) for line in lines[: pages.limit]]
        return linked(ask, items, lines[pages.limit - 1][0].seq if len(lines) > pages.limit else None)

    @router.get(
        "/transactions.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}, "description": "The statement, newest first."}}
    )
    async def list_transactions_as_csv(ask: Ask, me: Me, wanted: Annotated[Filter, Depends()]) -> Response:
        """The whole statement as a spreadsheet reads it; at most 100,000 lines, the newest."""
        async with queries.seen(ask, me, CREDIT_STATEMENT, CREDIT_BALANCE, JOBS, PROJECTS) as snapshot:
            lines = await lines_of(snapshot, wanted, None, CSV_LINES_MAX)
            titles = await titles_of(queries, me, snapshot, lines)
        rows = [await transaction_of(queries, me, snapshot, titles, *line) for line in lines]
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
