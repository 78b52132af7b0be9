"""An engine for every kind of task that makes its files at once: what is tried here is who gets the work, not what it makes."""

from __future__ import annotations

from gpu_consumers.engines.port import EngineType, Output, Report, Work
from schemas.commands.job import FilmFacts
from schemas.values import TaskKind


class Quick:
    def run(self, work: Work, report: Report) -> Output:
        report(0.5)
        said = f"{work.task_id} of {sorted(work.inputs)}".encode()
        files = [work.write("made.txt", said, "text/plain")]
        if work.kind is not TaskKind.FILM:
            return Output(files=tuple(files))
        files.append(work.write("film.mp4", said, "video/mp4"))
        return Output(files=tuple(files), film=FilmFacts(length_ms=1_000, width=160, height=90))


QUICK = tuple(EngineType(kind=kind, name="quick", version=1, path=f"{__name__}:{Quick.__name__}", reads=("made.txt",)) for kind in TaskKind)
