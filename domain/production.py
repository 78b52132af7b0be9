"""Rules that span an account's credits and its jobs: one decision, never a saga."""

from __future__ import annotations

from collections.abc import Iterator

from domain import account as accounts
from domain import job as jobs
from domain.account import Account
from domain.config import WINDOW_MAX, quote
from domain.job import Ended, JobCommand, NoJob, Outcome, Queued, Running
from domain.plan import WORK_CLASS, unfold
from domain.project import Archived, NoProject
from domain.tenant import Draft
from schemas.commands.job import RequestJob
from schemas.envelope import Instant
from schemas.errors import AlreadyExists, Invalid, LimitReached, NotAllowed, NotFound, StaleVersion
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobPlanned, JobRequested, JobStarted
from schemas.events.task import TaskScheduled
from schemas.values import Priority, ReleaseReason, TierLimits

_ORDER = {Priority.HIGH: 0, Priority.NORMAL: 1, Priority.LOW: 2}
STARTS_MAX = 10
"""Jobs that one decision starts. Those that wait beyond it make their account due at once, and the next Tick starts as many again: whatever the plan
allows, no decision grows with it."""
_REASONS = {
    JobCompleted: ReleaseReason.UNUSED,
    JobFailed: ReleaseReason.FAILED,
    JobCancelled: ReleaseReason.CANCELLED,
    JobExpired: ReleaseReason.EXPIRED,
}


def settle(draft: Draft) -> None:
    """What time alone has done to the account; before anything else is decided."""
    if isinstance(draft.account, Account):
        draft.record(*accounts.settle(draft.account, draft.now, draft.config))


def request(draft: Draft, command: RequestJob) -> None:
    """Reserve the credits and request the job: both or neither."""
    account = draft.opened()
    limits = draft.config.tiers[account.tier]
    _check(draft, command, limits)
    draft.record(accounts.reserve(account, command.job_id, command.estimate.amount))
    draft.record(
        JobRequested(
            job_id=command.job_id, project_id=command.project_id, type=command.type, settings=command.settings, priority=command.priority,
            estimate=command.estimate, watermark=limits.watermark, requested_at=draft.now, deadline=draft.now + draft.config.job_time_max_ms,
            from_job=command.from_job,
        ),
        JobPlanned(job_id=command.job_id, plan=command.plan, tasks=len(unfold(command.plan))),
    )  # fmt: skip
    start_queued(draft)


def _check(draft: Draft, command: RequestJob, limits: TierLimits) -> None:
    project = draft.project(command.project_id)
    if isinstance(project, NoProject):
        raise NotFound(f"Project {command.project_id} does not exist.")
    if isinstance(project, Archived):
        raise NotAllowed(f"Project {command.project_id} is archived: restore it first.")
    if not isinstance(draft.job(command.job_id), NoJob):
        raise AlreadyExists(f"Job {command.job_id} exists.")
    if command.from_job is not None:
        _check_retry(draft, command.project_id, command.from_job)
    elif command.plan.script_hash != project.script_hash:
        raise StaleVersion("The script was changed since it was planned: request the film again.")
    elif command.project_version not in (None, project.version):
        raise StaleVersion(f"The project is at version {project.version}, not {command.project_version} as planned: request the film again.")
    if not command.plan.scenes:
        raise Invalid("A plan needs a scene.")
    if command.estimate != quote(draft.config, command.plan.length_ms):
        raise StaleVersion("The prices were changed since the quote: ask for a new one.")
    if command.plan.length_ms > limits.film_ms_max:
        raise LimitReached(
            f"This film would last {command.plan.length_ms // 1000} s and the plan allows {limits.film_ms_max // 1000} s: shorten the script."
        )
    if command.settings.height > limits.height_max:
        raise LimitReached(f"The plan allows {limits.height_max} lines of picture, not {command.settings.height}.")
    if len(draft.queued) >= draft.config.queued_jobs_max:
        raise LimitReached(f"{len(draft.queued)} jobs are queued: wait until some have ended.")


def _check_retry(draft: Draft, project_id: str, from_job: str) -> None:
    before = draft.job(from_job)
    if isinstance(before, NoJob):
        raise NotFound(f"Job {from_job} does not exist.")
    if not isinstance(before, Ended):
        raise NotAllowed(f"Job {from_job} has not ended: cancel it first.")
    if before.project_id != project_id:
        raise NotFound(f"Job {from_job} does not exist in this project.")
    if before.outcome is Outcome.COMPLETED:
        raise NotAllowed(f"Job {from_job} was completed: its film is there. Request a new one.")
    job_id, last = draft.last_retry(from_job)
    if not isinstance(last, Ended):
        raise NotAllowed(f"Job {job_id} retries job {from_job} already: wait for it, or cancel it first.")
    if last.outcome is Outcome.COMPLETED:
        raise NotAllowed(f"Job {job_id} has retried job {from_job} and was completed: its film is there.")


