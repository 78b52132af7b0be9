"""The prices and limits that the studio was born with, and what a film costs under any of them."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.errors import Invalid
from schemas.values import Config, Estimate, PriceLine, Tier, TierLimits

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

FIRST = Config(
    version=1,
    film_minute=100,
    queued_jobs_max=1_000,
    task_window=16,
    attempts_max=3,
    lost_leases_max=10,
    job_time_max_ms=6 * HOUR_MS,
    tiers={
        Tier.FREE: TierLimits(running_jobs=1, projects=10, film_ms_max=MINUTE_MS, height_max=720, monthly_credits=300, watermark=True),
        Tier.PRO: TierLimits(running_jobs=5, projects=500, film_ms_max=10 * MINUTE_MS, height_max=1080, monthly_credits=6_000, watermark=False),
        Tier.ENTERPRISE: TierLimits(
            running_jobs=20, projects=1_000_000, film_ms_max=30 * MINUTE_MS, height_max=1080, monthly_credits=0, watermark=False
        ),
    },
)
"""What a partition uses until it adopts another (P-1.8 to P-1.11, P-4.5). Never edited: history was decided with it."""


WINDOW_MAX = 50
"""Tasks of one account that are open at once: one decision may make them all known."""

_WORKS = {
    "film_minute": (1, 10**9), "queued_jobs_max": (1, 10_000), "task_window": (1, WINDOW_MAX), "attempts_max": (1, 20), "lost_leases_max": (0, 1_000),
    "job_time_max_ms": (MINUTE_MS, 7 * DAY_MS),
}  # fmt: skip
_TIER_WORKS = {
    "running_jobs": (1, 200), "projects": (1, 1_000_000), "film_ms_max": (MINUTE_MS, 4 * HOUR_MS), "height_max": (16, 8_640),
    "monthly_credits": (0, 10**10),
}  # fmt: skip
"""Every number has its bounds: nobody could work with less, and no decision could live with more. A price of nothing divides a quote by it; each
decision looks at all jobs of its account; a sum of credits stays exact."""


def see_that_it_works(config: Config) -> None:
    """Raises Invalid for a configuration that decisions could not use."""
    _see_that_each_is_within(config, _WORKS, "")
    if missing := [tier.value for tier in Tier if tier not in config.tiers]:
        raise Invalid(f"The limits of {', '.join(missing)} are missing.")
    if unknown := sorted(config.tiers.keys() - set(Tier)):
        raise Invalid(f"There is no plan {unknown[0][:40]!r}; the plans are {', '.join(Tier)}.")
    for name, limits in config.tiers.items():
        _see_that_each_is_within(limits, _TIER_WORKS, f"{name}: ")


def _see_that_each_is_within(values: Config | TierLimits, bounds: Mapping[str, tuple[int, int]], of: str) -> None:
    for name, (least, most) in bounds.items():
        if not least <= (value := getattr(values, name)) <= most:
            raise Invalid(f"{of}{name} is {value}; it must be from {least:,} to {most:,}.")


def price(minute_price: int, length_ms: int) -> int:
    """1/100 credit for a film of this length: each started minute counts."""
    return minute_price * max(1, -(-length_ms // MINUTE_MS))


def quote(config: Config, length_ms: int) -> Estimate:
    """What a film of about this length will cost at most."""
    amount = price(config.film_minute, length_ms)
    line = PriceLine(item="film_minute", units=amount // config.film_minute, unit_price=config.film_minute, amount=amount)
    return Estimate(amount=amount, price_version=config.version, lines=(line,), length_ms=length_ms)
