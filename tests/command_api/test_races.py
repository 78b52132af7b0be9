"""64 clients want the same thing at once: one has it, and everybody is told the same of it. Round after round.

STUDIO_TESTS_RACES=200 .venv/bin/python -m pytest tests/command_api/test_races.py       as QUALITY asks for; 5 rounds without it
"""

from __future__ import annotations

import asyncio
import os
import uuid

import httpx2
import pytest

from schemas.events.job import JobRequested
from schemas.partitions import partition_of
from tests.command_api.conftest import ME, Desk
from tests.support.deciding import history

RACERS = 64
ROUNDS = int(os.environ.get("STUDIO_TESTS_RACES", "5"))

pytestmark = pytest.mark.timeout(60 + 30 * ROUNDS)


async def test_racers_with_one_key_get_one_film(desk: Desk) -> None:
    await desk.grant(100)
    async with desk.http() as http:
        project = await desk.project(http)
        for number in range(ROUNDS):
            answers = await asyncio.gather(*(desk.film(http, project, key=f"same {number}") for _ in range(RACERS)))
            assert {answer.status_code for answer in answers} == {202}
            assert len({answer.json()["job_id"] for answer in answers}) == 1
            assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
            await call_off(http, answers[0])
    assert await requested(desk) == ROUNDS


async def test_racers_for_the_last_credit_have_one_winner(desk: Desk) -> None:
    await desk.grant(1)
    async with desk.http() as http:
        project = await desk.project(http)
        for _ in range(ROUNDS):
            answers = await asyncio.gather(*(desk.film(http, project) for _ in range(RACERS)))
            assert sorted({answer.status_code for answer in answers}) == [202, 402]
            [winner] = [answer for answer in answers if answer.status_code == 202]
            await call_off(http, winner)
    assert await requested(desk) == ROUNDS


async def call_off(http: httpx2.AsyncClient, film: httpx2.Response) -> None:
    """The credit that was reserved is there again for the next round."""
    answer = await http.post(f"/api/v1/jobs/{film.json()['job_id']}/cancel", headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.is_success, answer.text


async def requested(desk: Desk) -> int:
    return sum(isinstance(one.event, JobRequested) for one in await history(desk.log, partition_of(ME)))
