"""Keys, positions, ETags and problems of the write side: what every client relies on (QUALITY, API conventions)."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx2
import pytest

from command_api.planning import Planned
from schemas.errors import TooLarge
from schemas.partitions import partition_of
from tests.command_api.conftest import ME, SCRIPT, STRANGER, Desk, Json


async def problem(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, body["code"]


# --- idempotency keys


async def test_a_repeat_gets_the_same_answer_and_says_so(desk: Desk) -> None:
    body, headers = {"title": "The salt", "script": SCRIPT}, {"Idempotency-Key": "k"}
    async with desk.http() as http:
        first, second = [await http.post("/api/v1/projects", json=body, headers=headers) for _ in range(2)]
    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert [answer.headers.get("idempotency-replayed") for answer in (first, second)] == [None, "true"]
    assert first.headers["studio-position"] == second.headers["studio-position"]
    assert first.headers["location"] == second.headers["location"]


async def test_a_key_with_another_body_is_refused_and_changes_nothing(desk: Desk) -> None:
    async with desk.http() as http:
        first = await http.post("/api/v1/projects", json={"title": "one"}, headers={"Idempotency-Key": "k"})
        other = await http.post("/api/v1/projects", json={"title": "two"}, headers={"Idempotency-Key": "k"})
        assert await problem(other) == (422, "idempotency_mismatch")
        listed = await http.get("/api/v1/projects", headers={"If-Position": first.headers["studio-position"]})
        assert [one["title"] for one in listed.json()["items"]] == ["one"]


async def test_a_refusal_is_repeated_too(desk: Desk) -> None:
    async with desk.http() as http:
        project = await archived(desk, http)
        first, second = [await desk.film(http, project, key="k") for _ in range(2)]
    assert await problem(first) == await problem(second) == (409, "not_allowed")
    assert [answer.headers.get("idempotency-replayed") for answer in (first, second)] == [None, "true"]


async def test_a_refusal_that_another_state_answers_otherwise_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has bought credits asks again with the same key."""
    async with desk.http() as http:
        project = await desk.project(http)
        assert await problem(await desk.film(http, project, key="k")) == (402, "insufficient_credits")
        with monkeypatch.context() as patch:
            patch.setattr("command_api.planning.Planner.plan", too_large)
            assert await problem(await desk.film(http, project, key="k")) == (413, "too_large")
        await desk.grant(100)
        film = await desk.film(http, project, key="k")
        assert film.status_code == 202, film.text
        assert "idempotency-replayed" not in film.headers


async def too_large(*_: Any) -> Planned:
    raise TooLarge("Film it in parts.")


async def archived(desk: Desk, http: httpx2.AsyncClient) -> Json:
    project = await desk.project(http)
    answer = await http.post(f"/api/v1/projects/{project['project_id']}/archive", headers={"If-Match": project["etag"]})
    return {**project, "position": answer.headers["studio-position"]}


