"""A job from its request to its one end: leases, attempts, marks, and the settlement in the decision that ends it."""

from dataclasses import replace

import pytest

from domain.plan import GRAPH, STAGES, unfold
from schemas.commands.job import CancelJob, CompleteTask, ExpireLease, FailTask, FilmFacts, HandBackTask, RequestJob, StartTask
from schemas.commands.system import Tick
from schemas.errors import AlreadyExists, Forbidden, LimitReached, NotAllowed, NotFound, StaleLease, StaleVersion
from schemas.events.account import CreditsDebited, CreditsReleased, CreditsReserved
from schemas.events.film import AssetGenerated, CharacterRendered, ScriptAnalyzed
from schemas.events.job import JobCancelled, JobCompleted, JobExpired, JobFailed, JobPlanned, JobProgressed, JobRequested, JobStarted
from schemas.events.project import ProjectArchived
from schemas.events.system import Ticked
from schemas.events.task import LeaseExpired, TaskDead, TaskFailed, TaskHandedBack, TaskRetried, TaskScheduled, TaskStarted
from schemas.values import Blob, FilmSettings, ReleaseReason, TaskKind
from tests.support.scenario import (
    A_JOB,
    A_PROJECT,
    ESTIMATE,
    FILM,
    HOUR,
    JOB,
    NOON,
    PLAN,
    PROJECT,
    Studio,
    given,
    scheduled,
    started,
)

REQUEST = RequestJob(job_id=JOB, project_id=PROJECT, plan=PLAN, settings=FilmSettings(), estimate=ESTIMATE)
START = StartTask(job_id=JOB, task_id="analysis", worker="w", lease="L1", engine="e")
COMPLETE = CompleteTask(job_id=JOB, task_id="analysis", lease="L1", engine="e", blobs=(), ms=5)
LEASED = (*A_JOB, scheduled("analysis"), started("analysis"))


def a_film(studio: Studio, job_id: str = JOB, *, until: str | None = None, length_ms: int = 30_000) -> list[object]:
    """Play a worker that makes every task as it is scheduled; all the events, or those up to the completion of `until`."""
    seen = [one.event for one in studio.history]
    waiting = [one.task_id for one in seen if isinstance(one, TaskScheduled) and one.job_id == job_id]
    events: list[object] = []
    while waiting:
        task_id = waiting.pop(0)
        studio.ask(StartTask(job_id=job_id, task_id=task_id, worker="w", lease=f"L-{task_id}", engine="e"), issuer="router")
        film = FilmFacts(length_ms=length_ms, width=1280, height=720) if task_id == "film" else None
        blobs = (FILM,) if film else ()
        done = studio.ask(
            CompleteTask(job_id=job_id, task_id=task_id, lease=f"L-{task_id}", engine="e", blobs=blobs, ms=1, film=film), issuer="router"
        )
        events += done
        waiting += [one.task_id for one in done if isinstance(one, TaskScheduled)]
        if task_id == until:
            break
    return events


def test_credits_are_reserved_and_the_job_requested_in_one_decision() -> None:
    given(*A_PROJECT).when(REQUEST).then(CreditsReserved, JobRequested, JobPlanned, JobStarted, TaskScheduled)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (replace(REQUEST, project_id="elsewhere"), NotFound),
        (replace(REQUEST, plan=replace(PLAN, script_hash="edited since")), StaleVersion),
        (replace(REQUEST, estimate=replace(ESTIMATE, amount=1)), StaleVersion),
        (replace(REQUEST, project_version=1), StaleVersion),
        (replace(REQUEST, settings=FilmSettings(height=4320)), LimitReached),
        (replace(REQUEST, from_job="unknown"), NotFound),
    ],
)
def test_a_request_that_cannot_become_a_film_is_refused(command: RequestJob, refusal: type) -> None:
    given(*A_PROJECT).when(command).then_refused(refusal)


def test_no_job_for_an_archived_project() -> None:
    given(*A_PROJECT, ProjectArchived(project_id=PROJECT, version=3)).when(REQUEST).then_refused(NotAllowed)


def test_a_job_id_is_taken_once() -> None:
    given(*A_JOB).when(REQUEST).then_refused(AlreadyExists)


def test_the_running_limit_delays_and_does_not_refuse() -> None:
    studio = given(*A_PROJECT).studio
    for number in range(6):
        studio.ask(replace(REQUEST, job_id=f"job_{number}"))
    tenant = studio.state.tenants[studio.account]
    assert (len(tenant.running), tenant.queued) == (5, ("job_5",))
    events = studio.ask(CancelJob(job_id="job_2"))
    assert JobStarted(job_id="job_5") in events


