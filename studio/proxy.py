"""One address before processes that have addresses of their own: each request goes on as it is, each answer comes back as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from yarl import URL

from infra.http.problems import problem
from schemas.errors import Starting, Unavailable

HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host"}
"""Of one connection, not of the message (RFC 9110, 7.6.1)."""
SAFE = {"GET", "HEAD", "OPTIONS"}  # nothing is done by them (RFC 9110, 9.2.1)
CONNECT_S = 5.0
SILENT_S = 60.0  # that an answer may take to begin, and then to go on
KEPT_S = 2.0  # a connection that nobody uses; uvicorn hangs up after 5 s, and a request must not meet that
TIMES = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=SILENT_S)


class Proxy:
    """An ASGI app. Bodies are small here (the APIs bound them), so a request is read whole before it goes on."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url

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
        url = URL(self._url + target.decode("latin-1"), encoded=True)  # as it came: a %2F in it is no slash
        try:
            answer = await self._http.request(request.method, url, headers=headers, data=await request.body() or None, allow_redirects=False)
        except (aiohttp.ClientError, TimeoutError) as error:
            untouched = request.method in SAFE or isinstance(error, aiohttp.ClientConnectorError)
            kind = Starting if untouched else Unavailable
            return problem(request, 503, kind.code, f"{self._url} does not answer ({error!r}); it is begun again by itself.")
        response = StreamingResponse(_pieces(answer), answer.status)
        response.raw_headers = [(name.lower(), value) for name, value in answer.raw_headers if name.lower().decode("latin-1") not in HOP_BY_HOP]
        return response


@asynccontextmanager
async def proxies(*urls: str) -> AsyncIterator[list[Proxy]]:
    """With as many connections as there are callers: each that watches a film keeps one."""
    pool = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_S)
    async with aiohttp.ClientSession(
        connector=pool, timeout=TIMES, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
    ) as http:  # fmt: skip
        yield [Proxy(http, url) for url in urls]


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.content.iter_any():
            yield piece
    finally:
        answer.close()  # kept for the next request where it was read to its end
