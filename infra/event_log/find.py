"""From a position to the place where its event lies; positions stay the same when a log moves house, offsets do not."""

from __future__ import annotations

import logging

from infra.event_log.claim import Claim, Head
from infra.event_log.port import EventLog, Record
from schemas.errors import Corrupt, NotFound, PositionGone
from schemas.partitions import EVENTS

WINDOW_MAX = 512
"""Records."""
log_ = logging.getLogger(__name__)


async def find(log: EventLog, partition: int, seq: int) -> int:
    """The offset of true event `seq`, by bisection: true events lie in the order of their seq. Raises NotFound."""
    low, high = seq, await log.end(EVENTS, partition)  # control records and losers only push events to higher offsets
    while low < high:
        middle = (low + high) // 2
        at, found = await _next_true(log, partition, middle, high)
        if found is None or found > seq:
            high = middle
        elif found == seq:
            return at
        else:
            low = at + 1
    raise NotFound(f"There is no event {partition}:{seq}.")


async def _next_true(log: EventLog, partition: int, offset: int, end: int) -> tuple[int, int | None]:
    """Offset and seq of the first true event at or after `offset`."""
    while offset < end:
        records = await log.read(EVENTS, partition, offset, 32)
        if not records:
            break
        for record in records:
            claim = Claim(partition, Head(next_offset=record.offset, hash=None))
            if claim.check(record) is not None:
                return record.offset, claim.head.seq
        offset = records[-1].offset + 1
    return offset, None


async def holds(log: EventLog, partition: int, head: Head) -> bool:
    """Does the true event that `head` names still lie just before `head.next_offset`? Control records and losers may lie between.

    What was folded up to a head that the log does not hold any more was folded from another history: whoever kept it drops it. Raises Corrupt: what
    cannot be read is no other history.
    """
    try:
        found = await last_true(log, partition, head.next_offset)
    except PositionGone:
        return False
    return head.seq < 0 if found is None else (found[1].seq, found[1].hash) == (head.seq, head.hash)


async def replaced(log: EventLog, partition: int, head: Head) -> bool:
    """Does the log tell another history up to there? Where it cannot be read nobody can say so: what was taken from it stays, and reading on will
    tell whether more can be taken."""
    try:
        return not await holds(log, partition, head)
    except Corrupt as error:
        log_.error("nobody can say whether partition %d still holds event %d: %s", partition, head.seq, error)
        return False


async def last_true(log: EventLog, partition: int, end: int | None = None) -> tuple[Record, Head] | None:
    """The last true event before offset `end`, or of all, and where a reader stands behind it. Raises PositionGone, Corrupt."""
    end = await log.end(EVENTS, partition) if end is None else end
    window = 1  # it is mostly the very last record; behind a zombie's batches it may be far
    while end > 0:
        start = max(0, end - window)
        if (found := await _last_within(log, partition, start, end)) is not None:
            return found
        end, window = start, min(2 * window, WINDOW_MAX)
    return None


async def _last_within(log: EventLog, partition: int, offset: int, end: int) -> tuple[Record, Head] | None:
    found: tuple[Record, Head] | None = None
    while offset < end:
        records = await log.read(EVENTS, partition, offset, end - offset)
        if not records:
            raise PositionGone(f"Partition {partition} ends at {offset}, before {end}.", offset=end, end=offset)
        for record in records:
            claim = Claim(partition, Head(next_offset=record.offset, hash=None))
            if claim.check(record) is not None:
                found = record, claim.head
        offset = records[-1].offset + 1
    return found
