"""The read side as an ASGI app, from its ports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry

from infra.http.app import new_app
from infra.http.callers import Caller
from infra.http.health import Check, Degraded
from projections.catalogue import PROJECTIONS
from query_api import assets, audit, credits, events, jobs, projects, stream, usage
from query_api.feed import ProgressFeed
from query_api.queries import Queries
from schemas.partitions import EVENTS


def create_app(
    queries: Queries,
    caller: Callable[[Request], Awaitable[Caller]],
    feed: ProgressFeed,
    checks: Mapping[str, Check],
    registry: CollectorRegistry,
) -> FastAPI:
    """`caller` is the one dependency that says who asks; `checks` are beside those of the read models and the log."""
    routers = [
        projects.routes(queries, caller),
        stream.routes(queries, caller, feed),
        jobs.routes(queries, caller),
        assets.routes(queries, caller),
        credits.routes(queries, caller),
        audit.routes(queries, caller),
        events.routes(queries, caller),
        usage.routes(queries, caller),
    ]
    own: dict[str, Check] = {"read_models": lambda: read_models(queries), "log": lambda: log(queries)}
    return new_app("query_api", "AI Film Studio: queries", routers, {**own, **checks}, registry)


async def read_models(queries: Queries) -> str | None:
    """Every read model has a live table; where one takes no more events somewhere, its answers go on and say so."""
    state = await queries.reader.ready()
    if missing := sorted({projection.name for projection in PROJECTIONS} - set(state["live"])):
        return f"being built: {', '.join(missing)}"
    places = [f"{one['projection']} in partition {one['partition']}" for one in state["stopped"]]
    return Degraded(f"stopped: {', '.join(places)}") if places else None


async def log(queries: Queries) -> str | None:
    await queries.log.end(EVENTS, 0)
    return None
