"""One partition is followed from the last signed head to its end, its links checked on the way, and the new end signed."""

from __future__ import annotations

from functools import partial

from infra.event_log.claim import Claim, Head
from infra.event_log.find import find
from infra.event_log.port import EventLog
from infra.heads.port import HeadStore
from infra.heads.signed import KeyStatement, SignedHead, SigningKey, Trust
from schemas.codec import rfc3339
from schemas.envelope import Instant, Position
from schemas.errors import Corrupt, NotFound, PositionGone, Undecodable
from schemas.partitions import EVENTS

PAGE = 2_000


async def sign(
    log: EventLog, partition: int, store: HeadStore, key: SigningKey, now: Instant, *, not_after: Instant | None = None
) -> SignedHead | None:
    """None when there is nothing new, or when somebody has signed since `not_after`.

    Raises Corrupt where history does not go on from what was signed: a person is to look, and nothing is signed there until one has.
    """
    publish(store, key, now)
    claim = Claim(partition)
    if (last := _last(store, partition, key)) is not None:
        if not_after is not None and last.time > not_after:
            return None
        claim = await behind(log, last)
    before, offset = claim.head.seq, -1
    end = await log.end(EVENTS, partition)
    while claim.head.next_offset < end and (records := await log.read(EVENTS, partition, claim.head.next_offset, PAGE)):
        for record in records:
            if claim.check(record) is not None:
                offset = record.offset
    if claim.head.seq == before:
        return None
    assert claim.head.hash is not None
    head = SignedHead.of(key, partition=partition, offset=offset, seq=claim.head.seq, hash=claim.head.hash, time=now)
    store.put(head)
    return head


def publish(store: HeadStore, key: SigningKey, now: Instant) -> None:
    """The first key of a store; one that follows another is published when that one is replaced."""
    if key.id not in {one.key for one in store.statements()}:
        store.publish(KeyStatement.of(key, None, now))


def _last(store: HeadStore, partition: int, key: SigningKey) -> SignedHead | None:
    """The newest that vouches; what somebody has put beside it is for `studio verify` to tell of."""
    trust = Trust(store.statements(), [key.id])
    for _, text in store.newest_first(partition):
        try:
            head = SignedHead.parse(text)
        except Undecodable:
            continue
        if trust.doubt(head) is None:
            return head
    return None


async def behind(log: EventLog, head: SignedHead) -> Claim:
    """Stands behind the event that was signed. Raises Corrupt where the log does not hold it."""
    found = await hash_at(log, head.partition, head.seq, head.offset)
    if found is None or found[1] != head.hash:
        where, what = Position(head.partition, head.seq), "is gone" if found is None else "is another one"
        raise Corrupt(f"The event {where}, which was signed at {rfc3339(head.time)}, {what}. `studio verify` tells where history was changed.")
    claim = Claim(head.partition, Head(next_offset=found[0], hash=None))
    [record] = await log.read(EVENTS, head.partition, found[0], 1)
    claim.check(record)
    return claim


async def hash_at(log: EventLog, partition: int, seq: int, hint: int) -> tuple[int, str] | None:
    """Where the event `seq` lies, perhaps at offset `hint`, and its link; None: this log does not hold it. Raises Corrupt."""
    for place in (partial(_offset, hint), partial(find, log, partition, seq)):
        try:
            offset = await place()
            claim = Claim(partition, Head(next_offset=offset, hash=None))
            for record in await log.read(EVENTS, partition, offset, 1):
                if (hash := claim.check(record)) is not None and claim.head.seq == seq:
                    return offset, hash
        except (NotFound, PositionGone):
            continue
    return None


async def _offset(hint: int) -> int:
    return hint
