"""Usage: what an account asked for, got and spent, by day (UTC)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from projections.projection import Projection
from schemas.envelope import Instant, Recorded
from schemas.events.account import CreditsDebited
from schemas.events.film import COMPLETIONS
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobRequested

DAY_MS = 86_400_000


class UsageDay(Struct, frozen=True, kw_only=True):
    account_id: str
    day: str  # "2026-11-21"
    jobs_requested: int = 0
    jobs_completed: int = 0
    jobs_failed: int = 0
    jobs_cancelled: int = 0
    films: int = 0
    film_ms: int = 0  # of finished films
    credits_spent: int = 0  # 1/100 credit
    tasks_done: int = 0
    tasks_cached: int = 0
    engine_ms: int = 0


@lru_cache(maxsize=1024)
def _day(number: int) -> str:
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=number)).isoformat()


def day_of(time: Instant) -> str:
    return _day(time // DAY_MS)


def _adding(amounts: Callable[[Any], dict[str, int]]) -> Callable[[UsageDay | None, Recorded[Any]], UsageDay]:
    def add(day: UsageDay | None, recorded: Recorded[Any]) -> UsageDay:
        today = day or UsageDay(account_id=recorded.account_id, day=day_of(recorded.time))
        return replace(today, **{name: getattr(today, name) + amount for name, amount in amounts(recorded.event).items()})

    return add


USAGE = Projection(
    name="usage",
    version=1,
    row=UsageDay,
    key=("day",),
    key_of=lambda recorded: (day_of(recorded.time),),
    on={
        JobRequested: _adding(lambda _: {"jobs_requested": 1}),
        JobCompleted: _adding(lambda event: {"jobs_completed": 1, "films": 1, "film_ms": event.length_ms}),
        JobFailed: _adding(lambda _: {"jobs_failed": 1}),
        JobExpired: _adding(lambda _: {"jobs_failed": 1}),
        JobCancelled: _adding(lambda _: {"jobs_cancelled": 1}),
        CreditsDebited: _adding(lambda event: {"credits_spent": event.amount}),
        **dict.fromkeys(COMPLETIONS, _adding(lambda event: {"tasks_done": 1, "tasks_cached": int(event.cached), "engine_ms": event.ms})),
    },
)
