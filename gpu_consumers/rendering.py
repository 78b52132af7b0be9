"""A worker's hold on its child process: starts it when there is work, talks to it, kills it at once when told, lets it go when it idles."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gpu_consumers.engines.port import Output, Report
from gpu_consumers.forks import LINE_MAX, Forked, Forks, environment
from gpu_consumers.protocol import REPLIES, Broken, Progressed, Rendered, Reply, Request, line

TAIL_MAX = 8_000
"""Characters of a child's own output that are kept for the operator."""

DEATH_S = 2.0
"""From the end of a child's replies to its own end, before it is killed."""

log = logging.getLogger(__name__)


class Renderer(Protocol):
    async def render(self, request: Request, report: Report) -> Output | Broken:
        """One at a time."""
        ...

    async def stop(self) -> None:
        """End whatever runs, at once and with all that it has started. The renderer can be used again."""
        ...


@dataclass(slots=True, kw_only=True)
class _Running:
    process: Process | Forked
    listening: asyncio.Task[None]
    printed: bytearray


class ChildProcess:
    """A Renderer in a process of its own: what it crashes, fills or leaks is not the worker's. With `forks` it is born ready."""

    def __init__(self, modules: Sequence[str], *, idle_s: float = 30.0, forks: Forks | None = None) -> None:
        self._modules, self._idle_s, self._forks = modules, idle_s, forks
        self._running: _Running | None = None
        self._letting_go: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._running.process.pid if self._running else None

    async def render(self, request: Request, report: Report) -> Output | Broken:
        if self._letting_go:
            self._letting_go.cancel()
        try:
            if self._running is None or self._running.process.returncode is not None:
                await self._start()
            assert self._running is not None
            return await self._talk(self._running, request, report)
        finally:
            self._letting_go = asyncio.get_running_loop().call_later(self._idle_s, self._let_go)

    async def _start(self) -> None:
        await self.stop()
        process = await (self._forks.child(self._modules) if self._forks else _begun(self._modules))
        printed = bytearray()
        listening = asyncio.get_running_loop().create_task(_listen(process, printed))
        self._running = _Running(process=process, listening=listening, printed=printed)

    async def _talk(self, running: _Running, request: Request, report: Report) -> Output | Broken:
        assert running.process.stdin is not None
        running.process.stdin.write(line(request))
        with contextlib.suppress(ConnectionError):
            await running.process.stdin.drain()
        while reply := await _reply(running):
            match reply:
                case Progressed(done=done):
                    report(done)
                case Rendered(output=output):
                    return output
                case Broken() as broken:
                    log.warning("%s failed: %s\n%s%s", request.work.task_id, broken.message, broken.trace, _tail(running))
                    return broken
        return await self._died(running, request)

    async def _died(self, running: _Running, request: Request) -> Broken:
        if self._running is not running:
            return Broken(code="stopped", message="The engine was told to stop.", transient=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DEATH_S):
                await running.process.wait()
        await self.stop()
        code = running.process.returncode
        log.warning("the child process died with %s on %s\n%s", code, request.work.task_id, _tail(running))
        return Broken(code="engine_crashed", message=f"The engine's process died ({_death(code)}).", transient=True)

    async def stop(self) -> None:
        self._let_go()
        if self._leaving is not None:
            await asyncio.wait({self._leaving})  # who is cancelled here does not break it off

    def _let_go(self) -> None:
        """From now on it is nobody's: a render that begins in this very turn starts another."""
        running, self._running = self._running, None
        if running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.process.pid, signal.SIGKILL)  # its session: ffmpeg and all else that the engine has started
            self._leaving = asyncio.get_running_loop().create_task(_gone(running, self._leaving))


async def _begun(modules: Sequence[str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "gpu_consumers.child", str(os.getpid()), *modules,
        stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LINE_MAX, start_new_session=True, env=environment(),
    )  # fmt: skip


async def _reply(running: _Running) -> Reply | None:
    """None: it has no more to say, was killed in mid-sentence, or says what nobody can understand."""
    assert running.process.stdout is not None
    try:
        text = await running.process.stdout.readline()
        return REPLIES.decode(text) if text.endswith(b"\n") else None
    except ConnectionError:  # it was killed before it had read all that it was told
        return None
    except ValueError as error:  # MsgspecError among them, and a line that does not end within LINE_MAX
        log.warning("the child process cannot be understood: %s", error)
        return None


async def _gone(running: _Running, before: asyncio.Task[None] | None) -> None:
    """Until it is dead and put away, and the one `before` it: whoever waits for the last waits for all."""
    await (running.process.killed() if isinstance(running.process, Forked) else running.process.wait())
    await running.listening
    if before is not None:
        await before


async def _listen(process: Process | Forked, printed: bytearray) -> None:
    """Keep the end of what the child prints, and never let it wait for us."""
    assert process.stderr is not None
    with contextlib.suppress(ConnectionError):
        while piece := await process.stderr.read(4096):
            printed += piece
            del printed[:-TAIL_MAX]


def _tail(running: _Running) -> str:
    return running.printed.decode(errors="replace")


def _death(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"
