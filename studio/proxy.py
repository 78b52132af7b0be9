"""One address before processes that have addresses of their own: each request goes on as it is, each answer comes back as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from infra.http.problems import problem
from schemas.errors import Starting, Unavailable

HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host"}
"""Of one connection, not of the message (RFC 9110, 7.6.1)."""
SAFE = {"GET", "HEAD", "OPTIONS"}  # nothing is done by them (RFC 9110, 9.2.1)
SILENT_S = 60.0  # that an answer may take to begin


def to_process(url: str) -> httpx2.AsyncClient:
    """As many connections as there are callers: each that watches a film keeps one."""
    unbounded = httpx2.Limits(max_connections=None, max_keepalive_connections=20)
    return httpx2.AsyncClient(base_url=url, timeout=httpx2.Timeout(5.0, read=SILENT_S), limits=unbounded)


class Proxy:
    """An ASGI app. Bodies are small here (the APIs bound them), so a request is read whole before it goes on."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        """`http` has the base URL of the process."""
        self._http = http

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except ClientDisconnect:
            return
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        headers = [(name, value) for name, value in request.headers.items() if name not in HOP_BY_HOP]
        target = request.scope["raw_path"] + (b"?" + query if (query := request.scope["query_string"]) else b"")
        url = self._http.base_url.copy_with(raw_path=target)  # as it came: a %2F in it is no slash
        asked = self._http.build_request(request.method, url, headers=headers, content=await request.body())
        try:
            answer = await self._http.send(asked, stream=True)
        except httpx2.TransportError as error:
            untouched = request.method in SAFE or isinstance(error, httpx2.ConnectError)
            kind = Starting if untouched else Unavailable
            return problem(request, 503, kind.code, f"{self._http.base_url} does not answer ({error!r}); it is begun again by itself.")
        response = StreamingResponse(_pieces(answer), answer.status_code)
        response.raw_headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower().decode("latin-1") not in HOP_BY_HOP]
        return response


async def _pieces(answer: httpx2.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.aiter_raw():
            yield piece
    finally:
        await answer.aclose()
