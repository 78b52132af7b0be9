"""A record that cannot be read stops its partition and no other: what lies before it is given, and whoever reads all sixteen goes on."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from command_api.outcomes import Outcomes
from decider.shadow import Comparisons, see_that_it_may_decide
from infra.database.engine import Database, open_database
from infra.event_log.claim import Head
from infra.event_log.find import holds, last_true, replaced
from infra.event_log.following import following
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import EventLog
from infra.kafka_settings import KafkaSettings
from infra.streams.embedded import EmbeddedStreams
from infra.streams.parking import FolderParking
from projections.jobs import JOBS
from projections.projects import PROJECTS
from projections.reading import Reader
from projections.runner import Runner
from router.checkpoint import CheckpointFile
from router.process import Router
from schemas.errors import Corrupt, Unavailable
from schemas.partitions import EVENTS, partition_of
from tests.contracts.event_log import texts, values
from tests.projections.histories import Chronicler, a_film, end_of, until
from tests.support.reference_writer import read_range
from tests.support.spoiling import spoil

BAD, GOOD = "acc_one", "acc_1"
SPOILT, SOUND = partition_of(BAD), partition_of(GOOD)
assert SPOILT != SOUND


async def test_what_lies_before_it_is_given_and_its_partition_is_named(log: EventLog, settings: KafkaSettings) -> None:
    for batch in ("a", "b"):
        await log.append(EVENTS, SPOILT, texts(batch, 2))
    await spoil(settings, EVENTS, SPOILT)
    await log.append(EVENTS, SPOILT, texts("behind", 1))
    await log.append(EVENTS, SOUND, texts("other", 3))
    assert values(await read_range(log, EVENTS, SPOILT, 0, 4)) == ["a:0", "a:1", "b:0", "b:1"]
    page = await log.read(EVENTS, SPOILT, 0)
    assert len(page) > 1, "not all that comes with it is thrown away with it"
    with pytest.raises(Corrupt, match="offset 4") as read:
        await log.read(EVENTS, SPOILT, 4)
    came: dict[int, list[str]] = defaultdict(list)
    with pytest.raises(Corrupt, match="offset 4") as followed:
        await follow(log, came)
    assert came[SPOILT] == ["a:0", "a:1", "b:0", "b:1"]
    assert [error.value.details["partition"] for error in (read, followed)] == [SPOILT, SPOILT]


async def follow(log: EventLog, came: dict[int, list[str]]) -> None:
    async with asyncio.timeout(60), aclosing(log.tail(EVENTS, {SOUND: 0, SPOILT: 0})) as tail:
        async for batch in tail:
            came[batch.partition] += values(batch.records)


async def test_who_follows_all_is_told_of_it_and_goes_on_with_the_others(log: EventLog, settings: KafkaSettings) -> None:
    stands, stopped = {SPOILT: 0, SOUND: 0}, list[int]()

    def stop(partition: int, _: Corrupt) -> None:
        stopped.append(partition)
        del stands[partition]

    await spoil(settings, EVENTS, SPOILT)
    async with asyncio.timeout(120), aclosing(following(log, EVENTS, lambda: stands, stop)) as batches:
        coming = asyncio.ensure_future(anext(batches))
        await until(lambda: true_when(bool(stopped)))
        await log.append(EVENTS, SOUND, texts("behind", 1))
        assert values((await coming).records) == ["behind:0"]
    assert stopped == [SPOILT]


async def true_when(condition: bool) -> bool:
    return condition


async def test_what_cannot_be_read_is_no_other_history(log: EventLog, settings: KafkaSettings) -> None:
    await Chronicler(log).write(BAD, *a_film()[:2])
    found = await last_true(log, SPOILT)
    assert found is not None
    head = found[1]
    await spoil(settings, EVENTS, SPOILT)
    assert await holds(log, SPOILT, head)
    unreadable = replace(head, next_offset=head.next_offset + 1)
    with pytest.raises(Corrupt):
        await holds(log, SPOILT, unreadable)
    assert not await replaced(log, SPOILT, unreadable)
    assert await replaced(log, SPOILT, Head(next_offset=head.next_offset, seq=head.seq, hash="f" * 64))


# --- the readers of all partitions


@pytest.fixture
async def chronicler(log: EventLog, settings: KafkaSettings) -> Chronicler:
    """Of a log with two accounts, behind whose history one partition is spoilt."""
    chronicler = Chronicler(log)
    for account in (BAD, GOOD):
        await chronicler.write(account, *a_film()[:6])
    await spoil(settings, EVENTS, SPOILT)
    return chronicler


@pytest.fixture
async def rows(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'rows.db'}")
    yield database
    await database.close()


@asynccontextmanager
async def beside(running: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """An error of it is raised here."""
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        yield (task := group.create_task(running))
        task.cancel()


async def come_true(task: asyncio.Task[None], condition: Callable[[], object]) -> None:
    await until(lambda: true_when(task.done() or bool(condition())))
    assert not task.done()


async def test_read_models_of_the_others_are_built_and_go_on(log: KafkaEventLog, chronicler: Chronicler, rows: Database) -> None:
    runner = Runner(rows, log, [JOBS, PROJECTS])
    async with beside(runner.run()) as running:
        await come_true(running, lambda: len(runner.stopped) == 2)
        await chronicler.write(GOOD, *a_film()[6:])
        await Reader(rows, runner.applied).wait(await end_of(log, GOOD), JOBS, PROJECTS, timeout_s=60)
    assert set(runner.stopped) == {("jobs", SPOILT), ("projects", SPOILT)}
    assert "cannot decode" in runner.stopped["jobs", SPOILT] or "offset" in runner.stopped["jobs", SPOILT]
    async with Reader(rows).snapshot(BAD, PROJECTS) as snapshot:
        assert len(await snapshot.many(PROJECTS, limit=9)) == 1, "what lies before it is told"
        assert snapshot.stopped


async def test_a_partition_that_is_spoilt_under_a_live_table_stops_alone(log: KafkaEventLog, rows: Database, settings: KafkaSettings) -> None:
    chronicler, runner = Chronicler(log), Runner(rows, log, [JOBS])
    await chronicler.write(BAD, *a_film()[:6])
    async with beside(runner.run()) as running:
        await come_true(running, lambda: runner.applied.seq("jobs", SPOILT) > 0)
        await spoil(settings, EVENTS, SPOILT)
        await come_true(running, lambda: runner.stopped)
        await chronicler.write(GOOD, *a_film())
        await Reader(rows, runner.applied).wait(await end_of(log, GOOD), JOBS, timeout_s=60)
    assert set(runner.stopped) == {("jobs", SPOILT)}


async def test_the_router_routes_for_the_others_and_says_that_it_is_not_well(log: KafkaEventLog, chronicler: Chronicler, tmp_path: Path) -> None:
    parking, checkpoints = FolderParking(tmp_path / "parked"), CheckpointFile(tmp_path / "router")

    async def send(_: object) -> None: ...

    for _ in ("from the beginning", "from its checkpoint"):
        router = Router(log=log, streams=EmbeddedStreams(parking), send=send, parking=parking, checkpoints=checkpoints)
        async with beside(router.run()) as running:
            await come_true(running, router._caught_up.is_set)
            assert router.unwell() == f"it has stopped following partition {SPOILT}: the history is broken"
            assert router._claims[SOUND].head.seq == (await end_of(log, GOOD)).seq


async def test_answers_to_the_others_are_heard(log: KafkaEventLog, settings: KafkaSettings) -> None:
    outcomes = Outcomes(log, time.monotonic)
    async with beside(outcomes.run()) as running:
        await come_true(running, outcomes.following.is_set)
        await spoil(settings, EVENTS, SPOILT)
        await come_true(running, lambda: outcomes.stopped)
        with pytest.raises(Unavailable, match="read only"):
            outcomes.check_load(SPOILT)
        await Chronicler(log).write(GOOD, *a_film()[:2])
        await come_true(running, lambda: outcomes._claims[SOUND].head.seq > 0)
        outcomes.check_load(SOUND)


async def test_a_decider_begins_for_the_others(log: KafkaEventLog, chronicler: Chronicler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("decider.shadow.VERSION", "1")  # what the chronicler says
    await see_that_it_may_decide(log, Comparisons(tmp_path), "refuse")
