"""A TCP proxy before a server that can be told to hold back what is written, to be slow, to break off, or to be gone.

It reads the lengths of Kafka's requests, so that it can hold writes alone, and cut a message in its middle.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

RESET = struct.pack("ii", 1, 0)  # a socket that is closed so sends RST, and what lies in it is lost
PRODUCE = b"\x00\x00"  # the api key that writes (https://kafka.apache.org/protocol)
FRAME_MAX = 16 << 20
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Proxy:
    """Between clients and one server. What is held comes through when it is let go, also after its client has gone: so late can a network be."""

    def __init__(self, to_server: Callable[[], Awaitable[Streams]], *, frames: bool) -> None:
        """`frames`: the clients speak Kafka."""
        self._to_server, self._frames = to_server, frames
        self._requests, self._answers = asyncio.Event(), asyncio.Event()
        self._connections: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._holding = False
        self._held: dict[asyncio.Event, None] = {}  # one for each connection on which a write is held back
        self.delay_s = 0.0  # of every piece, either way
        self.broken = 0  # connections that were reset
        self.away = False
        self.reset_in_middle = 0  # so many of the next requests are cut in their middle
        self.heal()

    def hold_writes(self) -> None:
        self._holding = True

    def hold_no_more(self) -> None:
        """What is held stays so; whoever writes from now on is let through."""
        self._holding = False

    def let_writes_go(self) -> int:
        """How many connections had one on its way."""
        self._holding, held, self._held = False, self._held, {}
        for gate in held:
            gate.set()
        return len(held)

    def half_open(self) -> None:
        """Nothing comes back, and nobody is told."""
        self._answers.clear()

    def swallow(self) -> None:
        """Nothing goes out, and nobody is told."""
        self._requests.clear()

    def cut(self) -> None:
        """Reset every connection, and every new one, until `heal`."""
        self.away = True
        for one in list(self._connections):
            self._reset(one)

    def heal(self) -> None:
        self.away, self.delay_s, self.reset_in_middle = False, 0.0, 0
        self.let_writes_go()
        for gate in (self._requests, self._answers):
            gate.set()

    async def close(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            await self._serve(from_client, to_client)
        except asyncio.CancelledError:
            to_client.transport.abort()
        finally:
            self._serving.discard(task)

    async def _serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            if self.away:
                raise ConnectionError
            from_server, to_server = await self._to_server()
        except OSError:
            self._reset(to_client)
            return
        both = {to_client, to_server}
        self._connections |= both
        answers = asyncio.ensure_future(self._pump_answers(from_server, to_client))
        try:
            await (self._pump_frames(from_client, to_server) if self._frames else self._pump_requests(from_client, to_server))
        finally:
            self._connections -= both
            answers.cancel()
            for one in both:
                one.close()

    async def _pump_frames(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                size = await source.readexactly(4)
                if int.from_bytes(size, "big") > FRAME_MAX:
                    raise ConnectionError  # a stranger who speaks something else
                frame = await source.readexactly(int.from_bytes(size, "big"))
                if frame[:2] == PRODUCE and self._holding:
                    self._held[held := asyncio.Event()] = None
                    await held.wait()
                await self._pass(size + frame, sink, self._requests)

    async def _pump_requests(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(65_536):
                await self._pass(piece, sink, self._requests)

    async def _pump_answers(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """A client that has gone is no reason not to read: what it wrote still goes on."""
        while piece := await source.read(65_536):
            with suppress(OSError):
                await self._pass(piece, sink, self._answers)
        sink.close()

    async def _pass(self, piece: bytes, sink: asyncio.StreamWriter, gate: asyncio.Event) -> None:
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        await gate.wait()
        if sink.is_closing():  # uvloop refuses to write there with an error of its own
            raise ConnectionError
        if self.reset_in_middle and gate is self._requests:
            self.reset_in_middle -= 1
            sink.write(piece[: len(piece) // 2])
            await sink.drain()
            self._reset(sink)
            raise ConnectionError
        sink.write(piece)
        await sink.drain()

    def _reset(self, one: asyncio.StreamWriter) -> None:
        self.broken += 1
        own = one.get_extra_info("socket")
        if own is not None and own.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.transport.abort()


@asynccontextmanager
async def between(port: int, to_server: Callable[[], Awaitable[Streams]], *, frames: bool) -> AsyncIterator[Proxy]:
    """Clients come to `port` of loopback."""
    proxy = Proxy(to_server, frames=frames)
    listening = await asyncio.start_server(proxy.serve, "127.0.0.1", port)
    try:
        yield proxy
    finally:
        listening.close()
        await proxy.close()


def tcp(port: int) -> Callable[[], Awaitable[Streams]]:
    return lambda: asyncio.open_connection("127.0.0.1", port)


def unix(path: str) -> Callable[[], Awaitable[Streams]]:
    return lambda: asyncio.open_unix_connection(path)
