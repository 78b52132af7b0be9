"""What a job is doing, while it does it: a bar for each stage and scene on a terminal; without one a line every 5 % or 10 seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from studio.terminal import Terminal

STAGES = {
    "analysis": ("analysis",),
    "characters": ("character",),
    "scenes": ("scene",),
    "composition": ("composition",),
    "video": ("clip", "lips"),
    "audio": ("voice", "music", "subtitles"),
    "final": ("film",),
}
DONE = {"done", "cached"}
MARKS = (5, 20, 35, 50, 85, 100)
"""How far a job is when a stage has ended (P-3.5); pictures and sound are made side by side, and end together."""
STEP_PERCENT, SILENCE_S_MAX = 5, 10.0


class Progress:
    def __init__(self, terminal: Terminal, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds, monotonic."""
        self._terminal, self._clock, self._begun = terminal, clock, clock()
        self._live = Live(console=terminal.err, refresh_per_second=8, transient=True) if terminal.err.is_terminal and not terminal.json else None
        self._told, self._told_at = -STEP_PERCENT, self._begun

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, job: Mapping[str, Any]) -> None:
        """`job` with its tasks."""
        if self._live is not None:
            self._live.update(self._picture(job, job["tasks"]))
        elif not self._terminal.json:
            self._tell(job)

    def _tell(self, job: Mapping[str, Any]) -> None:
        now, percent = self._clock(), max(percent_of(job), self._told)
        if percent >= self._told + STEP_PERCENT or (percent == 100 > self._told) or now >= self._told_at + SILENCE_S_MAX:
            self._told, self._told_at = percent, now
            self._terminal.say(f"{percent:3d} %  {_doing(job)}  {now - self._begun:.0f} s")

    def _picture(self, job: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]) -> Group:
        head = Text(f"{percent_of(job):3d} %  {job['status']}  {time.monotonic() - self._begun:.0f} s", style="bold")
        stages = _grid()
        for stage, kinds in STAGES.items():
            _bar(stages, stage, [task for task in tasks if task["kind"] in kinds])
        scenes = _grid()
        for scene in sorted({_scene(task) for task in tasks if task["kind"] == "clip"}):
            _bar(scenes, f"  {scene}", [task for task in tasks if task["kind"] == "clip" and _scene(task) == scene])
        return Group(head, stages, scenes)


def percent_of(job: Mapping[str, Any]) -> int:
    """The mark that the job has reached, and on the way to the next one the share of all tasks that are done."""
    progress, total = int(job["progress"]), int(job["tasks_total"])
    next_mark = next((mark for mark in MARKS if mark > progress), 100)
    return max(progress, min(next_mark - 1, 100 * int(job["tasks_done"]) // max(1, total)))


def _doing(job: Mapping[str, Any]) -> str:
    """What is worked at: the job's own step waits for the last of its tasks, while others are drawn. And how many tasks of all are done."""
    running = [task for task in job["tasks"] if task["status"] == "running"]
    stage = next((stage for stage, kinds in STAGES.items() if any(task["kind"] in kinds for task in running)), job["current_step"])
    named = ", ".join([str(task["subject"]) for task in running if task["kind"] in STAGES.get(stage, ()) and task["subject"]][:3])
    return f"{stage}{f' ({named})' if named else ''}  {job['tasks_done']}/{job['tasks_total']}"


def _grid() -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=14)
    grid.add_column(width=32)
    grid.add_column(justify="right")
    grid.add_column()
    return grid


def _bar(grid: Table, name: str, tasks: Sequence[Mapping[str, Any]]) -> None:
    done = sum(task["status"] in DONE for task in tasks)
    running = [str(task["subject"] or task["kind"]) for task in tasks if task["status"] == "running"]
    bar = ProgressBar(total=max(1, len(tasks)), completed=done, width=32)
    grid.add_row(name, bar, f"{done}/{len(tasks)}" if tasks else "", Text(", ".join(running[:3]), style="dim"))


def _scene(task: Mapping[str, Any]) -> str:
    return str(task["subject"]).rpartition(".")[0]
