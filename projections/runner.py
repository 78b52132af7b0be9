"""Feeds every projection from the log, rows and position together. It parks nothing: it waits, or stops one partition of one projection.

runner = Runner(database, log, PROJECTIONS)
async with asyncio.TaskGroup() as group:
    group.create_task(runner.run())
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from infra.database.engine import Database
from infra.event_log.claim import Claim
from infra.event_log.following import come_together, patiently
from infra.event_log.port import EventLog, Record
from infra.faults import fault_point
from infra.pause import Pause
from projections import generations
from projections.applied import Applied
from projections.filling import Change, Portion, Target, take, true_facts
from projections.generations import Generation, Mark, Moved
from projections.metrics import Metrics
from projections.projection import Projection
from projections.rebuilding import How, Stopped, rebuild
from projections.walking import differs, head_of
from schemas.errors import PositionGone, Unavailable
from schemas.partitions import EVENTS

BATCH = 1000
"""Events of one live transaction, at most."""
REMEMBERED = 2000
"""Rows of one partition of one projection that stay in memory between batches."""
LOOK_S = 5.0
"""How often the tables are looked at, in case another process built or switched one, or a crash took some of it back, while no event came."""

log_ = structlog.get_logger("projections")


class Runner:
    """`applied` tells, in this process, how far the tables have come; `stopped` which partition of which projection takes no more events, and why."""

    def __init__(self, database: Database, log: EventLog, projections: Iterable[Projection[Any]], metrics: Metrics | None = None) -> None:
        self.applied = Applied()
        self.stopped: dict[tuple[str, int], str] = {}
        self._database, self._log, self._projections = database, log, tuple(projections)
        self._metrics = metrics or Metrics()
        self._session: asyncio.Task[None] | None = None
        self._followed: set[tuple[str, int]] = set()
        self._look = asyncio.Event()

    async def run(self) -> None:
        """For ever. Ends only by cancellation or by a bug of its own."""
        await generations.prepare(self._database)
        await patiently(self._missing)  # what tells another history is withdrawn before anybody follows on from it
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_built())
            group.create_task(self._keep_following())

    # --- what is missing is built beside what is live

    async def _keep_built(self) -> None:
        pause = Pause()
        while True:
            self._look.clear()
            try:
                await self._build(await self._missing())
                pause.reset()
            except (Unavailable, Moved, Stopped, OSError) as error:
                log_.warning("projections.build_failed", error=str(error))
                await pause.take()
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._look.wait()

    async def _build(self, missing: Sequence[Projection[Any]]) -> None:
        if missing:
            log_.info("projections.building", names=[projection.name for projection in missing])
            await rebuild(self._database, self._log, missing, how=How(leave=True))
        told = self.applied.all()
        async with self._database.reading() as connection:
            found = await generations.live(connection, self._projections)
        if self._followed != {(each.projection.name, each.number) for each in found} or _taken_back(told, found):
            self._follow_anew()

    async def _missing(self) -> list[Projection[Any]]:
        """Projections without a live table in the version of this code, or with one that tells another history (which is withdrawn)."""
        async with self._database.reading() as connection:
            found = await generations.live(connection, self._projections)
        good = set()
        for generation in found:
            if seen := await self._difference(generation):
                self._alarm(generation.projection.name, seen[0], f"withdrawn: the log holds another event {seen[0]}:{seen[1]}")
                await generations.withdraw(self._database, generation.projection.name)
            else:
                good.add(generation.projection.name)
        return [projection for projection in self._projections if projection.name not in good]

    async def _difference(self, generation: Generation) -> tuple[int, int] | None:
        """(partition, seq) of a last event that the log does not hold as the table has it."""
        for partition, mark in generation.marks.items():
            if await differs(self._log, partition, mark):
                return partition, mark.seq
        return None

    # --- the live side

    def _follow_anew(self) -> None:
        if self._session is not None:
            self._session.cancel()

    async def _keep_following(self) -> None:
        pause = Pause()
        while True:
            self._session = asyncio.create_task(self._follow(pause))
            try:
                await self._session
            except asyncio.CancelledError:
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    raise
            except Moved:
                pass  # another process filled or switched a table: look again
            except PositionGone:
                self._look.set()
                await pause.take()
            except (Unavailable, OSError) as error:
                log_.warning("projections.waiting", error=str(error))
                await pause.take()

    async def _follow(self, pause: Pause) -> None:
        """Ends by an error only; `pause` is reset when a batch was taken."""
        targets = await self._targets()
        claims = {partition: Claim(partition, head_of(mark)) for partition, mark in _furthest_behind(targets).items()}
        if not claims:
            await asyncio.Event().wait()  # nothing is live yet: the builder calls
        starts = {partition: claim.head.next_offset for partition, claim in claims.items()}
        async with contextlib.aclosing(self._log.tail(EVENTS, starts)) as tail, contextlib.aclosing(come_together(tail, BATCH)) as portions:
            async for records in portions:
                await self._take(claims, records, targets)
                pause.reset()

    async def _targets(self) -> list[Target]:
        async with self._database.reading() as connection:
            found = await generations.live(connection, self._projections)
        self.stopped = {}
        self._followed = {(each.projection.name, each.number) for each in found}
        for generation in found:
            for partition, mark in generation.marks.items():
                self.applied.stands(generation.projection.name, partition, mark.seq)
                self._metrics.stopped(generation.projection.name, partition, bool(mark.stopped))
        self.applied.announce()
        return [Target.of(generation, REMEMBERED, live=True) for generation in found]

    async def _take(self, claims: Mapping[int, Claim], came: Mapping[int, Sequence[Record]], targets: Sequence[Target]) -> None:
        """In one transaction, or, where it would be a large one, in one for each thousand events of a partition."""
        if sum(map(len, came.values())) <= BATCH:
            await self._take_some([await self._portion(claims[partition], records, targets) for partition, records in came.items()])
            return
        for partition, records in came.items():
            for start in range(0, len(records), BATCH):
                await self._take_some([await self._portion(claims[partition], records[start : start + BATCH], targets)])

    async def _portion(self, claim: Claim, records: Sequence[Record], targets: Sequence[Target]) -> Portion:
        facts, broken = await true_facts(claim, records)
        going = [target for target in targets if (target.generation.projection.name, claim.partition) not in self.stopped]
        return Portion(partition=claim.partition, targets=going, facts=facts, next_offset=claim.head.next_offset, broken=broken)

    async def _take_some(self, portions: Sequence[Portion]) -> None:
        changes = await take(self._database, portions)
        fault_point("projector.after_commit")
        self._tell(changes)

    def _tell(self, changes: Sequence[Change]) -> None:
        for change in changes:
            name, partition = change.target.generation.projection.name, change.partition
            self.applied.advance(name, partition, change.after.seq)
            self._metrics.applied(name, change.after.seq - change.before.seq)
            if change.after.stopped:
                self.stopped[name, partition] = change.after.stopped
                self._alarm(name, partition, change.after.stopped)
        self.applied.announce()

    def _alarm(self, name: str, partition: int, reason: str) -> None:
        self._metrics.stopped(name, partition, True)
        log_.error("projections.stopped", projection=name, partition=partition, reason=reason)


def _taken_back(told: Mapping[tuple[str, int], int], found: Sequence[Generation]) -> bool:
    """Has a database that crashed lost what it had said was committed? Without this nobody would notice before the next event comes."""
    return any(mark.seq < told.get((each.projection.name, partition), -1) for each in found for partition, mark in each.marks.items())


def _furthest_behind(targets: Sequence[Target]) -> dict[int, Mark]:
    """For each partition the mark of the table that has the most to read. One that was stopped is tried again: the cure may have been an upgrade."""
    partitions = {partition for target in targets for partition in target.generation.marks}
    return {partition: min((target.mark(partition) for target in targets), key=lambda mark: (mark.seq, mark.next_offset)) for partition in partitions}
