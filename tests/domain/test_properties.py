"""Random lives of an account: whatever is asked, in any order, the invariants hold after every event, and history tells the same story again.

The checker of `studio verify` states the invariants; the machines drive the real decision against a model of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.account import Account, next_month
from domain.config import FIRST, quote
from domain.job import Running, TaskStatus
from schemas.commands.account import GrantCredits, OpenAccount
from schemas.commands.job import CancelJob, CompleteTask, ExpireLease, FailTask, FilmFacts, HandBackTask, RequestJob, StartTask
from schemas.commands.project import CreateProject
from schemas.commands.system import Tick
from schemas.envelope import Sealed
from schemas.events.account import CreditsDebited, CreditsExpired, CreditsGranted, CreditsReleased, CreditsReserved
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobRequested
from schemas.events.system import CommandRejected, CommandRepeated
from schemas.values import FilmSettings, GrantSource, ScriptRef, Tier
from studio.verify.invariants import Checker
from tests.support.scenario import DAY, FILM, PLAN, PROJECT, Studio

ENDINGS = (JobCompleted, JobFailed, JobCancelled, JobExpired)
SIZE = settings(max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck))
TWO = replace(PLAN, length_ms=90_000)


class Life(RuleBasedStateMachine):
    """An account with every command that may reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.studio = Studio()
        self.checker = Checker()
        self.checked = 0
        self.available = self.reserved = 0  # the model: plain sums over what the outcomes told
        self.jobs: list[str] = []
        self.ended: set[str] = set()

    def ask(self, command: Any, issuer: str, **options: Any) -> list[Any]:
        events = list(self.studio.ask(command, issuer=issuer, **options))
        assert events, "every command leaves a trace"
        assert len(events) <= 100
        for event in events:
            self._model(event)
        return events

    def _model(self, event: Any) -> None:
        match event:
            case CreditsGranted():
                self.available += event.amount
            case CreditsReserved():
                self.available -= event.amount
                self.reserved += event.amount
            case CreditsDebited():
                self.reserved -= event.amount
            case CreditsReleased():
                self.reserved -= event.amount
                self.available += event.amount
            case CreditsExpired():
                self.available -= event.amount
            case JobRequested():
                self.jobs.append(event.job_id)
            case _ if isinstance(event, ENDINGS):
                assert event.job_id not in self.ended, "final states are final"
                self.ended.add(event.job_id)

    @rule(tier=st.sampled_from(Tier))
    def open(self, tier: Tier) -> None:
        self.ask(OpenAccount(tier=tier), "operator")

    @rule(data=st.data(), amount=st.integers(-1, 400), priority=st.integers(1, 99), days=st.none() | st.integers(0, 40))
    def grant(self, data: st.DataObject, amount: int, priority: int, days: int | None) -> None:
        """A few ids come again and again, and now and then that of a grant which is there, or which the next month will bring."""
        expires = None if days is None else self.studio.now + days * DAY
        tenant = self.studio.state.tenants.get(self.studio.account)
        there = [one.id for one in tenant.account.grants] if tenant is not None and isinstance(tenant.account, Account) else []
        id = data.draw(st.sampled_from([*(f"g{number}" for number in range(6)), f"monthly-{next_month(self.studio.now)}", *there]))
        self.ask(GrantCredits(grant_id=id, source=GrantSource.BONUS, amount=amount, priority=priority, expires_at=expires), "operator")

    @rule()
    def create(self) -> None:
        self.ask(CreateProject(project_id=PROJECT, title=Sealed("t"), script=ScriptRef(hash="script", size=1)), "command_api")

    @precondition(lambda self: self.jobs)
    @rule(number=st.integers(0, 9), data=st.data())
    def retry(self, number: int, data: st.DataObject) -> None:
        self.request(number=number, long=False, key=None, of=data.draw(st.sampled_from(self.jobs)))

    @rule(number=st.integers(0, 9), long=st.booleans(), key=st.none() | st.integers(0, 3))
    def request(self, number: int, long: bool, key: int | None, of: str | None = None) -> None:
        job_id = f"job_{number}"
        if job_id in self.jobs and job_id not in self.studio.state.tenants[self.studio.account].jobs:
            return  # ended and forgotten: ids are fresh, so it never comes again
        plan = TWO if long else PLAN
        estimate = quote(FIRST, plan.length_ms)
        command = RequestJob(job_id=job_id, project_id=PROJECT, plan=plan, settings=FilmSettings(), estimate=estimate, from_job=of)
        keyed = {} if key is None else {"key": f"k{key}", "body": f"{number} {long}"}
        self.ask(command, "command_api", **keyed)

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.ask(CancelJob(job_id=data.draw(st.sampled_from(self.jobs))), "command_api")

    def _task(self, data: st.DataObject) -> tuple[str, str, str]:
        """A scheduled task of any job, mostly under its right lease."""
        tenant = self.studio.state.tenants[self.studio.account]
        job_id = data.draw(st.sampled_from(self.jobs))
        job = tenant.jobs.get(job_id)
        tasks = job.tasks if isinstance(job, Running) else {}
        open_tasks = [id for id, task in tasks.items() if task.status is not TaskStatus.DONE] or ["analysis"]
        task_id = data.draw(st.sampled_from(open_tasks))
        lease = tasks[task_id].lease if task_id in tasks else ""
        return job_id, task_id, lease if data.draw(st.integers(0, 9)) else "stale"

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), lease=st.uuids())
    def start(self, data: st.DataObject, lease: Any) -> None:
        job_id, task_id, _ = self._task(data)
        self.ask(StartTask(job_id=job_id, task_id=task_id, worker="w", lease=lease.hex, engine="e"), "router")

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), length_ms=st.integers(1, 200_000))
    def complete(self, data: st.DataObject, length_ms: int) -> None:
        job_id, task_id, lease = self._task(data)
        film = FilmFacts(length_ms=length_ms, width=1, height=1) if task_id == "film" else None
        self.ask(CompleteTask(job_id=job_id, task_id=task_id, lease=lease, engine="e", blobs=(FILM,) if film else (), ms=1, film=film), "router")

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), transient=st.booleans())
    def fail(self, data: st.DataObject, transient: bool) -> None:
        job_id, task_id, lease = self._task(data)
        self.ask(FailTask(job_id=job_id, task_id=task_id, lease=lease, code="c", message="m", transient=transient), "router")

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), kind=st.sampled_from([HandBackTask, ExpireLease]))
    def lose(self, data: st.DataObject, kind: Any) -> None:
        job_id, task_id, lease = self._task(data)
        self.ask(kind(job_id=job_id, task_id=task_id, lease=lease), "router")

    @rule(hours=st.integers(0, 400))
    def wait(self, hours: int) -> None:
        self.studio.now += hours * DAY // 24

    @rule()
    def tick(self) -> None:
        self.ask(Tick(), "decider", account=f"partition:{self.studio.state.number}")

    @invariant()
    def the_checker_finds_nothing(self) -> None:
        for recorded in self.studio.history[self.checked :]:
            assert not list(self.checker.check(recorded))
        self.checked = len(self.studio.history)
        held = {reservation for _, reservation in self.checker.open_reservations()}
        assert held == set(self.jobs) - self.ended, "open jobs hold the open reservations"

    @invariant()
    def the_balance_is_the_sum_of_what_was_told(self) -> None:
        tenant = self.studio.state.tenants.get(self.studio.account)
        if tenant is not None and isinstance(tenant.account, Account):
            totals = tenant.account.totals
            assert (totals.available, totals.reserved) == (self.available, self.reserved)
            assert min(totals.available, totals.reserved) >= 0
            assert sum(one.available for one in tenant.account.grants) == totals.available
            assert sum(one.held for one in tenant.account.grants) == totals.reserved

    def teardown(self) -> None:
        assert self.studio.replayed() == self.studio.state, "history, folded, is the state"


