"""`studio rebuild`: a read model anew from the log, beside the live one, while all goes on; paused, gone on with, called off, or taken back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn

from infra.database.engine import Database
from projections import generations
from projections.catalogue import BY_NAME, PROJECTIONS
from projections.generations import Asked, State
from projections.projection import Projection
from projections.rebuilding import How, Stopped, Told, call_off
from projections.rebuilding import rebuild as rebuild_tables
from projections.sharing import Shared
from schemas.errors import AlreadyRunning, Invalid, NotFound, Unavailable
from studio.places import log_of, opened, read_models, rows_of
from studio.terminal import Exit, Terminal

PROCESSES_MAX = 4
"""More than these the database and the brokers do not feed."""
ANSWER_S, LOOK_S = 30.0, 0.2
"""Within that time whoever rebuilds does as he is asked."""
LINE_S = 5.0
"""So often progress is told where nobody looks at a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options of the command; of the first four, one at most."""

    pause: bool = False
    cancel: bool = False
    roll_back: bool = False
    anew: bool = False
    even_if_different: bool = False
    processes: int | None = None  # None: as many as there are cores


async def rebuild(terminal: Terminal, name: str, wish: Wish, *, kafka: bool = False) -> int:
    """Works beside a running studio, on any machine that reaches the log and the database: both know the tables' generations."""
    if name != "all" and name not in BY_NAME:
        raise Invalid(f"There is no read model {name!r}; there are: all, {', '.join(BY_NAME)}.")
    if wish.pause + wish.cancel + wish.roll_back + wish.anew > 1:  # to begin anew drops the table that a way back would lead to
        raise Invalid("Of --pause, --cancel, --roll-back and --anew, one at a time.")
    wanted = PROJECTIONS if name == "all" else (BY_NAME[name],)
    log_of(terminal.folder, kafka=kafka)  # where there is no studio, nothing is made
    async with read_models(rows_of(terminal.folder, kafka=kafka)) as database:
        await generations.prepare(database)
        if wish.pause or wish.cancel:
            return await _end(terminal, database, wanted, Asked.PAUSE if wish.pause else Asked.CANCEL)
        return await _build(terminal, database, name, wanted, wish, kafka=kafka)


# --- what another one does


async def _end(terminal: Terminal, database: Database, wanted: Sequence[Projection[Any]], asked: Asked) -> int:
    """Returns when it is so. Raises NotFound when nothing is being rebuilt."""
    unfinished = await _unfinished(database, wanted)
    if not unfinished:
        raise NotFound(f"Nothing of {', '.join(one.name for one in wanted)} is being rebuilt.")
    for name in unfinished:
        await generations.ask(database, name, asked)
    for name in unfinished:
        await _within(ANSWER_S, partial(_ended, database, BY_NAME[name], asked))
    done = "paused; the same command without --pause goes on" if asked is Asked.PAUSE else "called off; the live table stays as it is"
    terminal.result({"projections": unfinished, "asked": asked.value}, text=f"[bold green]{', '.join(unfinished)}[/]: {done}.")
    return Exit.OK


async def _unfinished(database: Database, wanted: Sequence[Projection[Any]]) -> list[str]:
    async with database.reading() as connection:
        rows = await generations.beside(connection, [projection.name for projection in wanted])
    return sorted({row.name for row in rows if row.state != State.KEPT})


async def _ended(database: Database, projection: Projection[Any], asked: Asked) -> bool:
    if asked is Asked.PAUSE:
        async with database.holding(f"rebuild-{projection.name}") as free:
            return free
    try:
        await call_off(database, projection)
    except AlreadyRunning:
        return False
    return True


