"""An app behind an address of this machine: the one place that knows the server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from schemas.errors import Unavailable


class _Server(uvicorn.Server):
    """Leaves signals to us: what is being made is handed back after the last answer, and only then does the process end, with 0."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        """Ends when it is told to: uvicorn looks every tenth of a second, and who waits here has their film already."""
        async with asyncio.TaskGroup() as group:
            ticking = group.create_task(super().main_loop())
            await self.told.wait()
            ticking.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Likewise without the tenth of a second that uvicorn gives to connections, where there are none."""
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
            await server.wait_closed()
        for listening in sockets or ():
            listening.close()


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    ended: asyncio.Task[None]  # done when nobody is served any more
    _server: _Server

    def stop(self) -> None:
        """After the answers that are under way."""
        self._server.should_exit = True
        self._server.told.set()


def listen(host: str, port: int) -> socket.socket:
    """Raises Unavailable, naming the cure. Port 0 takes any that is free."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        with contextlib.suppress(OSError):
            listening.close()
        raise Unavailable(f"{host}:{port} cannot be used: {error.strerror}. Take another with --port, or --port 0 for any that is free.") from None
    return listening


@asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket, *, grace_s: int) -> AsyncIterator[Served]:
    """Answers there for as long as the block runs; then answers get `grace_s` to end."""
    host, port = listening.getsockname()[:2]
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=grace_s))
    ended = asyncio.create_task(server.serve(sockets=[listening]))
    served = Served(f"http://{f'[{host}]' if ':' in host else host}:{port}", ended, server)
    try:
        while not server.started and not ended.done():
            await asyncio.sleep(0.01)
        yield served
    finally:
        served.stop()
        await ended
