"""Facts about an account and its credits. Amounts are whole numbers of 1/100 credit."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.envelope import Instant, Sealed
from schemas.values import GrantSource, Line, ReleaseReason, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened:
    """An account is opened on a tier; where the tier has monthly credits, their first grant follows in the same decision."""

    tier: Tier
    locale: str
    reset_at: Instant | None  # when the monthly grant is renewed; None: this account has none


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChanged:
    """The account moves to another tier; a month that has begun goes on, and who had no monthly credits gets the first ones at once."""

    before: Tier
    after: Tier
    reason: str  # a code, never a person's words


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsGranted:
    """Credits are added to the account as a grant: from where, how soon they are spent, and until when they last."""

    grant_id: str
    source: GrantSource
    priority: int  # lower is spent first
    amount: int
    expires_at: Instant | None
    payment_id: str | None
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsReserved:
    """Credits are held for a job, in the decision that requests it; they can be spent on nothing else."""

    reservation_id: str
    job_id: str
    amount: int
    lines: tuple[Line, ...]  # which grants it is taken from, in the order of burning
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsDebited:
    """The part of a reservation that its job has earned is spent; with CreditsReleased the settlement, in the decision that ends the job."""

    reservation_id: str
    job_id: str
    amount: int
    lines: tuple[Line, ...]
    price_version: int
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsReleased:
    """The part of a reservation that its job has not earned goes back to the grants that it came from, in the decision that ends the job."""

    reservation_id: str
    job_id: str
    amount: int
    lines: tuple[Line, ...]
    reason: ReleaseReason
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsExpired:
    """What is neither spent nor reserved of all grants whose time has come is lost, in one event: `lines` say how much of each."""

    amount: int
    lines: tuple[Line, ...]
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsReset:
    """A new month begins: what is left of the monthly grant expires beside this, and a new grant follows where the tier has one."""

    next_reset_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsAdjusted:
    """A person gives the reason of a grant, with who proposed and who approved it; the movement itself is the CreditsGranted before it."""

    grant_id: str
    amount: int
    reason: Sealed[str]
    proposer: str
    approver: str