def test_tasks_are_scheduled_inside_the_accounts_window() -> None:
    many = replace(PLAN, characters=tuple(f"c{n}" for n in range(40)), character_hashes=("h",) * 40)
    studio = given(*A_PROJECT).studio
    studio.ask(replace(REQUEST, plan=many))
    events = a_film(studio, until="analysis")
    assert sum(isinstance(event, TaskScheduled) for event in events) == studio.state.config.task_window


def test_a_task_is_leased_to_one_worker() -> None:
    given(*A_JOB, scheduled("analysis")).when(START, issuer="router").then(started("analysis"))
    given(*LEASED).when(replace(START, lease="L2"), issuer="router").then_refused(NotAllowed)
    given(*A_JOB).when(replace(START, task_id="film"), issuer="router").then_refused(NotAllowed)


def test_only_the_router_moves_tasks() -> None:
    given(*LEASED).when(COMPLETE).then_refused(Forbidden)


def test_a_result_is_one_fact_named_for_its_stage_and_makes_the_next_tasks_ready() -> None:
    given(*LEASED).when(COMPLETE, issuer="router").then(ScriptAnalyzed, JobProgressed, *[TaskScheduled] * 3)


def test_a_result_delivered_twice_is_recorded_once() -> None:
    scene = given(*LEASED)
    scene.when(COMPLETE, issuer="router")
    scene.when(COMPLETE, issuer="router").then_refused(StaleLease)


def test_a_zombies_result_is_refused_by_its_lease() -> None:
    lost = LeaseExpired(job_id=JOB, task_id="analysis", lease="L1")
    again = TaskRetried(job_id=JOB, task_id="analysis", attempt=1, not_before=NOON)
    given(*LEASED, lost, again, started("analysis", lease="L2")).when(COMPLETE, issuer="router").then_refused(StaleLease)


def test_what_a_person_may_look_at_becomes_an_asset() -> None:
    studio = given(*A_PROJECT).studio
    studio.ask(REQUEST)
    a_film(studio, until="analysis")
    studio.ask(replace(START, task_id="character.asha"), issuer="router")
    blobs = tuple(Blob(name=name, hash="b" * 64, size=1, media_type="x") for name in ("look.json", "sheet.png"))
    events = studio.ask(replace(COMPLETE, task_id="character.asha", blobs=blobs), issuer="router")
    assert isinstance(events[0], CharacterRendered)
    assert [event.name for event in events if isinstance(event, AssetGenerated)] == ["sheet.png"]


def test_progress_passes_the_seven_marks_and_never_goes_back() -> None:
    studio = given(*A_PROJECT).studio
    studio.ask(REQUEST)
    marks = [event.progress for event in a_film(studio) if isinstance(event, JobProgressed)]
    assert marks == [percent for _, percent, _ in STAGES]


def test_the_end_of_a_film_is_one_decision_with_one_settlement() -> None:
    studio = given(*A_PROJECT).studio
    long = replace(PLAN, length_ms=90_000)
    studio.ask(
        replace(
            REQUEST, plan=long, estimate=replace(ESTIMATE, amount=200, length_ms=90_000, lines=(replace(ESTIMATE.lines[0], units=2, amount=200),))
        )
    )
    events = a_film(studio, length_ms=55_000)
    completed, debited, released = events[-3:]
    assert isinstance(completed, JobCompleted)
    assert isinstance(debited, CreditsDebited)
    assert isinstance(released, CreditsReleased)
    assert (completed.charged, debited.amount, released.amount, released.reason) == (100, 100, 100, ReleaseReason.UNUSED)


def test_three_engine_failures_end_the_job_and_cost_nothing() -> None:
    studio = given(*A_JOB, scheduled("analysis")).studio
    fail = FailTask(job_id=JOB, task_id="analysis", lease="L1", code="engine_crashed", message="", transient=True)
    for attempt in (1, 2):
        studio.ask(START, issuer="router")
        events = studio.ask(fail, issuer="router")
        assert [type(event) for event in events] == [TaskFailed, TaskRetried]
        assert (events[0].attempt, events[1].attempt) == (attempt, attempt + 1)
        assert given(*[one.event for one in studio.history]).when(START, issuer="router").events[0].code == "not_allowed"
        studio.now = events[1].not_before
    studio.ask(START, issuer="router")
    events = studio.ask(fail, issuer="router")
    assert [type(event) for event in events] == [TaskFailed, TaskDead, JobFailed, CreditsReleased]
    assert (events[-1].amount, events[-1].reason) == (100, ReleaseReason.FAILED)


