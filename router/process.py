"""The router as a process: follows the log and the streams, and carries out what the scheduler decides. May append commands as issuer "router"."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from prometheus_client import CollectorRegistry

from infra.event_log.claim import Claim, Head
from infra.event_log.find import replaced
from infra.event_log.following import following, patiently
from infra.event_log.port import Batch, EventLog, Record
from infra.faults import fault_point
from infra.streams.keeping import keep
from infra.streams.messages import Completed, Failed, HandedBack, Progress, Result, RouterAlive, StreamRecord, WorkerAlive
from infra.streams.port import CONTROL, PROGRESS, RESULTS, Membership, Parked, Parking, Streams, Subscription, work
from router.checkpoint import Checkpoint, CheckpointFile
from router.metrics import Metrics
from router.scheduler import Action, Ask, Give, Scheduler, Tell
from schemas.envelope import Issued, Recorded
from schemas.errors import Corrupt, Refused, Unavailable
from schemas.partitions import EVENTS, PARTITIONS

log = logging.getLogger(__name__)

Send = Callable[[Issued[Any]], Awaitable[None]]
"""Append a command to studio.commands; durable when it returns. Raises Unavailable when it could not be, or nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterSettings:
    tick_s: float = 0.5
    alive_s: float = 2.0
    look_s: float = 1.0  # how often it makes sure that it stands at the end of progress and results
    look_within_s: float = 2.0
    checkpoint_events: int = 5_000


