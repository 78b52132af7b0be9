"""What FastStream and aiokafka do unless they are told otherwise, and must not do here: each of these was red once with their own defaults."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import NoError, for_code

from infra.kafka_settings import KafkaSettings
from infra.streams import kafka_topics
from infra.streams.kafka import KafkaStreams, Limits
from infra.streams.messages import TYPE, Cancel, encode
from infra.streams.parking import replay
from infra.streams.port import RESULTS, Subscription
from schemas.errors import Invalid, Overloaded, TooLarge, Unavailable
from tests.infra.streams.contract import VIDEO, Ear, MemoryParking, cancel, stay
from tests.infra.streams.test_kafka_streams import settings_of

PATIENT, SOON = Limits(leave_s=0.5), Limits(start_s=1.5, send_s=1.5, leave_s=0.5)


@pytest.fixture(scope="module")
def settings(kafka: str) -> KafkaSettings:
    return settings_of(kafka)


@pytest.fixture
async def parking() -> MemoryParking:
    return MemoryParking()


@pytest.fixture
async def streams(settings: KafkaSettings, parking: MemoryParking) -> AsyncIterator[KafkaStreams]:
    await kafka_topics.create(settings, RESULTS, VIDEO)
    streams = KafkaStreams(settings, parking, limits=PATIENT)
    yield streams
    await streams.close()


def group(name: str, ear: Ear, topic: str = VIDEO) -> Subscription:
    return Subscription(topic=topic, handler=ear, group=name)


async def test_a_header_of_bytes_is_parked_as_it_is_and_the_records_around_it_are_handled(
    settings: KafkaSettings, streams: KafkaStreams, parking: MemoryParking
) -> None:
    """FastStream decodes every header as UTF-8 before anybody is asked, logs that it failed, and commits past the record."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    await producer.start()
    try:
        await streams.publish(VIDEO, cancel("1"), partition=3)
        headers = [(TYPE, b"task.cancel.v1"), ("packed", b"\xff\x00\xfe")]
        await producer.send_and_wait(settings.prefix + VIDEO, b"\x80", key=b"\xe9", partition=3, headers=headers)
        await streams.publish(VIDEO, cancel("2"), partition=3)
    finally:
        await producer.stop()
    async with streams.join(group("bytes", ear := Ear())) as member:
        await member.caught_up()
        [parked] = parking.parked
        assert ear.heard == ["1", "2"]
        assert (parked.record.value, parked.record.key.encode("latin-1"), parked.attempts) == (b"\x80", b"\xe9", 1)
        assert parked.record.headers["packed"].encode("latin-1") == b"\xff\x00\xfe"
        await replay(parked, streams)
        await member.caught_up()
    assert [one.record for one in parking.parked] == [parked.record] * 2


async def test_a_partition_that_stands_still_holds_back_no_other(streams: KafkaStreams) -> None:
    """FastStream takes one record after the other, and a batch of all partitions as one."""
    heard, begun = list[str](), asyncio.Event()

    async def hangs_on_the_first(message: Cancel) -> None:
        if message.lease == "5-0":
            begun.set()
            await asyncio.Event().wait()
        heard.append(message.lease)

    async with streams.join(Subscription(topic=VIDEO, handler=hangs_on_the_first, group="apart")):
        for i in range(3):
            for p in range(16):
                await streams.publish(VIDEO, cancel(f"{p}-{i}"), partition=p)
        async with asyncio.timeout(5):
            await begun.wait()
            while len([lease for lease in heard if not lease.startswith("5-") and len(lease) < 5]) < 45:
                await asyncio.sleep(0.02)
    assert not any(lease.startswith("5-") for lease in heard)


async def test_only_what_was_handled_is_committed_however_much_lies_in_hand(settings: KafkaSettings, streams: KafkaStreams) -> None:
    """`ack` of FastStream commits the position of the whole consumer, and its default acknowledges what it has not begun."""
    begun = asyncio.Event()

    async def hangs_on_the_second(message: Cancel) -> None:
        if message.lease == "2":
            begun.set()
            await asyncio.Event().wait()

    for lease in ("1", "2", "3"):
        await streams.publish(RESULTS, cancel(lease))
    dying = asyncio.create_task(stay(streams, Subscription(topic=RESULTS, handler=hangs_on_the_second, group="hand")))
    await begun.wait()
    dying.cancel()
    await asyncio.wait([dying])
    reader = AIOKafkaConsumer(bootstrap_servers=settings.bootstrap_servers, group_id=f"{settings.prefix}hand", enable_auto_commit=False)
    await reader.start()
    try:
        assert await reader.committed(TopicPartition(settings.prefix + RESULTS, 0)) == 1
    finally:
        await reader.stop()
    async with streams.join(group("hand", ear := Ear(), RESULTS)) as member:
        await member.caught_up()
    assert ear.heard == ["2", "3"]


