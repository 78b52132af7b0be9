"""One address before the processes: what goes through it is as it was, and who does not answer is told by name."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from infra.embedded.kafka import free_ports
from infra.http.serving import listen, serving
from studio.proxy import proxies

PACKED = gzip.compress(b"film")
WATCHERS = 120  # more than a client's pool has connections by default


async def echo(request: Request) -> JSONResponse:
    told = {"path": request.scope["raw_path"].decode(), "query": request.url.query, "body": (await request.body()).decode()}
    answer = JSONResponse({**told, "wants": [request.headers.get(name) for name in ("accept", "accept-encoding")]})
    answer.raw_headers += [(b"link", b"<a>"), (b"link", b"<b>")]
    return answer


async def packed(_: Request) -> Response:
    return Response(PACKED, headers={"content-encoding": "gzip"})


async def elsewhere(_: Request) -> Response:
    return RedirectResponse("/anything")


async def watch(_: Request) -> StreamingResponse:
    async def words() -> AsyncIterator[bytes]:
        yield b"one"
        await asyncio.sleep(60)

    return StreamingResponse(words())


@pytest.fixture
async def proxied() -> AsyncIterator[str]:
    app = Starlette(
        routes=[
            Route("/watch", watch),
            Route("/packed", packed),
            Route("/elsewhere", elsewhere),
            Route("/{path:path}", echo, methods=["GET", "POST"]),
        ]
    )
    async with (
        serving(app, listen("127.0.0.1", 0), grace_s=1) as behind,
        proxies(behind.url) as [proxy],
        serving(proxy, listen("127.0.0.1", 0), grace_s=1) as before,
    ):
        yield before.url


async def test_a_request_goes_on_as_it_came_and_so_does_its_answer(proxied: str) -> None:
    async with httpx2.AsyncClient() as http:
        answer = await http.post(f"{proxied}/jobs/a%2Fb?at=1:2&at=3:4", content=b"a body", headers={"Accept-Encoding": "gzip"})
    assert answer.json() == {"path": "/jobs/a%2Fb", "query": "at=1:2&at=3:4", "body": "a body", "wants": ["*/*", "gzip"]}
    assert answer.headers.get_list("link") == ["<a>", "<b>"]


async def test_what_is_packed_stays_packed_and_where_it_is_sent_it_is_not_followed(proxied: str) -> None:
    async with httpx2.AsyncClient() as http:
        packed = await http.get(f"{proxied}/packed")
        elsewhere = await http.get(f"{proxied}/elsewhere")
    assert (packed.headers["content-encoding"], packed.headers["content-length"], packed.text) == ("gzip", str(len(PACKED)), "film")
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (307, "/anything")


async def test_many_who_watch_hold_up_nobody(proxied: str) -> None:
    async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=None)) as http:
        watching = [await http.send(http.build_request("GET", f"{proxied}/watch"), stream=True) for _ in range(WATCHERS)]
        assert (await http.get(f"{proxied}/anything")).status_code == 200
        for one in watching:
            await one.aclose()


async def test_a_process_that_does_not_answer_is_being_begun_again() -> None:
    async with (
        proxies(f"http://127.0.0.1:{free_ports(1)[0]}") as [proxy],
        serving(proxy, listen("127.0.0.1", 0), grace_s=1) as before,
        httpx2.AsyncClient() as client,
    ):
        answer = await client.post(f"{before.url}/jobs")
    assert (answer.status_code, answer.json()["code"]) == (503, "starting")
