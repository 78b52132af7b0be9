"""Credits: the balance of each account with its grants, and a statement with one line for every movement and why it happened.

Amounts are 1/100 credit. For each account, at every position: granted = available + reserved + spent + expired + revoked (invariant L1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from projections.projection import Projection
from schemas.envelope import Instant, Recorded, Sealed
from schemas.events.account import (
    AccountOpened,
    CreditsAdjusted,
    CreditsDebited,
    CreditsExpired,
    CreditsGranted,
    CreditsReleased,
    CreditsReserved,
    CreditsReset,
    TierChanged,
)
from schemas.values import GrantSource, Line, Tier

# --- the balance


class Grant(Struct, frozen=True, kw_only=True):
    """What is left of a grant; one that is used up is no longer listed."""

    grant_id: str
    source: GrantSource
    amount: int
    available: int
    held: int
    expires_at: Instant | None
    priority: int


class Balance(Struct, frozen=True, kw_only=True):
    account_id: str
    tier: Tier
    granted: int
    available: int
    reserved: int
    spent: int
    expired: int
    revoked: int
    grants: tuple[Grant, ...]  # in the order in which they are spent
    reset_at: Instant | None
    updated_at: Instant
    moved_seq: int  # of the movement that it stands after, -1 before the first: the newest line of a statement that has come as far


def opened(_: Balance | None, recorded: Recorded[AccountOpened]) -> Balance:
    return Balance(
        account_id=recorded.account_id, tier=recorded.event.tier, granted=0, available=0, reserved=0, spent=0, expired=0, revoked=0, grants=(),
        reset_at=recorded.event.reset_at, updated_at=recorded.time, moved_seq=-1,
    )  # fmt: skip


def tier_changed(balance: Balance | None, recorded: Recorded[TierChanged]) -> Balance | None:
    return balance and replace(balance, tier=recorded.event.after, updated_at=recorded.time)


def reset(balance: Balance | None, recorded: Recorded[CreditsReset]) -> Balance | None:
    return balance and replace(balance, reset_at=recorded.event.next_reset_at, updated_at=recorded.time)


def granted(balance: Balance | None, recorded: Recorded[CreditsGranted]) -> Balance | None:
    if balance is None:
        return None
    event = recorded.event
    grant = Grant(
        grant_id=event.grant_id, source=event.source, amount=event.amount, available=event.amount, held=0, expires_at=event.expires_at,
        priority=event.priority,
    )  # fmt: skip
    grants = sorted((*balance.grants, grant), key=lambda one: (one.priority, one.expires_at is None, one.expires_at or 0))
    return replace(
        balance,
        granted=balance.granted + event.amount,
        available=balance.available + event.amount,
        grants=tuple(grants),
        updated_at=recorded.time,
        moved_seq=recorded.seq,
    )


def reserved(balance: Balance | None, recorded: Recorded[CreditsReserved]) -> Balance | None:
    amount = recorded.event.amount
    return balance and replace(
        balance, available=balance.available - amount, reserved=balance.reserved + amount,
        grants=_moved(balance.grants, recorded.event.lines, available=-1, held=+1), updated_at=recorded.time, moved_seq=recorded.seq,
    )  # fmt: skip


def debited(balance: Balance | None, recorded: Recorded[CreditsDebited]) -> Balance | None:
    amount = recorded.event.amount
    return balance and replace(
        balance, reserved=balance.reserved - amount, spent=balance.spent + amount,
        grants=_moved(balance.grants, recorded.event.lines, available=0, held=-1), updated_at=recorded.time, moved_seq=recorded.seq,
    )  # fmt: skip


def released(balance: Balance | None, recorded: Recorded[CreditsReleased]) -> Balance | None:
    amount = recorded.event.amount
    return balance and replace(
        balance, available=balance.available + amount, reserved=balance.reserved - amount,
        grants=_moved(balance.grants, recorded.event.lines, available=+1, held=-1), updated_at=recorded.time, moved_seq=recorded.seq,
    )  # fmt: skip


def expired(balance: Balance | None, recorded: Recorded[CreditsExpired]) -> Balance | None:
    event = recorded.event
    return balance and replace(
        balance, available=balance.available - event.amount, expired=balance.expired + event.amount,
        grants=_moved(balance.grants, event.lines, available=-1, held=0), updated_at=recorded.time, moved_seq=recorded.seq,
    )  # fmt: skip


def _moved(grants: Sequence[Grant], lines: Sequence[Line], *, available: int, held: int) -> tuple[Grant, ...]:
    """Each line's amount, `available` and `held` times, on its grant; what is used up goes."""
    by_grant = {line.grant_id: line.amount for line in lines}
    after = [
        replace(grant, available=grant.available + available * amount, held=grant.held + held * amount)
        if (amount := by_grant.get(grant.grant_id))
        else grant
        for grant in grants
    ]
    return tuple(grant for grant in after if grant.available or grant.held)


