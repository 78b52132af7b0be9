"""Hears the outcome of a command from the log itself, under the claim rule; so no answer can ever be withdrawn."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from types import MappingProxyType
from typing import Any

from infra.event_log.claim import Claim, Head
from infra.event_log.find import find
from infra.event_log.following import following, patiently
from infra.event_log.port import Batch, EventLog, Record
from schemas import codec
from schemas.envelope import Recorded
from schemas.errors import Corrupt, NotFound, OutcomePending, Overloaded, Unavailable
from schemas.partitions import EVENTS, PARTITIONS

Outcome = Sequence[Recorded[Any]]
UNDECIDED_MAX, OLDEST_S_MAX = 5_000, 2.0
HEARD_MAX = 20_000  # outcomes that may have come before their command's append was acknowledged to us
log = logging.getLogger(__name__)
Place = tuple[int, int]
"""Partition and offset of a command."""


class Outcomes:
    """Follows the ends of all partitions, and wakes whoever waits for a command there."""

    def __init__(self, log: EventLog, clock: Callable[[], float], broken: Mapping[int, str] = MappingProxyType({})) -> None:
        """`clock` in seconds, monotonic; `broken`: partitions that the decider of this process has stopped, and why."""
        self._log, self._clock, self._broken = log, clock, broken
        self._waiting: dict[Place, asyncio.Future[Outcome]] = {}
        self._since: dict[int, dict[int, float]] = {number: {} for number in range(PARTITIONS)}  # appended and not decided, oldest first
        self._heard: OrderedDict[Place, int] = OrderedDict()  # where the first event of a decided command lies
        self._whole: dict[int, list[tuple[Record, str]]] = {}  # true records, with their hashes, of the outcome that comes in
        self._claims: dict[int, Claim] = {}
        self.following = asyncio.Event()
        self.stopped: dict[int, str] = {}  # partitions whose history is broken or cannot be read, and how: read-only until a person has mended them

    async def run(self) -> None:
        """Until cancelled; while the log is away it waits, and those who asked with it."""
        for number in range(PARTITIONS):
            end = await patiently(partial(self._log.end, EVENTS, number))
            self._claims[number] = Claim(number, Head(next_offset=end, hash=None))
        self.following.set()
        async with aclosing(following(self._log, EVENTS, self._stands, self._stop)) as tail:
            async for batch in tail:
                if batch.partition not in self.stopped:
                    self._hear_all(batch)

    def _stands(self) -> dict[int, int]:
        return {number: claim.head.next_offset for number, claim in self._claims.items() if number not in self.stopped}

    def check_load(self, partition: int) -> None:
        """Raises Overloaded while more is undecided there than may be, so that a caller is told early; Unavailable where history is broken.

        Each partition by itself: one that stands still must not hold up the others.
        """
        if partition in self.stopped or partition in self._broken:
            raise Unavailable(f"The history of partition {partition} is broken, and a person is called: until then its accounts can be read only.")
        since = self._since[partition]
        oldest = next(iter(since.values()), None)
        if len(since) > UNDECIDED_MAX or (oldest is not None and self._clock() - oldest > OLDEST_S_MAX):
            raise Overloaded(f"{len(since)} commands are undecided: try again in a moment.", retry_after_s=1)

    async def of(self, partition: int, offset: int, timeout_s: float) -> Outcome:
        """All events of the command that was appended there. Raises OutcomePending when they do not come in time."""
        place = (partition, offset)
        first = self._heard.pop(place, None)
        return await (self._wait(place, timeout_s) if first is None else self._read(partition, first))

    async def first(self, partition: int, seq: int) -> Outcome:
        """The whole outcome that begins with event `seq`: what a repeated command is answered with. Raises NotFound."""
        return await self._read(partition, await find(self._log, partition, seq))

    async def _wait(self, place: Place, timeout_s: float) -> Outcome:
        partition, offset = place
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self._waiting[place] = future
        self._since[partition][offset] = self._clock()
        timer = loop.call_later(timeout_s, _give_up, future, place)
        try:
            return await future
        finally:
            timer.cancel()
            del self._waiting[place]
            self._since[partition].pop(offset, None)  # whoever comes next tries again, and finds out whether it goes on

    def _hear_all(self, batch: Batch) -> None:
        claim = self._claims[batch.partition]
        try:
            for record in batch.records:
                if (hash := claim.check(record)) is not None:
                    self._hear(batch.partition, record, hash)
        except Corrupt as error:
            self._stop(batch.partition, error)

    def _stop(self, partition: int, reason: Corrupt) -> None:
        self.stopped[partition] = str(reason)
        log.critical("outcomes of a partition stopped: a person is needed", extra={"partition": partition, "reason": str(reason)})

    def _hear(self, partition: int, record: Record, hash: str) -> None:
        offset, index, count = map(int, record.headers["command"].split(":"))
        place = (partition, offset)
        if index == 0:
            self._since[partition].pop(offset, None)
            self._whole[partition] = []
        future = self._waiting.get(place)
        if future is None:
            self._remember(place, record, index)
        elif (whole := self._whole.get(partition)) is not None:
            whole.append((record, hash))
            if index == count - 1 and not future.done():
                future.set_result([_recorded(partition, *one) for one in whole])

    def _remember(self, place: Place, record: Record, index: int) -> None:
        """Nobody waits, or not yet: an append may be acknowledged to us after its command was decided."""
        if index == 0:
            self._heard[place] = record.offset
            if len(self._heard) > HEARD_MAX:
                self._heard.popitem(last=False)

    async def _read(self, partition: int, offset: int) -> Outcome:
        claim = Claim(partition, Head(next_offset=offset, hash=None))
        outcome: list[Recorded[Any]] = []
        while records := await self._log.read(EVENTS, partition, claim.head.next_offset, 128):
            for recorded in claim.events(records):
                outcome.append(recorded)
                if recorded.index == recorded.count - 1:
                    return outcome
        raise NotFound(f"The outcome at offset {offset} of partition {partition} is not whole.")


def _give_up(future: asyncio.Future[Outcome], place: Place) -> None:
    if not future.done():
        where = f"{place[0]}:{place[1]}"
        future.set_exception(
            OutcomePending(
                f"The command is in the log (offset {where}) and will be decided. Ask again with the same Idempotency-Key; "
                "if you sent it without one, look first whether it was done: asked again, it would be a second command."
            )
        )


def _recorded(partition: int, record: Record, hash: str) -> Recorded[Any]:
    event = codec.decode_event(record.headers["ce_type"], record.value)
    return codec.recorded(partition, record.offset, record.time, record.key, record.headers, hash, event)
