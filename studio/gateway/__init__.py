"""One address for both APIs: what asks goes to the query side, what changes to the command side."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

ASKING = {"GET", "HEAD", "OPTIONS"}


class Gateway:
    """Two apps stay two apps; only the address is shared."""

    def __init__(self, commands: ASGIApp, queries: ASGIApp) -> None:
        self._commands, self._queries = commands, queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._queries(scope, receive, send)
            return
        asks = scope["method"] in ASKING and not scope["path"].startswith("/command_api/")
        await (self._queries if asks else self._commands)(scope, receive, send)
