"""`studio verify` and `studio events` where the log is on a broker and the read models are in PostgreSQL: what an operator of a cluster asks."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bench.histories import Author, issued
from infra.database.engine import open_database
from infra.embedded.kafka import free_ports
from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from infra.kafka_settings import KafkaSettings
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.rebuilding import rebuild
from schemas.commands.account import OpenAccount
from schemas.errors import Invalid, NotFound, Unavailable
from schemas.partitions import EVENTS, partition_of
from schemas.values import Tier
from studio.commands.verify import Scope, look
from studio.folder import Folder
from studio.places import log_of, opened, read_models, rows_of
from tests.support.fresh_databases import a_database
from tests.support.real_studio import RealStudio
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Scribe, month

BOOTSTRAP, DATABASE_URL = "STUDIO_KAFKA__BOOTSTRAP_SERVERS", "DATABASE_URL"


@pytest.fixture(scope="module")
def world(kafka: str, postgres: str) -> Iterator[dict[str, str]]:
    """The environment of an operator: a month on the log, with a batch that was displaced, and read models that have seen it."""
    with a_database(postgres) as url:
        prefix = f"t{uuid.uuid4().hex[:8]}."
        settings = KafkaSettings(bootstrap_servers=kafka, prefix=prefix, replication=1, in_sync=1)
        asyncio.run(_filled(settings, url))
        yield {
            BOOTSTRAP: kafka, "STUDIO_KAFKA__PREFIX": prefix, "STUDIO_KAFKA__REPLICATION": "1", "STUDIO_KAFKA__IN_SYNC": "1", DATABASE_URL: url,
        }  # fmt: skip


async def _filled(settings: KafkaSettings, url: str) -> None:
    await kafka_topics.create(settings)
    log, database = await KafkaEventLog.open(settings), open_database(url)
    asked = list(month())
    scribe = Scribe(cast("SqliteEventLog", log), [NOON])
    await scribe.write(asked[:5])
    await log.append(EVENTS, PARTITION, [NewRecord("acc_1", b"{}", {"at": "2"}, NOON)])  # who writes it believes that the log ends at 2
    await scribe.write(asked[5:])
    await generations.prepare(database)
    await rebuild(database, log, PROJECTIONS)
    await log.close()
    await database.close()


@pytest.fixture
def operator(world: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Folder:
    """He has no folder; whoever tests the contrary makes one."""
    for name, value in world.items():
        monkeypatch.setenv(name, value)
    return Folder(tmp_path / "studio")


@pytest.fixture
async def changed(operator: Folder) -> AsyncIterator[None]:
    """The balance of the month is one more than it should be, for one test."""
    async with read_models(rows_of(operator)) as database:
        [number] = [one.number for one in await _live(database) if one.projection.name == "credit_balance"]

        async def add(amount: int) -> None:
            async with database.writing() as connection:
                await connection.exec_driver_sql(f"UPDATE credit_balance__{number} SET available = available + {amount}")

        await add(1)
        yield
        await add(-1)


async def _live(database: Any) -> list[generations.Generation]:
    async with database.reading() as connection:
        return await generations.live(connection, PROJECTIONS)


async def test_all_holds_and_what_was_displaced_is_counted(operator: Folder) -> None:
    reports, broken = await look(operator, Scope())
    assert (broken, [violation for report in reports for violation in report.violations]) == ([], [])
    assert sum(report.redecided for report in reports) == len(list(month()))
    assert sum(report.passed_over for report in reports) == 1


@pytest.mark.usefixtures("changed")
async def test_a_changed_row_of_postgresql_is_named(operator: Folder) -> None:
    _, [difference] = await look(operator, Scope(redecide=False))
    assert "credit_balance" in difference


async def test_an_embedded_studio_is_meant_where_there_is_one_unless_kafka_is_said(operator: Folder) -> None:
    operator.root.mkdir()
    await (await SqliteEventLog.open(operator.log)).close()
    assert (log_of(operator), rows_of(operator)) == (operator.log, f"sqlite:///{operator.rows}")
    assert isinstance(log_of(operator, kafka=True), KafkaSettings)
    assert rows_of(operator, kafka=True).startswith("postgresql")


def test_the_command_line_verifies_and_shows_and_follows(world: dict[str, str], tmp_path: Path) -> None:
    studio = RealStudio(tmp_path, world)
    assert studio.ask("verify")["ok"]
    assert studio.ask("events", "show", f"{PARTITION}:0")["type"] == "account.opened.v1"
    following = studio.start("events", "tail", "--json")
    assert following.stderr is not None
    assert "Following" in following.stderr.readline()
    asyncio.run(_one_more(world))
    assert following.stdout is not None
    assert json.loads(following.stdout.readline())["type"] == "account.opened.v1"
    following.terminate()
    following.communicate(timeout=30)


async def _one_more(world: Mapping[str, str]) -> None:
    """An account of another partition than the month's."""
    settings = KafkaSettings(bootstrap_servers=world[BOOTSTRAP], prefix=world["STUDIO_KAFKA__PREFIX"], replication=1, in_sync=1)
    log = await KafkaEventLog.open(settings)
    assert partition_of("acc_3") != PARTITION
    await Author(log, partition_of("acc_3")).write([issued("acc_3", OpenAccount(tier=Tier.FREE), "operator")])
    await log.close()


# --- what is not there


async def test_what_is_missing_is_named_with_its_cure(operator: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    [port] = free_ports(1)
    monkeypatch.setenv(BOOTSTRAP, f"127.0.0.1:{port}")
    with pytest.raises(Unavailable, match=f"Start the brokers, or name others with {BOOTSTRAP}"):
        async with opened(log_of(operator)):
            pass
    monkeypatch.setenv(DATABASE_URL, f"postgresql://studio@127.0.0.1:{port}/studio")
    with pytest.raises(Unavailable, match=rf"Start the database .* {DATABASE_URL}"):
        async with read_models(rows_of(operator)):
            pass
    monkeypatch.delenv(DATABASE_URL)
    with pytest.raises(Invalid, match=DATABASE_URL):
        rows_of(operator)
    monkeypatch.delenv(BOOTSTRAP)
    with pytest.raises(NotFound, match="begins one"):
        log_of(operator)
    with pytest.raises(Invalid, match=BOOTSTRAP):
        log_of(operator, kafka=True)


async def test_a_studio_on_kafka_that_was_stopped_says_how_to_start_what_it_stands_on(operator: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BOOTSTRAP)
    monkeypatch.delenv(DATABASE_URL)
    folder = operator.for_kafka()
    folder.broker.mkdir()
    folder.database.mkdir()
    with pytest.raises(Unavailable, match=r"dev --kafka.*infra.embedded.kafka up"):
        log_of(folder)
    with pytest.raises(Unavailable, match=r"dev --kafka.*infra.embedded.postgres up"):
        rows_of(folder)
