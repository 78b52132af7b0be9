"""What people see of a film that was made: every route, its conventions, and that nobody sees what is another's."""

from __future__ import annotations

import csv
import io
from itertools import accumulate
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy import func, select

from infra.database.identity import ACCOUNT_KEYS
from schemas.partitions import partition_of
from tests.projections.histories import ACCOUNT, JOB, PROJECT, SECOND_JOB, a_film
from tests.query_api.conftest import BOTH, SCRIPT, STRANGER, House

PARTITION = partition_of(ACCOUNT)


async def get(house: House, path: str, account: str | None = ACCOUNT, status: int = 200, **headers: str) -> Any:
    async with house.http(account) as http:
        answer = await http.get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json() if "json" in answer.headers.get("content-type", "") else answer


async def test_a_project_shows_its_title_its_script_and_its_latest_job(filmed: House) -> None:
    project = await get(filmed, f"/projects/{PROJECT}")
    assert project | {"settings": None, "created_at": "", "updated_at": ""} == {
        "project_id": PROJECT, "title": "second", "description": None, "status": "completed", "settings": None, "script_version": 1,
        "script_hash": project["script_hash"], "script_size": len(SCRIPT.encode()), "script_format": "text", "latest_job_id": SECOND_JOB,
        "latest_job_status": "cancelled", "latest_job_progress": project["latest_job_progress"], "film_url": project["film_url"],
        "thumbnail_url": None, "version": 5, "created_at": "", "updated_at": "",
    }  # fmt: skip
    assert project["created_at"].startswith("2025-06-15T")
    async with filmed.http() as http:
        assert (await http.get(f"/api/v1/projects/{PROJECT}")).headers["etag"] == '"5"'
        assert (await http.get(project["film_url"])).content == b"bytes of film.mp4"


async def test_the_script_comes_with_its_text(filmed: House) -> None:
    script = await get(filmed, f"/projects/{PROJECT}/script")
    assert (script["text"], script["script_version"]) == (SCRIPT, 1)
    assert (await get(filmed, f"/projects/{PROJECT}/script?version=1"))["text"] == SCRIPT
    assert (await get(filmed, f"/projects/{PROJECT}/script?version=2", status=404))["code"] == "not_found"
    versions = (await get(filmed, f"/projects/{PROJECT}/script/versions"))["items"]
    assert [(one["script_version"], one["script_hash"]) for one in versions] == [(1, script["script_hash"])]


async def test_a_job_tells_how_it_went(filmed: House) -> None:
    job = await get(filmed, f"/jobs/{JOB}")
    assert (job["status"], job["progress"], job["charged"], job["error"], job["length_ms"]) == ("completed", 100, 100, None, 30_000)
    assert (job["tasks_total"], job["tasks_done"], job["notes"]) == (11, 11, ["a stand-in spoke"])
    assert [step["step"] for step in job["steps"]] == ["analysis", "characters", "scenes", "composition", "video", "audio", "final"]
    assert [task["status"] for task in job["tasks"]] == ["done"] * 11
    assert job["script_hash"] == "script"
    cancelled = await get(filmed, f"/jobs/{SECOND_JOB}")
    assert (cancelled["status"], cancelled["charged"], cancelled["output_url"]) == ("cancelled", 0, None)
    assert {task["status"] for task in cancelled["tasks"]} == {"done", "cancelled"}


async def test_who_polls_gets_the_short_form(filmed: House) -> None:
    status = await get(filmed, f"/jobs/{JOB}/status")
    assert status == {
        "job_id": JOB, "status": "completed", "progress": 100, "current_step": "final", "eta_seconds": None, "output_url": status["output_url"],
        "error": None, "position": f"{PARTITION}:97",
    }  # fmt: skip


async def test_a_running_job_says_when_it_may_end(house: House) -> None:
    await house.tell(ACCOUNT, *a_film()[:12])
    job = await get(house, f"/jobs/{JOB}/status")
    assert (job["status"], job["eta_seconds"] is not None) == ("running", True)
    house.now[0] += 60_000
    assert (await get(house, f"/jobs/{JOB}/status"))["eta_seconds"] > job["eta_seconds"]