async def _within(seconds: float, condition: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        if time.monotonic() > deadline:
            raise Unavailable(f"Whoever rebuilds has not answered in {seconds:.0f} s: he is frozen; end his process, and ask again.")
        await asyncio.sleep(LOOK_S)


# --- what we do


async def _build(terminal: Terminal, database: Database, name: str, wanted: Sequence[Projection[Any]], wish: Wish, *, kafka: bool) -> int:
    place, told = log_of(terminal.folder, kafka=kafka), Told()
    processes = wish.processes or min(os.cpu_count() or 1, PROCESSES_MAX)
    shared = Shared(processes=processes, url=rows_of(terminal.folder, kafka=kafka), log=partial(opened, place)) if processes > 1 else None
    if shared is not None and wish.processes:
        shared = replace(shared, worth_records=0)
    how = How(anew=wish.anew, keep=True, even_if_different=wish.even_if_different, returning=wish.roll_back, shared=shared)
    async with opened(place) as log:
        progress = _Pace(terminal, name)
        try:
            with progress.shown():
                new = await rebuild_tables(database, log, wanted, progress.told, how, told)
        except Stopped as stopped:
            terminal.say(f"[yellow]{stopped.asked.value}[/]: as another command has asked.")
            return Exit.INTERRUPTED
        except asyncio.CancelledError:
            terminal.say("What was built is kept: the same command goes on from there.")
            raise
    facts = {
        "projections": [one.projection.name for one in new], "records": progress.records, "seconds": round(progress.seconds, 3),
        "events_per_s": round(progress.per_s), "switch_ms": round(told.switch_ms, 1), "kept": await _kept(database, wanted),
        "checksums": {one: {"old": found.old, "new": found.new, "equal": not found.different} for one, found in told.compared.items()},
    }  # fmt: skip
    lines = [_returned(name, told)] if wish.roll_back else _report(name, progress, told)
    terminal.result(facts, text="\n".join([*lines, *([way_back(name, kafka=kafka)] if facts["kept"] else [])]))
    return Exit.OK


async def _kept(database: Database, wanted: Sequence[Projection[Any]]) -> list[str]:
    async with database.reading() as connection:
        return [row.name for row in await generations.beside(connection, [projection.name for projection in wanted]) if row.state == State.KEPT]


def way_back(name: str, *, kafka: bool) -> str:
    return f"What was live before is kept: `studio rebuild {name} --roll-back{' --kafka' if kafka else ''}` takes it back."


def _returned(name: str, told: Told) -> str:
    return f"[bold green]{name}[/] is rolled back: what was live before the last switch is live again, and was switched in {told.switch_ms:.0f} ms."


def _report(name: str, pace: _Pace, told: Told) -> list[str]:
    lines = [
        f"{one}: {found.old[:16]} {'is the checksum of both tables' if not found.different else f'was replaced by {found.new[:16]}'}."
        for one, found in sorted(told.compared.items())
    ]
    lines.append(
        f"[bold green]{name}[/] is rebuilt from {pace.records:,} records in {pace.seconds:.1f} s ({pace.per_s:,.0f} a second), "
        f"and was switched in {told.switch_ms:.0f} ms."
    )
    return lines


@dataclass(slots=True)
class _Pace:
    """How far a run has come, and how fast it is."""

    terminal: Terminal
    name: str
    done: int = 0
    total: int = 0
    records: int = 0  # that this run has read
    _first: int | None = None
    _begun: float = field(default_factory=time.perf_counter)
    _said: float = field(default_factory=time.perf_counter)
    _bar: Progress | None = None

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._begun

    @property
    def per_s(self) -> float:
        return self.records / max(self.seconds, 0.001)

    def shown(self) -> Progress:
        """On a screen, for as long as the block runs."""
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"))
        self._bar = Progress(*columns, console=self.terminal.err, disable=self.terminal.json or not self.terminal.err.is_terminal)
        self._bar.add_task(self.name, words="")
        return self._bar

    def told(self, done: int, total: int) -> None:
        if self._first is None:
            self._first = done
        self.done, self.total, self.records = done, total, done - self._first
        assert self._bar is not None
        if not self._bar.disable:
            self._bar.update(self._bar.task_ids[0], completed=done, total=max(1, total), words=self.words)
        elif not self.terminal.json and time.perf_counter() - self._said > LINE_S:
            self._said = time.perf_counter()
            self.terminal.say(f"{self.name}: {self.words}")

    @property
    def words(self) -> str:
        left = f", {(self.total - self.done) / self.per_s:,.0f} s left" if self.records else ""
        return f"{self.done:,} of {self.total:,} records, {self.per_s:,.0f} a second{left}"
