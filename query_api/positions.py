"""Where a partition of the log ends, in the numbers of history: the one thing that the read side asks of the log itself."""

from __future__ import annotations

from infra.event_log.claim import Claim, Head
from infra.event_log.port import EventLog
from schemas.partitions import EVENTS

STEP = 64


async def last_seq(log: EventLog, partition: int) -> int:
    """The seq of the last true event, -1 when there is none. Looks backwards, past control records and what nobody believes."""
    end = await log.end(EVENTS, partition)
    start = end
    while start > 0:
        start = max(0, start - STEP)
        claim = Claim(partition, Head(next_offset=start, hash=None))
        for record in await log.read(EVENTS, partition, start, STEP):
            claim.check(record)
        if claim.head.seq >= 0:
            return claim.head.seq
    return -1
