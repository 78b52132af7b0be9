"""The child process is real here: it is killed, crashes, fills its disk and prints too much, and its worker stays well; forked or started anew."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from gpu_consumers.engines.port import Output, Work
from gpu_consumers.forks import LINE_MAX, Forks
from gpu_consumers.protocol import Broken, Request
from gpu_consumers.rendering import ChildProcess
from schemas.values import FilmSettings, TaskKind
from tests.gpu_consumers.tiny_engines import tiny
from tests.support.real_studio import children

ENGINE = tiny()[0]


def request(folder: Path, style: str, *, engine: str = ENGINE.path) -> Request:
    work = Work(kind=TaskKind.CLIP, task_id="clip.s1.1", subject="s1.1", settings=FilmSettings(style=style), watermark=False, scratch=str(folder))
    return Request(engine=engine, work=work)


def ignore(_: float) -> None:
    pass


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


async def eventually(condition: Callable[[], object], within_s: float = 5.0) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


Begin = Callable[..., ChildProcess]


@pytest.fixture(params=["anew", "forked"])
async def begin(request: pytest.FixtureRequest) -> AsyncIterator[Begin]:
    """ChildProcess, of both kinds."""
    if request.param == "anew":
        yield ChildProcess
        return
    forks = Forks([ENGINE.module])
    try:
        yield partial(ChildProcess, forks=forks)
    finally:
        await forks.stop()


async def test_it_renders_reports_and_stays_warm(begin: Begin, tmp_path: Path) -> None:
    child, told = begin([ENGINE.module]), list[float]()
    try:
        output = await child.render(request(tmp_path, "write hello"), told.append)
        assert isinstance(output, Output)
        assert (output.note, [(one.name, one.media_type) for one in output.files]) == ("hello", [("made.txt", "text/plain")])
        assert (tmp_path / "made.txt").read_text() == "clip.s1.1 []"
        assert told == [0.5]
        first = child.pid
        await child.render(request(tmp_path, "write"), ignore)
        assert child.pid == first
    finally:
        await child.stop()


@pytest.mark.parametrize(
    ("style", "code", "transient", "message"),
    [
        ("fail transient", "engine_failed", True, "The model came to no end."),
        ("fail for good", "engine_failed", False, "The model came to no end."),
        ("fill", "storage_full", True, "The disk is full: make some room."),
        ("store_full", "storage_full", True, "No room for the film."),
        ("greedy", "out_of_memory", True, "There is not enough memory for this task."),
        ("crash", "engine_crashed", True, "The engine's process died (SIGKILL)."),
        ("forget", "engine_crashed", True, "The engine's process died (exit status 3)."),
    ],
)
async def test_what_goes_wrong_has_a_code_and_the_next_task_is_rendered(
    begin: Begin, tmp_path: Path, style: str, code: str, transient: bool, message: str
) -> None:
    child = begin([ENGINE.module])
    try:
        broken = await child.render(request(tmp_path, style), ignore)
        assert isinstance(broken, Broken)
        assert (broken.code, broken.transient, broken.message) == (code, transient, message)
        assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    finally:
        await child.stop()


async def test_a_bug_is_told_by_kind_and_place_and_never_quotes_the_script(begin: Begin, tmp_path: Path) -> None:
    child = begin([ENGINE.module])
    try:
        broken = await child.render(request(tmp_path, "bug"), ignore)
    finally:
        await child.stop()
    assert isinstance(broken, Broken)
    assert broken.message.startswith("ValueError at tests/gpu_consumers/tiny_engines.py:")
    assert "secret" not in broken.message
    assert "secret" in broken.trace  # for the operator's log


async def test_an_engine_that_cannot_be_imported_says_why(begin: Begin, tmp_path: Path) -> None:
    child = begin(["no.such.module"])
    try:
        broken = await child.render(request(tmp_path, "write", engine="no.such.module:Engine"), ignore)
    finally:
        await child.stop()
    assert isinstance(broken, Broken)
    assert broken.code == "engine_bug"
    assert broken.message.startswith("ModuleNotFoundError")


async def test_last_words_of_a_crash_are_logged(begin: Begin, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    child = begin([ENGINE.module])
    await child.render(request(tmp_path, "crash"), ignore)
    assert "last words" in caplog.text


async def test_a_child_that_prints_a_lot_does_not_block(begin: Begin, tmp_path: Path) -> None:
    child = begin([ENGINE.module])
    try:
        async with asyncio.timeout(20):
            assert isinstance(await child.render(request(tmp_path, "chatter"), ignore), Output)
    finally:
        await child.stop()


async def test_stopping_kills_the_child_and_all_that_it_has_started(begin: Begin, tmp_path: Path) -> None:
    child, pids = begin([ENGINE.module]), tmp_path / "pids"
    rendering = asyncio.create_task(child.render(request(tmp_path, f"family {pids}"), ignore))
    await eventually(lambda: pids.exists() and pids.read_text())
    began = time.monotonic()
    await child.stop()
    both = [int(pid) for pid in pids.read_text().split()]
    await eventually(lambda: not any(map(alive, both)), 2.0)
    assert time.monotonic() - began < 2.0
    assert isinstance(await rendering, Broken)
    assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    await child.stop()


async def test_an_idle_child_ends(begin: Begin, tmp_path: Path) -> None:
    child = begin([ENGINE.module], idle_s=0.2)
    await child.render(request(tmp_path, "write"), ignore)
    pid = child.pid
    assert pid is not None
    await eventually(lambda: not alive(pid))
    assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    await child.stop()


def test_a_child_dies_with_its_worker(tmp_path: Path) -> None:
    """kill -9 of the worker: nothing renders on for nobody."""
    pids = tmp_path / "pids"
    program = f"""
