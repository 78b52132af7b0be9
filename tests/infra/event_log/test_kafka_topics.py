"""A topic that would lose history, or give its offsets away again, is refused at the start, with the command that mends it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.kafka import KafkaSettings, client_arguments
from schemas.errors import Invalid, Unavailable
from schemas.partitions import COMMANDS, EVENTS


@pytest.fixture
def settings(kafka: str) -> KafkaSettings:
    return KafkaSettings(bootstrap_servers=kafka, prefix=f"t{uuid.uuid4().hex[:8]}.", replication=1, in_sync=1)


@pytest.fixture
async def admin(settings: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Deletes the topics of the test behind it."""
    admin = AIOKafkaAdminClient(**client_arguments(settings))
    await admin.start()
    yield admin
    await admin.delete_topics([topic.name for topic in kafka_topics.of(settings)])
    await admin.close()


async def test_what_is_missing_is_made_once_and_found_good(settings: KafkaSettings, admin: AIOKafkaAdminClient) -> None:
    with pytest.raises(Invalid, match=r"python -m infra\.event_log\.kafka_topics"):
        await KafkaEventLog.open(settings)
    assert list(await kafka_topics.create(settings)) == [settings.prefix + COMMANDS, settings.prefix + EVENTS]
    assert list(await kafka_topics.create(settings)) == []
    await (await KafkaEventLog.open(settings)).close()


@pytest.mark.parametrize(
    ("name", "value"),
    [("cleanup.policy", "compact"), ("retention.ms", "604800000"), ("retention.bytes", "1"), ("unclean.leader.election.enable", "true")],
)
async def test_what_would_take_from_the_history_is_refused_and_the_cure_is_named(
    name: str, value: str, settings: KafkaSettings, admin: AIOKafkaAdminClient
) -> None:
    await kafka_topics.create(settings)
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.prefix + EVENTS, {name: value})])
    with pytest.raises(Invalid, match=rf"{name}={value}.*--add-config {name}="):
        await KafkaEventLog.open(settings)


async def test_commands_are_stamped_by_the_broker_and_events_keep_their_time(settings: KafkaSettings, admin: AIOKafkaAdminClient) -> None:
    await kafka_topics.create(settings)
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.prefix + EVENTS, {"message.timestamp.type": "LogAppendTime"})])
    with pytest.raises(Invalid, match=r"message\.timestamp\.type=CreateTime"):
        await KafkaEventLog.open(settings)


async def test_another_number_of_partitions_is_refused(settings: KafkaSettings, admin: AIOKafkaAdminClient) -> None:
    await kafka_topics.create(settings)
    await admin.create_partitions({settings.prefix + COMMANDS: NewPartitions(17)})
    with pytest.raises(Invalid, match="17 partitions and must have 16"):
        await KafkaEventLog.open(settings)


async def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1"):
        await KafkaEventLog.open(KafkaSettings(bootstrap_servers="127.0.0.1:1"))
