"""The worker's side of the nursery: starts it, asks it for children, and hears when one has ended. What it gives is used like asyncio's Process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gpu_consumers.engines.port import EngineType
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.nursery import TOLD, Born, Ended, Wanted, line
from schemas.errors import Unavailable

LINE_MAX = 4 << 20
"""Of what a child says in one go."""

BORN_S = 60.0
"""From a request to the birth: the first one imports what it needs, maybe from a cold disk."""

TOLD_S = 15.0
"""From the death of a child until we are told of it, which may come in the middle of an import."""

log = logging.getLogger(__name__)

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A machine has as many children as it has cores: threads within them would only fight."""


def environment() -> dict[str, str]:
    """Of every process in which engines are imported: ours, one thread, and the same places to import from."""
    return {**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@dataclass(slots=True, kw_only=True)
class Forked:
    """A child of the nursery: the parts of asyncio's Process that a worker uses."""

    pid: int
    stdin: StreamWriter
    stdout: StreamReader
    stderr: StreamReader
    ended: asyncio.Future[int]
    printing: StreamWriter  # kept because the reader goes with it
    nursery: Process

    @property
    def returncode(self) -> int | None:
        return self.ended.result() if self.ended.done() else None

    async def wait(self) -> int:
        code = await asyncio.shield(self.ended)
        self.stdin.close()
        self.printing.close()
        return code

    async def killed(self) -> None:
        """After it was: until we are told of its end. A nursery that does not tell stands still, and is killed with all that it has borne."""
        try:
            async with asyncio.timeout(TOLD_S):
                await self.wait()
        except TimeoutError:
            _kill(self.nursery)
            await self.wait()


class _Birth(NamedTuple):
    """With the end of it, because a child may have ended before anybody comes for it."""

    pid: int
    ended: asyncio.Future[int]


@dataclass(slots=True)
class _Running:
    process: Process
    asking: socket.socket
    hearing: asyncio.Task[None]
    born: asyncio.Queue[_Birth | None] = field(default_factory=asyncio.Queue)  # None: it has died
    living: dict[int, asyncio.Future[int]] = field(default_factory=dict)


class Forks:
    """Children that have `modules` from the beginning: one nursery for all workers. If it dies, its children do, and another is begun."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._running: _Running | None = None
        self._one_by_one = asyncio.Lock()
        self._bearing: set[asyncio.Task[Forked]] = set()
        self._stopped = False

    @staticmethod
    def possible() -> bool:
        return sys.platform == "linux" and hasattr(os, "pidfd_open")

    async def start(self) -> None:
        """Begin; it goes on importing while it can be asked already."""
        async with self._one_by_one:
            await self._nursery()

    async def stop(self) -> None:
        """Ends the nursery and whoever it has borne, at once, whatever it is doing. From then on nobody is born."""
        self._stopped = True
        if self._running is not None:
            _kill(self._running.process)  # before we wait for our turn: whoever has it may wait for this very process
        async with self._one_by_one:
            running, self._running = self._running, None
            if running is not None:
                _kill(running.process)
                await running.process.wait()
                await running.hearing

    async def child(self, modules: Sequence[str]) -> Forked:
        """A new child. Who is cancelled while it is born leaves none behind.

        Raises Unavailable when the nursery has died of it, or stood still and was killed: the next child has another.
        """
        bearing = asyncio.create_task(self._bear(modules))
        self._bearing.add(bearing)
        bearing.add_done_callback(self._bearing.discard)
        try:
            return await asyncio.shield(bearing)
        except asyncio.CancelledError:
            bearing.add_done_callback(_unwanted)
            raise

    async def _bear(self, modules: Sequence[str]) -> Forked:
        async with self._one_by_one:
            running = await self._nursery()
            (talk, theirs), (printed, shown) = socket.socketpair(), socket.socketpair()
            with theirs, shown:
                stdout, stdin = await asyncio.open_connection(sock=talk, limit=LINE_MAX)
                stderr, printing = await asyncio.open_connection(sock=printed)
                with contextlib.suppress(ConnectionError):
                    socket.send_fds(running.asking, [line(Wanted(modules=tuple(modules)))], [theirs.fileno(), shown.fileno()])
            birth = await _born(running)
            if birth is None:
                stdin.close()
                printing.close()
                raise Unavailable("The process that bears the engines' processes has died.")
            return Forked(
                pid=birth.pid, stdin=stdin, stdout=stdout, stderr=stderr, ended=birth.ended, printing=printing, nursery=running.process
            )  # fmt: skip

    async def _nursery(self) -> _Running:
        if not self._stopped and (self._running is None or self._running.hearing.done()):
            self._running = await self._begin()
        if self._stopped or self._running is None:
            raise Unavailable("The engines' processes are being ended.")
        return self._running

    async def _begin(self) -> _Running:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", "-m", "gpu_consumers.nursery", str(os.getpid()), *self._modules,
                    stdin=theirs.fileno(), stdout=DEVNULL, start_new_session=True, env=environment(),
                )  # fmt: skip
            except BaseException:
                ours.close()
                raise
        running = _Running(process=process, asking=ours.dup(), hearing=asyncio.create_task(asyncio.sleep(0)))
        reader, writer = await asyncio.open_connection(sock=ours)
        running.hearing = asyncio.create_task(_hear(running, reader, writer))
        return running


@contextlib.asynccontextmanager
async def forks_of(engines: Sequence[EngineType] = ENGINES) -> AsyncIterator[Forks | None]:
    """One process that imports all engines, for all workers of this one, from now on; None where children must start by themselves."""
    if not Forks.possible():
        yield None
        return
    forks = Forks(list(dict.fromkeys(engine.module for engine in engines)))
    try:
        await forks.start()
        yield forks
    finally:
        await forks.stop()


async def _born(running: _Running) -> _Birth | None:
    """None: it has died, or said nothing for BORN_S and was killed."""
    try:
        async with asyncio.timeout(BORN_S):
            return await running.born.get()
    except TimeoutError:
        log.error("the process that bears the engines' processes stands still; it is killed, and another begun")
        _kill(running.process)
        await running.hearing
        return None


def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()


async def _hear(running: _Running, reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while text := await reader.readline():
            match TOLD.decode(text):
                case Born(pid=pid):
                    running.living[pid] = asyncio.get_running_loop().create_future()
                    running.born.put_nowait(_Birth(pid, running.living[pid]))
                case Ended(pid=pid, code=code):
                    running.living.pop(pid).set_result(code)
    writer.close()
    running.asking.close()
    await running.process.wait()
    for ended in running.living.values():  # they died with it
        ended.set_result(-signal.SIGKILL)
    running.born.put_nowait(None)


def _unwanted(bearing: asyncio.Task[Forked]) -> None:
    if not bearing.cancelled() and bearing.exception() is None:
        child = bearing.result()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.stdin.close()
        child.printing.close()
