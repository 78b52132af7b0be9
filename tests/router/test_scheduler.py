"""The scheduler alone, fed by hand: what it asks for, gives, and says, step by step."""

from __future__ import annotations

import itertools
from typing import Any

from domain.plan import WORK_CLASS, unfold
from infra.streams.messages import Cancel, Completed, HandedBack, Leased, WorkerAlive
from router.scheduler import Ask, Give, Scheduler, Tell
from schemas.commands.job import CompleteTask, ExpireLease, HandBackTask, StartTask
from schemas.envelope import GENESIS, Recorded
from schemas.events.film import ScriptAnalyzed
from schemas.events.job import JobCancelled
from schemas.events.system import CommandRejected
from schemas.events.task import LeaseExpired, TaskRetried, TaskScheduled, TaskStarted
from schemas.values import Blob, Priority, TaskKind, WorkClass
from tests.support.scenario import ACCOUNT, JOB, NOON, PLAN, PLANNED, REQUESTED, STARTED

BLOB = Blob(name="parts.json", hash="b" * 64, size=1, media_type="application/json")


class Stage:
    """A live scheduler with a clock that a test moves, and the log that a test writes."""

    def __init__(self, *, live: bool = True) -> None:
        self.scheduler = Scheduler(new_lease=(f"L{n}" for n in itertools.count(1)).__next__)
        self.now = 1_000
        self._seq = 0
        self.log(REQUESTED, PLANNED, STARTED)
        if live:
            self.scheduler.go_live(self.now)

    def log(self, *events: Any, command_id: str = "c") -> list[Any]:
        actions: list[Any] = []
        for event in events:
            recorded = Recorded(
                partition=0, seq=self._seq, prev=GENESIS, hash=GENESIS, at=self._seq, command_offset=0, index=0, count=1, command_id=command_id,
                command_hash="", account_id=ACCOUNT, time=NOON, actor="a", issuer="router", correlation_id="cor", causation_id="",
                body="", ip="", decider="1",
                event=event,
            )  # fmt: skip
            self._seq += 1
            actions += self.scheduler.recorded(recorded, self.now)
        return actions + self.scheduler.assign(self.now)

    def schedule(self, task_id: str) -> list[Any]:
        task = unfold(PLAN)[task_id]
        return self.log(
            TaskScheduled(
                job_id=JOB, task_id=task_id, kind=task.kind, work_class=WORK_CLASS[task.kind], subject=task.subject, priority=Priority.NORMAL,
                inputs_hash=task.inputs_hash,
            )
        )  # fmt: skip

    def announce(self, worker: str = "w1", work_class: WorkClass = WorkClass.ANALYSIS, *, busy: str = "", leaving: bool = False) -> list[Any]:
        about = Leased(account_id=ACCOUNT, job_id=JOB, task_id="analysis", lease=busy, worker=worker) if busy else None
        alive = WorkerAlive(
            worker=worker, work_class=work_class, partitions=(3, 4), engines={TaskKind.ANALYSIS: "rules/1"}, busy=about, leaving=leaving
        )
        return self.scheduler.heard(alive, self.now) + self.scheduler.assign(self.now)

    def grant(self, ask: Any) -> list[Any]:
        start = ask.issued.command
        return self.log(
            TaskStarted(job_id=JOB, task_id=start.task_id, worker=start.worker, lease=start.lease, engine=start.engine, attempt=1),
            command_id=ask.issued.command_id,
        )

    def refuse(self, ask: Any, code: str = "not_allowed") -> list[Any]:
        return self.log(CommandRejected(command="", code=code, reason="no"), command_id=ask.issued.command_id)

    def given(self) -> Give:
        """The analysis, granted to w1 as L1 and on its way."""
        self.announce()
        [ask] = self.schedule("analysis")
        [give] = self.grant(ask)
        assert isinstance(give, Give)
        return give


