"""What each plan allows (P-1.8 to P-1.11): marks, sizes, lengths, and how many at once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from domain.config import FIRST, quote
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, RequestJob
from schemas.commands.project import CreateProject
from schemas.commands.system import ChangeConfig
from schemas.envelope import Sealed
from schemas.errors import Invalid, LimitReached
from schemas.events.job import JobRequested, JobStarted
from schemas.events.system import CommandRepeated, ConfigChanged
from schemas.partitions import SYSTEM
from schemas.values import Config, FilmSettings, GrantSource, ScriptRef, Tier, TierLimits
from tests.support.scenario import JOB, PLAN, PROJECT, Studio

MINUTE = 60_000
ALLOWED = {  # tier -> watermark, lines of picture, minutes, jobs at once
    Tier.FREE: (True, 720, 1, 1),
    Tier.PRO: (False, 1080, 10, 5),
    Tier.ENTERPRISE: (False, 1080, 30, 20),
}


def studio(tier: Tier) -> Studio:
    studio = Studio()
    studio.ask(OpenAccount(tier=tier), issuer="operator")
    studio.ask(GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=100_000), issuer="operator")
    studio.ask(CreateProject(project_id=PROJECT, title=Sealed("t"), script=ScriptRef(hash=PLAN.script_hash, size=10)))
    return studio


def film(studio: Studio, number: int = 0, *, length_ms: int = MINUTE, height: int = 720) -> Any:
    plan = replace(PLAN, length_ms=length_ms)
    settings, estimate = FilmSettings(height=height), quote(FIRST, length_ms)
    return studio.ask(RequestJob(job_id=f"job_{number}", project_id=PROJECT, plan=plan, settings=settings, estimate=estimate))


@pytest.mark.parametrize("tier", Tier)
def test_only_free_films_carry_a_mark(tier: Tier) -> None:
    [requested] = [event for event in film(studio(tier)) if isinstance(event, JobRequested)]
    assert requested.watermark is ALLOWED[tier][0]


@pytest.mark.parametrize("tier", Tier)
def test_a_picture_has_at_most_so_many_lines(tier: Tier) -> None:
    most = ALLOWED[tier][1]
    assert isinstance(film(studio(tier), height=most)[1], JobRequested)
    assert film(studio(tier), height=most + 1)[0].code == LimitReached.code


@pytest.mark.parametrize("tier", Tier)
def test_a_film_lasts_at_most_so_long(tier: Tier) -> None:
    most = ALLOWED[tier][2] * MINUTE
    assert isinstance(film(studio(tier), length_ms=most)[1], JobRequested)
    assert film(studio(tier), length_ms=most + 1)[0].code == LimitReached.code


@pytest.mark.parametrize("tier", Tier)
def test_so_many_jobs_run_at_once_and_the_next_waits(tier: Tier) -> None:
    here, most = studio(tier), ALLOWED[tier][3]
    started = [any(isinstance(event, JobStarted) for event in film(here, number)) for number in range(most + 1)]
    assert started == [True] * most + [False]


NUMBERS: dict[str, Any] = {
    "film_minute": 1, "queued_jobs_max": 1, "task_window": 1, "attempts_max": 1, "lost_leases_max": 0, "job_time_max_ms": MINUTE,
}  # fmt: skip
TIER_NUMBERS: dict[str, Any] = {"running_jobs": 1, "projects": 1, "film_ms_max": MINUTE, "height_max": 16, "monthly_credits": 0}


def changed(config: Config) -> Any:
    [event] = Studio(account=SYSTEM).ask(ChangeConfig(config=replace(config, version=2)), issuer="operator", account=SYSTEM)
    return event


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_of_a_configuration_has_its_bounds(name: str) -> None:
    """One that decisions could not live with would stop every partition that has adopted it."""
    for value in (NUMBERS[name] - 1, NUMBERS[name] + 2**52):
        assert (refused := changed(replace(FIRST, **{name: value}))).code == Invalid.code
        assert name in refused.reason
    assert isinstance(changed(replace(FIRST, **{name: NUMBERS[name]})), ConfigChanged)


@pytest.mark.parametrize("name", TIER_NUMBERS)
def test_every_number_of_a_plan_has_its_bounds(name: str) -> None:
    def with_(value: Any) -> Any:
        return changed(replace(FIRST, tiers={**FIRST.tiers, Tier.PRO: replace(FIRST.tiers[Tier.PRO], **{name: value})}))

    for value in (TIER_NUMBERS[name] - 1, 2**53 - 1):
        assert with_(value).code == Invalid.code
        assert f"pro: {name}" in with_(value).reason
    assert isinstance(with_(TIER_NUMBERS[name]), ConfigChanged)


def test_no_number_of_a_configuration_was_forgotten() -> None:
    numbers = {field.name for kind in (Config, TierLimits) for field in fields(kind)}
    assert numbers - NUMBERS.keys() - TIER_NUMBERS.keys() == {"version", "tiers", "watermark"}


def test_a_configuration_has_the_limits_of_the_plans_that_there_are_and_of_no_others() -> None:
    limits = FIRST.tiers[Tier.PRO]
    assert "gold" in changed(replace(FIRST, tiers={**FIRST.tiers, "gold": limits})).reason
    assert "free" in changed(replace(FIRST, tiers={Tier.PRO: limits, Tier.ENTERPRISE: limits})).reason


def test_a_refusal_that_another_state_answers_otherwise_is_decided_anew_under_its_key() -> None:
    studio = Studio()
    studio.ask(OpenAccount(tier=Tier.ENTERPRISE), issuer="operator")
    studio.ask(CreateProject(project_id=PROJECT, title=Sealed("t"), script=ScriptRef(hash=PLAN.script_hash, size=10)))
    request = RequestJob(job_id=JOB, project_id=PROJECT, plan=PLAN, settings=FilmSettings(), estimate=quote(FIRST, PLAN.length_ms))
    [poor] = studio.ask(request, key="film-1", body="b")
    assert poor.code == "insufficient_credits"
    studio.ask(GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=10_000), issuer="operator")
    assert any(isinstance(event, JobRequested) for event in studio.ask(request, key="film-1", body="b"))
    [again] = studio.ask(request, key="film-1", body="b")
    assert isinstance(again, CommandRepeated)
    assert studio.replayed() == studio.state


def test_any_other_refusal_is_the_answer_of_its_key() -> None:
    studio = Studio()
    assert studio.ask(CancelJob(job_id=JOB), key="k", body="b")[0].code == "not_found"
    assert isinstance(studio.ask(CancelJob(job_id=JOB), key="k", body="b")[0], CommandRepeated)
