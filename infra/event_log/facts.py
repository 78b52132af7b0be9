"""The true events of some kinds in one partition, for those who follow little of the log."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from typing import Any

from infra.event_log.claim import Claim
from infra.event_log.following import following, patiently
from infra.event_log.port import EventLog, Record
from schemas import codec
from schemas.errors import Corrupt
from schemas.partitions import EVENTS
from schemas.registry import EVENT_OF_CLASS

log = logging.getLogger(__name__)


async def facts(log_: EventLog, claim: Claim, *kinds: type[Any], to_end: bool = False) -> AsyncIterator[Any]:
    """From where the claim stands: to the end as it is now, or for ever. While the log is away it waits.

    Ends, with an alarm, where history is broken: what was known until then stays in force, and nobody else is to fall with this partition.
    """
    names = {EVENT_OF_CLASS[kind].name for kind in kinds}
    try:
        if to_end:
            while records := await patiently(lambda: log_.read(EVENTS, claim.partition, claim.head.next_offset)):
                for event in _of(names, claim, records):
                    yield event
            return
        async with aclosing(following(log_, EVENTS, lambda: {claim.partition: claim.head.next_offset})) as tail:
            async for batch in tail:
                for event in _of(names, claim, batch.records):
                    yield event
    except Corrupt as error:
        log.critical("a partition is followed no further", extra={"partition": claim.partition, "reason": str(error)})


def _of(names: set[str], claim: Claim, records: Iterable[Record]) -> Iterator[Any]:
    """In any version. The head stays before what cannot be read, so that nobody who keeps it passes over that event."""
    for record in records:
        before = claim.head
        if claim.check(record) is None or record.headers["ce_type"].rpartition(".v")[0] not in names:
            continue
        try:
            event = codec.decode_event(record.headers["ce_type"], record.value)
        except Corrupt:
            claim.head = before
            raise
        yield event