def test_a_lease_is_asked_for_before_any_work_is_given() -> None:
    stage = Stage()
    assert stage.announce() == []
    [ask] = stage.schedule("analysis")
    assert ask.issued.command == StartTask(job_id=JOB, task_id="analysis", worker="w1", lease="L1", engine="rules/1")
    assert (ask.issued.issuer, ask.issued.account_id, ask.issued.actor, ask.issued.correlation_id) == ("router", ACCOUNT, "w1", "cor")
    [give] = stage.grant(ask)
    assert (give.partition, give.record.lease, give.record.worker, give.record.analysis, give.record.script) == (3, "L1", "w1", "a", "script")


def test_a_task_carries_the_blobs_of_what_it_needs() -> None:
    stage = Stage()
    stage.given()
    done = ScriptAnalyzed(job_id=JOB, task_id="analysis", lease="L1", subject="", inputs_hash="", engine="e", blobs=(BLOB,), ms=1, cached=False)
    stage.log(done)
    stage.announce("w2", WorkClass.VOICE)
    [ask] = stage.schedule("voice.one-1")
    [give] = stage.grant(ask)
    assert [(one.task_id, one.blobs) for one in give.record.inputs] == [("analysis", (BLOB,))]


def test_a_worker_has_one_task_at_a_time() -> None:
    stage = Stage()
    stage.announce(work_class=WorkClass.VIDEO)
    assert len(stage.schedule("clip.one.1")) == 1
    assert stage.schedule("clip.one.2") == []
    assert stage.announce(work_class=WorkClass.VIDEO) == []  # an announcement from before it got its record
    assert len(stage.announce("w2", WorkClass.VIDEO)) == 1


def test_a_worker_of_another_class_or_without_partitions_or_quiet_gets_nothing() -> None:
    stage = Stage()
    stage.announce("w1", WorkClass.VIDEO)
    stage.scheduler.heard(WorkerAlive(worker="w2", work_class=WorkClass.ANALYSIS, partitions=(), engines={}), stage.now)
    stage.announce("w3")
    stage.now += 6_000
    assert stage.schedule("analysis") == []


def test_a_worker_whose_partitions_are_anothers_by_now_gets_nothing() -> None:
    """It was killed and is not missed yet: what it is sent would come to its successor, who may be busy and hands it back, again and again."""
    stage = Stage()
    stage.announce("killed")
    stage.announce("successor", busy="L0")
    assert stage.schedule("analysis") == []
    stage.now += 10
    [ask] = stage.announce("successor")
    assert ask.issued.command.worker == "successor"


def test_its_result_frees_a_worker_at_once() -> None:
    stage = Stage()
    stage.given()
    stage.announce(busy="L1")
    result = Completed(account_id=ACCOUNT, job_id=JOB, task_id="analysis", lease="L1", worker="w1", engine="e", blobs=(BLOB,), ms=1)
    first, second = stage.scheduler.result(result, stage.now), stage.scheduler.result(result, stage.now)
    assert first == second
    assert isinstance(first.command, CompleteTask)
    assert len(stage.schedule("analysis")) == 1


def test_a_refused_lease_frees_the_worker_and_is_asked_for_later_and_later() -> None:
    stage = Stage()
    stage.announce()
    [ask] = stage.schedule("analysis")
    for wait in (1_000, 2_000, 4_000):
        assert stage.refuse(ask) == []
        stage.now += wait - 1
        assert stage.announce() == []
        stage.now += 1
        [ask] = stage.announce()
    assert ask.issued.command.lease == "L4"


def test_a_command_that_could_not_be_appended_is_asked_for_again() -> None:
    stage = Stage()
    stage.announce()
    [ask] = stage.schedule("analysis")
    stage.scheduler.not_asked(ask.issued.command_id, stage.now)
    stage.now += 1_000
    assert len(stage.announce()) == 1


