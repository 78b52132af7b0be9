"""How batches are sent: on all replicas, once, by a producer whose error nobody inherits. Looked at in the client where one broker cannot show it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.structs import RecordMetadata, TopicPartition

from infra.event_log.kafka import KafkaEventLog
from infra.event_log.kafka_sending import Producers
from infra.event_log.port import NewRecord, UnknownOutcome
from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
from schemas.errors import TooLarge
from schemas.partitions import COMMANDS, EVENTS, PARTITIONS
from tests.contracts.event_log import texts, values
from tests.support.reference_writer import read_range

SMALL, LARGE = 5_000, 50_000  # bytes


@pytest.mark.parametrize("topic", [COMMANDS, EVENTS])
async def test_an_acknowledged_batch_is_on_all_replicas_and_a_retry_is_no_second_one(topic: str, log: KafkaEventLog) -> None:
    await log.append(topic, 0, texts("one", 1))
    producer = await log._sending[topic, 0]._producer.get()
    assert producer._sender._acks == -1
    assert producer._txn_manager is not None


def test_a_batch_in_flight_holds_up_no_other_partition_of_events(settings: KafkaSettings) -> None:
    producers = Producers(settings, set())
    assert len({producers.of(EVENTS, partition) for partition in range(PARTITIONS)}) == PARTITIONS
    [of_commands] = {producers.of(COMMANDS, partition) for partition in range(PARTITIONS)}
    assert of_commands is producers.of(COMMANDS, 0) is not producers.of(EVENTS, 0)


async def test_behind_a_batch_that_the_broker_finds_too_large_the_next_one_is_acknowledged_where_it_lies(
    log: KafkaEventLog, settings: KafkaSettings
) -> None:
    """The refused one took a sequence number: the same producer's next would be taken for a repetition, or for one that came too early."""
    assert await log.append(EVENTS, 0, texts("before", 1)) == 0
    await takes_at_most(SMALL, settings)
    lie = await until_too_large(log)
    for number in range(3):
        assert await log.append(EVENTS, 0, texts(f"good {number}", 1)) == lie + number
        with pytest.raises(TooLarge, match="takes no batch"):
            await log.append(EVENTS, 0, [NewRecord("acc_1", b"x" * LARGE)])
    assert values(await read_range(log, EVENTS, 0, lie)) == ["good 0:0", "good 1:0", "good 2:0"]


async def takes_at_most(bytes_: int, settings: KafkaSettings) -> None:
    admin = AIOKafkaAdminClient(**client_arguments(settings))
    await admin.start()
    try:
        topic = ConfigResource(ConfigResourceType.TOPIC, settings.prefix + EVENTS, {"max.message.bytes": str(bytes_)})
        await admin.alter_configs([topic])
    finally:
        await admin.close()


async def until_too_large(log: KafkaEventLog) -> int:
    """The broker hears of its setting a moment later; the end of the log then."""
    async with asyncio.timeout(60):
        while True:
            try:
                await log.append(EVENTS, 0, [NewRecord("acc_1", b"x" * LARGE)])
            except TooLarge:
                return await log.end(EVENTS, 0)


async def test_a_batch_that_was_acknowledged_without_a_place_is_unknown_and_its_producer_is_given_up(
    log: KafkaEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is how a broker answers what it takes for a repetition."""
    await log.append(EVENTS, 0, texts("first", 1))
    before = await log._sending[EVENTS, 0]._producer.get()

    async def nowhere(*_: Any, **__: Any) -> asyncio.Future[RecordMetadata]:
        sent = asyncio.get_running_loop().create_future()
        sent.set_result(RecordMetadata("t", 0, TopicPartition("t", 0), -1, None, 0, None))
        return sent

    with monkeypatch.context() as patch:
        patch.setattr(AIOKafkaProducer, "send_batch", nowhere)
        with pytest.raises(UnknownOutcome, match="without an offset"):
            await log.append(EVENTS, 0, texts("unknown", 1))
    assert await log.append(EVENTS, 0, texts("next", 1)) == 1
    assert await log._sending[EVENTS, 0]._producer.get() is not before
