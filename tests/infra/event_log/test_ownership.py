"""A task that stands beside a body: which of the two ends the other, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from infra.event_log.ownership import beside, gone


class Stand:
    """Leaves in order when it is told to go, which takes until `let_go`."""

    def __init__(self) -> None:
        self.standing: set[asyncio.Task[None]] = set()
        self.leaving, self.let_go, self.left = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.leaving.set()
            await self.let_go.wait()
            self.left.set()

    async def stood_for_a_moment(self) -> None:
        async with beside(self.run(), self.standing):
            await asyncio.sleep(0)


@pytest.fixture
def stand() -> Iterator[Stand]:
    yield (stand := Stand())
    stand.let_go.set()


@asynccontextmanager
async def leaving(stand: Stand) -> AsyncIterator[asyncio.Task[None]]:
    body = asyncio.create_task(stand.stood_for_a_moment())
    await stand.leaving.wait()
    yield body


async def test_whoever_is_cancelled_while_it_goes_is_told_and_it_goes_in_order_all_the_same(stand: Stand) -> None:
    async with leaving(stand) as body:
        body.cancel()
        await asyncio.wait({body})
    assert body.cancelled()
    assert len(stand.standing) == 1, "whoever closes waits for it"
    stand.let_go.set()
    await gone(stand.standing)
    assert stand.left.is_set()
    assert stand.standing == set()


async def test_a_time_limit_around_it_is_told(stand: Stand) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await stand.stood_for_a_moment()


async def test_whoever_closes_meanwhile_does_not_cut_it_short(stand: Stand) -> None:
    async with leaving(stand) as body:
        closing = asyncio.create_task(gone(stand.standing))
        await asyncio.sleep(0)
        stand.let_go.set()
        await asyncio.gather(closing, body)
    assert stand.left.is_set()


async def fails() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("turns", range(1, 5))
async def test_what_it_raises_ends_the_body_and_is_raised_there_and_cancels_nobody_afterwards(turns: int) -> None:
    """Also where the body ends before it fails, in the same turn of the loop, and after it."""

    async def body() -> None:
        async with beside(fails(), set()):
            for _ in range(turns):
                await asyncio.sleep(0)

    with pytest.raises(ZeroDivisionError):
        await body()
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
