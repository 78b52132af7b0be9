"""Processes inside one event loop on a virtual clock: each can be frozen, thawed and killed between any two of its steps, as a kernel would do it.

What a process does runs in its own context; a callback that belongs to a frozen process is kept until it thaws, one of a dead process for ever.
No thread, no clock and no file descriptor of the world takes part, and nothing is ordered by addresses, so a run can be repeated exactly.
"""

from __future__ import annotations

import asyncio
import itertools
import selectors
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextvars import Context, ContextVar, copy_context
from enum import Enum
from typing import Any

from tests.support.virtual_time import ThreadlessLoop


class State(Enum):
    RUNNING = "running"
    FROZEN = "frozen"
    DEAD = "dead"


PROCESS: ContextVar[Process | None] = ContextVar("PROCESS", default=None)
OUTSIDE = Context()
"""Of what the world itself does: nobody can freeze it."""


class Stuck(AssertionError):
    """Nobody can do anything any more."""


class _Jump(selectors.SelectSelector):
    """Waits for nothing: when there is nothing to do now, it is the time of the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck(f"after {self.now:.3f} s")
        if timeout > 0:
            self.now += timeout
        return []


class _Ordered(asyncio.Task[Any]):
    """A task whose place in a set is its number."""

    def __init__(self, coro: Any, *, loop: MachineLoop, **more: Any) -> None:
        self.number = next(loop.numbers)
        super().__init__(coro, loop=loop, **more)

    def __hash__(self) -> int:
        return self.number


class MachineLoop(ThreadlessLoop):
    def __init__(self) -> None:
        self._jump = _Jump()
        self.numbers: Iterator[int] = itertools.count()
        super().__init__(self._jump)
        self._clock_resolution = 1e-9
        self.set_task_factory(lambda loop, coro, **more: _Ordered(coro, loop=self, **more))

    def time(self) -> float:
        return self._jump.now

    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:  # type: ignore[override]
        process = context.get(PROCESS) if context is not None else PROCESS.get()
        if process is None or process.state is State.RUNNING:
            return super().call_soon(callback, *args, context=context)
        handle = asyncio.Handle(callback, args, self, context or copy_context())
        process.kept.append(handle)
        return handle

    def call_at(self, when: float, callback: Any, *args: Any, context: Context | None = None) -> asyncio.TimerHandle:  # type: ignore[override]
        process = context.get(PROCESS) if context is not None else PROCESS.get()
        if process is None:
            return super().call_at(when, callback, *args, context=context)
        timer: list[asyncio.TimerHandle] = []
        timer.append(super().call_at(when, self._due, process, timer, callback, args, context=context))
        return timer[0]

    def _due(self, process: Process, timer: list[asyncio.TimerHandle], callback: Any, args: tuple[Any, ...]) -> None:
        """A timer of a process that sleeps now goes off when it wakes, unless something else that comes first then cancels it."""
        if process.state is State.RUNNING:
            callback(*args)
        else:
            process.kept.append(asyncio.Handle(_unless_cancelled, (timer[0], callback, args), self, copy_context()))

    def again(self, handles: list[asyncio.Handle]) -> None:
        for handle in handles:
            self._ready.append(handle)  # type: ignore[attr-defined]


def _unless_cancelled(timer: asyncio.TimerHandle, callback: Any, args: tuple[Any, ...]) -> None:
    if not timer.cancelled():
        callback(*args)


class Process:
    """What was started, and all that this has started in turn. `failed` is what ended its main coroutine, if anything did."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.state = State.RUNNING
        self.since = 0.0  # that it is in this state
        self.kept: list[asyncio.Handle] = []
        self._context = copy_context()
        self._context.run(PROCESS.set, self)
        self._main: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def __repr__(self) -> str:
        return self.name

    def start(self, main: Coroutine[Any, Any, None]) -> None:
        self._main = self.run(main)

    def run(self, part: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """In this process; kept while it sleeps."""
        task = loop().create_task(part, context=self._context)
        self._tasks.add(task)  # the loop itself holds none
        task.add_done_callback(self._tasks.discard, context=OUTSIDE)
        return task

    @property
    def alive(self) -> bool:
        return self.state is not State.DEAD and self._main is not None and not self._main.done()

    @property
    def failed(self) -> BaseException | None:
        if self._main is None or not self._main.done() or self._main.cancelled():
            return None
        return self._main.exception()

    def freeze(self) -> None:
        self._becomes(State.FROZEN)

    def thaw(self) -> None:
        self._becomes(State.RUNNING)
        kept, self.kept = self.kept, []
        loop().again(kept)

    def kill(self) -> None:
        """Nothing of it runs ever again: no `finally`, no farewell."""
        self._becomes(State.DEAD)

    def leave(self) -> None:
        """As SIGTERM asks."""
        if self._main is not None:
            self._main.cancel()

    async def gate(self) -> None:
        """Passed by whatever reaches out of the process: who was stopped in mid-step does no more than that step."""
        if self.state is not State.RUNNING:
            await asyncio.sleep(0)

    def _becomes(self, state: State) -> None:
        self.state, self.since = state, loop().time()


def current() -> Process:
    process = PROCESS.get()
    assert process is not None, "only processes reach out"
    return process


def loop() -> MachineLoop:
    running = asyncio.get_running_loop()
    assert isinstance(running, MachineLoop)
    return running


def later(seconds: float, call: Callable[..., None], *args: Any) -> None:
    """By the world, whatever becomes of who asked for it."""
    loop().call_later(seconds, call, *args, context=OUTSIDE)


async def arrived(seconds: float, call: Callable[..., Any], *args: Any) -> Any:
    """What `call` returns or raises after so long, in the world; it is called even when who waits for it sleeps or dies."""
    answer = loop().create_future()

    def happens() -> None:
        try:
            result = call(*args)
        except Exception as error:
            if not answer.done():
                answer.set_exception(error)
                answer.exception()  # who was killed does not ask
        else:
            if not answer.done():
                answer.set_result(result)

    later(seconds, happens)
    return await answer


def run_on_machine(play: Callable[[], Awaitable[None]]) -> None:
    """`asyncio.run` on a machine whose clock begins at 0 s."""

    async def main() -> None:
        await play()

    with asyncio.Runner(loop_factory=MachineLoop) as runner:
        runner.run(main())
