"""A film that is made in several runs because something ends them, compared with the same film undisturbed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from studio.commands.verify import violations
from studio.folder import Folder
from tests.faults import engine_calls
from tests.faults.conftest import Undisturbed
from tests.faults.engine_calls import Run
from tests.support.real_studio import Ended, RealStudio, frames, ledger


@dataclass(slots=True)
class Disturbed:
    studio: RealStudio
    undisturbed: Undisturbed
    runs: list[Run] = field(default_factory=list)
    caught: list[int] = field(default_factory=list)  # engine calls that the kill of each run can have caught at most
    noted: int = 0

    def make(self, **environment: str) -> Ended:
        """One run; what it passed is kept in `runs`."""
        ended = self.studio.make(self.undisturbed.script, **environment)
        child = environment.get("STUDIO_FAULT_POINT", "").startswith("child.")
        self.ended(caught=engine_calls.WORKERS if ended.code else int(child))
        return ended

    def ended(self, *, caught: int) -> None:
        """A run is over: nobody is left of it, and what it passed is its own."""
        self.caught.append(caught)
        assert self.studio.until_gone() == []
        passes = self.studio.passes()
        self.runs.append(passes[self.noted :])
        self.noted = len(passes)

    @property
    def killed_in_flight(self) -> int:
        return sum((engine_calls.of(run, "child.begun") - engine_calls.of(run, "worker.kept")).total() for run in self.runs)

    def assert_holds(self) -> None:
        """What `studio verify` says; here without a process of its own, because it is asked often."""
        if self.studio.folder.joinpath("log.db").exists():  # else the first start has come to nothing yet
            assert asyncio.run(violations(Folder(self.studio.folder), redecide=True)) == []

    def assert_equal(self) -> None:
        """Pictures, sound, movements of credits and engine calls."""
        self.assert_holds()
        assert frames(self.studio.film) == self.undisturbed.frames
        assert ledger(self.studio.ask("credits")) == self.undisturbed.ledger
        engine_calls.check(self.runs, self.caught, self.undisturbed.calls)
