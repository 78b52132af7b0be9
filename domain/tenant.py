"""All that the log knows of one account: its credits, its projects, its jobs; and the draft in which a decision is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from domain import account as accounts
from domain import job as jobs
from domain import project as projects
from domain.account import Account, NoAccount
from domain.job import Job, Queued, Running
from domain.project import AnyProject
from schemas.envelope import Instant
from schemas.errors import NotFound
from schemas.events import account as account_events
from schemas.events import project as project_events
from schemas.events.job import JobRequested
from schemas.values import Config


@dataclass(slots=True)
class Tenant:
    """Mutable holder of immutable states; only `Draft.commit` and `forget` change it."""

    account: NoAccount | Account = accounts.initial
    projects: dict[str, AnyProject] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    running: tuple[str, ...] = ()  # job ids, in order of their start
    queued: tuple[str, ...] = ()  # in order of request
    due: Instant | None = None  # not later than the next thing that time alone will change here
    remembered: dict[str, tuple[int, str, Instant]] = field(default_factory=dict)  # command id -> seq of its first outcome, body, time; oldest first

    @property
    def oldest_key(self) -> Instant:
        """When the oldest remembered key was decided; there must be one."""
        return next(iter(self.remembered.values()))[2]


class Draft:
    """A copy-on-write view of a tenant: `record` adds an event to the decision and shows its effect, `commit` makes it lasting."""

    __slots__ = ("_jobs", "_projects", "account", "account_id", "config", "events", "first_due", "now", "passed_over", "queued", "running", "tenant")

    def __init__(self, account_id: str, tenant: Tenant, now: Instant, config: Config) -> None:
        self.account_id, self.tenant, self.now, self.config = account_id, tenant, now, config
        self.account, self.running, self.queued = tenant.account, tenant.running, tenant.queued
        self._projects: dict[str, AnyProject] = {}
        self._jobs: dict[str, Job] = {}
        self.events: list[Any] = []
        self.first_due: Instant | None = None  # the soonest that these events made due
        self.passed_over = ""  # why a Tick could do nothing here, if so

    def project(self, project_id: str) -> AnyProject:
        return self._projects.get(project_id) or self.tenant.projects.get(project_id, projects.initial)

    def job(self, job_id: str) -> Job:
        return self._jobs.get(job_id) or self.tenant.jobs.get(job_id, jobs.initial)

    def last_retry(self, job_id: str) -> tuple[str, Job]:
        """The last of those that took up one another, beginning with this job; itself when none did. None is forgotten before the one it took up."""
        job = self.job(job_id)
        while isinstance(job, jobs.Ended) and job.retried_by is not None and not isinstance(after := self.job(job.retried_by), jobs.NoJob):
            job_id, job = job.retried_by, after
        return job_id, job

    def opened(self) -> Account:
        """The account, if somebody opened it. Raises NotFound."""
        if isinstance(self.account, NoAccount):
            raise NotFound("The account does not exist.")
        return self.account

    def running_jobs(self) -> Iterator[tuple[str, Running]]:
        for job_id in self.running:
            job = self.job(job_id)
            assert isinstance(job, Running)
            yield job_id, job

    def queued_jobs(self) -> Iterator[tuple[str, Queued]]:
        for job_id in self.queued:
            job = self.job(job_id)
            assert isinstance(job, Queued)
            yield job_id, job

    @property
    def project_count(self) -> int:
        return len(self.tenant.projects) + sum(id not in self.tenant.projects for id in self._projects)

    def record(self, *events: Any) -> None:
        for event in events:
            self.events.append(event)
            self.evolve(event)

    def evolve(self, event: Any) -> None:
        kind = type(event)
        if kind in _ACCOUNT:
            self.account = accounts.evolve(self.account, event)
            self._due(self.account.next_due if isinstance(self.account, Account) else None)
        elif kind in _JOB:
            self._evolve_job(event)
        elif kind in _PROJECT:
            self._projects[event.project_id] = projects.evolve(self.project(event.project_id), event)

    def _evolve_job(self, event: Any) -> None:
        before = self.job(event.job_id)
        after = jobs.evolve(before, event)
        self._jobs[event.job_id] = after
        if isinstance(event, JobRequested) and event.from_job is not None:
            last_id, last = self.last_retry(event.from_job)
            if isinstance(last, jobs.Ended):
                self._jobs[last_id] = replace(last, retried_by=event.job_id)
        if type(after) is type(before):
            return
        match after:
            case Queued():
                self._due(after.request.deadline)
                self.queued += (event.job_id,)
            case Running():
                self.queued = _without(self.queued, event.job_id)
                self.running += (event.job_id,)
            case jobs.Ended():
                self.queued, self.running = _without(self.queued, event.job_id), _without(self.running, event.job_id)
            case _:
                pass

    def _due(self, moment: Instant | None) -> None:
        if moment is not None and (self.first_due is None or moment < self.first_due):
            self.first_due = moment

    def commit(self) -> list[str]:
        """Make the draft lasting; the ids of jobs that ended in it."""
        tenant = self.tenant
        tenant.account, tenant.running, tenant.queued = self.account, self.running, self.queued
        tenant.projects.update(self._projects)
        ended = [id for id, job in self._jobs.items() if isinstance(job, jobs.Ended) and not isinstance(tenant.jobs.get(id), jobs.Ended)]
        tenant.jobs.update(self._jobs)
        return ended


def _without(ids: tuple[str, ...], id: str) -> tuple[str, ...]:
    return tuple(one for one in ids if one != id) if id in ids else ids


def _classes(module: Any) -> frozenset[type]:
    return frozenset(value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__)


_ACCOUNT, _PROJECT, _JOB = _classes(account_events), _classes(project_events), frozenset(jobs.JOB_EVENTS)