class Router:
    """`fresh_fleet`: no worker of an earlier run can be alive (the folder's lock proves it), so leases of the past end at once."""

    def __init__(
        self, *, log: EventLog, streams: Streams, send: Send, parking: Parking, checkpoints: CheckpointFile | None = None, fresh_fleet: bool = False,
        settings: RouterSettings | None = None, new_id: Callable[[], str] = lambda: uuid.uuid4().hex, registry: CollectorRegistry | None = None,
    ) -> None:  # fmt: skip
        self.id = f"router-{new_id()[:12]}"
        self.scheduler = Scheduler(new_lease=new_id)
        self._metrics = Metrics(self.scheduler, registry)
        self._log, self._streams, self._send, self._parking = log, streams, send, parking
        self._checkpoints, self._fresh_fleet, self._settings = checkpoints, fresh_fleet, settings or RouterSettings()
        self._claims = {p: Claim(p) for p in range(PARTITIONS)}
        self._stopped: set[int] = set()  # partitions whose history is broken
        self._life: list[asyncio.Task[None]] = []
        self._caught_up = asyncio.Event()
        self._since_checkpoint = 0
        self._doing: asyncio.TaskGroup

    # --- what it listens to: the declarations, whatever runs them

    def subscriptions(self) -> tuple[Subscription, Subscription]:
        """The owner of the one partition of studio.results is the active router; every router hears the progress, so that a standby is warm."""
        return (
            Subscription(topic=RESULTS, handler=self.on_result, types=(Completed, Failed, HandedBack), group="router"),
            Subscription(topic=PROGRESS, handler=self.on_progress, types=(WorkerAlive, Progress)),
        )

    async def on_result(self, result: Result) -> None:
        """Acknowledged only when the command that it becomes is durable."""
        issued = self.scheduler.result(result, self._now())
        self._do(self.scheduler.assign(self._now()))
        fault_point("router.before_result")
        await self._send(issued)
        self._metrics.result(result)
        fault_point("router.after_result")

    async def on_progress(self, message: WorkerAlive | Progress) -> None:
        if isinstance(message, WorkerAlive):
            self._do([*self.scheduler.heard(message, self._now()), *self.scheduler.assign(self._now())])

    # --- its life

    async def run(self) -> None:
        """Until cancelled."""
        async with self.running():
            await asyncio.Event().wait()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Router]:
        """Runs beside the body; on leaving, results that are in hand are still sent, and what it knows is kept for the next start."""
        await self._restore()
        results, progress = self.subscriptions()
        try:
            async with asyncio.TaskGroup() as self._doing, self._streams.join(progress) as heard, self._streams.join(results) as given:
                parts = self._follow(), self._lead(given), self._look(heard, given), self._say_alive()
                self._life = [self._doing.create_task(part) for part in parts]
                try:
                    yield self
                finally:
                    for part in self._life:
                        part.cancel()
        finally:
            if self._checkpoints is not None:
                self._checkpoints.save(self._checkpoint())

    def unwell(self) -> str | None:
        """What keeps it from giving work, in words; None: nothing. A standby is well."""
        if not self._life or any(part.done() for part in self._life):
            return "it does not run"
        if not self._caught_up.is_set():
            return "it reads the log"
        return f"it has stopped following {_partitions(self._stopped)}: the history is broken" if self._stopped else None

    def unheard(self) -> str | None:
        """The classes of work that nobody does, in words; None when there is a worker for each."""
        return f"no worker is heard for {', '.join(classes)}" if (classes := self.scheduler.fleet.unheard(self._now())) else None

    async def _lead(self, given: Membership) -> None:
        """Decide while this is the active router, with a tick for what time alone brings about."""
        await self._caught_up.wait()
        fresh_fleet, told = self._fresh_fleet, 0
        while True:
            active = 0 in given.partitions
            if active and not self.scheduler.live:
                self.scheduler.go_live(self._now(), fresh_fleet=fresh_fleet)
                fresh_fleet = False
            elif not active and self.scheduler.live:
                self.scheduler.stand_by()
            self._do(self.scheduler.tick(self._now()))
            if self.scheduler.held_back != told:
                told = self.scheduler.held_back
                self._tell_silent(told)
            await asyncio.sleep(self._settings.tick_s)

    def _tell_silent(self, held_back: int) -> None:
        if not held_back:
            log.warning("0 leases are silent while nobody is heard: they were heard again, or run out")
            return
        cure = "; if the workers are dead, a restart of the studio ends them at once" if self._fresh_fleet else ""
        log.error("%d leases are silent, and so is every worker: they run out when one has been heard for 15 s%s", held_back, cure)

    async def _look(self, *memberships: Membership) -> None:
        missed = 0
        while True:
            before, missed = missed, sum(one.missed for one in memberships)
            try:
                async with asyncio.timeout(self._settings.look_within_s):
                    for one in memberships:
                        await one.caught_up()
                self.scheduler.looked(self._now(), at_end=missed == before)
            except (TimeoutError, Unavailable):
                self.scheduler.looked(self._now(), at_end=False)
            await asyncio.sleep(self._settings.look_s)

    async def _say_alive(self) -> None:
        while True:
            if self.scheduler.live:
                await self._publish_alive()
            await asyncio.sleep(self._settings.alive_s)

    async def _publish_alive(self) -> None:
        try:
            await self._streams.publish(CONTROL, RouterAlive(router=self.id))
        except Unavailable as error:
            log.warning("nobody hears that the router is alive: %s", error)

    def _now(self) -> int:
        return round(asyncio.get_running_loop().time() * 1000)

    # --- the log

    async def _follow(self) -> None:
        """Fold the log, for ever. Its end of now is where deciding may begin."""
        ends = await patiently(self._ends)
        self._compare(ends)

        def stop(partition: int, reason: Corrupt) -> None:
            self._stop(partition, reason)
            self._compare(ends)

        async with contextlib.aclosing(following(self._log, EVENTS, self._stands, stop)) as batches:
            async for batch in batches:
                await self._fold(batch)
                self._compare(ends)
                if self._since_checkpoint >= max(self._settings.checkpoint_events, 20 * len(self.scheduler.board.jobs)):
                    await self._save()  # so seldom that writing is no more than reading

    async def _ends(self) -> Mapping[int, int]:
        return {p: await self._log.end(EVENTS, p) for p in range(PARTITIONS)}

    def _stands(self) -> Mapping[int, int]:
        return {p: claim.head.next_offset for p, claim in self._claims.items() if p not in self._stopped}

    def _stop(self, partition: int, reason: Corrupt) -> None:
        log.critical("the router stops following partition %d: %s", partition, reason)
        self._stopped.add(partition)

    async def _fold(self, batch: Batch) -> None:
        """All of it or nothing: whoever goes while it waits for room to park has taken none of it."""
        claim = Claim(batch.partition, self._claims[batch.partition].head)
        events, parked = self._true(claim, batch.records)
        for one in parked:
            await keep(self._parking, one)
        self._claims[batch.partition] = claim
        actions = [action for event in events for action in self.scheduler.recorded(event, self._now())]
        self._do([*actions, *self.scheduler.assign(self._now())])
        self._since_checkpoint += len(events)

    def _compare(self, ends: Mapping[int, int]) -> None:
        if all(p in self._stopped or self._claims[p].head.next_offset >= end for p, end in ends.items()):
            self._caught_up.set()

    def _true(self, claim: Claim, records: Sequence[Record]) -> tuple[list[Recorded[Any]], list[Parked]]:
        """The true events, and the records that are true but not readable. A broken history stops its partition, for good."""
        events: list[Recorded[Any]] = []
        parked: list[Parked] = []
        for record in () if claim.partition in self._stopped else records:
            try:
                if (event := claim.accept(record)) is not None:
                    events.append(event)
            except Corrupt as error:
                if not _linked(claim, record):
                    self._stop(claim.partition, error)
                    break
                parked.append(_parked(claim.partition, record, error))
        return events, parked

    # --- what it knows

    async def _restore(self) -> None:
        checkpoint = await asyncio.to_thread(self._checkpoints.load) if self._checkpoints else None
        if checkpoint is None:
            return
        if not await self._fits(checkpoint.heads):
            log.warning("dropped the router's checkpoint: this is not the log that it was taken from")
            return
        self._claims = {p: Claim(p, checkpoint.heads.get(p)) for p in range(PARTITIONS)}
        self.scheduler.restore(checkpoint.jobs, self._now())

    async def _fits(self, heads: Mapping[int, Head]) -> bool:
        """Does the log still hold, where each head says, what the head says, as far as it can be read?"""
        return not any(await asyncio.gather(*[patiently(partial(replaced, self._log, p, head)) for p, head in heads.items()]))

    async def _save(self) -> None:
        """The fold waits, so that the jobs stay what they are at these heads; the loop does not."""
        self._since_checkpoint = 0
        if self._checkpoints is not None:
            await asyncio.to_thread(self._checkpoints.save, self._checkpoint())

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(heads={p: claim.head for p, claim in self._claims.items()}, jobs=self.scheduler.open_jobs())

    # --- what it does

    def _do(self, actions: Sequence[Action]) -> None:
        for action in actions:
            self._doing.create_task(self._act(action))

    async def _act(self, action: Action) -> None:
        try:
            match action:
                case Ask(issued):
                    fault_point("router.before_send")
                    await self._send(issued)
                    fault_point("router.after_send")
                case Give(record, partition):
                    await self._streams.publish(work(record.work_class), record, key=record.task_id, partition=partition)
                    fault_point("router.after_give")
                case Tell(message):
                    await self._streams.publish(CONTROL, message)
        except (Unavailable, Refused) as error:  # a refusal costs one lease, which runs out; the router serves all
            log.warning("could not do what was decided: %s", error)
            if isinstance(action, Ask):
                self.scheduler.not_asked(action.issued.command_id, self._now())


def _partitions(numbers: set[int]) -> str:
    return f"partition{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"


def _linked(claim: Claim, record: Record) -> bool:
    """Step past a true event that cannot be read. False: the history itself is broken here."""
    try:
        claim.check(record)
    except Corrupt:
        return False
    return True


def _parked(partition: int, record: Record, error: Corrupt) -> Parked:
    whole = StreamRecord(key=record.key, value=record.value, headers=record.headers)
    return Parked(topic=EVENTS, partition=partition, offset=record.offset, record=whole, error=f"{error.code}: {error}", attempts=1)
