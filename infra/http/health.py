"""Health and metrics, which every process answers: /livez, /health, /readyz and /metrics; without the weight of an API where there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.http import problems
from infra.http.middleware import Bounded, Observed
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


class Health:
    """The answers of one process."""

    def __init__(self, checks: Mapping[str, Check], registry: CollectorRegistry) -> None:
        self._checks, self._registry = checks, registry

    async def alive(self) -> dict[str, str]:
        """The process answers; nothing more."""
        return {"status": "ok"}

    async def ready(self) -> Response:
        """Each dependency by name: "ok", or what is wrong with it."""
        found = {name: await _found(check) for name, check in self._checks.items()}
        ready = all(wrong is None or isinstance(wrong, Degraded) for wrong in found.values())
        status = "unavailable" if not ready else "degraded" if any(found.values()) else "ok"
        return JSONResponse({"status": status, "checks": {name: wrong or "ok" for name, wrong in found.items()}}, 200 if ready else 503)

    async def metrics(self) -> Response:
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)


def health_app(service: str, checks: Mapping[str, Check], registry: CollectorRegistry) -> Starlette:
    """Of a process that answers nothing else. `service` is a word for metrics and logs."""
    health = Health(checks, registry)

    async def alive(_: Request) -> Response:
        return JSONResponse(await health.alive())

    async def ready(_: Request) -> Response:
        return await health.ready()

    async def metrics(_: Request) -> Response:
        return await health.metrics()

    routes = [Route("/livez", alive), Route("/health", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    around = [Middleware(Observed, service=service, registry=registry), Middleware(Bounded)]
    return Starlette(routes=routes, middleware=around, exception_handlers=problems.HANDLERS)


async def _found(check: Check) -> str | None:
    """A check that does not come to an answer in time, or that the world refuses one, is an answer."""
    try:
        async with asyncio.timeout(CHECK_S):
            return await check()
    except TimeoutError:
        return f"did not answer in {CHECK_S:.0f} s"
    except (StudioError, OSError) as error:
        return str(error)
