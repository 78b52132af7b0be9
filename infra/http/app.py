"""A FastAPI app as both APIs are: documents, problems, limits, health and metrics; the routes come from the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Depends, FastAPI
from prometheus_client import CollectorRegistry

from infra.http import documented
from infra.http.callers import DOCUMENTED
from infra.http.health import Check, Health
from infra.http.middleware import Bounded, Observed
from infra.http.parameters import only_known


def new_app(service: str, title: str, routers: Iterable[APIRouter], checks: Mapping[str, Check], registry: CollectorRegistry) -> FastAPI:
    """`service` is a word for metrics and logs: "command_api"."""
    app = FastAPI(title=title, version="1", docs_url=None, redoc_url=None, openapi_url=f"/{service}/openapi.json", responses={"default": {}})
    documented.install(app)
    app.add_middleware(Bounded)
    app.add_middleware(Observed, service=service, registry=registry)
    surrounding = [Depends(DOCUMENTED), Depends(only_known())]
    for router in routers:
        app.include_router(router, dependencies=surrounding)
    _add_health(app, Health(checks, registry))
    return app


def _add_health(app: FastAPI, health: Health) -> None:
    for path in ("/health", "/livez"):
        app.get(path, tags=["health"])(health.alive)
    app.get("/readyz", tags=["health"])(health.ready)
    app.get("/metrics", tags=["health"], include_in_schema=False)(health.metrics)
