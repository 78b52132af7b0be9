"""given facts, when a command, then facts or a refusal: how the domain is tested, in the film crew's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.config import FIRST, quote
from domain.partition import Fold, Partition, commit, decide
from schemas import errors
from schemas.envelope import GENESIS, Instant, Issued, Recorded, Sealed
from schemas.events.account import AccountOpened, CreditsGranted, CreditsReserved
from schemas.events.job import JobPlanned, JobRequested, JobStarted
from schemas.events.project import ProjectCreated, ScriptSaved
from schemas.events.system import CommandRejected
from schemas.events.task import TaskScheduled, TaskStarted
from schemas.partitions import partition_of
from schemas.values import (
    Blob,
    FilmSettings,
    GrantSource,
    Line,
    Plan,
    PlannedScene,
    Priority,
    ScriptRef,
    TaskKind,
    Tier,
    WorkClass,
)

ACCOUNT, PROJECT, JOB = "acc_1", "prj_1", "job_1"
NOON: Instant = 1_750_000_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

OPENED = AccountOpened(tier=Tier.PRO, locale="en", reset_at=None)
GRANTED = CreditsGranted(
    grant_id="g1", source=GrantSource.PURCHASE, priority=50, amount=1_000, expires_at=None, payment_id="pay_1", balance_after=1_000
)
CREATED = ProjectCreated(project_id=PROJECT, title=Sealed("title"), description=None, settings=FilmSettings())
SAVED = ScriptSaved(project_id=PROJECT, version=2, script_version=1, script=ScriptRef(hash="script", size=10), restored_from=None)
PLAN = Plan(
    script_hash="script", settings_hash="s", analysis="a", characters=("asha",), character_hashes=("c",),
    scenes=(PlannedScene(scene="one", hash="h", shots=2, lines=("one-1",), line_hashes=("l",)),), length_ms=30_000,
)  # fmt: skip
ESTIMATE = quote(FIRST, PLAN.length_ms)
RESERVED = CreditsReserved(reservation_id=JOB, job_id=JOB, amount=100, lines=(Line("g1", 100),), balance_after=900)
REQUESTED = JobRequested(
    job_id=JOB, project_id=PROJECT, type="film", settings=FilmSettings(), priority=Priority.NORMAL, estimate=ESTIMATE, watermark=False,
    requested_at=NOON, deadline=NOON + 6 * HOUR, from_job=None,
)  # fmt: skip
PLANNED = JobPlanned(job_id=JOB, plan=PLAN, tasks=10)
STARTED = JobStarted(job_id=JOB)
FILM = Blob(name="film.mp4", hash="f" * 64, size=1, media_type="video/mp4")

A_PROJECT = (OPENED, GRANTED, CREATED, SAVED)
A_JOB = (*A_PROJECT, RESERVED, REQUESTED, PLANNED, STARTED)


def scheduled(task_id: str, kind: TaskKind = TaskKind.ANALYSIS, work_class: WorkClass = WorkClass.ANALYSIS) -> TaskScheduled:
    return TaskScheduled(job_id=JOB, task_id=task_id, kind=kind, work_class=work_class, subject="", priority=Priority.NORMAL, inputs_hash="i")


def started(task_id: str, lease: str = "L1", attempt: int = 1) -> TaskStarted:
    return TaskStarted(job_id=JOB, task_id=task_id, worker="w", lease=lease, engine="e", attempt=attempt)


class Studio:
    """One partition of the log, played by hand: facts go in by the fold, commands through `decide`, and both must agree."""

    def __init__(self, account: str = ACCOUNT, now: Instant = NOON) -> None:
        self.account, self.now = account, now
        self.state = Partition(partition_of(account))
        self.history: list[Recorded[Any]] = []
        self._commands = 0

    def fact(self, *events: Any, account: str | None = None, body: str = "", command_id: str | None = None) -> None:
        """Fold the events of one decision."""
        recorded = self._record(tuple((account or self.account, event) for event in events), command_id or f"c{self._commands}", body)
        fold = Fold(self.state)
        for one in recorded:
            fold.apply(one)

    def follow(self, decided: tuple[tuple[str, Any], ...], command_id: str) -> None:
        """Take over what somebody else has decided on this very state."""
        self._record(decided, command_id, "")

    def ask(self, command: Any, *, issuer: str = "command_api", key: str | None = None, body: str = "", account: str | None = None) -> Sequence[Any]:
        """Decide a command now, make it lasting, and return its events."""
        command_id = key or f"c{self._commands}"
        issued = Issued(command_id=command_id, account_id=account or self.account, actor="a", issuer=issuer, command=command, body=body)
        decision = decide(self.state, issued, max(self.now, self.state.now))
        commit(self.state, issued, len(self.history), max(self.now, self.state.now), decision)
        self._record(tuple((one.account_id, one.event) for one in decision[0]), command_id, body)
        return [one.event for one in decision[0]]

    def _record(self, events: tuple[tuple[str, Any], ...], command_id: str, body: str) -> list[Recorded[Any]]:
        made = [
            Recorded(
                partition=self.state.number,
                seq=len(self.history) + index,
                prev=GENESIS,
                hash=GENESIS,
                at=len(self.history) + index,
                command_offset=self._commands,
                index=index,
                count=len(events),
                command_id=command_id,
                command_hash=GENESIS,
                account_id=account,
                time=max(self.now, self.state.now),
                actor="a",
                issuer="",
                correlation_id="",
                causation_id="",
                body=body,
                ip="",
                decider="1",
                event=event,
            )
            for index, (account, event) in enumerate(events)
        ]
        self._commands += 1
        self.history += made
        return made

    def replayed(self) -> Partition:
        """The state that a reader of the history arrives at."""
        state = Partition(self.state.number)
        fold = Fold(state)
        for recorded in self.history:
            fold.apply(recorded)
        return state


class Then:
    def __init__(self, events: Sequence[Any]) -> None:
        self.events = events

    def then(self, *expected: Any) -> None:
        """Exactly these: an event must be equal, a class must be that of the event."""
        shown = [type(event) if isinstance(want, type) else event for want, event in zip(expected, self.events, strict=False)]
        assert (shown, len(self.events)) == (list(expected), len(expected)), self.events

    def then_refused(self, kind: type[errors.Refused], **details: object) -> None:
        """One trace, with the code of that class, and nothing else."""
        assert [type(event) for event in self.events] == [CommandRejected], self.events
        assert self.events[0].code == kind.code, self.events[0]
        for name, value in details.items():
            assert getattr(self.events[0], name) == value


class given:  # noqa: N801  # reads as a sentence
    def __init__(self, *facts: Any, at: Instant = NOON) -> None:
        self.studio = Studio(now=at)
        for fact in facts:
            self.studio.fact(fact)

    def after(self, ms: int) -> given:
        self.studio.now += ms
        return self

    def when(self, command: Any, issuer: str = "command_api") -> Then:
        return Then(self.studio.ask(command, issuer=issuer))
