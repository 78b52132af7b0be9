"""What time brings about is bounded: no Tick is ever too large, nobody waits for ever behind others, and no state grows with use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count, islice
from typing import Any

import pytest

from decider import chronicle
from decider.chronicle import EVENTS_MAX
from domain import partition as partitions
from domain import production
from domain.account import GRANTS_MAX, Account
from domain.config import FIRST, quote, see_that_it_works
from domain.job import Running
from domain.partition import PASSED_OVER_MS, REMEMBERED_MAX
from domain.production import STARTS_MAX
from domain.tenant import Draft
from infra.event_log.claim import Head
from infra.event_log.port import Record
from schemas import codec
from schemas.commands.account import ChangeTier, GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, CompleteTask, RequestJob, StartTask
from schemas.commands.project import CreateProject
from schemas.commands.system import AdoptConfig, Tick
from schemas.envelope import Issued, Sealed
from schemas.errors import LimitReached
from schemas.events.account import CreditsExpired, CreditsGranted, CreditsReleased, CreditsReset, TierChanged
from schemas.events.job import JobCancelled, JobExpired, JobStarted
from schemas.events.system import CommandRejected, Ticked
from schemas.events.task import TaskScheduled
from schemas.partitions import partition_of
from schemas.values import FilmSettings, GrantSource, PlannedScene, ScriptRef, Tier
from tests.support.scenario import DAY, HOUR, NOON, PLAN, PROJECT, Studio

FIRST_ACCOUNT = "acc_1"
SCRIPT = ScriptRef(hash=PLAN.script_hash, size=10)
MANY = tuple(PlannedScene(scene=f"s{n}", hash="h", shots=3, lines=(f"s{n}-1",), line_hashes=("l",)) for n in range(20))
LARGE = replace(PLAN, scenes=MANY)


def neighbours(number: int) -> list[str]:
    """Accounts of one partition."""
    names = (f"acc_{n}" for n in count(1))
    return list(islice((name for name in names if partition_of(name) == partition_of(FIRST_ACCOUNT)), number))


def tick(studio: Studio) -> Sequence[Any]:
    """As the decider gives it, bytes and all."""
    key = f"partition:{studio.state.number}"
    issued = Issued(command_id=f"t{studio.now}", account_id=key, actor="system", issuer="decider", command=Tick())
    record = Record(0, studio.now, key, codec.encode(issued.command), codec.command_headers(issued))
    entry = chronicle.decide(studio.state, Head(), record, studio.now)
    decided = tuple((one.key, codec.decode_event(one.headers["ce_type"], one.value)) for one in entry.records)
    studio.follow(decided, issued.command_id)
    return [event for _, event in decided]


def ticks(studio: Studio) -> list[Sequence[Any]]:
    """As many as the decider gives: while something is due."""
    given = [tick(studio)]
    while studio.state.first_due is not None and studio.state.first_due[0] <= studio.now:
        given.append(tick(studio))
        assert len(given) < 1_000, "the same is due for ever"
    return given


def grant(studio: Studio, account: str, id: str, amount: int = 10_000, **more: Any) -> None:
    command = GrantCredits(grant_id=id, source=GrantSource.BONUS, amount=amount, **more)
    assert not isinstance(studio.ask(command, issuer="operator", account=account)[0], CommandRejected)


def film(studio: Studio, account: str, job_id: str, plan: Any = PLAN) -> Any:
    command = RequestJob(job_id=job_id, project_id=PROJECT, plan=plan, settings=FilmSettings(), estimate=quote(FIRST, plan.length_ms))
    return studio.ask(command, account=account)


def opened(studio: Studio, account: str, tier: Tier = Tier.PRO) -> None:
    studio.ask(OpenAccount(tier=tier), issuer="operator", account=account)
    studio.ask(CreateProject(project_id=PROJECT, title=Sealed("t"), script=SCRIPT), account=account)


def test_any_number_of_grants_expires_in_one_event() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT, Tier.ENTERPRISE)
    for number in range(150):
        grant(studio, FIRST_ACCOUNT, f"g{number}", 10, expires_at=NOON + DAY)
    studio.now += 2 * DAY
    [events] = ticks(studio)
    assert [type(one) for one in events] == [CreditsExpired, Ticked]
    assert events[0].amount == 1_500
    assert len(events[0].lines) == 150
    assert studio.replayed() == studio.state


def test_grants_are_bounded() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT, Tier.ENTERPRISE)
    for number in range(GRANTS_MAX):
        grant(studio, FIRST_ACCOUNT, f"g{number}", 1)
    refused = studio.ask(GrantCredits(grant_id="more", source=GrantSource.BONUS, amount=1), issuer="operator")[0]
    assert refused.code == LimitReached.code


def test_a_tick_looks_after_as_many_accounts_as_fit_into_one_decision() -> None:
    """Long after an outage: each account has jobs that ran out of time, others that wait for their places, and grants that expire."""
    studio = Studio()
    for account in neighbours(30):
        opened(studio, account)
        grant(studio, account, "g", expires_at=NOON + DAY)
        for number in range(8):  # five run, three wait
            film(studio, account, f"{account}-{number}", LARGE)
    studio.now += 7 * HOUR
    decisions = ticks(studio)
    assert max(len(events) for events in decisions) <= EVENTS_MAX
    assert all(isinstance(events[-1], Ticked) for events in decisions)
    assert sum(isinstance(one, JobExpired) for events in decisions for one in events) == 30 * 8
    assert decisions[0][-1].more
    assert not decisions[-1][-1].more
    studio.now += 2 * DAY
    assert sum(isinstance(one, CreditsExpired) for events in ticks(studio) for one in events) == 30
    assert studio.replayed() == studio.state


def test_when_a_job_runs_out_of_time_its_places_go_to_the_others() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT)
    grant(studio, FIRST_ACCOUNT, "g")
    film(studio, FIRST_ACCOUNT, "greedy", LARGE)
    while (tenant := studio.state.tenants[FIRST_ACCOUNT]) and _open(tenant.jobs["greedy"]) < FIRST.task_window:
        _work(studio, "greedy")
    studio.now += HOUR
    film(studio, FIRST_ACCOUNT, "patient")
    assert _open(tenant.jobs["patient"]) == 0
    studio.now += 5 * HOUR
    [events] = ticks(studio)
    assert [one.job_id for one in events if isinstance(one, TaskScheduled)] == ["patient"]


def _open(job: Any) -> int:
    assert isinstance(job, Running)
    return job.open_tasks


def _work(studio: Studio, job_id: str) -> None:
    """Do the first task that is ready."""
    job = studio.state.tenants[FIRST_ACCOUNT].jobs[job_id]
    assert isinstance(job, Running)
    task_id = next(id for id, task in job.tasks.items() if task.status == "ready")
    studio.ask(StartTask(job_id=job_id, task_id=task_id, worker="w", lease=task_id, engine="e"), issuer="router")
    studio.ask(CompleteTask(job_id=job_id, task_id=task_id, lease=task_id, engine="e", blobs=(), ms=1), issuer="router")


@pytest.mark.parametrize(("accounts", "grants"), [(20, 300), (2, GRANTS_MAX - 1)])
def test_a_tick_is_never_larger_than_the_log_takes(accounts: int, grants: int) -> None:
    """One that were would be refused, found due again, and stop all that time brings about in its partition."""
    studio = Studio()
    for account in neighbours(accounts):
        opened(studio, account, Tier.ENTERPRISE)
        for number in range(grants):
            grant(studio, account, f"{number:0128d}", 10, expires_at=NOON + DAY)
    studio.now += 2 * DAY
    given = ticks(studio)
    assert [type(events[-1]) for events in given] == [Ticked] * len(given)
    assert sum(isinstance(event, CreditsExpired) for events in given for event in events) == accounts
    assert studio.replayed() == studio.state


def test_what_time_does_to_one_account_never_keeps_it_from_asking() -> None:
    """All that expires, and a film that takes credits from each grant: the most that one decision moves."""
    studio = Studio()
    opened(studio, FIRST_ACCOUNT, Tier.ENTERPRISE)
    for number in range(GRANTS_MAX - 1):
        grant(studio, FIRST_ACCOUNT, f"{number:0128d}", 1, expires_at=NOON + DAY)
    assert not isinstance(film(studio, FIRST_ACCOUNT, "job_1")[0], CommandRejected)
    studio.now += 2 * DAY
    events = tick(studio)
    assert [type(one) for one in events][-1] is Ticked
    assert studio.replayed() == studio.state


# --- one account never stops the others

ROOMY = replace(FIRST, version=2, tiers={**FIRST.tiers, Tier.ENTERPRISE: replace(FIRST.tiers[Tier.ENTERPRISE], running_jobs=150)})


def crowded() -> Studio:
    """20 films are made and 180 wait, when the plan is changed and allows 150 at once."""
    studio = Studio()
    opened(studio, FIRST_ACCOUNT, Tier.ENTERPRISE)
    grant(studio, FIRST_ACCOUNT, "g", 100_000)
    for number in range(200):
        film(studio, FIRST_ACCOUNT, f"job_{number}")
    see_that_it_works(ROOMY)
    studio.ask(AdoptConfig(config=ROOMY), issuer="configuration", account=f"partition:{studio.state.number}")
    return studio


def test_a_place_that_is_free_is_taken_however_many_there_are() -> None:
    studio = crowded()
    events = studio.ask(CancelJob(job_id="job_199"))
    assert [type(one) for one in events] == [JobCancelled, CreditsReleased, *[JobStarted] * STARTS_MAX]
    decisions = ticks(studio)
    assert len(studio.state.tenants[FIRST_ACCOUNT].running) == 150
    assert max(len(events) for events in decisions) <= EVENTS_MAX
    assert studio.replayed() == studio.state


def test_any_number_of_jobs_runs_out_of_time_and_the_neighbours_have_their_month() -> None:
    studio = crowded()
    neighbour = neighbours(2)[1]
    opened(studio, neighbour)
    studio.now += 32 * DAY
    given = [event for events in ticks(studio) for event in events]
    assert not any(isinstance(event, CommandRejected) for event in given)
    assert sum(isinstance(event, JobExpired) for event in given) == 200
    assert sum(isinstance(event, CreditsReset) for event in given) == 1
    account = studio.state.tenants[FIRST_ACCOUNT].account
    assert isinstance(account, Account)
    assert account.totals.reserved == 0
    assert studio.replayed() == studio.state


def test_a_larger_plan_starts_what_waits() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT, Tier.FREE)
    grant(studio, FIRST_ACCOUNT, "g")
    for number in range(3):
        film(studio, FIRST_ACCOUNT, f"job_{number}")
    studio.ask(ChangeTier(tier=Tier.PRO, reason="asked"), issuer="operator")
    assert [type(one) for one in tick(studio)] == [JobStarted, JobStarted, TaskScheduled, TaskScheduled, Ticked]
    assert studio.state.first_due is not None
    assert studio.state.first_due[0] > studio.now


def test_an_account_in_which_a_tick_meets_a_bug_is_passed_over_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    studio, (sick, *healthy) = Studio(), neighbours(25)
    for account in (sick, *healthy):
        opened(studio, account)
        grant(studio, account, "g", expires_at=NOON + DAY)
    settle, broken = production.settle, [True]

    def settled(draft: Draft) -> None:
        settle(draft)
        assert not (broken and draft.account_id == sick), "a bug"

    monkeypatch.setattr(production, "settle", settled)
    studio.now += 2 * DAY
    decisions = ticks(studio)
    assert [account for events in decisions for account in events[-1].passed_over] == [sick]
    assert sum(isinstance(one, CreditsExpired) for events in decisions for one in events) == len(healthy)
    assert studio.replayed() == studio.state
    broken.clear()
    assert studio.state.first_due == (studio.now + PASSED_OVER_MS, sick)
    studio.now += PASSED_OVER_MS
    assert [type(one) for one in tick(studio)] == [CreditsExpired, Ticked]
    assert studio.replayed() == studio.state


def test_an_account_that_no_decision_can_hold_is_passed_over() -> None:
    """500 ids that take six bytes a character; most of them are held, and given back and expire when their job does: 700 kB."""
    studio, (large, small) = Studio(), neighbours(2)
    for account in (large, small):
        opened(studio, account, Tier.ENTERPRISE)
    for number in range(GRANTS_MAX - 1):
        grant(studio, large, "\x01" * 120 + f"{number:03d}", 2, expires_at=NOON + DAY)
    film(studio, large, "job_1", replace(PLAN, length_ms=9 * 60_000))
    studio.now += 2 * DAY
    first, second = ticks(studio)
    assert ([type(one) for one in first], first[-1].passed_over) == ([CreditsExpired, Ticked], ())  # what is not held
    assert ([type(one) for one in second], second[-1].passed_over) == ([Ticked], (large,))
    grant(studio, small, "g", expires_at=studio.now + HOUR)
    studio.now += HOUR
    assert [type(one) for one in tick(studio)] == [CreditsExpired, Ticked]
    assert studio.replayed() == studio.state


# --- plans


def test_who_comes_from_a_plan_without_monthly_credits_gets_the_first_at_once_and_the_next_in_a_month() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT, Tier.ENTERPRISE)
    events = studio.ask(ChangeTier(tier=Tier.FREE, reason="asked"), issuer="operator")
    assert [type(one) for one in events] == [TierChanged, CreditsReset, CreditsGranted]
    studio.now += 32 * DAY
    [renewed] = ticks(studio)
    assert [type(one) for one in renewed] == [CreditsExpired, CreditsReset, CreditsGranted, Ticked]
    assert renewed[2].amount == FIRST.tiers[Tier.FREE].monthly_credits


def test_a_plan_without_monthly_credits_is_granted_nothing_and_keeps_its_month() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT)
    assert [type(one) for one in studio.ask(ChangeTier(tier=Tier.ENTERPRISE, reason="asked"), issuer="operator")] == [TierChanged]
    studio.now += 32 * DAY
    [events] = ticks(studio)
    assert [type(one) for one in events] == [CreditsExpired, CreditsReset, Ticked]
    studio.ask(ChangeTier(tier=Tier.PRO, reason="asked"), issuer="operator")
    studio.now += 32 * DAY
    ticks(studio)
    account = studio.state.tenants[FIRST_ACCOUNT].account
    assert isinstance(account, Account)
    assert account.totals.available == FIRST.tiers[Tier.PRO].monthly_credits


# --- memory


def test_what_is_remembered_of_a_busy_account_does_not_grow() -> None:
    studio = Studio()
    opened(studio, FIRST_ACCOUNT)
    for number in range(REMEMBERED_MAX + 500):
        studio.ask(CancelJob(job_id="none"), key=f"k{number}", body="b")
    assert len(studio.state.tenants[FIRST_ACCOUNT].remembered) == REMEMBERED_MAX
    assert len(studio.state._remembered) == 1
    studio.now += partitions.REMEMBERED_MS + 1
    studio.ask(CancelJob(job_id="none"))
    assert studio.state.tenants[FIRST_ACCOUNT].remembered == {}
    assert studio.state._remembered == []
