"""What may be asked of an account."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant, Sealed
from schemas.values import GrantSource, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccount:
    """Refused where the account is open: it stays as it is."""

    tier: Tier = Tier.FREE
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTier:
    tier: Tier
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCredits:
    """Money is idempotent for ever by `grant_id`."""

    grant_id: str
    source: GrantSource
    amount: int
    priority: int = 100
    expires_at: Instant | None = None
    payment_id: str | None = None
    reason: Sealed[str] | None = None  # required for an adjustment
