"""Seeded bugs in the processes themselves: each breaks a run in which the fault that it cannot bear happens (tier T10)."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as with_

from decider import chronicle, reign, snapshots
from domain import account as accounts
from domain import job as jobs
from domain import partition as partitions
from infra.event_log.claim import Claim
from infra.event_log.port import Record, UnknownOutcome
from infra.faults import fault_point
from projections import filling, generations
from router.board import OpenJob
from router.leases import Leases
from router.scheduler import Scheduler
from schemas.envelope import GENESIS
from schemas.events.account import CreditsReleased
from schemas.partitions import COMMANDS
from tests.simulation.chance import Faults
from tests.simulation.seeds import Failed, run

Patch = pytest.MonkeyPatch
SEEDS = range(1, 26)
REST_S = 150.0


def ignores_the_claim(patch: Patch) -> str:
    """Readers believe whatever lies in the log, wherever it says that it lies."""
    check = Claim.check

    def naive(self: Claim, record: Record) -> str | None:
        lies = {**record.headers, "at": str(record.offset)} if "at" in record.headers else record.headers
        return check(self, with_(record, headers=lies))

    patch.setattr(Claim, "check", naive)
    return "does not continue"


def believes_an_unknown_append(patch: Patch) -> str:
    """A batch of which nobody knows whether it landed is taken as landed, and the next one is claimed past it."""
    append = reign.Reign._append

    async def hopeful(self: Any, entries: Sequence[chronicle.Entry]) -> None:
        before = self.head.next_offset
        try:
            await append(self, entries)
        except UnknownOutcome:
            self.head = with_(entries[-1].head, next_offset=before + sum(len(one.records) for one in entries))

    patch.setattr(reign.Reign, "_append", hopeful)
    return "does not continue|expected|undecided|belongs"


def claims_the_next_end_without_looking(patch: Patch) -> str:
    """Displaced, it tries again behind whatever lies there."""

    async def blind(_self: Any, _claimed: int, end: int) -> int:
        return end

    patch.setattr(reign.Reign, "_look_between", blind)
    return "does not continue|belongs"


def skips_a_command_when_it_takes_over(patch: Patch) -> str:
    """Off by one: it goes on behind the first command that is undecided."""
    take_over = reign.Reign._take_over

    async def late(self: Any) -> None:
        await take_over(self)
        end = await self._log.end(COMMANDS, self.partition)
        if self.head.decided + 1 < end:
            self.head = with_(self.head, command_offset=self.head.decided + 1, command_whole=True)

    patch.setattr(reign.Reign, "_take_over", late)
    return "belongs"


def decides_a_command_again_when_it_takes_over(patch: Patch) -> str:
    """Off by one, the other way."""
    take_over = reign.Reign._take_over

    async def early(self: Any) -> None:
        await take_over(self)
        self.head = with_(self.head, command_offset=max(-1, self.head.decided - 1), command_whole=True)

    patch.setattr(reign.Reign, "_take_over", early)
    return "belongs"


def forgets_the_link(patch: Patch) -> str:
    """The second event of a decision does not name the first."""
    write = chronicle._write

    def unlinked(*all: Any) -> chronicle.Entry:
        entry = write(*all)
        records = [with_(one, headers={**one.headers, "prev": GENESIS}) if place == 1 else one for place, one in enumerate(entry.records)]
        return with_(entry, records=records)

    patch.setattr(chronicle, "_write", unlinked)
    return "does not continue"


def skips_the_dedupe(patch: Patch) -> str:
    """A key that was seen before is decided anew."""
    patch.setattr(partitions, "_repeated", lambda *_: None)
    return "L3"


def drops_a_release(patch: Patch) -> str:
    settle = accounts.settlement
    patch.setattr(accounts, "settlement", lambda *all: [event for event in settle(*all) if not isinstance(event, CreditsReleased)])
    return "L7"


def believes_a_zombie(patch: Patch) -> str:
    """A result counts under whatever lease it comes."""
    patch.setattr(jobs, "leased", lambda job, task_id, _: task_id in job.tasks and job.tasks[task_id].status is jobs.TaskStatus.RUNNING)
    return "J1"


def settles_twice(patch: Patch) -> str:
    """A settlement leaves the reservation as it was, and says each of its parts twice."""
    settle = accounts.settlement
    patch.setattr(accounts, "settlement", lambda *all: [event for event in settle(*all) for _ in range(2)])
    patch.setattr(accounts, "_less_reserved", lambda account, *_: account.reservations)
    return "L7|L2|J1"


def moves_its_position_in_another_transaction(patch: Patch) -> str:
    """The mark first, then the rows: who dies between has lost what the mark says."""

    async def apart(connection: Any, dialect: str, changes: Sequence[Any]) -> None:
        await generations.expect(connection, [(change.target.generation, change.partition, change.before) for change in changes])
        await generations.write_marks(connection, dialect, [(change.target.generation, change.partition, change.after) for change in changes])
        await connection.exec_driver_sql("COMMIT")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        for change in changes:
            await filling._write_rows(connection, [change])
        fault_point("projector.after_rows")
        fault_point("projector.before_commit")

    patch.setattr(filling, "write", apart)
    return "P1"


def forgets_what_it_has_leased(patch: Patch) -> str:
    """The router watches no lease: what its worker has lost is waited for, for ever."""
    patch.setattr(Leases, "given", lambda *_: None)
    return "S1"


def keeps_no_open_jobs(patch: Patch) -> str:
    """The router's checkpoint has the heads of the log, and not the jobs that were open there."""
    patch.setattr(Scheduler, "open_jobs", lambda _: list[OpenJob]())
    return "S1"


