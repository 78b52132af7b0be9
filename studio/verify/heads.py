"""A1: the log against all its signed heads. The link finds what was touched; only these find a tail that was cut, or a history written anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from infra.event_log.copying import last_event
from infra.event_log.port import EventLog
from infra.heads.port import HeadStore
from infra.heads.signed import SignedHead, Trust
from infra.heads.signing import hash_at
from schemas.codec import rfc3339
from schemas.envelope import Instant, Position
from schemas.errors import Corrupt, Undecodable
from schemas.partitions import PARTITIONS
from studio.heads import Heads
from studio.verify.history import Report
from studio.verify.invariants import Violation


async def see(log: EventLog, place: Heads, reports: Sequence[Report]) -> None:
    """What the signed heads tell is added to the reports of their partitions."""
    for report, seen in zip(reports, await against_heads(log, place.store, place.anchors, [one.partition for one in reports]), strict=True):
        report.violations += seen.violations


@dataclass(slots=True)
class Seen:
    """Of one partition: how many signed heads the log agrees with, up to which event, and the first thing that is wrong."""

    partition: int
    agree: int = 0
    seq: int = -1
    violations: list[Violation] = field(default_factory=list)


async def against_heads(log: EventLog, store: HeadStore, anchors: Iterable[str] = (), partitions: Iterable[int] = range(PARTITIONS)) -> list[Seen]:
    """`anchors`: public keys that are known from elsewhere; with none the first that the store holds is believed."""
    trust = Trust(store.statements(), anchors)
    return [await _partition(log, store, trust, number) for number in partitions]


async def _partition(log: EventLog, store: HeadStore, trust: Trust, partition: int) -> Seen:
    seen = Seen(partition)
    shift = 0  # how far what the heads name lies from where it lay: a log may have moved house
    for head in _vouching(store, trust, seen):
        try:
            found = await hash_at(log, partition, head.seq, head.offset + shift)
        except Corrupt as error:
            seen.violations.append(_at(partition, seen.seq + 1, str(error)))
            break
        if found is None or found[1] != head.hash:
            seen.violations.append(await _told(log, seen, head, there=found is not None))
            break
        shift = found[0] - head.offset
        seen.agree, seen.seq = seen.agree + 1, head.seq
    return seen


def to_go_on_from(place: Heads, since: Instant | None = None) -> dict[int, SignedHead]:
    """Of each partition the newest head that vouches for what lies before it; of those signed before `since`, if that is told."""
    trust, found = Trust(place.store.statements(), place.anchors), {}
    for number in range(PARTITIONS):
        vouching = _vouching(place.store, trust, Seen(number))
        if heads := [head for head in vouching if since is None or head.time < since]:
            found[number] = heads[-1]
    return found


def _vouching(store: HeadStore, trust: Trust, seen: Seen) -> Sequence[SignedHead]:
    """By seq. What does not vouch is told."""
    heads = []
    for name, text in store.newest_first(seen.partition):
        try:
            head = SignedHead.parse(text)
        except Undecodable as error:
            seen.violations.append(_at(seen.partition, 0, f"{name}: {error}"))
            continue
        doubt = "it is of another partition" if head.partition != seen.partition else trust.doubt(head)
        if doubt is None:
            heads.append(head)
        else:
            seen.violations.append(_at(seen.partition, head.seq, f"{name} vouches for nothing: {doubt}."))
    return sorted(heads, key=lambda head: (head.seq, head.time))


async def _told(log: EventLog, seen: Seen, head: SignedHead, *, there: bool) -> Violation:
    where, first = Position(seen.partition, head.seq), seen.seq + 1
    signed = f"the event {where}, signed at {rfc3339(head.time)}"
    if there:
        return _at(seen.partition, first, f"{signed}, is not the one that the log holds: history was written anew, from {first} or later on.")
    last = (await last_event(log, seen.partition)).seq
    if last < head.seq:
        return _at(seen.partition, last + 1, f"{signed}, is gone: the log was cut off behind {Position(seen.partition, last)}.")
    return _at(seen.partition, first, f"{signed}, is gone: what lay between {first} and it was taken out.")


def _at(partition: int, seq: int, message: str) -> Violation:
    return Violation("A1", Position(partition, max(0, seq)), message)
