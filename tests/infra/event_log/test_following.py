"""What has come of all partitions is taken together, in the order in which it came, and nothing is waited for, lost or told twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from infra.event_log.following import come_together
from infra.event_log.port import Batch, Record
from schemas.errors import Unavailable


def batch(partition: int, *offsets: int) -> Batch:
    return Batch(partition, [Record(offset, 0, "", b"", {}) for offset in offsets])


async def tail(*batches: Batch | asyncio.Event | Exception) -> AsyncGenerator[Batch]:
    """An event is what the log waits for before it goes on."""
    for one in batches:
        if isinstance(one, Exception):
            raise one
        if isinstance(one, asyncio.Event):
            await one.wait()
        else:
            yield one


async def offsets(source: AsyncGenerator[Batch], most: int = 100) -> AsyncGenerator[dict[int, list[int]]]:
    async with aclosing(source), aclosing(come_together(source, most)) as portions:
        async for came in portions:
            yield {partition: [record.offset for record in records] for partition, records in came.items()}


async def test_what_is_there_comes_at_once_and_the_rest_is_not_waited_for() -> None:
    more = asyncio.Event()
    came = offsets(tail(batch(1, 0, 1), batch(2, 7), batch(1, 2), more, batch(2, 8)))
    assert await anext(came) == {1: [0, 1, 2], 2: [7]}
    more.set()
    assert [one async for one in came] == [{2: [8]}]


async def test_no_more_is_taken_than_one_transaction_holds() -> None:
    came = [one async for one in offsets(tail(*[batch(number % 2, number) for number in range(7)]), most=3)]
    assert came == [{0: [0, 2], 1: [1]}, {1: [3, 5], 0: [4]}, {0: [6]}]


async def test_what_came_before_the_tail_broke_is_taken() -> None:
    came = offsets(tail(batch(1, 0), batch(2, 0), Unavailable("gone")))
    assert await anext(came) == {1: [0], 2: [0]}
    with pytest.raises(Unavailable):
        await anext(came)


async def test_who_stops_in_the_middle_leaves_nothing_running() -> None:
    source = tail(batch(1, 0), asyncio.Event())
    async with aclosing(come_together(source, 10)) as portions:
        async for _ in portions:
            break
    await source.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}
