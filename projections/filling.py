"""True events into rows: fold a batch in memory, then write rows and position in one transaction (P2). What one table cannot hold stops it alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.database.dialects import Unstorable, any_of, storing, upsert_rows
from infra.database.engine import Database
from infra.event_log.claim import Claim
from infra.event_log.port import Record
from infra.faults import fault_point
from projections import heard
from projections.generations import Generation, Mark, expect, write_marks
from projections.projection import Key, Rows
from projections.tables import shape_of
from schemas import codec
from schemas.envelope import Recorded
from schemas.errors import Corrupt, UnknownVersion
from schemas.registry import EVENTS

BREATH = 250
"""Events after which the loop is given back, so that whoever shares it can answer."""
LOOKED_UP = 400
"""Keys a SELECT."""
KNOWN = frozenset(entry.name for entry in EVENTS)
REASON_MAX = 1000


class Fact:
    """A true event that is decoded when somebody wants it, and once."""

    __slots__ = ("_record", "_recorded", "hash", "name", "partition", "seq")

    def __init__(self, partition: int, record: Record, seq: int, hash: str) -> None:
        self.partition, self.seq, self.hash, self._record = partition, seq, hash, record
        self.name = record.headers.get("ce_type", "").rpartition(".v")[0]
        self._recorded: Recorded[Any] | None = None

    @property
    def at(self) -> int:
        return self._record.offset

    def recorded(self) -> Recorded[Any]:
        """Raises UnknownVersion, Undecodable."""
        if self._recorded is None:
            record = self._record
            event = codec.decode_event(record.headers.get("ce_type", ""), record.value)
            self._recorded = codec.recorded(self.partition, record.offset, record.time, record.key, record.headers, self.hash, event)
        return self._recorded


async def true_facts(claim: Claim, records: Iterable[Record]) -> tuple[list[Fact], Corrupt | None]:
    """What is true of these records, and the break in history that ended the reading, if there was one."""
    facts: list[Fact] = []
    for number, record in enumerate(records):
        if number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        try:
            hash = claim.check(record)
        except Corrupt as broken:
            return facts, broken
        if hash is not None:
            facts.append(Fact(claim.partition, record, claim.head.seq, hash))
    return facts, None


@dataclass(slots=True)
class Target:
    """A table being filled, with the rows of it that are in memory. One process at a time fills it; `expect` finds out when another did."""

    generation: Generation
    remember: int  # rows kept in memory for each partition between batches
    rows: dict[int, Rows[Any]]
    whole: set[int]  # partitions of which every row is in memory
    searched: set[tuple[int, str, str, Any]]  # (partition, column, account, value): all rows of that answer are in memory
    live: bool  # so that somebody may wait for it to go on

    @classmethod
    def of(cls, generation: Generation, remember: int, *, live: bool = False) -> Target:
        empty = {partition for partition, mark in generation.marks.items() if mark.seq < 0}
        return cls(generation=generation, remember=remember, rows={}, whole=empty, searched=set(), live=live)

    def mark(self, partition: int) -> Mark:
        return self.generation.marks[partition]

    def rows_of(self, partition: int) -> Rows[Any]:
        return self.rows.setdefault(partition, Rows(self.generation.projection))

    def forget(self, partition: int) -> None:
        """Drop what is in memory; the table has it."""
        self.rows.pop(partition, None)
        self.whole.discard(partition)
        self.searched = {each for each in self.searched if each[0] != partition}


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What is true of the next records of one partition, and the tables that take it."""

    partition: int
    targets: Sequence[Target]
    facts: Sequence[Fact]
    next_offset: int
    broken: Corrupt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a portion does to one table."""

    partition: int
    target: Target
    before: Mark
    after: Mark


async def take(database: Database, portions: Sequence[Portion]) -> list[Change]:
    """Fold, write and settle: all tables and partitions in one transaction, or, where a table cannot hold what an event says, each for itself as far
    as it goes.

    Raises Moved, Unavailable, OSError; the targets are then to be made anew.
    """
    try:
        return await _together(database, portions)
    except Unstorable:
        if len(portions) > 1:
            return [change for portion in portions for change in await take(database, [portion])]
        return [await _as_far_as_it_goes(database, replace(portion, targets=[target])) for portion in portions for target in portion.targets]


async def _together(database: Database, portions: Sequence[Portion]) -> list[Change]:
    try:
        changes = [await folded(database, target, portion) for portion in portions for target in portion.targets]
        if changes:
            async with database.writing() as connection:
                await write(connection, database.dialect, changes)
    except Unstorable:
        for portion in portions:
            for target in portion.targets:
                target.forget(portion.partition)
        raise
    settle(changes)
    return changes


async def _as_far_as_it_goes(database: Database, portion: Portion) -> Change:
    """Half, and half of that, until the event is alone that cannot be written; the partition of the only target stops before it."""
    [target] = portion.targets
    before = target.mark(portion.partition)
    try:
        [change] = await _together(database, [portion])
        return change
    except Unstorable as error:
        fresh = [fact for fact in portion.facts if fact.seq > before.seq]
        if len(fresh) == 1:
            return await _stop(database, target, fresh[0], error)
        half = len(fresh) // 2
        first = await _as_far_as_it_goes(database, replace(portion, facts=fresh[:half], next_offset=fresh[half].at, broken=None))
        rest = first if first.after.stopped else await _as_far_as_it_goes(database, replace(portion, facts=fresh[half:]))
        return replace(rest, before=before)


async def _stop(database: Database, target: Target, fact: Fact, error: Exception) -> Change:
    mark = target.mark(fact.partition)
    change = _stopped(target, mark, mark, fact, error)
    async with database.writing() as connection:
        await write(connection, database.dialect, [change])
    settle([change])
    return change


def _stopped(target: Target, before: Mark, mark: Mark, fact: Fact, error: Exception) -> Change:
    """The reason may quote the event, so what no column holds is taken out of it."""
    reason = f"{fact.partition}:{fact.seq} {fact.name}: {type(error).__name__}: {error}"[:REASON_MAX]
    plain = reason.encode(errors="replace").decode().replace("\0", "?")
    return Change(partition=fact.partition, target=target, before=before, after=replace(mark, next_offset=fact.at, stopped=plain))


async def folded(database: Database, target: Target, portion: Portion) -> Change:
    """Take the events that are new to this table. An event that cannot be read or handled stops the table's partition before it.

    Raises Unstorable when the rows that they are about cannot even be looked for.
    """
    partition, broken, before = portion.partition, portion.broken, target.mark(portion.partition)
    mark, rows, projection = before, target.rows_of(partition), target.generation.projection
    names, fresh = projection.names, [fact for fact in portion.facts if fact.seq > before.seq]
    await _look_up(database, target, partition, [fact for fact in fresh if fact.name in names])
    for number, fact in enumerate(fresh):
        if number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        try:
            if fact.name in names:
                rows.take(fact.recorded())
            elif fact.name not in KNOWN:
                raise UnknownVersion(f"{fact.name!r} is not known to this version of the studio; upgrade it before it goes on.")
        except Exception as error:  # whatever it is, this partition of this table stops here and the others go on
            return _stopped(target, before, mark, fact, error)
        mark = Mark(seq=fact.seq, hash=fact.hash, at=fact.at, next_offset=fact.at + 1)
    if broken is not None:
        after = replace(mark, stopped=f"{type(broken).__name__}: {broken}")
    else:
        after = replace(mark, next_offset=max(portion.next_offset, mark.next_offset), stopped=None)
    return Change(partition=partition, target=target, before=before, after=after)


async def write(connection: AsyncConnection, dialect: str, changes: Sequence[Change]) -> None:
    """Rows and marks, with so many statements however many the partitions are. Raises Moved, and has written nothing, when another process was here;
    Unstorable when a table cannot hold what an event says. After a failure what is in memory of the targets is to be forgotten."""
    await expect(connection, [(change.target.generation, change.partition, change.before) for change in changes])
    for name in dict.fromkeys(change.target.generation.projection.name for change in changes):
        await _write_rows(connection, [change for change in changes if change.target.generation.projection.name == name])
    fault_point("projector.after_rows")
    await write_marks(connection, dialect, [(change.target.generation, change.partition, change.after) for change in changes])
    told: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for change in changes:
        if change.target.live:
            told[change.partition][change.target.generation.projection.name] = change.after.seq
    if told:
        await heard.tell(connection, told)
    fault_point("projector.before_commit")


def settle(changes: Iterable[Change]) -> None:
    """The transaction was committed: memory follows."""
    for change in changes:
        target, partition = change.target, change.partition
        target.generation.marks[partition] = change.after
        rows = target.rows_of(partition)
        rows.changed = {}
        if target.generation.projection.write_once or len(rows.known) > target.remember:
            target.forget(partition)


async def _write_rows(connection: AsyncConnection, changes: Sequence[Change]) -> None:
    """Of one table."""
    target = changes[0].target
    projection, table, values = target.generation.projection, target.generation.table, shape_of(target.generation.projection).values
    changed = [(key, row, change.partition) for change in changes for key, row in target.rows_of(change.partition).changed.items()]
    if written := [values(row, partition) for _, row, partition in changed if row is not None]:
        await upsert_rows(connection, table, written)
    if gone := [dict(zip(projection.identity, key, strict=True)) for key, row, _ in changed if row is None]:
        same = [table.c[name] == bindparam(f"_{name}") for name in projection.identity]
        with storing():
            await connection.execute(delete(table).where(*same), [{f"_{name}": value for name, value in key.items()} for key in gone])


async def _look_up(database: Database, target: Target, partition: int, facts: Sequence[Fact]) -> None:
    """Bring into memory every row that these events are about."""
    projection = target.generation.projection
    if projection.write_once or partition in target.whole or not facts:
        return
    keys, searches = _wanted(target, partition, facts)
    if not keys and not searches:  # most events are about what the one before was about
        return
    rows, shape, table = target.rows_of(partition), shape_of(projection), target.generation.table
    with storing():
        async with database.reading() as connection:
            for chunk in _chunks(list(keys)):
                condition = any_of(database.dialect, [table.c[name] for name in projection.identity], chunk)
                for row in await connection.execute(select(table).where(condition)):
                    rows.learn(shape.row(row))
            for column in {search[1] for search in searches}:
                for chunk in _chunks([(account, value) for _, each, account, value in searches if each == column]):
                    condition = any_of(database.dialect, [table.c.account_id, table.c[column]], chunk)
                    for row in await connection.execute(select(table).where(condition)):
                        rows.learn(shape.row(row))
    for key in keys:
        rows.known.setdefault(key, None)
    target.searched |= searches


def _wanted(target: Target, partition: int, facts: Sequence[Fact]) -> tuple[set[Key], set[tuple[int, str, str, Any]]]:
    """Keys and answers that are not in memory yet. What cannot be read is left to the folding, which stops there."""
    projection, rows = target.generation.projection, target.rows_of(partition)
    keys: set[Key] = set()
    searches: set[tuple[int, str, str, Any]] = set()
    for fact in facts:
        try:
            recorded = fact.recorded()
            if type(recorded.event) in projection.on and (key := rows.key_for(recorded)) is not None and key not in rows.known:
                keys.add(key)
            if each := projection.on_each.get(type(recorded.event)):
                searches.add((partition, each.column, recorded.account_id, each.of(recorded)))
        except Exception:
            break
    return keys, searches - target.searched


def _chunks(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + LOOKED_UP] for start in range(0, len(items), LOOKED_UP))
