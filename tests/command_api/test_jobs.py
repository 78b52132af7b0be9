"""Quotes, requests, cancellations and retries over HTTP, decided by the real decider."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx2
import pytest

from command_api.reader import ProjectNow, QueryReader
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


# --- planned from what is there


async def made(http: httpx2.AsyncClient, asked: httpx2.Response) -> Json:
    """The job of an answer, as it was requested."""
    assert asked.status_code == 202, asked.text
    return dict((await http.get(asked.json()["links"]["self"], headers={"If-Position": asked.json()["position"]})).json())


async def test_who_knows_nothing_of_positions_films_what_was_just_saved(desk: Desk) -> None:
    await desk.grant(50)
    async with desk.http() as http:
        for height in (180, 360, 720):
            project = await desk.project(http)
            url, ask = f"/api/v1/projects/{project['project_id']}", {"project_id": project["project_id"]}
            assert (await http.post("/api/v1/credits/estimate", json=ask)).status_code == 200
            changed = await http.patch(url, json={"settings": {"height": height}}, headers={"If-Match": project["etag"]})
            assert changed.status_code == 200
            film = await http.post("/api/v1/jobs", json=ask, headers={"Idempotency-Key": f"{height}"})
            assert (await made(http, film))["parameters"]["height"] == height
            await http.post(film.json()["links"]["cancel"])
            again = await http.post(f"{film.json()['links']['self']}/retry", headers={"Idempotency-Key": f"{height} again"})
            assert again.status_code == 202, again.text


class Overtaken:
    """A reader between whose answer and the request somebody else changes the settings, so many times."""

    def __init__(self, http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, self.version = 0, 2
        project = QueryReader.project

        async def overtaken(reader: QueryReader, authorization: str, project_id: str, at: str) -> ProjectNow:
            found = await project(reader, authorization, project_id, at)
            if self.times:
                self.times -= 1
                body, headers = {"settings": {"height": 180, "seed": self.version}}, {"If-Match": f'"{self.version}"'}
                assert (await http.patch(f"/api/v1/projects/{project_id}", json=body, headers=headers)).status_code == 200
                self.version += 1
            return found

        monkeypatch.setattr(QueryReader, "project", overtaken)


async def test_a_film_that_is_overtaken_by_a_change_is_planned_once_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.grant(50)
    async with desk.http() as http:
        project = await desk.project(http)
        overtaken = Overtaken(http, monkeypatch)
        overtaken.times = 1
        film = await desk.film(http, project, key="k")
        assert (await made(http, film))["parameters"]["seed"] == 2
        assert film.json() == (await desk.film(http, project, key="k")).json()


async def test_who_is_overtaken_twice_is_told_and_may_ask_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.grant(50)
    async with desk.http() as http:
        project = await desk.project(http)
        overtaken = Overtaken(http, monkeypatch)
        overtaken.times = 2
        refused = await desk.film(http, project, key="k")
        assert (refused.status_code, refused.json()["code"]) == (412, "stale_version")
        assert "request the film again" in refused.json()["detail"]
        film = await desk.film(http, project, key="k")
        assert (await made(http, film))["parameters"]["seed"] == 3


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
