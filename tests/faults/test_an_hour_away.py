"""The log is away for an hour, on a virtual clock: what was under way is ended afterwards, and nothing is made twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from schemas.events.job import JobCompleted
from schemas.events.task import LeaseExpired, TaskFailed
from tests.router.test_router import each_made_once, perform
from tests.support.pocket_studio import small_plan
from tests.support.virtual_crew import Play

HOUR_S = 3_600


def test_an_hour_without_the_log_costs_an_hour_and_nothing_else(tmp_path: Path) -> None:
    async def scene(play: Play) -> None:
        await play.studio.film(plan=small_plan(3))
        await asyncio.sleep(1)
        play.log.away = play.log.unreadable = True
        await asyncio.sleep(HOUR_S)
        play.log.away = play.log.unreadable = False
        assert isinstance(await play.ended(), JobCompleted)
        each_made_once(play, 25)
        assert {type(event) for event in play.log.events(LeaseExpired, TaskFailed)} <= {LeaseExpired}, "no engine is blamed for it"
        assert all("the log is away" in one.error for one in play.wire.parked), "what could not be told in time is put aside, and was told again"

    perform(tmp_path, scene)
