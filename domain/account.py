"""An account and its credits: grants that are spent by priority, then soonest expiry, then age; never below zero at any prefix.

Double entry: granted = available + reserved + spent + expired + revoked, after every event (invariants L1, L2).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.commands.account import ChangeTier, GrantCredits, OpenAccount
from schemas.envelope import Instant
from schemas.errors import AlreadyExists, InsufficientCredits, Invalid, LimitReached, NotFound
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
from schemas.values import Config, GrantSource, Line, ReleaseReason, Tier

AccountCommand = OpenAccount | ChangeTier | GrantCredits
AccountEvent = (
    AccountOpened
    | TierChanged
    | CreditsGranted
    | CreditsReserved
    | CreditsDebited
    | CreditsReleased
    | CreditsExpired
    | CreditsReset
    | CreditsAdjusted
)
MONTHLY = {GrantSource.FREE_MONTHLY, GrantSource.PLAN_MONTHLY}
MONTHLY_PREFIX = "monthly-"
GRANTS_MAX = 500
"""Open grants of an account: a decision that moves all of them still fits into one batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    id: str
    source: GrantSource
    priority: int
    expires_at: Instant | None
    available: int
    held: int = 0  # in reservations that are open


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    amount: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The five accounts of the double entry, and what was granted."""

    granted: int = 0
    available: int = 0
    reserved: int = 0
    spent: int = 0
    expired: int = 0
    revoked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccount:
    """Nobody opened it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    tier: Tier
    locale: str
    reset_at: Instant | None
    grants: tuple[Grant, ...] = ()  # in the order in which they are spent; empty ones are dropped
    reservations: Mapping[str, Reservation] = field(default_factory=dict)
    totals: Totals = Totals()
    grant_ids: frozenset[str] = frozenset()  # of all but monthly grants: money is idempotent for ever

    @property
    def next_due(self) -> Instant | None:
        """When `settle` will have something to say."""
        moments = [grant.expires_at for grant in self.grants if grant.expires_at is not None and grant.available]
        if self.reset_at is not None:
            moments.append(self.reset_at)
        return min(moments, default=None)


initial = NoAccount()


def decide(account: NoAccount | Account, command: AccountCommand, now: Instant, config: Config, actor: str) -> Sequence[AccountEvent]:
    match account, command:
        case NoAccount(), OpenAccount():
            return opened(command, now, config)
        case Account(), OpenAccount():
            raise AlreadyExists("The account is open.")
        case NoAccount(), _:
            raise NotFound("The account does not exist.")
        case Account(), ChangeTier():
            return tier_changed(account, command, now, config)
        case Account(), GrantCredits():
            return granted(account, command, actor)
    raise AssertionError(f"no case for {type(command).__name__}")


def opened(command: OpenAccount, now: Instant, config: Config) -> Sequence[AccountEvent]:
    monthly = config.tiers[command.tier].monthly_credits
    reset_at = next_month(now) if monthly else None
    account = AccountOpened(tier=command.tier, locale=command.locale, reset_at=reset_at)
    return [account, _monthly_grant(command.tier, monthly, reset_at, 0)] if reset_at else [account]


def tier_changed(account: Account, command: ChangeTier, now: Instant, config: Config) -> Sequence[AccountEvent]:
    """The month goes on as it began; who had no monthly grant gets the first one of the new plan at once."""
    changed = TierChanged(before=account.tier, after=command.tier, reason=command.reason)
    if account.reset_at is not None or not config.tiers[command.tier].monthly_credits:
        return [changed]
    return [changed, *_renewed(command.tier, next_month(now), account.totals.available, config)]


