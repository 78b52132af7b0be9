"""The deciding process: a reign for each partition that it owns, a Tick where something is due, a snapshot when the tail has grown."""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from decider.reign import Observer, Reign, StepDown
from decider.snapshots import SnapshotStore
from infra.commands import append_command
from infra.event_log.port import Displaced, EventLog
from infra.faults import fault_point
from infra.http.health import Degraded
from schemas.commands.system import Tick
from schemas.envelope import Instant, Issued
from schemas.errors import Corrupt, PositionGone, Unavailable

GROUP = "deciders"
WATCH_S = 1.0
TICK_S = 1.0
TICKS_MAX = 50  # one after the other, before the next pause
TICK_AGAIN_MS, TICK_AGAIN_MS_MAX = 100, 60_000  # after one that changed nothing
SNAPSHOT_EVENTS = 50_000
FLIGHT_S_MAX = 5.0  # that the log may take over a batch or a Tick of ours before we say so; when to give up is the adapter's to know
log = logging.getLogger(__name__)


class Decider:
    def __init__(
        self,
        log_: EventLog,
        store: SnapshotStore,
        *,
        clock: Callable[[], Instant],
        observer: Observer,
        snapshot: Callable[[int], Awaitable[None]] | None = None,
        snapshot_events: int = SNAPSHOT_EVENTS,
    ) -> None:
        """`snapshot` writes one of a partition, outside this process where speed matters; called after each `snapshot_events` new events."""
        self._log, self._store, self._clock, self._observer, self._snapshot = log_, store, clock, observer, snapshot
        self._snapshot_events = snapshot_events
        self.writer = uuid.uuid4().hex
        self._owned: dict[int, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()
        self.reigns: dict[int, Reign] = {}
        self.stopped: dict[int, str] = {}  # partitions that need a person, and why
        self._snapshots: dict[int, int] = {}  # seq at the last snapshot
        self._ticked: dict[int, tuple[tuple[Instant, str] | None, Instant, Instant]] = {}  # what was due first, when to try that again, and the wait
        self._ticking: dict[int, float] = {}  # since when the log has not taken a Tick, by the loop's clock

    async def run(self) -> None:
        """Until cancelled. A partition that is corrupt, or that a bug meets, stops alone; a bug in the loop that snapshots ends the process."""
        async with self._log.owner(GROUP, self._assigned, self._revoked):
            beside = set() if self._snapshot is None else {asyncio.create_task(self._snapshot_for_ever(self._snapshot))}
            try:
                await self._watch(beside)
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
                await self._revoked(frozenset(self._owned))

    @property
    def ready(self) -> bool:
        """Is every partition of ours under a reign, and none of them waiting for the log?"""
        return self.unready is None

    @property
    def unready(self) -> str | None:
        """Which partitions of ours are not decided now, and why; None: all are."""
        if not self._owned and not self.stopped:
            return "it owns no partition yet"
        reasons = [f"partition {number} is stopped: {why}" for number, why in sorted(self.stopped.items())]
        if away := sorted(number for number in self._owned.keys() - self.stopped.keys() if not self._rules(number)):
            reasons.append(f"taking over partition {', '.join(map(str, away))}")
        reasons += [f"the log has not answered for partition {number} in {waited:.0f} s" for number, waited in self._waits()]
        return "; ".join(reasons) or None

    async def health(self) -> str | None:
        """`unready`, as /readyz takes it: where partitions are stopped for a person, the others are decided all the same."""
        why = self.unready
        return Degraded(why) if why is not None and self.stopped else why

    def _rules(self, number: int) -> bool:
        reign = self.reigns.get(number)
        return reign is not None and reign.ruling

    def _waits(self) -> Iterator[tuple[int, float]]:
        """Partitions for which a batch or a Tick has flown for too long, and for how many seconds."""
        for number, reign in sorted(self.reigns.items()):
            begun = [moment for moment in (reign.flying_since, self._ticking.get(number)) if moment is not None]
            if begun and (waited := asyncio.get_running_loop().time() - min(begun)) > FLIGHT_S_MAX:
                yield number, waited

    async def _watch(self, beside: set[asyncio.Task[None]]) -> None:
        while True:
            if not (watched := {*beside, *self._owned.values()}):
                await asyncio.sleep(WATCH_S)
                continue
            done, _ = await asyncio.wait(watched, timeout=WATCH_S, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.cancelled():
                    task.result()
            self._owned = {number: task for number, task in self._owned.items() if not task.done()}

    async def _assigned(self, partitions: frozenset[int]) -> None:
        for number in partitions:
            self.stopped.pop(number, None)  # a person may have mended it; if not, it is told anew
            self._owned[number] = asyncio.create_task(self._own(number), name=f"reign-{number}")

    async def _revoked(self, partitions: frozenset[int]) -> None:
        for number in partitions:
            self.stopped.pop(number, None)  # another's to tell
        tasks = [self._owned.pop(number) for number in partitions if number in self._owned]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _own(self, number: int) -> None:
        """Reign, and after each step-down reign again, as long as the partition is ours."""
        while True:
            reign = Reign(self._log, number, self.writer, self._store, self._clock, self._observer, self._turn)
            self.reigns[number] = reign
            try:
                await self._rule(number, reign)
            except (StepDown, Unavailable, Displaced) as reason:
                self._observer.stepped_down(number, str(reason))
            except (Corrupt, PositionGone) as reason:
                self.stopped[number] = str(reason)
                log.critical("partition stopped: a person is needed", extra={"partition": number, "reason": str(reason)})
                return
            except (MemoryError, OSError):
                raise  # the machine's trouble, not the partition's: end, and be started again
            except Exception as bug:
                self.stopped[number] = f"a bug of ours: {bug!r}"
                log.critical("partition stopped by a bug", extra={"partition": number}, exc_info=bug)
                return
            finally:
                self.reigns.pop(number, None)
            await asyncio.sleep(0.05 + random.random() * 0.5)

    async def _rule(self, number: int, reign: Reign) -> None:
        """The reign and its Ticks, until one of them ends: a partition that its log keeps waiting keeps no other waiting."""
        tasks = [asyncio.create_task(reign.run()), asyncio.create_task(self._tick_for_ever(number, reign))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tick_for_ever(self, number: int, reign: Reign) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self._tick_what_is_due(number, reign)

    async def _tick_what_is_due(self, number: int, reign: Reign) -> None:
        """A Tick after which the same is due (a bug of ours; it is told as a defect) is given again, but seldom."""
        for _ in range(TICKS_MAX):
            due, now = reign.state.first_due, self._clock()
            if not reign.ruling or due is None or due[0] > now:
                return
            last, again_at, wait = self._ticked.get(number, (None, 0, 0))
            if due == last and now < again_at:
                return
            wait = min(2 * wait, TICK_AGAIN_MS_MAX) if due == last else TICK_AGAIN_MS
            self._ticked[number] = due, now + wait, wait
            await self._tick(number)
            await asyncio.sleep(0.01)  # time to decide it

    async def _snapshot_for_ever(self, snapshot: Callable[[int], Awaitable[None]]) -> None:
        """One at a time, and apart from the ticks: a large one takes seconds."""
        while True:
            await asyncio.sleep(TICK_S)
            for number, reign in list(self.reigns.items()):
                seq = reign.head.seq
                if reign.ruling and seq - self._snapshots.setdefault(number, reign.restored_seq) >= self._snapshot_events:
                    self._snapshots[number] = seq
                    await snapshot(number)
                    fault_point("decider.after_snapshot")

    async def _tick(self, number: int) -> None:
        key = f"partition:{number}"
        issued: Issued[Any] = Issued(command_id=uuid.uuid4().hex, account_id=key, actor="system", issuer="decider", command=Tick())
        self._ticking[number] = asyncio.get_running_loop().time()
        try:
            await append_command(self._log, issued)
        except Unavailable as reason:
            log.warning("tick not appended", extra={"partition": number, "reason": str(reason)})
        finally:
            del self._ticking[number]
