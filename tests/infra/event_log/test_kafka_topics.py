"""A topic that would lose history, or give its offsets away again, is refused at the start, with the command that mends it."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from infra.event_log import kafka_topics
from infra.event_log.kafka import KafkaEventLog
from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
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


async def test_one_that_is_missing_is_named(settings: KafkaSettings, admin: AIOKafkaAdminClient) -> None:
    await kafka_topics.create(settings, kafka_topics.LOG[:1])
    with pytest.raises(Invalid, match=rf"{settings.prefix}{EVENTS} is missing") as refused:
        await KafkaEventLog.open(settings)
    assert settings.prefix + COMMANDS not in str(refused.value)


@pytest.mark.parametrize(
    ("topic", "name", "value"),
    [
        (EVENTS, "cleanup.policy", "compact"),
        (COMMANDS, "cleanup.policy", "compact"),
        (EVENTS, "retention.ms", "604800000"),
        (COMMANDS, "retention.ms", "604800000"),
        (EVENTS, "retention.bytes", "1"),
        (EVENTS, "unclean.leader.election.enable", "true"),
        (EVENTS, "max.message.bytes", "100000"),
        (EVENTS, "compression.type", "lz4"),
        (EVENTS, "message.timestamp.type", "LogAppendTime"),
        (COMMANDS, "message.timestamp.type", "CreateTime"),
        (EVENTS, "message.timestamp.after.max.ms", "3600000"),
    ],
)
async def test_what_a_log_must_not_be_is_refused_and_the_cure_that_is_named_mends_it(
    topic: str, name: str, value: str, settings: KafkaSettings, admin: AIOKafkaAdminClient
) -> None:
    await kafka_topics.create(settings)
    await altered(admin, settings.prefix + topic, name, value)
    with pytest.raises(Invalid, match=rf"{settings.prefix}{topic} has {name}={value}") as refused:
        await KafkaEventLog.open(settings)
    there = re.escape(settings.bootstrap_servers)
    [cure] = re.findall(rf"`kafka-configs --bootstrap-server {there} --alter --topic (\S+) --add-config (\S+)=(\S+)`", str(refused.value))
    await altered(admin, *cure)  # as that command does it, which leaves the other settings alone
    await (await KafkaEventLog.open(settings)).close()


async def test_fewer_copies_than_an_acknowledgement_promises_are_refused(settings: KafkaSettings, admin: AIOKafkaAdminClient) -> None:
    await kafka_topics.create(settings)
    two = settings.model_copy(update={"in_sync": 2})
    with pytest.raises(Invalid, match=r"1 of the 2 copies.*STUDIO_KAFKA__IN_SYNC=1.*--add-config min\.insync\.replicas=2"):
        await KafkaEventLog.open(two)
    for topic in kafka_topics.LOG:
        await altered(admin, settings.prefix + topic.name, "min.insync.replicas", "2")
    with pytest.raises(Invalid, match="1 of the 2 copies"):  # the broker would acknowledge all the same
        await KafkaEventLog.open(two)


async def test_more_copies_than_there_are_brokers_cannot_be_made_and_the_variables_are_named(settings: KafkaSettings) -> None:
    with pytest.raises(Invalid, match="STUDIO_KAFKA__REPLICATION=1 and STUDIO_KAFKA__IN_SYNC=1"):
        await kafka_topics.create(settings.model_copy(update={"replication": 3}))


async def test_another_number_of_partitions_is_refused(settings: KafkaSettings, admin: AIOKafkaAdminClient) -> None:
    await kafka_topics.create(settings)
    await admin.create_partitions({(topic := settings.prefix + COMMANDS): NewPartitions(17)})
    while len((await admin.describe_topics([topic]))[0]["partitions"]) != 17:
        await asyncio.sleep(0.01)
    with pytest.raises(Invalid, match="17 partitions and must have 16"):
        await KafkaEventLog.open(settings)


async def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1"):
        await KafkaEventLog.open(KafkaSettings(bootstrap_servers="127.0.0.1:1"))


async def altered(admin: AIOKafkaAdminClient, name: str, setting: str, value: str) -> None:
    """And known to the broker, which is a moment later. What this request of Kafka's does not name falls back to its default."""
    [topic] = [topic for topic in kafka_topics.LOG if name.endswith(topic.name)]
    resource = ConfigResource(ConfigResourceType.TOPIC, name, {**topic.settings, **kafka_topics.SAFE, setting: value})
    await admin.alter_configs([resource])
    while {entry[0]: entry[1] for entry in (await admin.describe_configs([resource]))[0].resources[0][4]}[setting] != value:
        await asyncio.sleep(0.01)
