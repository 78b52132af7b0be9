"""Seeded bugs in decisions, each caught by the invariant that forbids it, from the facts alone and without deciding again (tier T10)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain import account as accounts
from domain import job as jobs
from domain import partition as partitions
from domain import production
from domain import project as projects
from infra.event_log.sqlite import SqliteEventLog
from schemas.commands.job import CancelJob, CompleteTask
from schemas.events.account import CreditsExpired, CreditsGranted, CreditsReleased, CreditsReserved
from schemas.events.job import JobCancelled, JobProgressed
from schemas.values import ReleaseReason, Stage
from studio.verify.history import Report, verify
from studio.verify.invariants import Checker
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Asked, Scribe, grant, month, request

Patch = pytest.MonkeyPatch


@asynccontextmanager
async def written(folder: Path, asked: Sequence[Asked]) -> AsyncIterator[SqliteEventLog]:
    clock = [NOON]
    log = await SqliteEventLog.open(folder / "log.db", clock=lambda: clock[0])
    try:
        await Scribe(log, clock).write(asked)
        yield log
    finally:
        await log.close()


async def verified(log: SqliteEventLog, *, redecide: bool) -> Report:
    return await verify(log, PARTITION, Checker(), redecide=redecide)


async def test_a_month_without_a_bug_holds(tmp_path: Path) -> None:
    async with written(tmp_path, list(month())) as log:
        report = await verified(log, redecide=True)
    assert report.violations == []
    assert report.redecided == report.commands == len(list(month()))
    assert report.undecided == 0


# --- the bugs; each says which invariant must name it


def no_repeats(patch: Patch) -> str:
    """Repeats are decided again: the check of remembered keys is skipped."""
    patch.setattr(partitions, "_repeated", lambda *_: None)
    patch.setattr(projects, "decide", _without_exists(projects.decide))
    return "L3"


def _without_exists(decide: Callable[..., Any]) -> Callable[..., Any]:
    def lenient(project: Any, command: Any) -> Any:
        return decide(projects.NoProject(), command)

    return lenient


def keys_forgotten(patch: Patch) -> str:
    """A window of no keys at all."""
    patch.setattr(partitions, "REMEMBERED_MAX", 0)
    patch.setattr(projects, "decide", _without_exists(projects.decide))
    return "L3"


def granted_twice(patch: Patch) -> str:
    """The ids of grants are not looked at."""
    decide = accounts.granted
    patch.setattr(accounts, "granted", lambda account, *rest: decide(replace(account, grant_ids=frozenset(), grants=()), *rest))
    return "L3"


def release_dropped(patch: Patch) -> str:
    """What was reserved and not used is never given back."""
    settle = accounts.settlement
    patch.setattr(accounts, "settlement", lambda *all: [event for event in settle(*all) if not isinstance(event, CreditsReleased)])
    return "L7"


def charged_more_than_reserved(patch: Patch) -> str:
    settle = accounts.settlement

    def dear(*all: Any) -> Any:
        first: Any
        [first, *rest] = settle(*all)
        return [replace(first, amount=first.amount + 1), *rest]

    patch.setattr(accounts, "settlement", dear)
    patch.setattr(accounts, "_less_reserved", lambda account, *_: account.reservations)
    return "L7"


def reserved_without_credits(patch: Patch) -> str:
    """An overdraft: nobody compares what is needed with what is there."""

    def reserve(account: Any, job_id: str, amount: int) -> CreditsReserved:
        left = account.totals.available - amount
        return CreditsReserved(reservation_id=job_id, job_id=job_id, amount=amount, lines=(), balance_after=left)

    patch.setattr(accounts, "reserve", reserve)
    patch.setattr(production, "_check", lambda *_: None)
    return "L2"


def balance_off_by_one(patch: Patch) -> str:
    decide = accounts.granted

    def wrong(*all: Any) -> Any:
        [event, *rest] = decide(*all)
        return [replace(event, balance_after=event.balance_after + 1), *rest] if isinstance(event, CreditsGranted) else [event, *rest]

    patch.setattr(accounts, "granted", wrong)
    return "L1"


def expired_too_much(patch: Patch) -> str:
    """Expiry takes twice what the grant has left, and says that the balance is right."""
    settle = accounts.settle

    def twice(*all: Any) -> Any:
        return [replace(event, amount=2 * event.amount) if isinstance(event, CreditsExpired) else event for event in settle(*all)]

    patch.setattr(accounts, "settle", twice)
    return "L1"


def negative_grant(patch: Patch) -> str:
    """A correction downwards that goes by the way of a grant."""
    decide = accounts.granted

    def negative(account: Any, command: Any, actor: str) -> Any:
        events = decide(account, command, actor)
        amount = -command.amount if command.grant_id == "down" else command.amount
        return [replace(one, amount=amount, balance_after=account.totals.available + amount) for one in events]

    patch.setattr(accounts, "granted", negative)
    return "L1"


def stale_lease_believed(patch: Patch) -> str:
    """A zombie's result counts."""
    patch.setattr(jobs, "leased", lambda job, task_id, _: task_id in job.tasks and job.tasks[task_id].status is jobs.TaskStatus.RUNNING)
    return "J1"


