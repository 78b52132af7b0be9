"""Frames of one shot drawn by two processes at once, for a machine with an idle core. The same frames in the same order as by one.

The second process is a fork of this one: it sees the stage as it stands, and only what either of them draws after that is its own. So it may be
started only in a process with one thread, and before anything is started that waits for the end of a pipe.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import prod

import numpy as np
from numpy.typing import NDArray

RUN = 6  # frames that one of them draws before it is the other's turn: people are drawn on twos, and each pose should be drawn once
_AHEAD = 2 * RUN  # frames of the second process that wait to be fetched
Picture = NDArray[np.uint8]
Draw = Callable[[int], Picture]


@contextmanager
def drawn_together(draw: Draw, count: int, shape: tuple[int, ...]) -> Iterator[Iterator[Picture]]:
    """`draw` (0 .. count - 1), each uint8 of that shape, in order. When the second process dies, the first draws everything."""
    size = prod(shape)
    with mmap.mmap(-1, _AHEAD * size) as shared:
        ready, tell_ready = os.pipe()
        free, tell_free = os.pipe()
        second = os.fork()
        if second == 0:
            os.close(ready)
            os.close(tell_free)
            _draw_for(draw, count, shared, size, free, tell_ready)
        os.close(tell_ready)
        os.close(free)
        try:
            yield _frames(draw, count, shape, shared, ready, tell_free)
        finally:
            os.close(ready)
            os.close(tell_free)
            os.waitpid(second, 0)  # it ends at the next frame at the latest: nobody fetches it


def _frames(draw: Draw, count: int, shape: tuple[int, ...], shared: mmap.mmap, ready: int, tell_free: int) -> Iterator[Picture]:
    size, fetched, alive = prod(shape), 0, True
    for i in range(count):
        alive = alive and (_is_first(i) or os.read(ready, 1) != b"")
        if _is_first(i) or not alive:
            yield draw(i)
            continue
        at = fetched % _AHEAD * size
        picture = np.frombuffer(shared[at : at + size], np.uint8).reshape(shape)
        fetched += 1
        with suppress(BrokenPipeError):  # it has drawn its last
            os.write(tell_free, b".")
        yield picture


def _draw_for(draw: Draw, count: int, shared: mmap.mmap, size: int, free: int, tell_ready: int) -> None:
    """The life of the second process; never returns. Whatever goes wrong, the first will find out by drawing the same."""
    try:
        for number, i in enumerate(i for i in range(count) if not _is_first(i)):
            if number >= _AHEAD and not os.read(free, 1):
                break
            at = number % _AHEAD * size
            np.frombuffer(shared, np.uint8, size, at)[:] = draw(i).ravel()
            os.write(tell_ready, b".")
    finally:
        os._exit(0)  # without what this process, had it been started otherwise, would put away: all of it is the first one's


def _is_first(i: int) -> bool:
    return i // RUN % 2 == 0
