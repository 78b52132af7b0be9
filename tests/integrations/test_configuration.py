"""A price that is changed once is used by every partition, and by none before it adopted it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from decider.process import Decider
from domain.config import FIRST
from infra.event_log.kept import Kept
from infra.event_log.port import NewRecord
from infra.event_log.sqlite import SqliteEventLog
from integrations.configuration import Configuration
from schemas import codec
from schemas.commands.system import ChangeConfig
from schemas.envelope import Issued
from schemas.partitions import COMMANDS, PARTITIONS, SYSTEM, partition_of
from schemas.values import Config
from tests.support.deciding import append, deciding, until
from tests.support.faulty_log import RestlessLog


async def test_a_changed_price_reaches_every_partition(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    async with deciding(log, tmp_path) as decider:
        reactor = asyncio.create_task(Configuration(log).run())
        dearer = ChangeConfig(config=replace(FIRST, version=2, film_minute=150))
        for version in (dearer, dearer):  # the second is refused: not the next version
            issued = Issued(command_id="c", account_id=SYSTEM, actor="admin", issuer="operator", command=version)
            await log.append(COMMANDS, partition_of(SYSTEM), [NewRecord(SYSTEM, codec.encode(version), codec.command_headers(issued))])
        await until(lambda: all(reign.state.config.film_minute == 150 for reign in decider.reigns.values()))
        assert len(decider.reigns) == PARTITIONS
        reactor.cancel()
        await asyncio.gather(reactor, return_exceptions=True)
        await until(lambda: decider.reigns[partition_of(SYSTEM)].head.decided == 2)  # its adoption lies in the log
        ends = [await log.end(COMMANDS, number) for number in range(PARTITIONS)]
        again = asyncio.create_task(Configuration(log).run())
        await asyncio.sleep(0.2)
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
        assert [await log.end(COMMANDS, number) for number in range(PARTITIONS)] == ends, "a start tells nobody what they know"
    await log.close()


async def test_what_was_not_told_before_a_stop_is_told_after_it(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    async with deciding(log, tmp_path) as decider:
        for version in (2, 3):
            await append(log, ChangeConfig(config=replace(FIRST, version=version, film_minute=100 + version)), account=SYSTEM, issuer="operator")
        await until(lambda: decider.reigns[partition_of(SYSTEM)].state.system.version == 3)
        reactor = asyncio.create_task(Configuration(log).run())
        await until(lambda: all(reign.state.config.film_minute == 103 for reign in decider.reigns.values()))
        reactor.cancel()
        await asyncio.gather(reactor, return_exceptions=True)
    await log.close()


async def test_what_was_being_told_when_it_stopped_is_told_after_it(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    stuck, kept = StuckLog(log), Kept[Config | None](tmp_path / "configuration", Config | None, version=1)
    async with deciding(log, tmp_path) as decider:
        first = asyncio.create_task(Configuration(stuck, kept).run())
        await append(log, ChangeConfig(config=replace(FIRST, version=2)), account=SYSTEM, issuer="operator")
        await until(lambda: stuck.appends == 3)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        found = await kept.load(log, partition_of(SYSTEM))
        assert found is not None
        assert (found[0].seq, found[1] and found[1].version) == (0, 2)
        second = asyncio.create_task(Configuration(log, kept).run())
        await until(partial(adopted, second, decider, 2))
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        found = await kept.load(log, partition_of(SYSTEM))
        assert found is not None
        assert found[1] is None
    await log.close()


class StuckLog(RestlessLog):
    """Never answers to the third append."""

    appends = 0

    def _stumble(self) -> None:
        pass

    async def append(self, topic: str, partition: int, records: Sequence[NewRecord], at: int | None = None) -> int:
        self.appends += 1
        if self.appends == 3:
            await asyncio.Event().wait()
        return await super().append(topic, partition, records, at)


def adopted(reactor: asyncio.Task[None], decider: Decider, version: int) -> bool:
    assert not reactor.done()
    return all(one.state.config.version == version for one in decider.reigns.values())


async def test_a_log_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    log = await SqliteEventLog.open(tmp_path / "log.db")
    restless = RestlessLog(log)
    async with deciding(log, tmp_path) as decider:
        reactor = asyncio.create_task(Configuration(restless).run())
        for version in (2, 3):
            await append(log, ChangeConfig(config=replace(FIRST, version=version, film_minute=100 + version)), account=SYSTEM, issuer="operator")
            await until(partial(adopted, reactor, decider, version))
        reactor.cancel()
        await asyncio.gather(reactor, return_exceptions=True)
    assert restless.failures > PARTITIONS
    await log.close()