async def test_a_cost_adds_up_to_what_was_reserved(filmed: House) -> None:
    for job_id, charged, released in ((JOB, 100, 0), (SECOND_JOB, 0, 100)):
        cost = await get(filmed, f"/jobs/{job_id}/cost")
        assert (cost["reserved"], cost["charged"], cost["released"]) == (100, charged, released)
        assert cost["estimate"]["amount"] == 100
    assert sum(one["engine_ms"] for one in cost["work"]) == 40 * sum(one["tasks"] for one in cost["work"] if one["engine_ms"])


async def test_a_download_link_works_without_a_token_for_15_minutes_and_for_this_asset_only(filmed: House) -> None:
    files = (await get(filmed, f"/jobs/{JOB}/download"))["files"]
    assert [one["name"] for one in files] == ["film.mp4"]
    everything = (await get(filmed, f"/jobs/{JOB}/download?kind=all"))["files"]
    assert len(everything) == 6
    async with filmed.http(None) as http:
        assert (await http.get(files[0]["url"])).content == b"bytes of film.mp4"
        other = files[0]["url"].replace(files[0]["asset_id"], everything[0]["asset_id"])
        assert (await http.get(other)).status_code == 401
        assert (await http.get(files[0]["url"].replace("expires=17", "expires=18"))).status_code == 401
        assert (await http.get(files[0]["url"].replace(ACCOUNT, STRANGER))).status_code == 401
        filmed.now[0] += 15 * 60_000
        assert (await http.get(files[0]["url"])).status_code == 401


async def test_whoever_invents_links_is_told_the_same_whatever_is_wrong_and_leaves_nothing_behind(filmed: House) -> None:
    files = (await get(filmed, f"/jobs/{JOB}/download"))["files"]
    keys = await _keys(filmed)
    async with filmed.http(None) as http:
        invented = [await http.get(files[0]["url"].replace(ACCOUNT, f"acc_nobody{number}")) for number in range(5)]
        changed = await http.get(files[0]["url"].replace("expires=17", "expires=18"))
        await filmed.keyring.destroy(ACCOUNT)
        erased = await http.get(files[0]["url"])
    problems = [(answer.status_code, answer.json()["detail"]) for answer in (*invented, changed, erased)]
    assert set(problems) == {(401, changed.json()["detail"])}
    assert await _keys(filmed) == keys


async def _keys(house: House) -> int:
    async with house.identity.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(ACCOUNT_KEYS))).scalar_one())


@BOTH
async def test_lists_come_in_pages_that_hold_everything_once(filmed: House) -> None:
    async with filmed.http() as http:
        seen, url = [], f"/api/v1/jobs/{JOB}/tasks?limit=3"
        while url:
            answer = await http.get(url)
            page = answer.json()
            seen += [one["task_id"] for one in page["items"]]
            link = answer.headers.get("link", "")
            assert ("cursor=" in link) == (page["next_cursor"] is not None)
            url = link[1:].partition(">")[0] if link else ""
    assert len(seen) == len(set(seen)) == 11


@BOTH
async def test_every_list_takes_limit_and_cursor(filmed: House) -> None:
    of_project = [f"/projects/{PROJECT}/{what}" for what in ("jobs", "assets", "audit", "script/versions")]
    for path in (
        "/projects",
        *of_project,
        "/jobs",
        f"/jobs/{JOB}/tasks",
        f"/jobs/{JOB}/events",
        "/assets",
        "/credits/transactions",
        "/audit",
        "/events",
    ):
        first = await get(filmed, f"{path}?limit=1")
        assert len(first["items"]) == 1
        if first["next_cursor"]:
            second = await get(filmed, f"{path}?limit=1&cursor={first['next_cursor']}")
            assert second["items"] != first["items"]
        for bad in ("limit=0", "limit=101", "limit=x", "cursor=%00", "cursor=zzz", "cursor=LTE"):
            assert (await get(filmed, f"{path}?{bad}", status=422))["code"] == "invalid", (path, bad)


async def test_lists_can_be_narrowed(filmed: House) -> None:
    assert [one["job_id"] for one in (await get(filmed, "/jobs?status=cancelled"))["items"]] == [SECOND_JOB]
    assert [one["job_id"] for one in (await get(filmed, f"/jobs?project_id={PROJECT}"))["items"]] == [SECOND_JOB, JOB]
    assert (await get(filmed, "/jobs?project_id=nothing"))["items"] == []
    assert (await get(filmed, "/projects?status=draft"))["items"] == []
    assert {one["type"] for one in (await get(filmed, f"/assets?job_id={JOB}&type=clip"))["items"]} == {"clip"}
    assert (await get(filmed, "/jobs?status=nonsense", status=422))["errors"][0]["pointer"] == "/status"


