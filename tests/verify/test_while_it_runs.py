"""`studio verify` beside a studio that goes on: what is decided while it looks is no violation."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.database.engine import open_database
from infra.event_log.sqlite import SqliteEventLog
from projections import generations
from projections.jobs import JOBS
from projections.rebuilding import rebuild
from schemas.partitions import EVENTS
from studio.verify import history
from studio.verify.history import verify
from studio.verify.invariants import Checker
from studio.verify.read_models import differences
from tests.support.scenario import NOON
from tests.verify.month import PARTITION, Asked, Scribe, month


class Busy(SqliteEventLog):
    """A real log; whoever has asked for its end finds three more decisions behind it."""

    scribe: Scribe
    more: list[Asked]
    writing = True  # it asks for the end itself

    async def end(self, topic: str, partition: int) -> int:
        end = await super().end(topic, partition)
        if topic == EVENTS and partition == PARTITION and not self.writing:
            some, self.more, self.writing = self.more[:3], self.more[3:], True
            await self.scribe.write(some)
            self.writing = False
        return end


async def busy(folder: Path) -> Busy:
    clock, asked = [NOON], list(month())
    log = await Busy.open(folder / "log.db", clock=lambda: clock[0])
    assert isinstance(log, Busy)
    log.more, log.scribe = [], Scribe(log, clock)
    await log.scribe.write(asked[:20])
    log.more, log.writing = asked[20:], False
    return log


@pytest.mark.parametrize("page", [2, 3, 5, 7])
async def test_a_decision_that_is_read_in_part_is_not_taken_for_half_of_one(page: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", page)
    log = await busy(tmp_path)
    while log.more:
        assert (await verify(log, PARTITION, Checker())).violations == []
    await log.close()


async def test_a_table_that_went_on_meanwhile_is_not_ahead_of_its_log(tmp_path: Path) -> None:
    """Each look at the end of the log brings more decisions, and each rebuild takes them."""
    log, database = await busy(tmp_path), open_database(f"sqlite:///{tmp_path / 'rows.db'}")
    await generations.prepare(database)
    for _ in range(3):
        await rebuild(database, log, [JOBS])
        assert await differences(database, log) == []
    assert log.more, "it went on all the time"
    await database.close()
    await log.close()
