"""How a process of ours asks another over HTTP: the one place where such a client is made."""

from __future__ import annotations

import httpx2


class _Transport(httpx2.AsyncHTTPTransport):
    """Every failure is one of the client's own errors."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except AttributeError as error:  # on uvloop, the peer of a socket that was reset while it was made is asked for, and there is none any more
            raise httpx2.ConnectError("The connection was reset while it was made.", request=request) from error


def client(url: str = "", *, timeout_s: float, headers: dict[str, str] | None = None, connections_max: int | None = 100) -> httpx2.AsyncClient:
    """Its requests raise httpx2.TransportError; httpx2.ConnectError of it where nothing was sent.

    The proxies that the environment names are for the world outside, and are not asked.
    """
    limits = httpx2.Limits(max_connections=connections_max, max_keepalive_connections=20)
    return httpx2.AsyncClient(base_url=url, timeout=timeout_s, headers=headers, transport=_Transport(limits=limits))