@BOTH
async def test_the_statement_explains_every_movement(filmed: House) -> None:
    lines = (await get(filmed, "/credits/transactions"))["items"]
    told = [(one["type"], one["amount"], one["balance_after"], one["held_after"], one["reason"], one["job_id"]) for one in reversed(lines)]
    assert told == [
        ("grant", 6000, 6000, 0, "plan_monthly", None),
        ("adjust", 5000, 11000, 0, "adjustment", None),
        ("reserve", -100, 10900, 100, "job_requested", JOB),
        ("debit", -100, 10900, 0, "delivered", JOB),
        ("reserve", -100, 10800, 100, "job_requested", SECOND_JOB),
        ("release", 100, 10900, 0, "cancelled", SECOND_JOB),
    ]
    assert lines[-2]["note"] == "why"
    assert [(one["title"], one["description"]) for one in reversed(lines)] == [
        (None, "Credits of the month"),
        (None, "An adjustment"),
        ("second", "Held while “second” is made"),
        ("second", "Charged for “second”, out of what was held"),
        ("second", "Held while “second” is made"),
        ("second", "Given back: “second” was cancelled"),
    ]
    balance = await get(filmed, "/credits")
    assert balance["granted"] == sum(balance[name] for name in ("available", "reserved", "spent", "expired", "revoked"))
    assert (balance["available"], balance["spent"]) == (10900, 100)
    assert sum(grant["available"] for grant in balance["grants"]) == 10900


async def test_what_was_held_is_right_under_any_filter(filmed: House) -> None:
    lines = (await get(filmed, f"/credits/transactions?type=reserve&job_id={SECOND_JOB}"))["items"]
    assert [(one["amount"], one["held_after"]) for one in lines] == [(-100, 100)]
    first = (await get(filmed, "/credits/transactions?limit=1"))["items"][0]
    assert (await get(filmed, "/credits/transactions?to=1"))["items"] == []
    assert (await get(filmed, "/credits/transactions?limit=2"))["items"][0] == first


