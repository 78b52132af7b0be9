"""The embedded streams keep the contract, and their queues have a bound."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.streams.embedded import EmbeddedStreams, Limits
from infra.streams.messages import TYPES, Cancel, StreamRecord, decode, encode
from infra.streams.parking import FolderParking, replay
from infra.streams.port import CONTROL, RESULTS, Parked, Subscription
from schemas.errors import NotAllowed, Overloaded, StorageFull
from schemas.partitions import EVENTS
from tests.infra.streams.contract import Ear, MemoryParking, StreamsContract, cancel
from tests.support.virtual_time import run_virtual


class TestEmbeddedStreams(StreamsContract):
    def run(self, test: Coroutine[Any, Any, None]) -> None:
        run_virtual(test)

    def make(self, parking: MemoryParking) -> EmbeddedStreams:
        return EmbeddedStreams(parking)


def test_a_publisher_waits_for_a_slow_group_and_is_refused_in_the_end() -> None:
    async def test() -> None:
        streams = EmbeddedStreams(MemoryParking(), Limits(records_max=3, room_wait_s=2.0))

        async def slow(_: Cancel) -> None:
            await asyncio.sleep(10)

        async with streams.join(Subscription(topic=RESULTS, handler=slow, group="router")):
            for i in range(3):
                await streams.publish(RESULTS, cancel(str(i)))
            began = asyncio.get_running_loop().time()
            with pytest.raises(Overloaded):
                await streams.publish(RESULTS, cancel("too much"))
            assert asyncio.get_running_loop().time() - began == pytest.approx(2.0)
            await asyncio.sleep(9)  # one is handled: there is room again
            await streams.publish(RESULTS, cancel("3"))

    run_virtual(test())


def test_a_slow_listener_misses_the_oldest_and_holds_nobody_back() -> None:
    async def test() -> None:
        streams, heard = EmbeddedStreams(MemoryParking(), Limits(records_max=3)), list[str]()

        async def slow(message: Cancel) -> None:
            await asyncio.sleep(10)
            heard.append(message.lease)

        async with streams.join(Subscription(topic=CONTROL, handler=slow)) as member:
            await streams.publish(CONTROL, cancel("0"))
            await asyncio.sleep(1)
            for i in range(1, 10):
                await streams.publish(CONTROL, cancel(str(i)))
            assert asyncio.get_running_loop().time() == pytest.approx(1.0)
            await member.caught_up()
            assert heard == ["0", "7", "8", "9"]
            assert member.missed == 6

    run_virtual(test())


def test_memory_is_given_back_when_every_group_has_handled_a_record() -> None:
    async def test() -> None:
        streams, ear = EmbeddedStreams(MemoryParking(), Limits(records_max=4)), Ear()
        async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
            for i in range(100):
                await streams.publish(RESULTS, cancel(str(i)))
            await member.caught_up()
        assert len(ear.heard) == 100

    run_virtual(test())


def test_whoever_parks_at_the_same_time_takes_nothing_from_another(tmp_path: Path) -> None:
    """What all hear, processes that share a folder park in the same moment; the record of one that is half written is not cut off by the next."""
    heard = [
        Parked(topic=CONTROL, partition=0, offset=i, record=StreamRecord(key="", value=b"\xff" * 200_000), error="", attempts=1) for i in range(20)
    ]

    async def listener() -> None:
        parking = FolderParking(tmp_path)  # as each process has its own
        for one in heard:
            await parking.park(one)

    async def test() -> None:
        await asyncio.gather(*[listener() for _ in range(4)])

    asyncio.run(test())
    assert Counter(one.offset for one in FolderParking(tmp_path).parked()) == dict.fromkeys(range(20), 4)


def test_parked_records_survive_on_disk_byte_for_byte_and_can_be_replayed(tmp_path: Path) -> None:
    async def test() -> None:
        parking = FolderParking(tmp_path / "parked")
        record = StreamRecord(key="k", value=b"\x00\xff\n not json", headers={"type": "task.cancel.v1"})
        parked = Parked(topic=RESULTS, partition=0, offset=7, record=record, error="undecodable: x", attempts=1)
        await parking.park(parked)
        await parking.park(parked)
        with (tmp_path / "parked" / f"{RESULTS}.jsonl").open("ab") as file:
            file.write(b'{"topic": "cut sho')
        assert list(parking.parked()) == [parked, parked]
        await parking.park(parked)
        assert list(parking.parked()) == [parked, parked, parked]

        again = MemoryParking()
        streams = EmbeddedStreams(again)
        async with streams.join(Subscription(topic=RESULTS, handler=Ear(), group="router")) as member:
            await replay(parked, streams)
            await member.caught_up()
        assert [one.record for one in again.parked] == [record]
        with pytest.raises(NotAllowed):
            await replay(replace(parked, topic=EVENTS), streams)

    asyncio.run(test())


def test_a_record_that_cannot_be_parked_waits_until_it_can() -> None:
    class FullDisk(MemoryParking):
        full = 2

        async def park(self, parked: Parked) -> None:
            if self.full:
                self.full -= 1
                raise StorageFull("No room.")
            await super().park(parked)

    async def test() -> None:
        parking, ear = FullDisk(), Ear()
        streams = EmbeddedStreams(parking)
        async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
            await streams.append(RESULTS, StreamRecord(key="k", value=b"", headers={}))
            await streams.publish(RESULTS, cancel("2"))
            await member.caught_up()
        assert (len(parking.parked), ear.heard) == (1, ["2"])

    run_virtual(test())


@pytest.mark.parametrize("name", TYPES)
def test_every_message_survives_the_wire(name: str) -> None:
    schema = msgspec.json.schema_components([TYPES[name]], ref_template="#/$defs/{name}")[1]
    assert TYPES[name].__name__ in schema
    sample = msgspec.convert(_sample(schema, schema[TYPES[name].__name__]), TYPES[name])
    record = encode(sample)
    assert record.headers["type"] == name
    assert decode(record) == sample


def _sample(defs: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Any value that the schema allows, with every field filled."""
    if "$ref" in schema:
        return _sample(defs, defs[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _sample(defs, next(one for one in schema["anyOf"] if one.get("type") != "null"))
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"]:
        case "object" if "properties" in schema:
            return {name: _sample(defs, part) for name, part in schema["properties"].items()}
        case "object":
            return {}
        case "array":
            return [_sample(defs, schema["items"])] if "items" in schema else []
        case "integer":
            return 7
        case "boolean":
            return True
        case _:
            return "text"
