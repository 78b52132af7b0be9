"""A studio behind an address of this machine, which its folder tells to other commands."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from infra.http import serving as http
from studio.folder import Address, Folder


@asynccontextmanager
async def serving(app: ASGIApp, folder: Folder, listening: socket.socket, *, grace_s: int) -> AsyncIterator[http.Served]:
    """Answers there, and publishes the address, for as long as the block runs; then answers get `grace_s` to end."""
    async with http.serving(app, listening, grace_s=grace_s) as served:
        with folder.published(Address(url=served.url, pid=os.getpid())):
            yield served
