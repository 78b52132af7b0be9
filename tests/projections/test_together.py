"""Portions of several partitions in one transaction: so many statements as for one; and where one cannot be written the others are all the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import event

from infra.database.engine import Database
from infra.event_log.claim import Claim
from infra.event_log.sqlite import SqliteEventLog
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.credits import CREDIT_STATEMENT
from projections.filling import Portion, Target, take, true_facts
from projections.projection import checksum, fold
from projections.reading import checksum_of
from schemas.partitions import EVENTS, partition_of
from tests.projections.histories import ACCOUNT, Chronicler, a_film, all_events
from tests.projections.test_unstorable import LIFE, PARTITION, STRANGER

ACCOUNTS = (STRANGER, ACCOUNT)


async def targets_of(database: Database) -> list[Target]:
    await generations.prepare(database)
    return [Target.of((await generations.begin(database, each, "a test"))[0], 1_000) for each in PROJECTIONS]


async def portion(log: SqliteEventLog, targets: list[Target], partition: int) -> Portion:
    claim = Claim(partition)
    facts, broken = await true_facts(claim, await log.read(EVENTS, partition, 0))
    return Portion(partition=partition, targets=targets, facts=facts, next_offset=claim.head.next_offset, broken=broken)


def statements(database: Database) -> Counter[str]:
    """Those that write, by their beginning."""
    seen: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SELECT", "CREATE", "DROP")):
            seen[" ".join(statement.split()[:3])] += 1

    event.listen(database._engine.sync_engine, "before_cursor_execute", count)
    return seen


async def assert_equal_to_the_fold(database: Database, log: SqliteEventLog, target: Target, partition: int, seqs: int | None = None) -> None:
    projection = target.generation.projection
    events = await all_events(log, partition)
    async with database.reading() as connection:
        assert await checksum_of(connection, projection, target.generation.number, partition) == checksum(fold(projection, events[:seqs]).values())
        marks = await generations.marks(connection, projection.name, target.generation.number)
    assert marks[partition] == target.mark(partition)


async def test_many_partitions_are_as_many_statements_as_one(database: Database, log: SqliteEventLog, chronicler: Chronicler) -> None:
    for account in ACCOUNTS:
        await chronicler.write_together(account, a_film()[:6])
    targets = await targets_of(database)
    seen = statements(database)
    changes = await take(database, [await portion(log, targets, partition_of(account)) for account in ACCOUNTS])
    assert {(change.partition, change.target.generation.projection.name) for change in changes} == {
        (partition_of(account), each.name) for account in ACCOUNTS for each in PROJECTIONS
    }
    assert set(seen.values()) == {1}
    assert seen["INSERT INTO projection_position"] == 1
    for target in targets:
        for account in ACCOUNTS:
            await assert_equal_to_the_fold(database, log, target, partition_of(account))


async def test_what_cannot_be_written_stops_its_partition_of_its_table_and_no_other(
    database: Database, log: SqliteEventLog, chronicler: Chronicler
) -> None:
    await chronicler.write_together(STRANGER, a_film()[:6])
    await chronicler.write_together(ACCOUNT, LIFE)
    targets = await targets_of(database)
    await take(database, [await portion(log, targets, partition_of(account)) for account in ACCOUNTS])
    for target in targets:
        await assert_equal_to_the_fold(database, log, target, partition_of(STRANGER))
        if target.generation.projection is CREDIT_STATEMENT:
            stopped = target.mark(PARTITION)
            assert "credits.granted" in (stopped.stopped or "")
            await assert_equal_to_the_fold(database, log, target, PARTITION, stopped.seq + 1)
        else:
            assert target.mark(PARTITION).stopped is None
            await assert_equal_to_the_fold(database, log, target, PARTITION)
