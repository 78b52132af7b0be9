"""What surrounds every route of both APIs: problems, request ids, bounds, metrics, readiness."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx2
import pytest
import structlog
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from prometheus_client import CollectorRegistry
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from infra.http import health as http_health
from infra.http.app import new_app
from infra.http.callers import Caller, bearer
from infra.http.health import Degraded, health_app
from infra.http.middleware import BODY_BYTES_MAX
from infra.http.problems import STATUS, status_of
from schemas import errors
from schemas.errors import Corrupt, InsufficientCredits, StudioError, Unavailable

router = APIRouter()


class Body(BaseModel):
    name: str
    sizes: list[int] = []


@router.post("/things/{thing_id}")
async def put_thing(thing_id: str, body: Body) -> dict[str, str]:
    return {"name": body.name, "id": thing_id}


@router.get("/refused")
async def refused() -> None:
    raise InsufficientCredits("Too few.", needed=5, available=2, secret="not told")


@router.get("/corrupt")
async def corrupt() -> None:
    raise Corrupt("SELECT secret FROM users")


@router.get("/bug")
async def bug() -> None:
    raise ZeroDivisionError("SELECT secret FROM users")


@router.get("/half")
async def half() -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    return StreamingResponse(pieces())


@router.get("/raw")
async def raw(request: Request) -> dict[str, int]:
    return {"size": len(await request.body())}


@router.post("/raw")
async def raw_body(request: Request) -> dict[str, int]:
    return {"size": len(await request.body())}


def made(checks: dict[str, Any] | None = None, registry: CollectorRegistry | None = None) -> FastAPI:
    return new_app("test_api", "Test", [router], checks or {}, registry or CollectorRegistry())


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with client(made()) as http:
        yield http


def client(app: FastAPI) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://t")


def tree(kind: type[StudioError]) -> list[type[StudioError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in tree(child) if below.__module__ == errors.__name__)]


def test_every_class_of_error_has_its_own_line_in_the_table() -> None:
    assert set(tree(StudioError)) == set(STATUS)


def test_a_class_of_an_adapter_has_the_status_of_the_nearest_above_it() -> None:
    class Away(Unavailable):
        pass

    assert status_of(Away("x")) == 503


async def test_a_refusal_tells_what_the_caller_needs_and_no_more(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/refused")
    assert (answer.status_code, answer.headers["content-type"]) == (402, "application/problem+json")
    body = answer.json()
    assert (body["code"], body["needed"], body["available"], body["detail"]) == ("insufficient_credits", 5, 2, "Too few.")
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/corrupt", "/bug"])
async def test_our_own_faults_show_no_stack_and_no_sql_but_the_request_id(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(path, headers={"X-Request-ID": "abc-1"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "abc-1"
    assert not any(word in answer.text for word in ("SELECT", "Traceback", "ZeroDivision"))


async def test_half_an_answer_breaks_off_and_does_not_pretend_to_be_whole(http: httpx2.AsyncClient) -> None:
    with pytest.raises(ZeroDivisionError):
        await http.get("/half")


async def test_a_wrong_body_is_told_where(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/things/1", json={"sizes": [1, "two"]})
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/name", "/sizes/1"}
    broken = await http.post("/things/1", content=b"{", headers={"content-type": "application/json"})
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed")
    assert "character" in broken.json()["detail"]


async def test_a_body_of_another_type_is_told_which_one_it_must_be(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/things/1", content=b"name=a", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type")
    assert "application/json" in answer.json()["detail"]


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb", "é"])
async def test_a_request_id_that_is_no_id_is_replaced(http: httpx2.AsyncClient, given: str) -> None:
    answer = await http.get("/nowhere", headers=[(b"x-request-id", given.encode())])
    assert answer.headers["x-request-id"] not in ("", given)


async def test_a_body_that_is_too_large_is_refused_declared_or_not(http: httpx2.AsyncClient) -> None:
    async def pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 100_000):
            yield b" " * 100_000

    fits = await http.post("/raw", content=b" " * BODY_BYTES_MAX)
    assert fits.json() == {"size": BODY_BYTES_MAX}
    for content in (b" " * (BODY_BYTES_MAX + 1), pieces(BODY_BYTES_MAX + 100_000)):
        for path in ("/raw", "/things/1"):
            answer = await http.post(path, content=content if isinstance(content, bytes) else pieces(BODY_BYTES_MAX + 100_000))
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large"), path
            assert answer.headers["content-type"] == "application/problem+json"


async def test_every_answer_tells_browsers_to_run_and_guess_nothing(http: httpx2.AsyncClient) -> None:
    for path in ("/livez", "/nowhere", "/bug"):
        headers = (await http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


async def test_metrics_count_by_route_template() -> None:
    registry = CollectorRegistry()
    async with client(made(registry=registry)) as http:
        await http.post("/things/17", json={"name": "x"})
        await http.get("/nowhere/17")
        await http.get("/bug")
        text = (await http.get("/metrics")).text
    name = "studio_test_api_request_seconds_count"
    assert registry.get_sample_value(name, {"method": "POST", "route": "/things/{thing_id}", "status": "200"}) == 1
    assert registry.get_sample_value(name, {"method": "GET", "route": "/bug", "status": "500"}) == 1
    assert registry.get_sample_value(name, {"method": "GET", "route": "unknown", "status": "404"}) == 1
    assert "17" not in "".join(
        line for line in text.splitlines() if "route=" in line and "le=" not in line and "_sum" not in line and "_created" not in line
    )


async def test_nobody_can_make_metrics_grow_by_inventing_methods(http: httpx2.AsyncClient) -> None:
    for number in range(5):
        await http.request(f"M{number}", "/nowhere")
    counted = [line for line in (await http.get("/metrics")).text.splitlines() if line.startswith("studio_test_api_request_seconds_count{")]
    assert len(counted) == 1
    assert 'method="OTHER"' in counted[0]
    assert counted[0].endswith(" 5.0")


async def test_the_log_line_of_a_request_carries_its_id(http: httpx2.AsyncClient) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await http.post("/things/17", json={"name": "x"}, headers={"X-Request-ID": "abc-2"})
    (line,) = [one for one in lines if one["event"] == "request"]
    assert (line["request_id"], line["route"], line["status"]) == ("abc-2", "/things/{thing_id}", 200)


async def test_ready_says_for_each_dependency_what_is_wrong() -> None:
    async def well() -> None:
        return None

    async def limping() -> str:
        return Degraded("one partition stopped")

    async def away() -> str:
        raise Unavailable("no database")

    async def unwell() -> str:
        return "no disk"

    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"a": well}, 200, "ok"),
        ({"a": well, "b": limping}, 200, "degraded"),
        ({"b": limping, "c": away}, 503, "unavailable"),
    ]
    for checks, status, word in cases:
        async with client(made(checks)) as http:
            answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (status, word)
    async with client(made({"c": away, "d": unwell})) as http:
        assert (await http.get("/readyz")).json()["checks"] == {"c": "no database", "d": "no disk"}


async def test_a_check_that_hangs_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs() -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(http_health, "CHECK_S", 0.02)
    async with client(made({"a": hangs})) as http:
        assert (await http.get("/readyz")).status_code == 503


class Tokens:
    async def find(self, token: str) -> tuple[str, str] | None:
        return ("acc_1", "admin") if token == "right" else None


async def test_a_caller_is_who_the_token_says() -> None:
    caller = bearer(Tokens())
    app = made()

    @app.get("/me")
    async def me(who: Annotated[Caller, Depends(caller)]) -> dict[str, str]:
        return {"account_id": who.account_id, "role": who.role}

    async with client(app) as http:
        good = await http.get("/me", headers={"Authorization": "bearer right"})
        assert good.json() == {"account_id": "acc_1", "role": "admin"}
        wrong = [
            await http.get("/me", headers=headers)
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic right"}, {"Authorization": "right"})
        ]
        assert {answer.status_code for answer in wrong} == {401}
        assert len({answer.json()["detail"] for answer in wrong}) == 1
        assert wrong[0].headers["www-authenticate"] == "Bearer"


# --- what nobody knows


@router.get("/list")
async def some(limit: int = 20, since: Annotated[int | None, Query(alias="from")] = None) -> list[int]:
    return [limit, since or 0]


async def test_a_query_parameter_that_nobody_knows_is_refused_by_name() -> None:
    async with client(made()) as http:
        assert (await http.get("/list?limit=3&from=4")).json() == [3, 4]
        answer = await http.get("/list?limt=3&whatever=1&from=4")
        assert (answer.status_code, answer.json()["code"], answer.json()["title"]) == (400, "malformed", "Bad request")
        assert answer.json()["errors"] == [
            {"pointer": "/limt", "message": "no such query parameter: do you mean limit?"},
            {"pointer": "/whatever", "message": "no such query parameter: remove it; there are from, limit"},
        ]
        assert "limt" in answer.json()["detail"]
        assert (await http.post("/things/1?x=1", json={"name": "a"})).status_code == 400


async def test_a_route_that_is_not_there_says_where_to_look() -> None:
    async with client(made()) as http:
        answer = await http.get("/nowhere")
        assert (answer.status_code, answer.headers["content-type"], answer.json()["title"]) == (404, "application/problem+json", "Not found")
        assert "/nowhere" in answer.json()["detail"]
        assert "openapi.json" in answer.json()["detail"]
        answer = await http.get("/things/1")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert "send POST" in answer.json()["detail"]


async def test_a_process_without_an_api_answers_health_alone_and_everything_else_with_a_problem() -> None:
    async def well() -> None: ...

    app = health_app("decider", {"log": well}, CollectorRegistry())
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://decider") as http:
        assert [(await http.get(path)).status_code for path in ("/livez", "/health", "/readyz", "/metrics")] == [200] * 4
        assert (await http.get("/readyz")).json() == {"status": "ok", "checks": {"log": "ok"}}
        for method, path, status in (("GET", "/api/v1/jobs", 404), ("POST", "/livez", 405)):
            answer = await http.request(method, path)
            assert (answer.status_code, answer.headers["content-type"], answer.json()["status"]) == (status, "application/problem+json", status)
        assert 'studio_decider_request_seconds_count{method="GET",route="/readyz",status="200"}' in (await http.get("/metrics")).text
