"""A newcomer over HTTP, against a real `studio dev`: from a script to the bytes of a film, and every convention on the way."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx2
import pytest

from tests.journeys.conftest import SMALL, Person, Running, key
from tests.support.real_studio import EDITED, SCRIPT


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that an answer must be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = dict(answer.json())
    assert body["code"] == code
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["detail"]
    return body


@pytest.fixture(scope="module")
def job(dev: Running) -> dict[str, Any]:
    """A film of the script that this folder has filmed before."""
    return dev.me.ended(dev.me.film(SCRIPT, title="Tiny"))


def test_from_a_script_to_a_film_and_every_answer_sees_what_came_before(dev: Running) -> None:
    me = dev.me.http
    made = me.post("/projects", json={"title": "Two words", "script": SCRIPT, "settings": SMALL}, headers=key())
    assert made.status_code == 201
    position, here = made.headers["studio-position"], made.headers["location"].removeprefix("/api/v1")
    shown = me.get(here, headers={"If-Position": position})
    assert (shown.status_code, shown.json()["title"], shown.json()["script_hash"]) == (200, "Two words", hashlib.sha256(SCRIPT.encode()).hexdigest())

    quote = me.post("/credits/estimate", json={"project_id": made.json()["project_id"]}).json()
    assert (quote["amount"], quote["scenes"], quote["characters"]) == (100, 2, ["மீனா", "ராஜா"])
    before = dev.me.credits()

    accepted = dev.me.request(made.json()["project_id"])
    assert (accepted.status_code, accepted.json()["reserved"]) == (202, 100)
    job_id, at = accepted.json()["job_id"], accepted.headers["studio-position"]
    assert me.get(f"/jobs/{job_id}", headers={"If-Position": at}).status_code == 200
    assert me.get(f"/jobs/{job_id}/status", params={"at": at}).status_code == 200
    ended = dev.me.ended(job_id)
    assert (ended["status"], ended["charged"]) == ("completed", 100)
    after = dev.me.credits()
    assert (after["available"], after["reserved"], after["spent"]) == (before["available"] - 100, before["reserved"], before["spent"] + 100)


def test_a_position_that_has_not_come_yet_is_pending_or_gone(dev: Running) -> None:
    partition, _, seq = dev.me.http.get("/credits").headers["studio-position"].partition(":")
    answer = dev.me.http.get("/credits", headers={"If-Position": f"{partition}:{int(seq) + 1_000_000}"})
    assert (answer.status_code, answer.json()["code"]) in ((410, "gone_position"), (503, "position_pending"))
    problem(dev.me.http.get("/credits", headers={"If-Position": "nonsense"}), 422, "invalid")


def test_the_stream_tells_the_whole_life_of_a_job_and_tells_the_rest_again_to_who_was_cut_off(dev: Running, job: dict[str, Any]) -> None:
    whole = events(dev.me, job["job_id"])
    assert whole[-1]["event"] == "job.completed"
    assert whole[0]["event"] == "job.state"
    ids = [one["id"] for one in whole]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids, key=lambda one: int(one.partition(":")[2]))
    middle = len(ids) // 2
    assert events(dev.me, job["job_id"], ids[middle]) == whole[middle + 1 :]
    assert dev.me.http.get(f"/jobs/{job['job_id']}/stream", headers={"Last-Event-ID": ids[-1]}).status_code == 204


def events(person: Person, job_id: str, last: str | None = None) -> list[dict[str, str]]:
    """What the stream tells until it ends."""
    with person.http.stream("GET", f"/jobs/{job_id}/stream", headers={"Last-Event-ID": last} if last else {}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = "".join(answer.iter_text())
    blocks = [dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":")) for block in text.strip().split("\n\n")]
    return [block for block in blocks if "id" in block]


def test_a_film_is_watched_while_it_is_made(dev: Running) -> None:
    job_id = dev.me.film(SCRIPT.replace("வணக்கம்", "வாழ்க"), title="Watched")
    seen = events(dev.me, job_id)
    assert seen[-1]["event"] == "job.completed"
    assert dev.me.http.get(f"/jobs/{job_id}").json()["status"] == "completed"


def test_assets_come_whole_in_pieces_or_not_at_all(dev: Running, job: dict[str, Any]) -> None:
    assets = {one["name"]: one for one in dev.me.http.get("/assets", params={"job_id": job["job_id"], "limit": 100}).json()["items"]}
    film = assets["film.mp4"]
    here = film["content_url"].removeprefix("/api/v1")
    whole = dev.me.http.get(here)
    assert (whole.status_code, whole.headers["content-type"], len(whole.content)) == (200, "video/mp4", film["size"])
    assert hashlib.sha256(whole.content).hexdigest() == film["content_hash"]
    first = dev.me.http.get(here, headers={"Range": "bytes=0-999"})
    assert (first.status_code, first.headers["content-range"]) == (206, f"bytes 0-999/{film['size']}")
    rest = dev.me.http.get(here, headers={"Range": "bytes=1000-"})
    assert first.content + rest.content == whole.content
    assert dev.me.http.get(here, headers={"Range": "bytes=-10"}).content == whole.content[-10:]
    beyond = dev.me.http.get(here, headers={"Range": f"bytes={film['size']}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{film['size']}")
    assert dev.me.http.get(here, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    signed = dev.me.http.get(f"/assets/{film['asset_id']}").json()["signed_url"]
    assert httpx2.get(dev.url + signed).content == whole.content
    problem(httpx2.get(dev.url + signed.replace("expires=1", "expires=2")), 401, "unauthenticated")


def test_a_cancelled_film_costs_nothing_that_was_not_delivered_and_a_retry_finds_what_was_made(dev: Running) -> None:
    before = dev.me.credits()
    job_id = dev.me.film(EDITED, title="Cancelled")
    assert dev.me.credits()["reserved"] == before["reserved"] + 100
    cancelled = dev.me.http.post(f"/jobs/{job_id}/cancel", headers=key())
    assert (cancelled.status_code, cancelled.json()["charged"]) == (200, 0)
    assert dev.me.http.get(f"/jobs/{job_id}", headers={"If-Position": cancelled.headers["studio-position"]}).json()["status"] == "cancelled"
    assert dev.me.credits() == before
    problem(dev.me.http.post(f"/jobs/{job_id}/cancel", headers=key()), 409, "not_allowed")

    again = dev.me.http.post(f"/jobs/{job_id}/retry", headers=key())
    assert again.status_code == 202, again.text
    ended = dev.me.ended(again.json()["job_id"])
    assert (ended["status"], ended["from_job"], ended["charged"]) == ("completed", job_id, 100)
    lines = [(line["type"], line["amount"]) for line in reversed(dev.me.statement()) if line["job_id"] in (job_id, ended["job_id"])]
    assert lines == [("reserve", -100), ("release", 100), ("reserve", -100), ("debit", -100)]


def test_a_repeated_key_gets_the_first_answer_and_another_body_is_refused(dev: Running) -> None:
    project, other = dev.me.project(SCRIPT, "Once"), dev.me.project(SCRIPT, "Another")
    before, headers = dev.me.credits(), key()
    first = dev.me.http.post("/generate/video", json={"project_id": project}, headers=headers)
    again = dev.me.http.post("/generate/video", json={"project_id": project}, headers=headers)
    assert (again.status_code, again.json()) == (202, first.json())
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    problem(dev.me.http.post("/generate/video", json={"project_id": other}, headers=headers), 422, "idempotency_mismatch")
    assert dev.me.ended(first.json()["job_id"])["status"] == "completed"
    assert dev.me.credits()["spent"] == before["spent"] + 100
    assert len(dev.me.http.get("/jobs", params={"project_id": project}).json()["items"]) == 1


def test_what_spends_needs_a_key(dev: Running) -> None:
    answer = dev.me.http.post("/generate/video", json={"project_id": dev.me.project(SCRIPT, "Without a key")})
    problem(answer, 400, "idempotency_key_required")
    assert "Idempotency-Key" in answer.json()["detail"]


def test_a_change_says_which_version_it_changes(dev: Running) -> None:
    here = f"/projects/{dev.me.project(SCRIPT, 'Versions')}"
    seen = dev.me.http.get(here)
    problem(dev.me.http.put(f"{here}/script", json={"text": EDITED}), 428, "precondition_required")
    changed = dev.me.http.put(f"{here}/script", json={"text": EDITED}, headers={"If-Match": seen.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != seen.headers["etag"]
    problem(dev.me.http.put(f"{here}/script", json={"text": SCRIPT}, headers={"If-Match": seen.headers["etag"]}), 412, "stale_version")
    assert dev.me.http.get(f"{here}/script", params={"at": changed.headers["studio-position"]}).json()["text"] == EDITED


def test_the_audit_trail_holds_what_was_accepted_and_what_was_refused(dev: Running) -> None:
    project = dev.me.project(SCRIPT, "Audited")
    stale = dev.me.http.put(f"/projects/{project}/script", json={"text": EDITED}, headers={"If-Match": '"7"', "X-Request-ID": "who-was-it"})
    problem(stale, 412, "stale_version")
    refused = dev.me.http.get("/audit", params={"outcome": "refused"}).json()["items"][0]
    assert (refused["command"], refused["code"], refused["correlation_id"]) == ("project.save_script", "stale_version", "who-was-it")
    assert refused["ip"] == "127.0.0.1"
    of_project, created = dev.me.http.get("/audit", params={"project_id": project}).json()["items"]
    assert of_project == refused
    assert (created["command"], created["outcome"], created["events"]) == (
        "project.create",
        "accepted",
        ["project.created.v1", "project.script_saved.v1"],
    )


def test_what_is_somebody_elses_does_not_exist(dev: Running, job: dict[str, Any]) -> None:
    other = dev.somebody()
    job_id, project_id = job["job_id"], job["project_id"]
    asset = dev.me.http.get("/assets", params={"job_id": job_id}).json()["items"][0]["asset_id"]
    for path in (
        f"/projects/{project_id}", f"/projects/{project_id}/script", f"/jobs/{job_id}", f"/jobs/{job_id}/status", f"/jobs/{job_id}/tasks",
        f"/jobs/{job_id}/cost", f"/jobs/{job_id}/events", f"/jobs/{job_id}/stream", f"/jobs/{job_id}/download", f"/assets/{asset}",
        f"/assets/{asset}/content",
    ):  # fmt: skip
        problem(other.http.get(path), 404, "not_found")
    for path, body in (("/generate/video", {"project_id": project_id}), ("/credits/estimate", {"project_id": project_id})):
        problem(other.http.post(path, json=body, headers=key()), 404, "not_found")
    for path in (f"/jobs/{job_id}/cancel", f"/jobs/{job_id}/retry"):
        problem(other.http.post(path, headers=key()), 404, "not_found")
    problem(other.http.put(f"/projects/{project_id}/script", json={"text": EDITED}, headers={"If-Match": '"1"'}), 404, "not_found")
    assert all(other.http.get(path).json()["items"] == [] for path in ("/projects", "/jobs", "/assets"))
    problem(httpx2.get(f"{dev.url}/api/v1/jobs/{job_id}"), 401, "unauthenticated")


def test_health_and_metrics(dev: Running) -> None:
    assert httpx2.get(f"{dev.url}/livez").json() == {"status": "ok"}
    assert httpx2.get(f"{dev.url}/readyz").json()["status"] == "ok"
    problem(dev.me.http.get("/jobs/job_nowhere"), 404, "not_found")
    metrics = httpx2.get(f"{dev.url}/metrics").text
    assert 'route="/api/v1/jobs/{job_id}"' in metrics
    assert "job_nowhere" not in metrics
