"""From a decision to records: the events of a command get their place in the chain. Pure."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain import partition as partitions
from domain.partition import Decided, Decision, Partition
from infra.event_log.claim import Head
from infra.event_log.port import NewRecord, Record
from schemas import codec
from schemas.envelope import ENVELOPE, GENESIS, Instant, Issued
from schemas.errors import TooLarge
from schemas.events.system import CommandRejected

SKEW_MS = 5_000
EVENTS_MAX, BYTES_MAX = 100, 800_000  # of one decision; a batch of the log takes somewhat more
ENVELOPE_MAX = 4_000  # characters that a command hands on to each of its events
OWN_BYTES = 1_000  # what else the headers of an event have is less than this


class Entry(Struct, frozen=True):
    """One command decided: its records, as they lie when the head was where the log ends, and the head after them."""

    records: Sequence[NewRecord]
    head: Head
    size: int  # the records on the wire are at most so large
    defect: Defect | None = None
    passed_over: Mapping[str, str] = {}  # accounts that a Tick could do nothing for, and why


class Defect(Struct, frozen=True):
    """A bug of ours that a command met."""

    fingerprint: str  # as recorded and told to whoever asked
    where: str  # in our code, for the person who is called; never recorded


def decision_time(state: Partition, record: Record, clock: Instant) -> Instant:
    """Never back, and never more than 5 s ahead of our own clock: one broker with a wrong clock cannot poison a partition."""
    return max(state.now, min(record.time, clock + SKEW_MS))


class Tried(Struct, frozen=True):
    """What `decide` would do, and does nothing yet."""

    entry: Entry
    issued: Issued[Any]
    now: Instant
    decision: Decision


def decide(state: Partition, head: Head, record: Record, clock: Instant, version: str = partitions.VERSION) -> Entry:
    """Decide one command record and make the result lasting in `state`. Whatever the command is, at least one event comes of it.

    MemoryError, OSError and cancellation are not defects of a command: they end the process.
    """
    tried = attempt(state, head, record, clock, version)
    partitions.commit(state, tried.issued, head.seq + 1, tried.now, tried.decision)
    return tried.entry


def attempt(state: Partition, head: Head, record: Record, clock: Instant, version: str = partitions.VERSION) -> Tried:
    """As `decide`, but `state` stays what it is: only time passes in it."""
    now = decision_time(state, record, clock)
    hash = codec.command_hash(record.key, record.value, record.headers)

    def written(issued: Issued[Any], decided: Sequence[Decided]) -> Entry:
        return _write(state.number, head, record.offset, hash, issued, now, decided, version)

    issued = codec.issued_as(record.headers, record.key, None)
    try:
        if issued.envelope_size > ENVELOPE_MAX:
            raise TooLarge(f"The headers of a command may have {ENVELOPE_MAX:,} characters in all; these have {issued.envelope_size:,}.")
        issued = codec.issued_as(record.headers, record.key, codec.decode_command(record.headers, record.value))
        decision = partitions.decide(state, issued, now)
        entry = written(issued, decision[0])
    except (MemoryError, OSError):
        raise
    except TooLarge as refused:
        issued = _short(issued)
        decision = ([Decided(issued.account_id, partitions.rejection(issued, refused))], [])
        entry = written(issued, decision[0])
    except Exception as error:
        issued, fingerprint = replace(issued, command=None), _fingerprint(record, error)
        decision = ([Decided(record.key, _defect(record, error, fingerprint))], [])
        entry = replace(written(issued, decision[0]), defect=Defect(fingerprint, _where(error)))
    if passed_over := {draft.account_id: draft.passed_over for draft in decision[1] if draft.passed_over}:
        entry = replace(entry, passed_over=passed_over)
    return Tried(entry, issued, now, decision)


def _short(issued: Issued[Any]) -> Issued[Any]:
    """With nothing in it that a refusal could not carry."""
    if issued.envelope_size <= ENVELOPE_MAX:
        return issued
    return replace(issued, **{name: partitions.cut(getattr(issued, name), partitions.ID_MAX) for name in ENVELOPE})


def _defect(record: Record, error: Exception, fingerprint: str) -> CommandRejected:
    name = partitions.cut(record.headers.get("ce_type", "").rpartition(".v")[0], partitions.ID_MAX)
    return CommandRejected(command=name, code="defect", reason=f"{type(error).__name__} in the studio, not in your request.", fingerprint=fingerprint)


def _fingerprint(record: Record, error: Exception) -> str:
    """Recorded, and so decided again for ever: of the kind of the error and of the command alone, never of a line of ours or of a Python."""
    return hashlib.sha256(f"{type(error).__name__}\n{record.headers.get('ce_type', '')}".encode()).hexdigest()[:16]


def _where(error: Exception) -> str:
    """What was raised, and where in our code; never what was in the command."""
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return " > ".join([*places[-6:], type(error).__name__])


def _write(number: int, head: Head, offset: int, hash: str, issued: Issued[Any], now: Instant, decided: Sequence[Decided], version: str) -> Entry:
    """Raises TooLarge when the decision does not fit."""
    if len(decided) > EVENTS_MAX:
        raise TooLarge(f"This would make {len(decided)} events, and one decision may have {EVENTS_MAX}: ask for less at a time.")
    records, seq, prev = [], head.seq, head.hash or GENESIS
    size = len(decided) * (OWN_BYTES + issued.envelope_size + len(issued.account_id))
    for index, one in enumerate(decided):
        seq += 1
        headers = codec.event_headers(
            seq, prev, one.event, account_id=one.account_id, time=now, partition=number,
            command=f"{offset}:{index}:{len(decided)}", command_hash=hash, decider=version, issued=issued,
        )  # fmt: skip
        value = codec.encode(one.event)
        size += len(value)
        prev = codec.link_hash(headers, one.account_id, now, value)
        headers["at"] = str(head.next_offset + index)
        records.append(NewRecord(one.account_id, value, headers, now, prev))
    if size > BYTES_MAX:
        raise TooLarge(f"This would make {size:,} bytes of events, and one decision may have {BYTES_MAX:,}: ask for less at a time.")
    after = Head(next_offset=head.next_offset + len(records), seq=seq, hash=prev, command_offset=offset)
    return Entry(records, after, size)
