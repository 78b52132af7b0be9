"""Facts about an account and its credits. Amounts are whole numbers of 1/100 credit."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant, Sealed
from schemas.values import GrantSource, Line, ReleaseReason, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened:
    tier: Tier
    locale: str
    reset_at: Instant | None  # when the monthly grant is renewed; None: this account has none


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChanged:
    before: Tier
    after: Tier
    reason: str  # a code, never a person's words


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsGranted:
    grant_id: str
    source: GrantSource
    priority: int  # lower is spent first
    amount: int
    expires_at: Instant | None
    payment_id: str | None
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsReserved:
    reservation_id: str
    job_id: str
    amount: int
    lines: tuple[Line, ...]  # which grants it is taken from, in the order of burning
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsDebited:
    """With CreditsReleased the settlement of a reservation; both in the decision that ends the job."""

    reservation_id: str
    job_id: str
    amount: int
    lines: tuple[Line, ...]
    price_version: int
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsReleased:
    reservation_id: str
    job_id: str
    amount: int
    lines: tuple[Line, ...]
    reason: ReleaseReason
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsExpired:
    """All grants whose time had come, in one event: `lines` say how much of each."""

    amount: int
    lines: tuple[Line, ...]
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsReset:
    """The month is over: what is left of the monthly grant expires beside this, and a new grant follows."""

    next_reset_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsAdjusted:
    """Why a grant of source `adjustment` was made; the movement itself is that CreditsGranted."""

    grant_id: str
    amount: int
    reason: Sealed[str]
    proposer: str
    approver: str
