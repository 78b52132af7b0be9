"""`studio verify`: every invariant over the whole log, and every read model against the fold of it; on a file or on Kafka, also while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.envelope import Instant
from schemas.errors import Invalid, NotFound
from studio.folder import Folder
from studio.heads import heads_of
from studio.places import LogPlace, log_of, opened, read_models, rows_of
from studio.terminal import Exit, Terminal
from studio.verify import heads
from studio.verify.history import Report
from studio.verify.read_models import differences
from studio.verify.whole import verify_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How much is looked at: everything, unless said otherwise."""

    redecide: bool = True
    log_only: bool = False
    from_heads: bool = False  # what came after the newest signed heads; read models are a fold from the beginning
    since: Instant | None = None  # after the newest that were signed before that

    @property
    def read_models(self) -> bool:
        return not (self.log_only or self.from_heads)


async def verify(terminal: Terminal, scope: Scope, *, kafka: bool = False) -> int:
    if scope.since is not None and not scope.from_heads:
        raise Invalid("--since says from which heads: it goes with --from-heads.")
    reports, broken = await look(terminal.folder, scope, kafka=kafka)
    return _tell(terminal, scope, reports, broken)


async def violations(folder: Folder, *, redecide: bool) -> list[dict[str, str]]:
    """What does not hold, in words; nothing when all is well."""
    return _found(*await look(folder, Scope(redecide=redecide)))


async def look(folder: Folder, scope: Scope, *, kafka: bool = False) -> tuple[list[Report], list[str]]:
    """A report on each partition, and the differences of the read models; these only where history itself holds."""
    place = log_of(folder, kafka=kafka)
    if not scope.read_models:
        return await _history(folder, place, scope, kafka=kafka), []
    async with read_models(rows_of(folder, kafka=kafka)) as rows:  # before the long work: whether it answers
        reports = await _history(folder, place, scope, kafka=kafka)
        async with opened(place) as log:
            return reports, await differences(rows, log) if all(report.ok for report in reports) else []


async def _history(folder: Folder, place: LogPlace, scope: Scope, *, kafka: bool) -> list[Report]:
    signed = heads_of(folder, kafka=kafka)
    begin = heads.to_go_on_from(signed, scope.since) if scope.from_heads else {}
    if scope.from_heads and not begin:
        raise NotFound("No head was signed that could be gone on from: without --from-heads everything is verified from the beginning.")
    reports = await verify_all(place, redecide=scope.redecide, heads=begin)
    async with opened(place) as log:
        await heads.see(log, signed, reports)
    return reports


def _tell(terminal: Terminal, scope: Scope, reports: list[Report], broken: list[str]) -> int:
    found = _found(reports, broken)
    summary: dict[str, Any] = {
        "ok": not found, "events": sum(one.events for one in reports), "commands": sum(one.commands for one in reports),
        "redecided": sum(one.redecided for one in reports), "undecided": sum(one.undecided for one in reports),
        "passed_over": sum(one.passed_over for one in reports), "not_looked_at": _left_out(scope, reports), "violations": found,
    }  # fmt: skip
    lines = [f"[bold red]{one['invariant']}[/] {one['position']} {one['message']}" for one in found]
    counted = f"{summary['events']} events of {summary['commands']} commands, {summary['redecided']} decided again"
    verdict = "[bold green]Everything holds[/]" if summary["ok"] else f"[bold red]{len(found)} violations[/]"
    left_out = [f"Not looked at: {one}." for one in summary["not_looked_at"]]
    terminal.result(summary, text="\n".join([*lines, f"{verdict}: {counted}, {summary['undecided']} undecided.", *left_out]))
    return Exit.OK if summary["ok"] else Exit.FAILED


def _left_out(scope: Scope, reports: list[Report]) -> list[str]:
    """So that nobody takes for proved what nobody has tried."""
    found = [] if scope.read_models else ["read models"]
    if before := sum(one.passed_by for one in reports):
        began = sum(one.passed_by > 0 for one in reports)
        found += [f"{before} events up to the signed heads, but for those that were signed", f"amounts and decisions in {began} partitions"]
    return found


def _found(reports: list[Report], broken: list[str]) -> list[dict[str, str]]:
    found = [{"invariant": one.invariant, "position": str(one.position), "message": one.message} for report in reports for one in report.violations]
    return found + [{"invariant": "P1", "position": "", "message": message} for message in broken]
