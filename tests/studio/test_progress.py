"""What is said while a film is made and nobody looks at a screen: often enough, with the stage, and never backwards."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.values import Stage
from studio.progress import MARKS, STAGES, Progress, percent_of
from studio.terminal import Terminal


def job(progress: int, step: str, *tasks: tuple[str, str, str], done: int = 0) -> dict[str, Any]:
    """`tasks`: (kind, status, subject); `done` of 100."""
    made = [{"kind": kind, "status": status, "subject": subject} for kind, status, subject in tasks]
    return {"progress": progress, "current_step": step, "status": "running", "tasks": made, "tasks_total": 100, "tasks_done": done}


def clips(done: int, of: int = 10) -> dict[str, Any]:
    return job(50, "video", *(("clip", "done" if number < done else "running", f"s1.{number}") for number in range(of)), done=50 + done * 5)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_the_stages_are_those_of_a_job_in_their_order() -> None:
    assert list(STAGES) == [stage.value for stage in Stage]
    assert {5, 20, 35, 50, 85, 100} == set(MARKS)


def test_every_five_percent_is_told_with_the_stage_and_what_is_worked_at(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(Terminal(), clock=lambda: 0.0)
    for done in range(11):
        progress.show(clips(done))
    told = lines(capsys)
    assert [line.split()[0] for line in told] == ["50", "55", "60", "65", "70", "75", "80"]
    assert told[3] == " 65 %  video (s1.3, s1.4, s1.5)  65/100  0 s"


def test_it_says_what_is_drawn_while_the_step_waits_for_its_last_task(capsys: pytest.CaptureFixture[str]) -> None:
    Progress(Terminal()).show(job(35, "composition", ("composition", "ready", "s1"), ("clip", "done", "s1.1"), ("clip", "running", "s1.2")))
    Progress(Terminal()).show(job(35, "composition", ("composition", "ready", "s1")))
    assert [line.split()[2:4] for line in lines(capsys)] == [["video", "(s1.2)"], ["composition", "0/100"]]


def test_nothing_is_said_twice_but_after_ten_seconds_of_silence(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    progress = Progress(Terminal(), clock=lambda: now[0])
    for second in range(25):
        now[0] = float(second)
        progress.show(clips(2))
    assert [line.split()[-2] for line in lines(capsys)] == ["0", "10", "20"]


def test_it_never_goes_back_and_ends_with_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    progress = Progress(Terminal(), clock=lambda: now[0])
    progress.show(clips(5))
    now[0] = 11.0
    progress.show(clips(3))
    progress.show(job(98, "final"))
    progress.show(job(100, "final"))
    assert [int(line.split()[0]) for line in lines(capsys)] == [75, 75, 98, 100]


def test_between_two_marks_the_share_of_tasks_counts() -> None:
    assert percent_of(job(0, "analysis")) == 0
    assert percent_of(job(20, "scenes", done=30)) == 30
    assert percent_of(job(20, "scenes", done=60)) == 34, "the next mark is a fact, and not ours to tell before it is one"
    assert percent_of(job(50, "video", done=99)) == 84
    assert percent_of(job(85, "final", done=99)) == 99
    assert percent_of(job(85, "final", done=40)) == 85


def test_json_is_not_disturbed(capsys: pytest.CaptureFixture[str]) -> None:
    Progress(Terminal(json=True)).show(clips(3))
    assert capsys.readouterr() == ("", "")