def work(draft: Draft, command: JobCommand) -> None:
    """One step of a job, and all that follows from it: the settlement if it ended, the next job, the next tasks."""
    draft.record(*jobs.decide(draft.job(command.job_id), command, draft.now, draft.config))
    if ending := next((event for event in draft.events if type(event) in _REASONS), None):
        settle_ended(draft, ending)
    schedule(draft)


def settle_ended(draft: Draft, ending: JobCompleted | JobFailed | JobCancelled | JobExpired) -> None:
    """One settlement in the decision that ends the job: debit what was delivered, release the rest."""
    account = draft.opened()
    charged = ending.charged if isinstance(ending, JobCompleted | JobCancelled) else 0
    before = draft.tenant.jobs[ending.job_id]
    assert isinstance(before, Queued | Running)
    draft.record(*accounts.settlement(account, ending.job_id, charged, before.request.price_version, _REASONS[type(ending)]))
    settle(draft)  # what came back to a grant that has expired meanwhile expires too
    start_queued(draft)


def start_queued(draft: Draft) -> None:
    """Start queued jobs while the plan allows more at once, at most STARTS_MAX in a decision: by priority, then in order of request."""
    room = min(places(draft), STARTS_MAX - sum(isinstance(event, JobStarted) for event in draft.events))
    if room > 0 and draft.queued:
        waiting = sorted(draft.queued_jobs(), key=lambda one: _ORDER[one[1].request.priority])
        for job_id, _ in waiting[:room]:
            draft.record(JobStarted(job_id=job_id))
        schedule(draft)


def places(draft: Draft) -> int:
    """How many more jobs may run; below 0 after a change to a smaller plan."""
    return draft.config.tiers[draft.opened().tier].running_jobs - len(draft.running)


def schedule(draft: Draft) -> None:
    """Make ready tasks known, at most a window of open ones per account, so that no account floods the fleet."""
    running = list(draft.running_jobs())
    room = min(draft.config.task_window, WINDOW_MAX) - sum(job.open_tasks for _, job in running)
    for job_id, job in running:
        if room <= 0:
            return
        for task in job.ready()[:room]:
            room -= 1
            draft.record(
                TaskScheduled(
                    job_id=job_id, task_id=task.id, kind=task.kind, work_class=WORK_CLASS[task.kind], subject=task.subject,
                    priority=job.request.priority, inputs_hash=task.inputs_hash,
                )
            )  # fmt: skip


def look_after(draft: Draft) -> None:
    """A little of what time brings about, or of what an earlier decision left for the next: the account stays due until nothing is left to do."""
    settle(draft)
    if not draft.events:
        expire(draft, most=1)
        if isinstance(draft.account, Account):
            start_queued(draft)


def expire(draft: Draft, most: int) -> None:
    """End jobs that ran out of their time, at most so many."""
    late = [(id, deadline) for id, deadline in _deadlines(draft) if deadline <= draft.now]
    for job_id, deadline in late[:most]:
        ending = JobExpired(job_id=job_id, deadline=deadline)
        draft.record(ending)
        settle_ended(draft, ending)
        schedule(draft)  # the places of its tasks are free for the other jobs


def next_due(draft: Draft, bound: Instant | None) -> Instant | None:
    """A moment not later than the next thing that a Tick will find here; `bound` is the one of before these events.

    While that one is ahead it will do, with what the events made due: a Tick that comes too early finds nothing and looks again.
    """
    if draft.queued and places(draft) > 0:
        return draft.now
    if bound is not None and bound > draft.now:
        return bound if draft.first_due is None else min(bound, draft.first_due)
    moments = [deadline for _, deadline in _deadlines(draft)]
    if isinstance(draft.account, Account) and (due := draft.account.next_due) is not None:
        moments.append(due)
    return min(moments, default=None)


def _deadlines(draft: Draft) -> Iterator[tuple[str, Instant]]:
    for job_id, running in draft.running_jobs():
        yield job_id, running.request.deadline
    for job_id, queued in draft.queued_jobs():
        yield job_id, queued.request.deadline
