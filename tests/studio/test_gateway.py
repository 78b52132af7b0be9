"""The gateway as a process: its health is its own, and everything else is answered by the APIs, or by naming the one that is away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from infra.embedded.kafka import free_ports
from infra.http.serving import listen, serving
from infra.process import Surroundings
from studio.gateway.settings import Settings
from studio.gateway.wiring import wiring


async def echo(request: Request) -> JSONResponse:
    return JSONResponse({"asked": f"{request.method} {request.url.path}"})


@pytest.fixture
async def gateway() -> AsyncIterator[httpx2.AsyncClient]:
    """Before a query API that is there, and a command API that is not."""
    queries = Starlette(routes=[Route("/{path:path}", echo, methods=["GET"])])
    async with serving(queries, listen("127.0.0.1", 0), grace_s=1) as there:
        settings = Settings.read(query_api_url=there.url, command_api_url=f"http://127.0.0.1:{free_ports(1)[0]}")
        around = Surroundings(name="gateway", registry=CollectorRegistry(), tracers=None)
        async with (
            wiring(settings, around) as composed,
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app=composed.app), base_url="http://gateway") as http,
        ):
            yield http


async def test_it_lives_also_while_an_api_is_away_and_says_which(gateway: httpx2.AsyncClient) -> None:
    assert (await gateway.get("/livez")).json() == {"status": "ok"}
    ready = await gateway.get("/readyz")
    assert ready.status_code == 503
    assert {name: said == "ok" for name, said in ready.json()["checks"].items()} == {"command_api": False, "query_api": True}


async def test_what_asks_goes_to_one_and_what_changes_to_the_other(gateway: httpx2.AsyncClient) -> None:
    assert (await gateway.get("/api/v1/jobs")).json() == {"asked": "GET /api/v1/jobs"}
    away = await gateway.post("/api/v1/projects", json={})
    assert (away.status_code, away.json()["code"]) == (503, "starting")
