"""The write side as an ASGI app, from its ports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry

from command_api import jobs, projects
from command_api.api import Api
from infra.http.app import new_app
from infra.http.callers import Caller
from infra.http.health import Check


def create_app(api: Api, caller: Callable[[Request], Awaitable[Caller]], checks: Mapping[str, Check], registry: CollectorRegistry) -> FastAPI:
    """`caller` is the one dependency that says who asks."""
    return new_app("command_api", "AI Film Studio: commands", [projects.routes(api, caller), jobs.routes(api, caller)], checks, registry)