def test_an_answer_that_does_not_come_is_not_waited_for_and_handed_back_if_it_comes_after_all() -> None:
    stage = Stage()
    stage.announce()
    [first] = stage.schedule("analysis")
    stage.now += 20_000
    stage.scheduler.tick(stage.now)
    [second] = stage.announce()
    assert second.issued.command.lease != first.issued.command.lease
    [back] = stage.grant(first)
    assert back.issued.command == HandBackTask(job_id=JOB, task_id="analysis", lease="L1")
    assert stage.refuse(second) == []


def test_a_worker_that_left_before_its_lease_was_granted_gets_no_work() -> None:
    stage = Stage()
    stage.announce()
    [ask] = stage.schedule("analysis")
    stage.announce(leaving=True)
    [back] = stage.grant(ask)
    assert isinstance(back.issued.command, HandBackTask)


def test_an_ended_job_cancels_its_leases_and_schedules_nothing() -> None:
    stage = Stage()
    stage.given()
    stage.announce("w2", WorkClass.VIDEO)
    assert len(stage.schedule("clip.one.1")) == 1  # asked for, not granted
    stage.schedule("clip.one.2")
    assert stage.log(JobCancelled(job_id=JOB, charged=0)) == [Tell(Cancel(lease="L1", job_id=JOB))]
    assert stage.scheduler.open_jobs() == []
    assert sum(stage.scheduler.pending().values()) == 0
    assert stage.announce("w2", WorkClass.VIDEO) == []


def test_a_heartbeat_of_an_ended_lease_is_told_to_stop_each_time() -> None:
    stage = Stage()
    stage.given()
    stage.log(LeaseExpired(job_id=JOB, task_id="analysis", lease="L1"))
    for _ in range(2):
        assert stage.announce(busy="L1") == [Tell(Cancel(lease="L1", job_id=JOB))]


def test_a_heartbeat_of_an_unknown_lease_is_given_time_to_become_known() -> None:
    stage = Stage()
    assert stage.announce(busy="elsewhere") == []
    stage.now += 9_999
    assert stage.announce(busy="elsewhere") == []
    stage.now += 1
    assert stage.announce(busy="elsewhere") == [Tell(Cancel(lease="elsewhere", job_id=JOB))]


def test_a_retry_waits_as_long_as_was_decided() -> None:
    stage = Stage()
    stage.given()
    stage.log(LeaseExpired(job_id=JOB, task_id="analysis", lease="L1"))
    stage.log(TaskRetried(job_id=JOB, task_id="analysis", attempt=2, not_before=NOON + 4_000))
    assert stage.announce() == []
    stage.now += 3_999
    assert stage.announce() == []
    stage.now += 1
    assert len(stage.announce()) == 1


def test_history_gives_no_work_but_its_open_leases_are_watched() -> None:
    stage = Stage(live=False)
    stage.announce()
    assert stage.schedule("analysis") == []
    started = TaskStarted(job_id=JOB, task_id="analysis", worker="w0", lease="old", engine="e", attempt=1)
    assert stage.log(started) == []
    stage.scheduler.go_live(stage.now)
    for _ in range(40):
        stage.now += 500
        stage.scheduler.looked(stage.now, at_end=True)
        stage.announce("w2", WorkClass.VIDEO)  # somebody is heard
        actions = stage.scheduler.tick(stage.now)
        if actions:
            break
    [ask] = actions
    assert isinstance(ask, Ask)
    assert ask.issued.command == ExpireLease(job_id=JOB, task_id="analysis", lease="old")
    assert stage.now == 1_000 + 20_000


def test_a_handed_back_task_keeps_its_command_whoever_brings_it() -> None:
    stage = Stage()
    back = HandedBack(account_id=ACCOUNT, job_id=JOB, task_id="analysis", lease="L9", worker="w1")
    assert stage.scheduler.result(back, stage.now).command == HandBackTask(job_id=JOB, task_id="analysis", lease="L9")
