"""A FastAPI app as both APIs are: documents, problems, limits, health and metrics; the routes come from the process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from infra.http import problems
from infra.http.middleware import Bounded, Observed

Check = Callable[[], Awaitable[str | None]]
"""None when the dependency is well, else what is wrong with it."""


def new_app(service: str, title: str, routers: Iterable[APIRouter], checks: Mapping[str, Check], registry: CollectorRegistry) -> FastAPI:
    """`service` is a word for metrics and logs: "command_api"."""
    app = FastAPI(title=title, version="1", docs_url=None, redoc_url=None, openapi_url=f"/{service}/openapi.json")
    problems.install(app)
    app.add_middleware(Bounded)
    app.add_middleware(Observed, service=service, registry=registry)
    for router in routers:
        app.include_router(router)
    _add_health(app, checks, registry)
    return app


def _add_health(app: FastAPI, checks: Mapping[str, Check], registry: CollectorRegistry) -> None:
    @app.get("/livez", tags=["health"])
    @app.get("/health", tags=["health"])
    async def alive() -> dict[str, str]:
        """The process answers; nothing more."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"])
    async def ready() -> Response:
        """Each dependency by name: "ok", or what is wrong with it."""
        found: dict[str, Any] = {name: await check() or "ok" for name, check in checks.items()}
        well = all(state == "ok" for state in found.values())
        return JSONResponse({"status": "ok" if well else "unavailable", "checks": found}, 200 if well else 503)

    @app.get("/metrics", tags=["health"], include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
