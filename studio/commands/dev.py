"""`studio dev`: the whole studio behind one address."""

from __future__ import annotations

import asyncio
import os
import signal

from infra.http.serving import listen
from studio.client import composed
from studio.folder import Folder, default_folder
from studio.serving import serving
from studio.terminal import Exit, Terminal

GRACE_S = 5


async def serve(terminal: Terminal, host: str, port: int) -> int:
    with terminal.folder.owned():
        pass  # told before the port is tried, which the studio that runs on this folder has as well
    listening = listen(host, port)
    async with composed(terminal.folder) as studio:
        async with serving(studio.app, terminal.folder, listening, grace_s=GRACE_S) as served:
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, served.stop)
            _greet(terminal, served.url, studio.local.token)
            await asyncio.wait({served.ended, studio.failed}, return_when=asyncio.FIRST_COMPLETED)
        failed = studio.failed.done()
    if failed:  # told after the studio has stopped in good order, and not wrapped by its task groups
        studio.failed.result()
    return Exit.OK


def _greet(terminal: Terminal, url: str, token: str) -> None:
    facts = {"url": url, "token": token, "folder": str(terminal.folder.root), "pid": os.getpid()}
    text = "\n".join(
        (
            f"The studio runs on [bold]{url}[/]  (folder {terminal.folder.root})",
            f"  token     {token}",
            f"  try       curl -H 'Authorization: Bearer {token}' {url}/api/v1/projects",
            f"  reading   {url}/query_api/openapi.json     changing  {url}/command_api/openapi.json",
            f"  health    {url}/readyz     metrics  {url}/metrics",
            f"  a film    studio{_named(terminal.folder)} film examples/wedding.txt      stop  Ctrl-C",
        )
    )
    terminal.line(facts, text=text)


def _named(folder: Folder) -> str:
    """How another command finds it, unless it looks there by itself."""
    return "" if folder.root == default_folder() else f" --folder {folder.root}"
