"""What may be asked of an account."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Sealed
from schemas.values import Credits, GrantSource, Id, Tier, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccount:
    """Open the account that is the record's key; refused where it is open: it stays as it is."""

    tier: Tier = Tier.FREE
    locale: Id = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTier:
    """Move the account to another tier."""

    tier: Tier
    reason: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCredits:
    """Add credits to the account, never twice under one `grant_id`."""

    grant_id: Id
    source: GrantSource
    amount: Credits
    priority: Whole = 100
    expires_at: Whole | None = None  # an Instant
    payment_id: Id | None = None
    reason: Sealed[str] | None = None  # required for an adjustment