class Repeats(RuleBasedStateMachine):
    """Few keys, few bodies, much time: the same key and body are answered with the first outcome for 7 days, another body never."""

    def __init__(self) -> None:
        super().__init__()
        self.studio = Studio()
        self.studio.ask(OpenAccount(), issuer="operator")
        self.remembered: dict[str, tuple[int, str, int]] = {}

    @rule(key=st.sampled_from("abc"), body=st.sampled_from("xy"), hours=st.integers(0, 60))
    def ask(self, key: str, body: str, hours: int) -> None:
        self.studio.now += hours * DAY // 24
        position = len(self.studio.history)
        [*events] = self.studio.ask(CancelJob(job_id=f"job_{key}"), key=key, body=body)
        first = self.remembered.get(key)
        if first is None or first[2] <= self.studio.now - 7 * DAY:
            assert isinstance(events[0], CommandRejected)
            assert events[0].code == "not_found"
            self.remembered[key] = (position, body, self.studio.now)
        elif first[1] == body:
            assert events == [CommandRepeated(of=first[0])]
        else:
            assert events[0].code == "idempotency_mismatch"

    def teardown(self) -> None:
        assert self.studio.replayed() == self.studio.state


class Retries(RuleBasedStateMachine):
    """Jobs that are cancelled and taken up again and again, this one or that: of all that began with one job, one is open at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.studio = Studio()
        self.studio.ask(OpenAccount(tier=Tier.ENTERPRISE), issuer="operator")
        self.studio.ask(GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=100_000), issuer="operator")
        self.studio.ask(CreateProject(project_id=PROJECT, title=Sealed("t"), script=ScriptRef(hash="script", size=1)))
        self.first: dict[str, str] = {}  # job -> the first of its row
        self.open: set[str] = set()

    @rule(data=st.data())
    def request(self, data: st.DataObject) -> None:
        of, job_id = data.draw(st.sampled_from([None, *self.first])), f"job_{len(self.first)}"
        estimate = quote(FIRST, PLAN.length_ms)
        command = RequestJob(job_id=job_id, project_id=PROJECT, plan=PLAN, settings=FilmSettings(), estimate=estimate, from_job=of)
        [event, *_] = self.studio.ask(command)
        free = of is None or self.first[of] not in {self.first[one] for one in self.open}
        assert isinstance(event, CreditsReserved) is free
        if free:
            self.first[job_id] = job_id if of is None else self.first[of]
            self.open.add(job_id)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.open)))
        self.open.remove(job_id)
        assert isinstance(self.studio.ask(CancelJob(job_id=job_id))[0], JobCancelled)

    def teardown(self) -> None:
        assert self.studio.replayed() == self.studio.state


Life.TestCase.settings = SIZE
Retries.TestCase.settings = SIZE
Repeats.TestCase.settings = SIZE
TestLife = Life.TestCase
TestRetries = Retries.TestCase
TestRepeats = Repeats.TestCase
