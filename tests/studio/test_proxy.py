"""One address before the processes: what goes through it is as it was, and who does not answer is told by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from infra.embedded.kafka import free_ports
from infra.http.serving import listen, serving
from studio.proxy import Proxy

WATCHERS = 120  # more than a client's pool has connections by default


async def echo(request: Request) -> JSONResponse:
    answer = JSONResponse({"path": request.scope["raw_path"].decode(), "query": request.url.query, "body": (await request.body()).decode()})
    answer.raw_headers += [(b"link", b"<a>"), (b"link", b"<b>")]
    return answer


async def watch(_: Request) -> StreamingResponse:
    async def words() -> AsyncIterator[bytes]:
        yield b"one"
        await asyncio.sleep(60)

    return StreamingResponse(words())


@pytest.fixture
async def proxied() -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/watch", watch), Route("/{path:path}", echo, methods=["GET", "POST"])])
    unbounded = httpx2.Limits(max_connections=None)
    async with (
        serving(app, listen("127.0.0.1", 0), grace_s=1) as behind,
        httpx2.AsyncClient(base_url=behind.url, limits=unbounded) as http,
        serving(Proxy(http), listen("127.0.0.1", 0), grace_s=1) as before,
    ):
        yield before.url


async def test_a_request_goes_on_as_it_came_and_so_does_its_answer(proxied: str) -> None:
    async with httpx2.AsyncClient() as http:
        answer = await http.post(f"{proxied}/jobs/a%2Fb?at=1:2&at=3:4", content=b"a body")
    assert answer.json() == {"path": "/jobs/a%2Fb", "query": "at=1:2&at=3:4", "body": "a body"}
    assert answer.headers.get_list("link") == ["<a>", "<b>"]


async def test_many_who_watch_hold_up_nobody(proxied: str) -> None:
    async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=None)) as http:
        watching = [await http.send(http.build_request("GET", f"{proxied}/watch"), stream=True) for _ in range(WATCHERS)]
        assert (await http.get(f"{proxied}/anything")).status_code == 200
        for one in watching:
            await one.aclose()


async def test_a_process_that_does_not_answer_is_being_begun_again() -> None:
    async with (
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{free_ports(1)[0]}") as http,
        serving(Proxy(http), listen("127.0.0.1", 0), grace_s=1) as before,
        httpx2.AsyncClient() as client,
    ):
        answer = await client.post(f"{before.url}/jobs")
    assert (answer.status_code, answer.json()["code"]) == (503, "starting")