async def test_a_repeat_gets_the_first_answer_though_the_film_could_not_be_planned_now(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read and planned for the first request may be gone for the second: a longer script, a smaller limit, an archived project."""
    await desk.grant(2)
    async with desk.http() as http:
        project = await desk.project(http)
        film = (await desk.film(http, project, key="film")).json()
        await http.post(film["links"]["cancel"])
        retry = f"{film['links']['self']}/retry"
        seen = {"If-Position": film["position"]}
        asked: list[tuple[str, Json, Json]] = [
            ("/api/v1/jobs", {"project_id": project["project_id"]}, {"Idempotency-Key": "film", **seen}),
            (retry, {}, {"Idempotency-Key": "retry", **seen}),
            ("/api/v1/generate/video", {"project_id": project["project_id"]}, {"Idempotency-Key": "another", **seen}),
        ]
        first = [await http.post(path, json=body, headers=headers) for path, body, headers in asked]
        misused = await http.post("/api/v1/jobs", json={"project_id": project["project_id"], "priority": "low"}, headers=asked[0][2])
        assert await problem(misused) == (422, "idempotency_mismatch")
        monkeypatch.setattr("command_api.planning.Planner.plan", too_large)
        again = [await http.post(path, json=body, headers=headers) for path, body, headers in asked]
        assert [answer.status_code for answer in first] == [answer.status_code for answer in again] == [202, 202, 202]
        assert [answer.json() for answer in first] == [answer.json() for answer in again]
        assert [answer.headers.get("idempotency-replayed") for answer in again] == ["true"] * 3
        assert await problem(await desk.film(http, project)) == (413, "too_large")
        other = await http.post("/api/v1/jobs", json={"project_id": "prj_other"}, headers={"Idempotency-Key": "film"})
        assert await problem(other) == (422, "idempotency_mismatch")


async def test_a_refusal_is_repeated_though_the_film_could_not_be_planned_now(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk.http() as http:
        project = await archived(desk, http)
        assert await problem(await desk.film(http, project, key="k")) == (409, "not_allowed")
        monkeypatch.setattr("command_api.planning.Planner.plan", too_large)
        again = await desk.film(http, project, key="k")
        assert await problem(again) == (409, "not_allowed")
        assert again.headers["idempotency-replayed"] == "true"


async def test_a_key_is_of_one_person_and_one_resource(desk: Desk) -> None:
    headers = {"Idempotency-Key": "k"}
    async with desk.http() as mine, desk.http(STRANGER) as theirs:
        one = await mine.post("/api/v1/projects", json={"title": "t"}, headers=headers)
        two = await theirs.post("/api/v1/projects", json={"title": "t"}, headers=headers)
        assert one.json()["project_id"] != two.json()["project_id"]
        assert "idempotency-replayed" not in two.headers
        for job in ("job_a", "job_b"):  # the same key for two jobs is two commands
            answer = await mine.post(f"/api/v1/jobs/{job}/cancel", headers=headers)
            assert "idempotency-replayed" not in answer.headers


@pytest.mark.parametrize("path", ["/api/v1/jobs", "/api/v1/generate/video", "/api/v1/jobs/job_1/retry"])
async def test_what_spends_needs_a_key(desk: Desk, path: str) -> None:
    async with desk.http() as http:
        assert await problem(await http.post(path, json={"project_id": "prj_1"})) == (400, "idempotency_key_required")


@pytest.mark.parametrize("key", ["", "k" * 256, "schlüssel"])
async def test_a_key_that_cannot_be_one_is_refused(desk: Desk, key: str) -> None:
    async with desk.http() as http:
        answer = await http.post("/api/v1/projects", json={"title": "t"}, headers=[(b"Idempotency-Key", key.encode())])
        assert await problem(answer) == (422, "invalid")


# --- positions and ETags


async def test_one_reads_ones_own_writes(desk: Desk) -> None:
    async with desk.http() as http:
        for number in range(5):
            project = await desk.project(http, title=f"number {number}")
            answer = await http.get(f"/api/v1/projects/{project['project_id']}", headers={"If-Position": project["position"]})
            assert (answer.status_code, answer.json()["title"]) == (200, f"number {number}")
            assert answer.headers["etag"] == project["etag"]


CHANGES: list[tuple[str, str, Any]] = [
    ("PATCH", "", {"title": "another"}),
    ("PATCH", "", {"settings": {"height": 360}}),
    ("PUT", "/script", {"text": SCRIPT}),
    ("POST", "/script/versions/1/restore", None),
    ("POST", "/archive", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_a_change_says_which_version_it_changes(desk: Desk, method: str, path: str, body: Any) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        url, seen = f"/api/v1/projects/{project['project_id']}{path}", {"If-Position": project["position"]}
        assert await problem(await http.request(method, url, json=body, headers=seen)) == (428, "precondition_required")
        assert await problem(await http.request(method, url, json=body, headers={**seen, "If-Match": '"99"'})) == (412, "stale_version")
        assert await problem(await http.request(method, url, json=body, headers={**seen, "If-Match": "latest"})) == (422, "invalid")
        changed = await http.request(method, url, json=body, headers={**seen, "If-Match": project["etag"]})
        assert changed.status_code == 200, changed.text
        assert changed.headers["etag"] == f'"{int(project["version"]) + 1}"'
        again = await http.request(method, url, json=body, headers={**seen, "If-Match": project["etag"]})
        assert await problem(again) == ((409, "not_allowed") if path == "/archive" else (412, "stale_version"))


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_a_change_that_is_asked_again_with_its_key_is_made_once(desk: Desk, method: str, path: str, body: Any) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        url, headers = f"/api/v1/projects/{project['project_id']}{path}", {"Idempotency-Key": "k", "If-Match": project["etag"]}
        first, second = [await http.request(method, url, json=body, headers={**headers, "If-Position": project["position"]}) for _ in range(2)]
        assert (first.status_code, first.json()) == (second.status_code, second.json())
        assert [answer.headers.get("idempotency-replayed") for answer in (first, second)] == [None, "true"]


# --- problems


async def test_wrong_bodies_are_told_where(desk: Desk) -> None:
    async with desk.http() as http:
        unknown = await http.post("/api/v1/projects", json={"title": "t", "colour": "red", "settings": {"heigth": 720}})
        assert await problem(unknown) == (422, "invalid")
        assert {one["pointer"] for one in unknown.json()["errors"]} == {"/colour", "/settings/heigth"}
        assert "remove it" in unknown.json()["detail"]
        assert await problem(await http.post("/api/v1/projects", content=b"{", headers={"content-type": "application/json"})) == (400, "malformed")
        assert await problem(await http.post("/api/v1/projects", json={"title": ""})) == (422, "invalid")
        assert await problem(await http.post("/api/v1/projects", json={"title": "t", "settings": {"language": "xx"}})) == (422, "invalid")


@pytest.mark.parametrize("field", ["title", "description", "script"])
async def test_half_a_character_is_refused_and_told_where(desk: Desk, field: str) -> None:
    async with desk.http() as http:
        body = json.dumps({"title": "T", "script": SCRIPT, field: "Asha: A \ud800 b"})
        answer = await http.post("/api/v1/projects", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"


async def test_a_version_of_5000_digits_is_no_etag(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        url = f"/api/v1/projects/{project['project_id']}"
        answer = await http.patch(url, json={"title": "New"}, headers={"If-Match": f'"{"9" * 5_000}"'})
        assert answer.status_code == 422, answer.text


async def test_what_is_no_id_leads_nowhere_else(desk: Desk) -> None:
    """An id becomes a part of a path when we ask the read side: it must not be able to change where that leads."""
    async with desk.http() as http:
        for id in ("", ".", "..", "../credits", "?limit=1", "x#y", "a b\nc", "prj_1\n", "p" * 65):
            for path in ("/api/v1/credits/estimate", "/api/v1/jobs"):
                answer = await http.post(path, json={"project_id": id}, headers={"Idempotency-Key": "k"})
                assert await problem(answer) == (422, "invalid"), (path, id)
                assert answer.json()["errors"][0]["pointer"] == "/project_id"
        for id in ("%2E", "%2E%2E", "%3Flimit=1", "x%23y", "a%20b%0Ac", "%C3%A9"):
            assert await problem(await http.post(f"/api/v1/jobs/{id}/retry", headers={"Idempotency-Key": "k"})) == (422, "invalid"), id
        assert await problem(await http.post("/api/v1/credits/estimate?at=%C3%A9%0A", json={"project_id": "prj_1"})) == (422, "invalid")


async def test_two_changes_at_once_are_refused(desk: Desk) -> None:
    async with desk.http() as http:
        project = await desk.project(http)
        both = {"title": "x", "settings": {"height": 360}}
        answer = await http.patch(f"/api/v1/projects/{project['project_id']}", json=both, headers={"If-Match": project["etag"]})
        assert await problem(answer) == (422, "invalid")


async def test_a_script_that_is_refused_makes_no_project(desk: Desk) -> None:
    async with desk.http() as http:
        before = await desk.log.end("studio.commands", partition_of(ME))
        assert await problem(await http.post("/api/v1/projects", json={"title": "t", "script": "  \n "})) == (422, "script_refused")
        assert await desk.log.end("studio.commands", partition_of(ME)) == before


OPERATIONS: list[tuple[str, str, Any]] = [
    *((method, f"/api/v1/projects/{{project}}{path}", body) for method, path, body in CHANGES),
    ("POST", "/api/v1/projects/{project}/restore", None),
    ("POST", "/api/v1/credits/estimate", {"project_id": "{project}"}),
    ("POST", "/api/v1/jobs", {"project_id": "{project}"}),
    ("POST", "/api/v1/generate/video", {"project_id": "{project}"}),
    ("POST", "/api/v1/jobs/{job}/cancel", None),
    ("POST", "/api/v1/jobs/{job}/retry", None),
]


async def test_what_is_anothers_is_not_there(desk: Desk) -> None:
    """Two people times every operation: 404, never 403, and nothing is changed or spent."""
    await desk.grant(100)
    await desk.grant(100, STRANGER)
    async with desk.http() as mine, desk.http(STRANGER) as theirs:
        project = await desk.project(mine)
        job = (await desk.film(mine, project)).json()
        ids = {"project": project["project_id"], "job": job["job_id"]}
        end = await desk.log.end("studio.events", partition_of(ME))
        for method, path, body in OPERATIONS:
            said = {name: value.format(**ids) for name, value in body.items()} if body and "project_id" in body else body
            headers = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": project["etag"]}
            answer = await theirs.request(method, path.format(**ids), json=said, headers=headers)
            assert await problem(answer) == (404, "not_found"), (method, path, answer.text)
            missing = await theirs.request(method, path.format(project="prj_none", job="job_none"), json=said, headers=headers)
            assert missing.status_code == 404 or "project_id" in (body or {})
        assert await desk.log.end("studio.events", partition_of(ME)) == end
        balance = await theirs.get("/api/v1/credits")
        assert balance.json()["available"] == 10_000


async def test_every_operation_is_among_those_that_are_tried(desk: Desk) -> None:
    async with desk.http() as http:
        paths = (await http.get("/command_api/openapi.json")).json()["paths"]
    documented = {(method.upper(), path) for path, operations in paths.items() for method in operations if method != "get"}
    tried = {(method, path.replace("{project}", "{project_id}").replace("{job}", "{job_id}").replace("/versions/1/", "/versions/{script_version}/"))
             for method, path, _ in OPERATIONS}  # fmt: skip
    assert documented - tried == {("POST", "/api/v1/projects")}


async def test_without_a_token_nothing_is_done(desk: Desk) -> None:
    async with desk.http(None) as http:
        for method, path, body in OPERATIONS:
            answer = await http.request(method, path.format(project="p", job="j"), json=body)
            assert await problem(answer) == (401, "unauthenticated")


async def test_words_are_sealed_in_the_log(desk: Desk) -> None:
    async with desk.http() as http:
        await desk.project(http, title="Geheimnis", description="Niemand darf es lesen")
        await http.post("/api/v1/projects", json={"title": "Geheimnis zwei"}, headers={"X-Request-Id": "r-1"})
    records = [one for topic in ("studio.commands", "studio.events") for one in await desk.log.read(topic, partition_of(ME), 0)]
    assert any(b"prj_" in one.value for one in records)
    written = b"\n".join([one.value + repr(dict(one.headers)).encode() for one in records])
    assert b"Geheimnis" not in written
    assert b"Niemand" not in written
    assert b"127.0.0.1" not in written