import asyncio, sys
from pathlib import Path
from gpu_consumers.rendering import ChildProcess
from tests.gpu_consumers.test_child_process import request, ignore, ENGINE
asyncio.run(ChildProcess([ENGINE.module]).render(request(Path({str(tmp_path)!r}), "family {pids}"), ignore))
"""
    worker = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    async def check() -> None:
        await eventually(lambda: pids.exists() and pids.read_text(), 20)
        child, grandchild = (int(pid) for pid in pids.read_text().split())
        try:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            await eventually(lambda: not alive(child), 2.0)
        finally:
            os.kill(grandchild, signal.SIGKILL)

    asyncio.run(check())


@pytest.mark.parametrize("turns", range(5))
async def test_a_render_that_begins_in_the_turn_in_which_the_child_is_let_go_is_not_killed(begin: Begin, tmp_path: Path, turns: int) -> None:
    child = begin([ENGINE.module], idle_s=0)
    try:
        assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
        for _ in range(turns):
            await asyncio.sleep(0)
        assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    finally:
        await child.stop()


async def test_who_is_cancelled_while_a_child_starts_leaves_neither_a_process_nor_a_descriptor(begin: Begin, tmp_path: Path) -> None:
    def held() -> tuple[int, list[int]]:
        return len(list(Path("/proc/self/fd").iterdir())), list(children(os.getpid()))

    once = begin([ENGINE.module])
    await once.render(request(tmp_path, "write"), ignore)
    await once.stop()  # what an event loop keeps from its first child on is its own
    before = held()
    for turns in range(12):
        child = begin([ENGINE.module])
        rendering = asyncio.create_task(child.render(request(tmp_path, "sleep 60"), ignore))
        for _ in range(turns):
            await asyncio.sleep(0)
        rendering.cancel()
        await child.stop()
        await asyncio.wait({rendering})
        await child.stop()
        await eventually(lambda: held() == before)


@pytest.mark.parametrize("words", ['{"type":"Rend', "nonsense\n", "x" * (LINE_MAX + 1)])
async def test_a_child_that_is_killed_in_mid_sentence_or_talks_nonsense_counts_as_crashed(begin: Begin, tmp_path: Path, words: str) -> None:
    said = tmp_path / "said"
    said.write_text(words)
    child = begin([ENGINE.module])
    try:
        broken = await child.render(request(tmp_path, f"babble {said}"), ignore)
        assert isinstance(broken, Broken)
        assert (broken.code, broken.transient) == ("engine_crashed", True)
        assert isinstance(await child.render(request(tmp_path, "write"), ignore), Output)
    finally:
        await child.stop()


async def test_ctrl_c_in_the_terminal_reaches_the_worker_only(begin: Begin, tmp_path: Path) -> None:
    child = begin([ENGINE.module])
    await child.render(request(tmp_path, "write"), ignore)
    assert child.pid is not None
    assert os.getsid(child.pid) == child.pid != os.getsid(0)
    await child.stop()
