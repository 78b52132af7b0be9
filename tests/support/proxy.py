"""A TCP proxy that spoils connections: it passes everything on, until a test tells it to hold back, to be slow, to break off, or to be gone."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

Direction = Literal["requests", "answers"]
RESET = struct.pack("ii", 1, 0)  # a socket that is closed so sends RST, and what lies in it is lost


class Proxy:
    """Between clients and one server on loopback, on the event loop of its test."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._open: dict[Direction, asyncio.Event] = {"requests": asyncio.Event(), "answers": asyncio.Event()}
        self._left: dict[Direction, int | None] = {"requests": None, "answers": None}
        self._connections: set[asyncio.StreamWriter] = set()
        self._away = False
        self.delay_s = 0.0  # of every piece of an answer
        self.broken = 0  # connections that were reset
        self.heal()

    @classmethod
    @asynccontextmanager
    async def between(cls, port: int, server: int) -> AsyncIterator[Proxy]:
        """Clients come to `port`; all connections end with the body."""
        proxy = cls(server)
        listening = await asyncio.start_server(proxy._serve, "127.0.0.1", port)
        try:
            yield proxy
        finally:
            listening.close()
            proxy.cut()
            await asyncio.sleep(0)

    def cut(self) -> None:
        """Reset every connection, and every new one, until `heal`."""
        self._away = True
        self._reset_all()

    def hold(self, direction: Direction) -> None:
        """Half-open: nothing of that direction comes through, and nobody is told."""
        self._open[direction].clear()

    def reset_after(self, direction: Direction, bytes_: int) -> None:
        """So many more bytes of that direction come through; the connection that would carry the next one is reset. Once."""
        self._left[direction] = bytes_

    def heal(self) -> None:
        """What was held back is lost with its connection."""
        if not all(gate.is_set() for gate in self._open.values()):
            self._reset_all()
        for gate in self._open.values():
            gate.set()
        self._away, self.delay_s = False, 0.0

    def _reset_all(self) -> None:
        for one in list(self._connections):
            self._reset(one)

    def _reset(self, one: asyncio.StreamWriter) -> None:
        self.broken += 1
        one.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.transport.abort()

    async def _serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        if self._away:
            self._reset(to_client)
            return
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server)
        except OSError:
            self._reset(to_client)
            return
        both = {to_client, to_server}
        self._connections |= both
        pumps = [
            asyncio.ensure_future(self._pump(from_client, to_server, "requests")),
            asyncio.ensure_future(self._pump(from_server, to_client, "answers")),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._connections -= both
            for pump in pumps:
                pump.cancel()
            for one in both:
                one.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, direction: Direction) -> None:
        with suppress(OSError):
            while piece := await source.read(65_536):
                if direction == "answers" and self.delay_s:
                    await asyncio.sleep(self.delay_s)
                await self._open[direction].wait()
                left = self._left[direction]
                if left is not None and left < len(piece):
                    self._left[direction] = None
                    sink.write(piece[:left])
                    await sink.drain()
                    self._reset(sink)
                    return
                if left is not None:
                    self._left[direction] = left - len(piece)
                sink.write(piece)
                await sink.drain()