def believes_a_spoilt_snapshot(patch: Patch) -> str:
    """Nobody compares its hash."""

    load = snapshots.load

    def trusting(partition: int, data: bytes) -> snapshots.Restored | None:
        first, _, body = data.partition(b"\n")
        return load(partition, b"%b %b\n%b" % (first.rpartition(b" ")[0], hashlib.sha256(body).hexdigest().encode(), body))

    patch.setattr(snapshots, "load", trusting)
    return "L5|L1|does not continue|is stopped|defects"


def restores_from_a_later_offset(patch: Patch) -> str:
    """The snapshot is believed to stand one event further on than it does."""
    restore = snapshots.restore

    async def further(*all: Any) -> snapshots.Restored:
        restored = await restore(*all)
        if restored.head.seq >= 0:
            restored.head = with_(restored.head, next_offset=restored.head.next_offset + 1)
        return restored

    patch.setattr(reign, "restore", further)
    return "does not continue|L5"


def believes_the_broker_s_clock(patch: Patch) -> str:
    patch.setattr(chronicle, "decision_time", lambda _state, record, _clock: record.time)
    return "time|L5"


def decides_by_chance(patch: Patch) -> str:
    """An id in an event that is drawn, not derived."""
    asset = jobs.asset
    patch.setattr(jobs, "asset", lambda *all: replace(asset(*all), asset_id=f"ast_{uuid.uuid4().hex}"))
    return "L5"


BUGS: Mapping[Callable[[Patch], str], Faults] = {
    ignores_the_claim: Faults(append_twice=0.05),
    believes_an_unknown_append: Faults(append_lost=0.05),
    claims_the_next_end_without_looking: Faults(shared=0.3),
    skips_a_command_when_it_takes_over: Faults(append_unanswered=0.1),
    decides_a_command_again_when_it_takes_over: Faults(moved=0.3),
    forgets_the_link: Faults(),
    skips_the_dedupe: Faults(),
    drops_a_release: Faults(),
    believes_a_zombie: Faults(render_breaks=0.5, message_twice=0.5),
    settles_twice: Faults(),
    moves_its_position_in_another_transaction: Faults(dies_at_a_point=0.1),
    forgets_what_it_has_leased: Faults(message_lost=0.1),
    keeps_no_open_jobs: Faults(left=0.4),
    believes_a_spoilt_snapshot: Faults(snapshot_spoilt=1.0, moved=0.5),
    restores_from_a_later_offset: Faults(moved=0.3),
    believes_the_broker_s_clock: Faults(clock_jumps=0.3),
    decides_by_chance: Faults(),
}
"""And the faults without which nobody would notice."""


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_bug_in_a_process_breaks_a_run(bug: Callable[[Patch], str], monkeypatch: Patch) -> None:
    with monkeypatch.context() as patch:
        expected = bug(patch)
        failure = next((failed for seed in SEEDS if (failed := failure_of(seed, BUGS[bug]))), "")
    assert re.search(expected, failure), failure or "nobody noticed"


def test_the_same_faults_without_a_bug_break_nothing() -> None:
    for faults in {repr(one): one for one in BUGS.values()}.values():
        assert failure_of(SEEDS[0], faults) == ""


def failure_of(seed: int, faults: Faults) -> str:
    try:
        run(seed, replace(faults), rest_s=REST_S)
    except Failed as failed:
        return str(failed)
    return ""
