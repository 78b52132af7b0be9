"""What others may have written to the topics of the log on Kafka: it is read as it lies there, disturbs nobody, and is for its reader to refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import MessageSizeTooLargeError

from infra.event_log.claim import Claim, Head
from infra.event_log.port import BATCH_BYTES_MAX, EventLog, NewRecord, Record
from infra.kafka import client_arguments
from infra.kafka_settings import KafkaSettings
from schemas import codec
from schemas.errors import Corrupt, TooLarge, UnknownVersion
from schemas.partitions import COMMANDS, EVENTS
from tests.contracts.event_log import EVERYTHING, Member, everybody_believes, reign, taken, texts, values
from tests.support.reference_writer import ReferenceWriter, claimed, decided, read_range
from tests.support.spoiling import spoil

Bytes = bytes | None
GARBAGE: Sequence[tuple[Bytes, Bytes, list[tuple[str, Bytes]]]] = [
    (b"", None, []),
    (b"\xff\xfe", b"\x00\xff\x80", [("ce_type", b"\xff\xfe"), ("at", b"\x00\x01")]),
    (b"acc_1", b"{", [("at", None), ("seq", b"-1"), ("command", b"::")]),
    (b"acc_1", b"{}", [("\u00fc\u2603", "\u2603".encode()), ("at", b"+5"), ("prev", b"")]),
    (b"acc_1", b"\x1f\x8b\x08\x00garbage", [("elected\x00", b"zombie")]),
    (b"x" * 10_000, b"x" * 200_000, [("at", b"9" * 5_000)]),
]


@pytest.fixture
async def stranger(settings: KafkaSettings) -> AsyncIterator[AIOKafkaProducer]:
    """Writes what it likes."""
    async with AIOKafkaProducer(**client_arguments(settings), max_request_size=3_000_000) as producer:
        yield producer


async def test_garbage_among_the_commands_comes_to_its_reader_as_it_lies_there(
    log: EventLog, stranger: AIOKafkaProducer, settings: KafkaSettings
) -> None:
    for key, value, headers in GARBAGE:
        await stranger.send_and_wait(settings.prefix + COMMANDS, value, key=key, partition=0, headers=headers)
    await log.append(COMMANDS, 0, texts("good", 1))
    found = await read_range(log, COMMANDS, 0, 0)
    assert [record.offset for record in found] == list(range(len(GARBAGE) + 1)), "none is passed over"
    assert [record.value for record in found[:-1]] == [value or b"" for _, value, _ in GARBAGE]
    assert found[1].key == r"\xff\xfe"
    assert found[1].headers["ce_type"] == r"\xff\xfe"
    assert found[2].headers["at"] == ""
    for record in found[:-1]:
        with pytest.raises(Corrupt):
            codec.decode_command(record.headers, record.value)
        answer = NewRecord(record.key, b"{}", {**record.headers, "command_hash": codec.command_hash(record.key, record.value, record.headers)})
        await log.append(EVENTS, 0, [answer])  # what is recorded of it names it, and can be written
    async with asyncio.timeout(10), aclosing(log.tail(COMMANDS, {0: 0})) as tail:
        followed: list[Record] = []
        while len(followed) < len(found):
            followed += (await anext(tail)).records
    assert followed == found


async def test_garbage_among_the_events_is_passed_over_by_everybody(log: EventLog, stranger: AIOKafkaProducer, settings: KafkaSettings) -> None:
    await log.append(COMMANDS, 0, texts("command", 6))
    for key, value, headers in GARBAGE:
        await stranger.send_and_wait(settings.prefix + EVENTS, value, key=key, partition=0, headers=headers)
        assert await reign(log, ReferenceWriter("writer")) == "no more commands"
    await everybody_believes(log, commands=6)


async def test_an_event_of_a_version_that_nobody_knows_stops_its_reader_there(log: EventLog) -> None:
    await log.append(COMMANDS, 0, texts("command", 1))
    records, _ = decided(0, Head(), 0, await log.read(COMMANDS, 0, 0))
    [record] = claimed(records, 0)
    strange = {**record.headers, "ce_type": "partition.ticked.v99"}
    await log.append(EVENTS, 0, [NewRecord(record.key, record.value, strange, record.time)], at=0)
    claim = Claim(0)
    with pytest.raises(UnknownVersion):
        list(claim.events(await log.read(EVENTS, 0, 0)))
    assert claim.head.next_offset == 0


async def test_a_header_whose_name_is_no_text_stops_its_reader(log: EventLog, settings: KafkaSettings) -> None:
    """The client gives no record at all for it. Two readers of the bytes must not differ, so it is not passed over."""
    await log.append(COMMANDS, 0, texts("good", 1))
    await spoil(settings, COMMANDS, 0)
    assert values(await log.read(COMMANDS, 0, 0, 1)) == ["good:0"]
    with pytest.raises(Corrupt):
        await log.read(COMMANDS, 0, 1)
    with pytest.raises(Corrupt):
        await taken(log, COMMANDS, {0: 1}, 1)


async def test_a_record_of_two_megabytes_is_refused_by_us_and_by_the_brokers(
    log: EventLog, stranger: AIOKafkaProducer, settings: KafkaSettings
) -> None:
    with pytest.raises(MessageSizeTooLargeError):
        await stranger.send_and_wait(settings.prefix + EVENTS, b"x" * 2_000_000, partition=0)
    with pytest.raises(TooLarge):
        await log.append(EVENTS, 0, [NewRecord("acc_1", b"x" * 2_000_000)])
    with pytest.raises(TooLarge):
        await log.append(EVENTS, 0, [NewRecord("acc_1", b"x" * (BATCH_BYTES_MAX // 50))] * 50, at=0)
    assert await log.append(EVENTS, 0, texts("next", 1), at=0) == 0, "nothing of them lies there, and the handle goes on"


async def test_the_largest_batch_that_a_stranger_may_write_holds_nobody_up(
    log: EventLog, stranger: AIOKafkaProducer, settings: KafkaSettings
) -> None:
    """A fetch of aiokafka takes 1,048,576 bytes of a partition, a broker 1,048,588 of a batch."""
    await stranger.send_and_wait(settings.prefix + EVENTS, b"x" * (1_048_588 - 12 - 61 - 20), partition=0)
    await log.append(EVENTS, 0, texts("behind", 1))
    assert [len(record.value) for record in await read_range(log, EVENTS, 0, 0)] == [1_048_495, len(b"behind:0")]


async def test_a_group_that_was_reset_to_the_beginning_repeats_nothing(log: EventLog, settings: KafkaSettings) -> None:
    """Offsets that a group has committed are nobody's truth here."""
    await log.append(COMMANDS, 0, texts("old", 5))
    group = settings.prefix + "deciders"
    async with AIOKafkaConsumer(**client_arguments(settings), group_id=group, enable_auto_commit=False) as consumer:
        there = TopicPartition(settings.prefix + COMMANDS, 0)
        consumer.assign([there])
        await consumer.commit({there: 0})
    member = Member(log)
    async with member.standing():
        await member.until(EVERYTHING)
        await log.append(COMMANDS, 0, texts("new", 1))
        assert await taken(log, COMMANDS, {0: 5}, 1) == {0: ["new:0"]}
    assert values(await log.read(COMMANDS, 0, 5)) == ["new:0"]
