"""A part that ends while its process lives on is told, however it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from infra.parts import parts


async def falls() -> None:
    raise ZeroDivisionError


async def returns() -> None: ...


async def is_cancelled_by_somebody() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize(("part", "error"), [(falls, ZeroDivisionError), (returns, RuntimeError), (is_cancelled_by_somebody, RuntimeError)])
async def test_what_ends_is_told(part: Callable[[], Awaitable[None]], error: type[Exception]) -> None:
    async with parts() as running:
        running.start(part())  # type: ignore[arg-type]
        with pytest.raises(error):
            await asyncio.wait_for(asyncio.shield(running.failed), 10)


async def test_what_is_stopped_has_not_failed() -> None:
    async with parts() as running:
        running.start(asyncio.Event().wait())  # type: ignore[arg-type]
        await asyncio.sleep(0)
    assert not running.failed.done()
