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
from infra.event_log.following import come_together, patiently, unreadable
from infra.event_log.port import EventLog, Record
from infra.faults import fault_point
from infra.pause import Pause
from projections import generations
from projections.applied import Applied
from projections.filling import Change, Fact, Portion, Target, take, true_facts
from projections.generations import Generation, Mark, Moved
from projections.metrics import Metrics
from projections.projection import Projection
from projections.rebuilding import How, Stopped, rebuild
from projections.retrying import Retry
from projections.walking import differing, head_of
from schemas.errors import Corrupt, PositionGone, Unavailable
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
        self._given_up: set[tuple[str, int]] = set()  # of those that are stopped, what was tried since it follows
        self._retry = Retry()
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
            except (Unavailable, Corrupt, Moved, Stopped, OSError) as error:
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
        moved = self._followed != {(each.projection.name, each.number) for each in found} or _taken_back(told, found)
        if self._retry.due(self.stopped) or moved:
            self._follow_anew()

    async def _missing(self) -> list[Projection[Any]]:
        """Projections without a live table in the version of this code, or with one that tells another history (which is withdrawn)."""
        async with self._database.reading() as connection:
            found = await generations.live(connection, self._projections)
        good = {generation.projection.name for generation in found}
        for place, (partition, seq, *_) in (await differing(self._log, found)).items():
            name = found[place].projection.name
            self._alarm(name, partition, f"withdrawn: the log holds another event {partition}:{seq}")
            await generations.withdraw(self._database, name)
            good.remove(name)
        return [projection for projection in self._projections if projection.name not in good]

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
        while claims:
            try:
                await self._follow_all(claims, targets, pause)
            except Corrupt as error:
                if (number := unreadable(error)) is None:
                    raise
                await self._take_some([self._portion(claims.pop(number), targets, broken=error)])
        await asyncio.Event().wait()  # nothing is live yet, or nothing can be followed: the builder calls

    async def _follow_all(self, claims: Mapping[int, Claim], targets: Sequence[Target], pause: Pause) -> None:
        starts = {partition: claim.head.next_offset for partition, claim in claims.items()}
        async with contextlib.aclosing(self._log.tail(EVENTS, starts)) as tail, contextlib.aclosing(come_together(tail, BATCH)) as portions:
            async for records in portions:
                await self._take(claims, records, targets)
                pause.reset()

    async def _targets(self) -> list[Target]:
        async with self._database.reading() as connection:
            found = await generations.live(connection, self._projections)
        self.stopped = {place: reason for place, reason in self.stopped.items() if place in _stopped(found)}
        self._given_up = set()
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
            await self._take_some(
                [self._portion(claims[partition], targets, *await true_facts(claims[partition], came[partition])) for partition in came]
            )
            return
        for partition, records in came.items():
            for start in range(0, len(records), BATCH):
                facts, broken = await true_facts(claims[partition], records[start : start + BATCH])
                await self._take_some([self._portion(claims[partition], targets, facts, broken)])

    def _portion(self, claim: Claim, targets: Sequence[Target], facts: Sequence[Fact] = (), broken: Corrupt | None = None) -> Portion:
        going = [target for target in targets if (target.generation.projection.name, claim.partition) not in self._given_up]
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
                self._stop(name, partition, change.after.stopped)
            elif self.stopped.pop((name, partition), None):
                self._metrics.stopped(name, partition, False)
        self.applied.announce()

    def _stop(self, name: str, partition: int, reason: str) -> None:
        """Told once, however often it is tried again."""
        self._given_up.add((name, partition))
        if self.stopped.get((name, partition)) != reason:
            self.stopped[name, partition] = reason
            self._alarm(name, partition, reason)

    def _alarm(self, name: str, partition: int, reason: str) -> None:
        self._metrics.stopped(name, partition, True)
        log_.error("projections.stopped", projection=name, partition=partition, reason=reason)


def _stopped(found: Sequence[Generation]) -> set[tuple[str, int]]:
    return {(each.projection.name, partition) for each in found for partition, mark in each.marks.items() if mark.stopped}


def _taken_back(told: Mapping[tuple[str, int], int], found: Sequence[Generation]) -> bool:
    """Has a database that crashed lost what it had said was committed? Without this nobody would notice before the next event comes."""
    return any(mark.seq < told.get((each.projection.name, partition), -1) for each in found for partition, mark in each.marks.items())


def _furthest_behind(targets: Sequence[Target]) -> dict[int, Mark]:
    """For each partition the mark of the table that has the most to read. One that was stopped is tried again: the cure may have been an upgrade."""
    partitions = {partition for target in targets for partition in target.generation.marks}
    return {partition: min((target.mark(partition) for target in targets), key=lambda mark: (mark.seq, mark.next_offset)) for partition in partitions}