def leased_twice(patch: Patch) -> str:
    """A lost lease is told, but the task was given away before."""
    decide = jobs.started

    def early(job: Any, command: Any, now: int) -> Any:
        event: Any = decide(job, command, now)[0]
        return [event, replace(event, lease=f"{event.lease}-too")]

    patch.setattr(jobs, "started", early)
    return "J1"


def ends_twice(patch: Patch) -> str:
    """Cancelling does not look whether the job has ended, and settles it again."""
    decide = jobs.decide

    def again(job: Any, command: Any, *rest: Any) -> Any:
        if isinstance(job, jobs.Ended) and isinstance(command, CancelJob):
            return [JobCancelled(job_id=command.job_id, charged=0)]
        return decide(job, command, *rest)

    patch.setattr(jobs, "decide", again)
    patch.setattr(production, "settle_ended", _unless_ended(production.settle_ended))
    return "J1"


def _unless_ended(settle: Callable[..., None]) -> Callable[..., None]:
    def lenient(draft: Any, ending: Any) -> None:
        if not isinstance(draft.tenant.jobs[ending.job_id], jobs.Ended):
            settle(draft, ending)

    return lenient


def goes_on_after_its_end(patch: Patch) -> str:
    """One more mark after the film is there."""
    decide = jobs.completed

    def late(job: Any, command: Any, now: int) -> Any:
        events = list(decide(job, command, now))
        return [*events, JobProgressed(job_id=command.job_id, progress=99, step=Stage.FINAL)] if command.film else events

    patch.setattr(jobs, "completed", late)
    return "J1"


def progress_goes_back(patch: Patch) -> str:
    decide = jobs.reached

    def back(job: Any) -> Any:
        mark, stage = decide(job)
        return (100 if mark == 5 else mark), stage

    patch.setattr(jobs, "reached", back)
    patch.setattr(jobs, "completed", _with_every_mark(jobs.completed))
    return "J1"


def _with_every_mark(decide: Callable[..., Any]) -> Callable[..., Any]:
    def told(job: Any, command: Any, now: int) -> Any:
        return decide(replace(job, progress=-1), command, now)

    return told


def settled_before_its_end(patch: Patch) -> str:
    """The first result of a job settles it, and the job goes on."""
    work = production.work

    def hasty(draft: Any, command: Any) -> None:
        work(draft, command)
        account = draft.opened()
        if isinstance(command, CompleteTask) and command.job_id in account.reservations:
            draft.record(*accounts.settlement(account, command.job_id, 0, 1, ReleaseReason.FAILED))

    patch.setattr(production, "work", hasty)
    patch.setattr(production, "settle_ended", lambda *_: None)
    return "J1"


BUGS = [
    no_repeats, keys_forgotten, granted_twice, release_dropped, charged_more_than_reserved, reserved_without_credits, balance_off_by_one,
    expired_too_much, negative_grant, stale_lease_believed, leased_twice, ends_twice, goes_on_after_its_end, progress_goes_back,
    settled_before_its_end,
]  # fmt: skip
MORE: dict[Callable[[Patch], str], list[Asked]] = {
    reserved_without_credits: [request(f"dear-{number}", minutes=10) for number in range(20)],
    negative_grant: [Asked(command=grant("down", 1), issuer="operator")],
}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
async def test_a_bug_in_a_decision_breaks_its_invariant(bug: Callable[[Patch], str], tmp_path: Path, monkeypatch: Patch) -> None:
    with monkeypatch.context() as patch:
        expected = bug(patch)
        async with written(tmp_path, [*month(), *MORE.get(bug, [])]) as log:
            patch.undo()
            by_facts = await verified(log, redecide=False)
            again = await verified(log, redecide=True)
    assert expected in {one.invariant for one in by_facts.violations}, by_facts.violations
    assert any(one.invariant == "L5" for one in again.violations), "and whoever decides again finds another history"
