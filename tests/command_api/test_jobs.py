"""Quotes, requests, cancellations and retries over HTTP, decided by the real decider."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx2

from domain.config import FIRST
from schemas.commands.system import ChangeConfig
from schemas.events.system import ConfigChanged
from schemas.partitions import SYSTEM
from tests.command_api.conftest import SCRIPT, Desk, Json


async def balance(http: httpx2.AsyncClient, at: str) -> Json:
    answer = await http.get("/api/v1/credits", headers={"If-Position": at})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def quoted(http: httpx2.AsyncClient, project: Json) -> httpx2.Response:
    return await http.post("/api/v1/credits/estimate", json={"project_id": project["project_id"]}, headers={"If-Position": project["position"]})


async def test_a_quote_costs_nothing_and_is_what_is_reserved(desk: Desk) -> None:
    await desk.grant(50)
    async with desk.http() as http:
        project = await desk.project(http)
        quote = (await quoted(http, project)).json()
        assert quote["amount"] == sum(line["amount"] for line in quote["lines"]) == 100
        assert (quote["scenes"], quote["characters"]) == (1, ["Asha", "Ravi"])
        film = (await desk.film(http, project)).json()
        assert film["reserved"] == quote["amount"]
        after = await balance(http, film["position"])
        assert (after["available"], after["reserved"]) == (4_900, 100)


async def test_too_few_credits_say_what_is_needed_and_what_is_there(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http, script=SCRIPT * 12)
        await desk.grant(1)
        answer = await desk.film(http, project)
        assert answer.status_code == 402
        problem = answer.json()
        assert (problem["available"], problem["needed"] > 100) == (100, True)
        assert "Shorten the script" in problem["detail"]
        after = await balance(http, answer.headers["studio-position"])
        assert (after["available"], after["reserved"]) == (100, 0)


async def test_a_project_without_a_script_cannot_be_filmed(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http, script=None)
        answer = await desk.film(http, project)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert "save one first" in answer.json()["detail"]


async def test_cancelling_gives_everything_back_that_was_not_delivered(desk: Desk) -> None:
    await desk.grant(10)
    async with desk.http() as http:
        job = (await desk.film(http, await desk.project(http))).json()
        cancelled = await http.post(job["links"]["cancel"])
        assert cancelled.json()["charged"] == 0
        after = await balance(http, cancelled.json()["position"])
        assert (after["available"], after["reserved"]) == (1_000, 0)
        again = await http.post(job["links"]["cancel"])
        assert (again.status_code, again.json()["code"]) == (409, "not_allowed")


async def test_a_retry_is_a_new_job_for_the_script_of_the_old_one(desk: Desk) -> None:
    await desk.grant(10)
    async with desk.http() as http:
        project = await desk.project(http)
        first = (await desk.film(http, project)).json()
        retry = f"{first['links']['self']}/retry"
        running = await http.post(retry, headers={"Idempotency-Key": "early", "If-Position": first["position"]})
        assert (running.status_code, running.json()["code"]) == (409, "not_allowed")
        cancelled = (await http.post(first["links"]["cancel"])).json()
        changed = await http.put(
            f"/api/v1/projects/{project['project_id']}/script", json={"text": SCRIPT + "Asha: Thanks.\n"}, headers={"If-Match": project["etag"]}
        )
        seen = f"{cancelled['position']}, {changed.json()['position']}"
        second = await http.post(retry, headers={"Idempotency-Key": "again", "If-Position": seen})
        assert second.status_code == 202, second.text
        assert second.json()["job_id"] != first["job_id"]
        rows = [(await http.get(job["links"]["self"], headers={"If-Position": second.json()["position"]})).json() for job in (first, second.json())]
        assert rows[0]["script_hash"] == rows[1]["script_hash"]


async def test_a_retry_is_as_urgent_as_the_job_was(desk: Desk) -> None:
    await desk.grant(10)
    async with desk.http() as http:
        project = await desk.project(http)
        headers = {"Idempotency-Key": "k", "If-Position": project["position"]}
        first = (await http.post("/api/v1/jobs", json={"project_id": project["project_id"], "priority": "high"}, headers=headers)).json()
        cancelled = (await http.post(first["links"]["cancel"])).json()
        second = (await http.post(f"{first['links']['self']}/retry", headers={**headers, "If-Position": cancelled["position"]})).json()
        row = (await http.get(second["links"]["self"], headers={"If-Position": second["position"]})).json()
        assert (row["priority"], row["from_job"]) == ("high", first["job_id"])


async def test_a_quote_follows_the_prices(desk: Desk) -> None:
    await desk.grant(50)
    dearer = replace(FIRST, version=2, film_minute=300)
    async with desk.http() as http:
        project = await desk.project(http)
        assert (await quoted(http, project)).json()["amount"] == 100
        assert isinstance(await desk.operate(ChangeConfig(config=dearer), SYSTEM), ConfigChanged)
        while (quote := (await quoted(http, project)).json())["amount"] == 100:
            await asyncio.sleep(0.01)
        assert (quote["amount"], quote["price_version"]) == (300, 2)
        while (film := await desk.film(http, project)).status_code == 412:  # until this partition has adopted it
            await asyncio.sleep(0.01)
        assert film.json()["reserved"] == 300


async def test_a_refused_command_is_found_under_the_project_that_it_named(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        refused = await desk.film(http, project)
        assert refused.status_code == 402
        found = await http.get("/api/v1/audit", params={"project_id": project["project_id"], "at": refused.headers["studio-position"]})
        assert [(one["command"], one["outcome"], one["code"]) for one in found.json()["items"]] == [
            ("job.request", "refused", "insufficient_credits"),
            ("project.create", "accepted", None),
        ]
