"""`studio rebuild`: a read model anew from the log, beside the live one, while everything goes on."""

from __future__ import annotations

import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from projections import generations
from projections.catalogue import BY_NAME, PROJECTIONS
from projections.rebuilding import rebuild as rebuild_tables
from schemas.errors import Invalid
from studio.places import log_of, opened, read_models, rows_of
from studio.terminal import Exit, Terminal


async def rebuild(terminal: Terminal, name: str) -> int:
    """Works beside a running studio: both know the tables' generations."""
    if name != "all" and name not in BY_NAME:
        raise Invalid(f"There is no read model {name!r}; there are: all, {', '.join(BY_NAME)}.")
    place, url = log_of(terminal.folder), rows_of(terminal.folder)
    wanted = PROJECTIONS if name == "all" else (BY_NAME[name],)
    begun, read = time.perf_counter(), 0
    async with opened(place) as log, read_models(url) as database:
        await generations.prepare(database)
        with _bar(terminal) as bar:
            task = bar.add_task(name)

            def progress(done: int, total: int) -> None:
                nonlocal read
                read = done
                bar.update(task, completed=done, total=max(1, total))

            new = await rebuild_tables(database, log, wanted, progress)
    seconds = time.perf_counter() - begun
    facts = {"projections": [one.projection.name for one in new], "records": read, "seconds": round(seconds, 3)}
    terminal.result(facts, text=f"[bold green]{name}[/] is rebuilt from {read} records in {seconds:.1f} s and switched.")
    return Exit.OK


def _bar(terminal: Terminal) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=terminal.err, disable=terminal.json or not terminal.err.is_terminal)
