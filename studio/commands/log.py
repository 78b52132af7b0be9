"""`studio log`: the log moves house, whole or up to a position; and the proof that it arrived as it was."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from infra.event_log import copying
from infra.event_log.comparing import Compared
from infra.event_log.copying import Copier
from infra.event_log.port import EventLog
from schemas.errors import Invalid
from studio import moving
from studio.places import LogPlace
from studio.terminal import Exit, Terminal, table

TELL_S = 5.0


async def copy(terminal: Terminal, source: str, target: str, until: str | None, *, follow: bool, check: bool) -> int:
    if follow and check:
        raise Invalid("--check looks at a copy and --follow makes one: give one of them.")
    there, stops = moving.target_of(target), moving.untils(until)
    begun = time.perf_counter()
    async with moving.both(moving.source_of(source), there) as (one, other):
        copied = [0, 0]
        if not check:
            copied = await _copy(terminal, one, other, there, stops, follow=follow)
        seconds = time.perf_counter() - begun
        records = await moving.size(one)
        with _bar(terminal, "checked", records) as progress:
            if records > moving.ALONE_RECORDS_MAX:
                found = await moving.compared_by_many(moving.source_of(source), there, stops, progress)
            else:
                found = await moving.compared(one, other, stops, progress)
    return _tell(terminal, found, copied, seconds)


async def _copy(terminal: Terminal, source: EventLog, target: EventLog, place: LogPlace, until: Mapping[int, int], *, follow: bool) -> list[int]:
    """How many commands and events went over."""
    copied = [0, 0]

    def counted(commands: int, events: int) -> None:
        copied[0], copied[1] = copied[0] + commands, copied[1] + events
        progress(commands, events)

    settle_s = 0.0 if isinstance(place, Path) else moving.SETTLE_S
    with _bar(terminal, "copied", await moving.size(source)) as progress:
        partitions = await moving.copiers(source, target, until, settle_s, counted)
        await moving.copy(partitions)
    if follow:
        await _follow(terminal, partitions, copied)
    return copied


async def _follow(terminal: Terminal, partitions: Sequence[Copier], copied: list[int]) -> None:
    """Until SIGINT or SIGTERM; every few seconds it says how far behind it was."""
    said = 0.0

    def told(behind: int) -> None:
        nonlocal said
        if (now := time.monotonic()) - said >= TELL_S:
            said = now
            facts = {"lag_records": behind, "commands": copied[0], "events": copied[1]}
            terminal.line(facts, text=f"{copied[0]:,} commands and {copied[1]:,} events are copied; the copy was {behind:,} records behind.")

    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    terminal.say("The copy follows. Ctrl-C stops it; the same command goes on where it stopped.")
    following, stopped = asyncio.ensure_future(moving.follow(partitions, told)), asyncio.ensure_future(stopping.wait())
    await asyncio.wait({following, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if following.done():
        following.result()
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


@contextmanager
def _bar(terminal: Terminal, what: str, total: int) -> Iterator[copying.Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.speed:,.0f}/s"), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, disable=terminal.json or not terminal.err.is_terminal) as bar:
        task = bar.add_task(what, total=max(1, total))
        yield lambda commands, events: bar.advance(task, commands + events)


def _tell(terminal: Terminal, found: Sequence[Compared], copied: Sequence[int], seconds: float) -> int:
    equal = not any(one.difference for one in found)
    partitions = [_facts(one) for one in found]
    facts = {"equal": equal, "copied": {"commands": copied[0], "events": copied[1], "seconds": round(seconds, 3)}, "partitions": partitions}
    rows = [
        (one.partition, one.source.commands, one.source.events, one.source.commands_hash[:16], one.source.events_hash[:16],
         "equal" if not one.difference else f"differs {one.difference}")
        for one in found
    ]  # fmt: skip
    if not terminal.json:
        terminal.print(table(("partition", "commands", "events", "hash of commands", "hash of events", "the copy"), rows))
    verdict = "[bold green]The copy is equal[/]" if equal else "[bold red]The copy is not equal[/]"
    terminal.result(facts, text=f"{verdict}; {copied[0]:,} commands and {copied[1]:,} events went over in {seconds:.1f} s.")
    return Exit.OK if equal else Exit.FAILED


def _facts(one: Compared) -> dict[str, Any]:
    return {
        "partition": one.partition, "equal": not one.difference, "difference": one.difference,
        "source": _side(one.source), "target": _side(one.target),
    }  # fmt: skip


def _side(side: Any) -> dict[str, Any]:
    return {name: getattr(side, name) for name in ("commands", "commands_hash", "events", "events_hash")}
