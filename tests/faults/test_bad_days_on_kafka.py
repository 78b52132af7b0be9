"""What may come to the log on Kafka from whoever can write there, and what may lie beside it: refused in words, and nobody else is held up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from command_api.outcomes import UNDECIDED_MAX, Outcomes
from decider import snapshots
from infra.database.engine import Database, open_database
from infra.event_log.claim import Head
from infra.event_log.copying import last_event
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog, NewRecord
from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
from infra.object_store.snapshots import FolderSnapshots
from infra.parts import parts
from projections import generations
from projections.jobs import JOBS
from projections.projects import PROJECTS
from projections.runner import Runner
from schemas import codec
from schemas.commands.account import GrantCredits
from schemas.errors import Overloaded
from schemas.events.project import ProjectCreated
from schemas.events.system import CommandRejected
from schemas.partitions import COMMANDS, EVENTS
from schemas.values import GrantSource
from studio.verify.read_models import differences
from tests.contracts.test_kafka_event_log import of_its_own
from tests.support.deciding import OPEN, PARTITION, append, create, deciding, outcome, until, verified

OTHER, TABLES = (PARTITION + 1) % 16, (JOBS, PROJECTS)


@pytest.fixture
async def settings(kafka: str) -> AsyncIterator[KafkaSettings]:
    async with of_its_own(kafka) as settings:
        yield settings


@pytest.fixture
async def log(settings: KafkaSettings) -> AsyncIterator[EventLog]:
    log = await KafkaEventLog.open(settings)
    yield log
    await log.close()


async def test_whatever_lies_among_the_commands_is_refused_in_words_and_stops_nobody(log: EventLog, settings: KafkaSettings, tmp_path: Path) -> None:
    topic, unknown = settings.prefix + COMMANDS, {"ce_type": "project.create.v9", "issuer": "command_api", "ce_id": "x"}
    grant = GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1)
    async with deciding(log, tmp_path), AIOKafkaProducer(**client_arguments(settings)) as stranger:
        await append(log, OPEN, issuer="operator")
        garbage = await stranger.send_and_wait(topic, b"\xff\x00garbage", key=b"\xff", partition=PARTITION, headers=[("ce_type", b"\xff\xfe")])
        newer = await log.append(COMMANDS, PARTITION, [NewRecord("acc_1", b"{}", unknown)])
        forged = await append(log, grant, issuer="router")
        stray = await log.append(COMMANDS, OTHER, [NewRecord("acc_1", codec.encode(OPEN), {"ce_type": "account.open.v1", "issuer": "operator"})])
        good = await append(log, create(1))
        assert [await code(log, offset) for offset in (garbage.offset, newer, forged)] == ["defect", "defect", "forbidden"]
        assert await code(log, stray, OTHER) == "invalid"
        assert [type(event) for event in await outcome(log, good)] == [ProjectCreated]
    await verified(log)
    await verified(log, OTHER)


async def code(log: EventLog, offset: int, partition: int = PARTITION) -> str:
    [rejected] = await outcome(log, offset, partition=partition)
    assert isinstance(rejected, CommandRejected)
    return rejected.code


async def test_a_caller_is_told_early_when_5001_commands_are_undecided_and_all_are_decided_afterwards(log: EventLog, tmp_path: Path) -> None:
    outcomes = Outcomes(log, lambda: 0.0)  # none is old
    following = asyncio.create_task(outcomes.run())
    await until(outcomes.following.is_set)
    opened = await append(log, OPEN, issuer="operator")
    more = [NewRecord("acc_1", codec.encode(create(number)), headers(number)) for number in range(UNDECIDED_MAX)]
    for start in range(0, len(more), 500):
        await log.append(COMMANDS, PARTITION, more[start : start + 500])
    asked = [asyncio.create_task(outcomes.of(PARTITION, offset, 120)) for offset in range(opened, await log.end(COMMANDS, PARTITION))]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="5001 commands"):
        outcomes.check_load(PARTITION)
    outcomes.check_load(OTHER)
    async with deciding(log, tmp_path):
        await asyncio.gather(*asked)
    outcomes.check_load(PARTITION)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    assert await log.end(EVENTS, PARTITION) > len(asked)


def headers(number: int) -> dict[str, str]:
    return {"ce_type": "project.create.v1", "ce_id": f"c{number}", "ce_subject": "acc_1", "actor": "acc_1", "issuer": "command_api"}


async def test_a_snapshot_that_was_damaged_or_is_of_another_shape_is_passed_over(log: EventLog, tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path / "snapshots")
    async with deciding(log, tmp_path):
        await outcome(log, await append(log, OPEN, issuer="operator"))
    taken = await snapshots.take(log, PARTITION, store)
    [(_, good)] = store.newest_first(PARTITION)
    for spoilt in (bytes([*good[:-1], good[-1] ^ 1]), good.replace(b"studio-snapshot 1 ", b"studio-snapshot 9 ", 1)):
        store.put(PARTITION, 1_000_000, spoilt)
        assert (await snapshots.restore(log, PARTITION, store)).head == taken.head, "the one before it is whole"
    store.drop(PARTITION, taken.head.seq)
    assert (await snapshots.restore(log, PARTITION, store)).head == Head()
    async with deciding(log, tmp_path, store=store):
        assert [type(event) for event in await outcome(log, await append(log, create(1)))] == [ProjectCreated]
    await verified(log)


async def test_two_projectors_of_one_name_count_nothing_twice(log: EventLog, tmp_path: Path, postgres_url: str) -> None:
    """Both on the same tables of one database; a record that the other has taken is passed over."""
    async with deciding(log, tmp_path), projecting(log, postgres_url), projecting(log, postgres_url):
        await append(log, OPEN, issuer="operator")
        for number in range(30):
            last = await append(log, create(number))
        await outcome(log, last)
        database = open_database(postgres_url)
        async with asyncio.timeout(60):
            while await taken(database) < (await last_event(log, PARTITION)).seq:
                await asyncio.sleep(0.05)
        assert await differences(database, log) == []
        await database.close()


async def taken(database: Database) -> int:
    """Seq of the event up to which both tables have come."""
    async with database.reading() as connection:
        found = await generations.live(connection, TABLES)
    return min((one.marks[PARTITION].seq for one in found), default=-1) if len(found) == len(TABLES) else -1


@asynccontextmanager
async def projecting(log: EventLog, url: str) -> AsyncIterator[None]:
    database = open_database(url)
    try:
        async with parts() as running:
            running.start(Runner(database, log, TABLES).run())
            yield
            assert not running.failed.done(), running.failed
    finally:
        await database.close()
