"""Credits as grants: what is spent first, what expires, what is released, and that nothing is ever lost."""

import pytest

from domain.account import next_month
from schemas.commands.account import ChangeTier, GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.system import Tick
from schemas.envelope import Sealed
from schemas.errors import AlreadyExists, Forbidden, InsufficientCredits, Invalid, NotFound
from schemas.events.account import (
    AccountOpened,
    CreditsAdjusted,
    CreditsExpired,
    CreditsGranted,
    CreditsReleased,
    CreditsReserved,
    CreditsReset,
    TierChanged,
)
from schemas.events.job import JobCancelled
from schemas.events.system import Ticked
from schemas.values import FilmSettings, GrantSource, Line, Tier
from tests.support.scenario import (
    A_JOB,
    A_PROJECT,
    CREATED,
    DAY,
    ESTIMATE,
    JOB,
    MINUTE,
    NOON,
    OPENED,
    PLAN,
    PROJECT,
    SAVED,
    Studio,
    given,
)

REQUEST = RequestJob(job_id=JOB, project_id=PROJECT, plan=PLAN, settings=FilmSettings(), estimate=ESTIMATE)


def grant(id: str, amount: int, *, priority: int = 50, expires_at: int | None = None) -> CreditsGranted:
    return CreditsGranted(
        grant_id=id, source=GrantSource.PURCHASE, priority=priority, amount=amount, expires_at=expires_at, payment_id=None, balance_after=0
    )


def test_a_free_account_opens_with_three_credits_for_a_month() -> None:
    events = given().when(OpenAccount(), issuer="operator").events
    assert events[0] == AccountOpened(tier=Tier.FREE, locale="en", reset_at=next_month(NOON))
    assert (events[1].source, events[1].amount, events[1].expires_at) == (GrantSource.FREE_MONTHLY, 300, next_month(NOON))


def test_an_account_opens_once() -> None:
    given(OPENED).when(OpenAccount(), issuer="operator").then_refused(AlreadyExists)


def test_nothing_happens_in_an_account_that_nobody_opened() -> None:
    given().when(REQUEST).then_refused(NotFound)
    given().when(GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1), issuer="operator").then_refused(NotFound)


def test_the_api_cannot_grant_credits() -> None:
    given(OPENED).when(GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1)).then_refused(Forbidden)


def test_a_grant_is_made_once_for_ever() -> None:
    command = GrantCredits(grant_id="g1", source=GrantSource.PURCHASE, amount=500)
    given(*A_PROJECT).after(400 * DAY).when(command, issuer="operator").then_refused(AlreadyExists)


def test_a_grant_does_not_take_the_id_of_one_that_is_open() -> None:
    """Two of one id would both move with each of them, and their sum would not be the ledger's any more."""
    studio = Studio()
    [_, monthly] = studio.ask(OpenAccount(), issuer="operator")
    [refused] = studio.ask(GrantCredits(grant_id=monthly.grant_id, source=GrantSource.PURCHASE, amount=500), issuer="operator")
    assert refused.code == AlreadyExists.code


def test_a_grant_does_not_take_the_id_of_a_month_to_come() -> None:
    studio = Studio()
    studio.ask(OpenAccount(), issuer="operator")
    following = f"monthly-{next_month(next_month(NOON))}"
    [refused] = studio.ask(GrantCredits(grant_id=following, source=GrantSource.PURCHASE, amount=500), issuer="operator")
    assert refused.code == Invalid.code
    studio.now = next_month(NOON)
    renewed = studio.ask(Tick(), issuer="decider", account=f"partition:{studio.state.number}")
    assert renewed[2].grant_id == following


@pytest.mark.parametrize("amount", [0, -1])
def test_a_grant_of_nothing_is_refused(amount: int) -> None:
    given(OPENED).when(GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=amount), issuer="operator").then_refused(Invalid)


def test_an_adjustment_says_why() -> None:
    reason: Sealed[str] = Sealed("reason")
    command = GrantCredits(grant_id="g", source=GrantSource.ADJUSTMENT, amount=5, reason=reason)
    given(OPENED).when(command, issuer="operator").then(CreditsGranted, CreditsAdjusted)
    unexplained = GrantCredits(grant_id="g", source=GrantSource.ADJUSTMENT, amount=5)
    given(OPENED).when(unexplained, issuer="operator").then_refused(Invalid)


def test_a_tier_changes_with_its_reason() -> None:
    given(OPENED).when(ChangeTier(tier=Tier.FREE, reason="lapsed"), issuer="operator").then(
        TierChanged(before=Tier.PRO, after=Tier.FREE, reason="lapsed"), CreditsReset, CreditsGranted
    )


def test_credits_burn_by_priority_then_soonest_expiry_then_age() -> None:
    grants = [
        grant("old", 30),
        grant("late", 30, expires_at=NOON + 2 * DAY),
        grant("soon", 30, expires_at=NOON + DAY),
        grant("first", 30, priority=1),
        grant("young", 30),
    ]
    studio = given(OPENED, *grants, CREATED, SAVED).studio
    reserved = studio.ask(REQUEST)[0]
    assert isinstance(reserved, CreditsReserved)
    assert reserved.lines == (Line("first", 30), Line("soon", 30), Line("late", 30), Line("old", 10))
    assert reserved.balance_after == 50


def test_too_few_credits_are_told_with_what_is_needed_and_what_is_there() -> None:
    given(OPENED, grant("g", 99), CREATED, SAVED).when(REQUEST).then_refused(InsufficientCredits, needed=100, available=99)


def test_what_comes_back_to_a_grant_that_has_expired_meanwhile_expires_too() -> None:
    studio = given(OPENED, grant("g", 100, expires_at=NOON + MINUTE), CREATED, SAVED).studio
    studio.ask(REQUEST)
    studio.now += 2 * MINUTE
    events = studio.ask(CancelJob(job_id=JOB))
    assert [type(event) for event in events] == [JobCancelled, CreditsReleased, CreditsExpired]
    assert events[-1].amount == 100


def test_an_account_is_settled_before_anything_else_is_decided() -> None:
    expired = grant("g", 100, expires_at=NOON + MINUTE)
    given(OPENED, expired, CREATED, SAVED).after(MINUTE).when(REQUEST).then_refused(InsufficientCredits, available=0)


def test_the_monthly_grant_is_renewed_once_however_late() -> None:
    studio = Studio()
    studio.ask(OpenAccount(), issuer="operator")
    studio.now += 100 * DAY
    events = studio.ask(Tick(), issuer="decider", account=f"partition:{studio.state.number}")
    assert [type(event) for event in events] == [CreditsExpired, CreditsReset, CreditsGranted, Ticked]
    assert events[2].balance_after == 300
    assert events[1].next_reset_at > studio.now
    assert studio.ask(Tick(), issuer="decider", account=f"partition:{studio.state.number}") == [Ticked(due=0, more=False)]


def test_every_month_has_a_reset_day() -> None:
    january_31 = 1_769_860_800_000  # 2026-01-31T12:00:00Z
    assert next_month(january_31) == 1_772_280_000_000  # 2026-02-28T12:00:00Z
    december = 1_766_664_000_000  # 2025-12-25T12:00:00Z
    assert next_month(december) == 1_769_342_400_000  # 2026-01-25T12:00:00Z


def test_a_refused_command_changes_nothing() -> None:
    studio = given(*A_JOB).studio
    before = studio.state.tenants[studio.account].account
    studio.ask(REQUEST)
    assert studio.state.tenants[studio.account].account == before
