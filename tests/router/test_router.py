"""Router, workers and decider together, in virtual time, with everything that gets lost, comes twice, freezes or dies."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from gpu_consumers.protocol import Broken
from infra.event_log.port import NewRecord, Record
from infra.streams.port import CONTROL, PROGRESS, RESULTS, work
from router.metrics import Metrics
from router.process import Router
from schemas.events.account import CreditsDebited, CreditsReleased
from schemas.events.film import COMPLETIONS, ClipRendered, FilmEncoded
from schemas.events.job import JobCancelled, JobCompleted, JobFailed
from schemas.events.system import CommandRejected
from schemas.events.task import LeaseExpired, TaskDead, TaskFailed, TaskHandedBack, TaskScheduled, TaskStarted
from schemas.partitions import EVENTS, partition_of
from schemas.values import WorkClass
from tests.support.pocket_studio import small_plan
from tests.support.virtual_crew import Play, now, until
from tests.support.virtual_time import run_virtual

Scene = Callable[[Play], Coroutine[Any, Any, None]]
CRASH = Broken(code="engine_crashed", message="The engine's process died (SIGKILL).", transient=True)


def perform(folder: Path, scene: Scene, **on: Any) -> None:
    async def play() -> None:
        made = Play(folder)
        async with made.on(**on):
            await scene(made)

    run_virtual(play())


def each_made_once(play: Play, plan_tasks: int = 11) -> None:
    done = Counter(event.task_id for event in play.log.events(*COMPLETIONS))
    assert set(done.values()) == {1}
    assert len(done) == plan_tasks


def test_a_film_is_made_task_by_task(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        await play.studio.film()
        ended = await play.ended()
        assert isinstance(ended, JobCompleted)
        each_made_once(play)
        assert play.renders.calls == Counter(event.task_id for event in play.log.events(TaskScheduled))
        assert play.log.events(CommandRejected) == []
        assert len(play.log.events(TaskStarted)) == 11
        assert now() < 11 * 0.1 + 3  # no waiting but for the renders and the first announcement

    perform(tmp_path, scene)


def test_every_task_gets_what_its_needs_have_made(tmp_path: Path) -> None:
    """Its blob says what it was given (tiny_engines.py)."""

    async def scene(play: Play) -> None:
        await play.studio.film()
        await play.ended()
        [clip] = play.log.events(ClipRendered, task_id="clip.s1.2")
        told = (await play.store.path_of("acc_1", clip.blobs[0].hash)).read_text()
        needs = ["analysis", "character.asha", "composition.s1", "lips.s1", "scene.s1"]
        assert told == f"clip.s1.2 {[(need, ['made.txt']) for need in needs]}"

    perform(tmp_path, scene)


def test_a_small_film_does_not_wait_for_a_large_one(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.ms = 1000
        await play.studio.film("large", "acc_1", plan=small_plan(20, shots=10))
        await asyncio.sleep(30)
        asked_at = now()
        await play.studio.film("small", "acc_2")
        await play.ended("small")
        assert now() - asked_at < 11 * 1.0 * 2 + 1  # half of each class is its own, so it takes twice its own time at most
        assert play.log.events(JobCompleted) == [play.log.events(JobCompleted)[0]]

    perform(tmp_path, scene)


def test_a_dead_worker_is_noticed_in_15_s_and_its_task_given_to_another(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.add("clip.s1.1")
        await play.studio.film()
        await play.rendering("clip.s1.1")
        await asyncio.sleep(20)  # heartbeats keep it
        assert play.log.events(LeaseExpired) == []
        dead = play.worker_of("clip.s1.1")
        play.renders.hangs.clear()
        play.cut_off(dead)
        died_at = now()
        assert isinstance(await play.ended(), JobCompleted)
        assert 13 < now() - died_at < 17.5
        [expired] = play.log.events(LeaseExpired)
        assert expired.task_id == "clip.s1.1"
        assert play.renders.calls["clip.s1.1"] == 2
        each_made_once(play)

    perform(tmp_path, scene)


def test_killed_workers_are_missed_all_at_once_beside_one_who_is_heard(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        await _eight_shots(play)
        play.cut_off(*(worker for worker in play.workers if worker.holds.startswith("clip")))
        died_at = now()
        await until(lambda: _expired_clips(play) == 8, 120)
        assert 13 < now() - died_at < 17.5

    perform(tmp_path, scene, video=8)


@pytest.mark.parametrize("fresh_fleet", [False, True])
def test_where_everybody_is_silent_nothing_runs_out_until_somebody_is_heard_and_it_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, fresh_fleet: bool
) -> None:
    async def scene(play: Play) -> None:
        await _eight_shots(play)
        play.cut_off(*play.workers)
        await asyncio.sleep(300)
        assert play.log.events(LeaseExpired) == []
        await play.start_worker(WorkClass.MUSIC)
        heard_at = now()
        await until(lambda: _expired_clips(play) == 8, 120)
        assert 13 < now() - heard_at < 17.5

    perform(tmp_path, scene, video=8, fresh_fleet=fresh_fleet)
    silent, none = [record.getMessage() for record in caplog.records if "silent" in record.getMessage()]
    assert "leases are silent, and so is every worker" in silent
    assert ("a restart of the studio" in silent) is fresh_fleet
    assert none.startswith("0 leases are silent")


async def _eight_shots(play: Play) -> None:
    """Being rendered, for ever."""
    play.renders.hangs.update(f"clip.s1.{shot}" for shot in range(1, 9))
    await play.studio.film(plan=small_plan(1, shots=8))
    await until(lambda: sum(task.startswith("clip") for task in play.renders.running) == 8)


def _expired_clips(play: Play) -> int:
    return len({one.task_id for one in play.log.events(LeaseExpired) if one.task_id.startswith("clip")})


def test_a_zombies_result_is_refused_by_its_stale_lease(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.ms = 60_000
        await play.studio.film()
        await play.rendering("analysis")
        zombie = play.workers[0]
        assert zombie.holds == "analysis"
        play.cut_off(zombie)
        second = await play.start_worker(WorkClass.ANALYSIS)
        await until(lambda: second.holds == "analysis")
        play.wire.filter = lambda topic, record: 0 if topic == CONTROL and b"lease" in record.value else 1  # it speaks again, and hears no cancel
        play.renders.ms = 100
        await play.ended()
        refused = play.log.events(CommandRejected)
        assert [(one.command, one.code) for one in refused] == [("task.complete", "stale_lease")]
        each_made_once(play)
        assert len(play.log.events(FilmEncoded)) == 1

    perform(tmp_path, scene)


def test_a_zombie_that_is_heard_again_is_told_to_stop(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.add("analysis")
        await play.studio.film()
        await play.rendering("analysis")
        play.cut_off(play.workers[0])
        control = play.wire.filter
        play.wire.filter = lambda topic, record: 0 if topic == CONTROL and b"lease" in record.value else control(topic, record)
        await until(lambda: play.log.events(LeaseExpired))
        play.wire.filter = lambda *_: 1
        healed_at = now()
        await until(lambda: "analysis" in play.renders.stopped)
        assert now() - healed_at < 2.5

    perform(tmp_path, scene)


def test_a_lost_work_record_is_given_again_after_20_s(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        lost: list[float] = []

        def lose_the_first(topic: str, _: object) -> int:
            if topic == work(WorkClass.ANALYSIS) and not lost:
                lost.append(now())
                return 0
            return 1

        play.wire.filter = lose_the_first
        await asyncio.sleep(20)
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)
        assert len(play.log.events(LeaseExpired)) == 1
        assert 20 <= now() - lost[0] < 23
        each_made_once(play)

    perform(tmp_path, scene)


def test_a_lost_result_costs_time_and_no_second_render(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        lost: list[float] = []

        def lose_one(topic: str, record: Any) -> int:
            if topic == RESULTS and record.key == "clip.s1.1" and not lost:
                lost.append(now())
                return 0
            return 1

        play.wire.filter = lose_one
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)
        assert play.renders.calls["clip.s1.1"] == 1
        [clip] = play.log.events(ClipRendered, task_id="clip.s1.1")
        assert (clip.cached, clip.ms) == (True, 0)

    perform(tmp_path, scene)


@pytest.mark.parametrize("topic", [RESULTS, PROGRESS, CONTROL, *(work(one) for one in WorkClass)])
def test_a_message_that_comes_twice_changes_nothing(tmp_path: Path, topic: str) -> None:
    async def scene(play: Play) -> None:
        play.wire.filter = lambda where, _: 2 if where == topic else 1
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)
        each_made_once(play)
        assert set(play.renders.calls.values()) == {1}
        assert {one.code for one in play.log.events(CommandRejected)} <= {"stale_lease"}
        assert play.log.events(TaskFailed, TaskHandedBack, LeaseExpired) == []

    perform(tmp_path, scene)


def test_everything_comes_twice_and_a_tenth_never(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        count = 0

        def mishandle(topic: str, _: object) -> int:
            nonlocal count
            count += 1
            return 0 if count % 10 == 7 else 2

        play.wire.filter = mishandle
        await play.studio.film(plan=small_plan(3))
        assert isinstance(await play.ended(within_s=3600), JobCompleted)
        each_made_once(play, 25)
        assert len(play.log.events(CreditsDebited)) == 1

    perform(tmp_path, scene)


def test_a_cancelled_job_stops_its_renders_within_2_s(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.update({"clip.s1.1", "clip.s1.2"})
        await play.studio.film()
        await play.rendering("clip.s1.1")
        await play.rendering("clip.s1.2")
        asked_at = now()
        await play.studio.cancel()
        assert isinstance(await play.ended(), JobCancelled)
        await asyncio.sleep(3)
        assert {"clip.s1.1", "clip.s1.2"} <= set(play.renders.stopped)
        assert all(at - asked_at < 2 for at in play.renders.stopped.values())
        assert play.renders.running == {}
        await play.studio.film("next")
        play.renders.hangs.clear()
        assert isinstance(await play.ended("next"), JobCompleted)  # its workers are free again

    perform(tmp_path, scene)


def test_a_cancel_that_comes_before_its_work_record_is_remembered(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        held: list[Any] = []

        def delay(topic: str, record: Any) -> int:
            if topic == work(WorkClass.ANALYSIS) and not held:
                held.append(record)
                return 0
            return 1

        play.wire.filter = delay
        await asyncio.sleep(2)
        await play.studio.film()
        await asyncio.sleep(0.2)
        await play.studio.cancel()
        await asyncio.sleep(0.2)
        await play.wire.append(work(WorkClass.ANALYSIS), held[0], 0)
        await asyncio.sleep(5)
        assert play.renders.calls == {}

    perform(tmp_path, scene)


def test_an_engine_that_fails_three_times_fails_the_job_and_releases_its_credits(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.breaks["clip.s1.2"] = [CRASH] * 3
        await play.studio.film()
        ended = await play.ended()
        assert isinstance(ended, JobFailed)
        assert (ended.code, ended.task_id) == ("engine_crashed", "clip.s1.2")
        assert [one.attempt for one in play.log.events(TaskFailed)] == [1, 2, 3]
        assert len(play.log.events(TaskDead)) == 1
        [released] = play.log.events(CreditsReleased)
        assert (released.job_id, released.amount) == ("job_1", 100)

    perform(tmp_path, scene)


def test_an_engine_that_fails_twice_is_tried_again_after_a_wait(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.breaks["clip.s1.2"] = [CRASH] * 2
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)
        starts = [one.time for one in play.log.history() if isinstance(one.event, TaskStarted) and one.event.task_id == "clip.s1.2"]
        waits = [later - earlier - play.renders.ms for earlier, later in itertools.pairwise(starts)]
        assert [round(wait / 1000) for wait in waits] == [1, 2]
        each_made_once(play)

    perform(tmp_path, scene)


def test_a_result_that_cannot_be_recorded_fails_its_task(tmp_path: Path) -> None:
    """Otherwise it would be made again and again until its leases are used up."""

    async def scene(play: Play) -> None:
        play.log.spoil = lambda command: hasattr(command, "film") and command.task_id == "film"
        await play.studio.film()
        ended = await play.ended()
        assert isinstance(ended, JobFailed)
        assert (ended.code, ended.task_id) == ("result_refused", "film")

    perform(tmp_path, scene)


def test_a_router_that_is_restarted_goes_on_where_it_was(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.ms = 1_000
        await play.studio.film(plan=small_plan(3))
        for _ in range(6):
            await asyncio.sleep(1.7)
            await play.leave(play.router)
            await asyncio.sleep(0.9)
            play.router = await play.start_router()
        assert isinstance(await play.ended(), JobCompleted)
        each_made_once(play, 25)
        assert set(play.renders.calls.values()) == {1}
        assert play.log.events(LeaseExpired, TaskHandedBack) == []

    perform(tmp_path, scene)


def test_a_router_without_its_checkpoint_reads_the_log_again(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.add("clip.s1.1")
        await play.studio.film()
        await play.rendering("clip.s1.1")
        before = play.router.scheduler.board.jobs
        await play.leave(play.router)
        (tmp_path / "router.json").write_bytes(b'{"version": 1, "heads"')
        play.renders.hangs.clear()
        play.router = await play.start_router()
        assert [(job.job_id, sorted(job.done), sorted(job.tasks)) for job in play.router.scheduler.board.jobs.values()] == [
            (job.job_id, sorted(job.done), sorted(job.tasks)) for job in before.values()
        ]

    perform(tmp_path, scene)


def test_a_checkpoint_of_another_log_is_dropped(tmp_path: Path) -> None:
    """Here one of the same length and the same offsets, written a day later."""

    async def nothing(_: Play) -> None:
        pass

    perform(tmp_path, nothing)
    assert (tmp_path / "router.json").exists()

    async def scene(play: Play) -> None:
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)

    async def play() -> None:
        made = Play(tmp_path)
        made.log.epoch += 86_400_000
        async with made.on():
            await scene(made)

    run_virtual(play())


def test_a_worker_that_hears_no_router_for_10_s_stops_and_hands_back(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.add("analysis")
        await play.studio.film()
        await play.rendering("analysis")
        await asyncio.sleep(30)
        assert play.workers[0].holds == "analysis"
        await play.leave(play.router)
        left_at = now()
        await until(lambda: not play.workers[0].holds)
        assert 9 <= now() - left_at <= 13
        play.renders.hangs.clear()
        play.router = await play.start_router()
        assert isinstance(await play.ended(), JobCompleted)
        assert len(play.log.events(TaskHandedBack)) == 1

    perform(tmp_path, scene)


def test_leases_of_an_earlier_run_end_at_once_where_nobody_can_be_alive(tmp_path: Path) -> None:
    async def first(play: Play) -> None:
        play.renders.hangs.add("analysis")
        await play.studio.film()
        await play.rendering("analysis")
        play.cut_off(*play.workers)  # killed: nothing is handed back
        for worker in play.workers:
            await play.leave(worker)
        await play.leave(play.router)
        play.wire.filter = lambda *_: 1
        play.renders.hangs.clear()
        began = now()
        play.router = await play.start_router(fresh_fleet=True)
        play.workers = [await play.start_worker(one) for one in WorkClass]
        assert isinstance(await play.ended(), JobCompleted)
        assert now() - began < 5
        assert len(play.log.events(LeaseExpired)) == 1

    perform(tmp_path, first)


def test_a_second_router_stands_by_and_takes_over(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        second = await play.start_router(checkpoints=None)
        await asyncio.sleep(2)
        assert (play.router.scheduler.live, second.scheduler.live) == (True, False)
        play.renders.ms = 1_000
        await play.studio.film(plan=small_plan(3))
        await asyncio.sleep(4)
        await play.leave(play.router)
        assert isinstance(await play.ended(), JobCompleted)
        assert second.scheduler.live
        each_made_once(play, 25)
        assert set(play.renders.calls.values()) == {1}

    perform(tmp_path, scene)


def test_a_log_that_is_away_for_a_while_costs_time_only(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        await play.studio.film(plan=small_plan(3))
        await asyncio.sleep(1)
        play.log.away = True
        await asyncio.sleep(3)
        play.log.away = False
        assert isinstance(await play.ended(), JobCompleted)
        each_made_once(play, 25)
        assert play.wire.parked == []
        assert play.log.events(LeaseExpired) == []  # results waited

    perform(tmp_path, scene)


def test_a_log_that_cannot_be_read_for_a_while_costs_time_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(play: Play) -> None:
        await play.studio.film(plan=small_plan(3))
        await asyncio.sleep(1)
        play.log.unreadable = True
        await asyncio.sleep(30)
        play.log.unreadable = False
        assert isinstance(await play.ended(within_s=30), JobCompleted)
        each_made_once(play, 25)
        assert set(play.renders.calls.values()) == {1}

    perform(tmp_path, scene)
    assert "studio.events cannot be followed for now" in caplog.text


def test_a_router_that_begins_while_the_log_cannot_be_read_waits_for_it(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.ms = 3_000
        await play.studio.film()
        await asyncio.sleep(1)
        await play.leave(play.router)  # and leaves a checkpoint
        play.log.unreadable = True
        beginning = asyncio.create_task(play.start_router())
        await asyncio.sleep(30)
        play.log.unreadable = False
        play.router = await beginning
        assert isinstance(await play.ended(), JobCompleted)
        each_made_once(play)

    perform(tmp_path, scene)


def test_a_decider_that_is_away_for_a_while_costs_time_only(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        await play.studio.film(plan=small_plan(3))
        await asyncio.sleep(1)
        play.log.undecided = True
        await asyncio.sleep(70)
        play.log.undecided = False
        play.log.decide()
        assert isinstance(await play.ended(), JobCompleted)
        each_made_once(play, 25)

    perform(tmp_path, scene)


def test_a_worker_that_leaves_hands_its_task_back_within_10_s(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.add("clip.s1.1")
        await play.studio.film()
        await play.rendering("clip.s1.1")
        leaves = play.worker_of("clip.s1.1")
        await asyncio.sleep(1)
        play.renders.hangs.clear()
        asked_at = now()
        await play.leave(leaves)
        assert now() - asked_at < 10
        assert isinstance(await play.ended(), JobCompleted)
        assert [one.task_id for one in play.log.events(TaskHandedBack)] == ["clip.s1.1"]
        assert play.log.events(LeaseExpired) == []
        assert now() - asked_at < 12

    perform(tmp_path, scene)


def test_a_worker_that_leaves_finishes_what_is_nearly_done(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.ms = 3_000
        await play.studio.film()
        await play.rendering("analysis")
        await play.leave(play.workers[0])
        assert play.log.events(TaskHandedBack) == []
        assert len(play.log.events(*COMPLETIONS)) == 1

    perform(tmp_path, scene)


def test_a_render_without_end_is_given_up_after_its_time(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.renders.hangs.add("analysis")
        await play.studio.film()
        assert isinstance(await play.ended(within_s=3 * 900 + 60), JobFailed)
        assert [one.code for one in play.log.events(TaskFailed)] == ["time_limit"] * 3
        assert play.renders.running == {}

    perform(tmp_path, scene)


def test_an_event_that_cannot_be_read_is_parked_and_the_rest_goes_on(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        p = partition_of("acc_1")
        await play.log.future_event(p)
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)
        [parked] = play.wire.parked
        assert (parked.topic, parked.partition, parked.record.headers["ce_type"]) == (EVENTS, p, "job.dreamt.v1")

    perform(tmp_path, scene)


def test_a_full_disk_loses_nothing_that_is_to_be_parked(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.wire.no_room = 2
        for _ in range(3):  # of one batch
            await play.log.future_event(partition_of("acc_1"))
        await play.studio.film()
        assert isinstance(await play.ended(), JobCompleted)
        offsets = [one.offset for one in play.wire.parked]
        assert (len(offsets), offsets) == (3, sorted(set(offsets)))

    perform(tmp_path, scene)


def test_a_router_that_goes_before_there_is_room_parks_it_in_its_next_life(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        play.wire.no_room = 1_000
        await play.log.future_event(partition_of("acc_1"))
        await play.studio.film()
        await asyncio.sleep(10)
        await play.leave(play.router)
        assert play.wire.parked == []
        play.wire.no_room = 0
        play.router = await play.start_router()
        assert isinstance(await play.ended(), JobCompleted)
        assert len(play.wire.parked) == 1
        each_made_once(play)

    perform(tmp_path, scene)


def test_a_partition_whose_history_is_broken_is_left_and_the_others_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(play: Play) -> None:
        assert partition_of("acc_1") != partition_of("acc_2")
        there = play.log.records[EVENTS, partition_of("acc_1")]
        last = there[-1]
        play.log._put(EVENTS, partition_of("acc_1"), [NewRecord(last.key, last.value, last.headers, last.time)])  # true by its place, not by its link
        await play.studio.film("other", "acc_2")
        assert isinstance(await play.ended("other"), JobCompleted)
        assert "does not continue" in caplog.text
        assert play.router.unwell() == f"it has stopped following partition {partition_of('acc_1')}: the history is broken"

    perform(tmp_path, scene)


def test_pending_work_is_told_by_class(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        for worker in play.workers:
            await play.leave(worker)
        play.workers = [await play.start_worker(WorkClass.ANALYSIS)]
        await play.studio.film(plan=small_plan(2, lines=3))
        await asyncio.sleep(5)
        pending = play.router.scheduler.pending()
        assert {work_class: count for work_class, count in pending.items() if count} == {WorkClass.IMAGE: 3, WorkClass.VOICE: 6}
        Metrics(play.router.scheduler, shown := CollectorRegistry())
        assert shown.get_sample_value("studio_router_tasks_pending", {"work_class": "voice"}) == 6
        assert shown.get_sample_value("studio_router_workers", {"work_class": "analysis"}) == 1
        assert shown.get_sample_value("studio_router_live") == 1

    perform(tmp_path, scene)


def test_record_keeps_its_types() -> None:
    """The router is a plain subscriber: what it declares is all that a broker needs to know."""
    declared = {(one.topic, one.group, one.ack_first) for one in Router.subscriptions(object.__new__(Router))}
    assert declared == {(RESULTS, "router", False), (PROGRESS, None, False)}
    assert Record.__struct_fields__
