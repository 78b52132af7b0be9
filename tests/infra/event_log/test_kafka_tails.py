"""The tails of one log on Kafka that share a consumer: none is held up by another, and none is given what is another's."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing

import pytest
from aiokafka import AIOKafkaConsumer

from infra.event_log.kafka import KafkaEventLog
from infra.event_log.kafka_tails import WAITING_BYTES_MAX
from infra.event_log.port import BATCH_BYTES_MAX, NewRecord
from infra.kafka_settings import KafkaSettings
from schemas.errors import PositionGone
from schemas.partitions import EVENTS, PARTITIONS
from tests.contracts.event_log import following, taken, texts, values
from tests.contracts.test_kafka_event_log import KafkaBackstage


def consumers(log: KafkaEventLog) -> int:
    return sum(isinstance(client.one, AIOKafkaConsumer) for client in log._clients)


async def test_the_tails_of_sixteen_partitions_share_one_consumer(log: KafkaEventLog) -> None:
    async with AsyncExitStack() as stack:
        tails = [await stack.enter_async_context(aclosing(log.tail(EVENTS, {partition: 0}))) for partition in range(PARTITIONS)]
        waiting = [asyncio.ensure_future(following(tail)) for tail in tails]
        for partition in range(PARTITIONS):
            await log.append(EVENTS, partition, texts(f"of {partition}", 1))
        assert [(batch.partition, values(batch.records)) for batch in await asyncio.gather(*waiting)] == [
            (partition, [f"of {partition}:0"]) for partition in range(PARTITIONS)
        ]
        assert consumers(log) == 1


async def test_two_tails_of_one_partition_stand_where_each_began(log: KafkaEventLog) -> None:
    await log.append(EVENTS, 0, texts("a", 5))
    async with aclosing(log.tail(EVENTS, {0: 0})) as whole, aclosing(log.tail(EVENTS, {0: 3})) as rest:
        assert values((await following(rest)).records) == ["a:3", "a:4"]
        assert values((await following(whole)).records) == ["a:0", "a:1", "a:2", "a:3", "a:4"]


async def test_a_tail_that_ends_leaves_its_place_to_the_next(log: KafkaEventLog) -> None:
    """Which begins where it says, not where the other had come to."""
    await log.append(EVENTS, 0, texts("a", 5))
    for offset in (0, 4, 2, 0):
        assert await taken(log, EVENTS, {0: offset}, 5 - offset) == {0: [f"a:{place}" for place in range(offset, 5)]}
    assert consumers(log) == 1


async def test_a_tail_that_takes_nothing_holds_up_nobody_and_misses_nothing(log: KafkaEventLog) -> None:
    async with aclosing(log.tail(EVENTS, {0: 0})) as idle, aclosing(log.tail(EVENTS, {1: 0})) as eager:
        await log.append(EVENTS, 0, texts("first", 1))
        taken_ = values((await following(idle)).records)
        count, size = 3 * WAITING_BYTES_MAX // 400_000, 400_000
        for place in range(count):
            await log.append(EVENTS, 0, [NewRecord("acc_1", f"{place:04}".encode() + b"." * size)])
            await log.append(EVENTS, 1, texts(f"{place}", 1))
            assert values((await following(eager)).records) == [f"{place}:0"]
        while len(taken_) < 1 + count:
            taken_ += [value[:4] for value in values((await following(idle)).records)]
    assert size < BATCH_BYTES_MAX
    assert taken_ == ["first:0", *(f"{place:04}" for place in range(count))]


async def test_who_stands_beyond_the_end_is_told_alone(log: KafkaEventLog, settings: KafkaSettings) -> None:
    await log.append(EVENTS, 0, texts("a", 3))
    async with aclosing(log.tail(EVENTS, {1: 0})) as neighbour:
        await log.append(EVENTS, 1, texts("before", 1))
        assert values((await following(neighbour)).records) == ["before:0"]
        with pytest.raises(PositionGone, match="ends at 3"):
            await taken(log, EVENTS, {0: 7}, 1)
        await KafkaBackstage(settings).lose_head(EVENTS, 0, 2)
        with pytest.raises(PositionGone, match="begins at 2"):
            await taken(log, EVENTS, {0: 0}, 1)
        await log.append(EVENTS, 1, texts("after", 1))
        assert values((await following(neighbour)).records) == ["after:0"]
