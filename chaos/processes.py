"""One process of the studio that is begun again whenever it ends, and that can be killed and stopped from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from infra.process import SUPERVISOR

LOOK_S, AGAIN_S, LEAVE_S, LINES = 0.05, 0.2, 15.0, 50


@dataclass(slots=True, kw_only=True, eq=False)
class Process:
    """`python -m MODULE`, with `environment` over ours; what it tells is added to `told`."""

    name: str
    module: str
    port: int
    environment: Mapping[str, str]
    told: Path
    process: subprocess.Popen[bytes] | None = None
    frozen: bool = False
    ends: list[str] = field(default_factory=list)  # last words, each time that it ended by itself

    def start(self) -> None:
        self.told.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **self.environment, SUPERVISOR: str(os.getpid())}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # who begins a hundred times compiles its modules once
        words = [sys.executable, "-m", self.module]
        with self.told.open("ab") as told:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=told, stderr=told, env=environment, start_new_session=True)
        self.frozen = False

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def last_words(self) -> str:
        """The last line that is no JSON, for a process that cannot go on says so in plain words; else the last line."""
        lines = self.told.read_text(errors="replace").splitlines()[-LINES:]
        return next((line for line in reversed(lines) if line and not line.startswith("{")), lines[-1] if lines else "")[:300]

    def kill(self) -> None:
        """SIGKILL, of a stopped one too."""
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        self.frozen = True
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)
        self.frozen = False

    def leave(self) -> None:
        self.thaw()
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.alive:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)


@asynccontextmanager
async def kept(processes: Sequence[Process]) -> AsyncIterator[None]:
    """They run beside the body, each begun again when it ends; afterwards they get SIGTERM, and SIGKILL when that does not help."""
    keeping = [asyncio.create_task(_keep(one)) for one in processes]
    try:
        yield
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        await _end(processes)


async def _keep(one: Process) -> None:
    while True:
        one.start()
        while one.alive:
            await asyncio.sleep(LOOK_S)
        if one.process is not None and one.process.returncode != -signal.SIGKILL:
            one.ends.append(f"{one.process.returncode}: {one.last_words}")
        await asyncio.sleep(AGAIN_S)


async def _end(processes: Sequence[Process]) -> None:
    for one in processes:
        one.leave()
    deadline = asyncio.get_running_loop().time() + LEAVE_S
    while any(one.alive for one in processes) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(LOOK_S)
    for one in processes:
        one.kill()
        if one.process is not None:
            await asyncio.to_thread(one.process.wait)
