"""Speaks to a studio as any client does, over HTTP: to the one that runs on the folder, else to one started inside this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from schemas.errors import Refused, StudioError, Unavailable, of_code
from studio.folder import Folder

TIMEOUT_S = 30.0


class Client:
    """JSON in, JSON out; a problem becomes the error that it names."""

    def __init__(self, http: httpx2.AsyncClient, url: str | None) -> None:
        self._http = http
        self.url = url  # None: the studio is inside this process
        self._position: str | None = None

    async def get(self, path: str, **query: Any) -> Any:
        """Sees at least what this client has changed."""
        return (await self._send("GET", path, params={key: value for key, value in query.items() if value is not None})).json()

    async def post(self, path: str, body: Any = None, *, key: str | None = None, version: int | None = None) -> Any:
        return (await self._send("POST", path, json={} if body is None else body, headers=_headers(key, version))).json()

    async def put(self, path: str, body: Any, *, version: int) -> Any:
        return (await self._send("PUT", path, json=body, headers=_headers(None, version))).json()

    async def patch(self, path: str, body: Any, *, version: int) -> Any:
        return (await self._send("PATCH", path, json=body, headers=_headers(None, version))).json()

    async def all(self, path: str, **query: Any) -> AsyncIterator[Any]:
        """Every item of a list, page after page."""
        cursor: str | None = None
        while True:
            page = await self.get(path, **query, limit=100, cursor=cursor)
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    async def content(self, path: str) -> AsyncIterator[bytes]:
        async with self._http.stream("GET", path) as answer:
            if not answer.is_success:
                await answer.aread()
                raise problem(answer)
            async for piece in answer.aiter_bytes():
                yield piece

    async def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = {**options.pop("headers", {})}
        if self._position is not None:
            headers["If-Position"] = self._position
        try:
            answer = await self._http.request(method, path, headers=headers, **options)
        except httpx2.TransportError as error:
            raise Unavailable(f"The studio at {self.url} does not answer: {error}") from error
        if not answer.is_success:
            raise problem(answer)
        self._position = answer.headers.get("Studio-Position", self._position) if method != "GET" else self._position
        return answer


def _headers(key: str | None, version: int | None) -> dict[str, str]:
    return {**({"Idempotency-Key": key} if key else {}), **({"If-Match": f'"{version}"'} if version is not None else {})}


def problem(answer: httpx2.Response) -> StudioError:
    """The error that a problem+json names."""
    body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    kind = of_code(body.get("code", ""), Unavailable if answer.status_code >= 500 else Refused)
    details = {name: body[name] for name in ("needed", "available", "request_id") if body.get(name) is not None}
    return kind(body.get("detail") or f"The studio answered {answer.status_code}.", **details)


@asynccontextmanager
async def studio(folder: Folder, *, workers: bool = False) -> AsyncIterator[Client]:
    """A client of the studio on this folder. `workers`: if we must start one, it must be able to make films.

    Raises AlreadyRunning when a studio is just starting or stopping there.
    """
    address, local = folder.address(), folder.local()
    if address is not None and local is not None and await _answers(address.url):
        async with httpx2.AsyncClient(base_url=address.url, headers=_bearer(local.token), timeout=TIMEOUT_S) as http:
            yield Client(http, address.url)
        return
    from studio.embedded import running  # the whole studio: seconds of imports that a running one spares us

    failed: Exception | None = None
    async with running(folder, workers=workers) as inside:
        transport = httpx2.ASGITransport(app=inside.app, client=("127.0.0.1", 0))
        headers = _bearer(inside.local.token)
        async with httpx2.AsyncClient(transport=transport, base_url="http://studio", headers=headers, timeout=TIMEOUT_S) as http:
            try:
                async with _ends_with(inside.failed):
                    yield Client(http, None)
            except Exception as error:  # told after the studio has stopped in good order, and not wrapped by its task groups
                failed = error
    if failed is not None:
        raise failed


@asynccontextmanager
async def _ends_with(part: asyncio.Future[None]) -> AsyncIterator[None]:
    """When a part of the studio dies that must not, the body is broken off and its error raised: nobody waits for who will never answer."""
    body, left = asyncio.current_task(), False
    assert body is not None
    cancelling = body.cancelling()
    part.add_done_callback(lambda _: left or body.cancel())
    try:
        yield
    except asyncio.CancelledError:
        if part.done() and body.uncancel() <= cancelling:  # nobody else wants it to end
            part.result()
        raise
    finally:
        left = True


async def _answers(url: str) -> bool:
    try:
        async with httpx2.AsyncClient(timeout=2.0) as http:
            return (await http.get(f"{url}/livez")).is_success
    except httpx2.TransportError:
        return False


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
