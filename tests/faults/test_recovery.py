"""A small drill of QUALITY's T7: brokers and database are lost and restored from their copies; `python -m chaos.recovery` does it with real disks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from chaos.recovery import TITLE, Site, drill
from infra.event_log import kafka_topics
from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
from tests.support.fresh_databases import a_database

EVENTS = 2_000


@pytest.fixture
def sites(kafka: str, postgres: str) -> Iterator[tuple[Site, Site]]:
    """The one that is lost, and an empty one."""
    with a_database(postgres) as first, a_database(postgres) as second:
        yield site(kafka, first), site(kafka, second)


def site(kafka: str, database: str) -> Site:
    prefix = f"t{uuid.uuid4().hex[:8]}."
    return Site(kafka=KafkaSettings(bootstrap_servers=kafka, prefix=prefix, replication=1, in_sync=1), database=database)


@pytest.mark.timeout(400)
async def test_what_was_lost_is_restored_from_copies_and_verified_against_the_signed_heads(sites: tuple[Site, Site], tmp_path: Path) -> None:
    lost, other = sites

    async def destroy() -> None:
        admin = AIOKafkaAdminClient(**client_arguments(lost.kafka))
        await admin.start()
        await admin.delete_topics([topic.name for topic in kafka_topics.of(lost.kafka)])
        await admin.close()

    async def restored() -> Site:
        return other

    drilled = await drill(EVENTS, tmp_path, lost, destroy, restored)
    assert drilled.events >= EVENTS
    assert drilled.signed > 0
    assert drilled.verified["violations"] == drilled.verified["not_looked_at"] == []
    assert drilled.verified["events"] == drilled.events - drilled.lost_events
    assert drilled.title == TITLE, "the key came back with its database"
