"""What every adapter of infra/streams promises; inherit it, and say how to make streams."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import pytest

from infra.streams.messages import Cancel, StreamRecord
from infra.streams.port import CONTROL, RESULTS, Membership, Parked, Streams, Subscription, work
from schemas.errors import NotAllowed, Unavailable
from schemas.values import WorkClass

VIDEO = work(WorkClass.VIDEO)


class MemoryParking:
    def __init__(self) -> None:
        self.parked: list[Parked] = []

    async def park(self, parked: Parked) -> None:
        self.parked.append(parked)


class Ear:
    """Hears messages; can be told to raise first."""

    def __init__(self, *errors: Exception) -> None:
        self.heard: list[str] = []
        self.errors = list(errors)

    async def __call__(self, message: Cancel) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.heard.append(message.lease)


def cancel(lease: str) -> Cancel:
    return Cancel(lease=lease, job_id="job_1")


async def stay(streams: Streams, subscription: Subscription) -> None:
    async with streams.join(subscription):
        await asyncio.Event().wait()


async def shared_out(*members: Membership) -> None:
    """Wait until the members of a group have heard, one after the other, which partitions of VIDEO are theirs."""
    async with asyncio.timeout(10):
        while sorted(p for member in members for p in member.partitions) != list(range(16)):
            await asyncio.sleep(0.02)


class StreamsContract:
    def run(self, test: Coroutine[Any, Any, None]) -> None:
        raise NotImplementedError

    def make(self, parking: MemoryParking) -> Streams:
        raise NotImplementedError

    def test_a_listener_hears_all_that_is_said_from_now_on(self) -> None:
        async def test() -> None:
            streams, ears = self.make(MemoryParking()), [Ear(), Ear()]
            await streams.publish(CONTROL, cancel("before"))
            async with AsyncExitStack() as stack:
                members = [await stack.enter_async_context(streams.join(Subscription(topic=CONTROL, handler=ear))) for ear in ears]
                for lease in ("1", "2"):
                    await streams.publish(CONTROL, cancel(lease))
                for member in members:
                    await member.caught_up()
            assert [ear.heard for ear in ears] == [["1", "2"], ["1", "2"]]

        self.run(test())

    def test_a_group_hears_what_was_said_before_it_came(self) -> None:
        async def test() -> None:
            streams, ear = self.make(MemoryParking()), Ear()
            await streams.publish(RESULTS, cancel("before"))
            async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
                await member.caught_up()
            assert ear.heard == ["before"]

        self.run(test())

    def test_each_partition_has_one_member_and_all_have_one(self) -> None:
        async def test() -> None:
            streams = self.make(MemoryParking())
            async with AsyncExitStack() as stack:
                subscription = Subscription(topic=VIDEO, handler=Ear(), group="video")
                members = [await stack.enter_async_context(streams.join(subscription)) for _ in range(3)]
                await shared_out(*members)
                shares = [member.partitions for member in members]
                assert {len(share) for share in shares} == {5, 6}
                async with streams.join(subscription) as late:
                    await shared_out(*members, late)
                    assert len(late.partitions) == 4
                    assert all(member.partitions < share or member.partitions == share for member, share in zip(members, shares, strict=True))
                await shared_out(*members)

        self.run(test())

    def test_a_record_on_a_partition_reaches_its_owner_alone(self) -> None:
        async def test() -> None:
            streams, ears = self.make(MemoryParking()), [Ear(), Ear()]
            async with AsyncExitStack() as stack:
                members = [await stack.enter_async_context(streams.join(Subscription(topic=VIDEO, handler=ear, group="video"))) for ear in ears]
                await shared_out(*members)
                for p in range(16):
                    await streams.publish(VIDEO, cancel(str(p)), partition=p)
                for member in members:
                    await member.caught_up()
                for ear, member in zip(ears, members, strict=True):
                    assert sorted(map(int, ear.heard)) == sorted(member.partitions)

        self.run(test())

    def test_what_is_not_available_is_tried_again_in_order(self) -> None:
        async def test() -> None:
            streams, ear, parking = self.make(parking := MemoryParking()), Ear(Unavailable("not now"), Unavailable("not now")), parking
            async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
                for lease in ("1", "2"):
                    await streams.publish(RESULTS, cancel(lease))
                await member.caught_up()
            assert ear.heard == ["1", "2"]
            assert parking.parked == []

        self.run(test())

    def test_what_stays_unavailable_is_parked_with_all_that_it_had(self) -> None:
        async def test() -> None:
            parking = MemoryParking()
            streams, ear = self.make(parking), Ear(*[Unavailable("the log is away")] * 3)
            async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router", attempts=3)) as member:
                await streams.publish(RESULTS, cancel("1"), key="k")
                await streams.publish(RESULTS, cancel("2"))
                await member.caught_up()
                [parked] = parking.parked
                assert (parked.topic, parked.offset, parked.attempts, parked.error) == (RESULTS, 0, 3, "unavailable: the log is away")
                assert (parked.record.key, parked.record.headers["type"]) == ("k", "task.cancel.v1")
                assert b'"1"' in parked.record.value
                await streams.append(parked.topic, parked.record, parked.partition)
                await member.caught_up()
            assert ear.heard == ["2", "1"]

        self.run(test())

    @pytest.mark.parametrize(
        ("value", "headers"),
        [
            (b"\xff{", {"type": "task.cancel.v1"}),
            (b"{}", {"type": "task.cancel.v1"}),
            (b'{"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}", {"type": "task.cancel.v1"}),
            (b"{}", {"type": "x.v9"}),
            (b"", {}),
        ],
    )
    def test_a_record_that_cannot_be_read_is_parked_and_the_next_one_handled(self, value: bytes, headers: dict[str, str]) -> None:
        async def test() -> None:
            parking, ear = MemoryParking(), Ear()
            streams = self.make(parking)
            async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
                await streams.append(RESULTS, StreamRecord(key="k", value=value, headers=headers))
                await streams.publish(RESULTS, cancel("2"))
                await member.caught_up()
            [parked] = parking.parked
            assert (parked.record.value, parked.record.headers, parked.attempts) == (value, headers, 1)
            assert ear.heard == ["2"]

        self.run(test())

    def test_a_refusal_is_an_answer(self) -> None:
        async def test() -> None:
            parking, ear = MemoryParking(), Ear(NotAllowed("no"))
            streams = self.make(parking)
            async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
                for lease in ("1", "2"):
                    await streams.publish(RESULTS, cancel(lease))
                await member.caught_up()
            assert ear.heard == ["2"]
            assert parking.parked == []

        self.run(test())

    def test_a_bug_ends_the_membership_and_the_record_comes_again(self) -> None:
        async def test() -> None:
            streams, ear = self.make(MemoryParking()), Ear(ZeroDivisionError())
            await streams.publish(RESULTS, cancel("1"))
            with pytest.raises(ExceptionGroup) as caught:
                await stay(streams, Subscription(topic=RESULTS, handler=ear, group="router"))
            assert caught.group_contains(ZeroDivisionError)
            async with streams.join(Subscription(topic=RESULTS, handler=ear, group="router")) as member:
                await member.caught_up()
            assert ear.heard == ["1"]

        self.run(test())

    def test_a_member_that_dies_in_the_middle_leaves_its_record_to_the_next(self) -> None:
        async def test() -> None:
            streams, heard = self.make(MemoryParking()), Ear()
            begun = asyncio.Event()

            async def hangs(_: Cancel) -> None:
                begun.set()
                await asyncio.Event().wait()

            task = asyncio.create_task(stay(streams, Subscription(topic=RESULTS, handler=hangs, group="router")))
            await streams.publish(RESULTS, cancel("1"))
            await begun.wait()
            task.cancel()
            await asyncio.wait([task])
            async with streams.join(Subscription(topic=RESULTS, handler=heard, group="router")) as member:
                await member.caught_up()
            assert heard.heard == ["1"]

        self.run(test())

    def test_acknowledged_first_means_at_most_once(self) -> None:
        async def test() -> None:
            streams, ear = self.make(MemoryParking()), Ear(ZeroDivisionError())
            await streams.publish(VIDEO, cancel("1"), partition=3)
            with pytest.raises(ExceptionGroup):
                await stay(streams, Subscription(topic=VIDEO, handler=ear, group="video", ack_first=True))
            async with streams.join(Subscription(topic=VIDEO, handler=ear, group="video", ack_first=True)) as member:
                await streams.publish(VIDEO, cancel("2"), partition=3)
                await member.caught_up()
            assert ear.heard == ["2"]

        self.run(test())

    def test_a_revoked_partition_waits_until_its_record_is_finished(self) -> None:
        """The new owner begins behind it, so no record is in two hands while nobody dies."""

        async def test() -> None:
            streams, order = self.make(MemoryParking()), list[str]()

            async def slow(message: Cancel) -> None:
                order.append(f"begin {message.lease}")
                await asyncio.sleep(1.5)
                order.append(f"end {message.lease}")

            async with AsyncExitStack() as stack:
                subscription = Subscription(topic=VIDEO, handler=slow, group="video")
                first = await stack.enter_async_context(streams.join(subscription))
                for p in range(16):
                    await streams.publish(VIDEO, cancel(f"{p}"), partition=p)
                await asyncio.sleep(0.5)
                second = await stack.enter_async_context(streams.join(subscription))
                await first.caught_up()
                await second.caught_up()
            assert sorted(order) == sorted([f"{verb} {p}" for verb in ("begin", "end") for p in range(16)])

        self.run(test())