def granted(account: Account, command: GrantCredits, actor: str) -> Sequence[AccountEvent]:
    if command.grant_id in account.grant_ids or any(grant.id == command.grant_id for grant in account.grants):
        raise AlreadyExists(f"Grant {command.grant_id} was made before; nothing is granted twice.")
    if command.grant_id.startswith(MONTHLY_PREFIX):
        raise Invalid(f"Only monthly grants have ids that begin with {MONTHLY_PREFIX}: take another.")
    if command.amount <= 0:
        raise Invalid("A grant needs an amount above 0.")
    if command.source in MONTHLY:
        raise Invalid("Monthly grants are made by the reset date alone.")
    if command.source == GrantSource.ADJUSTMENT and command.reason is None:
        raise Invalid("An adjustment needs a reason.")
    if len(account.grants) >= GRANTS_MAX:
        raise LimitReached(f"{GRANTS_MAX} grants are open in this account: let some be used up first.")
    after = account.totals.available + command.amount
    grant = CreditsGranted(
        grant_id=command.grant_id, source=command.source, priority=command.priority, amount=command.amount,
        expires_at=command.expires_at, payment_id=command.payment_id, balance_after=after,
    )  # fmt: skip
    if command.reason is None:
        return [grant]
    return [grant, CreditsAdjusted(grant_id=command.grant_id, amount=command.amount, reason=command.reason, proposer=actor, approver=actor)]


def settle(account: Account, now: Instant, config: Config) -> Sequence[AccountEvent]:
    """What time alone has done to the account by `now`: expired grants, and the monthly grant renewed."""
    events: list[AccountEvent] = []
    balance = account.totals.available
    late = [grant for grant in account.grants if grant.available and grant.expires_at is not None and grant.expires_at <= now]
    if late:
        amount = sum(grant.available for grant in late)
        balance -= amount
        events.append(CreditsExpired(amount=amount, lines=tuple(Line(grant.id, grant.available) for grant in late), balance_after=balance))
    if account.reset_at is not None and account.reset_at <= now:
        following = account.reset_at
        while following <= now:
            following = next_month(following)
        events += _renewed(account.tier, following, balance, config)
    return events


def reserve(account: Account, job_id: str, amount: int) -> CreditsReserved:
    """Take `amount` out of the grants in the order of burning. Raises InsufficientCredits."""
    if amount > account.totals.available:
        raise InsufficientCredits(
            f"This needs {_credits(amount)} credits and {_credits(account.totals.available)} are there. "
            "Shorten the script, or wait for the next grant.",
            needed=amount, available=account.totals.available,
        )  # fmt: skip
    lines, missing = [], amount
    for grant in account.grants:
        if taken := min(grant.available, missing):
            lines.append(Line(grant.id, taken))
            missing -= taken
    assert missing == 0, "the grants hold what the totals say"
    after = account.totals.available - amount
    return CreditsReserved(reservation_id=job_id, job_id=job_id, amount=amount, lines=tuple(lines), balance_after=after)


def settlement(account: Account, job_id: str, charged: int, price_version: int, reason: ReleaseReason) -> Sequence[AccountEvent]:
    """End the reservation of a job: debit `charged` of it, release the rest. debited + released = reserved (invariant L7)."""
    reservation = account.reservations[job_id]
    assert 0 <= charged <= reservation.amount, "never more than was reserved"
    debit, release = _split(reservation.lines, charged)
    rest, before = reservation.amount - charged, account.totals.available
    events: list[AccountEvent] = []
    if charged:
        events.append(
            CreditsDebited(reservation_id=job_id, job_id=job_id, amount=charged, lines=debit, price_version=price_version, balance_after=before)
        )
    if rest:
        events.append(CreditsReleased(reservation_id=job_id, job_id=job_id, amount=rest, lines=release, reason=reason, balance_after=before + rest))
    return events


def evolve(account: NoAccount | Account, event: AccountEvent) -> NoAccount | Account:
    match account, event:
        case NoAccount(), AccountOpened():
            return Account(tier=event.tier, locale=event.locale, reset_at=event.reset_at)
        case Account(), TierChanged():
            return replace(account, tier=event.after)
        case Account(), CreditsGranted():
            return _with_grant(account, event)
        case Account(), CreditsReserved():
            reservations = {**account.reservations, event.reservation_id: Reservation(amount=event.amount, lines=event.lines)}
            return replace(
                account,
                grants=_moved(account.grants, event.lines, -1, +1),
                reservations=reservations,
                totals=_totals(account, -event.amount, event.amount),
            )
        case Account(), CreditsDebited():
            return replace(
                account,
                grants=_moved(account.grants, event.lines, 0, -1),
                reservations=_less_reserved(account, event.reservation_id, event.amount, event.lines),
                totals=_totals(account, 0, -event.amount, spent=event.amount),
            )
        case Account(), CreditsReleased():
            return replace(
                account,
                grants=_moved(account.grants, event.lines, +1, -1),
                reservations=_less_reserved(account, event.reservation_id, event.amount, event.lines),
                totals=_totals(account, event.amount, -event.amount),
            )
        case Account(), CreditsExpired():
            totals = _totals(account, -event.amount, 0, expired=event.amount)
            return replace(account, grants=_moved(account.grants, event.lines, -1, 0), totals=totals)
        case Account(), CreditsReset():
            return replace(account, reset_at=event.next_reset_at)
        case _:
            return account