async def test_the_statement_as_a_spreadsheet(filmed: House) -> None:
    answer = await get(filmed, "/credits/transactions.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["type"] for row in rows] == ["release", "reserve", "debit", "reserve", "adjust", "grant"]
    for column in ("balance", "held"):
        sums = accumulate(int(row[f"{column}_change"]) for row in reversed(rows))
        assert list(sums) == [int(row[f"{column}_after"]) for row in reversed(rows)], "each column sums up to the one beside it"
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["studio-position"] == f"{PARTITION}:97"


async def test_the_trail_has_every_command_also_the_refused(filmed: House) -> None:
    entries = []
    cursor = ""
    while cursor is not None:
        page = await get(filmed, f"/audit?limit=20{cursor and '&cursor=' + cursor}")
        entries += page["items"]
        cursor = page["next_cursor"]
    assert len(entries) == len(a_film())
    refused = [one for one in entries if one["outcome"] == "refused"]
    assert [(one["command"], one["code"], one["target"]) for one in refused] == [("project.rename", "stale_version", PROJECT)]
    first = [one["command"] for one in reversed(entries)][:7]
    assert first == ["account.open", "credits.grant", "project.create", "project.rename", "project.rename", "job.request", "task.start"]
    of_project = await get(filmed, f"/projects/{PROJECT}/audit?limit=100")
    assert len(of_project["items"]) == len(a_film()) - 2
    assert (await get(filmed, "/audit?outcome=refused"))["items"] == refused


async def test_a_command_is_found_by_its_id(filmed: House) -> None:
    newest = (await get(filmed, "/audit?limit=1"))["items"][0]
    assert await get(filmed, f"/audit/{newest['command_id']}") == newest
    for command_id in ("c_ghost", newest["command_id"]):
        assert (await get(filmed, f"/audit/{command_id}", STRANGER, 404))["code"] == "not_found"


async def test_the_event_browser_opens_what_was_sealed(filmed: House) -> None:
    newest = (await get(filmed, "/events?limit=1"))["items"][0]
    assert (newest["type"], newest["position"]) == ("project.restored.v1", f"{PARTITION}:97")
    renamed = (await get(filmed, "/events?type=project.renamed"))["items"]
    assert [one["data"]["title"] for one in renamed] == ["second"]
    assert {one["type"] for one in (await get(filmed, "/events?type=credits"))["items"]} == {
        "credits.granted.v1", "credits.adjusted.v1", "credits.reserved.v1", "credits.debited.v1", "credits.released.v1",
    }  # fmt: skip
    page = await get(filmed, f"/events?from={PARTITION}:90&limit=5")
    assert [one["position"] for one in page["items"]] == [f"{PARTITION}:{seq}" for seq in range(90, 95)]
    rest = await get(filmed, f"/events?from={PARTITION}:90&limit=5&cursor={page['next_cursor']}")
    assert [one["position"] for one in rest["items"]] == [f"{PARTITION}:{seq}" for seq in range(95, 98)]
    assert rest["next_cursor"] is None


async def test_a_jobs_history_is_told_from_its_beginning(filmed: House) -> None:
    events = (await get(filmed, f"/jobs/{JOB}/events?limit=100"))["items"]
    assert [one["type"] for one in events][:3] == ["credits.reserved.v1", "job.requested.v1", "job.planned.v2"]
    assert {one["job_id"] for one in events} == {JOB}


async def test_use_is_counted_by_day(filmed: House) -> None:
    usage = await get(filmed, "/users/me/usage")
    total = usage["total"]
    assert (total["jobs_requested"], total["jobs_completed"], total["jobs_cancelled"]) == (2, 1, 1)
    assert (total["films"], total["film_seconds"], total["credits_spent"]) == (1, 30, 100)
    assert sum(day["tasks_done"] for day in usage["days"]) == total["tasks_done"] > 10
    assert usage["tier"] == "pro"


PATHS = [
    f"/projects/{PROJECT}", f"/projects/{PROJECT}/script", f"/projects/{PROJECT}/script/versions", f"/projects/{PROJECT}/jobs",
    f"/projects/{PROJECT}/assets", f"/projects/{PROJECT}/audit", f"/jobs/{JOB}", f"/jobs/{JOB}/status", f"/jobs/{JOB}/tasks", f"/jobs/{JOB}/cost",
    f"/jobs/{JOB}/events", f"/jobs/{JOB}/download", f"/jobs/{JOB}/stream",
]  # fmt: skip


async def test_what_is_anothers_is_exactly_as_missing_as_what_never_was(filmed: House) -> None:
    for path in PATHS:
        theirs = await get(filmed, path, STRANGER, 404)
        never = await get(filmed, path.replace(PROJECT, "prj_ghost").replace(JOB, "job_ghost"), STRANGER, 404)
        for problem in (theirs, never):
            problem.pop("request_id")
        assert theirs == {**never, "detail": never["detail"].replace("prj_ghost", PROJECT).replace("job_ghost", JOB)}


async def test_another_persons_asset_cannot_be_had(filmed: House) -> None:
    asset = (await get(filmed, "/assets"))["items"][0]
    for path in (f"/assets/{asset['asset_id']}", f"/assets/{asset['asset_id']}/content"):
        assert (await get(filmed, path, STRANGER, 404))["code"] == "not_found"


async def test_lists_show_only_ones_own(filmed: House) -> None:
    for path in ("/projects", "/jobs", "/assets", "/credits/transactions", "/audit", "/events"):
        own = await get(filmed, path, STRANGER)
        assert PROJECT not in str(own)
        assert JOB not in str(own)


async def test_without_a_token_nothing_is_told(filmed: House) -> None:
    for path in ("/projects", *PATHS, "/assets/ast_1/content", "/credits", "/users/me/usage"):
        assert (await get(filmed, path, None, 401))["code"] == "unauthenticated"


async def test_every_answer_is_as_the_document_says(filmed: House) -> None:
    """The OpenAPI document is complete: each JSON route has a response schema, and what it answers fits."""
    async with filmed.http() as http:
        document = (await http.get("/query_api/openapi.json")).json()
        asset = (await http.get("/api/v1/assets")).json()["items"][0]["asset_id"]
        command = (await http.get("/api/v1/audit")).json()["items"][0]["command_id"]
        for template, operations in document["paths"].items():
            if not template.startswith("/api/v1") or template.endswith(("/content", "/stream", ".csv")):
                continue
            path = template.format(project_id=PROJECT, job_id=JOB, asset_id=asset, command_id=command)
            schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            assert "$ref" in schema, template
            answer = await http.get(path)
            assert answer.status_code == 200, template
            Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())
