"""Children that are born of one process: ready at once, alone in what they do, and gone when it or the worker is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gpu_consumers import forks as module
from gpu_consumers.engines.port import Output
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.forks import Forks, environment
from gpu_consumers.protocol import Broken
from gpu_consumers.rendering import ChildProcess
from schemas.errors import Unavailable
from tests.gpu_consumers.test_child_process import ENGINE, alive, eventually, ignore, request
from tests.support.real_studio import children, command_line

pytestmark = pytest.mark.skipif(not Forks.possible(), reason="needs Linux")


@pytest.fixture
async def forks() -> AsyncIterator[Forks]:
    forks = Forks([ENGINE.module])
    try:
        yield forks
    finally:
        await forks.stop()
        assert nurseries() == []


def nurseries() -> list[int]:
    """Of this process, and then what they have borne. A studio that another test has started has one of its own."""
    return [pid for pid in children(os.getpid()) if ("gpu_consumers.nursery", str(os.getpid())) in pairwise(command_line(pid))]


def nursery() -> int:
    return nurseries()[0]


async def test_all_children_of_a_worker_come_from_one_process(forks: Forks, tmp_path: Path) -> None:
    both = [ChildProcess([ENGINE.module], forks=forks) for _ in range(2)]
    try:
        await asyncio.gather(*(child.render(request(tmp_path, "write"), ignore) for child in both))
        assert {child.pid for child in both} == set(children(nursery()))
        assert len({child.pid for child in both}) == 2
    finally:
        for child in both:
            await child.stop()


async def test_a_child_of_a_killed_nursery_dies_and_the_next_has_another(forks: Forks, tmp_path: Path) -> None:
    child = ChildProcess([ENGINE.module], forks=forks)
    rendering = asyncio.create_task(child.render(request(tmp_path, "sleep 60"), ignore))
    await eventually(lambda: child.pid)
    pid, first = child.pid, nursery()
    assert pid is not None
    os.kill(first, signal.SIGKILL)
    broken = await rendering
    assert isinstance(broken, Broken)
    assert (broken.code, broken.message) == ("engine_crashed", "The engine's process died (SIGKILL).")
    await eventually(lambda: not alive(pid))
    assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    assert nursery() != first
    await child.stop()


async def test_a_nursery_that_dies_of_a_birth_is_told(forks: Forks, tmp_path: Path) -> None:
    await forks.start()
    os.kill(nursery(), signal.SIGSTOP)
    child = ChildProcess([ENGINE.module], forks=forks)
    rendering = asyncio.create_task(child.render(request(tmp_path, "write"), ignore))
    await asyncio.sleep(0.05)
    os.kill(nursery(), signal.SIGKILL)
    with pytest.raises(Unavailable):
        await rendering
    assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    await child.stop()


async def within(seconds: float, waited: asyncio.Task[Any]) -> bool:
    """Without cancelling it: what hangs is to be told from what was broken off."""
    return bool((await asyncio.wait({waited}, timeout=seconds))[0])


async def test_a_nursery_that_stands_still_is_ended_all_the_same() -> None:
    forks = Forks([])
    await forks.start()
    pid = nursery()
    os.kill(pid, signal.SIGSTOP)
    given_up, waiting = asyncio.create_task(forks.child([])), asyncio.create_task(forks.child([]))
    await asyncio.sleep(0.05)
    given_up.cancel()
    stopping = asyncio.create_task(forks.stop())
    try:
        assert await within(10, stopping)
        assert await within(10, waiting)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        await asyncio.wait({stopping, waiting, given_up})
    assert isinstance(waiting.exception(), Unavailable)
    assert not alive(pid)
    with pytest.raises(Unavailable):
        await forks.child([])


async def test_a_nursery_that_stands_still_is_replaced(forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await forks.start()
    first, child = nursery(), ChildProcess([ENGINE.module], forks=forks)
    os.kill(first, signal.SIGSTOP)
    with monkeypatch.context() as impatient:
        impatient.setattr(module, "BORN_S", 0.2)
        rendering = asyncio.create_task(child.render(request(tmp_path, "write"), ignore))
        told = await within(10, rendering)
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
        assert told
        with pytest.raises(Unavailable):
            await rendering
    assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    assert nursery() != first
    await child.stop()


async def test_a_child_whose_nursery_stands_still_can_be_stopped(forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOLD_S", 0.2)
    child = ChildProcess([ENGINE.module], forks=forks)
    rendering = asyncio.create_task(child.render(request(tmp_path, "sleep 60"), ignore))
    await eventually(lambda: child.pid)
    first = nursery()
    os.kill(first, signal.SIGSTOP)
    stopping = asyncio.create_task(child.stop())
    try:
        assert await within(10, stopping)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
        await asyncio.wait({stopping, rendering})


@pytest.fixture
def stillborn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that kills each child in the moment of its birth."""
    (tmp_path / "stillborn_engine.py").write_text("import os\nos.register_at_fork(after_in_child=lambda: os._exit(7))\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "stillborn_engine"


HASTY_NURSERY = """
import os, socket, sys
with socket.socket(fileno=os.dup(0)) as asked:
    while True:
        message, fds, _, _ = socket.recv_fds(asked, 65536, 2)
        if not message:
            sys.exit(0)
        pid = os.fork()
        if pid == 0:
            os._exit(7)
        os.waitpid(pid, 0)
        for fd in fds:
            os.close(fd)
        asked.sendall(b'{"type":"born","pid":%d}\\n{"type":"ended","pid":%d,"code":7}\\n' % (pid, pid))
"""


async def test_a_birth_and_an_end_that_are_told_in_one_breath_are_both_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gpu_consumers").mkdir()
    (tmp_path / "gpu_consumers" / "__init__.py").touch()
    (tmp_path / "gpu_consumers" / "nursery.py").write_text(HASTY_NURSERY)
    monkeypatch.syspath_prepend(str(tmp_path))
    forks = Forks([])
    try:
        assert await (await forks.child([])).wait() == 7
        assert await ChildProcess([], forks=forks).render(request(tmp_path, "write"), ignore) == Broken(
            code="engine_crashed", message="The engine's process died (exit status 7).", transient=True
        )
    finally:
        await forks.stop()


async def test_a_hundred_that_die_as_they_are_born_are_a_hundred_crashes(forks: Forks, tmp_path: Path, stillborn: str) -> None:
    for _ in range(100):
        broken = await ChildProcess([stillborn], forks=forks).render(request(tmp_path, "write"), ignore)
        assert isinstance(broken, Broken)
        assert (broken.code, broken.message, broken.transient) == ("engine_crashed", "The engine's process died (exit status 7).", True)


async def test_a_module_that_cannot_be_imported_spoils_no_other(tmp_path: Path) -> None:
    forks = Forks(["no.such.module", ENGINE.module])
    child = ChildProcess([ENGINE.module], forks=forks)
    try:
        assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    finally:
        await child.stop()
        await forks.stop()


def test_no_engine_starts_a_thread_when_it_is_imported() -> None:
    """What is forked from a process with threads may find a lock that nobody will ever open."""
    program = (
        f"import importlib, os\nfor one in {[one.module for one in ENGINES]}: importlib.import_module(one)\nprint(len(os.listdir('/proc/self/task')))"
    )
    told = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True)
    assert told.stdout == "1\n"


def test_everybody_dies_with_the_worker(tmp_path: Path) -> None:
    """kill -9 of the worker: neither the nursery nor what it has borne lives on."""
    pids = tmp_path / "pids"
    program = f"""
import asyncio
from pathlib import Path
from gpu_consumers.engines.registry import ENGINES
from gpu_consumers.forks import Forks, environment
from gpu_consumers.rendering import ChildProcess
from tests.gpu_consumers.test_child_process import request, ignore, ENGINE
asyncio.run(ChildProcess([ENGINE.module], forks=Forks([])).render(request(Path({str(tmp_path)!r}), "family {pids}"), ignore))
"""
    worker = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    async def check() -> None:
        await eventually(lambda: pids.exists() and pids.read_text(), 20)
        child, grandchild = (int(pid) for pid in pids.read_text().split())
        below = list(children(worker.pid))
        assert child in below
        try:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            await eventually(lambda: not any(alive(pid) for pid in below if pid != grandchild), 2.0)
        finally:
            os.kill(grandchild, signal.SIGKILL)

    asyncio.run(check())