CREDIT_BALANCE = Projection(
    name="credit_balance",
    version=2,
    row=Balance,
    key=(),
    key_of=lambda _: (),
    on={
        AccountOpened: opened,
        TierChanged: tier_changed,
        CreditsReset: reset,
        CreditsGranted: granted,
        CreditsReserved: reserved,
        CreditsDebited: debited,
        CreditsReleased: released,
        CreditsExpired: expired,
    },
)

# --- the statement


Movement = Literal["grant", "adjust", "reserve", "debit", "release", "expire"]
"""P-4.4, as far as there are such movements."""


class StatementLine(Struct, frozen=True, kw_only=True):
    """One movement (P-4.4). `held_change` is what it does to the credits in reservations: `held_after` is what is held now less
    all changes since."""

    account_id: str
    transaction_id: str
    seq: int
    type: Movement
    amount: int  # with its sign: what it does to the balance, or, for a debit, to what is held
    held_change: int
    balance_after: int
    reason: str  # a code: the source of a grant, why a reservation was released, ...
    note: Sealed[str] | None  # the words of the person who adjusted
    job_id: str | None
    grant_id: str | None
    reservation_id: str | None
    payment_id: str | None
    price_version: int | None
    expires_at: Instant | None
    command_id: str
    created_at: Instant


def _line(recorded: Recorded[Any], type: Movement, *, amount: int, reason: str, held: int = 0, **of: Any) -> StatementLine:
    rest = {name: of.get(name) for name in ("job_id", "grant_id", "reservation_id", "payment_id", "price_version", "expires_at")}
    return StatementLine(
        account_id=recorded.account_id, transaction_id=_transaction(recorded)[0], seq=recorded.seq, type=type, amount=amount, held_change=held,
        balance_after=recorded.event.balance_after, reason=reason, note=None, command_id=recorded.command_id, created_at=recorded.time, **rest,
    )  # fmt: skip


def grant_line(_: StatementLine | None, recorded: Recorded[CreditsGranted]) -> StatementLine:
    event = recorded.event
    type: Movement = "adjust" if event.source is GrantSource.ADJUSTMENT else "grant"
    return _line(
        recorded, type, amount=event.amount, reason=event.source.value, grant_id=event.grant_id, payment_id=event.payment_id,
        expires_at=event.expires_at,
    )  # fmt: skip


def reserve_line(_: StatementLine | None, recorded: Recorded[CreditsReserved]) -> StatementLine:
    event = recorded.event
    return _line(
        recorded, "reserve", amount=-event.amount, held=event.amount, reason="job_requested", job_id=event.job_id, reservation_id=event.reservation_id
    )


def debit_line(_: StatementLine | None, recorded: Recorded[CreditsDebited]) -> StatementLine:
    event = recorded.event
    return _line(
        recorded, "debit", amount=-event.amount, held=-event.amount, reason="delivered", job_id=event.job_id, reservation_id=event.reservation_id,
        price_version=event.price_version,
    )  # fmt: skip


def release_line(_: StatementLine | None, recorded: Recorded[CreditsReleased]) -> StatementLine:
    event = recorded.event
    return _line(
        recorded, "release", amount=event.amount, held=-event.amount, reason=event.reason.value, job_id=event.job_id,
        reservation_id=event.reservation_id,
    )  # fmt: skip


def expire_line(_: StatementLine | None, recorded: Recorded[CreditsExpired]) -> StatementLine:
    event = recorded.event
    only = event.lines[0].grant_id if len(event.lines) == 1 else None  # of several, the event has the lines
    return _line(recorded, "expire", amount=-event.amount, reason="grant_expired", grant_id=only)


def adjusted(line: StatementLine | None, recorded: Recorded[CreditsAdjusted]) -> StatementLine | None:
    """The movement is the grant beside it; this says who wanted it and why."""
    return line and replace(line, note=recorded.event.reason)


def _transaction(recorded: Recorded[Any]) -> tuple[str]:
    """A grant's line is found again by its adjustment; every other line is known by the event that it tells."""
    event = recorded.event
    if isinstance(event, CreditsGranted | CreditsAdjusted):
        return (f"grant:{event.grant_id}",)
    return (str(recorded.position),)


CREDIT_STATEMENT = Projection(
    name="credit_statement",
    version=2,
    row=StatementLine,
    key=("transaction_id",),
    key_of=_transaction,
    on={
        CreditsGranted: grant_line,
        CreditsAdjusted: adjusted,
        CreditsReserved: reserve_line,
        CreditsDebited: debit_line,
        CreditsReleased: release_line,
        CreditsExpired: expire_line,
    },
    indexes=(("account_id", "seq", "held_change"), ("account_id", "job_id", "seq")),
)