async def test_a_topic_that_is_not_there_is_named_with_the_command_that_makes_it_and_made_by_no_client(kafka: str) -> None:
    """aiokafka waits for it for ever, and FastStream makes it with one partition."""
    elsewhere = settings_of(kafka)
    streams = KafkaStreams(elsewhere, MemoryParking(), limits=Limits(start_s=0.5, send_s=0.5, leave_s=0.5))
    try:
        for subscription in (Subscription(topic=RESULTS, handler=Ear(), group="router"), Subscription(topic=RESULTS, handler=Ear())):
            with pytest.raises(Invalid, match=rf"{elsewhere.prefix}studio\.results is missing: `.* python -m infra\.streams\.kafka_topics`"):
                await stay(streams, subscription)
        with pytest.raises(Unavailable, match=r"within 0\.5 s"):
            await streams.publish(RESULTS, cancel("1"))
    finally:
        await streams.close()
    with pytest.raises(Invalid, match=r"studio\.work\.video is missing"):
        await KafkaStreams.open(elsewhere, MemoryParking())
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        [there] = await admin.describe_topics([elsewhere.prefix + RESULTS])
    finally:
        await admin.close()
    assert for_code(there["error_code"]) is not NoError


async def test_what_is_sent_is_on_all_replicas_and_a_retry_is_no_second_record(streams: KafkaStreams) -> None:
    """FastStream leaves both off. Looked at in the client, for one broker alone cannot lose a leader."""
    await streams.publish(RESULTS, cancel("1"))
    producer = streams._publisher._producer
    assert producer is not None
    assert producer._sender._acks == -1
    assert producer._txn_manager is not None


async def test_a_record_that_is_too_large_is_refused_and_the_next_one_sent(streams: KafkaStreams) -> None:
    with pytest.raises(TooLarge):
        await streams.publish(RESULTS, Cancel(lease="1", job_id="x" * 2_000_000))
    await streams.publish(RESULTS, cancel("2"))


async def test_no_more_than_so_many_wait_to_be_sent(streams: KafkaStreams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.streams.kafka_publishing.SENDING_MAX", 2)
    sent = await asyncio.gather(*[streams.append(RESULTS, encode(cancel("1"))) for _ in range(3)], return_exceptions=True)
    assert [type(one) for one in sent] == [type(None), type(None), Overloaded]


async def test_without_a_broker_it_is_said_in_time(unused_tcp_port: int) -> None:
    nowhere = KafkaSettings(bootstrap_servers=f"127.0.0.1:{unused_tcp_port}", replication=1, in_sync=1)
    streams = KafkaStreams(nowhere, MemoryParking(), limits=SOON)
    with pytest.raises(Unavailable):
        await streams.publish(RESULTS, cancel("1"))
    with pytest.raises(Unavailable):
        await stay(streams, Subscription(topic=RESULTS, handler=Ear(), group="router"))
    await streams.close()


async def test_who_slept_through_his_session_begins_nothing_that_is_somebody_elses(kafka: str) -> None:
    """FastStream swallows that a commit failed, and hands the record over all the same."""
    sleepy = settings_of(kafka).model_copy(update={"session_s": 1.0})
    await kafka_topics.create(sleepy, VIDEO)
    heard, asleep, awake = list[tuple[str, str]](), threading.Event(), threading.Event()

    async def sleeps(message: Cancel) -> None:
        heard.append(("sleeper", message.lease))
        if message.lease == "1":
            asleep.set()
            awake.wait(20)  # the whole loop, heartbeats too

    async def takes_over(message: Cancel) -> None:
        heard.append(("heir", message.lease))

    async def sleeper() -> None:
        own = KafkaStreams(sleepy, MemoryParking(), limits=SOON)
        async with own.join(Subscription(topic=VIDEO, handler=sleeps, group="sleepy", ack_first=True)) as member:
            while not gone.is_set() or not member.partitions:  # until it is one of the group again
                await asyncio.sleep(0.05)
        await own.close()

    heir, gone = KafkaStreams(sleepy, MemoryParking()), threading.Event()
    for lease in ("1", "2", "3"):  # before he comes, so that he has fetched them all
        await heir.publish(VIDEO, cancel(lease), partition=7)
    sleeping = asyncio.create_task(asyncio.to_thread(asyncio.run, sleeper()))
    try:
        assert await asyncio.to_thread(asleep.wait, 20)
        async with heir.join(Subscription(topic=VIDEO, handler=takes_over, group="sleepy", ack_first=True)) as member:
            await member.caught_up()
            awake.set()
            gone.set()
            await sleeping
    finally:
        awake.set()
        gone.set()
        await heir.close()
    assert heard == [("sleeper", "1"), ("heir", "2"), ("heir", "3")]
