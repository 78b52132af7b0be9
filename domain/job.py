"""A job: a plan of tasks, leased to workers one by one, with exactly one end. Final states are final."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.config import price
from domain.plan import STAGES, PlannedTask, unfold
from schemas.commands.job import CancelJob, CompleteTask, ExpireLease, FailTask, FilmFacts, HandBackTask, StartTask
from schemas.envelope import Instant
from schemas.errors import Invalid, NotAllowed, NotFound, StaleLease
from schemas.events.film import (
    COMPLETIONS,
    AssetGenerated,
    CharacterRendered,
    ClipRendered,
    FilmEncoded,
    LipSynced,
    MusicRendered,
    SceneComposed,
    SceneRendered,
    ScriptAnalyzed,
    SubtitlesWritten,
    TaskCompletion,
    VoiceRendered,
)
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobPlanned, JobProgressed, JobRequested, JobStarted
from schemas.events.task import LeaseExpired, TaskDead, TaskFailed, TaskHandedBack, TaskRetried, TaskScheduled, TaskStarted
from schemas.values import Blob, Config, Plan, Priority, Stage, TaskKind

JobCommand = CancelJob | StartTask | CompleteTask | FailTask | HandBackTask | ExpireLease
JobEvent = (
    JobRequested | JobPlanned | JobStarted | JobProgressed | JobCompleted | JobFailed | JobCancelled | JobExpired | AssetGenerated | TaskCompletion
    | TaskScheduled | TaskStarted | TaskFailed | TaskHandedBack | LeaseExpired | TaskRetried | TaskDead
)  # fmt: skip

FACTS: Mapping[TaskKind, type[TaskCompletion]] = {
    TaskKind.ANALYSIS: ScriptAnalyzed,
    TaskKind.CHARACTER: CharacterRendered,
    TaskKind.SCENE: SceneRendered,
    TaskKind.VOICE: VoiceRendered,
    TaskKind.LIPS: LipSynced,
    TaskKind.COMPOSITION: SceneComposed,
    TaskKind.CLIP: ClipRendered,
    TaskKind.MUSIC: MusicRendered,
    TaskKind.SUBTITLES: SubtitlesWritten,
}
ASSET_TYPES: Mapping[str, str] = {
    "sheet.png": "character", "still.png": "scene", "speech.wav": "voice", "cue.wav": "music", "clip.mp4": "clip", "timeline.json": "timeline",
    "storyboard.png": "frame", "film.srt": "subtitle", "film.vtt": "subtitle", "film.ass": "subtitle", "film.mp4": "film", "poster.jpg": "thumbnail",
}  # fmt: skip
"""Which blobs of a completed task a person may look at, and as what (P-5.1); the rest are intermediates."""

BACK_OFF_MS = 1_000
"""Before the second attempt; doubled for each one after it."""


class Outcome(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class TaskStatus(StrEnum):
    READY = "ready"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One that was scheduled; the others wait in the plan."""

    status: TaskStatus = TaskStatus.READY
    attempt: int = 1  # engine failures count as attempts, lost leases do not
    lost: int = 0  # leases lost or handed back
    lease: str = ""
    not_before: Instant = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoJob:
    """No such id in this account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    project_id: str
    priority: Priority
    minute_price: int
    price_version: int
    reserved: int
    deadline: Instant
    requested_at: Instant
    watermark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """Between JobRequested and JobPlanned; both are of one decision, so nobody ever sees it at rest."""

    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    request: Request
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    request: Request
    plan: Plan
    tasks: Mapping[str, Task] = field(default_factory=dict)
    progress: int = 0

    @property
    def open_tasks(self) -> int:
        return sum(task.status is not TaskStatus.DONE for task in self.tasks.values())

    def done(self, task_id: str) -> bool:
        task = self.tasks.get(task_id)
        return task is not None and task.status is TaskStatus.DONE

    def ready(self) -> Sequence[PlannedTask]:
        """Tasks that nothing holds up and nobody has scheduled yet, in the plan's order."""
        done = {id for id, task in self.tasks.items() if task.status is TaskStatus.DONE}
        return [task for id, task in unfold(self.plan).items() if id not in self.tasks and done.issuperset(task.needs)]

    def with_task(self, task_id: str, task: Task) -> Running:
        return Running(request=self.request, plan=self.plan, tasks={**self.tasks, task_id: task}, progress=self.progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Kept for 30 days with nothing but its outcome, and what took it up; then forgotten."""

    outcome: Outcome
    project_id: str
    retried_by: str | None = None  # the next that took up this job, or one that it was taken up by: all of them form one row


initial = NoJob()
Job = NoJob | Requested | Queued | Running | Ended


def decide(job: Job, command: JobCommand, now: Instant, config: Config) -> Sequence[JobEvent]:
    match job, command:
        case NoJob(), _:
            raise NotFound(f"Job {command.job_id} does not exist.")
        case Queued(), CancelJob():
            return [JobCancelled(job_id=command.job_id, charged=0)]
        case Running(), CancelJob():
            return [JobCancelled(job_id=command.job_id, charged=delivered(job))]
        case Running(), StartTask():
            return started(job, command, now)
        case Running(), CompleteTask() if leased(job, command.task_id, command.lease):
            return completed(job, command, now)
        case Running(), FailTask() if leased(job, command.task_id, command.lease):
            return failed(job, command, now, config)
        case Running(), HandBackTask() if leased(job, command.task_id, command.lease):
            back = TaskHandedBack(job_id=command.job_id, task_id=command.task_id, lease=command.lease)
            return [back, *lost(job, command, now, config)]
        case Running(), ExpireLease() if leased(job, command.task_id, command.lease):
            expired = LeaseExpired(job_id=command.job_id, task_id=command.task_id, lease=command.lease)
            return [expired, *lost(job, command, now, config)]
        case _, CompleteTask() | FailTask() | HandBackTask() | ExpireLease():
            raise StaleLease(f"Task {command.task_id} is no longer leased to this worker.")
        case Ended(), _:
            raise NotAllowed(f"Job {command.job_id} has ended: {job.outcome}. Request a retry, which is a new job.")
        case _:
            raise NotAllowed(f"Job {command.job_id} cannot do that now.")  # refused, never ignored: every command leaves a trace


def leased(job: Running, task_id: str, lease: str) -> bool:
    task = job.tasks.get(task_id)
    return task is not None and task.status is TaskStatus.RUNNING and task.lease == lease


def started(job: Running, command: StartTask, now: Instant) -> Sequence[JobEvent]:
    task = job.tasks.get(command.task_id)
    if task is None or task.status is not TaskStatus.READY:
        raise NotAllowed(f"Task {command.task_id} is not ready.")
    if task.not_before > now:
        raise NotAllowed(f"Task {command.task_id} waits {task.not_before - now} ms before its next attempt.")
    return [
        TaskStarted(
            job_id=command.job_id, task_id=command.task_id, worker=command.worker, lease=command.lease, engine=command.engine, attempt=task.attempt
        )
    ]


def completed(job: Running, command: CompleteTask, now: Instant) -> Sequence[JobEvent]:
    """The fact named for the task's kind, its assets, and the marks and the end that it brings about."""
    planned = unfold(job.plan)[command.task_id]
    events: list[JobEvent] = [fact(job, planned, command)]
    events += [asset(job, command, blob) for blob in command.blobs if blob.name in ASSET_TYPES]
    after = job.with_task(command.task_id, replace(job.tasks[command.task_id], status=TaskStatus.DONE))
    mark, stage = reached(after)
    if mark > job.progress:
        events.append(JobProgressed(job_id=command.job_id, progress=mark, step=stage))
    if planned.kind is TaskKind.FILM:
        events.append(finished(job, command, now))
    return events


def fact(job: Running, planned: PlannedTask, command: CompleteTask) -> TaskCompletion:
    common = {
        "job_id": command.job_id, "task_id": command.task_id, "lease": command.lease, "subject": planned.subject, "inputs_hash": planned.inputs_hash,
        "engine": command.engine, "blobs": command.blobs, "ms": command.ms, "cached": command.cached, "note": command.note,
    }  # fmt: skip
    if planned.kind is not TaskKind.FILM:
        return FACTS[planned.kind](**common)  # type: ignore[arg-type]
    facts = film_facts(command)
    return FilmEncoded(**common, length_ms=facts.length_ms, width=facts.width, height=facts.height, watermark=job.request.watermark)  # type: ignore[arg-type]


def asset(job: Running, command: CompleteTask, blob: Blob) -> AssetGenerated:
    id = hashlib.sha256(f"{command.job_id}/{command.task_id}/{blob.name}".encode()).hexdigest()[:24]
    return AssetGenerated(
        asset_id=f"ast_{id}", job_id=command.job_id, project_id=job.request.project_id, type=ASSET_TYPES[blob.name], name=blob.name, blob=blob
    )


def finished(job: Running, command: CompleteTask, now: Instant) -> JobCompleted:
    film = next((blob for blob in command.blobs if ASSET_TYPES.get(blob.name) == "film"), None)
    if film is None:
        raise Invalid("The task that encodes the film brought no film.")
    length_ms = film_facts(command).length_ms
    charged = min(price(job.request.minute_price, length_ms), job.request.reserved)
    poster = next((blob for blob in command.blobs if ASSET_TYPES.get(blob.name) == "thumbnail"), None)
    seconds = (now - job.request.requested_at) // 1000
    return JobCompleted(job_id=command.job_id, output=film, thumbnail=poster, charged=charged, length_ms=length_ms, seconds=seconds)


def film_facts(command: CompleteTask) -> FilmFacts:
    if command.film is None or command.film.length_ms <= 0:
        raise Invalid("The task that encodes the film must say how long it is.")
    return command.film


def failed(job: Running, command: FailTask, now: Instant, config: Config) -> Sequence[JobEvent]:
    task = job.tasks[command.task_id]
    failure = TaskFailed(
        job_id=command.job_id, task_id=command.task_id, lease=command.lease, code=command.code, message=command.message,
        transient=command.transient, attempt=task.attempt,
    )  # fmt: skip
    if command.transient and task.attempt < config.attempts_max:
        wait = BACK_OFF_MS * 2 ** (task.attempt - 1)
        return [failure, TaskRetried(job_id=command.job_id, task_id=command.task_id, attempt=task.attempt + 1, not_before=now + wait)]
    return [failure, *dead(command.job_id, command.task_id, command.code, command.message)]


def lost(job: Running, command: HandBackTask | ExpireLease, now: Instant, config: Config) -> Sequence[JobEvent]:
    """A lease that ended without a result is no attempt of the engine; only far too many of them end the job."""
    task = job.tasks[command.task_id]
    if task.lost < config.lost_leases_max:
        return [TaskRetried(job_id=command.job_id, task_id=command.task_id, attempt=task.attempt, not_before=now)]
    return dead(command.job_id, command.task_id, "leases_lost", f"Its lease was lost {task.lost + 1} times.")


def dead(job_id: str, task_id: str, code: str, message: str) -> Sequence[JobEvent]:
    return [
        TaskDead(job_id=job_id, task_id=task_id, code=code, message=message),
        JobFailed(job_id=job_id, code=code, message=message, task_id=task_id),
    ]


def delivered(job: Running) -> int:
    """What a job that is cut short has earned: the share of its clips that are finished and kept, in 1/100 credit, rounded down."""
    clips = [task.id for task in unfold(job.plan).values() if task.kind is TaskKind.CLIP]
    return job.request.reserved * sum(job.done(clip) for clip in clips) // len(clips) if clips else 0


def reached(job: Running) -> tuple[int, Stage]:
    """The highest mark below which everything is done, and the stage that is worked on after it."""
    left = {task.kind for task in unfold(job.plan).values() if not job.done(task.id)}
    mark, step = 0, Stage.ANALYSIS
    for stage, percent, kinds in STAGES:
        step = stage
        if kinds & left:
            break
        mark = percent
    return mark, step


def evolve(job: Job, event: JobEvent) -> Job:
    match job, event:
        case NoJob(), JobRequested():
            return Requested(request=_request(event))
        case Requested(), JobPlanned():
            return Queued(request=job.request, plan=event.plan)
        case Queued(), JobStarted():
            return Running(request=job.request, plan=job.plan)
        case Running(), TaskScheduled():
            return job.with_task(event.task_id, Task())
        case Running(), TaskStarted():
            return job.with_task(event.task_id, replace(job.tasks[event.task_id], status=TaskStatus.RUNNING, lease=event.lease))
        case Running(), TaskCompletion():
            return job.with_task(event.task_id, replace(job.tasks[event.task_id], status=TaskStatus.DONE, lease=""))
        case Running(), TaskHandedBack() | LeaseExpired():
            task = job.tasks[event.task_id]
            return job.with_task(event.task_id, replace(task, lost=task.lost + 1))
        case Running(), TaskRetried():
            task = replace(job.tasks[event.task_id], status=TaskStatus.READY, lease="", attempt=event.attempt, not_before=event.not_before)
            return job.with_task(event.task_id, task)
        case Running(), JobProgressed():
            return replace(job, progress=event.progress)
        case ((Queued() | Running()), (JobCompleted() | JobFailed() | JobCancelled() | JobExpired())):
            return Ended(outcome=_OUTCOMES[type(event)], project_id=job.request.project_id)
        case _:
            return job  # facts are never refused


_OUTCOMES = {JobCompleted: Outcome.COMPLETED, JobFailed: Outcome.FAILED, JobCancelled: Outcome.CANCELLED, JobExpired: Outcome.EXPIRED}
JOB_EVENTS = (
    JobRequested, JobPlanned, JobStarted, JobProgressed, JobCompleted, JobFailed, JobCancelled, JobExpired,
    TaskScheduled, TaskStarted, TaskFailed, TaskHandedBack, LeaseExpired, TaskRetried, TaskDead, *COMPLETIONS,
)  # fmt: skip


def _request(event: JobRequested) -> Request:
    minute = next(line.unit_price for line in event.estimate.lines if line.item == "film_minute")
    return Request(
        project_id=event.project_id, priority=event.priority, minute_price=minute, price_version=event.estimate.price_version,
        reserved=event.estimate.amount, deadline=event.deadline, requested_at=event.requested_at, watermark=event.watermark,
    )  # fmt: skip
