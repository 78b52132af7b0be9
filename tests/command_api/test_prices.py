"""A quote is made with the configuration that was decided last, whatever becomes of the log meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

from command_api.prices import Prices
from domain.config import FIRST
from infra.event_log.kept import Kept
from infra.event_log.sqlite import SqliteEventLog
from schemas.commands.system import ChangeConfig
from schemas.partitions import EVENTS, SYSTEM, partition_of
from schemas.values import Config
from tests.support.deciding import append, deciding, until
from tests.support.faulty_log import RestlessLog


def known(following: asyncio.Task[None], prices: Prices, version: int) -> bool:
    assert not following.done()
    return prices.config.version == version


async def test_a_price_is_followed_through_a_log_that_is_away_for_a_while(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    restless = RestlessLog(log)
    prices = Prices(restless)
    async with deciding(log, tmp_path):
        following = asyncio.create_task(prices.run())
        for version in (2, 3, 4):
            await append(log, ChangeConfig(config=replace(FIRST, version=version, film_minute=100 + version)), account=SYSTEM, issuer="operator")
            await until(partial(known, following, prices, version))
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert restless.failures > 2
    await log.close()


async def test_a_price_is_known_at_once_where_it_was_kept(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    async with deciding(log, tmp_path):
        for version in (2, 3):
            kept = Kept[Config](tmp_path / "prices", Config, version=1)
            following = asyncio.create_task((prices := Prices(log, kept)).run())
            await append(log, ChangeConfig(config=replace(FIRST, version=version, film_minute=100 + version)), account=SYSTEM, issuer="operator")
            await until(partial(known, following, prices, version))
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            found = await kept.load(log, partition_of(SYSTEM))
            assert found is not None
            assert (found[1], found[0].next_offset) == (prices.config, await log.end(EVENTS, partition_of(SYSTEM)))
    await log.close()