def test_a_permanent_failure_ends_the_job_at_once() -> None:
    fail = FailTask(job_id=JOB, task_id="analysis", lease="L1", code="script_refused", message="m", transient=False)
    given(*LEASED).when(fail, issuer="router").then(TaskFailed, TaskDead, JobFailed, CreditsReleased)


@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (HandBackTask(job_id=JOB, task_id="analysis", lease="L1"), TaskHandedBack),
        (ExpireLease(job_id=JOB, task_id="analysis", lease="L1"), LeaseExpired),
    ],
)
def test_a_lost_lease_is_no_attempt_but_ten_are_enough(command: object, fact: type) -> None:
    studio = given(*A_JOB, scheduled("analysis")).studio
    for _ in range(10):
        studio.ask(START, issuer="router")
        events = studio.ask(command, issuer="router")
        assert [type(event) for event in events] == [fact, TaskRetried]
        assert events[1].attempt == 1
    studio.ask(START, issuer="router")
    assert [type(event) for event in studio.ask(command, issuer="router")] == [fact, TaskDead, JobFailed, CreditsReleased]


def test_a_cancelled_job_is_charged_for_the_clips_that_are_kept() -> None:
    given(*A_JOB).when(CancelJob(job_id=JOB)).then(JobCancelled(job_id=JOB, charged=0), CreditsReleased)
    studio = given(*A_PROJECT).studio
    studio.ask(REQUEST)
    a_film(studio, until="clip.one.1")
    events = studio.ask(CancelJob(job_id=JOB))
    assert [type(event) for event in events] == [JobCancelled, CreditsDebited, CreditsReleased]
    assert (events[1].amount, events[2].amount) == (50, 50)


def test_final_states_are_final() -> None:
    studio = given(*A_JOB).studio
    studio.ask(CancelJob(job_id=JOB))
    for command in (CancelJob(job_id=JOB), START, COMPLETE):
        issuer = "command_api" if isinstance(command, CancelJob) else "router"
        assert studio.ask(command, issuer=issuer)[0].code in {"not_allowed", "stale_lease"}


def test_a_job_that_runs_out_of_its_time_is_ended_by_the_tick() -> None:
    studio = given(*A_PROJECT).studio
    studio.ask(REQUEST)
    studio.now += 6 * HOUR
    events = studio.ask(Tick(), issuer="decider", account=f"partition:{studio.state.number}")
    assert [type(event) for event in events] == [JobExpired, CreditsReleased, Ticked]


def test_a_retry_is_a_new_job_for_the_same_script() -> None:
    studio = given(*A_JOB).studio
    retry = replace(REQUEST, job_id="job_2", from_job=JOB)
    assert studio.ask(retry)[0].code == "not_allowed"
    studio.ask(CancelJob(job_id=JOB))
    assert studio.ask(retry)[1].from_job == JOB


def retry(of: str, by: str) -> RequestJob:
    return replace(REQUEST, job_id=by, from_job=of)


def cancelled(*job_ids: str) -> Studio:
    """The first was requested and cancelled, and each of the others has retried the one before it and was cancelled too."""
    studio = given(*A_PROJECT).studio
    for before, job_id in zip((None, *job_ids), job_ids, strict=False):
        assert isinstance(studio.ask(replace(REQUEST, job_id=job_id, from_job=before))[0], CreditsReserved)
        studio.ask(CancelJob(job_id=job_id))
    return studio


def refused(studio: Studio, command: RequestJob, naming: str) -> None:
    [refusal] = studio.ask(command)
    assert (refusal.code, naming in refusal.reason) == (NotAllowed.code, True)
    assert studio.replayed() == studio.state


def test_a_job_that_was_completed_is_not_retried() -> None:
    studio = given(*A_PROJECT).studio
    studio.ask(REQUEST)
    assert any(isinstance(event, JobCompleted) for event in a_film(studio))
    refused(studio, retry(JOB, "job_2"), JOB)


def test_a_job_is_retried_by_one_at_a_time() -> None:
    studio = cancelled("job_1")
    assert isinstance(studio.ask(retry("job_1", "job_2"))[0], CreditsReserved)
    refused(studio, retry("job_1", "job_3"), "job_2")
    studio.ask(CancelJob(job_id="job_2"))
    assert isinstance(studio.ask(retry("job_1", "job_3"))[0], CreditsReserved)
    refused(studio, retry("job_1", "job_4"), "job_3")


