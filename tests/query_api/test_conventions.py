"""Positions, ranges, ETags, problems and health: what every client relies on."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from projections import generations
from schemas.events.job import JobStarted
from schemas.partitions import partition_of
from tests.projections.histories import ACCOUNT, JOB, PROJECT, a_film, end_of, until
from tests.query_api.conftest import STRANGER, House

PARTITION = partition_of(ACCOUNT)


# --- positions


async def test_an_answer_says_where_it_stands_and_waits_for_what_was_seen(house: House) -> None:
    at = await house.tell(ACCOUNT, *a_film()[:5])
    async with house.http() as http:
        answer = await http.get(f"/api/v1/projects/{PROJECT}", headers={"If-Position": str(at)})
        assert answer.headers["studio-position"] == str(at)
        later = f"{PARTITION}:{at.seq + 1}"
        asking = asyncio.create_task(http.get(f"/api/v1/jobs?at={later}"))
        await asyncio.sleep(0.05)
        assert not asking.done()
        await house.chronicler.write(ACCOUNT, a_film()[5])
        answer = await asking
        assert answer.status_code == 200
        assert [job["job_id"] for job in answer.json()["items"]] == [JOB]


async def test_a_position_that_does_not_come_is_pending_and_one_that_cannot_is_gone(house: House) -> None:
    at = await house.tell(ACCOUNT, *a_film()[:6])
    await house.chronicler.write_raw(ACCOUNT, "job.started.v1", b"broken")  # jobs stop here; the log goes on
    async with house.http() as http:
        pending = await http.get("/api/v1/jobs", headers={"If-Position": f"{PARTITION}:{at.seq + 1}"})
        assert (pending.status_code, pending.json()["code"]) == (503, "position_pending")
        assert pending.headers["retry-after"] == "1"
        gone = await http.get("/api/v1/jobs", headers={"If-Position": f"{PARTITION}:{at.seq + 2}"})
        assert (gone.status_code, gone.json()["code"]) == (410, "gone_position")
        answer = await http.get("/api/v1/jobs")
        assert (answer.headers["studio-position"], answer.headers["studio-read-only"]) == (str(at), "true")


async def test_only_the_highest_of_ones_own_partition_is_waited_for(house: House) -> None:
    at = await house.tell(ACCOUNT, *a_film()[:6])
    other = (PARTITION + 1) % 16
    async with house.http() as http:
        answer = await http.get("/api/v1/jobs", headers={"If-Position": f"{PARTITION}:0, {other}:99, {at}"})
        assert answer.status_code == 200
        for bad in ("x", "1", "1:2:3", "-1:2", "16:0", "1:-1", "1:٣", f"1:{'9' * 40}", ",", "1: 2"):
            answer = await http.get("/api/v1/jobs", params={"at": bad})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), bad


async def test_who_knows_no_position_may_ask_for_the_end(house: House) -> None:
    await house.tell(ACCOUNT, *a_film()[:5])
    await house.chronicler.write(ACCOUNT, a_film()[5])
    end = str(await end_of(house.log, ACCOUNT))
    async with house.http() as http:
        for header, query in (("end", None), (None, "end"), (end, "end")):
            headers, params = {"If-Position": header} if header else {}, {"at": query} if query else {}
            answer = await http.get("/api/v1/jobs", headers=headers, params=params)
            assert (answer.headers["studio-position"], [job["job_id"] for job in answer.json()["items"]]) == (end, [JOB])


async def test_the_end_of_history_is_found_behind_what_nobody_believes(house: House) -> None:
    at = await house.tell(ACCOUNT, *a_film()[:6])
    for _ in range(70):
        await house.chronicler.write_zombie(ACCOUNT, JobStarted(job_id=JOB))
    async with house.http() as http:
        assert (await http.get("/api/v1/jobs", params={"at": "end"})).headers["studio-position"] == str(at)


# --- content


@pytest.fixture
async def film_url(filmed: House) -> str:
    async with filmed.http() as http:
        url: str = (await http.get(f"/api/v1/jobs/{JOB}")).json()["output_url"]
        return url


FILM = b"bytes of film.mp4"


async def test_any_range_of_a_film_can_be_had(filmed: House, film_url: str) -> None:
    cases = {
        "bytes=0-3": (206, FILM[:4], "bytes 0-3/17"),
        "bytes=5-": (206, FILM[5:], "bytes 5-16/17"),
        "bytes=-3": (206, FILM[-3:], "bytes 14-16/17"),
        "bytes=-99": (206, FILM, "bytes 0-16/17"),
        "bytes=9-999": (206, FILM[9:], "bytes 9-16/17"),
        "bytes=16-16": (206, FILM[16:], "bytes 16-16/17"),
        "bytes=17-": (416, None, "bytes */17"),
        "bytes=-0": (416, None, "bytes */17"),
        "bytes=5-4": (200, FILM, None),
        "bytes=0-1,4-5": (200, FILM, None),
        "bytes=-": (200, FILM, None),
        "lines=1-2": (200, FILM, None),
        "bytes=99999999999999999999-": (416, None, "bytes */17"),
    }
    async with filmed.http() as http:
        for header, (status, body, content_range) in cases.items():
            answer = await http.get(film_url, headers={"Range": header})
            assert (answer.status_code, answer.headers.get("content-range")) == (status, content_range), header
            if body is not None:
                assert answer.content == body, header
                assert answer.headers["content-length"] == str(len(body))
            else:
                assert answer.json()["code"] == "no_such_range"


async def test_who_has_the_film_is_not_sent_it_again(filmed: House, film_url: str) -> None:
    async with filmed.http() as http:
        whole = await http.get(film_url)
        etag = whole.headers["etag"]
        assert whole.headers["content-type"] == "video/mp4"
        assert whole.headers["accept-ranges"] == "bytes"
        for header in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            again = await http.get(film_url, headers={"If-None-Match": header})
            assert (again.status_code, again.content) == (304, b"")
        assert (await http.get(film_url, headers={"If-None-Match": '"x"'})).status_code == 200
        assert (await http.get(film_url, headers={"If-Range": etag, "Range": "bytes=0-0"})).status_code == 206
        assert (await http.get(film_url, headers={"If-Range": '"x"', "Range": "bytes=0-0"})).status_code == 200
        head = await http.head(film_url)
        assert (head.content, head.headers["content-length"], head.headers["etag"]) == (b"", "17", etag)


async def test_a_blob_that_is_gone_is_a_problem_before_the_first_byte(filmed: House, film_url: str) -> None:
    async with filmed.http() as http:
        hash = (await http.get(film_url)).headers["etag"].strip('"')
        await filmed.objects.delete(ACCOUNT, hash)
        answer = await http.get(film_url)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


# --- problems, health, erasure


async def test_problems_are_problems_and_carry_the_request_id(house: House) -> None:
    await house.tell(STRANGER, a_film()[0])
    async with house.http() as http:
        for path, status, code in [("/api/v1/jobs/none", 404, "not_found"), ("/nowhere", 404, "not_found"), ("/api/v1/jobs?limit=0", 422, "invalid")]:
            answer = await http.get(path, headers={"X-Request-ID": "film-1"})
            problem = answer.json()
            assert (answer.status_code, problem["status"], problem["code"], problem["request_id"]) == (status, status, code, "film-1")
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["x-request-id"] == "film-1"
            assert {"type", "title", "detail"} <= problem.keys()
        assert (await http.post("/api/v1/jobs")).status_code == 405


async def test_a_parameter_that_nobody_knows_and_a_type_that_there_is_not_are_refused(filmed: House) -> None:
    async with filmed.http() as http:
        answer = await http.get("/api/v1/jobs?project=x")
        assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, "no such query parameter: do you mean project_id?")
        for path in ("/api/v1/jobs?at=&limit=1&cursor=MQ&status=failed", "/api/v1/credits/transactions?from=1&to=2", "/api/v1/events?type=job"):
            assert (await http.get(path)).status_code == 200, path
        answer = await http.get("/api/v1/events?type=job.complete")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert "job.completed" in answer.json()["detail"]


async def test_what_cannot_be_seen_is_looked_for_nowhere(filmed: House) -> None:
    """PostgreSQL takes no NUL in a question."""
    async with filmed.http() as http:
        for odd in ("%00", f"{JOB}%00", "%0A", "%E2%80%AE"):
            for path in (f"/api/v1/jobs/{odd}", f"/api/v1/jobs?project_id={odd}", f"/api/v1/projects/{odd}/script", f"/api/v1/assets/{odd}/content"):
                answer = await http.get(path)
                assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), path


async def test_ready_means_that_every_read_model_can_be_read(house: House) -> None:
    async with house.http(None) as http:
        assert (await http.get("/livez")).json() == {"status": "ok"}
        assert (await http.get("/health")).status_code == 200
        await until(lambda: ready(http))
        at = await house.tell(ACCOUNT, *a_film()[:6])
        await house.chronicler.write_raw(ACCOUNT, "job.started.v1", b"broken")
        await until(lambda: stopped(house))
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert f"jobs in partition {at.partition}" in answer.json()["checks"]["read_models"]
        await house.database.close()
        await house.log.close()
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")


async def ready(http: httpx2.AsyncClient) -> bool:
    answer = await http.get("/readyz")
    return answer.status_code == 200 and answer.json() == {"status": "ok", "checks": {"read_models": "ok", "log": "ok"}}


async def stopped(house: House) -> bool:
    return len(house.runner.stopped) > 1


async def test_metrics_name_routes_and_never_ids(filmed: House) -> None:
    async with filmed.http() as http:
        await http.get(f"/api/v1/jobs/{JOB}/status")
        await http.get("/api/v1/nowhere/at/all")
        text = (await http.get("/metrics")).text
    assert 'route="/api/v1/jobs/{job_id}/status"' in text
    assert JOB not in text
    assert "nowhere" not in text


async def test_an_erased_account_shows_no_words(filmed: House) -> None:
    await filmed.keyring.destroy(ACCOUNT)
    async with filmed.http() as http:
        assert (await http.get(f"/api/v1/projects/{PROJECT}")).json()["title"] == "[erased]"
        assert (await http.get("/api/v1/credits/transactions")).json()["items"][-2]["note"] == "[erased]"


async def test_nothing_is_read_while_the_tables_are_being_built(house: House) -> None:
    async with house.http() as http:
        await until(lambda: ready(http))
        await http.get("/api/v1/projects")
        await generations.withdraw(house.database, "projects")
        answer = await http.get("/api/v1/projects")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "projects" in answer.json()["detail"]
