"""Around every request: an id, a line in the log, a metric by route template, and a bound on the body. Plain ASGI."""

from __future__ import annotations

import re
import time
import uuid
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Histogram
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.http.problems import bug, problem

BODY_BYTES_MAX = 2_000_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
"""The methods of RFC 9110 and 5789; a client may invent others, and every label of a metric is kept for ever."""
SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""What an API says to browsers: run nothing, guess nothing, tell nobody. TLS and HSTS are the gateway's."""
log = structlog.get_logger("http")


class Observed:
    """Gives each request an id (or keeps the caller's), binds it to every log line, and measures by route template, never by path."""

    def __init__(self, app: ASGIApp, service: str, registry: CollectorRegistry) -> None:
        self._app, self._service = app, service
        self._seconds = Histogram(
            f"studio_{service}_request_seconds", "Requests by route template", ["method", "route", "status"], registry=registry,
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        begun, status, begun_to_answer = time.perf_counter(), 500, False

        async def answer(message: Message) -> None:
            nonlocal status, begun_to_answer
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode()), *SAFE]
                begun_to_answer = True
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, answer)
            except Exception:
                log.exception("a bug")
                if begun_to_answer:
                    raise  # half an answer is out: only a broken connection can say so
                await bug(Request(scope))(scope, receive, answer)
            finally:
                self._tell(scope, status, time.perf_counter() - begun)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._seconds.labels(method, route, status).observe(seconds)
        log.info("request", service=self._service, method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


class Bounded:
    """Refuses a body above the limit, declared or not, before anybody reads it whole."""

    def __init__(self, app: ASGIApp, limit: int = BODY_BYTES_MAX) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._limit:
            await problem(Request(scope), 413, "too_large", self._words)(scope, receive, send)
            return
        received, refused = 0, False

        async def bounded() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                refused = True
                raise HTTPException(413, self._words)
            return message

        async def answer(message: Message) -> None:
            """Whatever the framework makes of a body that broke off, the answer is that it was too large."""
            if not refused:
                await send(message)

        await self._app(scope, bounded, answer)
        if refused:
            await problem(Request(scope), 413, "too_large", self._words)(scope, receive, send)

    @property
    def _words(self) -> str:
        return f"A body may have {self._limit:,} bytes."


def _request_id(scope: Scope) -> str:
    given: Any = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