def next_month(instant: Instant) -> Instant:
    """The same day and time of the next month; days 29 to 31 become the 28th, so that every month has one."""
    moment = datetime.datetime.fromtimestamp(instant // 1000, datetime.UTC)
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)
    return int(moment.replace(year=year, month=month, day=min(moment.day, 28)).timestamp()) * 1000


def _renewed(tier: Tier, reset_at: Instant, balance: int, config: Config) -> Sequence[AccountEvent]:
    """A new month; a plan without monthly credits has one too, so that it is there when the plan is changed."""
    monthly = config.tiers[tier].monthly_credits
    return [CreditsReset(next_reset_at=reset_at), *([_monthly_grant(tier, monthly, reset_at, balance)] if monthly else [])]


def _monthly_grant(tier: Tier, amount: int, expires_at: Instant, balance: int) -> CreditsGranted:
    source = GrantSource.FREE_MONTHLY if tier == Tier.FREE else GrantSource.PLAN_MONTHLY
    return CreditsGranted(
        grant_id=f"{MONTHLY_PREFIX}{expires_at}",
        source=source,
        priority=10,
        amount=amount,
        expires_at=expires_at,
        payment_id=None,
        balance_after=balance + amount,
    )


def _with_grant(account: Account, event: CreditsGranted) -> Account:
    grant = Grant(id=event.grant_id, source=event.source, priority=event.priority, expires_at=event.expires_at, available=event.amount)
    # sorted() is stable: among equals the older grant stays in front
    grants = tuple(sorted((*account.grants, grant), key=lambda one: (one.priority, one.expires_at is None, one.expires_at or 0)))
    ids = account.grant_ids if event.source in MONTHLY else account.grant_ids | {event.grant_id}
    totals = replace(account.totals, granted=account.totals.granted + event.amount, available=account.totals.available + event.amount)
    return replace(account, grants=grants, grant_ids=ids, totals=totals)


def _moved(grants: Iterable[Grant], lines: Sequence[Line], available: int, held: int) -> tuple[Grant, ...]:
    """Each line's amount added `available` and `held` times to its grant; grants that hold nothing any more are dropped."""
    amounts = {line.grant_id: line.amount for line in lines}
    moved = (
        replace(grant, available=grant.available + available * amounts[grant.id], held=grant.held + held * amounts[grant.id])
        if grant.id in amounts
        else grant
        for grant in grants
    )
    return tuple(grant for grant in moved if grant.available or grant.held)


def _less_reserved(account: Account, reservation_id: str, amount: int, lines: Sequence[Line]) -> Mapping[str, Reservation]:
    """The reservations, this one without what was just debited or released; gone when nothing is left of it."""
    reservations = dict(account.reservations)
    reservation = reservations.pop(reservation_id)
    if left := reservation.amount - amount:
        gone = {line.grant_id: line.amount for line in lines}
        rest = (Line(line.grant_id, line.amount - gone.get(line.grant_id, 0)) for line in reservation.lines)
        reservations[reservation_id] = Reservation(amount=left, lines=tuple(line for line in rest if line.amount))
    return reservations


def _split(lines: Sequence[Line], amount: int) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The first `amount` of the lines, and the rest."""
    first, rest = [], []
    for line in lines:
        taken = min(line.amount, amount)
        amount -= taken
        if taken:
            first.append(Line(line.grant_id, taken))
        if line.amount - taken:
            rest.append(Line(line.grant_id, line.amount - taken))
    return tuple(first), tuple(rest)


def _totals(account: Account, available: int, reserved: int, *, spent: int = 0, expired: int = 0) -> Totals:
    totals = account.totals
    return Totals(
        granted=totals.granted, available=totals.available + available, reserved=totals.reserved + reserved,
        spent=totals.spent + spent, expired=totals.expired + expired, revoked=totals.revoked,
    )  # fmt: skip


def _credits(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
