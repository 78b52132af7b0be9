"""A FastAPI app as both APIs are: documents, problems, limits, health and metrics; the routes come from the process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from infra.http import problems
from infra.http.callers import DOCUMENTED
from infra.http.middleware import Bounded, Observed
from infra.http.parameters import only_known
from schemas.errors import StudioError

CHECK_S = 2.0


class Degraded(str):
    """What is wrong with a dependency that works all the same: a person should look, but the balancer should not turn away."""


Check = Callable[[], Awaitable[str | None]]
"""None when the dependency is well, else what is wrong with it (Degraded: works all the same)."""


def serving_all_the_same(unwell: Callable[[], str | None]) -> Check:
    """What it says is a person's to see to, and turns nobody away."""

    async def check() -> str | None:
        return Degraded(why) if (why := unwell()) is not None else None

    return check


def new_app(service: str, title: str, routers: Iterable[APIRouter], checks: Mapping[str, Check], registry: CollectorRegistry) -> FastAPI:
    """`service` is a word for metrics and logs: "command_api"."""
    app = FastAPI(title=title, version="1", docs_url=None, redoc_url=None, openapi_url=f"/{service}/openapi.json", responses={"default": {}})
    problems.install(app)
    app.add_middleware(Bounded)
    app.add_middleware(Observed, service=service, registry=registry)
    surrounding = [Depends(DOCUMENTED), Depends(only_known())]
    for router in routers:
        app.include_router(router, dependencies=surrounding)
    _add_health(app, checks, registry)
    return app


async def _found(check: Check) -> str | None:
    """A check that does not come to an answer in time, or that the world refuses one, is an answer."""
    try:
        async with asyncio.timeout(CHECK_S):
            return await check()
    except TimeoutError:
        return f"did not answer in {CHECK_S:.0f} s"
    except (StudioError, OSError) as error:
        return str(error)


def _add_health(app: FastAPI, checks: Mapping[str, Check], registry: CollectorRegistry) -> None:
    @app.get("/livez", tags=["health"])
    @app.get("/health", tags=["health"])
    async def alive() -> dict[str, str]:
        """The process answers; nothing more."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"])
    async def ready() -> Response:
        """Each dependency by name: "ok", or what is wrong with it."""
        found = {name: await _found(check) for name, check in checks.items()}
        ready = all(wrong is None or isinstance(wrong, Degraded) for wrong in found.values())
        status = "unavailable" if not ready else "degraded" if any(found.values()) else "ok"
        return JSONResponse({"status": status, "checks": {name: wrong or "ok" for name, wrong in found.items()}}, 200 if ready else 503)

    @app.get("/metrics", tags=["health"], include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
