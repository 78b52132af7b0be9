"""A new table beside the live one: filled from the log while the old one goes on, compared with it, then switched in one transaction.

Whoever holds the projection's rebuild does the work, be it the process that follows the log or an operator's command. What he leaves, however he
ends, the next one goes on with: rows and position lie in the same transaction.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.dialects import Unstorable
from infra.database.engine import Database
from infra.event_log.port import EventLog
from projections import generations
from projections.comparing import Compared, compare
from projections.filling import Change, Fact, Portion, Target, folded, settle, true_facts, write
from projections.generations import Asked, Generation, Mark, State
from projections.projection import Projection
from projections.sharing import Shared, walk_together
from projections.walking import Walk, claim_of, differing
from schemas.errors import AlreadyRunning, Corrupt
from schemas.partitions import EVENTS, PARTITIONS

REMEMBERED = 50_000
"""Rows of one partition that a rebuild keeps in memory."""
LAST_STEP = 2000
"""So many events may be taken inside the switching transaction, while the live side waits."""
READERS_S = 30.0
"""How long a reader may go on with a table that he looked up before the switch."""
LISTEN_S = 0.5
"""How often a run looks for what an operator asks of it."""

Progress = Callable[[int, int], None]
"""Called with (records read, records there were at the beginning)."""


class Stopped(Exception):
    """As an operator has asked; what was done is kept where it was to pause, and gone where it was to be cancelled."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked.value)
        self.asked = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What is wanted of a run."""

    leave: bool = False  # alone what another process rebuilds, or an operator has paused, instead of raising
    anew: bool = False  # from the beginning, whatever somebody left
    keep: bool = False  # the old table, for the way back
    even_if_different: bool = False  # from the old table
    returning: bool = False  # to the table that was kept, in place of building one
    shared: Shared | None = None  # with more processes


@dataclass(slots=True)
class Told:
    """What a run has found, for whoever prints it."""

    compared: dict[str, Compared] = field(default_factory=dict)
    switch_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """The last events that new tables take before the switch, up to `wanted` or a little beyond."""

    wanted: int
    portion: Portion


async def rebuild(
    database: Database, log: EventLog, projections: Sequence[Projection[Any]], progress: Progress | None = None, how: How | None = None,
    told: Told | None = None,
) -> list[Generation]:  # fmt: skip
    """Fill the tables of these projections in one pass over the log, and switch. Killed in the middle it leaves the live tables as they were.

    Raises AlreadyRunning while another process rebuilds one of them, Stopped, Corrupt when the log cannot be read as far as the live tables have
    come, or when the new tables differ from them, NotFound and NotAllowed where there is no way back.
    """
    run = _Run(database, log, progress or (lambda _done, _total: None), how or How(), told or Told())
    async with AsyncExitStack() as stack:
        mine = [one for one in sorted(projections, key=lambda each: each.name) if await run.holds(stack, one)]
        return await run.to_its_end(mine) if mine else []


async def call_off(database: Database, projection: Projection[Any]) -> bool:
    """Drop what nobody fills any more. False: there is nothing. Raises AlreadyRunning: ask whoever fills it."""
    async with AsyncExitStack() as stack:
        await _hold(stack, database, projection)
        return await generations.put_away(database, projection, whoami())


async def _hold(stack: AsyncExitStack, database: Database, projection: Projection[Any]) -> None:
    if not await stack.enter_async_context(database.holding(f"rebuild-{projection.name}")):
        async with database.reading() as connection:
            who = [row for row in await generations.beside(connection, [projection.name]) if row.state != State.KEPT]
        by = f", by {who[-1].by} since {time.strftime('%F %T', time.localtime(who[-1].since / 1000))}" if who else ""
        raise AlreadyRunning(
            f"{projection.name} is rebuilt already{by}. Wait for it, or `studio rebuild {projection.name} --pause` or `--cancel` ends it.", by=by
        )


def whoami() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


class _Run:
    def __init__(self, database: Database, log: EventLog, progress: Progress, how: How, told: Told) -> None:
        self._database, self._log, self._progress, self._how, self._told = database, log, progress, how, told
        self._targets: list[Target] = []
        self._done: list[tuple[str, int]] = []  # tables that nobody needs any more
        self._done_records = self._total = 0

    # --- whose it is

    async def holds(self, stack: AsyncExitStack, projection: Projection[Any]) -> bool:
        """Ours from now on? Raises AlreadyRunning; with `leave` False is said instead."""
        async with AsyncExitStack() as mine:
            try:
                await _hold(mine, self._database, projection)
            except AlreadyRunning:
                if self._how.leave:
                    return False
                raise
            if self._how.leave and await self._asked([projection.name]) is Asked.PAUSE:
                return False
            stack.push_async_exit(mine.pop_all())
        return True

    async def to_its_end(self, projections: Sequence[Projection[Any]]) -> list[Generation]:
        names = [projection.name for projection in projections]
        begun = [await self._begun(projection) for projection in projections]
        work, asked = asyncio.create_task(self._work(begun)), asyncio.create_task(self._listen(names))
        try:
            await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
        finally:
            for task in (work, asked):
                task.cancel()
            await asyncio.gather(work, asked, return_exceptions=True)
        if (what := asked.result()) is Asked.CANCEL:
            for projection in projections:
                await generations.put_away(self._database, projection, whoami())
        raise Stopped(what)

    async def _listen(self, names: Sequence[str]) -> Asked:
        while (asked := await self._asked(names)) is None:
            await asyncio.sleep(LISTEN_S)
        return asked

    async def _asked(self, names: Sequence[str]) -> Asked | None:
        async with self._database.reading() as connection:
            rows = [row for row in await generations.beside(connection, names) if row.state != State.KEPT]
            if self._how.shared is not None and self._targets:  # other processes move the marks
                done = [await generations.marks(connection, row.name, row.generation) for row in rows]
                self._tell(done)
        return next((Asked(row.asked) for row in rows if row.asked), None)

    # --- the work

    async def _begun(self, projection: Projection[Any]) -> tuple[Target, State]:
        if self._how.returning:
            await self._bring_back(projection)
        generation, state = await generations.begin(self._database, projection, whoami(), anew=self._how.anew)
        if await differing(self._log, [generation]):  # left by somebody who read another log
            generation, state = await generations.begin(self._database, projection, whoami(), anew=True)
        return Target.of(generation, REMEMBERED), state

    async def _bring_back(self, projection: Projection[Any]) -> None:
        async with self._database.writing() as connection:
            await generations.hold(connection, [projection.name])
            unfinished = [row for row in await generations.beside(connection, [projection.name]) if row.state != State.KEPT]
            if not unfinished:
                await generations.bring_back(connection, projection, whoami())
            elif unfinished[-1].state != State.RETURNING:
                raise AlreadyRunning(f"A rebuild of {projection.name} is unfinished: `studio rebuild {projection.name} --cancel` ends it.")

    async def _work(self, begun: Sequence[tuple[Target, State]]) -> list[Generation]:
        self._targets = [target for target, _ in begun]
        self._total = sum([await self._log.end(EVENTS, partition) for partition in range(PARTITIONS)])
        self._count()
        if new := [target for target, state in begun if state is State.FILLING]:
            await self._fill(new, await self._live_ends(new))
            for target in new:
                await self._compared(target)
        await self._to_the_end()
        allowed = LAST_STEP
        while not await self._switched(allowed):
            await self._to_the_end()
            allowed *= 2  # a live side that outruns us waits a little longer each time
        await self._drop_done()
        return [target.generation for target in self._targets]

    async def _live_ends(self, targets: Sequence[Target]) -> Mapping[int, int]:
        """partition -> the offset up to which all of the live tables have come: while they are to be compared, the new ones must not go beyond it."""
        ends = {partition: await self._log.end(EVENTS, partition) for partition in range(PARTITIONS)}
        self._total = max(self._total, sum(ends.values()))
        async with self._database.reading() as connection:
            for live in await generations.live(connection, [target.generation.projection for target in targets]):
                ends = {partition: min(end, live.marks[partition].next_offset) for partition, end in ends.items()}
        return ends

    async def _to_the_end(self) -> None:
        ends = {partition: await self._log.end(EVENTS, partition) for partition in range(PARTITIONS)}
        self._total = max(self._total, sum(ends.values()))
        await self._fill(self._targets, ends)
        self._progress(self._total, self._total)

    async def _fill(self, targets: Sequence[Target], ends: Mapping[int, int]) -> None:
        left = sum(max(0, end - min(target.mark(partition).next_offset for target in targets)) for partition, end in ends.items())
        if self._how.shared is not None and left > self._how.shared.worth_records:
            await self._fill_together(self._how.shared, targets, ends)
        walk = Walk(self._database, self._log, targets, self._count)
        for partition, end in ends.items():
            await walk.up_to(partition, end)

    async def _fill_together(self, shared: Shared, targets: Sequence[Target], ends: Mapping[int, int]) -> None:
        await walk_together(shared, targets, ends)
        async with self._database.reading() as connection:
            for target in targets:
                target.generation.marks.update(await generations.marks(connection, target.generation.projection.name, target.generation.number))
                for partition in range(PARTITIONS):
                    target.forget(partition)

    def _count(self) -> None:
        self._tell([target.generation.marks for target in self._targets])

    def _tell(self, marks: Sequence[Mapping[int, Mark]]) -> None:
        if not self._total or not marks or not all(marks):  # after the switch there is nothing beside the live table
            return
        done = sum(min(each[partition].next_offset for each in marks) for partition in range(PARTITIONS))
        self._done_records = max(self._done_records, min(done, self._total))
        self._progress(self._done_records, self._total)

    async def _compared(self, target: Target) -> None:
        found = await compare(self._database, Walk(self._database, self._log, [target], self._count), target)
        projection = target.generation.projection
        if found is not None:
            self._told.compared[projection.name] = found
            if found.different and not self._how.even_if_different:
                raise Corrupt(
                    f"The new table of {projection.name} differs from the live one in {found.different}. The live one stays, and the new one waits "
                    "beside it. Is it the live one that is wrong (`studio verify` tells), "
                    f"`studio rebuild {projection.name} --even-if-different` switches."
                )
        async with self._database.writing() as connection:
            await generations.note(connection, target.generation, State.COMPARED, whoami())

    # --- the switch

    async def _switched(self, allowed: int) -> bool:
        """Switch if the new tables are at most `allowed` events behind the live ones, which wait while the rest is taken."""
        begin = time.perf_counter()
        async with self._database.writing() as connection:
            await generations.hold(connection, [target.generation.projection.name for target in self._targets])
            behind = await self._behind(connection)
            if sum(missing for missing, _ in behind.values()) > allowed:
                return False
            rests = await asyncio.gather(*[self._rest(partition, wanted) for partition, (_, wanted) in behind.items()])
            changes = await self._last_step(connection, rests)
            new = [target.generation for target in self._targets]
            self._done += await generations.switch(connection, new, whoami() if self._how.keep else None)
        self._told.switch_ms = (time.perf_counter() - begin) * 1000
        settle(changes)
        return True

    async def _behind(self, connection: AsyncConnection) -> dict[int, tuple[int, int]]:
        """(events missing, seq to reach) for each partition in which a live table is ahead of the one that will take its place."""
        mine = {target.generation.projection.name: target for target in self._targets}
        behind: dict[int, tuple[int, int]] = {}
        for ahead in await generations.live(connection, [target.generation.projection for target in self._targets]):
            for partition, mark in ahead.marks.items():
                target = mine[ahead.projection.name]
                if (missing := mark.seq - target.mark(partition).seq) > 0:
                    if why := target.mark(partition).stopped:
                        raise falls_short([target], why)
                    behind[partition] = max((missing, mark.seq), behind.get(partition, (0, 0)))
        return behind

    async def _rest(self, partition: int, wanted: int) -> _Rest:
        """What the live table has and the new one lacks."""
        targets = [target for target in self._targets if not target.mark(partition).stopped]
        claim, facts, broken = claim_of(partition, targets), list[Fact](), None
        while broken is None and claim.head.seq < wanted:
            if not (records := await self._log.read(EVENTS, partition, claim.head.next_offset, LAST_STEP)):
                break
            more, broken = await true_facts(claim, records)
            facts += more
        portion = Portion(partition=partition, targets=targets, facts=facts, next_offset=claim.head.next_offset, broken=broken)
        return _Rest(wanted=wanted, portion=portion)

    async def _last_step(self, connection: AsyncConnection, rests: Sequence[_Rest]) -> list[Change]:
        going = [target for rest in rests for target in rest.portion.targets]
        try:
            changes = [await self._caught_up(target, rest) for rest in rests for target in rest.portion.targets]
            if changes:
                await write(connection, self._database.dialect, changes)
        except Unstorable as error:
            raise falls_short(going, str(error)) from error
        return changes

    async def _caught_up(self, target: Target, rest: _Rest) -> Change:
        change = await folded(self._database, target, rest.portion)
        if change.after.seq < rest.wanted:
            raise falls_short([target], change.after.stopped or "the log ends before")
        return change

    async def _drop_done(self) -> None:
        """What is still read after READERS_S is left to the next rebuild."""
        if self._done and await self._database.outlive_readers(READERS_S):
            for name, number in self._done:
                await generations.drop(self._database, name, number)


def falls_short(targets: Sequence[Target], why: str) -> Corrupt:
    names = ", ".join(target.generation.projection.name for target in targets)
    return Corrupt(f"{names} cannot be rebuilt as far as it had come: {why}. The live table stays as it is.")
