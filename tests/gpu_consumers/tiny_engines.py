"""Engines for tests: quick, slow, crashing, greedy. What a task's engine does is written in the task's settings.style."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
from pathlib import Path

from gpu_consumers.engines.port import EngineType, Output, Report, Work
from schemas.commands.job import FilmFacts
from schemas.errors import EngineFailed, StorageFull
from schemas.values import TaskKind


class Tiny:
    """`style` is a verb and an argument: "write", "sleep 60", "crash", "fail transient", ..."""

    def run(self, work: Work, report: Report) -> Output:
        verb, _, argument = work.settings.style.partition(" ")
        getattr(self, verb)(work, report, argument)
        return self.write(work, report, argument)

    cinematic = staticmethod(lambda *_: None)

    def write(self, work: Work, report: Report, argument: str) -> Output:
        report(0.5)
        said = f"{work.task_id} {sorted((task, sorted(blobs)) for task, blobs in work.inputs.items())}"
        files = [work.write("made.txt", said.encode(), "text/plain")]
        if work.kind is not TaskKind.FILM:
            return Output(files=tuple(files), note=argument)
        files.append(work.write("film.mp4", said.encode(), "video/mp4"))
        return Output(files=tuple(files), film=FilmFacts(length_ms=1000, width=160, height=90))

    def sleep(self, work: Work, report: Report, argument: str) -> None:
        report(0.1)
        time.sleep(float(argument))

    def marks(self, work: Work, report: Report, argument: str) -> None:
        """Count the calls in a file outside."""
        with Path(argument).open("a") as file:
            file.write(f"{os.getpid()} {work.task_id}\n")

    def family(self, work: Work, report: Report, argument: str) -> None:
        """Start a grandchild, note both pids, and hang."""
        grandchild = subprocess.Popen(["sleep", "300"])
        Path(argument).write_text(f"{os.getpid()} {grandchild.pid}")
        time.sleep(300)

    def crash(self, work: Work, report: Report, argument: str) -> None:
        print("last words", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    def babble(self, work: Work, report: Report, argument: str) -> None:
        """Say what the file holds in the place of a reply, and die."""
        report._replies.write(Path(argument).read_bytes())  # type: ignore[attr-defined]
        os.kill(os.getpid(), signal.SIGKILL)

    def crash_once(self, work: Work, report: Report, argument: str) -> None:
        if not Path(argument).exists():
            Path(argument).touch()
            os.abort()

    def fill(self, work: Work, report: Report, argument: str) -> None:
        work.write("half.bin", b"half", "application/octet-stream")
        raise OSError(errno.ENOSPC, "No space left on device")

    def store_full(self, work: Work, report: Report, argument: str) -> None:
        raise StorageFull("No room for the film.")

    def fail(self, work: Work, report: Report, argument: str) -> None:
        raise EngineFailed("The model came to no end.", transient=argument == "transient")

    def bug(self, work: Work, report: Report, argument: str) -> None:
        raise ValueError("the secret words of the script")

    def chatter(self, work: Work, report: Report, argument: str) -> None:
        os.write(1, b"x" * 1_000_000)
        for i in range(10_000):
            report(i / 10_000)

    def forget(self, work: Work, report: Report, argument: str) -> Output:
        raise SystemExit(3)

    def greedy(self, work: Work, report: Report, argument: str) -> None:
        raise MemoryError


def tiny(version: int = 1, *settings: str) -> tuple[EngineType, ...]:
    """One for each kind."""
    path = f"{Tiny.__module__}:{Tiny.__name__}"
    return tuple(
        EngineType(kind=kind, name="tiny", version=version, path=path, settings=("style", *settings), reads=("made.txt", "set.pack"))
        for kind in TaskKind
    )
