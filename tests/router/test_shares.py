"""Whose turn it is: accounts share alike whatever they ask for, and within one account priority is a head start."""

from __future__ import annotations

from collections import Counter

from router.board import OpenTask
from router.shares import PATIENCE_MS, Shares
from schemas.values import Priority, TaskKind, WorkClass


def task(
    account: str, number: int, kind: TaskKind = TaskKind.CLIP, *, since: int = 0, priority: Priority = Priority.NORMAL, not_before: int = 0
) -> OpenTask:
    return OpenTask(
        account_id=account, job_id="job_1", task_id=f"{kind}.{number}", kind=kind, work_class=WorkClass.VIDEO, subject="", priority=priority,
        inputs_hash="", order=number, since=since, not_before=not_before,
    )  # fmt: skip


def shares(*tasks: OpenTask) -> Shares:
    made = Shares()
    for one in tasks:
        made.add(one)
    return made


def taken(queue: Shares, count: int, now: int = 0) -> list[OpenTask]:
    return [one for _ in range(count) if (one := queue.take(now))]


def test_an_account_with_many_tasks_does_not_starve_another() -> None:
    queue = shares(*[task("flood", n) for n in range(1_000)], *[task("small", n) for n in range(10)])
    assert Counter(one.account_id for one in taken(queue, 20)) == {"flood": 10, "small": 10}


def test_shares_are_of_work_not_of_tasks() -> None:
    """A clip costs eight times a voice line."""
    queue = shares(*[task("clips", n) for n in range(100)], *[task("voices", n, TaskKind.VOICE) for n in range(1_000)])
    count = Counter(one.account_id for one in taken(queue, 90))
    assert count["voices"] / count["clips"] == 8


def test_many_accounts_come_one_after_the_other() -> None:
    queue = shares(*[task(f"acc_{n % 100}", n) for n in range(1_000)])
    assert len({one.account_id for one in taken(queue, 100)}) == 100


def test_an_idle_account_saves_up_one_window_and_no_more() -> None:
    """Who asks now and then goes first with what he asks for; from then on all share alike."""
    queue = shares(*[task("busy", n) for n in range(100)])
    taken(queue, 50)
    for n in range(50):
        queue.add(task("late", n))
    assert [one.account_id for one in taken(queue, 15)] == ["late"] * 15
    assert Counter(one.account_id for one in taken(queue, 20)) in ({"busy": 9, "late": 11}, {"busy": 10, "late": 10})


def test_to_leave_and_come_back_is_no_way_to_the_front() -> None:
    queue = shares(*[task("busy", n) for n in range(100)])
    taken(queue, 50)
    for n in range(30):  # never more than one at a time
        queue.add(task("sly", n))
        taken(queue, 1)
    queue.add(task("sly", 30))
    assert Counter(one.account_id for one in taken(queue, 2)) == {"busy": 1, "sly": 1}


def test_what_has_waited_too_long_goes_first_whoever_s_it_is_but_only_every_fourth_time() -> None:
    queue = shares(
        *[task("old", n, priority=Priority.LOW) for n in range(3)], *[task("old", 10 + n, priority=Priority.HIGH, since=1) for n in range(3)]
    )
    for n in range(9):
        queue.add(task("new", n, since=PATIENCE_MS))
    orders = [(one.account_id, one.order) for one in taken(queue, 5, now=PATIENCE_MS)]
    assert (orders[0], orders[4]) == (("old", 0), ("old", 1))
    assert ("old", 1) not in orders[1:4]


def test_within_an_account_the_oldest_goes_first_and_priority_is_a_head_start() -> None:
    minute = 60_000
    queue = shares(
        task("a", 1, since=10 * minute),
        task("a", 2, since=10 * minute, priority=Priority.HIGH),
        task("a", 3, since=10 * minute, priority=Priority.LOW),
        task("a", 4, since=4 * minute),  # has waited longer than the head start of the second
    )
    assert [one.order for one in taken(queue, 4)] == [4, 2, 1, 3]


def test_a_task_that_backs_off_is_passed_over_until_its_time() -> None:
    queue = shares(task("a", 1, not_before=500), task("b", 2, not_before=100))
    assert queue.take(99) is None
    assert [one.order for one in taken(queue, 2, now=100)] == [2]
    assert [one.order for one in taken(queue, 2, now=500)] == [1]
    assert len(queue) == 0


def test_nothing_is_taken_twice_and_a_discarded_task_never() -> None:
    first, second = task("a", 1), task("a", 2)
    queue = shares(first, second, second)
    queue.discard(first)
    queue.discard(task("z", 9))
    assert taken(queue, 5) == [second]
