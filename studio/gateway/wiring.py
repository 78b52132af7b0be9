"""The gateway as a process: what is asked of it goes on to the APIs, and what it says of itself is its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.http.asking import client
from infra.http.health import Check
from infra.parts import parts
from infra.process import HEALTH, Composed, Surroundings
from studio.gateway import Gateway
from studio.gateway.settings import Settings
from studio.proxy import proxies

READY_S = 5.0


@asynccontextmanager
async def wiring(settings: Settings, surroundings: Surroundings) -> AsyncIterator[Composed]:
    async with AsyncExitStack() as stack:
        urls = {"command_api": settings.command_api_url, "query_api": settings.query_api_url}
        commands, queries = await stack.enter_async_context(proxies(*urls.values()))
        asking = await stack.enter_async_context(client(timeout_s=READY_S))
        running = await stack.enter_async_context(parts())
        checks = {name: _ready(asking, url) for name, url in urls.items()}
        health = surroundings.health(checks)
        yield Composed(app=_Front(health, Gateway(commands, queries)), failed=running.failed)


class _Front:
    def __init__(self, health: ASGIApp, apis: ASGIApp) -> None:
        self._health, self._apis = health, apis

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"] in HEALTH
        await (self._health if ours else self._apis)(scope, receive, send)


def _ready(http: httpx2.AsyncClient, url: str) -> Check:
    async def check() -> str | None:
        try:
            answer = await http.get(f"{url}/readyz")
        except httpx2.TransportError as error:
            return repr(error)
        return None if answer.is_success else answer.text

    return check
