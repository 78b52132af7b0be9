"""`studio dev`: the whole studio behind one address."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Iterator

import uvicorn

from schemas.errors import Unavailable
from studio.embedded import running
from studio.folder import Address
from studio.terminal import Exit, Terminal


async def serve(terminal: Terminal, host: str, port: int) -> int:
    listening = _listen(host, port)
    url = f"http://{host}:{listening.getsockname()[1]}"
    async with running(terminal.folder) as studio:
        server = _Server(uvicorn.Config(studio.app, log_config=None, lifespan="off", timeout_graceful_shutdown=5))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, server.stop)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        with terminal.folder.published(Address(url=url, pid=os.getpid())):
            _greet(terminal, url, studio.local.token)
            await asyncio.wait({serving, studio.failed}, return_when=asyncio.FIRST_COMPLETED)
        server.stop()
        await serving
        failed = studio.failed.done()
    if failed:  # told after the studio has stopped in good order, and not wrapped by its task groups
        studio.failed.result()
    return Exit.OK


class _Server(uvicorn.Server):
    """Leaves signals to us: what is being made is handed back after the last answer, and only then does the process end, with 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        self.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        with contextlib.suppress(OSError):
            listening.close()
        raise Unavailable(f"{host}:{port} cannot be used: {error.strerror}. Take another with --port, or --port 0 for any that is free.") from None
    return listening


def _greet(terminal: Terminal, url: str, token: str) -> None:
    facts = {"url": url, "token": token, "folder": str(terminal.folder.root), "pid": os.getpid()}
    text = "\n".join(
        (
            f"The studio runs on [bold]{url}[/]  (folder {terminal.folder.root})",
            f"  token     {token}",
            f"  try       curl -H 'Authorization: Bearer {token}' {url}/api/v1/projects",
            f"  reading   {url}/query_api/openapi.json     changing  {url}/command_api/openapi.json",
            f"  health    {url}/readyz     metrics  {url}/metrics",
            "  a film    studio film examples/wedding.txt      stop  Ctrl-C",
        )
    )
    terminal.line(facts, text=text)
