"""`studio verify`: every invariant over the whole log, and every read model against the fold of it; on a file or on Kafka, also while it runs."""

from __future__ import annotations

from typing import Any

from studio.folder import Folder
from studio.heads import heads_of
from studio.places import log_of, opened, read_models, rows_of
from studio.terminal import Exit, Terminal
from studio.verify import heads
from studio.verify.history import Report
from studio.verify.read_models import differences
from studio.verify.whole import verify_all


async def verify(terminal: Terminal, *, redecide: bool, kafka: bool = False) -> int:
    reports, broken = await look(terminal.folder, redecide=redecide, kafka=kafka)
    return _tell(terminal, reports, broken)


async def violations(folder: Folder, *, redecide: bool) -> list[dict[str, str]]:
    """What does not hold, in words; nothing when all is well."""
    return _found(*await look(folder, redecide=redecide))


async def look(folder: Folder, *, redecide: bool, kafka: bool = False) -> tuple[list[Report], list[str]]:
    """A report on each partition, and the differences of the read models; these only where history itself holds."""
    place, url = log_of(folder, kafka=kafka), rows_of(folder, kafka=kafka)
    async with read_models(url) as rows:  # before the long work: whether it answers
        reports = await verify_all(place, redecide=redecide)
        async with opened(place) as log:
            await heads.see(log, heads_of(folder, kafka=kafka), reports)
            return reports, await differences(rows, log) if all(report.ok for report in reports) else []


def _tell(terminal: Terminal, reports: list[Report], broken: list[str]) -> int:
    found = _found(reports, broken)
    summary: dict[str, Any] = {
        "ok": not found, "events": sum(one.events for one in reports), "commands": sum(one.commands for one in reports),
        "redecided": sum(one.redecided for one in reports), "undecided": sum(one.undecided for one in reports),
        "passed_over": sum(one.passed_over for one in reports), "violations": found,
    }  # fmt: skip
    lines = [f"[bold red]{one['invariant']}[/] {one['position']} {one['message']}" for one in found]
    counted = f"{summary['events']} events of {summary['commands']} commands, {summary['redecided']} decided again"
    verdict = "[bold green]Everything holds[/]" if summary["ok"] else f"[bold red]{len(found)} violations[/]"
    terminal.result(summary, text="\n".join([*lines, f"{verdict}: {counted}, {summary['undecided']} undecided."]))
    return Exit.OK if summary["ok"] else Exit.FAILED


def _found(reports: list[Report], broken: list[str]) -> list[dict[str, str]]:
    found = [{"invariant": one.invariant, "position": str(one.position), "message": one.message} for report in reports for one in report.violations]
    return found + [{"invariant": "P1", "position": "", "message": message} for message in broken]
