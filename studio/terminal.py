"""How the command line talks: tables and colours on a terminal, plain lines without one, JSON when asked; and what its exit codes mean."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.errors import Invalid, NotFound, Refused, StudioError, Unavailable
from studio.folder import Folder


class Exit(IntEnum):
    """Documented in `studio --help`."""

    OK = 0
    FAILED = 1  # it was tried and did not succeed: a job failed, an invariant is broken, something is missing
    USAGE = 2  # the command, the script or a value cannot be used as it is
    REFUSED = 3  # the studio said no: too few credits, a limit, a wrong state
    UNAVAILABLE = 4  # not just now: no studio answers, the disk is full, another one runs
    INTERRUPTED = 130  # Ctrl-C; nothing is lost


@dataclass(slots=True)
class Terminal:
    """`out` is for results, `err` for everything that is said on the way."""

    json: bool = False
    folder: Folder = field(default_factory=lambda: Folder(Path()))
    umask: int = 0o022  # what people chose for their own files: a film is one of them, the studio's folder is not
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=not sys.stdout.isatty()))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty()))

    def result(self, value: Any, *, text: str | Table) -> None:
        """The one result of a command, for machines or for people."""
        if self.json:
            print(json.dumps(value, ensure_ascii=False, indent=1), flush=True)  # told before the studio ends, not after
        else:
            self.print(text)

    def print(self, *parts: str | Table) -> None:
        """For people. Where nobody looks at a screen, tables are lines that can be cut and found."""
        for part in parts:
            if isinstance(part, Table) and not self.out.is_terminal:
                print(_lines(part), flush=True)
            else:
                self.out.print(part)

    def line(self, value: Any, *, text: str) -> None:
        """One of many results: JSON lines, or lines."""
        if self.json:
            print(json.dumps(value, ensure_ascii=False), flush=True)
        else:
            self.out.print(text)

    def say(self, text: str) -> None:
        """On the way; never part of the result."""
        self.err.print(text)

    def warn(self, *, read_only: bool) -> None:
        """Beside an answer from a history that is broken."""
        if read_only:
            self.say(
                "[yellow]read only[/]: the history of this account is broken, and this is what was known; `studio verify` names the first bad event."
            )

    def run(self, work: Coroutine[Any, Any, int | None]) -> NoReturn:
        """Run a command to its end, and leave with its exit code."""
        raise typer.Exit(int(self._outcome(work)))

    def _outcome(self, work: Coroutine[Any, Any, int | None]) -> int:
        try:
            return _loop(work) or Exit.OK
        except StudioError as error:
            self.fail(error)
            return exit_of(error)
        except BaseExceptionGroup as group:  # several parts of a studio fell at once: what the world did comes first
            known, others = group.split(StudioError)
            if known is None or (others is not None and others.split(asyncio.CancelledError)[1] is not None):
                raise
            self.fail(first := _first(known))
            return exit_of(first)
        except BrokenPipeError:  # whoever reads us has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.OK
        except OSError as error:
            self.fail(Unavailable(f"{error.filename or 'The machine'}: {error.strerror or error}. See to it, or take another place."))
            return Exit.UNAVAILABLE
        except KeyboardInterrupt:
            if self.json:
                print(json.dumps({"error": {"code": "interrupted", "message": "Stopped. Nothing is lost."}}))
            else:
                self.err.print("[yellow]Stopped.[/] Nothing is lost; a film goes on where it was when you ask for it again.")
            return Exit.INTERRUPTED

    def fail(self, error: StudioError) -> None:
        if self.json:
            print(json.dumps({"error": {"code": error.code, "message": str(error), **_plain(error.details)}}, ensure_ascii=False))
        else:
            self.err.print(f"[bold red]{error.code.replace('_', ' ')}[/]: {error}", soft_wrap=True)


def _first(group: BaseExceptionGroup[StudioError]) -> StudioError:
    one = group.exceptions[0]
    return _first(one) if isinstance(one, BaseExceptionGroup) else one


def exit_of(error: StudioError) -> Exit:
    match error:
        case Invalid() | NotFound():
            return Exit.USAGE
        case Refused():
            return Exit.REFUSED
        case Unavailable():
            return Exit.UNAVAILABLE
        case _:
            return Exit.FAILED


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None) -> Table:
    """Numbers to the right, words to the left."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for index, name in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        made.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*[str(cell) for cell in row])
    return made


def _lines(table: Table) -> str:
    """For grep and cut: nothing is folded, and a tab parts the columns; the title goes without saying."""
    columns = [[str(column.header), *map(str, column.cells)] for column in table.columns]
    return "\n".join("\t".join(Text.from_markup(cell).plain for cell in row) for row in zip(*columns, strict=True))


def credits(amount: int) -> str:
    """1/100 credit, as people read it."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def clock(ms: int) -> str:
    """75_300 -> '1:15.3'."""
    return f"{ms // 60_000}:{ms % 60_000 // 1000:02d}.{ms % 1000 // 100}"


def _plain(details: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in details.items() if isinstance(value, str | int)}


def _loop(work: Coroutine[Any, Any, int | None]) -> int | None:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(_stoppable(work))
    return uvloop.run(_stoppable(work))


async def _stoppable(work: Coroutine[Any, Any, int | None]) -> int | None:
    """SIGTERM ends a command as Ctrl-C does: in good order."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