def test_a_job_whose_retry_was_retried_is_not_retried_beside_it() -> None:
    studio = cancelled("job_1", "job_2")
    assert isinstance(studio.ask(retry("job_2", "job_3"))[0], CreditsReserved)
    refused(studio, retry("job_1", "job_4"), "job_3")


def test_a_job_whose_retry_was_completed_is_not_retried() -> None:
    studio = cancelled("job_1")
    studio.ask(retry("job_1", "job_2"))
    a_film(studio, "job_2")
    refused(studio, retry("job_1", "job_3"), "job_2")


def test_a_retry_that_was_queued_and_not_started_is_one_too() -> None:
    studio = cancelled("job_1")
    for number in range(5):
        studio.ask(replace(REQUEST, job_id=f"other_{number}"))
    studio.ask(retry("job_1", "job_2"))
    assert studio.state.tenants[studio.account].queued == ("job_2",)
    refused(studio, retry("job_1", "job_3"), "job_2")


def test_an_ended_job_is_forgotten_after_thirty_days() -> None:
    studio = given(*A_JOB).studio
    studio.ask(CancelJob(job_id=JOB))
    studio.now += 31 * 24 * HOUR
    studio.ask(CancelJob(job_id="job_x"))
    assert JOB not in studio.state.tenants[studio.account].jobs


@pytest.mark.parametrize("graph", range(1, GRAPH + 1))
def test_the_plan_unfolds_into_tasks_that_need_only_earlier_ones(graph: int) -> None:
    plan = replace(PLAN, graph=graph)
    seen: set[str] = set()
    for task in unfold(plan).values():
        assert seen.issuperset(task.needs)
        seen.add(task.id)
    assert {task.kind for task in unfold(plan).values()} == set(TaskKind)


def test_the_film_is_mixed_beside_its_pictures() -> None:
    """So that an edited line does not wait for the one before it may make the other."""
    tasks = unfold(replace(PLAN, graph=2))
    assert tasks["music.one"].needs == ("analysis", "composition.one", "voice.one-1")
    assert tasks["music"].needs == ("analysis", "music.one")
    assert tasks["film"].needs == (
        "analysis", "composition.one", "composition.one.storyboard", "clip.one.1", "clip.one.2", "music", "subtitles",
    )  # fmt: skip


def test_no_clip_waits_for_a_storyboard() -> None:
    tasks = unfold(replace(PLAN, graph=2))
    assert tasks["composition.one"].needs == ("analysis", "lips.one")
    assert tasks["composition.one.storyboard"].needs == ("analysis", "scene.one", "composition.one")
    assert [task.id for task in tasks.values() if "composition.one.storyboard" in task.needs] == ["film"]


def test_a_scene_needs_the_characters_that_are_in_it_and_no_others() -> None:
    """So that a new character elsewhere leaves its pictures as they were."""
    alone, both = replace(PLAN.scenes[0], cast=("asha",)), replace(PLAN.scenes[0], scene="two", cast=("asha", "biju"))
    tasks = unfold(replace(PLAN, graph=2, characters=("asha", "biju"), character_hashes=("c", "d"), scenes=(alone, both)))
    assert tasks["composition.one.storyboard"].needs == ("analysis", "character.asha", "scene.one", "composition.one")
    assert tasks["clip.one.1"].needs == ("analysis", "character.asha", "scene.one", "lips.one", "composition.one")
    assert tasks["clip.two.1"].needs[1:3] == ("character.asha", "character.biju")


def test_a_plan_of_an_old_log_unfolds_as_it_did() -> None:
    tasks = unfold(replace(PLAN, graph=1))
    assert tuple(tasks) == (
        "analysis", "character.asha", "voice.one-1", "scene.one", "lips.one", "composition.one", "clip.one.1", "clip.one.2", "music.one",
        "subtitles", "film",
    )  # fmt: skip
    assert tasks["clip.one.1"].needs == ("analysis", "character.asha", "scene.one", "lips.one", "composition.one")
    assert tasks["music.one"].needs == ("analysis", "composition.one")
    assert tasks["film"].needs == ("analysis", "composition.one", "clip.one.1", "clip.one.2", "music.one", "voice.one-1", "subtitles")
    assert TaskStarted in {type(one) for one in LEASED}
