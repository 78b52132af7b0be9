"""How a film is waited for, and how it comes to its place."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from studio.commands import film
from studio.terminal import Terminal


class Rendering:
    """A job that ends after so long, its last task taking a second, and how often it was looked at; the clock goes by what is slept."""

    def __init__(self, seconds: float, monkeypatch: pytest.MonkeyPatch, tasks: int = 5) -> None:
        self.seconds, self.now, self.looks, self.tasks = seconds, 0.0, 0, tasks
        monkeypatch.setattr(asyncio, "sleep", self.sleep)
        monkeypatch.setattr("time.monotonic", lambda: self.now)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def get(self, _: str) -> dict[str, Any]:
        self.looks += 1
        status = "completed" if self.now >= self.seconds else "running"
        done = self.tasks - (self.now < self.seconds) - (self.now < self.seconds - 1)
        return {"status": status, "progress": 0, "current_step": "", "tasks_done": max(0, done), "tasks_total": self.tasks, "tasks": []}


@pytest.mark.parametrize(("seconds", "looks_max", "late_max"), [(0.0, 1, 0.0), (1.0, 8, 0.15), (60.0, 150, 0.15), (3_600.0, 7_300, 0.15)])
def test_a_film_is_seen_soon_after_it_is_there_and_a_long_one_is_not_asked_for_all_the_time(
    seconds: float, looks_max: int, late_max: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendering = Rendering(seconds, monkeypatch)
    watching = film._watch(Terminal(json=True), rendering, "job_1")  # type: ignore[arg-type]
    with pytest.raises(StopIteration):
        watching.send(None)  # nothing in it waits for the world
    assert rendering.looks <= looks_max
    assert rendering.now - seconds <= late_max


class Giving:
    """The film in two pieces, with something that happens between them."""

    def __init__(self, between: Callable[[], object]) -> None:
        self._between = between

    async def content(self, _: str) -> AsyncIterator[bytes]:
        yield b"one "
        result = self._between()
        if asyncio.iscoroutine(result):
            await result
        yield b"film"


async def test_two_deliveries_to_one_place_do_not_disturb_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "film.mp4"

    async def another() -> None:
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(os, "getpid", os.getppid)
            await film._save(Giving(lambda: None), "asset", target, 0o022)  # type: ignore[arg-type]
        assert target.read_bytes() == b"one film"

    await film._save(Giving(another), "asset", target, 0o022)  # type: ignore[arg-type]
    assert target.read_bytes() == b"one film"
    assert names(tmp_path) == [target.name]


@pytest.fixture(scope="module")
def nobody() -> int:
    """The number of no process."""
    return int(Path("/proc/sys/kernel/pid_max").read_text()) + 1


async def test_what_a_killed_delivery_left_is_gone_with_the_next(tmp_path: Path, nobody: int) -> None:
    (tmp_path / f".film.mp4.{nobody}.part").write_bytes(b"half")
    (tmp_path / f".film2.mp4.{nobody}.part").write_bytes(b"of another film")
    await film._save(Giving(lambda: None), "asset", tmp_path / "film.mp4", 0o022)  # type: ignore[arg-type]
    assert names(tmp_path) == [f".film2.mp4.{nobody}.part", "film.mp4"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
