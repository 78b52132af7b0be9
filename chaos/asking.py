"""One request over HTTP whose every failure is one of the client's own errors."""

from __future__ import annotations

from typing import Any

import httpx2


async def asked(http: httpx2.AsyncClient, method: str, url: str, **more: Any) -> httpx2.Response:
    """Raises httpx2.TransportError; httpx2.ConnectError of it where nothing was sent."""
    try:
        return await http.request(method, url, **more)
    except AttributeError as error:  # anyio asks for the peer of a socket that was reset while it was made, and there is none any more
        raise httpx2.ConnectError("The connection was reset while it was made.") from error
