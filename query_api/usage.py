"""The route that shows what an account used, day by day."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from infra.http.callers import Caller
from projections.credits import CREDIT_BALANCE
from projections.usage import USAGE, UsageDay, day_of
from query_api.queries import Ask, Queries

DAYS_MAX, DAYS = 366, 31
DAY_MS = 86_400_000


class Used(BaseModel):
    """Times in milliseconds or seconds as the name says, credits in 1/100."""

    jobs_requested: int = 0
    jobs_completed: int = 0
    jobs_failed: int = 0
    jobs_cancelled: int = 0
    films: int = 0
    film_seconds: int = 0
    credits_spent: int = 0
    tasks_done: int = 0
    tasks_cached: int = 0
    engine_ms: int = 0


class UsedOnDay(Used):
    day: str


class Usage(BaseModel):
    tier: str | None
    credits_available: int
    total: Used
    days: list[UsedOnDay]


def used_of(rows: list[UsageDay]) -> dict[str, int]:
    names = [name for name in Used.model_fields if name != "film_seconds"]
    return {**{name: sum(getattr(row, name) for row in rows) for name in names}, "film_seconds": sum(row.film_ms for row in rows) // 1000}


def routes(queries: Queries, caller: Callable[..., Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/users/me", tags=["usage"])
    Me = Annotated[Caller, Depends(caller)]  # noqa: N806  # a type; FastAPI finds it only because this file does not postpone its annotations

    @router.get("/usage")
    async def get_usage(
        ask: Ask, me: Me, days: Annotated[int, Query(ge=1, le=DAYS_MAX, description="So many days back, today included.")] = DAYS
    ) -> Usage:
        """What was asked for, made and spent, by day (UTC), newest first; days without anything are left out."""
        first = day_of(queries.now() - (days - 1) * DAY_MS)
        async with queries.seen(ask, me, USAGE, CREDIT_BALANCE) as snapshot:
            rows = await snapshot.many(USAGE, None, snapshot.table(USAGE).c.day >= first, newest="day", limit=DAYS_MAX)
            balance = await snapshot.one(CREDIT_BALANCE)
        return Usage(
            tier=balance.tier if balance else None, credits_available=balance.available if balance else 0, total=Used(**used_of(rows)),
            days=[UsedOnDay(day=row.day, **used_of([row])) for row in rows],
        )  # fmt: skip

    return router
