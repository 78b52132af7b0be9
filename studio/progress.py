"""What a job is doing, while it does it: a bar for each stage and scene on a terminal, a line for each mark without one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
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


class Progress:
    def __init__(self, terminal: Terminal) -> None:
        self._terminal, self._begun = terminal, time.monotonic()
        self._live = Live(console=terminal.err, refresh_per_second=8, transient=True) if terminal.err.is_terminal and not terminal.json else None
        self._told = -1

    @property
    def wants_tasks(self) -> bool:
        return self._live is not None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, job: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]) -> None:
        if self._live is not None:
            self._live.update(self._picture(job, tasks))
        elif job["progress"] > self._told:
            self._told = job["progress"]
            if not self._terminal.json:
                self._terminal.say(f"{self._told:3d} %  {job['current_step']}  {time.monotonic() - self._begun:.0f} s")

    def _picture(self, job: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]) -> Group:
        head = Text(f"{job['progress']:3d} %  {job['status']}  {time.monotonic() - self._begun:.0f} s", style="bold")
        stages = _grid()
        for stage, kinds in STAGES.items():
            _bar(stages, stage, [task for task in tasks if task["kind"] in kinds])
        scenes = _grid()
        for scene in sorted({_scene(task) for task in tasks if task["kind"] == "clip"}):
            _bar(scenes, f"  {scene}", [task for task in tasks if task["kind"] == "clip" and _scene(task) == scene])
        return Group(head, stages, scenes)


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
